"""Which place a list means: found, to be made, or in doubt; never a second one where one that is there could be meant."""

import pytest

from linli.access.actor import system
from linli.kernel.time import clock
from linli.places.actions.growing import ensure_places
from linli.places.chains import Index
from linli.places.meanings import Meanings
from linli.places.models import Place
from linli.places.rules import PlaceKind
from linli.places.written import KINDS, LEVELS, parse_address


def chain(text):
    said = parse_address(text)
    return tuple((KINDS[at], said[level]) for at, level in enumerate(LEVELS) if level in said)


def meant(root, tree, *texts):
    """What each text means: "学院小区 5号楼" that is there, "+学院小区 5号楼" to be made, "?" in doubt."""
    ensure_places(root=root, chains=map(chain, tree), actor=system(), now=clock.now())
    chains = list(map(chain, texts))
    meanings = Meanings(Index(root), chains)
    return [_told(root, meanings.of(one)) for one in chains]


def _told(root, meaning):
    if meaning.doubt:
        return "?"
    if meaning.found is None:
        return "+" + " ".join(name for _kind, name in meaning.chain)
    paths = [meaning.found.path[:end] for end in range(len(root.path) + 4, len(meaning.found.path) + 1, 4)]
    return " ".join(Place.objects.filter(path__in=paths).order_by("path").values_list("name", flat=True))


@pytest.mark.alike
@pytest.mark.parametrize(
    ("tree", "texts", "places"),
    [
        (["学院小区5号楼", "阳光家园5号楼"], ["5号楼"], ["?"]),
        (["学院小区5号楼"], ["5号楼"], ["学院小区 5号楼"]),
        (["学院小区5号楼"], ["阳光家园5号楼"], ["+阳光家园 5号楼"]),
        (["5号楼", "学院小区5号楼"], ["5号楼"], ["5号楼"]),
        (["5号楼"], ["学院小区5号楼"], ["?"]),
        (["5号楼"], ["3网格5号楼"], ["?"]),
        (["5号楼"], ["崇文路12号5号楼"], ["?"]),
        (["3网格5号楼"], ["学院小区5号楼"], ["?"]),
        (["3网格5号楼"], ["4网格5号楼"], ["+4网格 5号楼"]),
        (["3网格学院小区5号楼"], ["4网格学院小区5号楼"], ["?"]),
        (["3网格学院小区5号楼"], ["4网格学院小区6号楼"], ["+4网格 学院小区 6号楼"]),
        (["学院小区5号楼"], ["3网格学院小区6号楼"], ["?"]),
        (["3网格学院小区5号楼"], ["学院小区6号楼"], ["+学院小区 6号楼"]),
        (["崇文路12号5号楼"], ["5号楼"], ["?"]),
        (["槐树巷12号院东屋"], ["12号院东屋"], ["?"]),
        (["槐树巷12号院东屋"], ["柳树巷12号院东屋"], ["+柳树巷 12号院 东屋"]),
        ([], ["学院小区5号楼", "阳光家园5号楼", "5号楼"], ["+学院小区 5号楼", "+阳光家园 5号楼", "?"]),
        ([], ["学院小区5号楼", "5号楼"], ["+学院小区 5号楼"] * 2),
        ([], ["3网格5号楼", "学院小区5号楼"], ["?", "?"]),
        ([], ["5号楼", "崇文路12号5号楼"], ["+5号楼", "?"]),
        ([], ["12号院东屋", "槐树巷12号院东屋"], ["?", "+槐树巷 12号院 东屋"]),
        (["3网格5号楼"], ["5号楼", "学院小区5号楼"], ["3网格 5号楼", "?"]),
        (["学院小区5号楼"], ["5号楼", "阳光家园5号楼"], ["?", "+阳光家园 5号楼"]),
        (["5号楼501"], ["5号楼2单元501"], ["?"]),
        (["5号楼2单元501"], ["5号楼501"], ["5号楼 2单元 501"]),
        (["5号楼2单元501", "5号楼3单元501"], ["5号楼501", "5号楼4单元501"], ["?", "+5号楼 4单元 501"]),
        (["5号楼1单元5层501", "5号楼2单元5层501"], ["5号楼5层"], ["?"]),
    ],
)  # fmt: skip
def test_what_a_list_means(street, tree, texts, places):
    assert meant(street.places["jucai"], tree, *texts) == places


def test_where_nothing_is_made_only_the_tree_counts(street):
    root = street.places["jucai"]
    ensure_places(root=root, chains=[chain("学院小区5号楼")], actor=system(), now=clock.now())
    chains = [chain("5号楼"), chain("阳光家园5号楼")]
    meanings = Meanings(Index(root), chains, makes=False)
    assert [bool(meanings.of(one).found) for one in chains] == [True, False]
    assert not any(meanings.of(one).doubt for one in chains)


def test_a_second_alike_name_is_asked_about_behind_an_answered_one(street):
    root, said = street.places["jucai"], {}
    there = ((PlaceKind.COMPOUND, "锦绣家园"), (PlaceKind.COURTYARD, "槐树大院"))
    ensure_places(root=root, chains=[there], actor=system(), now=clock.now())
    steps = ((PlaceKind.COMPOUND, "锦秀家园"), (PlaceKind.COURTYARD, "槐树小院"))
    asked = []
    for _turn in steps:
        meaning = Meanings(Index(root), [steps], said=said).of(steps)
        asked.append(meaning.alike.kind)
        said[meaning.alike.key] = "same"
    assert asked == [PlaceKind.COMPOUND, PlaceKind.COURTYARD]
