"""The page 不漏一户: the tree with its gaps, who is responsible in one part of it, and candidates for a gap."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.access.actor import Actor
from linli.access.models import PostKind, under
from linli.access.permissions import Permission as P
from linli.access.rules import SEGMENT, ancestors, common_path, covers, parent_path
from linli.corps import rules
from linli.corps.appointing import MAY_GIVE
from linli.corps.models import Appointment, Charge, Member
from linli.corps.queries.coverage import Coverage, coverage
from linli.corps.queries.ground import in_office
from linli.corps.queries.loads import Load, loads
from linli.corps.queries.terms import charges_of, open_places
from linli.corps.words import LOAD_UNITS, REASON_WORDS
from linli.kernel.time import clock
from linli.people.models import Resident
from linli.places.models import Level, Mode, Place
from linli.places.queries import addresses, search_places
from linli.places.rules import DEPTH, PlaceKind, kind_choices

KINDS = dict(kind_choices())


@dataclass(frozen=True)
class Branch:
    """One line of the tree. `level` counts from the actor's root; `node` is None for a place without counts."""

    place: Place
    level: int
    node: rules.Node | None
    is_open: bool
    has_below: bool


def tree(found: Coverage, root: Place, at: Place) -> list[Branch]:
    """The tree from `root` with the way to `at` opened: two queries, doors left out."""
    opened = {path for path in ancestors(at.path) if path.startswith(root.path)}
    rows = Place.objects.filter(parent__path__in=opened, closed_on=None).exclude(kind=PlaceKind.DOOR)
    below: dict[str, list[Place]] = {}
    for place in rows.order_by("number", "kind", "name"):
        below.setdefault(parent_path(place.path), []).append(place)
    branches: list[Branch] = []
    waiting = [root]
    while waiting:
        place = waiting.pop()
        is_open = place.path in opened
        level = (len(place.path) - len(root.path)) // SEGMENT
        known = place.path in found.nodes
        node, below_it = (found.nodes[place.path], found.nodes.has_below(place.path)) if known else (None, False)
        branches.append(Branch(place, level, node, is_open, below_it))
        if is_open:
            waiting += reversed(below.get(place.path, ()))
    return branches


@dataclass(frozen=True)
class Responsible:
    """One appointment as a line of a table: who, where in words, how much, until when."""

    appointment: Appointment
    where: str
    load: Load | None
    soon: bool

    @property
    def unit_word(self) -> str:
        return str(LOAD_UNITS.get(self.load.carried.unit if self.load else "", ""))


def responsible(found: Coverage, appointments: Iterable[Appointment]) -> list[Responsible]:
    """Lines for a page of appointments: three queries, however many, where all their charges lie in the proof."""
    rows = list(appointments)
    charged = charges_of(row.pk for row in rows)
    words = addresses(path for paths in charged.values() for path in paths)
    carried = {load.appointment: load for load in _whole_loads(found, charged)}
    return [
        Responsible(
            row, where(charged.get(row.pk, []), words), carried.get(row.pk), rules.ends_soon(row.ends_on, found.day)
        )
        for row in rows
    ]


def _whole_loads(found: Coverage, charged: Mapping[UUID, list[str]]) -> Iterator[Load]:
    """The whole load of each: a second floor elsewhere counts also when only the first is looked at."""
    wholes: dict[str, list[UUID]] = defaultdict(list)
    for appointment, paths in charged.items():
        wholes[common_path([found.path, *paths])].append(appointment)
    for path, carriers in wholes.items():
        yield from loads(found if path == found.path else coverage(path, found.day), carriers)


def named(appointments: Iterable[UUID]) -> QuerySet[Appointment]:
    """These appointments with what a line of the table shows of them, in order of place."""
    rows = Appointment.objects.filter(pk__in=list(appointments)).select_related("member", "post", "member__unit")
    return rows.order_by("path", "post__title")


def where(paths: list[str], words: dict[str, str]) -> str:
    """Several places in few words: "7号楼 1单元 5层、6层"."""
    named = [words.get(path, "") for path in paths]
    if len(named) < 2:
        return "".join(named)
    heads = {name.rpartition(" ")[0] for name in named}
    if len(heads) == 1:
        return f"{heads.pop()} {'、'.join(name.rpartition(' ')[2] for name in named)}".strip()
    return "、".join(named)


@dataclass(frozen=True)
class GapLine:
    """A gap in words. `place` is where the missing leader would be appointed."""

    gap: rules.Gap
    place: Place
    address: str
    title: str
    post: UUID | None

    @property
    def reason(self) -> str:
        return str(REASON_WORDS[self.gap.reason])


def gap_lines(found: Coverage, gaps: Iterable[rules.Gap]) -> list[GapLine]:
    """Lines for a page of gaps: three queries, however many."""
    rows = list(gaps)
    places = open_places(gap.path for gap in rows)
    words = addresses((gap.path for gap in rows), from_kind="community")
    return [
        GapLine(
            gap,
            places[gap.path],
            words.get(gap.path, ""),
            found.title(gap.post),
            UUID(str(gap.post)) if gap.post else None,
        )
        for gap in rows
        if gap.path in places
    ]


