"""Which grids are neighbours: by their numbers, until the community enters it."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.calls import actions
from linli.calls.models import Border
from linli.calls.queries.circles import _neighbours, ground_of, neighbours_of
from linli.kernel.errors import Conflict, Invalid, NotAllowed
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.places.actions import merge_places
from linli.places.models import Place


@pytest.fixture
def grids(town):
    """03网格 to 07网格 of one community, by name."""
    for number in (4, 5, 6, 7):
        town.street.place(f"grid{number}", "grid", f"0{number}网格", "xueyuan")
    return {f"grid{number}": town.street.places[f"grid{number}"] for number in (3, 4, 5, 6, 7)}


def say(town, grid, beside, by="community", key=None):
    places = None if beside is None else [town.street.places[name] for name in beside]
    actions.set_neighbours(
        grid=town.street.places[grid], beside=places, actor=town.actor(by), key=key or new_id(), now=town.now
    )


def beside(grids, name):
    names = {place.pk: key for key, place in grids.items()}
    return [names[one.pk] for one in neighbours_of([grids[name]])[grids[name].pk].grids]


def test_until_somebody_says_it_the_next_numbers_are_beside(town, grids):
    assert beside(grids, "grid3") == ["grid4"]
    assert beside(grids, "grid5") == ["grid4", "grid6"]
    assert not neighbours_of([grids["grid5"]])[grids["grid5"].pk].said


def test_what_was_said_is_the_circle(town, grids):
    say(town, "grid3", ["grid6", "grid7"])
    here = town.street.places["building7"].path
    assert set(ground_of("neighbours", here)) == {grids[name].path for name in ("grid3", "grid6", "grid7")}
    assert beside(grids, "grid6") == ["grid3", "grid5", "grid7"]  # said by the other, and by number
    assert beside(grids, "grid4") == ["grid5"]  # 03网格 does not touch it
    call = town.open("order.errand").call
    town.pass_time(minutes=31)
    actions.widen_circle(town.fresh(call), town.now)
    assert set(town.fresh(call).grounds.values_list("path", flat=True)) == {
        grids[name].path for name in ("grid3", "grid6", "grid7")
    }


def test_the_other_side_agrees_in_both_directions(town, grids):
    say(town, "grid6", ["grid5"])
    say(town, "grid3", ["grid6"])
    assert beside(grids, "grid6") == ["grid3", "grid5"]
    say(town, "grid3", [])
    assert beside(grids, "grid3") == []
    assert beside(grids, "grid6") == ["grid5"]
    say(town, "grid5", [])
    assert beside(grids, "grid6") == []
    assert neighbours_of([grids["grid6"]])[grids["grid6"].pk].said


def test_back_to_the_numbers(town, grids):
    say(town, "grid3", ["grid7"])
    say(town, "grid3", None)
    assert not Border.objects.exists()
    assert beside(grids, "grid3") == ["grid4"]


def test_a_merged_grid_takes_its_neighbours_along(town, grids):
    say(town, "grid3", ["grid6"])
    merge_places(
        place=Place.objects.get(pk=grids["grid6"].pk), into=Place.objects.get(pk=grids["grid7"].pk),
        actor=town.actor("street"), key=new_id(), now=town.now,
    )  # fmt: skip
    assert beside(grids, "grid3") == ["grid7"]


def test_a_grid_merged_with_the_one_it_touched_follows_the_numbers(town, grids):
    say(town, "grid3", ["grid6"])
    merge_places(
        place=Place.objects.get(pk=grids["grid3"].pk), into=Place.objects.get(pk=grids["grid6"].pk),
        actor=town.actor("street"), key=new_id(), now=town.now,
    )  # fmt: skip
    assert beside(grids, "grid6") == ["grid5", "grid7"]


def test_who_may_say_it(town, grids):
    for nobody in ("grid", "outsider", "volunteer", "auditor"):
        with pytest.raises(NotAllowed):
            say(town, "grid3", ["grid6"], by=nobody)
        answer = town.street.client(nobody).get(f"/calls/neighbours/{grids['grid3'].pk}/")
        assert answer.status_code in {403, 404}
    stranger = town.street.client("outside_community").get(f"/calls/neighbours/{grids['grid3'].pk}/")
    assert stranger.status_code == 404
    assert not Border.objects.exists()


def test_only_grids_of_the_same_community(town, grids):
    for wrong in ("grid9", "building7", "grid3"):
        with pytest.raises(Invalid, match=r"calls\.neighbour_elsewhere"):
            say(town, "grid3", [wrong])


def test_sent_twice_is_said_once_and_a_key_is_of_one_deed(town, grids):
    key = new_id()
    say(town, "grid3", ["grid6"], key=key)
    say(town, "grid3", ["grid7"], key=key)
    assert beside(grids, "grid3") == ["grid6"]
    assert Fact.objects.filter(kind="calls.neighbours_set").count() == 1
    with pytest.raises(Conflict, match=r"kernel\.key_used"):
        say(town, "grid4", ["grid7"], key=key)


def test_the_page_says_and_takes_back(town, grids):
    client = town.street.client("community")
    url = f"/calls/neighbours/{grids['grid3'].pk}/"
    listed = client.get(f"/calls/takers/?at={town.street.id('xueyuan')}").content.decode()
    assert url in listed
    assert "按编号" in listed
    typed = {"key": str(new_id()), "beside": [str(grids["grid6"].pk)], "how": "said"}
    assert client.post(url, typed).status_code == 302
    assert beside(grids, "grid3") == ["grid6"]
    page = client.get(url).content.decode()
    assert "改回按编号" in page
    bad = client.post(url, typed | {"key": str(new_id()), "beside": [str(town.street.id("grid9"))]})
    assert bad.status_code == 422
    assert beside(grids, "grid3") == ["grid6"]
    client.post(url, {"key": str(new_id()), "how": "usual"})
    assert not Border.objects.exists()
    assert client.get(f"/calls/neighbours/{town.street.id('building7')}/").status_code == 404


@settings(deadline=None)
@given(st.data())
def test_whatever_was_said_neighbours_are_neighbours_of_each_other(data):
    """By the rule alone: rows as `set_neighbours` leaves them, that is both ways among grids with entries."""
    family = [
        Place(id=new_id(), path=f"0001{number:04d}", name=str(number)) for number in range(data.draw(st.integers(1, 6)))
    ]
    spoken = data.draw(st.sets(st.sampled_from(range(len(family)))))
    pairs = data.draw(st.sets(st.tuples(*[st.sampled_from(range(len(family)))] * 2)))
    told = {family[one].path: set() for one in spoken}
    for one, other in pairs:
        if one != other and one in spoken:
            told[family[one].path].add(family[other].pk)
            if other in spoken:
                told[family[other].path].add(family[one].pk)
    found = {place.pk: {one.pk for one in _neighbours(place, family, told).grids} for place in family}
    assert all(one in found[other] for one, beside_it in found.items() for other in beside_it)
    if not told:
        assert all(after.pk in found[before.pk] for before, after in pairwise(family))
