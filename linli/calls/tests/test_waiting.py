"""A question to the resident: it ends or reminds, it is seen, and who gets no letter is rung."""

from datetime import timedelta

import pytest
import time_machine

from linli.calls.models import Call
from linli.calls.queries.lists import urgent
from linli.calls.queries.waiting import WAITS, waiting_too_long, waits_too_long
from linli.calls.tests.test_left import signed_in_anew
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.notices.models import Channel
from linli.people.tests.conftest import Homes

DAYS = timedelta(days=1)


@pytest.fixture(autouse=True)
def _now(town):
    town.now = clock.now()


def paused(town, **more):
    more = {"by": None, "caller_phone": "13800138000"} | more
    call = town.do("claim_call", town.open("service.help", **more).call, "grid")
    Call.objects.filter(pk=call.pk).update(receiver=town.actor("building").person)
    return town.do("pause_call", call, "grid", reason="几点在家？")


def after(town, days):
    return time_machine.travel(town.now + days * DAYS)


def test_it_stands_on_the_desk_and_among_what_is_late(town):
    call, fresh = paused(town), None
    with after(town, 4):
        client = signed_in_anew(town, "community")
        town.now = clock.now()
        fresh = paused(town)
        late = client.get("/calls/?overdue=on").content.decode()
        assert call.number in late and fresh.number not in late
        both = client.get("/calls/").content.decode()
        assert call.number in both and fresh.number in both
        card = both.split(f"card-{call.pk}")[1].split("</a>")[0]
        assert "等居民" in card and 'class="tag bad"' in card
        assert 'class="tag bad"' not in both.split(f"card-{fresh.pk}")[1].split("</a>")[0]
        found = urgent(town.street.places["xueyuan"].path, clock.now())
        assert [(one.call.pk, one.why) for one in found] == [(call.pk, "waiting")]


def test_whoever_gets_no_letter_is_to_be_rung(town):
    call = paused(town)
    assert "data-ring" in town.street.client("grid").get(f"/calls/{call.pk}/").content.decode()


@pytest.mark.parametrize("gateway", [True, False])
def test_a_resident_with_a_phone_is_reached_where_there_is_a_gateway(town, gateway):
    homes = Homes(town.street)
    homes.add("door101", "赵奶奶", phone="13800138000")
    Channel.objects.create(path=town.street.places["street"].path, name="短信", kind="sms", active=gateway)
    call = paused(town, by="floor", on_behalf=True)
    assert call.caller is not None
    page = town.street.client("grid").get(f"/calls/{call.pk}/").content.decode()
    assert ("data-ring" in page) is not gateway


# --- proofs, and circles in which nobody is -------------------------------------------------------------------------


def test_a_picture_of_before_it_was_opened_again_proves_nothing(town):
    from linli.kernel.pictures.tests.drawn import jpeg

    made = town.open("order.food", by=None, caller_phone="13800138000")
    town.do("claim_call", made.call, "volunteer")
    finish = {"amount": "0", "code": made.code}
    town.do("finish_call", made.call, "volunteer", photos=[jpeg()], **finish)
    town.pass_time(minutes=1)
    town.do("reopen_call", made.call, "community", reason="买错了")
    town.do("assign_call", made.call, "community", to=town.actor("volunteer").person)
    client = town.street.client("volunteer")
    typed = {"key": str(new_id()), **finish}
    assert client.post(f"/calls/{made.call.pk}/finish/", typed).status_code == 422
    assert town.fresh(made.call).state == "claimed"
    town.pass_time(minutes=1)
    town.do("finish_call", made.call, "volunteer", photos=[jpeg()], **finish)


def test_a_circle_in_which_nobody_may_take_it_is_passed_at_once(town):
    """Posts lie on the group of buildings, none in the building itself."""
    town.street.place("group", "building_group", "一组", "grid9")
    town.street.place("block", "building", "2号楼", "group")
    town.street.place("home", "door", "201", "block")
    town.street.person("of_group", "楼组长", "leader", "group", "楼组长")
    call = town.open(place="home", by=None, caller_phone="13800138000").call
    assert call.circle == "grid"
    assert call.number in town.street.client("of_group").get("/calls/near/").content.decode()
    here = town.open(place="door101", by=None, caller_phone="13800138001").call
    assert here.circle == "building"


def test_three_days_are_too_long_to_the_second_on_the_board_as_on_the_page(town):
    call = paused(town)
    for late, moment in [(False, WAITS - timedelta(seconds=1)), (True, WAITS), (True, WAITS * 2)]:
        at = call.state_at + moment
        assert waits_too_long(call, at) is late
        assert Call.objects.filter(waiting_too_long(at), pk=call.pk).exists() is late
