"""Nobody is shut out by a flood of calls: what is over the limits is taken and verified, a matter of life goes as ever."""

import re

import pytest
from django.urls import reverse

from linli.calls import queries
from linli.calls.actions import strangers
from linli.calls.actions.opening import MOST_AT_PLACE, MOST_BY_PHONE
from linli.calls.models import Call
from linli.calls.queries.lists import doubtful_at
from linli.kernel.errors import Invalid
from linli.kernel.ids import new_id
from linli.kernel.models import Message
from linli.places.models import Place
from linli.testing_refusals import refused

LIFE, NEAR = "care.unseen", "order.errand"


def number(n):
    return f"138{n:08d}"


def flood(town, code="service.opinion", most=MOST_AT_PLACE, place="door101"):
    for n in range(most):
        town.open(code, place, by=None, caller_phone=number(n))


def test_what_is_over_the_limit_of_a_place_is_taken_and_offered_to_nobody(town):
    flood(town)
    before = town.open(NEAR, "door102", by=None, caller_phone=number(901)).call
    late = town.open(NEAR, by=None, caller_phone=number(900)).call
    assert (before.doubtful, before.state) == (False, "offered")
    assert (late.doubtful, late.state, late.receiver is None) == (True, "opened", False)
    assert not late.grounds.exists()


def test_what_workers_open_at_a_place_makes_no_resident_doubtful(town):
    for n in range(MOST_AT_PLACE):
        assert not town.open("service.opinion", by="building", caller_phone=number(n), on_behalf=True).call.doubtful
    assert not town.open("service.opinion", by=None, caller_phone=number(900)).call.doubtful


def test_ten_calls_a_day_by_one_phone_and_then_a_worker(town):
    phone = {"caller_phone": number(1), "by": None}
    for place in ["door101", "door102"] * (MOST_BY_PHONE // 2):
        assert not town.open("service.opinion", place, **phone).call.doubtful
    assert town.open("service.opinion", **phone).call.doubtful
    assert not town.open("service.opinion", by="floor", caller_phone=number(1), on_behalf=True).call.doubtful
    town.pass_time(days=1, minutes=1)
    assert not town.open("service.opinion", **phone).call.doubtful
    with pytest.raises(Invalid, match=r"calls\.phone_missing"):
        town.open("service.opinion", by=None)


def test_a_matter_of_life_is_never_doubted(town):
    flood(town)
    assert not town.open(LIFE, by=None, caller_phone=number(0)).call.doubtful


def test_of_a_flood_the_receiver_is_told_once_and_again_when_it_was_looked_through(town):
    flood(town)
    told = Message.objects.filter(topic="calls.open")
    before = told.count()
    doubtful = [town.open("service.opinion", by=None, caller_phone=number(900 + n)).call for n in range(3)]
    assert told.count() == before + 1
    for call in doubtful:
        town.do("reject_call", call, "community", reason="打不通，问不到")
    town.open("service.opinion", by=None, caller_phone=number(990))
    assert told.count() == before + 2


def test_the_desk_finds_it_and_hands_it_on(town):
    flood(town)
    call = town.open(NEAR, by=None, caller_phone=number(900)).call
    community, at = town.actor("community"), town.street.places["xueyuan"]
    assert doubtful_at(community, at.path) == 1
    page = town.street.client("community").get(f"/calls/?at={at.pk}&doubtful=1").content.decode()
    assert page.count('id="card-') == 1 and call.number in page
    call = town.do("offer_call", call, "community")
    assert call.state == "offered" and doubtful_at(community, at.path) == 0
    assert call.pk in {one.pk for one in queries.near(town.actor("volunteer"))}


def ask(town, client, n, kind="service.opinion"):
    typed = {"kind": kind, "title": "楼道里的灯坏了", "caller_phone": number(n), "step": "send"}
    return client.post(f"/calls/at/{town.street.id('building7')}/", typed | {"key": str(new_id())})


@pytest.mark.django_db
def test_one_network_is_sent_to_the_telephone_in_the_end(town, client, monkeypatch):
    monkeypatch.setattr(strangers, "CALLS", 3)
    Place.objects.filter(pk=town.street.id("xueyuan")).update(duty_phone="0912-3523456")
    assert [ask(town, client, n).status_code for n in range(3)] == [302] * 3
    answer = ask(town, client, 3)
    assert (answer.status_code, refused(answer)) == (422, "calls.ask_by_phone")
    assert 'href="tel:0912-3523456"' in answer.content.decode()
    assert ask(town, client, 4, kind=LIFE).status_code == 302, "a matter of life is taken"
    assert Call.objects.count() == 4


@pytest.mark.django_db
def test_the_callers_page_says_which_number_to_ring(town, client):
    Place.objects.filter(pk=town.street.id("xueyuan")).update(duty_phone="0912-3523456")
    followed = client.get(ask(town, client, 0)["Location"]).content.decode()
    assert 'href="tel:0912-3523456"' in followed.split("data-duty")[1]


@pytest.mark.django_db
def test_the_last_call_of_an_hour_sent_again_is_answered_as_the_first(town, client, monkeypatch):
    monkeypatch.setattr(strangers, "CALLS", 2)
    address = f"/calls/at/{town.street.id('building7')}/"
    typed = {"kind": "service.opinion", "title": "楼道里的灯坏了", "caller_phone": number(1), "step": "send"}
    ask(town, client, 0)
    same = typed | {"key": str(new_id())}
    first, *again = (client.post(address, same) for _ in range(3))
    assert [(one.status_code, one.headers.get("Location")) for one in again] == [(302, first["Location"])] * 2
    assert Call.objects.count() == 2


@pytest.mark.django_db
def test_what_was_corrected_after_sending_is_kept_and_the_first_is_shown(town, client):
    address, key = f"/calls/at/{town.street.id('building7')}/", str(new_id())
    typed = {"kind": "service.opinion", "title": "楼道里的灯坏了", "step": "send", "key": key}
    first = client.post(address, typed | {"caller_phone": number(1)})
    changed = client.post(address, typed | {"caller_phone": number(2)})
    page = changed.content.decode()
    assert (changed.status_code, refused(changed)) == (422, "calls.sent_before")
    assert first["Location"] in page and number(2) in page and key not in page
    fresh = re.search(r'name="key" value="([^"]+)"', page)[1]
    assert client.post(address, typed | {"caller_phone": number(2), "key": fresh}).status_code == 302
    assert Call.objects.count() == 2


@pytest.mark.django_db
def test_the_caller_is_told_that_somebody_rings_first(town, client):
    Place.objects.filter(pk=town.street.id("xueyuan")).update(duty_phone="0912-3523456")
    flood(town)
    opened = town.open(NEAR, by=None, caller_phone=number(900))
    page = client.get(reverse("calls:follow", args=[opened.follow_token])).content.decode()
    assert "data-doubtful" in page and "0912-3523456" in page
