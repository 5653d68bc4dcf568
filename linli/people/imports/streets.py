"""The street that an address begins with ("清涧镇花园小区"): ours, another, or the beginning of a compound's name."""

from collections.abc import Iterable, Mapping, Sequence

from linli.places.alike import SAME, Alike
from linli.places.chains import Index
from linli.places.heads import OurStreet, parted
from linli.places.models import Place
from linli.places.patterns import Chain
from linli.places.rules import PlaceKind, normal_name
from linli.places.written import head_of


class Streets:
    """`lies_in`: the place of the list and what it lies in; `chains`: all of one list. `said`: of names that are alike,
    as in `Meanings`."""

    def __init__(
        self, lies_in: Sequence[Place], index: Index, chains: Iterable[Chain], said: Mapping[str, str]
    ) -> None:
        street = next(place.name for place in lies_in if place.kind == PlaceKind.SUBDISTRICT)
        self._ours = OurStreet(street, next((place.code for place in lies_in if place.code), ""))
        self._index, self._said = index, said
        begun = map(self._with_head, chains)
        self._heads = {chain[0][1] for chain in begun if chain[0][0] is PlaceKind.SUBDISTRICT}

    def left_out(self, chain: Chain) -> tuple[Chain, Alike | None, str]:
        """(the chain without its street, what is asked of the street or was, why the chain cannot be used)."""
        chain = self._with_head(chain)
        if not chain or chain[0][0] is not PlaceKind.SUBDISTRICT:
            return self._with_compound(chain, self._ours.name), None, ""
        head, rest = chain[0][1], chain[1:]
        named = self._of_tree(rest, head)
        if named or self._ours.is_named(head, self._heads):
            return named or rest, None, ""
        pair = Alike(PlaceKind.SUBDISTRICT, head, self._ours.name)
        said = self._said.get(pair.key)
        return rest, pair, "" if said == SAME else "imports.other_street" if said else "imports.place_alike"

    def _with_head(self, chain: Chain) -> Chain:
        """The chain with the district before the name of its compound as a step of its own, as an address in one cell
        has it; unless the tree has a compound that is called so."""
        at = next((at for at, (kind, _name) in enumerate(chain) if kind is PlaceKind.COMPOUND), -1)
        head = head_of(chain[at][1]) if at >= 0 and chain[0][0] is not PlaceKind.SUBDISTRICT else ""
        if not parted(head)[0] or self._index.called(PlaceKind.COMPOUND, normal_name(*chain[at])):
            return chain
        compound = (PlaceKind.COMPOUND, chain[at][1][len(head) :])
        return ((PlaceKind.SUBDISTRICT, head), *chain[:at], compound, *chain[at + 1 :])

    def _of_tree(self, chain: Chain, before: str) -> Chain:
        """The chain with a compound of the tree whose name begins with `before`; empty where there is none."""
        kind, name = chain[0] if chain else (PlaceKind.DOOR, "")
        full = normal_name(kind, before + name)
        there = kind is PlaceKind.COMPOUND and self._index.called(kind, full)
        return ((kind, full), *chain[1:]) if there else ()

    def _with_compound(self, chain: Chain, street: str) -> Chain:
        """Without our street's name before that of a compound, unless the tree has one that is called so."""
        at = next((at for at, (kind, _name) in enumerate(chain) if kind is PlaceKind.COMPOUND), -1)
        name = chain[at][1] if at >= 0 else ""
        short = name.removeprefix(street)
        if short == name or len(short) < 3 or self._index.called(PlaceKind.COMPOUND, normal_name(chain[at][0], name)):
            return chain
        return (*chain[:at], (PlaceKind.COMPOUND, short), *chain[at + 1 :])
