"""Places by chains of names, many at once: the contract with the register's import."""

import pytest

from linli.access.actor import system
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.places import actions, queries
from linli.places.models import Place
from linli.places.rules import PlaceKind as K
from linli.testing_counting import calls_of


def ensure(root, chains):
    return actions.ensure_places(root=root, chains=chains, actor=system(), now=clock.now())


def test_what_is_there_is_found_under_any_spelling(street):
    chains = [
        ((K.GRID, "第三网格"), (K.BUILDING, "七号楼"), (K.STAIRWELL, "1"), (K.FLOOR, "一楼"), (K.DOOR, "101室")),
        ((K.GRID, "3"), (K.ALLEY, "槐树巷"), (K.COURTYARD, "1"), (K.DOOR, "东屋")),
    ]
    found = queries.resolve(street.places["xueyuan"], chains)
    assert [found[chain].id for chain in chains] == [street.id("door101"), street.id("yard1door")]


def test_levels_between_may_be_left_out_where_one_place_remains(street):
    root = street.places["xueyuan"]
    door, building = ((K.BUILDING, "7栋"), (K.DOOR, "101")), ((K.BUILDING, "7"),)
    found = queries.resolve(root, [door, building])
    assert (found[door].id, found[building].id) == (street.id("door101"), street.id("building7"))
    street.place("stair2", "stairwell", "2单元", "building7")
    street.place("other101", "door", "101", "stair2")
    assert door not in queries.resolve(root, [door])


def test_absent_and_closed_places_are_not_found(street):
    Place.objects.filter(path__startswith=street.places["alley"].path).update(closed_on="2022-03-02")
    chain = ((K.GRID, "3"), (K.ALLEY, "槐树巷"))
    assert queries.resolve(street.places["xueyuan"], [chain, ((K.GRID, "99"),)]) == {}


def test_the_empty_chain_is_the_root(street):
    assert queries.resolve(street.places["grid3"], [()])[()].id == street.id("grid3")


def test_the_missing_is_made_and_the_rest_left_alone(street):
    root = street.places["xueyuan"]
    old = ((K.GRID, "03网格"), (K.BUILDING, "7号楼"), (K.STAIRWELL, "1单元"), (K.FLOOR, "1层"), (K.DOOR, "101"))
    new = ((K.GRID, "03网格"), (K.BUILDING, "7号楼"), (K.STAIRWELL, "2"), (K.FLOOR, "10"), (K.DOOR, "1002"))
    same = ((K.GRID, "3网格"), (K.BUILDING, "7栋"), (K.STAIRWELL, "二单元"), (K.FLOOR, "十层"), (K.DOOR, "1002室"))
    before = Place.objects.count()
    found = ensure(root, [old, new, same])
    assert Place.objects.count() == before + 3
    assert found[old].id == street.id("door101")
    assert found[new] == found[same]
    made = Place.objects.get(pk=found[new].id)
    assert (made.path, made.name, made.number, made.initials) == (found[new].path, "1002", 1002, "1002")
    assert [p.name for p in queries.line(made)][-3:] == ["2单元", "10层", "1002"]
    assert made.parent.path == made.path[:-4]
    assert Fact.objects.filter(kind="places.ensured").get().data == {"made": 3}
    assert ensure(root, [old, new, same]) == found
    assert Fact.objects.filter(kind="places.ensured").count() == 1


def test_segments_are_never_used_twice(street):
    root = street.places["grid9"]
    first = ensure(root, [((K.BUILDING, "2"),)])
    Place.objects.filter(pk__in=[found.id for found in first.values()]).update(closed_on=clock.today())
    second = ensure(root, [((K.BUILDING, "2"),)])
    actions.add_place(parent=root, kind=K.BUILDING, name="3", actor=system(), key=None, now=clock.now())
    paths = list(Place.objects.filter(parent=root).values_list("path", flat=True))
    assert len(set(paths)) == 4
    assert first != second


@pytest.mark.parametrize(
    ("chain", "code"),
    [
        (((K.COMMUNITY, "x"),), "places.cannot_lie_in"),
        (((K.DOOR, "1"), (K.BUILDING, "1")), "places.cannot_lie_in"),
        (((K.BUILDING, "  "),), "places.name_missing"),
        (((K.BUILDING, "楼" * 61),), "places.name_too_long"),
        (((K.BUILDING, "楼\x01"),), "places.name_unprintable"),
    ],
)
def test_an_impossible_chain_makes_nothing_at_all(street, chain, code):
    before = Place.objects.count()
    with pytest.raises(Invalid) as refusal:
        ensure(street.places["xueyuan"], [((K.GRID, "新网格"),), chain])
    assert refusal.value.code == code
    assert Place.objects.count() == before


def test_nothing_is_made_in_a_closed_place(street):
    Place.objects.filter(pk=street.id("grid3")).update(closed_on=clock.today())
    with pytest.raises(Conflict):
        ensure(street.places["grid3"], [((K.BUILDING, "9"),)])


def test_a_whole_streets_doors_in_a_moment(street, django_assert_max_num_queries):
    """18,000 doors below 1,800 floors: a handful of statements, whatever the number."""
    chains = [
        ((K.GRID, f"{g:02d}网格"), (K.BUILDING, f"{b}号楼"), (K.STAIRWELL, f"{s}单元"), (K.FLOOR, f"{f}层"), (K.DOOR, f"{f}{d:02d}"))
        for g in range(1, 6) for b in range(1, 11) for s in (1, 2) for f in range(1, 19) for d in range(1, 11)
    ]  # fmt: skip
    root = street.places["jucai"]
    with django_assert_max_num_queries(40):
        found = ensure(root, chains)
    assert len(found) == len(chains) == 18_000
    assert queries.resolve(root, chains) == found
    few, many = (calls_of(lambda count=count: queries.resolve(root, chains[:count])) for count in (2_000, 18_000))
    assert many - few < 10 * 16_000, "each further chain is a few calls; the benchmark holds the figure"
