"""Which place a list means by a chain of names: one of the tree, one to be made, or it cannot be told.

A chain that leaves levels out means the one place that says all that the chain says. Where several do, or where a
place could be meant that says less or other levels ("学院小区 3号楼", and a 3号楼 lies in no compound), it is in doubt:
a place is made only where none could be meant. A name that no place has may be another's, spelt otherwise (`alike`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from linli.places.alike import Alike, Spellings, sounds
from linli.places.alike import Line as _Line
from linli.places.chains import Chain, Found, Index
from linli.places.rules import DEPTH, PASSED_OVER, PlaceKind, normal_name

_COARSE, _COMPOUND = DEPTH[PlaceKind.BUILDING], DEPTH[PlaceKind.COMPOUND]
_GRIDS = frozenset({DEPTH[PlaceKind.SECTOR], DEPTH[PlaceKind.GRID]})
_Depths = frozenset[int]


class Meaning(NamedTuple):
    """`chain`: the place's own, as it would be made; `found`: the place, None where it does not exist; `base`: the
    building, or what else the homes lie in; `alike`: the names that the user is asked about, or has been."""

    chain: Chain
    found: Found | None
    doubt: bool = False
    base: Found | None = None
    alike: Alike | None = None


class _Known(NamedTuple):
    """A place of the tree, or one that the list would make (`found` is None)."""

    line: _Line
    found: Found | None


class _Called:
    """The places of one kind and name, found by what they lie in."""

    def __init__(self, places: Iterable[_Known]) -> None:
        self._by_depths: dict[_Depths, list[_Known]] = defaultdict(list)
        for place in places:
            self._by_depths[_depths(place.line)].append(place)
        self._by_shared: dict[tuple[_Depths, _Depths], dict[_Line, list[_Known]]] = {}

    def like(self, line: _Line) -> Iterator[_Known]:
        """Those that may be the place in `line`: no level has two names, but for the grids of one compound. Without
        the one that lies in just that."""
        for depths in self._by_depths:
            shared = depths & _depths(line)
            if _COMPOUND in shared:
                shared = shared - _GRIDS
            table = self._by_shared.get((depths, shared)) or self._shared(depths, shared)
            for place in table.get(_only(line, shared), ()):
                if place.line != line:
                    yield place

    def _shared(self, depths: _Depths, shared: _Depths) -> dict[_Line, list[_Known]]:
        table = self._by_shared[depths, shared] = defaultdict(list)
        for place in self._by_depths[depths]:
            table[_only(place.line, shared)].append(place)
        return table


def _depths(line: _Line) -> _Depths:
    return frozenset([depth for depth, _kind, _name in line])


def _only(line: _Line, depths: _Depths) -> _Line:
    return frozenset([level for level in line if level[0] in depths])


class Meanings:
    """`chains`: all that one list names below the root of `index`, so that two rows mean one place, or ask. `makes`:
    what is missing would be made. `said`: what the user says of two names, as in `Spellings`."""

    def __init__(
        self, index: Index, chains: Iterable[Chain], *, makes: bool = True, said: Mapping[str, str] | None = None
    ) -> None:
        self._index, self._makes, self._said = index, makes, said or {}
        self._known: dict[Chain, Meaning] = {(): Meaning((), index.root, base=index.root)}
        self._often = Counter[tuple[PlaceKind, str]]()
        by_kind: dict[PlaceKind, set[Chain]] = defaultdict(set)
        for chain in {_coarse(chain) for chain in chains}:
            self._often.update(chain)
            for length in range(1, len(chain) + 1):
                by_kind[chain[length - 1][0]].add(chain[:length])
        for kind in sorted(by_kind, key=DEPTH.__getitem__):
            self._learn(kind, list(by_kind[kind]))

    def of(self, chain: Chain) -> Meaning:
        """`chain` must begin as one of those that the list names."""
        coarse = _coarse(chain)
        meaning = self._known[coarse]
        for step in chain[len(coarse) :]:
            meaning = self.within(meaning, step)
        return meaning

    def asks(self, meaning: Meaning) -> bool:
        """Whether a meaning is in doubt because of a name that is alike, of which nobody has said anything."""
        return meaning.doubt and self._is_open(meaning.alike)

    def _is_open(self, alike: Alike | None) -> bool:
        return alike is not None and alike.key not in self._said

    def within(self, above: Meaning, step: tuple[PlaceKind, str]) -> Meaning:
        """A stairwell, floor, door or shop in `above`."""
        found = self._index.child(above.found.path, *step) if above.found else None
        doubt = above.doubt
        if found is None and above.base and not doubt:
            said = {kind: normal_name(kind, name) for kind, name in above.chain if DEPTH[kind] > _COARSE}
            doubt = self._index.inside(above.base.path, *step, said)
        return Meaning((*above.chain, step), found, doubt, above.base, above.alike)

    def _learn(self, kind: PlaceKind, chains: Sequence[Chain]) -> None:
        wanted: dict[str, dict[_Line, tuple[Chain, list[Chain]]]] = defaultdict(dict)
        for named, name, alike in self._spelt(kind, chains):
            above = self._known[named[:-1]]
            chain = (*above.chain, (kind, name))
            there = self._index.direct(above.found.path, kind, name) if above.found else None
            doubt = above.doubt or self._is_open(alike)
            self._known[named] = Meaning(
                chain, there, doubt, there, alike if self._is_open(alike) else above.alike or alike
            )
            if not there and not doubt:
                wanted[normal_name(kind, name)].setdefault(self._line_in(above), (chain, []))[1].append(named)
        for normal, lines in wanted.items():
            self._settle(lines, [(self._line_of(place), place) for place in self._index.called(kind, normal)])

    def _spelt(self, kind: PlaceKind, chains: Sequence[Chain]) -> Iterator[tuple[Chain, str, Alike | None]]:
        """(chain, its last name as it is meant, what is asked of it): the names that the list has most often first, so
        that the others are compared with them."""
        names = {chain: normal_name(kind, chain[-1][1]) for chain in chains}
        there = self._index.names(kind) if any(sounds(kind, name) for name in names.values()) else ()
        lines = (
            (name, self._line_of(one)) for name in there if sounds(kind, name) for one in self._index.called(kind, name)
        )
        spellings = Spellings(kind, lines, self._said, asks=self._makes)
        for chain in sorted(chains, key=lambda chain: (-self._often[chain[-1]], chain)):
            above, name, alike = self._known[chain[:-1]], names[chain], None
            if sounds(kind, name) and not above.doubt:
                name, alike = spellings.meant(name, self._line_in(above))
            yield chain, chain[-1][1] if name == names[chain] else name, alike

    def _settle(self, lines: dict[_Line, tuple[Chain, list[Chain]]], tree: list[tuple[_Line, Found]]) -> None:
        """What chains that end in one name mean; the fullest first, because the others may mean those. What the tree
        leaves in doubt is not made, so that no other row means it."""
        known, settled = [_Known(line, found) for line, found in tree], dict[_Line, Meaning]()
        there = _Called(known)
        if self._makes:
            alone = {line: _meant(chain, line, there, settled) for line, (chain, _names) in lines.items()}
            known += [_Known(line, None) for line, meaning in alone.items() if not meaning.found and not meaning.doubt]
        called = _Called(known)
        for line in sorted(lines, key=len, reverse=True):
            chain, names = lines[line]
            settled[line] = _meant(chain, line, called, settled)
            self._known |= {named: settled[line]._replace(alike=self._known[named].alike) for named in names}

    def _line_in(self, above: Meaning) -> _Line:
        if above.found is None:
            return frozenset([_level(kind, normal_name(kind, name)) for kind, name in above.chain])
        own = self._index.named(above.found.path)
        return self._line_of(above.found) | (frozenset([_level(*own)]) if own else frozenset())

    def _line_of(self, found: Found) -> _Line:
        return frozenset([_level(kind, name) for kind, name in self._index.line(found).items()])


def _level(kind: PlaceKind, normal: str) -> tuple[int, PlaceKind, str]:
    return DEPTH[kind], kind, normal


def _meant(chain: Chain, line: _Line, called: _Called, settled: dict[_Line, Meaning]) -> Meaning:
    # A building is often written without the road and number that it stands at; a courtyard needs its alley.
    plain = chain[-1][0] is PlaceKind.BUILDING
    own = [place for place in called.like(line) if place.found or _is_own(place, called, plain=plain)]
    fuller = [
        place for place in own if place.line > line and (place.found or not plain or _leaves_out(line, place.line))
    ]
    if not fuller:
        rivals = [place for place in own if not place.line > line]
        return Meaning(chain, None, any(place.found or not _leaves_out(place.line, line) for place in rivals))
    one = fuller[0] if len(fuller) == 1 else None
    if one is None or not _leaves_out(line, one.line):
        return Meaning(chain, None, True)
    return Meaning(chain, one.found, base=one.found) if one.found else settled[one.line]


def _leaves_out(less: _Line, more: _Line) -> bool:
    """Whether `less` is `more` without levels that chains may leave out."""
    return less < more and {kind for _depth, kind, _name in more - less} <= PASSED_OVER


def _is_own(place: _Known, called: _Called, *, plain: bool) -> bool:
    """Whether nothing fuller than a place to be made could be meant by it."""
    fuller = (other.line for other in called.like(place.line) if other.line > place.line)
    return not any(not plain or _leaves_out(place.line, line) for line in fuller)


def _coarse(chain: Chain) -> Chain:
    return tuple([step for step in chain if DEPTH[step[0]] <= _COARSE])
