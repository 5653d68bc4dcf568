from random import Random

import pytest

from linli.demo.names import AVOIDED, SURNAMES, Names, generation


def test_nobody_bears_the_name_of_a_public_person():
    names = Names(Random(1))
    drawn = [
        names.full(names.surname(), sex=sex, year=year)
        for sex in "12"
        for year in range(1930, 2022)
        for _ in range(300)
    ]
    assert not AVOIDED & set(drawn)
    could_have = {s + g for s in SURNAMES for year in (1950, 1970, 1990) for g in generation(year, "1")[2]}
    assert AVOIDED & could_have, "the pools could draw such a name, so the check above means something"


@pytest.mark.parametrize("year", [1940, 1970, 1990, 2005, 2020])
@pytest.mark.parametrize("sex", ["1", "2"])
def test_a_name_in_a_household_is_not_given_twice(year, sex):
    names = Names(Random(2))
    taken: set[str] = set()
    for _ in range(40):
        name = names.full("赵", sex=sex, year=year, taken=taken)
        assert name not in taken
        taken.add(name)


def test_the_same_seed_draws_the_same_names():
    first, second = Names(Random(3)), Names(Random(3))
    assert [first.surname() for _ in range(50)] == [second.surname() for _ in range(50)]
