"""Which grids are neighbours: by their numbers, until the community enters it."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.access.models import actor_of
from linli.kernel.errors import Conflict, Invalid, NotAllowed
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.places import actions
from linli.places.models import Border, Place
from linli.places.neighbours import _neighbours, neighbours_of


@pytest.fixture
def grids(street):
    """03网格 to 07网格 of one community, by name."""
    for number in (4, 5, 6, 7):
        street.place(f"grid{number}", "grid", f"0{number}网格", "xueyuan")
    return {f"grid{number}": street.places[f"grid{number}"] for number in (3, 4, 5, 6, 7)}


def actor(street, key):
    return actor_of(street.people[key].account, clock.today())


def say(street, grid, beside, by="community", key=None):
    places = None if beside is None else [street.places[name] for name in beside]
    actions.set_neighbours(
        grid=street.places[grid], beside=places, actor=actor(street, by), key=key or new_id(), now=clock.now()
    )


def merge(street, grid, into):
    actions.merge_places(
        place=Place.objects.get(pk=street.id(grid)), into=Place.objects.get(pk=street.id(into)),
        actor=actor(street, "street"), key=new_id(), now=clock.now(),
    )  # fmt: skip


def beside(grids, name):
    names = {place.pk: key for key, place in grids.items()}
    return [names[one.pk] for one in neighbours_of([grids[name]])[grids[name].pk].grids]


def test_until_somebody_says_it_the_next_numbers_are_beside(street, grids):
    assert beside(grids, "grid3") == ["grid4"]
    assert beside(grids, "grid5") == ["grid4", "grid6"]
    assert not neighbours_of([grids["grid5"]])[grids["grid5"].pk].said


def test_what_was_said_is_beside(street, grids):
    say(street, "grid3", ["grid6", "grid7"])
    assert beside(grids, "grid3") == ["grid6", "grid7"]
    assert beside(grids, "grid6") == ["grid3", "grid5", "grid7"]  # said by the other, and by number
    assert beside(grids, "grid4") == ["grid5"]  # 03网格 does not touch it


def test_the_other_side_agrees_in_both_directions(street, grids):
    say(street, "grid6", ["grid5"])
    say(street, "grid3", ["grid6"])
    assert beside(grids, "grid6") == ["grid3", "grid5"]
    say(street, "grid3", [])
    assert beside(grids, "grid3") == []
    assert beside(grids, "grid6") == ["grid5"]
    say(street, "grid5", [])
    assert beside(grids, "grid6") == []
    assert neighbours_of([grids["grid6"]])[grids["grid6"].pk].said


def test_back_to_the_numbers(street, grids):
    say(street, "grid3", ["grid7"])
    say(street, "grid3", None)
    assert not Border.objects.exists()
    assert beside(grids, "grid3") == ["grid4"]


def test_a_merged_grid_takes_its_neighbours_along(street, grids):
    say(street, "grid3", ["grid6"])
    merge(street, "grid6", "grid7")
    assert beside(grids, "grid3") == ["grid7"]


def test_a_grid_merged_with_the_one_it_touched_follows_the_numbers(street, grids):
    say(street, "grid3", ["grid6"])
    merge(street, "grid3", "grid6")
    assert beside(grids, "grid6") == ["grid5", "grid7"]


def test_who_may_say_it(street, grids):
    for nobody in ("grid", "registrar", "outsider", "nobody", "auditor"):
        with pytest.raises(NotAllowed):
            say(street, "grid3", ["grid6"], by=nobody)
        answer = street.client(nobody).get(f"/places/{grids['grid3'].pk}/neighbours/")
        assert answer.status_code in {403, 404}
    stranger = street.client("outside_community").get(f"/places/{grids['grid3'].pk}/neighbours/")
    assert stranger.status_code == 404
    assert not Border.objects.exists()


def test_the_grids_are_listed_to_who_says_which_touch(street, grids):
    inside = f"/places/{street.id('xueyuan')}/grids/"
    assert {who: street.client(who).get(inside).status_code for who in ("street", "community", "grid", "registrar")} == {
        "street": 200, "community": 200, "grid": 403, "registrar": 403,
    }  # fmt: skip
    assert street.client("outside_community").get(inside).status_code == 404
    assert inside not in street.client("registrar").get(f"/places/{street.id('xueyuan')}/").content.decode()
    assert street.client("street").get(f"/places/{street.id('building7')}/grids/").context["grids"] == []


def test_only_grids_of_the_same_community(street, grids):
    for wrong in ("grid9", "building7", "grid3"):
        with pytest.raises(Invalid, match=r"places\.neighbour_elsewhere"):
            say(street, "grid3", [wrong])


def test_sent_twice_is_said_once_and_a_key_is_of_one_deed(street, grids):
    key = new_id()
    say(street, "grid3", ["grid6"], key=key)
    say(street, "grid3", ["grid7"], key=key)
    assert beside(grids, "grid3") == ["grid6"]
    assert Fact.objects.filter(kind="places.neighbours_set").count() == 1
    with pytest.raises(Conflict, match=r"kernel\.key_used"):
        say(street, "grid4", ["grid7"], key=key)


def test_the_page_says_and_takes_back(street, grids):
    client = street.client("community")
    url = f"/places/{grids['grid3'].pk}/neighbours/"
    inside = f"/places/{street.id('xueyuan')}/grids/"
    assert inside in client.get(f"/places/{street.id('xueyuan')}/").content.decode()
    listed = client.get(inside)
    assert url in listed.content.decode()
    assert [beside.said for _, beside in listed.context["grids"]] == [False] * 5
    typed = {"key": str(new_id()), "beside": [str(grids["grid6"].pk)], "how": "said"}
    answer = client.post(url, typed)
    assert (answer.status_code, answer["Location"]) == (302, inside)
    assert beside(grids, "grid3") == ["grid6"]
    assert client.get(url).context["said"]
    bad = client.post(url, typed | {"key": str(new_id()), "beside": [str(street.id("grid9"))]})
    assert bad.status_code == 422
    assert beside(grids, "grid3") == ["grid6"]
    client.post(url, {"key": str(new_id()), "how": "usual"})
    assert not Border.objects.exists()
    assert client.get(f"/places/{street.id('building7')}/neighbours/").status_code == 404


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
