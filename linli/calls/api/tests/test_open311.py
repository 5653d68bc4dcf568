"""Open311 GeoReport v2: each method in both formats, the standard's errors, and nothing that names anybody."""

import importlib
import io
import re
from datetime import timedelta
from uuid import UUID, uuid4
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.apps import apps
from django.test import RequestFactory
from django.utils import timezone

from linli.access.api_keys import pace
from linli.access.models import actor_of
from linli.calls.actions.media import fetch_media
from linli.calls.api.tests.conftest import CODE, System
from linli.calls.models import Call
from linli.calls.queries.detail import detail_for
from linli.kernel.pictures.tests.drawn import jpeg
from linli.kernel.time import clock
from linli.notices.tests.conftest import Gateway
from linli.people.models import Household
from linli.testing import START

V2 = "/api/open311/v2"
SECOND = timedelta(seconds=1)
NAME, PHONE, TEXT = "刘小明", "13912345678", "楼道灯坏了\n我家在101,老人夜里看不见"


@pytest.fixture
def created(system):
    answer = system.form(
        f"{V2}/requests.json", service_code="repair", address_string="03网格7号楼1单元101", description=TEXT,
        first_name="小明", last_name="刘", phone=PHONE,
    )  # fmt: skip
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()[0]["service_request_id"]


def live(town, door, households):
    place = town.places[door]
    Household.objects.bulk_create(
        Household(path=place.path, root=place.path[:4], place=place, door=f"7-1-{number}", since=START, size=1)
        for number in range(households)
    )


def xml(answer):
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    return ET.fromstring(answer.content)


