"""Keys: who may make them, for which permissions, shown once, counted, refused when revoked or expired."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from linli.access.api_keys.actions import adopt_key
from linli.access.api_keys.keyed import KeyActor
from linli.access.models import ApiKey, Grant, actor_of
from linli.calls.api.tests.conftest import ALL, System
from linli.kernel.errors import Conflict, NotAllowed
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.testing import refusals

CALLS = "/api/v1/calls"


def test_a_key_opens_the_interface_and_is_shown_once(town, make_key):
    secret = make_key()
    page = town.client("street").get(reverse("api:keys")).content.decode()
    assert "12345 平台" in page and secret not in page and "没用过" in page
    assert System(secret).get(CALLS).status_code == 200
    assert "没用过" not in town.client("street").get(reverse("api:keys")).content.decode()
    row = ApiKey.objects.get()
    assert secret.encode() not in bytes(row.digest)
    fact = Fact.objects.get(kind="api.key_made")
    assert fact.about == row.pk and secret not in str(fact.data)


def test_the_form_sent_twice_makes_one_key(town):
    typed = {
        "key": str(new_id()), "name": "烟感", "place": str(town.id("grid3")), "permissions": ["calls.open"],
        "per_minute": 30, "expires_on": (clock.today() + timedelta(days=3)).isoformat(),
    }  # fmt: skip
    assert town.client("street").post(reverse("api:new_key"), typed).status_code == 200
    assert town.client("street").post(reverse("api:new_key"), typed).status_code == 302
    assert ApiKey.objects.count() == 1


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_a_bad_end_is_refused_and_nothing_typed_is_lost(town, days):
    typed = {
        "key": str(new_id()), "name": "烟感报警器", "place": str(town.id("grid3")), "permissions": ["calls.open"],
        "per_minute": 30, "expires_on": (clock.today() + timedelta(days=days)).isoformat(),
    }  # fmt: skip
    page = town.client("street").post(reverse("api:new_key"), typed)
    assert page.status_code == 422
    assert "烟感报警器" in page.content.decode() and "请改日期" in page.content.decode()
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("who", ["outsider", "community", "grid", "administrator", "auditor", "nobody"])
def test_nobody_else_makes_sees_or_revokes_keys(town, make_key, who):
    make_key()
    row = ApiKey.objects.get()
    assert town.client(who).get(reverse("api:keys")).status_code == 403
    assert town.client(who).get(reverse("api:new_key")).status_code == 403
    assert town.client(who).post(reverse("api:revoke", args=[row.pk]), {"key": str(new_id())}).status_code == 403
    row.refresh_from_db()
    assert row.revoked_at is None


def test_a_key_of_another_street_does_not_exist(town, make_key):
    make_key()
    town.place("far", "subdistrict", "远街道")
    type(town.places["far"]).objects.filter(pk=town.id("far")).update(path="0002")
    town.places["far"].path = "0002"
    town.person("far_street", "远街道办", "street", "far", "街道办")
    client = town.client("far_street")
    assert "还没有密钥" in client.get(reverse("api:keys")).content.decode()
    answer = client.post(reverse("api:revoke", args=[ApiKey.objects.get().pk]), {"key": str(new_id())})
    assert answer.status_code == 404


def test_no_permission_beyond_the_makers(town):
    """The street office holds no register permission: a forged choice is refused, and so is a place out of reach."""
    typed = {
        "key": str(new_id()), "name": "x", "place": str(town.id("street")), "permissions": ["people.read"],
        "per_minute": 30, "expires_on": (clock.today() + timedelta(days=3)).isoformat(),
    }  # fmt: skip
    assert town.client("street").post(reverse("api:new_key"), typed).status_code == 422
    assert not ApiKey.objects.exists()


def test_a_key_belongs_where_its_maker_makes_keys(town):
    """A building is too small for one, and a street out of reach is as absent; what was typed stays."""
    town.place("far", "subdistrict", "远街道")
    type(town.places["far"]).objects.filter(pk=town.id("far")).update(path="0002")
    typed = {
        "key": str(new_id()), "name": "烟感报警器", "permissions": ["calls.open"], "per_minute": 30,
        "expires_on": (clock.today() + timedelta(days=3)).isoformat(),
    }  # fmt: skip
    client, address = town.client("street"), reverse("api:new_key")
    answer = client.post(address, {**typed, "place": str(town.id("building7"))})
    assert refusals(answer) == {"place": "not_offered"}
    assert "烟感报警器" in answer.content.decode()
    assert client.post(address, {**typed, "place": str(town.id("far"))}).status_code == 404
    looked = client.post(address, {"name": "烟感报警器", "key": str(new_id()), "place-q": "03网格", "place-find": "1"})
    assert refusals(looked) == {"place": "choose"}
    assert f'value="{town.id("grid3")}"' in looked.content.decode()
    assert "烟感报警器" in looked.content.decode()
    assert not ApiKey.objects.exists()


def test_a_revoked_key_and_an_old_one_open_nothing(town, make_key):
    old, revoked = make_key(), make_key()
    row = ApiKey.objects.latest("made_at")
    town.client("street").post(reverse("api:revoke", args=[row.pk]), {"key": str(new_id())})
    assert System(revoked).get(CALLS).status_code == 401
    assert System(old).get(CALLS).status_code == 200
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert System(old).get(CALLS).status_code == 401
    again = town.client("street").post(reverse("api:revoke", args=[row.pk]), {"key": str(new_id())})
    assert again.status_code == 409


def leave(town, who="street", **columns):
    """The maker's post ends, or their account does."""
    account = town.people[who].account
    if columns:
        type(account).objects.filter(pk=account.pk).update(**columns)
    else:
        Grant.objects.filter(person=account.person).update(ends_on=clock.today())


