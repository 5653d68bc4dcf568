"""What goes in and out of Open311 GeoReport v2, field for field as the standard names it."""

from enum import StrEnum
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from linli.calls.api.where import LONGEST_ADDRESS
from linli.kernel.api.fields import Moment, Text


class Status(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


STATES = r"^ *(open|closed) *(, *(open|closed) *)*$"


class ErrorOut(Schema):
    code: int
    description: str


class ServiceOut(Schema):
    service_code: str
    service_name: str
    description: str
    metadata: bool
    type: str
    keywords: str
    group: str


class DefinitionOut(Schema):
    service_code: str
    attributes: list[dict[str, Any]]


class CreatedOut(Schema):
    service_request_id: str
    service_notice: str | None
    account_id: str | None


class TokenOut(Schema):
    service_request_id: str
    token: str


class RequestOut(Schema):
    """`address` is the building or grid around it; description, coordinates and media are not told."""

    service_request_id: str
    status: Status
    status_notes: str | None
    service_name: str
    service_code: str
    description: str | None
    agency_responsible: str | None
    service_notice: str | None
    requested_datetime: str
    updated_datetime: str
    expected_datetime: str | None
    address: str | None
    address_id: str | None
    zipcode: str | None
    lat: float | None
    long: float | None
    media_url: str | None


class EndpointOut(Schema):
    specification: str
    url: str
    changeset: str
    type: str
    formats: list[str]


class DiscoveryOut(Schema):
    changeset: str
    contact: str
    key_service: str
    endpoints: list[EndpointOut]


class Where(Schema):
    """Which street: its division code; needed where the server keeps several."""

    jurisdiction_id: Annotated[Text | None, Field(max_length=40)] = None


class Wanted(Where):
    """`service_request_id` overrides the rest; ids, codes and states may be several, with commas. 90 days at most."""

    service_request_id: Annotated[Text | None, Field(max_length=40_000)] = None
    service_code: Annotated[Text | None, Field(max_length=2_000)] = None
    start_date: Moment | None = None
    end_date: Moment | None = None
    status: Annotated[list[Annotated[str, Field(pattern=STATES)]], Field(max_length=10)] = []
    page: Annotated[int, Field(ge=1, le=10_000)] = 1
    page_size: Annotated[int, Field(ge=1, le=1_000)] = 1_000

    def statuses(self) -> frozenset[str]:
        return frozenset(one.strip() for several in self.status for one in several.split(","))


class New(Where):
    """Where: `address_id` (an id that we gave out) or `address_string`; lat and long are not supported alone."""

    api_key: Annotated[Text | None, Field(max_length=200)] = None
    service_code: Annotated[Text, Field(min_length=1, max_length=40)]
    lat: Annotated[Text | None, Field(max_length=40)] = None
    long: Annotated[Text | None, Field(max_length=40)] = None
    address_string: Annotated[Text, Field(max_length=LONGEST_ADDRESS)] = ""
    address_id: Annotated[Text, Field(max_length=40)] = ""
    email: Annotated[Text, Field(max_length=200)] = ""
    device_id: Annotated[Text, Field(max_length=200)] = ""
    account_id: Annotated[Text, Field(max_length=200)] = ""
    first_name: Annotated[Text, Field(max_length=30)] = ""
    last_name: Annotated[Text, Field(max_length=30)] = ""
    phone: Annotated[Text, Field(max_length=30)] = ""
    description: Annotated[Text, Field(max_length=4_000)] = ""
    media_url: Annotated[Text, Field(max_length=2_000)] = ""
