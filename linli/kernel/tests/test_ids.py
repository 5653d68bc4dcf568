"""Ids in order of time: many at once, none twice, each a version 7."""

import time
from datetime import UTC, datetime, timedelta
from uuid import RFC_4122

import pytest

from linli.kernel.ids import first_id, new_id, new_ids


@pytest.mark.parametrize("count", [0, 1, 4096, 10_000])
def test_many_ids_rise_and_none_comes_twice(count):
    ids = new_ids(count)
    assert len(ids) == count == len(set(ids))
    assert ids == sorted(ids)
    assert all(one.version == 7 and one.variant == RFC_4122 for one in ids)


def test_an_id_says_when_it_was_made():
    before = time.time_ns() // 1_000_000
    made = [new_id(), *new_ids(2)]
    after = time.time_ns() // 1_000_000
    assert all(before <= one.int >> 80 <= after + 1 for one in made)
    assert made[0].version == 7 and made[0].variant == RFC_4122


def test_ids_are_parted_by_a_moment():
    one, second = new_id(), timedelta(seconds=1)
    made = datetime.fromtimestamp((one.int >> 80) / 1000, UTC)
    assert first_id(made - second) < one < first_id(made + second)