@pytest.mark.parametrize("columns", [{}, {"is_active": False}, {"person": None}], ids=["post", "account", "person"])
def test_a_key_does_not_outlive_its_makers_right(town, make_key, columns):
    secret = make_key()
    assert System(secret).get(CALLS).status_code == 200
    leave(town, **columns)
    answer = System(secret).get(CALLS)
    assert (answer.status_code, answer.json()["code"]) == (401, "api.maker_gone")
    form = {"api_key": secret, "service_code": "repair", "address_string": "03网格7号楼"}
    assert System().form("/api/open311/v2/requests.json", **form).status_code == 403


def test_a_maker_whose_right_shrank_cannot_leave_a_wider_key(town, make_key):
    wide, narrow = make_key(), make_key(place="xueyuan")
    grants = Grant.objects.filter(person=town.people["street"].account.person)
    grants.update(path=town.places["xueyuan"].path)
    assert System(wide).get(CALLS).status_code == 401
    assert System(narrow).get(CALLS).status_code == 200


def test_a_successor_takes_the_key_over(town, make_key):
    secret, row = make_key(), ApiKey.objects.get()
    town.person("street2", "新街道", "street", "street", "街道办")
    client, address = town.client("street2"), reverse("api:adopt", args=[row.pk])
    assert client.post(address, {"key": str(new_id())}).status_code == 409, "it stands: nobody takes it away"
    leave(town)
    page = client.get(reverse("api:keys")).content.decode()
    assert "停了：负责人已离任" in page and "接管" in page
    key = str(new_id())
    assert [client.post(address, {"key": key}).status_code for _ in range(2)] == [302, 302]
    assert System(secret).get(CALLS).status_code == 200
    fact = Fact.objects.get(kind="api.key_adopted")
    assert (fact.about, fact.actor) == (row.pk, town.people["street2"].account.pk)
    assert "停了" not in client.get(reverse("api:keys")).content.decode()


@pytest.mark.parametrize("who", ["outsider", "community", "grid", "administrator", "auditor", "nobody"])
def test_nobody_else_takes_a_key_over(town, make_key, who):
    make_key()
    leave(town)
    address = reverse("api:adopt", args=[ApiKey.objects.get().pk])
    assert town.client(who).post(address, {"key": str(new_id())}).status_code == 403
    assert ApiKey.objects.get().made_by == town.people["street"].account.pk