def test_discovery(town):
    found = System().get(f"{V2}/discovery.json").json()
    assert found["endpoints"][0]["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert found["endpoints"][0]["url"].endswith("/api/open311/v2")
    tree = xml(System().get(f"{V2}/discovery.xml"))
    assert tree.tag == "discovery"
    assert [e.text for e in tree.findall("endpoints/endpoint/formats/format")] == ["text/xml", "application/json"]


def test_services(town):
    listed = System().get(f"{V2}/services.json").json()
    codes = {service["service_code"] for service in listed}
    assert "repair" in codes and not any("whistle" in code or "care" in code for code in codes)
    assert all(service["type"] == "realtime" and service["metadata"] is False for service in listed)
    tree = xml(System().get(f"{V2}/services.xml", jurisdiction_id=CODE))
    assert {e.text for e in tree.findall("service/service_code")} == codes
    assert {e.text for e in tree.findall("service/metadata")} == {"false"}


def test_services_are_named_in_the_readers_language(town, created):
    reader = System()
    reader.client.cookies["linli_language"] = "en"
    listed = {one["service_code"]: one for one in reader.get(f"{V2}/services.json").json()}
    assert (listed["repair"]["service_name"], listed["repair"]["group"]) == ("Repair", "Repair")
    assert reader.get(f"{V2}/requests/{created}.json").json()[0]["service_name"] == "Repair"


def test_service_definition(town):
    assert System().get(f"{V2}/services/repair.json").json() == {"service_code": "repair", "attributes": []}
    dotted = System().get(f"{V2}/services/service.hazard.json").json()
    assert dotted["service_code"] == "service.hazard"
    tree = xml(System().get(f"{V2}/services/repair.xml"))
    assert tree.tag == "service_definition" and tree.find("service_code").text == "repair"


def test_a_request_is_created_followed_and_closed_without_telling_on_anybody(town, system, created):
    live(town, "door101", 5)
    public = System()
    call = Call.objects.get(reference=created)
    assert call.channel == "api" and call.title == "楼道灯坏了" and call.path == town.places["door101"].path
    answers = [
        public.get(f"{V2}/requests/{created}.json"),
        public.get(f"{V2}/requests/{created}.xml"),
        public.get(f"{V2}/requests.json"),
        public.get(f"{V2}/requests.xml", service_request_id=created),
    ]
    for answer in answers:
        text = answer.content.decode()
        assert created in text and "学院社区 03网格 7号楼" in text
        for told in (NAME, PHONE, "小明", "灯", "老人", "1单元", str(town.id("door101"))):
            assert told not in text
    assert answers[0].json()[0]["status"] == "open"
    assert answers[0].json()[0]["address_id"] == str(town.id("building7"))
    system.post(f"/api/v1/calls/{created}/withdraw")
    assert public.get(f"{V2}/requests/{created}.json").json()[0]["status"] == "closed"
    assert public.get(f"{V2}/requests.json", status="open").json() == []
    assert len(public.get(f"{V2}/requests.json", status="closed", service_code="repair,x").json()) == 1
    token = public.get(f"{V2}/tokens/{created}.json").json()
    assert token == [{"service_request_id": created, "token": created}]


def test_what_concerns_one_household_is_not_offered_and_not_told(town, system):
    """An errand, a quarrel, an opinion: opened by the interface of our own, and read by nobody without a post."""
    codes = {one["service_code"] for one in System().get(f"{V2}/services.json").json()}
    assert codes == {"repair", "service.hazard", "service.civility"}
    place = str(town.id("door101"))
    for code in ("order.medicine", "service.dispute", "service.opinion", "service.help"):
        typed = {"service_code": code, "address_string": "7号楼"}
        assert system.form(f"{V2}/requests.json", **typed).status_code == 404
        made = system.post("/api/v1/calls", {"kind": code, "title": "楼上漏水", "place": place}).json()["call"]
        assert System().get(f"{V2}/requests/{made['id']}.json").status_code == 404
    assert System().get(f"{V2}/requests.json").json() == []


@pytest.mark.parametrize(("households", "shown"), [(5, "building7"), (4, "grid3"), (0, "street")])
def test_no_place_with_fewer_than_five_households_is_named(town, system, created, households, shown):
    Household.objects.all().delete()
    live(town, "door101", households)
    live(town, "yard1door", 1 if households else 0)
    found = System().get(f"{V2}/requests.json").json()[0]
    assert found["address_id"] == str(town.id(shown))
    assert ("7号楼" in found["address"]) == (shown == "building7")


def test_times_are_days_also_those_asked_for(town, created):
    public, call = System(), Call.objects.get(reference=created)
    found = public.get(f"{V2}/requests.json").json()[0]
    day = f"{timezone.localdate(call.opened_at)}T00:00:00+08:00"
    assert (found["requested_datetime"], found["updated_datetime"]) == (day, day)
    for start, end in [(call.opened_at + SECOND, call.opened_at + 2 * SECOND), (call.opened_at, call.opened_at)]:
        asked = {"start_date": start.isoformat(), "end_date": end.isoformat()}
        assert len(public.get(f"{V2}/requests.json", **asked).json()) == 1
    early = {"end_date": (call.opened_at - timedelta(days=1)).isoformat()}
    assert public.get(f"{V2}/requests.json", **early).json() == []


def test_the_id_and_the_order_tell_no_moment(system):
    """Of ids given out before, which were those of the rows, each still finds its request."""
    typed = {"service_code": "repair", "address_string": "7号楼"}
    made = [system.form(f"{V2}/requests.json", **typed).json()[0]["service_request_id"] for _ in range(12)]
    assert {UUID(one).version for one in made} == {4}
    listed = [one["service_request_id"] for one in System().get(f"{V2}/requests.json").json()]
    assert listed == sorted(made)
    call = Call.objects.get(reference=made[0])
    assert System().get(f"{V2}/requests/{call.pk}.json").status_code == 404
    assert System().get(f"{V2}/requests.json?service_request_id={call.pk}").json() == []
    importlib.import_module("linli.calls.migrations.0013_whose_row_was_told").told(apps, None)
    before = System().get(f"{V2}/requests/{call.pk}.json").json()
    assert [one["service_request_id"] for one in before] == [made[0]]
    assert str(call.pk) not in System().get(f"{V2}/requests.xml").content.decode()
    assert system.get(f"/api/v1/calls/{made[0]}").json()["service_request_id"] == made[0]


def test_xml_of_a_created_request(system):
    answer = system.form(
        f"{V2}/requests.xml", service_code="repair", address_string="7号楼", description="灯 <坏> & \x01"
    )
    tree = xml(answer)
    assert tree.tag == "service_requests"
    assert tree.find("request/service_request_id").text == str(Call.objects.get().reference)
    assert tree.find("request/account_id").text is None


def test_the_key_as_a_parameter(town, make_key):
    typed = {"service_code": "repair", "address_id": str(town.id("building7")), "api_key": make_key()}
    assert System().form(f"{V2}/requests.json", **typed).status_code == 200
    assert Call.objects.get().path == town.places["building7"].path


def test_health_and_care_are_never_public(town, system):
    for code in ("care.unseen", "medical.question", "whistle.emergency"):
        answer = system.form(f"{V2}/requests.json", service_code=code, address_string="7号楼")
        assert answer.status_code == 404


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({}, 400),
        ({"service_code": "nothing"}, 404),
        ({"jurisdiction_id": "999"}, 404),
        ({"address_string": ""}, 400),
        ({"address_string": "", "lat": "38.2", "long": "109.7"}, 400),
        ({"address_string": "火星路"}, 400),
        ({"address_string": "", "address_id": "7"}, 400),
        ({"phone": "12"}, 400),
        ({"description": "x" * 4001}, 400),
    ],
)
def test_refusals_of_a_create(system, typed, status):
    whole = {"service_code": "repair", "address_string": "7号楼", **typed} if typed else {}
    for form in ("json", "xml"):
        answer = system.form(f"{V2}/requests.{form}", **whole)
        assert answer.status_code == status, answer.content.decode()
    found = xml(answer)
    assert found.tag == "errors" and found.find("error/code").text == str(status)
    assert found.find("error/description").text
    if typed.get("lat"):
        assert "经纬度" in found.find("error/description").text
    assert not Call.objects.exists()


