"""A place moves between the look at a form and the press: nothing is written where nothing lies any more."""

from datetime import date, time

import pytest

from linli.access.models import PostKind
from linli.calls import actions as calls
from linli.calls.actions import Correction
from linli.calls.models import Call
from linli.calls.tests.town import Town
from linli.corps.actions import appointments, cards, members, units
from linli.kernel.errors import Conflict, NotAllowed
from linli.kernel.ids import new_id
from linli.notices.actions.channels import Way, save_channel
from linli.notices.actions.publishing import Wording, draft_notice
from linli.people.actions import records
from linli.people.models import Household
from linli.people.particulars import Particulars
from linli.places.actions import close_place, merge_places, move_place, set_neighbours
from linli.places.models import Place
from linli.testing import Street
from linli.testing_kept import laid
from linli.testing_meanwhile import meanwhile

TODAY = date(2026, 3, 3)


def by(town):
    return {"actor": town.actor("street"), "key": new_id(), "now": town.now}


def asked(town, place):
    return calls.open_call(
        place=place, kind=town.kind("service.hazard"), title="灯", channel="qr", caller_phone="13800001111", actor=None,
        key=new_id(), now=town.now,
    )  # fmt: skip


def corrected(town, place):
    call = town.open("service.help", "grid9", "street").call
    to = Correction(call.kind, place, call.title)
    calls.correct_call(call=town.fresh(call), to=to, reason="登记错了", **by(town))


def household(town, place):
    return records.add_household(place=place, person=Particulars(name="李小明"), on=TODAY, **by(town))


def appointed(town, place):
    post = PostKind.objects.get(path="", code="building_leader")
    appointments.appoint_new(
        home=town.street.places["street"], name="新楼长", phone="", resident=None, post=post, places=[place],
        starts_on=TODAY, ends_on=None, **by(town),
    )  # fmt: skip


# What is written at a place, and at which of the cast's places.
WRITTEN = {
    "a call": ("door101", asked),
    "a call corrected": ("door101", corrected),
    "a household": ("door101", household),
    "an appointment": ("building7", appointed),
    "a member": ("building7", lambda town, at: members.add_member(place=at, name="甲", **by(town))),
    "a unit": (
        "building7",
        lambda town, at: units.add_unit(place=at, name="甲店", kind="shop", credit_code="", phone="", **by(town)),
    ),
    "an alliance": (
        "building7",
        lambda town, at: units.found_alliance(place=at, name="甲", kind="lane", **by(town)),
    ),
    "cards": ("building7", lambda town, at: cards.start_run(place=at, paper="A4", **by(town))),
    "a notice": (
        "building7",
        lambda town, at: draft_notice(place=at, wording=Wording("停水", "明天", "residents"), **by(town)),
    ),
    "a channel": (
        "building7",
        lambda town, at: save_channel(
            place=at, channel=None, **by(town),
            way=Way("群", "wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=11111111-2222-3333-4444-555555555555"),
        ),
    ),
    "times of a sitting": (
        "building7",
        lambda town, at: calls.set_sitting_times(place=at, times=[time(12)], **by(town)),
    ),
    "a sitting": ("building7", lambda town, at: calls.open_sitting(place=at, at=town.now, **by(town))),
    "who takes what": (
        "building7",
        lambda town, at: calls.set_taker(
            place=at, kind=town.kind("repair"), post=PostKind.objects.get(path="", code="grid_leader"), **by(town)
        ),
    ),
}  # fmt: skip


def fresh(town, name):
    return Place.objects.get(pk=town.street.id(name))


def move(town):
    move_place(place=fresh(town, "building7"), to=fresh(town, "grid9"), **by(town))


@pytest.fixture
def town(street):
    return laid(Town, street)


@pytest.mark.django_db
@pytest.mark.parametrize("what", WRITTEN)
def test_what_is_written_where_nothing_lies_is_refused(town, what):
    at, write = WRITTEN[what]
    place = fresh(town, at)
    move(town)
    with pytest.raises(Conflict, match=r"^places\.changed_meanwhile$"):
        write(town, place)
    write(town, fresh(town, at))


