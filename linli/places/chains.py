"""Finding places by chains of names, many at once: how a register's addresses are matched to the tree.

A chain names a place from below a root downwards: ((GRID, "03网格"), (BUILDING, "7号楼"), (DOOR, "501")). Names are
compared by `rules.normal_name`. Kinds in `rules.PASSED_OVER` may be left out when only one place then fits.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from linli.access.rules import parent_path
from linli.places.models import Place
from linli.places.patterns import Chain
from linli.places.rules import PASSED_OVER, PlaceKind, normal_name

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
        rows = Place.objects.under(root.path).filter(closed_on=None).exclude(pk=root.pk).order_by("path")
        for pk, path, kind, name in rows.values_list("id", "path", "kind", "name").iterator(chunk_size=5_000):
            self._put(Found(pk, path), _KINDS[kind], name)
        self._merged = dict(self._follow_merged(root))

    def _put(self, found: Found, kind: PlaceKind, name: str) -> None:
        above = parent_path(found.path)
        if kind is PlaceKind.FLOOR:
            self.floored.add(above)
        self._direct.setdefault((above, kind, normal_name(kind, name)), found)

    def add(self, found: Found, kind: PlaceKind, name: str) -> None:
        """Add a new place, under its whole chain only."""
        assert self._lifted is not None  # builds it now, from the places that existed before
        self._put(found, kind, name)

    @cached_property
    def _lifted(self) -> dict[tuple[str, str, str], Found | None]:
        """Places under chains that leave a kind out, None where several fit; made when first needed."""
        kinds = {found.path: kind for (_above, kind, _name), found in self._direct.items()}
        lifted: dict[tuple[str, str, str], Found | None] = {}
        for (above, kind, name), found in self._direct.items():
            while kinds.get(above) in PASSED_OVER:
                above = parent_path(above)  # noqa: PLW2901 (upwards)
                key = (above, kind, name)
                lifted[key] = None if key in lifted else found
        return lifted

    def child(self, above: str, kind: PlaceKind, name: str) -> Found | None:
        """The place called `name` in the place at `above`; None when there is none, or several when a kind was left
        out."""
        key = (above, kind, normal_name(kind, name))
        return self._direct.get(key) or self._merged.get(key) or self._lifted.get(key)

    @property
    def has_ambiguous(self) -> bool:
        """Whether any name stands for several places when kinds are left out."""
        return None in self._lifted.values()

    def is_ambiguous(self, above: str, kind: PlaceKind, name: str) -> bool:
        """Whether several places of that name lie in the place at `above`, below kinds that were left out."""
        key = (above, kind, normal_name(kind, name))
        return key in self._lifted and self.child(above, kind, name) is None

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
