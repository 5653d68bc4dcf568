"""Where the rows of a file lie in the tree: which doors exist, which would be made, which cannot be.

An import runs at a place and may write only below it. A community is never made by an import (a typing error would
become one): it comes from the official codes, on the page of places.
"""

from collections import Counter
from dataclasses import dataclass, field

from linli.kernel.errors import Invalid
from linli.people.imports.addresses import Chain, floor_of
from linli.people.imports.reading import Rows
from linli.places.actions.growing import check_chain
from linli.places.chains import Found, Index, resolve
from linli.places.models import Place
from linli.places.queries import line
from linli.places.rules import DEPTH, PlaceKind, normal_name


@dataclass
class Territory:
    """By index of a chain in `Rows.chains`: `below` is the chain from the root down, `faults` why it cannot be used."""

    below: list[Chain] = field(default_factory=list)
    found: dict[Chain, Found] = field(default_factory=dict)
    faults: dict[int, str] = field(default_factory=dict)
    shops: list[Chain] = field(default_factory=list)
    root: Place | None = None
    index: Index | None = None

    def paths(self) -> dict[int, str]:
        found = self.found
        return {at: found[chain].path for at, chain in enumerate(self.below) if chain in found}


def survey(root: Place, rows: Rows) -> Territory:
    """Look at every chain of the file once. Three queries, whatever the number of rows."""
    index = Index(root)
    kinds = dict(Place.objects.under(root.path).filter(closed_on=None).values_list("path", "kind"))
    floored = {path[:-4] for path, kind in kinds.items() if kind == PlaceKind.FLOOR}
    names = {place.kind: place.name for place in line(root)}
    land = Territory(root=root, index=index)
    known: dict[Chain, str] = {}
    for at, chain in enumerate(rows.chains):
        below, fault = _below(root, chain, names)
        below = _with_floor(below, index, floored)
        if not fault and below[:-1] not in known:
            known[below[:-1]] = _chain_fault(root, below, index)
        land.below.append(below)
        fault = fault or known[below[:-1]] or ("" if len(below[-1][1]) <= 60 else "places.name_too_long")
        if fault:
            land.faults[at] = fault
    land.found = resolve(root, land.below, index)
    land.shops = [below for chain in rows.shops for below, fault in [_below(root, chain, names)] if not fault]
    return land


def _below(root: Place, chain: Chain, names: dict[str, str]) -> tuple[Chain, str]:
    """The part of `chain` below the root; what it says of the root and above must agree with it."""
    depth = DEPTH[PlaceKind(root.kind)]
    kept = []
    for kind, name in chain:
        if DEPTH[kind] > depth:
            kept.append((kind, name))
            continue
        mine = names.get(kind)
        if mine is not None and normal_name(kind, mine) != normal_name(kind, name):
            return chain, "imports.out_of_scope"
    below = tuple(kept)
    return (below, "") if below else (chain, "imports.no_address")


def _with_floor(below: Chain, index: Index, floored: set[str]) -> Chain:
    """Where the stairwell or building has floors, a numbered door without one lies on the floor its number says."""
    if not below or any(kind is PlaceKind.FLOOR for kind, _name in below):
        return below
    floor = floor_of(below[-1][1])
    if not floor or not floored:
        return below
    above = resolve_one(below[:-1], index)
    if above is None or above.path not in floored:
        return below
    return (*below[:-1], (PlaceKind.FLOOR, floor), below[-1])


def resolve_one(chain: Chain, index: Index) -> Found | None:
    found: Found | None = index.root
    for kind, name in chain:
        found = index.child(found.path, kind, name) if found else None
    return found


def _chain_fault(root: Place, below: Chain, index: Index) -> str:
    """Why no door can lie there; "" where one can."""
    kind, name = below[0]
    if kind is PlaceKind.COMMUNITY and index.child(root.path, kind, name) is None:
        return "imports.no_such_community"
    if root.kind == PlaceKind.SUBDISTRICT and kind is not PlaceKind.COMMUNITY:
        return "imports.no_community"
    try:
        check_chain(PlaceKind(root.kind), below)
    except Invalid as refusal:
        return refusal.code
    return ""


def to_be_made(land: Territory, wanted: set[int]) -> dict[str, int]:
    """How many places of each kind the chains `wanted` (indexes) would add: what the preview says beforehand."""
    assert land.root
    assert land.index
    missing = {chain for chain in (*(land.below[at] for at in wanted), *land.shops) if chain not in land.found}
    level, made = missing, set[Chain]()
    normals: dict[Chain, Chain] = {}
    while level:
        made |= {_normal(chain, normals) for chain in level}
        above = {chain[:-1] for chain in level if len(chain) > 1}
        level = above - resolve(land.root, above, land.index).keys()
    return dict(Counter(str(chain[-1][0]) for chain in made))


def _normal(chain: Chain, known: dict[Chain, Chain]) -> Chain:
    """The chain with names as they are compared: "3栋" and "3号楼" are one place to be made."""
    if not chain:
        return ()
    above = known.get(chain[:-1])
    if above is None:
        above = known[chain[:-1]] = _normal(chain[:-1], known)
    kind, name = chain[-1]
    return (*above, (kind, normal_name(kind, name)))