@pytest.mark.parametrize("secret", ["", "linli_" + "0" * 64, "wrong"])
def test_creating_without_a_key(town, secret):
    answer = System(secret).form(f"{V2}/requests.json", service_code="repair", address_string="7号楼")
    assert answer.status_code == 403
    assert answer.json()[0]["code"] == 403 and "密钥" in answer.json()[0]["description"]


def test_a_key_of_the_next_community_creates_nothing_here(make_key):
    narrow = System(make_key(place="jucai"))
    answer = narrow.form(f"{V2}/requests.json", service_code="repair", address_string="03网格7号楼")
    assert answer.status_code == 403
    assert not Call.objects.exists()


def test_several_streets_need_a_jurisdiction(town, created):
    town.place("far", "subdistrict", "远街道")
    type(town.places["far"]).objects.filter(pk=town.id("far")).update(path="0002", code="610802007")
    assert System().get(f"{V2}/requests.json").status_code == 400
    assert len(System().get(f"{V2}/requests.json", jurisdiction_id=CODE).json()) == 1
    assert System().get(f"{V2}/requests.json", jurisdiction_id="610802007").json() == []
    assert System().get(f"{V2}/requests/{created}.json", jurisdiction_id="610802007").status_code == 404


def test_dates(town, created):
    def found(**query):
        return System().get(f"{V2}/requests.json", **query)

    now = clock.now()
    day = timedelta(days=1)
    assert len(found(start_date=(now - day).isoformat()).json()) == 1
    assert len(found(end_date=(now + day).isoformat()).json()) == 1
    assert found(end_date=(now - day).isoformat()).json() == []
    assert found(start_date=(now - 91 * day).isoformat(), end_date=now.isoformat()).status_code == 400
    assert found(start_date="yesterday").status_code == 400
    with time_machine.travel(now + 91 * day):
        assert found().json() == []
        assert len(found(service_request_id=created).json()) == 1  # overrides all other arguments


@pytest.mark.parametrize(
    "address",
    ["requests/01980000-0000-7000-8000-000000000001.json", "requests/x.json", "tokens/x.json", "services/x.json"],
)
def test_what_is_not_there(town, address):
    answer = System().get(f"{V2}/{address}")
    assert answer.status_code == 404
    assert answer.json()[0]["code"] == 404


