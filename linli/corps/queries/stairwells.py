"""Floors that a leaders' list names without their stairwell: those of every stairwell of the building."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from linli.corps.leaders import Row
from linli.places.chains import Chain, Index
from linli.places.meanings import Meanings
from linli.places.rules import PlaceKind, normal_name, shown_name, sorting_number

IN_STAIRWELLS = frozenset({PlaceKind.FLOOR, PlaceKind.DOOR})


class Stairwells:
    """The stairwells of buildings, in the tree and as the list names them. `chains`: all of the list."""

    def __init__(self, index: Index, meanings: Meanings, chains: Iterable[Chain]) -> None:
        self._index, self._meanings = index, meanings
        self._named: dict[Chain, set[str]] = defaultdict(set)
        for chain in chains:
            for at, (kind, name) in enumerate(chain):
                if kind is PlaceKind.STAIRWELL:
                    self._named[meanings.of(chain[:at]).chain].add(normal_name(kind, name))

    def of(self, building: Chain) -> Sequence[str]:
        """Their names, in order; empty for what is no building."""
        if not building or building[-1][0] is not PlaceKind.BUILDING:
            return ()
        meaning, kind = self._meanings.of(building), PlaceKind.STAIRWELL
        there = self._index.within(meaning.found.path, kind) if meaning.found else ()
        normal = {*there, *self._named.get(meaning.chain, ())}
        names = [shown_name(kind, name) for name in normal]
        return sorted(names, key=lambda name: (sorting_number(kind, name), name))

    def spread(self, row: Row) -> None:
        """A floor that the tree has not, or has several times, becomes that of every stairwell: of those that have it,
        else of all."""
        found: list[Chain] = []
        for chain in row.chains:
            found += self._each(row, chain)
        row.chains = tuple(dict.fromkeys(found))

    def _each(self, row: Row, chain: Chain) -> Sequence[Chain]:
        at = next((at for at, (kind, _name) in enumerate(chain) if kind is PlaceKind.FLOOR), 0)
        names = self.of(chain[:at])
        if not names or self._meanings.of(chain).found:
            return [chain]
        chains = [(*chain[:at], (PlaceKind.STAIRWELL, name), *chain[at:]) for name in names]
        there = [one for one in chains if self._meanings.of(one[: at + 2]).found]
        floors = dict.fromkeys([*filter(None, row.spread.get("place", "").split("、")), chain[at][1]])
        row.spread = {
            "building": chain[at - 1][1][:30], "place": "、".join(floors)[:30], "stairwells": "、".join(names)[:40],
        }  # fmt: skip
        return there or chains
