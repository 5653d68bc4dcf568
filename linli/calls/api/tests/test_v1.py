"""/api/v1/calls: opened, read by pages, moved on, refused in one shape; the same key sent twice is one deed."""

import pytest
from django.db import OperationalError
from psycopg.errors import DeadlockDetected, DiskFull

from linli.calls.api.tests.conftest import System
from linli.calls.models import Call
from linli.corps.models import Member
from linli.kernel.models import Fact
from linli.testing import START

CALLS = "/api/v1/calls"
NAME, PHONE, DETAIL = "刘小明", "13912345678", "门口的灯不亮,家里有病人"


@pytest.fixture
def new(town):
    def body(**more):
        return {
            "kind": "repair", "title": "楼道灯坏", "detail": DETAIL, "place": str(town.id("door101")),
            "caller_name": NAME, "caller_phone": PHONE, **more,
        }  # fmt: skip

    return body


@pytest.fixture(autouse=True)
def _another_building_1(town):
    town.place("building1b", "building", "1号楼", "grid3")


@pytest.fixture
def opened(system, new):
    """A hazard: it waits for its receiver."""
    made = system.post(CALLS, new(kind="service.hazard"))
    assert made.status_code == 201, made.content.decode()
    return made.json()["call"]


def test_a_call_is_opened_and_read_without_the_caller(town, system, new):
    made = system.post(CALLS, new())
    assert made.status_code == 201, made.content.decode()
    body = made.json()
    assert body["follow_token"]
    assert body["call"]["state"] in {"opened", "offered"} and body["call"]["channel"] == "api"
    assert body["call"]["place"] == str(town.id("building7")) and body["call"]["address"] == "学院社区 03网格 7号楼"
    one = system.get(f"{CALLS}/{body['call']['id']}")
    assert one.json() == body["call"] and one["ETag"] == made["ETag"]
    listed = system.get(CALLS)
    for answer in (made, one, listed):
        text = answer.content.decode()
        assert NAME not in text and PHONE not in text and DETAIL not in text and "1单元" not in text
        assert str(town.id("door101")) not in text
    fact = Fact.objects.get(kind="calls.opened")
    assert fact.actor_name == "12345 平台" and fact.path == town.places["door101"].path


@pytest.mark.parametrize(
    ("address", "key"),
    [("03网格7号楼1单元101", "door101"), ("学院社区3网格7栋", "building7"), ("7号楼1单元999", "stair1")],
)
def test_an_address_is_found(town, system, new, address, key):
    made = system.post(CALLS, new(place=None, address=address))
    assert made.status_code == 201, made.content.decode()
    assert Call.objects.get().path == town.places[key].path


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"kind": "nothing"}, 422, "kind"),
        ({"title": ""}, 422, "title"),
        ({"title": "x" * 81}, 422, "title"),
        ({"title": "a\0b"}, 422, "title"),
        ({"place": None}, 422, "place"),
        ({"place": "7号楼"}, 422, "place"),
        ({"place": None, "address": "火星路1号"}, 422, "address"),
        ({"place": None, "address": "1号楼"}, 422, "address"),  # two communities have one
        ({"place": "01980000-0000-7000-8000-000000000001"}, 404, ""),
        ({"caller_phone": "12"}, 422, "caller_phone"),
        ({"estimate": -1}, 422, "estimate"),
    ],
)
def test_what_is_wrong_is_named(system, new, change, status, field):
    answer = system.post(CALLS, new(**change))
    assert answer.status_code == status, answer.content.decode()
    problem = answer.json()
    assert set(problem) == {"code", "message", "field"} and problem["field"] == field
    assert not Call.objects.exists()


@pytest.mark.parametrize(("cause", "status"), [(DeadlockDetected(), 409), (DiskFull(), 507)])
def test_a_deadlock_is_answered_as_a_change_that_came_first(system, new, monkeypatch, cause, status):
    def ended(**_named):
        raise OperationalError("ended by the server") from cause

    monkeypatch.setattr("linli.calls.api.operations.open_call", ended)
    system.client.raise_request_exception = False
    answer = system.post(CALLS, new())
    assert answer.status_code == status
    assert status == 507 or answer.json()["code"] == "kernel.changed_meanwhile"


