"""The OpenAPI document matches the interface: schemathesis tries every operation with a real key."""

import json
from uuid import uuid4

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks as standard

from linli.access.api_keys import pace
from linli.access.models import ApiKey
from linli.api.document import whole_document
from linli.calls.api.deeds import OF_MEMBERS
from linli.calls.models import Call

EXAMPLES = 100
METHODS = {"get", "post"}
# Checked in every answer: no 500; status, content type and body as declared.
CHECKS = [
    schemathesis.checks.not_a_server_error,
    standard.status_code_conformance,
    standard.content_type_conformance,
    standard.response_schema_conformance,
]
# Values for a request that opens a call: its field -> the name of a known value, or the value itself.
NEW = {
    "POST /api/v1/calls": {"kind": "kind", "place": "place", "title": "楼道灯坏"},
    "POST /api/open311/v2/requests.{form}": {"service_code": "kind", "address_id": "place"},
}
OPERATIONS = [
    (method, path) for path, item in whole_document()["paths"].items() for method in item if method in METHODS
]


def test_the_document_is_served_and_whole(client):
    answer = client.get("/api/openapi.json")
    assert answer.status_code == 200 and answer["Content-Type"] == "application/json"
    served = answer.json()
    assert served["openapi"] == "3.1.0"
    assert served == json.loads(json.dumps(whole_document()))
    assert len(OPERATIONS) == 13
    for method, path in OPERATIONS:
        said = served["paths"][path][method]
        assert said["description"], f"{method} {path} says nothing of itself"
        declared = {int(status) for status in said["responses"]}
        wanted = {200, 400, 429} if "open311" in path else {400, 401, 403, 422, 429}
        assert wanted <= declared, (method, path)
    v1 = served["paths"]["/api/v1/calls"]["post"]
    assert v1["security"] == [{"Bearer": []}]


@pytest.fixture
def api(system, town, monkeypatch):
    """The schema with the application behind it, a key without a rate limit, and two existing calls."""
    for kind in ("repair", "service.hazard"):
        made = system.post("/api/v1/calls", {"kind": kind, "title": "灯坏", "place": str(town.id("door101"))})
        assert made.status_code == 201, made.content
    ApiKey.objects.update(per_minute=1_000_000)
    monkeypatch.setattr(pace, "MOST_A_MINUTE", 1_000_000)
    for signal in (request_started, request_finished):  # the test's own transaction outlives a request
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda value: value)
def test_no_undeclared_answer(api, system, town, method, path, mode):
    operation = api[path][method]
    calls = list(Call.objects.values_list("pk", "reference"))
    member = str(town.people["grid"].account.person)
    real = st.fixed_dictionaries({
        "call": st.sampled_from([None, *calls]), "kind": st.sampled_from(["repair", "service.hazard", "order.food"]),
        "place": st.sampled_from([None, str(town.id("door101")), str(town.id("outdoor"))]),
        "to": st.sampled_from([None, member, str(uuid4())]), "key": st.booleans(),
        "deed": st.sampled_from(["offer", "assign", "pause", "withdraw", "claim", "finish"]),
    })  # fmt: skip
    statuses = set()

    @settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(generation_mode=mode), known=real)
    def tried(case, known):
        make_real(case, known)
        headers = {"Accept-Encoding": "identity", **(system.headers if known["key"] or "v1" in path else {})}
        answer = case.call(headers=headers)
        statuses.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS, headers=headers)

    tried()
    assert statuses - {401}, "no example got past the key"
    if mode is GenerationMode.POSITIVE:
        assert min(statuses) < 300, f"every example was refused: {statuses}"


def make_real(case, known):
    """Sometimes puts in an existing id, kind, place or person, because otherwise every answer would be a refusal."""
    if known["call"]:
        row, reference = map(str, known["call"])
        ids = {"call_id": row, "service_request_id": reference, "token": reference}
        for name in ids.keys() & set(case.path_parameters or {}):
            case.path_parameters[name] = ids[name]
    if "service_code" in (case.path_parameters or {}) and known["place"]:
        case.path_parameters["service_code"] = known["kind"]
    if not isinstance(case.body, dict) or not known["place"]:
        return
    if case.operation.label in NEW:
        case.body.update({field: known.get(name, name) for field, name in NEW[case.operation.label].items()})
        for name in ("caller_phone", "phone", "jurisdiction_id"):  # random values are no valid numbers or streets
            case.body.pop(name, None)
    elif known["call"] and known["to"] and "deed" in (case.path_parameters or {}):
        case.path_parameters["deed"] = known["deed"]
        whom = "by" if known["deed"] in OF_MEMBERS else "to"
        case.body = {whom: known["to"], "reason": "离得近"}
        case.headers = {}
