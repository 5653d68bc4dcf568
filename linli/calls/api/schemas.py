"""What goes in and out of /api/v1/calls. No caller's name, telephone or door goes out."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from linli.calls.actions.deeds import DOINGS
from linli.calls.api.where import LONGEST_ADDRESS
from linli.calls.words import channel_choices, class_choices, state_choices
from linli.kernel.api.fields import Moment, Money, Text
from linli.kernel.api.paging import PageOut, PageWanted

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
    """`place` and `address` are the building, yard or grid around the call, never the door. `service_request_id`: its
    id in Open311, which finds the call here too."""

    id: UUID
    service_request_id: UUID
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


class CallsOut(PageOut):
    """`following`: give it as `after` for the next page; empty on the last one."""

    items: list[CallOut]


class Wanted(PageWanted):
    """Which calls. Dates are moments with a time zone; `until` is not included."""

    state: State | None = None
    open: bool | None = None
    kind: Annotated[Text | None, Field(max_length=40)] = None
    place: UUID | None = None
    since: Moment | None = None
    until: Moment | None = None


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
    estimate: Money | None = None
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
    amount: Money | None = None
    code: Annotated[Text, Field(max_length=20)] = ""