def test_a_body_that_is_no_json(system):
    answer = system.client.post(CALLS, "{", content_type="application/json", headers=system.headers)
    assert answer.status_code == 400
    assert answer.json()["code"] == "api.bad_request"


def test_the_same_idempotency_key_is_one_call(make_key, system, new):
    first, again = (system.post(CALLS, new(), Idempotency_Key="a-1") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["call"]["id"] == again.json()["call"]["id"]
    assert first.json()["follow_token"] == again.json()["follow_token"]
    answer = system.post(f"{CALLS}/{first.json()['call']['id']}/withdraw", {}, Idempotency_Key="a-1")
    assert (answer.status_code, answer.json()["code"]) == (422, "kernel.key_other")
    other = System(make_key()).post(CALLS, new(), Idempotency_Key="a-1")
    assert other.json()["call"]["id"] != first.json()["call"]["id"]
    assert Call.objects.count() == 2


@pytest.mark.parametrize(
    "other", [{"kind": "service.hazard"}, {"detail": "三楼有老人被困"}, {"place": None, "address": "学院社区3网格7栋"}]
)
def test_the_same_key_with_another_report_is_not_taken_for_saved(system, new, other):
    first = system.post(CALLS, new(), Idempotency_Key="a-1").json()["call"]
    answer = system.post(CALLS, new(**other), Idempotency_Key="a-1")
    assert (answer.status_code, answer.json()["code"]) == (422, "calls.sent_before")
    assert first["number"] in answer.json()["message"] and Call.objects.count() == 1
    assert system.post(CALLS, new(), Idempotency_Key="a-1").json()["call"]["id"] == first["id"]


def test_the_same_key_with_another_reason_is_not_taken_for_said(system, opened):
    address = f"{CALLS}/{opened['id']}/reject"
    said = lambda reason: system.post(address, {"reason": reason}, Idempotency_Key="r-1")  # noqa: E731 (a word for the test)
    assert said("不归我们管").status_code == 200
    answer = said("请找物业")
    assert (answer.status_code, answer.json()["code"]) == (422, "kernel.key_other")
    assert said("不归我们管").status_code == 200


def test_several_tags_match_when_one_of_them_does(system, opened):
    address, tag = f"{CALLS}/{opened['id']}/reject", f'"{opened["revision"]}"'
    refuse = lambda tags: system.post(address, {"reason": "不归我们管"}, If_Match=tags).status_code  # noqa: E731 (likewise)
    assert [refuse('"98", "99"'), refuse(f"W/{tag}"), refuse(f'"98",{tag}')] == [412, 412, 200]


def test_pages_by_cursor(system, new):
    ids = [system.post(CALLS, new(title=f"第 {n} 张")).json()["call"]["id"] for n in range(5)]
    seen, after = [], ""
    while True:
        page = system.get(CALLS, limit=2, after=after).json()
        seen += [call["id"] for call in page["items"]]
        after = page["following"]
        if not after:
            break
    assert seen == ids[::-1]
    assert system.get(CALLS, after="nonsense").status_code == 422


def test_filters(town, system, new):
    here = system.post(CALLS, new()).json()["call"]
    system.post(CALLS, new(place=str(town.id("outdoor"))))
    system.post(f"{CALLS}/{here['id']}/withdraw", {})
    ids = lambda **query: [c["id"] for c in system.get(CALLS, **query).json()["items"]]  # noqa: E731 (a word for the test)
    assert here["id"] in ids(place=str(town.id("xueyuan"))) and len(ids(place=str(town.id("xueyuan")))) == 1
    assert len(ids(kind="repair")) == 2 and ids(kind="none") == []
    assert ids(since="2001-01-01T00:00:00Z", until="2001-02-01T00:00:00Z") == []
    assert len(ids(since="2001-01-01T00:00:00+08:00")) == 2
    assert system.get(CALLS, since="2001-01-01T00:00:00").status_code == 422  # a moment without a zone
    assert system.get(CALLS, since="0001-01-01T00:00:00Z").status_code == 422
    assert len(ids(open="true")) + len(ids(open="false")) == 2


def test_a_call_is_moved_on(town, system, opened):
    member = str(town.people["grid"].account.person)
    address = f"{CALLS}/{opened['id']}"
    moved = system.post(f"{address}/assign", {"to": member, "reason": "离得近"}, Idempotency_Key="m-1")
    assert moved.status_code == 200, moved.content.decode()
    assert moved.json()["state"] == "claimed" and moved["ETag"] != f'"{opened["revision"]}"'
    again = system.post(f"{address}/assign", {"to": member, "reason": "离得近"}, Idempotency_Key="m-1")
    assert again.status_code == 200 and again.json()["revision"] == moved.json()["revision"]
    paused = system.post(f"{address}/pause", {"reason": "等居民回来"}, If_Match=moved["ETag"])
    assert paused.json()["state"] == "paused"
    late = system.post(f"{address}/resume", {}, If_Match=moved["ETag"])
    assert late.status_code == 412 and late.json()["code"] == "api.changed"
    assert system.post(f"{address}/resume", {}, If_Match="*").json()["state"] == "claimed"
    assert Call.objects.get().holder == town.people["grid"].account.person


def test_a_move_sent_again_is_not_refused_for_its_own_change(system, opened):
    address, tag = f"{CALLS}/{opened['id']}", f'"{opened["revision"]}"'
    reject = lambda key: system.post(  # noqa: E731 (a word for the test)
        f"{address}/reject", {"reason": "不归我们管"}, Idempotency_Key=key, If_Match=tag
    )
    first, again, other = reject("r-1"), reject("r-1"), reject("r-2")
    assert [first.status_code, again.status_code, other.status_code] == [200, 200, 412]
    assert first.json() == again.json() and first["ETag"] == again["ETag"]


@pytest.mark.parametrize(
    ("deed", "body", "status", "code"),
    [
        ("assign", {}, 422, "api.to_missing"),
        ("assign", {"to": "01980000-0000-7000-8000-000000000001"}, 422, "calls.to_unknown"),
        ("settle", {}, 409, "calls.no_such_move"),
        ("merge", {"reason": "同一件事"}, 422, "api.into_missing"),
        ("merge", {"reason": "x", "into": "01980000-0000-7000-8000-000000000001"}, 404, "access.not_found"),
        ("reject", {}, 422, "kernel.reason_missing"),
        ("settle", {"rating": 9}, 422, "api.field_wrong"),
    ],
)
def test_a_move_that_does_not_fit(system, opened, deed, body, status, code):
    answer = system.post(f"{CALLS}/{opened['id']}/{deed}", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content.decode()


def test_kinds_and_people_are_told(make_key, town, system, opened):
    kinds = {kind["code"]: kind for kind in system.get("/api/v1/kinds").json()}
    assert kinds["repair"]["systems"] and not kinds["whistle.demand"]["systems"]
    assert system.get("/api/v1/kinds", place=str(town.id("grid3"))).status_code == 200
    narrow = System(make_key(place="jucai"))
    assert narrow.get("/api/v1/kinds", place=str(town.id("grid3"))).status_code == 404
    for key in ("grid", "outsider"):
        account = town.people[key].account
        Member.objects.create(pk=account.person, path=town.places["street"].path, name=account.name, since=START)
    people = system.get(f"{CALLS}/{opened['id']}/people").json()
    grid = str(town.people["grid"].account.person)
    assert grid in [person["id"] for person in people]
    assert set(people[0]) == {"id", "name", "post"}
    assert str(town.people["outsider"].account.person) not in [person["id"] for person in people]
    assert narrow.get(f"{CALLS}/{opened['id']}/people").status_code == 404
    reader = System(make_key(permissions=["calls.read"]))
    assert reader.get(f"{CALLS}/{opened['id']}/people").status_code == 403


@pytest.fixture
def member(town):
    """The grid worker, in office where the calls of these tests lie."""
    account = town.people["grid"].account
    path = town.places["grid3"].path
    return str(Member.objects.create(pk=account.person, path=path, name=account.name, since=START).pk)


def test_a_system_claims_arrives_and_finishes_in_a_members_name(town, system, new, member):
    address = f"{CALLS}/{system.post(CALLS, new(kind='service.help')).json()['call']['id']}"
    claimed = system.post(f"{address}/claim", {"by": member}, Idempotency_Key="c-1")
    assert (claimed.status_code, claimed.json().get("state")) == (200, "claimed"), claimed.content.decode()
    again = system.post(f"{address}/claim", {"by": member}, Idempotency_Key="c-1")
    assert again.json()["revision"] == claimed.json()["revision"]
    assert system.post(f"{address}/claim", {"by": member}).json()["code"] == "calls.taken"
    assert system.post(f"{address}/arrive", {"by": member}).json()["state"] == "on_site"
    finished = system.post(f"{address}/finish", {"by": member, "reason": "修好了"})
    assert finished.status_code == 200 and finished.json()["done_at"], finished.content.decode()
    call = Call.objects.get()
    assert str(call.holder) == member
    assert {event.by_name for event in call.events.filter(deed__in=["claim", "arrive", "finish"])} == {
        "马网格(12345 平台)"
    }
    assert Fact.objects.get(kind="calls.claimed").actor == Fact.objects.get(kind="calls.opened").actor


def test_what_an_order_asks_for_is_asked_of_a_system_too(system, new, member):
    made = system.post(CALLS, new(kind="order.food")).json()
    address, call = f"{CALLS}/{made['call']['id']}", Call.objects.get()
    assert system.post(f"{address}/claim", {"by": member}).status_code == 200
    assert {"amount", "code"} <= set(call.kind.steps)
    refused = system.post(f"{address}/finish", {"by": member, "amount": "12.50"})
    assert (refused.status_code, refused.json()["field"]) == (422, "code")
    wrong = system.post(f"{address}/finish", {"by": member, "amount": "12.50", "code": "12345"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "calls.code_wrong")


@pytest.mark.parametrize("deed", ["claim", "arrive", "finish"])
def test_a_members_deed_needs_a_member_who_may(town, make_key, system, opened, member, deed):
    address = f"{CALLS}/{opened['id']}/{deed}"
    assert system.post(address, {}).json()["code"] == "api.by_missing"
    for nobody in ("01980000-0000-7000-8000-000000000001", str(town.people["partner"].account.person)):
        assert system.post(address, {"by": nobody}).json()["code"] == "api.member_cannot"
    Member.objects.filter(pk=member).update(until=START)
    assert system.post(address, {"by": member}).json()["code"] == "api.member_cannot"
    reader = System(make_key(permissions=["calls.read", "calls.assign"]))
    assert reader.post(address, {"by": member}).status_code == 403
    assert Call.objects.get().holder is None


def test_a_member_of_another_place_cannot_be_named(town, make_key, new, system):
    outsider = town.people["outsider"].account
    Member.objects.create(pk=outsider.person, path=town.places["grid9"].path, name="钱外人", since=START)
    opened = system.post(CALLS, new(kind="service.help")).json()["call"]
    narrow = System(make_key(place="xueyuan"))
    answer = narrow.post(f"{CALLS}/{opened['id']}/claim", {"by": str(outsider.person)})
    assert answer.json()["code"] == "api.member_cannot"
    wide = system.post(f"{CALLS}/{opened['id']}/claim", {"by": str(outsider.person)})
    assert wide.json()["code"] == "calls.not_yours", "the key covers the place, the member's own post does not"


def test_a_member_is_named_only_for_what_members_do(system, opened, member):
    answer = system.post(f"{CALLS}/{opened['id']}/reject", {"reason": "不归我们管", "by": member})
    assert (answer.status_code, answer.json()["code"]) == (422, "api.by_not_here")


def test_no_key_blows_a_whistle(town, system, new, member):
    answer = system.post(CALLS, new(kind="whistle.demand"))
    assert (answer.status_code, answer.json()["code"]) == (403, "calls.may_not_whistle")
    assert not Call.objects.exists()


@pytest.mark.parametrize("deed", ["release", "widen"])
def test_what_the_clock_does_is_not_offered_to_systems(system, opened, deed):
    assert system.post(f"{CALLS}/{opened['id']}/{deed}", {}).status_code == 422


def test_a_key_without_the_deeds_permission(make_key, opened):
    reader = System(make_key(permissions=["calls.read"]))
    answer = reader.post(f"{CALLS}/{opened['id']}/reject", {"reason": "不归我们管"})
    assert (answer.status_code, answer.json()["code"]) == (403, "calls.not_yours")
    assert Call.objects.get().ended_at is None


def test_a_request_that_is_too_big(system, new):
    answer = system.post(CALLS, new(detail="长" * 3_000_000))
    assert answer.status_code == 413, answer.content[:300]
    assert answer.json()["code"] == "api.too_big"