def neighbours(place: Place, post: PostKind, day: date, limit: int = 3) -> list[Appointment]:
    """Who holds `post` next to `place`: at its sister places first, then further out, up to the grid."""
    principal = post.deputy_of_id or post.pk
    for above in reversed(ancestors(place.path)[:-1]):
        if len(above) < 3 * SEGMENT and place.kind != PlaceKind.GRID:
            break
        charges = Charge.objects.filter(in_office(day, "appointment__"), appointment__post=principal)
        inside = charges.filter(under([above])).exclude(under([place.path])).exclude(path=above)
        near = sorted(inside.values_list("path", "appointment"), key=lambda row: _distance(row[0], place.path))
        if near:
            wanted = list(dict.fromkeys(appointment for _, appointment in near))[:limit]
            rows = {row.pk: row for row in Appointment.objects.filter(pk__in=wanted).select_related("member", "post")}
            return [rows[pk] for pk in wanted]
    return []


def _distance(path: str, other: str) -> tuple[int, int]:
    """Fewer levels apart first, then the nearer sister by number."""
    common = 0
    while path[: common + SEGMENT] == other[: common + SEGMENT] and common < min(len(path), len(other)):
        common += SEGMENT
    mine, theirs = path[common : common + SEGMENT], other[common : common + SEGMENT]
    apart = abs(int(mine, 36) - int(theirs, 36)) if mine and theirs else 0
    return (-common, apart)


def deputy_of(post: PostKind) -> PostKind | None:
    return PostKind.objects.filter(deputy_of=post, retired=False).order_by("path", "code").first()


def candidates(actor: Actor, place: Place, *, limit: int = 8) -> list[Resident]:
    """Adults who live in the same stairwell (courtyard, building …) and hold no post, for this actor only.

    Empty when the actor may not read the register; the caller records the look in the trail.
    """
    scope = stairwell_of(place)
    if not actor.may(P.PEOPLE_READ, scope):
        return []
    taken = Member.objects.filter(until=None).exclude(resident=None).values("resident")
    rows = Resident.objects.reachable(actor, P.PEOPLE_READ).filter(under([scope]), until=None)
    grown = rows.filter(Q(born_on=None) | Q(born_on__lte=_years_before(18))).exclude(pk__in=taken)
    inside = list(grown.select_related("household").order_by("path", "born_on")[: 40 * limit])
    inside.sort(key=lambda row: (not row.path.startswith(place.path), row.relation != "head", row.path))
    return inside[:limit]


def _years_before(years: int) -> date:
    today = clock.today()
    return today.replace(year=today.year - years, day=min(today.day, 28))


def stairwell_of(place: Place) -> str:
    """The path of the stairwell, courtyard, alley or building of a place: whose residents count as neighbours."""
    near = Place.objects.filter(path__in=ancestors(place.path)).order_by("-path")
    for above in near:
        if DEPTH[PlaceKind(above.kind)] <= DEPTH[PlaceKind.STAIRWELL]:
            return above.path
    return place.path


def appointable_posts(actor: Actor, place: Place) -> QuerySet[PostKind]:
    """The kinds of posts that the actor may give at `place`: those that ship and the street's own, not retired."""
    giver = {held.bundle for held in actor.held if covers(held.path, place.path) or held.path == ""}
    bundles = {bundle for held in giver for bundle in MAY_GIVE.get(held, ())}
    kinds = PostKind.objects.for_street(place.path[:SEGMENT])
    return kinds.filter(retired=False, bundle__in=bundles).order_by("path", "title")


def posts_of_modes(modes: Iterable[Mode]) -> list[UUID]:
    """The posts that these modes name, those of the top levels first."""
    rows = Level.objects.filter(mode__in=list(modes)).order_by("order", "mode__code")
    return list(dict.fromkeys(rows.values_list("post", flat=True)))


def modes_in_use(path: str) -> list[Mode]:
    """The modes that places of the street of `path` name."""
    here = Place.objects.under(path[:SEGMENT]).filter(closed_on=None).exclude(mode=None)
    return list(Mode.objects.filter(pk__in=here.values("mode")).order_by("path", "code"))


def search(actor: Actor, text: str, limit: int = 12) -> tuple[list[Place], list[Member]]:
    """Places and members within reach by part of the name or by pinyin initials."""
    members = Member.objects.reachable(actor, P.CORPS_READ).filter(until=None)
    matched = members.filter(Q(name__contains=text) | Q(initials__startswith=text.lower())).order_by("name", "path")
    return search_places(actor, text, limit), list(matched[:limit])


def duty_phone(place: Place) -> str:
    """The duty phone of the place, or of the nearest place above it that has one."""
    above = Place.objects.filter(path__in=ancestors(place.path)).exclude(duty_phone="").order_by("-path")
    return above.values_list("duty_phone", flat=True).first() or ""


def duty_phone_for(actor: Actor | None) -> str:
    """For somebody who was refused: that of their own first place, or of the only street where nobody is known."""
    if actor and actor.held and (own := Place.objects.filter(path=actor.held[0].path).first()):
        return duty_phone(own)
    streets = list(Place.objects.filter(parent=None, closed_on=None)[:2])
    return streets[0].duty_phone if len(streets) == 1 else ""
