"""/api/v1/calls: reading, opening and moving calls, for other systems of the street and the city.

No answer holds a caller's name, telephone or door: those are for the people who go there, on the pages.
"""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from ninja import Header, Path, Query, Router, Status

from linli.access.api_keys.entry import IdempotencyKey, KeyedRequest, check_carries, deed_key
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.calls import rules
from linli.calls.actions.deeds import DOINGS
from linli.calls.actions.moving import FACTS
from linli.calls.actions.opening import open_call
from linli.calls.api import deeds
from linli.calls.api.schemas import CallOut, CallsOut, Deed, DeedIn, KindOut, NewCall, OpenedOut, PersonOut, Wanted
from linli.calls.api.where import place_of
from linli.calls.models import Call
from linli.calls.queries.kinds import kinds_at
from linli.calls.queries.responders import responders
from linli.kernel.api.problems import ANY_ANSWER, Changed, Problem
from linli.kernel.pages.paging import page_of
from linli.kernel.time import clock
from linli.kernel.writes import once, sent_actions
from linli.places.models import Place
from linli.places.outside import ShownPlace, shown_places

router = Router()
RANDOM = 4  # the version of a reference; ids of rows are of version 7


@router.get(
    "/kinds", response={**ANY_ANSWER, 200: list[KindOut], 404: Problem}, operation_id="listKinds", url_name="kinds"
)
def list_kinds(request: KeyedRequest, place: UUID | None = None) -> list[dict[str, Any]]:
    """The kinds in use at a place, by default at the key's own. `systems`: whether a key may open it."""
    check_carries(request.actor, P.CALLS_READ)
    at = fetch(request.actor, P.CALLS_READ, Place, place).path if place is not None else request.actor.path
    return [
        {
            "code": kind.code,
            "name": kind.name,
            "classification": kind.classification,
            "steps": kind.steps,
            "systems": "api" in kind.may_open and kind.family != "whistle",
        }
        for kind in kinds_at(at)
    ]


@router.get("/calls", response={**ANY_ANSWER, 200: CallsOut, 404: Problem}, operation_id="listCalls", url_name="calls")
def list_calls(request: KeyedRequest, wanted: Query[Wanted]) -> dict[str, Any]:
    """The calls of the key's place, newest first."""
    check_carries(request.actor, P.CALLS_READ)
    page = page_of(_rows(request, wanted), order=("-opened_at", "-id"), cursor=wanted.after, size=wanted.limit)
    shown = shown_places(call.path for call in page.rows)
    return {"items": [_out(call, shown) for call in page.rows], "following": page.following}


def _rows(request: KeyedRequest, wanted: Wanted) -> QuerySet[Call]:
    rows = Call.objects.reachable(request.actor, P.CALLS_READ).select_related("kind")
    if wanted.place is not None:
        rows = rows.under(fetch(request.actor, P.CALLS_READ, Place, wanted.place).path)
    exact = {"state": wanted.state, "kind__code": wanted.kind}
    rows = rows.filter(**{column: str(value) for column, value in exact.items() if value is not None})
    if wanted.open is not None:
        rows = rows.filter(ended_at__isnull=wanted.open)
    if wanted.since is not None:
        rows = rows.filter(opened_at__gte=wanted.since)
    if wanted.until is not None:
        rows = rows.filter(opened_at__lt=wanted.until)
    return rows


@router.post(
    "/calls",
    response={**ANY_ANSWER, 201: OpenedOut, 404: Problem, 409: Problem},
    operation_id="openCall",
    url_name="calls",
)
def open_(
    request: KeyedRequest, response: HttpResponse, new: NewCall, key: IdempotencyKey = None
) -> Status[dict[str, Any]]:
    """Open a call. Sent again with the same Idempotency-Key it is the same call, with the same token."""
    check_carries(request.actor, P.CALLS_OPEN)
    place = place_of(request.actor, place=new.place, address=new.address)
    opened = open_call(
        place=place,
        kind=deeds.kind_for(place.path, new.kind),
        title=new.title,
        detail=new.detail,
        caller_name=new.caller_name,
        caller_phone=new.caller_phone,
        address=new.address,
        channel="api",
        text_only=new.text_only,
        estimate=new.estimate,
        items=[(item.name, item.quantity) for item in new.items],
        actor=request.actor,
        key=deed_key(request.actor, key),
        now=clock.now(),
    )
    response["ETag"] = _tag(opened.call)
    told = _out(opened.call, shown_places([opened.call.path]))
    return Status(201, {"call": told, "follow_token": opened.follow_token, "code": opened.code})


