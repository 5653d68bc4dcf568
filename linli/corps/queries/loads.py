"""The load of each leader compared with the advice of their level, from an existing proof."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from linli.corps import rules
from linli.corps.queries.coverage import Coverage
from linli.corps.queries.ground import Term


@dataclass(frozen=True)
class Load:
    """The load of one appointment compared with the advice of its level; without advice, the number of households.

    A post that is no level of the mode is responsible for no household: a registrar has no load.
    """

    appointment_text: str  # in the database's form: thousands are read, but only a page of them is shown
    carried: rules.Carried

    @property
    def appointment(self) -> UUID:
        return UUID(self.appointment_text)


def loads(found: Coverage, appointments: Iterable[UUID]) -> list[Load]:
    """The load of these appointments under the coverage's root."""
    wanted = {_as_written(one) for one in appointments}
    held = _by_appointment(term for term in found.terms if term[2] in wanted)
    return [_load(found, one, charges) for one, charges in held.items()]


def _as_written(appointment: UUID) -> str:
    """An id as text in the form in which the database writes it."""
    return str(appointment) if connection.features.has_native_uuid_field else appointment.hex


def _by_appointment(terms: Iterable[Term]) -> dict[str, list[Term]]:
    held: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        held[term[2]].append(term)
    return held


def _load(found: Coverage, appointment: str, charges: list[Term]) -> Load:
    outer = _outer(charges)
    link = found.fold.link(outer[0], charges[0][1])
    advice = link.spans if link else ()
    carried = rules.carried((one, sum(_load_at(found, path, one.unit) for path in outer)) for one in advice)
    if link and carried.state is rules.Span.NONE:  # without advice: at least the number of households
        carried = rules.Carried(
            rules.Span.NONE, sum(_load_at(found, path, "households") for path in outer), "households"
        )
    return Load(appointment, carried)


def _outer(charges: list[Term]) -> list[str]:
    """Nested charges count once: in order of path, an outer place comes before its inner ones."""
    outer: list[str] = []
    for path, _, _ in charges:
        if not outer or not path.startswith(outer[-1]):
            outer.append(path)
    return outer


def _load_at(found: Coverage, path: str, unit: str) -> int:
    if path in found.nodes:
        return found.nodes.load(path, unit)
    households, residents = found.ground.doors.get(path, (0, 0))
    return {"households": households, "people": residents}.get(unit, 0)


def overloads(found: Coverage) -> list[Load]:
    """Everyone whose load is above the advice of their level, the highest first."""
    heavy = {one: charges for one, charges in _by_appointment(found.terms).items() if _may_be_over(found, charges)}
    loads = [_load(found, one, charges) for one, charges in heavy.items()]
    over = [load for load in loads if load.carried.state is rules.Span.OVER]
    return sorted(over, key=lambda load: load.carried.load / load.carried.most, reverse=True)


def _may_be_over(found: Coverage, charges: list[Term]) -> bool:
    """A quick filter: if every measure is kept even with nested charges counted twice, the load is not too high."""
    link = found.fold.link(charges[0][0], charges[0][1])
    if link is None:
        return False
    for advice in link.spans:
        load = 0
        for path, _, _ in charges:
            load += _load_at(found, path, advice.unit)
        if load > advice.most:
            return True
    return False
