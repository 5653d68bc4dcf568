"""Who has left reads nothing: a call that names somebody is closed to them the moment no post of theirs reaches it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from linli.access.models import Grant
from linli.calls.models import Call, Slot
from linli.calls.queries.standing import helps
from linli.calls.tests.test_life import photo
from linli.corps.models import Alliance, Member, PartnerUnit, Seat
from linli.corps.tests.town import START
from linli.kernel.errors import Invalid
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.testing import refused

SECRET = {"caller_name": "赵奶奶甲", "caller_phone": "13800138123", "detail": "腿脚不便丙"}


def opener(town):
    """The only post of whoever opened it for somebody."""
    return town.open("service.help", by="building", on_behalf=True, **SECRET).call, "building"


def receiver(town):
    call = town.open("service.help", by=None, **SECRET).call
    Call.objects.filter(pk=call.pk).update(receiver=town.actor("building").person)
    return town.fresh(call), "building"


def holder(town):
    call = town.open("service.help", by=None, **SECRET).call
    return town.do("assign_call", call, "community", to=town.actor("volunteer").person), "volunteer"


def helper(town):
    call = town.do("claim_call", town.open("service.help", by=None, **SECRET).call, "grid")
    return town.do("join_call", call, "grid", person=town.actor("volunteer").person) or call, "volunteer"


def whistler(town):
    return town.whistle("派出所"), "grid"


NAMED = {"opener": opener, "receiver": receiver, "holder": holder, "helper": helper, "whistler": whistler}


def leave(town, who):
    """Every post ends today; a post of honour over the whole street, and one in the next community, stay."""
    person = town.actor(who).person
    today = clock.today()
    Grant.objects.filter(person=person).update(ends_on=today)
    for bundle, place in (("none", "street"), ("volunteer", "jucai")):
        Grant.objects.create(
            person=person, bundle=bundle, path=town.street.places[place].path, title="别的", source=new_id(),
            starts_on=START,
        )  # fmt: skip


def signed_in_anew(town, who):
    client = Client()
    client.force_login(town.street.people[who].account)
    return client


@pytest.mark.parametrize("named", NAMED)
@pytest.mark.parametrize("state", ["open", "ended"])
def test_who_has_left_reads_no_call_that_names_them(town, named, state):
    town.now = clock.now()
    call, who = NAMED[named](town)
    picture = photo(town, call, "community", "opened")
    addresses = [f"/calls/{call.pk}/", f"/calls/photos/{picture.pk}.jpg"]
    if named == "whistler":
        addresses.append(f"/calls/parts/{Slot.objects.get(call=call).pk}/rate/")
    if state == "ended":
        Call.objects.filter(pk=call.pk).update(state="settled", ended_at=town.now, done_at=town.now)
    old = town.street.client(who)
    assert {old.get(address).status_code for address in addresses} == {200}
    leave(town, who)
    for client in (old, signed_in_anew(town, who)):
        assert {client.get(address).status_code for address in addresses} == {404}
        for deed in ("withdraw", "finish", "transfer", "reopen", "settle", "call_back", "join", "correct"):
            answer = client.post(f"/calls/{call.pk}/{deed}/", {"key": str(new_id()), "reason": "原因原因"})
            assert answer.status_code in {403, 404}, deed
        for listed in ("/calls/mine/", "/calls/near/"):
            page = client.get(listed)
            assert page.status_code in {200, 403}
            assert call.number not in page.content.decode()


def test_the_resident_keeps_their_own_page(town):
    town.now = clock.now()
    made = town.open("service.help", by="building", on_behalf=True, **SECRET)
    leave(town, "building")
    assert Client().get(f"/calls/follow/{made.follow_token}/").status_code == 200


def test_a_post_beside_the_place_does_not_cover_it_for_who_received_the_call(town):
    town.now = clock.now()
    call, who = receiver(town)
    person = town.actor(who).person
    Grant.objects.filter(person=person).update(path=town.street.places["floor2"].path)
    assert town.street.client(who).get(f"/calls/{call.pk}/").status_code == 404


def test_who_took_it_from_a_wider_circle_keeps_it_while_their_post_lasts(town):
    """A volunteer of the next community, when the circle has reached the whole street; until a day after the end."""
    town.now = clock.now() - timedelta(hours=5)
    town.street.person("far", "远志愿", "volunteer", "building1", "志愿者")
    call = town.open("service.help", by=None, **SECRET).call
    Call.objects.filter(pk=call.pk).update(
        circle="street", state="claimed", holder=town.actor("far").person, claimed_at=town.now
    )
    client = town.street.client("far")
    assert SECRET["caller_phone"] in client.get(f"/calls/{call.pk}/").content.decode()
    Call.objects.filter(pk=call.pk).update(state="settled", done_at=clock.now(), ended_at=clock.now())
    assert SECRET["caller_phone"] in client.get(f"/calls/{call.pk}/").content.decode()
    Grant.objects.filter(person=town.actor("far").person).update(ends_on=clock.today())
    assert client.get(f"/calls/{call.pk}/").status_code == 404


def test_a_seat_of_an_alliance_counts_while_it_lasts(town):
    """A unit's member has no post: the seat that takes the kind there makes them its receiver."""
    town.now = clock.now()
    me = town.of_unit("派出所", "police")
    alliance = Alliance.objects.create(
        path=town.street.places["grid3"].path, place=town.street.places["grid3"], name="联盟", kind="party", since=START
    )
    seat = Seat.objects.create(alliance=alliance, role="民警", unit=town.units["派出所"])
    from linli.calls.models import Taker

    Taker.objects.create(path=alliance.path, kind=town.kind("service.help"), seat=seat)
    call = town.open("service.help", by=None, **SECRET).call
    assert call.receiver == me.person
    call = town.do("claim_call", call, "police")
    client = town.street.client("police")
    assert SECRET["caller_phone"] in client.get(f"/calls/{call.pk}/").content.decode()
    for over in (
        lambda: Member.objects.filter(pk=me.person).update(until=clock.today()),
        lambda: PartnerUnit.objects.filter(pk=town.units["派出所"].pk).update(left_on=clock.today()),
        lambda: Alliance.objects.filter(pk=alliance.pk).update(until=clock.today()),
    ):
        over()
        assert client.get(f"/calls/{call.pk}/").status_code == 404
        assert town.open("service.help", by=None, caller_phone="13800138124").call.receiver != me.person
        Member.objects.filter(pk=me.person).update(until=None)
        PartnerUnit.objects.filter(pk=town.units["派出所"].pk).update(left_on=None)
        Alliance.objects.filter(pk=alliance.pk).update(until=None)
        assert client.get(f"/calls/{call.pk}/").status_code == 200


