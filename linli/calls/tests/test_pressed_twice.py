"""Every deed on a call, the same form sent twice: the second is answered as the first and changes nothing more."""

import pytest

from linli.access.models import Grant
from linli.calls.models import Call, CallEvent
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.pictures.tests.drawn import jpeg
from linli.kernel.time import clock
from linli.testing import refused

pytestmark = pytest.mark.django_db
WHY = "写明原因"


def opened(town):
    return town.open("service.help").call


def offered(town):
    return town.open().call


def held(town):
    return town.claimed("service.help", by="grid")


def held_by_a_volunteer(town):
    return town.claimed()


def disputed(town):
    call = opened(town)
    Call.objects.filter(pk=call.pk).update(receiver=town.actor("grid").person)
    return town.do("object_to_route", call, "grid", reason=WHY)


def done(town):
    return town.do("finish_call", town.claimed("service.policy", by="grid"), "grid")


def settled(town):
    return town.do("settle_call", done(town), "community", rating=4)


TO_GRID = {"to": "grid"}
PRESSED = {
    "route": (opened, "community", TO_GRID),
    "adjudicate": (disputed, "street", TO_GRID),
    "offer": (opened, "grid", {}),
    "claim": (offered, "volunteer", {}),
    "assign": (opened, "community", TO_GRID),
    "transfer": (held, "grid", {"to": "floor"}),
    "transfer by who does not read the desk": (held_by_a_volunteer, "volunteer", TO_GRID),
    "merge": (offered, "grid", {"into": "another"}),
    "give_back": (held, "grid", {}),
    "give_back by who does not read the desk": (held_by_a_volunteer, "volunteer", {}),
    "pause": (held, "grid", {}),
    "arrive": (held, "grid", {}),
    "call_back": (done, "community", {"solved": "yes", "rating": "5"}),
    "settle": (done, "community", {"rating": "5"}),
    "settle by who did it": (done, "grid", {}),
    "reopen": (settled, "community", {}),
    "reject": (opened, "grid", {}),
    "withdraw": (opened, "building", {}),
}


@pytest.mark.parametrize("pressed", PRESSED)
def test_a_deed_sent_twice_is_done_once(town, pressed):
    prepared, who, typed = PRESSED[pressed]
    town.now = clock.now()
    call = prepared(town)
    same = {"key": str(new_id()), "reason": WHY} | typed
    if "to" in same:
        same["to"] = town.actor(same["to"]).person
    if "into" in same:
        same["into"] = town.open().call.pk
    client, url = town.street.client(who), f"/calls/{call.pk}/{pressed.split()[0]}/"
    first = client.post(url, same)
    assert first.status_code == 302, refused(first)
    after = Call.objects.values().get(pk=call.pk), CallEvent.objects.filter(call=call).count()
    Grant.objects.filter(person=same.get("to")).delete()  # who got it may have left when the phone sends it again
    again = client.post(url, same)
    assert (again.status_code, refused(again)) == (302, "")
    assert again.url == first.url
    assert (Call.objects.values().get(pk=call.pk), CallEvent.objects.filter(call=call).count()) == after


def test_a_merge_sent_twice_is_done_once_also_when_the_other_call_has_ended_since(town):
    town.now = clock.now()
    call, into = offered(town), offered(town)
    client, same = town.street.client("grid"), {"key": str(new_id()), "reason": WHY, "into": into.pk}
    assert client.post(f"/calls/{call.pk}/merge/", same).status_code == 302
    town.do("withdraw_call", into, "building")
    again = client.post(f"/calls/{call.pk}/merge/", same)
    assert (again.status_code, refused(again)) == (302, "")


def test_nobody_elses_key_opens_what_they_do_not_see(town):
    town.now = clock.now()
    call, key = held_by_a_volunteer(town), str(new_id())
    typed = {"key": key, "reason": WHY, "to": town.actor("grid").person}
    assert town.street.client("volunteer").post(f"/calls/{call.pk}/transfer/", typed).status_code == 302
    for who in ("volunteer2", "outsider"):
        assert town.street.client(who).post(f"/calls/{call.pk}/transfer/", typed).status_code == 404
    other = town.claimed()
    assert town.street.client("volunteer2").post(f"/calls/{other.pk}/transfer/", typed).status_code == 404


def test_a_bad_word_of_the_caller_sent_twice_is_taken_once(town, client):
    town.now = clock.now()
    made = town.open("service.policy", by=None, caller_phone="13800001234")
    town.do("claim_call", made.call, "grid")
    town.do("finish_call", made.call, "grid")
    same = {"deed": "settle", "key": str(new_id()), "rating": "1", "solved": "no"}
    for _ in range(2):
        answer = client.post(f"/calls/follow/{made.follow_token}/", same)
        assert (answer.status_code, refused(answer)) == (302, "")
    assert Fact.objects.filter(kind="calls.called_back").count() == 1


@pytest.mark.parametrize("deed", ["settle", "reopen", "withdraw", "resume", "photo"])
def test_the_callers_own_deed_sent_twice_is_done_once(town, client, deed):
    town.now = clock.now()
    made = town.open("service.policy", by=None, caller_phone="13800001234")
    if deed not in {"withdraw", "photo"}:
        call = town.do("claim_call", made.call, "grid")
        town.do("pause_call", call, "grid", reason=WHY) if deed == "resume" else town.do("finish_call", call, "grid")
    same = {"deed": deed, "key": str(new_id()), "rating": "5", "solved": "yes", "reason": WHY, "answer": "六点以后"}
    for _ in range(2):
        sent = same | ({"photos": jpeg()} if deed == "photo" else {})
        answer = client.post(f"/calls/follow/{made.follow_token}/", sent)
        assert (answer.status_code, refused(answer)) == (302, "")
    facts = {
        "settle": "calls.settled", "reopen": "calls.reopened", "withdraw": "calls.withdrawn", "resume": "calls.resumed",
        "photo": "calls.photo_added",
    }  # fmt: skip
    assert Fact.objects.filter(kind=facts[deed]).count() == 1
    assert not Fact.objects.filter(kind="calls.called_back").exists()
