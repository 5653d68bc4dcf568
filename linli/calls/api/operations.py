"""/api/v1/calls: reading, opening and moving calls, for other systems of the street and the city.

No answer holds a caller's name, telephone or door: those are for the people who go there, on the pages.
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from ninja import Header, Path, Query, Router, Schema, Status
from pydantic import Field

from linli.access.api_keys.entry import KeyedRequest, deed_key
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.calls import rules
from linli.calls.actions.deeds import DOINGS
from linli.calls.actions.opening import open_call
from linli.calls.api import deeds
from linli.calls.api.where import LONGEST_ADDRESS, Shown, place_of, shown_places
from linli.calls.models import Call
from linli.calls.queries.kinds import kinds_at
from linli.calls.queries.responders import responders
from linli.calls.words import channel_choices, class_choices, state_choices
from linli.kernel.api.fields import Moment, Text
from linli.kernel.api.problems import ANY_ANSWER, Changed, Problem
from linli.kernel.errors import NotAllowed
from linli.kernel.pages.paging import page_of
from linli.kernel.time import clock
from linli.places.models import Place

MOST_ROWS = 100

router = Router()
Key = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]
State = StrEnum("State", {code: code for code, _words in state_choices()})  # type: ignore[misc] # made from the words
Channel = StrEnum("Channel", {code: code for code, _words in channel_choices()})  # type: ignore[misc] # likewise
Classification = StrEnum("Classification", {code: code for code, _ in class_choices()})  # type: ignore[misc] # likewise
Deed = StrEnum("Deed", {str(deed): str(deed) for deed in DOINGS})  # type: ignore[misc] # made from the table


class KindOut(Schema):
    """`steps`: what its answering asks for (on_site, photo, amount, second_person, code)."""

    code: str
    name: str
    classification: Classification
    steps: list[str]
    systems: bool


class PersonOut(Schema):
    """A member in office: `id` is what `to` takes."""

    id: UUID
    name: str
    post: str


class CallOut(Schema):
    """`place` and `address` are the building, yard or grid around the call, never the door."""

    id: UUID
    number: str
    kind: str
    title: str
    state: State
    classification: Classification
    channel: Channel
    place: UUID | None
    address: str
    opened_at: datetime
    state_at: datetime
    claimed_at: datetime | None
    done_at: datetime | None
    ended_at: datetime | None
    solved: bool | None
    rating: int | None
    reopened: int
    revision: int


class CallsOut(Schema):
    """`following`: give it as `after` for the next page; empty on the last one."""

    items: list[CallOut]
    following: str


class Wanted(Schema):
    """Which calls. Dates are moments with a time zone; `until` is not included."""

    state: State | None = None
    open: bool | None = None
    kind: Annotated[Text | None, Field(max_length=40)] = None
    place: UUID | None = None
    since: Moment | None = None
    until: Moment | None = None
    after: Annotated[Text, Field(max_length=400)] = ""
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = 50


class ItemIn(Schema):
    name: Annotated[Text, Field(max_length=60)]
    quantity: Annotated[Text, Field(max_length=30)] = ""


class NewCall(Schema):
    """Where: `place` (an id) or `address` in words, e.g. "03网格7号楼1单元101"."""

    kind: Annotated[Text, Field(max_length=40)]
    title: Annotated[Text, Field(max_length=80)]
    detail: Annotated[Text, Field(max_length=2000)] = ""
    place: UUID | None = None
    address: Annotated[Text, Field(max_length=LONGEST_ADDRESS)] = ""
    caller_name: Annotated[Text, Field(max_length=60)] = ""
    caller_phone: Annotated[Text, Field(max_length=30)] = ""
    text_only: bool = False
    estimate: Annotated[Decimal | None, Field(ge=0, max_digits=10, decimal_places=2)] = None
    items: Annotated[list[ItemIn], Field(max_length=40)] = []


class OpenedOut(Schema):
    """`follow_token` and `code` are for the caller alone: hand them on, keep neither."""

    call: CallOut
    follow_token: str
    code: str


class DeedIn(Schema):
    """What the deed needs: `to` a member, `into` another call, `reason` in words, `solved` and `rating` (1–5).

    `by` the member who claims, arrives or finishes; `amount` what was laid out; `code` what the resident handed over.
    """

    reason: Annotated[Text, Field(max_length=200)] = ""
    to: UUID | None = None
    into: UUID | None = None
    solved: bool | None = None
    rating: Annotated[int | None, Field(ge=1, le=5)] = None
    by: UUID | None = None
    amount: Annotated[Decimal | None, Field(ge=0, max_digits=10, decimal_places=2)] = None
    code: Annotated[Text, Field(max_length=20)] = ""


@router.get(
    "/kinds", response={**ANY_ANSWER, 200: list[KindOut], 404: Problem}, operation_id="listKinds", url_name="kinds"
)
def list_kinds(request: KeyedRequest, place: UUID | None = None) -> list[dict[str, Any]]:
    """The kinds in use at a place, by default at the key's own. `systems`: whether a key may open it."""
    _check(request, P.CALLS_READ)
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
    _check(request, P.CALLS_READ)
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
def open_(request: KeyedRequest, response: HttpResponse, new: NewCall, key: Key = None) -> Status[dict[str, Any]]:
    """Open a call. Sent again with the same Idempotency-Key it is the same call, with the same token."""
    _check(request, P.CALLS_OPEN)
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
    if not any(map(request.actor.may, (P.CALLS_RECEIVE, P.CALLS_ASSIGN, P.CALLS_CLAIM))):
        raise NotAllowed("api.not_for_this", permission=str(P.CALLS_ASSIGN))
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
    key: Key = None,
    if_match: Annotated[str | None, Header(alias="If-Match", max_length=40)] = None,
) -> dict[str, Any]:
    """Move a call on. Which deed fits which state, and which permission it takes, says docs/api.md."""
    call = _fetch(request, call_id)
    mine = deed_key(request.actor, key)
    if if_match is not None and if_match not in {"*", _tag(call)}:
        raise Changed("api.changed", revision=call.revision)
    now = clock.now()
    wanted = rules.Deed(deed)
    actor = deeds.doer(request.actor, wanted, asked.by, now)
    doing = DOINGS[wanted]
    doing.action(call=call, actor=actor, key=mine, now=now, **deeds.told(doing, asked.dict(), actor))
    moved = _fetch(request, call_id)
    response["ETag"] = _tag(moved)
    return _out(moved, shown_places([moved.path]))


def _check(request: KeyedRequest, permission: P) -> None:
    if not request.actor.may(permission):
        raise NotAllowed("api.not_for_this", permission=str(permission))


def _fetch(request: KeyedRequest, call_id: UUID) -> Call:
    _check(request, P.CALLS_READ)
    return fetch(request.actor, P.CALLS_READ, Call, call_id, related=("kind", "place"))


def _tag(call: Call) -> str:
    return f'"{call.revision}"'


def _out(call: Call, shown: dict[str, Shown]) -> dict[str, Any]:
    plain = (
        "id number title state classification channel opened_at state_at claimed_at done_at ended_at solved rating "
        "reopened revision"
    )
    at = shown.get(call.path)
    told = {name: getattr(call, name) for name in plain.split()}
    return {**told, "kind": call.kind.code, "place": at.id if at else None, "address": at.address if at else ""}