@router.get(
    "/calls/{call_id}", response={**ANY_ANSWER, 200: CallOut, 404: Problem}, operation_id="readCall", url_name="call"
)
def one(request: KeyedRequest, response: HttpResponse, call_id: Path[UUID]) -> dict[str, Any]:
    """One call; its ETag is what `If-Match` takes."""
    call = _fetch(request, call_id)
    response["ETag"] = _tag(call)
    return _out(call, shown_places([call.path]))


@router.get(
    "/calls/{call_id}/people",
    response={**ANY_ANSWER, 200: list[PersonOut], 404: Problem},
    operation_id="listPeople",
    url_name="people",
)
def people(request: KeyedRequest, call_id: Path[UUID]) -> list[dict[str, Any]]:
    """Whom the call may be given to, the nearest first: members in office, as their cards on the wall name them."""
    check_carries(request.actor, P.CALLS_ASSIGN, P.CALLS_RECEIVE, P.CALLS_CLAIM)
    found = responders(_fetch(request, call_id), clock.now())
    return [{"id": person, "name": name, "post": post} for person, name, post in found]


@router.post(
    "/calls/{call_id}/{deed}",
    response={**ANY_ANSWER, 200: CallOut, 404: Problem, 409: Problem, 412: Problem},
    operation_id="moveCall",
    url_name="move",
)
def move(
    request: KeyedRequest,
    response: HttpResponse,
    call_id: Path[UUID],
    deed: Path[Deed],
    asked: DeedIn,
    key: IdempotencyKey = None,
    if_match: Annotated[str | None, Header(alias="If-Match", max_length=400)] = None,
) -> dict[str, Any]:
    """Move a call on. Which deed fits which state, and which permission it takes, says docs/api.md."""
    call = _fetch(request, call_id)
    mine, now = deed_key(request.actor, key), clock.now()
    wanted = rules.Deed(deed)
    actor = deeds.doer(request.actor, wanted, asked.by, now)
    said = {"deed": wanted, "asked": asked.dict()}
    sent_actions.check_same(mine, said)
    stale = if_match is not None and not _matches(if_match, call)
    if stale and not once.done(mine, FACTS[wanted], actor=actor, about=call.pk):  # not what it changed itself
        raise Changed("api.changed", revision=call.revision)
    doing = DOINGS[wanted]
    doing.action(call=call, actor=actor, key=mine, now=now, **deeds.told(doing, asked.dict(), actor))
    sent_actions.remember(mine, said, at=now)
    moved = _fetch(request, call_id)
    response["ETag"] = _tag(moved)
    return _out(moved, shown_places([moved.path]))


def _fetch(request: KeyedRequest, call_id: UUID) -> Call:
    check_carries(request.actor, P.CALLS_READ)
    if call_id.version == RANDOM:
        call_id = Call.objects.filter(reference=call_id).values_list("pk", flat=True).first() or call_id
    return fetch(request.actor, P.CALLS_READ, Call, call_id, related=("kind", "place"))


def _tag(call: Call) -> str:
    return f'"{call.revision}"'


def _matches(tags: str, call: Call) -> bool:
    """`If-Match` may name several; a weak tag matches none (RFC 9110, 13.1.1)."""
    return not {"*", _tag(call)}.isdisjoint(tag.strip() for tag in tags.split(","))


def _out(call: Call, shown: dict[str, ShownPlace]) -> dict[str, Any]:
    plain = (
        "id number title state classification channel opened_at state_at claimed_at done_at ended_at solved rating "
        "reopened revision"
    )
    at = shown.get(call.path)
    told = {name: getattr(call, name) for name in plain.split()}
    told["service_request_id"] = call.reference
    return {**told, "kind": call.kind.code, "place": at.id if at else None, "address": at.address if at else ""}