def test_nobody_takes_over_more_than_they_hold(town, make_key):
    """A street office of one community cannot take responsibility for a key of the whole street, and does not see
    it."""
    make_key()
    leave(town)
    town.person("part", "片街道", "street", "xueyuan", "街道办")
    address = reverse("api:adopt", args=[ApiKey.objects.get().pk])
    assert town.client("part").post(address, {"key": str(new_id())}).status_code == 404


@pytest.mark.parametrize("without", ["api.keys", "calls.assign"])
def test_who_could_not_make_such_a_key_does_not_adopt_it(town, make_key, without):
    make_key()
    leave(town)
    held = frozenset({"api.keys", *ALL}) - {without}
    actor = KeyActor(account=new_id(), name="x", path=town.places["street"].path, permissions=held)
    with pytest.raises(NotAllowed):
        adopt_key(api_key=ApiKey.objects.get(), actor=actor, key=new_id(), now=clock.now())


def test_a_key_that_was_revoked_meanwhile_is_not_adopted(town, make_key):
    make_key()
    town.person("street2", "新街道", "street", "street", "街道办")
    read = ApiKey.objects.get()
    leave(town)
    ApiKey.objects.update(revoked_at=clock.now())
    with pytest.raises(Conflict):
        adopt_key(
            api_key=read, actor=actor_of(town.people["street2"].account, clock.today()), key=new_id(), now=clock.now()
        )


@pytest.mark.parametrize("secret", ["", "x", "linli_", "linli_" + "0" * 64, "linli_\u4e2d"])
def test_a_wrong_key_is_told_so(town, secret):
    answer = System(secret.encode().decode("latin1")).get(CALLS)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["code"] == "api.no_key"


def test_no_session_opens_the_interface_and_no_key_opens_a_page(town, make_key):
    assert town.client("street").get(CALLS).status_code == 401
    assert System(make_key()).get(reverse("api:keys")).status_code == 302
    assert System(make_key()).get("/corps/").status_code == 302


def test_a_minute_that_is_used_up(town, make_key):
    secret = make_key(rate=30)
    with time_machine.travel(clock.now().replace(second=1), tick=False) as now:
        answers = [System(secret).get(CALLS).status_code for _ in range(32)]
        assert answers == [200] * 30 + [429] * 2
        assert System(secret).get(CALLS)["Retry-After"] == "59"
        now.shift(60)
        assert System(secret).get(CALLS).status_code == 200


def test_a_key_reads_only_its_own_place(town, make_key):
    everywhere = System(make_key())
    for place in ("door101", "outdoor"):
        made = everywhere.post(CALLS, {"kind": "order.food", "title": f"买米 {place}", "place": str(town.id(place))})
        assert made.status_code == 201, made.content
    narrow = System(make_key(place="xueyuan"))
    assert [call["title"] for call in narrow.get(CALLS).json()["items"]] == ["买米 door101"]
    assert len(everywhere.get(CALLS).json()["items"]) == 2
    there = everywhere.get(CALLS).json()["items"]
    foreign = next(call for call in there if call["title"].endswith("outdoor"))
    assert narrow.get(f"{CALLS}/{foreign['id']}").status_code == 404
    assert narrow.post(f"{CALLS}/{foreign['id']}/withdraw").status_code == 404


@pytest.mark.parametrize("missing", ["calls.open", "calls.read"])
def test_a_key_without_the_permission(town, make_key, missing):
    system = System(make_key(permissions=[p for p in ALL if p != missing]))
    answer = (
        system.get(CALLS)
        if missing == "calls.read"
        else system.post(CALLS, {"kind": "x", "title": "x", "place": str(town.id("grid3"))})
    )
    assert answer.status_code == 403
    assert answer.json()["code"] == "api.not_for_this"


def test_the_day_on_which_a_key_expires_is_its_first_without(make_key):
    secret = make_key()
    end = timezone.make_aware(datetime.combine(ApiKey.objects.get().expires_on, time()))
    for moment, status in [(end - timedelta(seconds=1), 200), (end, 401), (end + timedelta(hours=23), 401)]:
        with time_machine.travel(moment, tick=False):
            assert System(secret).get(CALLS).status_code == status, moment
