"""Finding places by chains of names, many at once: how a register's addresses are matched to the tree.

A chain names a place from below a root downwards: ((GRID, "03网格"), (BUILDING, "7号楼"), (DOOR, "501")). Names are
compared by `rules.normal_name`. Kinds in `rules.PASSED_OVER` may be left out when only one place then fits.
"""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from linli.access.rules import parent_path, upper_end
from linli.places.models import Place
from linli.places.patterns import Chain
from linli.places.rules import PASSED_OVER, UNITS, PlaceKind, normal_name

# a look-up is cheaper than calling the enum, which would cost more than the rest of a row
_KINDS = {kind.value: kind for kind in PlaceKind}

__all__ = ["Chain", "Found", "Index", "resolve"]


class Found(NamedTuple):
    id: UUID
    path: str


class Index:
    """The open places below a root, by (path of the place above, kind, normal name).

    One query, plain tuples: 20,000 places take about 0.1 s. A place merged into another is found under its old name.
    `floored` holds the paths of places that have floors.
    """

    def __init__(self, root: Place) -> None:
        self.root = Found(root.pk, root.path)
        self.floored: set[str] = set()
        self._direct: dict[tuple[str, str, str], Found] = {}
        self._named: dict[str, tuple[PlaceKind, str]] = {}
        rows = Place.objects.under(root.path).filter(closed_on=None).exclude(pk=root.pk).order_by("path")
        for pk, path, kind, name in rows.values_list("id", "path", "kind", "name").iterator(chunk_size=5_000):
            self._put(Found(pk, path), _KINDS[kind], name)
        self._merged = dict(self._follow_merged(root))

    def _put(self, found: Found, kind: PlaceKind, name: str) -> None:
        above = parent_path(found.path)
        normal = normal_name(kind, name)
        if kind is PlaceKind.FLOOR:
            self.floored.add(above)
        if kind not in UNITS:
            self._named[found.path] = kind, normal
        self._direct.setdefault((above, kind, normal), found)

    def add(self, found: Found, kind: PlaceKind, name: str) -> None:
        """Add a new place, under its whole chain only."""
        assert self._lifted is not None  # builds it now, from the places that existed before
        self._put(found, kind, name)

    @cached_property
    def _lifted(self) -> dict[tuple[str, str, str], Found | list[Found]]:
        """Places under chains that leave a kind out, a list where several fit; made when first needed."""
        lifted: dict[tuple[str, str, str], Found | list[Found]] = {}
        for (above, kind, name), found in self._direct.items():
            while above in self._named and self._named[above][0] in PASSED_OVER:
                above = parent_path(above)  # noqa: PLW2901 (upwards)
                key = (above, kind, name)
                there = lifted.get(key)
                if there is None:
                    lifted[key] = found
                elif isinstance(there, list):
                    there.append(found)
                else:
                    lifted[key] = [there, found]
        return lifted

    @cached_property
    def _by_name(self) -> dict[tuple[PlaceKind, str], list[Found]]:
        found = defaultdict(list)
        for (_above, kind, name), place in self._direct.items():
            if kind not in UNITS:
                found[_KINDS[kind], name].append(place)
        return found

    @cached_property
    def _by_kind(self) -> dict[PlaceKind, list[str]]:
        """Kind -> paths in order; doors are many, and left out."""
        found = defaultdict(list)
        for path in sorted(self._named):
            found[self._named[path][0]].append(path)
        for (_above, kind, _name), place in self._direct.items():
            if kind == PlaceKind.SHOP:
                insort(found[PlaceKind.SHOP], place.path)
        return found

    def count_inside(self, above: str, kind: PlaceKind) -> int:
        """How many places of that kind, which is no door, lie in the place at `above`, at any depth."""
        paths = self._by_kind.get(kind, [])
        return bisect_left(paths, upper_end(above)) - bisect_right(paths, above)

    def within(self, above: str, kind: PlaceKind) -> list[str]:
        """Their normal names, of those of a kind that is neither door nor shop."""
        paths = self._by_kind.get(kind, [])
        return [
            self._named[path][1] for path in paths[bisect_right(paths, above) : bisect_left(paths, upper_end(above))]
        ]

    def direct(self, above: str, kind: PlaceKind, name: str) -> Found | None:
        """The place called `name` right in the place at `above`."""
        key = (above, kind, normal_name(kind, name))
        return self._direct.get(key) or self._merged.get(key)

    def child(self, above: str, kind: PlaceKind, name: str) -> Found | None:
        """The place called `name` in the place at `above`; None when there is none, or several when a kind was left
        out."""
        key = (above, kind, normal_name(kind, name))
        found = self._direct.get(key) or self._merged.get(key) or self._lifted.get(key)
        return None if isinstance(found, list) else found

    @property
    def has_ambiguous(self) -> bool:
        """Whether any name stands for several places when kinds are left out."""
        return any(isinstance(found, list) for found in self._lifted.values())

    def called(self, kind: PlaceKind, normal: str) -> list[Found]:
        """All places of that normal name, neither doors nor shops."""
        return self._by_name.get((kind, normal), [])

    def names(self, kind: PlaceKind) -> list[str]:
        """The normal names of all places of that kind, neither doors nor shops."""
        return [name for of_kind, name in self._by_name if of_kind is kind]

    def named(self, path: str) -> tuple[PlaceKind, str] | None:
        """Kind and normal name of the place at `path`; None for the root, doors and shops."""
        return self._named.get(path)

    def line(self, found: Found) -> dict[PlaceKind, str]:
        """Kind -> normal name of what a place lies in, below the root."""
        above, named = parent_path(found.path), {}
        while len(above) > len(self.root.path):
            if above in self._named:
                kind, name = self._named[above]
                named[kind] = name
            above = parent_path(above)
        return named

    def inside(self, above: str, kind: PlaceKind, name: str, said: Mapping[PlaceKind, str]) -> bool:
        """Whether a place of that name lies in the place at `above`, at any depth that chains may leave out, whose
        other levels do not differ from `said` (normal names)."""
        key = (above, kind, normal_name(kind, name))
        found = self._direct.get(key) or self._lifted.get(key)
        if found is None:
            return False
        lines = map(self.line, found if isinstance(found, list) else [found])
        return any(all(line.get(level, name) == name for level, name in said.items()) for line in lines)

    @staticmethod
    def _follow_merged(root: Place) -> Iterator[tuple[tuple[str, str, str], Found]]:
        rows = Place.objects.under(root.path).exclude(merged_into=None).filter(merged_into__closed_on=None)
        for path, kind, name, pk, into in rows.values_list("path", "kind", "name", "merged_into", "merged_into__path"):
            if pk is not None:
                yield (parent_path(path), kind, normal_name(_KINDS[kind], name)), Found(pk, into)


def resolve(root: Place, chains: Iterable[Chain], index: Index | None = None) -> dict[Chain, Found]:
    """The places that `chains` name below `root`. A chain that names nothing, or more than one place, is absent.

    Two queries whatever the number of chains. The empty chain is the root itself.
    """
    index = index or Index(root)
    known: dict[Chain, Found | None] = {(): index.root}
    return {chain: found for chain in chains if (found := _walk(chain, known, index))}


def _walk(chain: Chain, known: dict[Chain, Found | None], index: Index) -> Found | None:
    if chain in known:
        return known[chain]
    above = _walk(chain[:-1], known, index)
    kind, name = chain[-1]
    known[chain] = found = index.child(above.path, kind, name) if above else None
    return found