@pytest.mark.parametrize("form", ["json", "xml"])
def test_reading_too_fast_is_told_when_to_come_back(town, make_key, monkeypatch, form):
    monkeypatch.setattr(pace, "MOST_A_MINUTE", 3)
    public, far, secret = System(), {"REMOTE_ADDR": "203.0.113.7"}, make_key()
    with time_machine.travel(clock.now() + timedelta(days=len(form)), tick=False) as now:
        now.move_to(clock.now().replace(second=40))
        addresses = ["services", "requests", "discovery", "services", "requests"]
        answers = [public.get(f"{V2}/{address}.{form}") for address in addresses]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
        assert answers[-1]["Retry-After"] == "20"
        if form == "json":
            assert answers[-1].json()[0] == {
                "code": 429,
                "description": "从您的网络一分钟内读得太多了。请过 20 秒再读。",
            }
        else:
            assert xml(answers[-1]).find("error/code").text == "429"
        assert public.client.get(f"{V2}/services.{form}", **far).status_code == 200, "another network"
        typed = {"service_code": "repair", "address_string": "03网格7号楼1单元101", "api_key": secret}
        assert public.form(f"{V2}/requests.{form}", **typed).status_code == 200, "who creates is counted by the key"
        now.shift(20)
        assert public.get(f"{V2}/services.{form}").status_code == 200


def test_a_flood_of_networks_fills_no_memory(town, monkeypatch):
    monkeypatch.setattr(pace, "MOST_NETWORKS", 2)
    monkeypatch.setattr(pace, "MOST_A_MINUTE", 1)
    counted = pace.PerNetwork()
    made = RequestFactory()
    allowed = [counted.allow_request(made.get("/", REMOTE_ADDR=f"10.0.{n}.1")) for n in range(5)]
    assert allowed == [True, True, True, False, False]


def test_an_address_that_nobody_tells_is_no_way_round(town, monkeypatch):
    monkeypatch.setattr(pace, "MOST_A_MINUTE", 1)
    counted, unknown = pace.PerNetwork(), RequestFactory().get("/")
    del unknown.META["REMOTE_ADDR"]
    assert [counted.allow_request(unknown) for _ in range(2)] == [True, False]


LONG = "第三单元的灯\n" + "长" * 3_970 + "三楼有老人被困"


def test_nothing_that_was_told_is_dropped(town, system):
    told = {"email": "liu@example.com", "lat": "38.2", "long": "109.7", "device_id": "7", "description": LONG}
    answer = system.form(f"{V2}/requests.json", service_code="repair", address_string="7号楼", **told)
    assert answer.status_code == 200, answer.content.decode()
    assert "device_id" in answer.json()[0]["service_notice"]
    call = Call.objects.get()
    detail = detail_for(town_actor(town), call, clock.now()).detail
    assert detail == f"{LONG}\nE-mail: liu@example.com\nlat, long: 38.2, 109.7"
    shown = System().get(f"{V2}/requests/{call.pk}.xml").content.decode()
    assert "liu@" not in shown and "38.2" not in shown


def town_actor(town):
    return actor_of(town.people["street"].account, clock.today())


def test_a_picture_is_uploaded_with_the_request(system):
    typed = {"service_code": "repair", "address_string": "7号楼", "media": jpeg()}
    made = system.form(f"{V2}/requests.json", **typed)
    assert (made.status_code, Call.objects.get().photos.count()) == (200, 1)
    broken = system.form(f"{V2}/requests.json", **typed | {"media": io.BytesIO(b"GIF89a")})
    assert (broken.status_code, Call.objects.count()) == (400, 1)


def test_an_upload_sent_again_with_its_key_is_the_same_request(system):
    typed = {"service_code": "repair", "address_string": "7号楼", "description": TEXT}
    send = lambda **more: system.client.post(  # noqa: E731 (a word for the test)
        f"{V2}/requests.json", typed | {"media": jpeg()} | more, headers={**system.headers, "Idempotency-Key": "k-1"}
    )
    first, again, other = send(), send(), send(media=jpeg(80, 60))
    assert first.json() == again.json() and (first.status_code, other.status_code) == (200, 400)
    assert Call.objects.get().photos.count() == 1


@pytest.fixture
def elsewhere(settings):
    made = Gateway()
    settings.LINLI_GATEWAYS = made.host
    yield made
    made.stop()


def from_address(system, address):
    typed = {"service_code": "repair", "address_string": "7号楼", "media_url": address}
    answer = system.form(f"{V2}/requests.json", **typed)
    assert answer.status_code == 200 and "media_url" in answer.json()[0]["service_notice"]
    return Call.objects.get()


