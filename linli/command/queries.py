"""What the board reads: one coverage proof, the names of about seventy cells, four counts. Nothing here writes.

`version` changes whenever the board may change; a poll that finds the same version costs one small look-up.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import BooleanField, CharField, ExpressionWrapper, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext

from linli.access.models import under
from linli.access.rules import SEGMENT
from linli.command import rules
from linli.corps.models import Appointment
from linli.corps.queries.coverage import Coverage
from linli.corps.queries.ground import in_office
from linli.corps.queries.loads import Load as CorpsLoad
from linli.corps.queries.loads import overloads
from linli.corps.queries.now import Version, coverage_now, version_at, worked_out_once
from linli.corps.queries.terms import cannot_sign_in, ending_soon, open_places
from linli.corps.rules import SOON_DAYS, Gap, Node, Reason
from linli.places.models import Place
from linli.places.queries import addresses
from linli.places.rules import span_unit_choices

WORST = 6
NEXT = 2


@dataclass(frozen=True)
class Cell:
    """One hexagon: a grid, or inside a grid one of its buildings, alleys, markets."""

    place: UUID
    name: str
    label: str
    households: int
    shops: int
    residents: int
    covered: int
    uncovered_shops: int

    @property
    def units(self) -> int:
        return self.households + self.shops

    @property
    def uncovered(self) -> int:
        return self.units - self.covered

    @property
    def uncovered_households(self) -> int:
        return self.uncovered - self.uncovered_shops

    @property
    def share(self) -> float | None:
        return self.covered / self.units if self.units else None


@dataclass(frozen=True)
class Group:
    """A community with its cells; `node` has the counts of its whole subtree."""

    place: UUID
    name: str
    node: Node
    cells: list[Cell]


@dataclass(frozen=True)
class Hole:
    """A missing link in words: where, which post, how many households, shops and people are without it."""

    place: UUID
    path: str
    address: str
    title: str
    reason: Reason
    households: int
    shops: int
    residents: int


@dataclass(frozen=True)
class Load:
    """A leader responsible for more than the level's span of control."""

    appointment: Appointment
    address: str
    load: int
    most: int
    unit: str

    @property
    def unit_name(self) -> str:
        return gettext(dict(span_unit_choices())[self.unit])


@dataclass(frozen=True)
class Term:
    """A leader whose term ends within 14 days; `days` from today, at least 1."""

    appointment: Appointment
    address: str
    days: int


@dataclass(frozen=True)
class Urgent:
    """What needs handling now: the worst first, and how many there are in all."""

    holes: list[Hole]
    holes_in_all: int
    terms: list[Term]
    terms_in_all: int
    loads: list[Load]
    loads_in_all: int
    without_phone: int
    without_account: int

    @property
    def nothing(self) -> bool:
        return not (self.holes or self.terms or self.loads or self.without_phone)


@dataclass(frozen=True)
class Board:
    root: Place
    day: date
    total: Node
    groups: list[Group]
    leaders: int
    urgent: Urgent

    @property
    def cells(self) -> int:
        return sum(len(group.cells) for group in self.groups)

    @property
    def share(self) -> float | None:
        return self.total.covered / self.total.units if self.total.units else None

    @property
    def loose(self) -> Node:
        """Households and shops that lie in no cell: shown so that a half laid-out street does not look complete."""
        cells = [cell for group in self.groups for cell in group.cells]
        return Node(
            self.total.path, self.total.kind, None,
            households=self.total.households - sum(cell.households for cell in cells),
            shops=self.total.shops - sum(cell.shops for cell in cells),
        )  # fmt: skip


def version(root: Place) -> Version:
    """A value that changes whenever the board of `root` may change."""
    return version_at(root.path)


def board(root: Place, day: date) -> Board:
    """The proof and the lists for `root`; the same object while nothing in the street has changed."""
    return worked_out_once("board", root, day, _board)


def _board(root: Place, day: date) -> Board:
    found = coverage_now(root, day)
    counts = _counts(found)
    return Board(
        root=root,
        day=day,
        total=found.total,
        groups=_groups(found),
        leaders=counts["leaders"],
        urgent=_urgent(found, counts),
    )


class _Named(NamedTuple):
    """What a cell shows of its place, as plain values, because about seventy are read."""

    path: str
    pk: UUID
    name: str
    number: int


