"""Each test here fails when the one guard that it names is removed from the code."""

import pytest
from django.urls import reverse

from linli.access.actor import Actor, Held, system
from linli.access.models import PostKind
from linli.corps.actions.appointments import appoint
from linli.corps.actions.giving import check_may_give
from linli.corps.appointing import Reach, width
from linli.corps.models import Alliance, Appointment
from linli.corps.queries.kinds import width_of
from linli.corps.queries.overview import modes_in_use
from linli.corps.queries.second import is_set_up
from linli.corps.tests.town import START
from linli.kernel.errors import Invalid, NotAllowed
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.people.tests.conftest import Homes
from linli.places.models import Mode, Place
from linli.places.rules import DEPTH, PlaceKind


def at(name, *args):
    return reverse(f"corps:{name}", args=args)


def foreign(corps):
    """A member of the next community, with a phone."""
    return corps.member("外人", "13800003001", at="jucai")


def test_a_member_out_of_reach_is_put_into_no_post(corps):
    typed = {
        "key": new_id(), "member": foreign(corps).pk, "post": corps.post("building_leader").pk,
        "places": [corps.street.id("building7")], "starts_on": clock.today().isoformat(),
    }  # fmt: skip
    answer = corps.street.client("community").post(at("appoint") + f"?at={corps.street.id('building7')}", typed)
    assert answer.status_code == 404
    assert not Appointment.objects.filter(member__name="外人").exists()


def test_a_post_is_handed_over_to_nobody_out_of_reach(corps):
    typed = {"key": new_id(), "to": foreign(corps).pk, "on": clock.today().isoformat()}
    answer = corps.street.client("community").post(at("hand_over", corps.terms["building"].pk), typed)
    assert answer.status_code == 404
    assert not Appointment.objects.filter(member__name="外人").exists()


def test_a_phone_out_of_reach_is_not_revealed(corps):
    member = foreign(corps)
    answer = corps.street.client("community").post(at("reveal", member.pk), {"key": new_id(), "reason": "要找他核实"})
    assert answer.status_code == 404
    assert "13800003001" not in answer.content.decode()


def test_who_keeps_a_grid_seats_nobody_of_the_community(corps):
    """An alliance takes in members of its community, as far as its keeper reaches."""
    corps.street.person("keeper", "管网格", "community", "grid3", "社区长")
    corps.member("社区里的人", "13800003002", at="xueyuan")
    corps.member("网格里的人", "13800003003", at="grid3")
    grid = corps.street.places["grid3"]
    made = Alliance.objects.create(path=grid.path, place=grid, kind="three_carriages", name="三驾车", since=START)
    page = corps.street.client("keeper").get(at("alliance", made.pk)).content.decode()
    assert ("网格里的人" in page, "社区里的人" in page) == (True, False)


def test_what_somebody_may_give_in_one_street_they_may_not_give_in_another():
    two = Actor(new_id(), "两地任职", held=(Held("street", "0001"), Held("community", "00020001")))
    check_may_give(two, "community", ["0001", "00010003"])
    check_may_give(two, "leader", ["0001", "00020001"])
    for paths in (["00020001"], ["0001", "00020001"], ["0002"], ["0003"]):
        with pytest.raises(NotAllowed):
            check_may_give(two, "community", paths)


def test_a_post_that_a_street_gave_up_is_given_to_nobody(corps):
    """The form offers none; nor does the action take one that was read before it was given up."""
    post = PostKind.objects.get(path="", code="floor_leader")
    post.retired = True
    with pytest.raises(Invalid, match=r"corps\.post_retired"):
        appoint(
            member=corps.member("新楼层"), post=post, places=[corps.street.places["floor2"]], starts_on=clock.today(),
            ends_on=None, actor=system(), key=new_id(), now=clock.now(),
        )  # fmt: skip


def test_nobody_is_appointed_at_a_place_that_is_closed(corps):
    """Read before it was closed: the action itself looks."""
    place = corps.street.places["floor2"]
    place.closed_on = clock.today()
    with pytest.raises(Invalid, match=r"corps\.place_closed"):
        appoint(
            member=corps.member("新楼层"), post=corps.post("floor_leader"), places=[place], starts_on=clock.today(),
            ends_on=None, actor=system(), key=new_id(), now=clock.now(),
        )  # fmt: skip


def test_a_post_of_one_street_is_given_in_no_other(corps):
    post = corps.post("floor_leader")
    post.path = "0009"
    with pytest.raises(Invalid, match=r"corps\.post_elsewhere"):
        appoint(
            member=corps.member("新楼层"), post=post, places=[corps.street.places["floor2"]], starts_on=clock.today(),
            ends_on=None, actor=system(), key=new_id(), now=clock.now(),
        )  # fmt: skip


def test_a_post_at_two_places_lies_where_both_lie(corps):
    """Whoever ends it must reach both."""
    places = [corps.street.places[key] for key in ("floor1", "floor2")]
    made = appoint(
        member=corps.member("新楼层"), post=corps.post("floor_leader"), places=places, starts_on=clock.today(),
        ends_on=None, actor=system(), key=new_id(), now=clock.now(),
    )  # fmt: skip
    assert made.path == corps.street.places["stair1"].path


def test_the_stairwells_of_another_building_divide_nothing(corps):
    reach = Reach(frozenset({PlaceKind.STAIRWELL}), DEPTH[PlaceKind.STAIRWELL], DEPTH[PlaceKind.STAIRWELL])
    here = corps.street.places["building1"]  # without stairwells; those of building 7 are elsewhere
    assert width_of(reach, here) == width(reach, PlaceKind.BUILDING, divided=False)


def test_a_mode_that_only_another_street_uses_is_not_offered_first(corps):
    own = Mode.objects.filter(path="").order_by("code")[0]
    Place.objects.create(path="0002", kind="subdistrict", name="别处街道", mode=own, opened_on=START)
    Place.objects.filter(path__startswith="0001").update(mode=None)
    assert modes_in_use("0001") == []


def test_a_street_is_set_up_by_its_own_residents(corps):
    Homes(corps.street).add("door202", "单小明", relation="head")
    assert is_set_up("0001")
    assert not is_set_up("0002")