def test_a_picture_is_fetched_from_its_address_afterwards_and_once(town, system, elsewhere):
    elsewhere.says = jpeg().getvalue()
    call = from_address(system, f"http://{elsewhere.host}/a.jpg")
    assert fetch_media(call.pk, clock.now()) and not fetch_media(call.pk, clock.now())
    assert call.photos.get().purpose == "opened" and len(elsewhere.asked) == 1


@pytest.mark.parametrize("says", [b"GIF89a", b""])
def test_what_is_no_picture_leaves_its_address_in_the_detail(town, system, elsewhere, says):
    elsewhere.says = says
    address = f"http://{elsewhere.host}/a.jpg"
    call = from_address(system, address)
    assert not fetch_media(call.pk, clock.now()) and not call.photos.exists()
    assert address in detail_for(town_actor(town), call, clock.now()).detail


@pytest.mark.parametrize(
    "address", ["https://127.0.0.1/a.jpg", "http://[::1", "https://169.254.169.254/x", "file:///etc/passwd", "x"]
)
def test_no_address_leads_to_what_only_this_server_reaches(system, elsewhere, settings, address):
    settings.LINLI_GATEWAYS = ""
    call = from_address(system, address)
    assert not fetch_media(call.pk, clock.now()) and elsewhere.asked == []


@pytest.mark.parametrize(
    ("status", "found"),
    [(["open"], 1), (["open,closed"], 2), (["open", "closed"], 2), (["closed , open"], 2), (["closed"], 1)],
)
def test_states_may_be_several(town, system, created, status, found):
    other = system.form(f"{V2}/requests.json", service_code="repair", address_string="7号楼").json()[0]
    system.post(f"/api/v1/calls/{other['service_request_id']}/withdraw")
    assert len(System().get(f"{V2}/requests.json", status=status).json()) == found
    assert System().get(f"{V2}/requests.json", status="open,done").status_code == 400


@pytest.mark.parametrize("date", ["0.5", "2022", "1669800000", "-1"])
def test_a_number_is_no_date(town, date):
    answer = System().get(f"{V2}/requests.json", start_date=date)
    assert answer.status_code == 400 and answer.json()[0]["code"] == 400


def test_pages_and_the_way_between_them(system):
    made = [system.form(f"{V2}/requests.json", service_code="repair", address_string="7号楼") for _ in range(5)]
    ids = sorted(one.json()[0]["service_request_id"] for one in made)  # of one day: in no order that tells anything
    seen, address = [], f"{V2}/requests.json?page_size=2&status=open"
    while address:
        page = System().get(address)
        seen.append([one["service_request_id"] for one in page.json()])
        links = dict(reversed(link) for link in re.findall(r'<([^>]+)>; rel="(\w+)"', page.headers.get("Link", "")))
        assert ("prev" in links) == (len(seen) > 1)
        address = links.get("next", "").removeprefix("http://testserver")
    assert seen == [ids[:2], ids[2:4], ids[4:]]
    for wrong in ({"page": 0}, {"page_size": 0}, {"page": "x"}):
        assert System().get(f"{V2}/requests.json", **wrong).status_code == 400


@pytest.mark.parametrize("address", ["services.json", "requests.xml", "discovery.json"])
def test_head_and_options_are_answered(town, address):
    client, at = System().client, f"{V2}/{address}"
    head, whole, asked = client.head(at), client.get(at), client.options(at)
    assert (head.status_code, head.content) == (200, b"") and head["Content-Type"] == whole["Content-Type"]
    assert (asked.status_code, asked["Allow"]) == (204, "GET, HEAD, OPTIONS" + ", POST" * ("requests" in address))
    assert client.put(at).status_code == 405


def test_a_refusal_is_said_in_the_readers_language_alone(town, system):
    typed = {"service_code": "repair", "address_string": "7号楼", "description": "x" * 4001}
    said = system.form(f"{V2}/requests.json", **typed).json()[0]["description"]
    assert "4000 个字" in said and not re.search(r"should|characters|items", said)


def test_at_most_a_thousand(town, created, monkeypatch):
    monkeypatch.setattr("linli.calls.api.open311.georeport.MOST_REQUESTS", 1)
    call = Call.objects.get()
    call.pk, call.reference, call.number, call.follow_digest = uuid4(), uuid4(), "0000-0000", None
    call.save(force_insert=True)
    assert len(System().get(f"{V2}/requests.json").json()) == 1