@pytest.mark.django_db
def test_a_household_behind_a_door_that_moved_takes_nobody_in(town):
    home = household(town, fresh(town, "door101"))
    move(town)
    new = {"person": Particulars(name="王小红"), "on": TODAY}
    with pytest.raises(Conflict, match=r"^places\.changed_meanwhile$"):
        records.add_resident(household=home, **new, **by(town))
    assert records.add_resident(household=Household.objects.get(pk=home.pk), **new, **by(town))


@pytest.mark.django_db
def test_a_call_whose_place_moved_is_read_again(town):
    call = town.claimed("order.errand")
    move(town)
    # where the call lay before, nobody holds a post any more: not theirs, or changed, but nothing is written
    with pytest.raises((Conflict, NotAllowed), match=r"^calls\.(changed|not_yours)$"):
        calls.give_back(call=call, reason="来不了", actor=town.actor("volunteer"), key=new_id(), now=town.now)
    after = town.do("give_back", call, "volunteer", reason="来不了")
    assert all(clock.path == after.path for clock in after.clocks.all())


@pytest.mark.django_db
def test_a_closed_place_takes_nothing_that_was_asked_before(town):
    place = fresh(town, "door101")
    Place.objects.filter(pk=place.pk).update(closed_on=TODAY)
    with pytest.raises(Conflict, match=r"^places\.changed_meanwhile$"):
        asked(town, place)


def merge(town):
    merge_places(place=fresh(town, "grid9"), into=fresh(town, "grid3"), **by(town))


@pytest.fixture
def open_town(transactional_db):
    return Town(Street())


@pytest.mark.parametrize("what", ["a call", "a household"])
def test_moved_first_it_is_refused(open_town, what):
    at, write = WRITTEN[what]
    place = fresh(open_town, at)
    refused = meanwhile(lambda: move(open_town), lambda: write(open_town, place))
    assert refused == "places.changed_meanwhile"


@pytest.mark.parametrize("what", ["a call", "a household"])
def test_written_first_it_moves_along(open_town, what):
    at, write = WRITTEN[what]
    assert meanwhile(lambda: write(open_town, fresh(open_town, at)), lambda: move(open_town)) == ""
    here = fresh(open_town, at).path
    rows = Call.objects if what == "a call" else Household.objects.filter(since=TODAY)
    assert rows.get().path == here
    assert open_town.street.places[at].path != here


def test_written_first_it_is_merged_along(open_town):
    assert meanwhile(lambda: asked(open_town, fresh(open_town, "grid9")), lambda: merge(open_town)) == ""
    assert Call.objects.get().path == fresh(open_town, "grid3").path


def close(town):
    place = Place.objects.create(
        path=f"{town.street.places['grid9'].path}00zz", parent=fresh(town, "grid9"), kind="building", name="空楼",
        opened_on=TODAY,
    )  # fmt: skip
    return place, lambda: close_place(place=place, **by(town))


def test_written_first_it_is_not_closed(open_town):
    place, closing = close(open_town)
    write = lambda: calls.open_call(  # noqa: E731 (a word for the test)
        place=place, kind=open_town.kind("service.hazard"), title="灯", channel="desk", **by(open_town)
    )
    refused = meanwhile(write, closing)
    assert refused == "places.still_standing"
    assert Place.objects.get(pk=place.pk).closed_on is None


def test_closed_first_it_is_refused(open_town):
    place, closing = close(open_town)
    refused = meanwhile(closing, lambda: asked(open_town, place))
    assert refused == "places.changed_meanwhile"


@pytest.mark.django_db
def test_neighbours_of_a_grid_that_moved_are_refused(town):
    grid, other = fresh(town, "grid3"), fresh(town, "jucai")
    move_place(place=fresh(town, "grid3"), to=other, **by(town))
    with pytest.raises(Conflict, match=r"^places\.changed_meanwhile$"):
        set_neighbours(grid=grid, beside=[], **by(town))
