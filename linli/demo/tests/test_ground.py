from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.demo.ground import BuildingType, CasePlace, check, deal, floor_charges, raise_building, spread
from linli.places.rules import PlaceKind


@given(parts=st.integers(1, 60), low=st.integers(0, 4), room=st.integers(0, 6), data=st.data())
def test_spread_keeps_the_sum_and_the_limits(parts, low, room, data):
    total = data.draw(st.integers(low * parts, (low + room) * parts))
    shares = spread(total, parts, low, low + room, Random(1))
    assert sum(shares) == total
    assert len(shares) == parts
    assert all(low <= share <= low + room for share in shares)


@pytest.mark.parametrize("total", [5, 51])
def test_spread_refuses_what_cannot_be(total):
    with pytest.raises(ValueError):
        spread(total, 10, 1, 5, Random(1))


@given(sizes=st.lists(st.integers(1, 80), max_size=60), weights=st.lists(st.integers(1, 3), min_size=1, max_size=9))
def test_deal_gives_each_thing_once(sizes, weights):
    held = deal(sizes, weights)
    assert sorted(position for positions in held for position in positions) == list(range(len(sizes)))


@pytest.mark.parametrize(
    "form",
    [
        BuildingType(floors=6, stairwells=3, doors=2, charges=(2, 2, 2)),
        BuildingType(floors=11, stairwells=2, doors=2, charges=(3, 3, 3, 2)),
        BuildingType(floors=3, stairwells=3, doors=2, doors_each=6),
    ],
)
def test_floor_leaders_share_out_every_door_once(form):
    building = raise_building(CasePlace(PlaceKind.GRID, "03网格"), "7号楼", form)
    charges = floor_charges(building, form)
    assert len(charges) == form.leaders
    doors = [door.chain for charge in charges for place in charge for door in place.of_kind(PlaceKind.DOOR)]
    assert len(doors) == len(set(doors)) == form.homes == len(building.of_kind(PlaceKind.DOOR))


def test_a_figure_that_is_off_stops_the_case():
    check("grids", 64, 64)
    with pytest.raises(ValueError, match="grids: 63 instead of 64"):
        check("grids", 63, 64)
