"""The coverage proof, as a fold: values in, values out. `linli/corps/README.md` explains it with a drawing.

A *unit* is a household or a shop. The mode in force at a unit names the links of its chain, one post a level. A link is
held when somebody in that post answers for the unit's place or for any place above it; it is held *acting* when only a
deputy does. A unit is covered when every link is held. Nothing is covered by default: a unit without a mode, or under a
mode whose places are missing, is a gap with its reason.

Each post is a bit. Going down the tree once, the bits held at a place are those of the place above and its own; going
up once, the counts of a place are its own and those of the places below. Households come counted per parent of their
doors, so a street of 57,125 people is about 4,200 steps; only doors with a leader of their own are looked at singly.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate

from linli.access.rules import SEGMENT, ancestors, parent_path, upper_end
from linli.places.rules import PlaceKind, SpanUnit

Post = Hashable
ModeId = Hashable

SOON_DAYS = 14  # a term that ends within 14 days is shown, so that there is time to act


class Reason(StrEnum):
    VACANT = "vacant"  # the place of that level exists, and nobody holds the post
    NO_PLACE = "no_place"  # no place of that level lies between the street and the unit
    NO_MODE = "no_mode"  # no mode, or a mode without levels, is in force


@dataclass(frozen=True, slots=True)
class Advice:
    """The advised span: at least `least`, at most `most` of `unit`."""

    unit: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Link:
    """One level of a mode: `post` is responsible at places of `kind`. Keeping any one of `spans` is enough."""

    post: Post
    kind: str
    duty: str = ""
    spans: tuple[Advice, ...] = ()


@dataclass(frozen=True)
class ProofInput:
    """What the proof is about.

    `places`: (path, kind, mode or None) in order of path, no doors, with the ancestors of `root` in front.
    `charges`: (path, post) of every valid appointment in the subtree and above it, doors included.
    `deputy_of`: a deputy's post -> the post that it stands in for.
    `leaves`: (path of the doors' parent, households, residents); `doors`: the same for doors that carry a charge.
    """

    root: str
    places: Sequence[tuple[str, str, ModeId | None]]
    modes: Mapping[ModeId, Sequence[Link]]
    charges: Sequence[tuple[str, Post]]
    deputy_of: Mapping[Post, Post]
    leaves: Iterable[tuple[str, int, int]]
    doors: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Node:
    """A place with the counts of its whole subtree. `covered` and `acting` count units; acting ones are covered too."""

    path: str
    kind: str
    mode: ModeId | None
    households: int = 0
    shops: int = 0
    residents: int = 0
    covered: int = 0
    acting: int = 0
    uncovered_residents: int = 0
    uncovered_shops: int = 0
    floors: int = 0
    buildings: int = 0

    @property
    def units(self) -> int:
        return self.households + self.shops

    @property
    def uncovered(self) -> int:
        return self.households + self.shops - self.covered

    @property
    def uncovered_households(self) -> int:
        return self.uncovered - self.uncovered_shops


@dataclass(slots=True)
class Gap:
    """A missing link: at the place `path`, `post` (None for Reason.NO_MODE) is missing for this many units."""

    path: str
    post: Post | None
    reason: Reason
    households: int = 0
    shops: int = 0
    residents: int = 0


# The counts of a place, in the order in which `Node` takes them.
COUNTS = (
    "households", "shops", "residents", "covered", "acting", "uncovered_residents", "uncovered_shops", "floors",
    "buildings",
)  # fmt: skip
COUNTED_KINDS = {kind.value: what for kind, what in [
    (PlaceKind.SHOP, "shops"), (PlaceKind.FLOOR, "floors"), (PlaceKind.BUILDING, "buildings"),
]}  # fmt: skip
MEASURES = {unit.value: what for unit, what in [
    (SpanUnit.HOUSEHOLDS, "households"), (SpanUnit.FLOORS, "floors"), (SpanUnit.SHOPS, "shops"),
    (SpanUnit.BUILDINGS, "buildings"), (SpanUnit.PEOPLE, "residents"),
]}  # fmt: skip


class Nodes(Mapping[str, Node]):
    """The places of a subtree by path, in order of path, each made when it is asked for.

    In order of path a subtree is one range, so with running sums its counts are one subtraction each: a page that shows
    seventy of 6,500 places computes only seventy.
    """

    def __init__(
        self,
        places: Sequence[tuple[str, str, ModeId | None]],
        modes: Sequence[ModeId | None],
        counts: Mapping[str, Iterable[int]],
        root: str,
    ) -> None:
        self.paths = [path for path, _, _ in places]
        self._places = places
        self._modes = modes
        self._sums = {what: list(accumulate(own, initial=0)) for what, own in counts.items()}
        first = bisect_left(self.paths, root)
        self._inside = {path: at for at, path in enumerate(self.paths[first:], first)}

    def _stretch(self, path: str) -> tuple[int, int]:
        return self._inside[path], bisect_left(self.paths, upper_end(path))

    def __getitem__(self, path: str) -> Node:
        start, end = self._stretch(path)
        counts = (sums[end] - sums[start] for sums in self._sums.values())
        return Node(path, self._places[start][1], self._modes[start], *counts)

    def __iter__(self) -> Iterator[str]:
        return iter(self._inside)

    def __len__(self) -> int:
        return len(self._inside)

    def __contains__(self, path: object) -> bool:
        return path in self._inside

    def has_below(self, path: str) -> bool:
        after = self._inside[path] + 1
        return after < len(self.paths) and self.paths[after].startswith(path)

    def kinds(self) -> dict[str, str]:
        return {path: self._places[at][1] for path, at in self._inside.items()}

    def load(self, path: str, unit: str) -> int:
        """How much of `unit` lies below a place, the measure of a span of control. 0 for an unknown measure."""
        what = MEASURES.get(unit)
        if what is None:
            return 0
        start, end = self._stretch(path)
        return self._sums[what][end] - self._sums[what][start]


@dataclass(frozen=True)
class Folded:
    nodes: Nodes
    gaps: list[Gap]


class Fold:
    """The bits of every place, from which counts, gaps and the state of single doors are read.

    A post has two neighbouring bits: the lower for its holder, the upper for an acting deputy. Places are referred to
    by their number in `ground.places`; plain lists by number are several times faster here than objects.
    """

    def __init__(self, ground: ProofInput) -> None:
        self.ground = ground
        self._bits: dict[Post, int] = {}
        self._need = {mode: [(self._bit(link.post), link) for link in links] for mode, links in ground.modes.items()}
        self._whole = {mode: sum({bit for bit, _ in links}) for mode, links in self._need.items()}
        self._links = {(mode, link.post): link for mode, links in ground.modes.items() for link in reversed(links)}
        self._own = self._charges_by_path()
        self._number: dict[str, int] = {}
        self._held: list[int] = []
        self._modes: list[ModeId | None] = []
        self._walk_down()

    def _bit(self, post: Post) -> int:
        return self._bits.setdefault(post, 1 << 2 * len(self._bits))

    def _charges_by_path(self) -> dict[str, int]:
        deputy_of, own, gives = self.ground.deputy_of, defaultdict[str, int](int), dict[Post, int]()
        for path, post in self.ground.charges:
            if post not in gives:
                gives[post] = self._bit(post) | (self._bit(deputy_of[post]) << 1 if post in deputy_of else 0)
            own[path] |= gives[post]
        return dict(own)

    def _walk_down(self) -> None:
        number, held, modes, own = self._number, self._held, self._modes, self._own
        for at, (path, _, mode) in enumerate(self.ground.places):
            above = number.get(path[:-SEGMENT])
            if above is None:
                above = self._nearest(path)
            held.append((held[above] if above is not None else 0) | own.get(path, 0))
            modes.append(modes[above] if mode is None and above is not None else mode)
            number[path] = at

    def _nearest(self, path: str) -> int | None:
        """The number of `path` itself, or of the nearest place above it that is known."""
        while path and path not in self._number:
            path = path[:-SEGMENT]
        return self._number.get(path)

    def missing(self, path: str) -> tuple[list[Link] | None, bool]:
        """The links that a unit at `path` lacks (None: no mode is in force) and whether a deputy fills one."""
        at = self._nearest(path)
        if at is None:
            return None, False
        return self._judge(self._modes[at], self._held[at] | self._own.get(path, 0))

    def link(self, path: str, post: Post) -> Link | None:
        """The level that `post`, or a deputy's, fills under the mode in force at `path`."""
        at = self._nearest(path)
        if at is None:
            return None
        return self._links.get((self._modes[at], self.ground.deputy_of.get(post, post)))

    def _judge(self, mode: ModeId | None, held: int) -> tuple[list[Link] | None, bool]:
        whole = self._whole.get(mode, 0)
        if not whole:
            return None, False
        lacking = whole & ~(held | held >> 1)
        if not lacking:
            return [], bool(whole & ~held)
        return [link for bit, link in self._need[mode] if bit & lacking], False

    def fold(self) -> Folded:
        places, root = self.ground.places, self.ground.root
        counts = {what: [0] * len(places) for what in COUNTS}
        columns = {kind: counts[what] for kind, what in COUNTED_KINDS.items()}
        for at, (path, kind, _) in enumerate(places):
            if kind in columns and path.startswith(root):
                columns[kind][at] = 1
        gaps: dict[tuple[str, Post | None, Reason], Gap] = {}
        households, shops, residents, covered = (counts[what] for what in COUNTS[:4])
        single = self._take_leaves(households, residents)
        for at, (mode, held) in enumerate(zip(self._modes, self._held, strict=True)):
            if not (units := households[at] + shops[at]):
                continue
            whole = self._whole.get(mode, 0)
            if whole and whole & held == whole:  # nearly all cases, written without a call for speed
                covered[at] = units
            else:
                hanging = households[at], shops[at], residents[at]
                self._settle(at, self._judge(mode, held), hanging, counts, gaps)
        for at, path, homes, people in single:
            households[at] += homes
            residents[at] += people
            self._settle(at, self.missing(path), (homes, 0, people), counts, gaps)
        return Folded(Nodes(places, self._modes, counts, root), sorted(gaps.values(), key=_gap_order))

    def _take_leaves(self, households: list[int], residents: list[int]) -> list[tuple[int, str, int, int]]:
        """Count what belongs to each place, except doors that are looked at singly: those are returned.

        A closed place's doors count at the open one above.
        """
        number, root = self._number, self._number[self.ground.root]
        for path, homes, people in self.ground.leaves:
            at = number.get(path)
            if at is None:
                at = self._at_or_above(path, root)
            households[at] += homes
            residents[at] += people
        single = []
        for path, (homes, people) in self.ground.doors.items():
            at = self._at_or_above(parent_path(path), root)
            households[at] -= homes
            residents[at] -= people
            single.append((self._at_or_above(path, root), path, homes, people))
        for at, homes in enumerate(households):
            if homes <= 0:  # nobody but behind those doors
                households[at] = residents[at] = 0
        return single

    def _at_or_above(self, path: str, otherwise: int) -> int:
        at = self._nearest(path)
        return otherwise if at is None else at

    def _settle(
        self,
        at: int,
        judged: tuple[list[Link] | None, bool],
        units: tuple[int, int, int],
        counts: Mapping[str, list[int]],
        gaps: dict[tuple[str, Post | None, Reason], Gap],
    ) -> None:
        """Count (households, shops, residents) that belong to place `at` as covered or as gaps."""
        missing, acting = judged
        households, shops, residents = units
        if missing == []:
            counts["covered"][at] += households + shops
            if acting:
                counts["acting"][at] += households + shops
            return
        counts["uncovered_residents"][at] += residents
        counts["uncovered_shops"][at] += shops
        for key in self._holes(self.ground.places[at][0], missing):
            gap = gaps.setdefault(key, Gap(*key))
            gap.households += households
            gap.shops += shops
            gap.residents += residents

    def _holes(self, at: str, missing: list[Link] | None) -> Iterable[tuple[str, Post | None, Reason]]:
        """The place where each missing link belongs: that of its level, else the place that the units belong to."""
        kinds = self._kinds(at)
        if missing is None:
            hole = kinds.get(PlaceKind.GRID) or kinds.get(PlaceKind.COMMUNITY) or kinds.get(PlaceKind.SUBDISTRICT) or at
            return [(hole, None, Reason.NO_MODE)]
        return [
            (kinds[link.kind], link.post, Reason.VACANT) if link.kind in kinds else (at, link.post, Reason.NO_PLACE)
            for link in missing
        ]

    def _kinds(self, at: str) -> dict[str, str]:
        """kind -> the nearest place of that kind on the way from the street down to `at`."""
        return {self.ground.places[self._number[path]][1]: path for path in ancestors(at) if path in self._number}


def _gap_order(gap: Gap) -> tuple[str, str]:
    return gap.path, str(gap.post)


def fold(ground: ProofInput) -> Folded:
    """The proof over a whole subtree: every unit counted once, covered or in at least one gap."""
    return Fold(ground).fold()


class Span(StrEnum):
    NONE = "none"
    LIGHT = "light"
    FITTING = "fitting"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Carried:
    """The load of one holder, in the measure that shows most of it."""

    state: Span
    load: int = 0
    unit: str = "none"
    most: int = 0


def carried(loads: Iterable[tuple[Advice, int]]) -> Carried:
    """Compare a load with the advice of a level: for "2–3 floors, or 5–6 households" keeping either is enough.

    A measure that is 0 here (floors, for somebody responsible for single doors) is ignored. Advice is never a refusal.
    """
    judged = [Carried(_against(advice, load), load, advice.unit, advice.most) for advice, load in loads if load]
    for state in (Span.FITTING, Span.LIGHT):
        if kept := [one for one in judged if one.state is state]:
            return kept[0]
    return max(judged, key=lambda one: one.load / one.most, default=Carried(Span.NONE))


def _against(advice: Advice, load: int) -> Span:
    if load > advice.most:
        return Span.OVER
    return Span.LIGHT if load < advice.least else Span.FITTING


def ends_soon(ends_on: date | None, today: date, days: int = SOON_DAYS) -> bool:
    """A term is half-open: the last day in office is the day before `ends_on`."""
    return ends_on is not None and today < ends_on <= today + timedelta(days=days)
