"""Each test here fails when the one guard that it names is removed from the code."""

import pytest

from linli.access.api_keys.keyed import KeyActor, acting_for
from linli.access.permissions import Permission as P
from linli.calls.actions.opening import open_call
from linli.calls.api.tests.conftest import CODE, System
from linli.calls.models import Call, CallKind
from linli.corps.models import Member
from linli.corps.tests.town import START
from linli.kernel.errors import Invalid, NotAllowed
from linli.kernel.ids import new_id
from linli.kernel.time import clock

CALLS = "/api/v1/calls"
REQUESTS = "/api/open311/v2/requests.json"
FAR_CODE = "610802007"


@pytest.fixture
def far(town, make_key):
    """A second street with a building, and a key of its own."""
    town.place("far", "subdistrict", "远街道")
    type(town.places["far"]).objects.filter(pk=town.id("far")).update(code=FAR_CODE)
    for key, kind, name, above in [
        ("far_community", "community", "远社区", "far"),
        ("far_grid", "grid", "01网格", "far_community"),
        ("far_building", "building", "88号楼", "far_grid"),
    ]:
        town.place(key, kind, name, above)
    town.person("far_street", "远街道办", "street", "far", "街道办")
    return System(make_key(place="far", who="far_street"))


def repair(**where):
    return {"kind": "repair", "title": "楼道灯坏", **where}


def test_a_call_is_opened_by_a_key_that_opens_calls_there(town):
    reader = KeyActor(None, "只读", path=town.places["street"].path, permissions=frozenset({P.CALLS_READ}))
    with pytest.raises(NotAllowed):
        open_call(
            place=town.places["grid3"], kind=CallKind.objects.get(path="", code="repair"), title="灯坏",
            channel="api", actor=reader, key=new_id(), now=clock.now(),
        )  # fmt: skip
    assert not Call.objects.exists()


def test_calls_are_listed_at_places_within_reach(town, make_key):
    narrow = System(make_key(place="xueyuan"))
    assert narrow.get(CALLS, place=str(town.id("grid3"))).status_code == 200
    assert narrow.get(CALLS, place=str(town.id("jucai"))).status_code == 404


def test_a_call_is_merged_into_none_out_of_reach(town, make_key, system):
    here, there = (
        system.post(CALLS, repair(place=str(town.id(place)))).json()["call"]["id"] for place in ("door101", "outdoor")
    )
    narrow = System(make_key(place="xueyuan"))
    answer = narrow.post(f"{CALLS}/{here}/merge", {"reason": "同一件事", "into": there})
    assert answer.status_code == 404, answer.content.decode()
    assert Call.objects.get(pk=here).merged_into is None


def test_a_call_is_opened_at_no_place_out_of_reach(town, make_key):
    answer = System(make_key(place="xueyuan")).post(CALLS, repair(place=str(town.id("outdoor"))))
    assert answer.status_code == 404, answer.content.decode()
    assert not Call.objects.exists()


def test_a_call_is_opened_at_no_address_out_of_reach(make_key):
    answer = System(make_key(place="xueyuan")).post(CALLS, repair(address="聚财社区09网格1号楼"))
    assert answer.status_code == 404, answer.content.decode()
    assert not Call.objects.exists()


def test_an_address_is_looked_for_in_the_key_s_own_street(town, far):
    answer = far.post(CALLS, repair(address="88号楼"))
    assert answer.status_code == 201, answer.content.decode()
    assert Call.objects.get().path == town.places["far_building"].path


def test_a_request_is_created_in_its_jurisdiction_alone(town, system, far):
    typed = {"service_code": "repair", "address_id": str(town.id("building7"))}
    assert system.form(REQUESTS, **typed, jurisdiction_id=FAR_CODE).status_code == 400
    assert not Call.objects.exists()
    assert system.form(REQUESTS, **typed, jurisdiction_id=CODE).status_code == 200


def test_a_system_acts_in_a_members_name_inside_both_their_places_and_only_as_members_do(town):
    """The place of the key and the post of the member: the narrower of the two."""
    member = town.people["community"].account.person
    Member.objects.create(pk=member, path=town.places["xueyuan"].path, name="高社区", since=START)
    for place, reached in [("street", "xueyuan"), ("xueyuan", "xueyuan"), ("grid3", "grid3"), ("door101", "door101")]:
        key = KeyActor(new_id(), "平台", path=town.places[place].path, permissions=frozenset({P.CALLS_CLAIM}))
        acting = acting_for(key, member, clock.today())
        assert acting.paths(P.CALLS_CLAIM) == acting.paths(P.CALLS_RECEIVE) == [town.places[reached].path]
        assert [permission for permission in P if acting.paths(permission)] == [P.CALLS_CLAIM, P.CALLS_RECEIVE]
    beside = KeyActor(new_id(), "平台", path=town.places["jucai"].path, permissions=frozenset({P.CALLS_CLAIM}))
    with pytest.raises(Invalid):
        acting_for(beside, member, clock.today())
