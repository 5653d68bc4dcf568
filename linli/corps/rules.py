"""The coverage proof, as a fold: values in, values out. `linli/corps/README.md` explains it with a drawing.

A *unit* is a household or a shop. The mode in force at a unit names the links of its chain, one post a level. A link is
held when somebody in that post answers for the unit's place or for any place above it; it is held *acting* when only a
deputy does. A unit is covered when every link is held. Nothing is covered by default: a unit without a mode, or under a
mode whose places are missing, is a gap with its reason.

Each post is a bit. Going down the tree once, the bits held at a place are those of the place above and its own; going
up once, the counts of a place are its own and those of the places below. Households come counted per parent of their
doors, so a street of 57,125 people is about 4,200 steps; only doors with a leader of their own are looked at singly.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from linli.access.rules import SEGMENT, ancestors, parent_path
from linli.places.rules import PlaceKind, SpanUnit

Post = Hashable
ModeId = Hashable

SOON_DAYS = 14  # a term that ends within a fortnight is shown while there is time to act


class Reason(StrEnum):
    VACANT = "vacant"  # the place of that level is there, nobody holds the post
    NO_PLACE = "no_place"  # no place of that level lies between the street and the unit
    NO_MODE = "no_mode"  # no mode, or a mode without levels, is in force


@dataclass(frozen=True, slots=True)
class Advice:
    """How much one holder should carry: at least `least`, at most `most` of `unit`."""

    unit: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Link:
    """One level of a mode: `post` answers at places of `kind`. Keeping to any of `spans` is keeping to the advice."""

    post: Post
    kind: str
    duty: str = ""
    spans: tuple[Advice, ...] = ()


@dataclass(frozen=True)
class Ground:
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


@dataclass(slots=True)
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
    floors: int = 0
    buildings: int = 0

    @property
    def units(self) -> int:
        return self.households + self.shops

    @property
    def uncovered(self) -> int:
        return self.households + self.shops - self.covered


@dataclass(slots=True)
class Gap:
    """A missing link: at the place `path`, `post` (None for Reason.NO_MODE) is missing for this many units."""

    path: str
    post: Post | None
    reason: Reason
    households: int = 0
    shops: int = 0
    residents: int = 0


@dataclass(frozen=True)
class Folded:
    nodes: dict[str, Node]
    gaps: list[Gap]


class Fold:
    """The masks of every place, from which counts, gaps and the state of single doors are read."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._bits: dict[Post, int] = {}
        self._need = {mode: [(self._bit(link.post), link) for link in links] for mode, links in ground.modes.items()}
        self._whole = {mode: sum({bit for bit, _ in links}) for mode, links in self._need.items()}
        self._own = self._charges_by_path()
        self.nodes: dict[str, Node] = {}
        self._held: dict[str, tuple[int, int]] = {}  # path -> bits held there, bits held there by deputies
        self._gaps: dict[tuple[str, Post | None, Reason], Gap] = {}
        self._walk_down()

    def _bit(self, post: Post) -> int:
        return self._bits.setdefault(post, 1 << len(self._bits))

    def _charges_by_path(self) -> dict[str, tuple[int, int]]:
        own: dict[str, tuple[int, int]] = {}
        for path, post in self.ground.charges:
            held, acting = own.get(path, (0, 0))
            principal = self.ground.deputy_of.get(post)
            own[path] = (held | self._bit(post), acting | (self._bit(principal) if principal is not None else 0))
        return own

    def _walk_down(self) -> None:
        nodes, held_at, own = self.nodes, self._held, self._own
        for path, kind, mode in self.ground.places:
            above = path[:-SEGMENT]
            if above not in held_at:
                above = self.nearest(above)
            held, acting = held_at[above] if above else (0, 0)
            if path in own:
                held, acting = held | own[path][0], acting | own[path][1]
            held_at[path] = held, acting
            nodes[path] = Node(path, kind, nodes[above].mode if mode is None and above else mode)

    def nearest(self, path: str) -> str:
        """`path` itself, or the nearest place above it that is known; "" when there is none."""
        while path and path not in self._held:
            path = path[:-SEGMENT]
        return path

    def missing(self, path: str) -> tuple[list[Link] | None, bool]:
        """The links that a unit at `path` lacks (None: no mode is in force) and whether a deputy fills one."""
        at = self.nearest(path)
        if not at:
            return None, False
        held, acting = self._held[at]
        if at != path:
            own_held, own_acting = self._own.get(path, (0, 0))
            held, acting = held | own_held, acting | own_acting
        mode = self.nodes[at].mode
        whole = self._whole.get(mode, 0)
        if not whole:
            return None, False
        lacking = whole & ~(held | acting)
        if not lacking:
            return [], bool(whole & ~held)
        return [link for bit, link in self._need[mode] if bit & lacking], False

    def _kinds(self, at: str) -> dict[str, str]:
        """kind -> the nearest place of that kind on the way from the street down to `at`."""
        return {self.nodes[path].kind: path for path in ancestors(at) if path in self.nodes}

    def fold(self) -> Folded:
        own_leaves = self._own_leaves()
        for path, (households, residents) in own_leaves.items():  # a closed place's doors count at the open one above
            self._settle(self.nearest(path) or self.ground.root, households=households, residents=residents)
        for path, counts in self.ground.doors.items():
            self._settle(path, households=counts[0], residents=counts[1])
        for node in list(self.nodes.values()):
            if node.kind == PlaceKind.SHOP and self._inside(node.path):
                self._settle(node.path, shops=1)
        self._sum_up()
        inside = {path: node for path, node in self.nodes.items() if self._inside(path)}
        return Folded(inside, sorted(self._gaps.values(), key=_gap_order))

    def _inside(self, path: str) -> bool:
        return path.startswith(self.ground.root)

    def _own_leaves(self) -> dict[str, tuple[int, int]]:
        """Counts per parent of doors, without the doors that are looked at one by one."""
        counts: dict[str, tuple[int, int]] = {}
        for path, households, residents in self.ground.leaves:
            had = counts.get(path, (0, 0))
            counts[path] = (had[0] + households, had[1] + residents)
        for path, (households, residents) in self.ground.doors.items():
            parent = parent_path(path)
            had = counts.get(parent, (0, 0))
            counts[parent] = (had[0] - households, had[1] - residents)
        return counts

    def _settle(self, path: str, *, households: int = 0, shops: int = 0, residents: int = 0) -> None:
        """Count units at `path` where they stand in the tree, as covered or as gaps."""
        units = households + shops
        if units <= 0:
            return
        node = self.nodes[self.nearest(path) or self.ground.root]
        node.households += households
        node.shops += shops
        node.residents += residents
        missing, acting = self.missing(path)
        if missing == []:
            node.covered += units
            node.acting += units if acting else 0
            return
        node.uncovered_residents += residents
        for key in self._holes(node.path, missing):
            gap = self._gaps.setdefault(key, Gap(*key))
            gap.households += households
            gap.shops += shops
            gap.residents += residents

    def _holes(self, at: str, missing: list[Link] | None) -> Iterable[tuple[str, Post | None, Reason]]:
        """Where each missing link would be mended: the place of its level, else the place that the units hang on."""
        kinds = self._kinds(at)
        if missing is None:
            hole = kinds.get(PlaceKind.GRID) or kinds.get(PlaceKind.COMMUNITY) or kinds.get(PlaceKind.SUBDISTRICT) or at
            return [(hole, None, Reason.NO_MODE)]
        return [
            (kinds[link.kind], link.post, Reason.VACANT) if link.kind in kinds else (at, link.post, Reason.NO_PLACE)
            for link in missing
        ]

    def _sum_up(self) -> None:
        """Children stand after their parents in `places`: from the end on, each adds its sums to the place above."""
        nodes = self.nodes
        for path in reversed(nodes):
            node = nodes[path]
            node.floors += node.kind == PlaceKind.FLOOR
            node.buildings += node.kind == PlaceKind.BUILDING
            above = nodes.get(path[:-SEGMENT]) or nodes.get(self.nearest(path[:-SEGMENT]))
            if above is not None:
                _add(above, node)


