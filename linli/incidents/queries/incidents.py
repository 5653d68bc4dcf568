"""Which incidents hold, and who may do what with one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.access.rules import ancestors, covers
from linli.access.second import LACKS, OWN, SAME_LINE, Second
from linli.incidents.models import Appeal, Certificate, Function, Incident
from linli.incidents.rules.states import COLLECTS, MOVES, Deed, Role, State, collects
from linli.kernel.errors import NotFound

REVIEW_SOON = 3  # days before the review date
_REFUSED = {OWN: "incidents.second_own", SAME_LINE: "incidents.second_same_line", LACKS: "incidents.second_lacks"}


def incidents(actor: Actor) -> QuerySet[Incident]:
    """Those declared where the actor reads them, the newest first."""
    return Incident.objects.reachable(actor, P.INCIDENTS_READ).order_by("-pk")


def to_act_on(actor: Actor, today: date) -> list[tuple[Incident, Deed]]:
    """What waits for this reader: to be confirmed as the second person, to be reviewed before it lapses, or after."""
    waits = Q(state__in=[State.DECLARED, State.LAPSED]) | Q(
        state=State.IN_FORCE, review_on__lte=today + timedelta(days=REVIEW_SOON)
    )
    second = Second(actor)
    found: list[tuple[Incident, Deed]] = []
    for row in Incident.objects.reachable(actor, P.INCIDENTS_READ).filter(waits).order_by("review_on", "pk"):
        open_now = MOVES.deeds_open(State(row.state), roles(row, actor, second))
        found += [(row, deed) for deed in (Deed.CONFIRM, Deed.REVIEW) if deed in open_now]
    return found


def in_force_at(path: str, today: date) -> list[Incident]:
    """The incidents that hold at a place today, also before the clock has written down that one lapsed."""
    rows = Incident.objects.filter(path__in=ancestors(path), state__in=sorted(COLLECTS)).order_by("pk")
    return [row for row in rows if holds(row, today)]


def functions_of(actor: Actor) -> QuerySet[Function]:
    """The register of functions, of the incidents that the actor reads."""
    return Function.objects.filter(incident__in=Incident.objects.reachable(actor, P.INCIDENTS_READ))


def function_in_reach(actor: Actor, pk: UUID) -> Function:
    """Raises the same NotFound for one that is absent and for one of an incident that the actor does not keep."""
    kept = Incident.objects.reachable(actor, P.INCIDENTS_DECLARE)
    found = Function.objects.filter(pk=pk, incident__in=kept).select_related("incident").first()
    if found is None:
        raise NotFound("access.not_found")
    return found


def holds(row: Incident, today: date) -> bool:
    return collects(State(row.state), review=row.review_on, ends=row.ends_on, today=today)


def may_ask(path: str, field: str, bundles: Iterable[str], today: date) -> bool:
    """Whether somebody with these bundles may ask people at a place for `field` today."""
    held = set(bundles)
    return any(held & set(row.asks.get(field, ())) for row in in_force_at(path, today))


def function_on(path: str, code: str, today: date) -> Function | None:
    """The line of the register by which a function is on at a place today; None: it is off."""
    rows = Function.objects.filter(incident__path__in=ancestors(path), code=code, off_at=None, until__gte=today)
    found = rows.select_related("incident").order_by("-on_at", "pk")
    return next((row for row in found if holds(row.incident, today)), None)


def roles(row: Incident, actor: Actor, second: Second) -> set[Role]:
    """The actor's roles towards an incident."""
    found = set()
    if actor.may(P.INCIDENTS_DECLARE, row.path):
        found.add(Role.KEEPER)
    if row.declared_by and actor.account == row.declared_by:
        found.add(Role.DECLARER)
    if row.declared_by and not why_not_second(row, second):
        found.add(Role.SECOND)
    return found


def why_not_second(row: Incident, second: Second) -> str:
    """The code of the refusal to who would confirm; "": may."""
    found = second.why_not(asked_by=row.declared_by, gets=None, needed=[P.INCIDENTS_DECLARE], paths=[row.path])
    return _REFUSED.get(found, "")


@dataclass(frozen=True)
class Line:
    """An incident as its page shows it: what its reader may do now; `why_not`: why they may not confirm it."""

    row: Incident
    holds: bool
    deeds: list[Deed]
    why_not: str


def line(row: Incident, actor: Actor, today: date) -> Line:
    second = Second(actor)
    state = State(row.state)
    deeds = MOVES.deeds_open(state, roles(row, actor, second))
    waits = state in {State.DECLARED, State.LAPSED}
    return Line(row, holds(row, today), deeds, why_not_second(row, second) if waits else "")


def appealed_against(actor: Actor, pk: UUID) -> Incident:
    """An incident that touches a place where the actor takes appeals: declared there, above or below. Raises
    NotFound."""
    row = Incident.objects.filter(pk=pk).exclude(confirmed_at=None).first()
    held = actor.paths(P.INCIDENTS_APPEALS)
    if row is None or not any(covers(path, row.path) or covers(row.path, path) for path in held):
        raise NotFound("access.not_found")
    return row


def appeals_of(actor: Actor, row: Incident) -> QuerySet[Appeal]:
    return Appeal.objects.reachable(actor, P.INCIDENTS_APPEALS).filter(incident=row).order_by("-pk")


def certificate_of(pk: UUID) -> Certificate:
    """For everybody. Raises NotFound."""
    found = Certificate.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound("access.not_found")
    return found