@pytest.mark.parametrize("deed", ["route", "adjudicate"])
def test_nobody_is_made_responsible_whose_post_does_not_cover_the_place(town, deed):
    town.now = clock.now()
    call = town.open("service.help", by=None, **SECRET).call
    if deed == "adjudicate":
        call = town.do("object_to_route", call, "building", reason="不是我的")
    typed = {"key": str(new_id()), "reason": "归他管"}
    client = town.street.client("community")
    shown = client.get(f"/calls/{call.pk}/{deed}/")
    people = {str(choice.person) for choice in shown.context["people"]}
    beside = str(town.actor("outsider").person)
    assert beside not in people and str(town.corps.terms["building"].member_id) in people
    answer = client.post(f"/calls/{call.pk}/{deed}/", typed | {"to": beside})
    assert (answer.status_code, refused(answer)) == (422, "calls.to_no_post")


def test_a_call_is_given_to_nobody_from_elsewhere_or_with_a_post_of_honour(town):
    call = town.open("service.help", by=None, **SECRET).call
    for who in ("outsider", "nobody", "auditor", "administrator"):
        with pytest.raises(Invalid, match=r"calls\.to_(no_post|unknown)"):
            town.do("assign_call", call, "community", to=town.actor(who).person)


def test_what_somebody_holds_without_a_post_there_goes_back(town):
    from linli.calls import jobs

    town.now = clock.now()
    call, who = holder(town)
    jobs.look_after(town.now)
    assert town.fresh(call).state == "claimed"
    leave(town, who)
    jobs.look_after(town.now)
    assert (town.fresh(call).state, town.fresh(call).holder) == ("opened", None)


