"""The five cases before they are loaded: every figure, every person, and the same each time."""

from collections import Counter

import pytest

from linli.demo.cases import CASES, chongwen, shuangta
from linli.demo.ground import AS_OF, Person
from linli.demo.names import AVOIDED
from linli.demo.numbers import check_digit
from linli.places.rules import PlaceKind, may_lie_in


@pytest.fixture(scope="module")
def streets():
    return {name: case.build() for name, case in CASES.items()}


def people_of(streets) -> list[Person]:
    return [person for street in streets for home in street.homes for person in home.people]


@pytest.fixture(params=list(CASES))
def case(request, streets):
    return streets[request.param]


def test_chongwen_has_every_figure_of_the_account(streets):
    [street] = streets["chongwen"]
    kinds = Counter(place.kind for place in street.ground.walk())
    posts = Counter(leader.post for leader in street.leaders)
    assert kinds[PlaceKind.COMMUNITY] == 7
    assert kinds[PlaceKind.GRID] == 64
    assert street.residents == 57_125
    assert posts["sector_leader"] == posts["community_leader"] == 7
    assert posts["grid_leader"] == posts["grid_worker"] == 64
    assert posts["building_leader"] == kinds[PlaceKind.BUILDING] == 181
    assert posts["floor_leader"] == 562
    assert posts["alley_leader"] == kinds[PlaceKind.ALLEY] == 520
    assert posts["courtyard_leader"] == kinds[PlaceKind.COURTYARD] == 2_765
    assert sum(count for post, count in posts.items() if post in chongwen.LEADERS) == 4_170
    assert posts["shop_leader"] * 10 == kinds[PlaceKind.SHOP]


def test_a_floor_leader_of_chongwen_takes_two_or_three_floors_or_five_or_six_doors(streets):
    [street] = streets["chongwen"]
    for leader in street.in_post("floor_leader"):
        kinds = {place.kind for place in leader.charges}
        if kinds == {PlaceKind.FLOOR}:
            assert len({place.name for place in leader.charges}) in (2, 3)
        else:
            assert kinds == {PlaceKind.DOOR}
            assert len(leader.charges) in (5, 6)


def test_chongwen_runs_its_three_modes_side_by_side(streets):
    [street] = streets["chongwen"]
    communities = [{place.mode for place in community.walk()} - {""} for community in street.ground.children]
    assert all(modes == {chongwen.APARTMENT, chongwen.BUNGALOW, chongwen.COMMERCIAL} for modes in communities)
    one_grid = [{place.mode for place in grid.walk()} - {""} for grid in street.ground.of_kind(PlaceKind.GRID)]
    assert {chongwen.APARTMENT, chongwen.BUNGALOW} in one_grid


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("shuangta", {"communities": 21, "leaders": 546}),
        ("guazhou", {"communities": 8, "grids": 90, "compounds": 144, "units": 111}),
        ("hongqiao", {"communities": 1, "homes": 4_883}),
        ("yuhang", {"communities": 16}),
    ],
)
def test_the_other_cases_have_their_figures(streets, name, figures):
    made = streets[name]
    kinds = Counter(place.kind for street in made for place in street.ground.walk())
    found = {
        "communities": kinds[PlaceKind.COMMUNITY],
        "grids": kinds[PlaceKind.GRID],
        "compounds": kinds[PlaceKind.COURTYARD],
        "units": sum(len(street.partners) for street in made),
        "homes": sum(len(street.homes) for street in made),
        "leaders": sum(1 for s in made for leader in s.leaders if leader.post in shuangta.LEADERS),
    }
    assert {key: found[key] for key in figures} == figures


def test_a_case_is_the_same_each_time(streets):
    for name in ("chongwen", "yuhang"):
        again = CASES[name].build()
        assert people_of(again) == people_of(streets[name])
        assert [(x.post, x.name, x.phone, [c.chain for c in x.charges]) for s in again for x in s.leaders] == [
            (x.post, x.name, x.phone, [c.chain for c in x.charges]) for s in streets[name] for x in s.leaders
        ]


def test_places_lie_where_places_of_their_kind_may_lie(case):
    for street in case:
        chains = Counter(place.chain for place in street.ground.walk())
        assert max(chains.values()) == 1
        assert all(may_lie_in(place.kind, place.parent.kind) for place in street.ground.walk() if place.parent)


def test_a_person_agrees_with_their_identity_number(case):
    people = people_of(case)
    numbers = [person.identity for person in people if person.identity]
    assert len(numbers) == len(set(numbers)) > len(people) * 0.98
    for person in people:
        assert person.born <= AS_OF
        assert person.name not in AVOIDED
        if person.identity:
            assert person.identity[6:14] == f"{person.born:%Y%m%d}"
            assert int(person.identity[16]) % 2 == int(person.sex) % 2
            assert person.identity[17] == check_digit(person.identity[:17])


def test_phones_are_nobody_elses(case):
    phones = [person.phone for person in people_of(case) if person.phone]
    assert len(phones) == len(set(phones))
    assert all(leader.phone for street in case for leader in street.leaders)
    assert len({leader.phone for s in case for leader in s.leaders}) == sum(len(s.leaders) for s in case)


def test_households_make_sense(case):
    for street in case:
        for home in street.homes:
            head, *others = home.people
            assert head.relation == "head"
            assert 18 <= head.age <= 98
            assert all(person.relation != "head" for person in others)
            for person in others:
                if person.relation == "child":
                    assert person.age < max(p.age for p in home.people if p.relation in ("head", "spouse")) - 15
                if person.relation in ("spouse", "child_in_law", "non_kin"):
                    assert person.age >= 18
            assert len({person.name for person in home.people}) == len(home.people)


def test_the_street_looks_like_a_street(case):
    people = people_of(case)
    over_sixty = sum(person.age >= 60 for person in people) / len(people)
    men = sum(person.sex == "1" for person in people) / len(people)
    needs = Counter(need for person in people for need in person.needs)
    assert 0.08 < over_sixty < 0.25
    assert 0.46 < men < 0.54
    assert {"hearing", "sight", "mobility", "chronic", "alone"} <= set(needs)
    assert needs["hearing"] < len(people) * 0.03
    assert {"owner", "lodger", "student", "floating"} == {person.residence for person in people}


def test_every_community_has_grids_and_every_grid_somebody_who_works_there(case):
    """The board draws grids: a community without them would be an empty board."""
    for street in case:
        assert all(community.of_kind(PlaceKind.GRID) for community in street.ground.children)
        grids = street.ground.of_kind(PlaceKind.GRID)
        held = {place.chain for leader in street.leaders for place in leader.charges if leader.post == "grid_worker"}
        assert {grid.chain for grid in grids} <= held