def _groups(found: Coverage) -> list[Group]:
    layout = rules.cells_by_group(found.nodes.kinds(), found.path)
    wanted = [*layout, *(path for cells in layout.values() for path in cells)]
    rows = Place.objects.filter(path__in=wanted).values_list("path", "pk", "name", "number")
    named = {row[0]: _Named(*row) for row in rows}
    groups = []
    for path, cells in layout.items():
        node, place = found.nodes[path], named[path]
        drawn = sorted((named[cell] for cell in cells), key=lambda p: (p.number or 10**9, p.path))
        groups.append(
            Group(
                place=place.pk,
                name=place.name,
                node=node,
                cells=[_cell(p, found.nodes[p.path]) for p in drawn],
            )
        )
    return groups


def _cell(place: _Named, node: Node) -> Cell:
    return Cell(
        place=place.pk,
        name=place.name,
        label=rules.cell_label(place.name, place.number),
        households=node.households,
        shops=node.shops,
        residents=node.residents,
        covered=node.covered,
        uncovered_shops=node.uncovered_shops,
    )


def _counts(found: Coverage) -> dict[str, int]:
    """Leaders in office, those whose term ends soon, those without a phone or an account: the proof knows all, few are
    looked for.

    Searched in the whole street and filtered here by their charges: after places have moved, an appointment's own path
    need not contain them.
    """
    here = {appointment for _, _, appointment in found.terms}
    soon = Q(ends_on__lte=found.day + timedelta(days=SOON_DAYS))
    silent = Q(member__phone_blind=None)
    rows = Appointment.objects.filter(in_office(found.day), under([found.path[:SEGMENT]]))
    shut = cannot_sign_in()
    said = {"quiet": ExpressionWrapper(silent, BooleanField()), "shut": ExpressionWrapper(shut, BooleanField())}
    some = rows.filter(soon | silent | shut).annotate(**said)
    few = some.values_list(Cast("pk", CharField()), "ends_on", "quiet", "shut")
    mine = [row[1:] for row in few if row[0] in here]
    return {
        "leaders": len(here),
        "soon": sum(ends_on is not None and ends_on <= found.day + timedelta(days=SOON_DAYS) for ends_on, _, _ in mine),
        "silent": sum(quiet for _, quiet, _ in mine),
        "shut": sum(shut_out for _, _, shut_out in mine),
    }


def _urgent(found: Coverage, counts: dict[str, int]) -> Urgent:
    """Addresses of all named places are loaded together: two queries however long the lists."""
    worst = sorted(found.gaps, key=lambda gap: (-(gap.households + gap.shops), -gap.residents, gap.path))[:WORST]
    terms = list(ending_soon(found.path, found.day)[:NEXT]) if counts["soon"] else []
    over = overloads(found)
    heaviest = over[:NEXT]
    rows = Appointment.objects.filter(pk__in=[over_one.appointment for over_one in heaviest])
    loaded = {appointment.pk: appointment for appointment in rows.select_related("member", "post")}
    named = {gap.path for gap in worst} | {a.path for a in terms} | {a.path for a in loaded.values()}
    words = addresses(named, from_kind="community")
    places = open_places(gap.path for gap in worst)
    return Urgent(
        holes=[_hole(gap, found, places[gap.path].pk, words[gap.path]) for gap in worst],
        holes_in_all=len(found.gaps),
        terms=[Term(a, words[a.path], (a.ends_on - found.day).days) for a in terms if a.ends_on],
        terms_in_all=counts["soon"],
        loads=[_load(one, loaded[one.appointment], words) for one in heaviest],
        loads_in_all=len(over),
        without_phone=counts["silent"],
        without_account=counts["shut"],
    )


def _load(one: CorpsLoad, appointment: Appointment, words: dict[str, str]) -> Load:
    return Load(appointment, words[appointment.path], one.carried.load, one.carried.most, one.carried.unit)


def _hole(gap: Gap, found: Coverage, place: UUID, address: str) -> Hole:
    return Hole(
        place=place,
        path=gap.path,
        address=address,
        title=found.title(gap.post),
        reason=gap.reason,
        households=gap.households,
        shops=gap.shops,
        residents=gap.residents,
    )