def test_an_auditor_who_carried_a_call_reads_it_no_more(town):
    town.now = clock.now()
    call, who = helper(town)
    assert helps(town.actor(who), call)
    Grant.objects.filter(person=town.actor(who).person).update(bundle="auditor", path=call.root)
    assert town.street.client(who).get(f"/calls/{call.pk}/").status_code == 404


# --- photos, parts of whistles --------------------------------------------------------------------------------------


def test_a_member_of_another_unit_sees_no_part_of_a_whistle(town):
    town.now = clock.now()
    call = town.whistle("派出所")
    slot = Slot.objects.get(call=call)
    for unit, who, status in (("派出所", "police", 302), ("市场监管所", "market", 404)):
        town.of_unit(unit, who)
        assert town.street.client(who).get(f"/calls/parts/{slot.pk}/").status_code == status
        seen = town.street.client(who).get(f"/calls/{call.pk}/").status_code
        assert seen == (200 if status == 302 else 404)


def test_a_unit_sees_the_words_of_a_whistle_until_its_end(town):
    town.now = clock.now()
    call = town.open(
        "whistle.enforcement", "grid3", "grid", title="占道", detail="三号门外丁", units=[town.units["派出所"]]
    ).call
    town.of_unit("派出所", "police")
    client = town.street.client("police")
    assert "三号门外丁" in client.get(f"/calls/{call.pk}/").content.decode()
    picture = photo(town, call, "grid", "opened")
    assert client.get(f"/calls/photos/{picture.pk}.jpg").status_code == 200
    town.do("withdraw_call", call, "grid")
    assert "三号门外丁" not in client.get(f"/calls/{call.pk}/").content.decode()
    assert client.get(f"/calls/photos/{picture.pk}.jpg").status_code == 404


def test_a_reference_to_a_picture_ends_after_its_hours(town):
    from linli.calls.actions.photos import put_aside
    from linli.calls.queries.photos import ASIDE_FOR
    from linli.kernel.pictures.tests.drawn import jpeg

    aside = put_aside(jpeg())
    address = f"/calls/asides/{aside.reference}.jpg"
    assert Client().get(address).status_code == 200
    with time_machine.travel(clock.now() + ASIDE_FOR + timedelta(minutes=1)):
        assert Client().get(address).status_code == 404


def test_whoever_opened_it_for_somebody_reads_it_only_from_a_post_there(town):
    town.now = clock.now()
    call, who = opener(town)
    address = f"/calls/{call.pk}/"
    assert signed_in_anew(town, who).get(address).status_code == 200
    leave(town, who)
    assert signed_in_anew(town, who).get(address).status_code == 404


def test_two_transfers_from_one_reading_pass_it_on_once(town):
    from linli.calls import actions
    from linli.kernel.errors import Conflict

    call = town.claimed("service.help", by="grid")
    seen = town.fresh(call)
    for who, refusal in (("floor", None), ("building", "calls.changed")):
        more = {"to": town.actor(who).person, "reason": "换人", "key": new_id(), "now": town.now}
        if refusal is None:
            actions.transfer_call(call=seen, actor=town.actor("community"), **more)
            continue
        with pytest.raises(Conflict, match=refusal):
            actions.transfer_call(call=seen, actor=town.actor("community"), **more)
    assert town.fresh(call).holder == town.actor("floor").person
    assert call.events.filter(deed="transfer").count() == 1