def _add(total: Node, part: Node) -> None:
    total.households += part.households
    total.shops += part.shops
    total.residents += part.residents
    total.covered += part.covered
    total.acting += part.acting
    total.uncovered_residents += part.uncovered_residents
    total.floors += part.floors
    total.buildings += part.buildings


def _gap_order(gap: Gap) -> tuple[str, str]:
    return gap.path, str(gap.post)


def fold(ground: Ground) -> Folded:
    """The proof over a whole subtree: every unit counted once, covered or in at least one gap."""
    return Fold(ground).fold()


def load_of(node: Node, unit: str) -> int:
    """How much of `unit` lies below a place: what a span of control is measured in."""
    counts = {
        SpanUnit.HOUSEHOLDS: node.households,
        SpanUnit.FLOORS: node.floors,
        SpanUnit.SHOPS: node.shops,
        SpanUnit.BUILDINGS: node.buildings,
        SpanUnit.PEOPLE: node.residents,
    }
    return counts.get(SpanUnit(unit), 0)


class Span(StrEnum):
    NONE = "none"
    LIGHT = "light"
    FITTING = "fitting"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Carried:
    """How much somebody carries, by the measure that says most about it."""

    state: Span
    load: int = 0
    unit: str = "none"
    most: int = 0


def carried(loads: Iterable[tuple[Advice, int]]) -> Carried:
    """Judge loads against the advice of a level: "2–3 floors, or 5–6 households" is kept by keeping to either.

    A measure that counts nothing here (floors, for somebody who answers for single doors) does not speak. Advice, never
    a refusal.
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
