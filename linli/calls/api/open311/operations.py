"""/api/open311/v2: Open311 GeoReport v2 (https://wiki.open311.org/GeoReport_v2), in XML and JSON.

Reading needs no key, as the standard says: what is shown is public, and read at a pace (`pace`). Creating needs one, as
`api_key` or as `Authorization: Bearer`. Errors are the standard's: a list of code and description, 400 for whatever is
wrong with the request, 403 for the key, 404 for a jurisdiction, service, request or token that is not there, 429 for
asking too fast, 503 for a picture that cannot be taken just now.
"""

# ruff: noqa: ARG001 (the framework hands the request to every operation)

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import File, Form, NinjaAPI, Path, Query
from ninja.errors import HttpError, Throttled, ValidationError
from ninja.files import UploadedFile

from linli.access.api_keys.entry import KeyedRequest, deed_key, enter
from linli.access.api_keys.pace import PerNetwork
from linli.access.permissions import Permission as P
from linli.access.queries import check_may
from linli.calls.actions.media import PASSES, ask_for_media
from linli.calls.actions.opening import open_call
from linli.calls.actions.photos import put_aside
from linli.calls.api.open311 import georeport, told
from linli.calls.api.open311.formats import XML_TYPE, Format, written
from linli.calls.api.open311.schemas import (
    CreatedOut,
    DefinitionOut,
    DiscoveryOut,
    ErrorOut,
    New,
    RequestOut,
    ServiceOut,
    TokenOut,
    Wanted,
    Where,
)
from linli.calls.api.where import place_in
from linli.kernel.api.fields import Text
from linli.kernel.api.problems import Malformed, NoKey, TooBig, TooMany, wait_told, what_is_wrong
from linli.kernel.errors import Expected, Invalid, NotAllowed, NotFound
from linli.kernel.messages import message_of
from linli.kernel.time import clock
from linli.places.models import Place

api = NinjaAPI(
    title="Open311 GeoReport v2", version="2", openapi_url=None, docs_url=None, urls_namespace="open311",
    throttle=PerNetwork(),
)  # fmt: skip


_ERRORS = list[ErrorOut]
NO_FILE: Any = File(None)  # type: ignore[type-arg] # a function under the name of a class


def _may_answer(found: Any, name: str, *also: int) -> dict[str, Any]:
    """How an operation is declared: its name, and each answer in both formats."""
    refusals = dict.fromkeys((400, 404, 429, *also), _ERRORS)
    in_xml = {XML_TYPE: {"schema": {"type": "string"}}}
    return {
        "response": {200: found, **refusals},
        "operation_id": name,
        "openapi_extra": {"responses": {status: {"content": dict(in_xml)} for status in (200, *refusals)}},
    }


@api.get("/discovery.{form}", url_name="discovery", **_may_answer(DiscoveryOut, "discovery"))
def discovery(request: HttpRequest, form: Path[Format]) -> HttpResponse:
    """Where the interface is and which formats it speaks."""
    base = settings.LINLI_PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
    root = base + reverse("api:open311:services", args=["json"]).removesuffix("/services.json")
    endpoint = {
        "specification": georeport.SPECIFICATION,
        "url": root,
        "changeset": georeport.CHANGESET,
        "type": "production",
        "formats": [XML_TYPE, "application/json"],
    }
    found = {
        "changeset": georeport.CHANGESET,
        "contact": base,
        "key_service": base + reverse("api:keys"),
        "endpoints": [endpoint],
    }
    return written(form, found, "discovery")


@api.get("/services.{form}", url_name="services", **_may_answer(list[ServiceOut], "listServices"))
def services(request: HttpRequest, form: Path[Format], where: Query[Where]) -> HttpResponse:
    """The kinds of calls that the public may open here."""
    street = georeport.street_of(where.jurisdiction_id)
    return written(form, [georeport.service_out(kind) for kind in georeport.services(street)], "services", "service")


@api.get("/services/{service_code}.{form}", url_name="service", **_may_answer(DefinitionOut, "readService"))
def definition(request: HttpRequest, service_code: Path[Text], form: Path[Format], where: Query[Where]) -> HttpResponse:
    """No service of ours asks for further attributes: the list is empty."""
    kind = georeport.service(georeport.street_of(where.jurisdiction_id), service_code)
    return written(form, {"service_code": kind.code, "attributes": []}, "service_definition")


@api.get("/requests.{form}", url_name="requests", **_may_answer(list[RequestOut], "listRequests"))
def requests(request: HttpRequest, form: Path[Format], wanted: Query[Wanted]) -> HttpResponse:
    """Public requests of the last 90 days, or of a span of at most 90 days; 1,000 a page at most, the newest day
    first. `Link` leads to the pages before and after."""
    street = georeport.street_of(wanted.jurisdiction_id)
    if wanted.service_request_id:
        named = georeport.requests_by_id(street, wanted.service_request_id)
        return written(form, georeport.requests_out(street, named), "service_requests", "request")
    found = georeport.requests_between(
        street,
        codes=[code.strip() for code in (wanted.service_code or "").split(",") if code.strip()],
        start=wanted.start_date,
        end=wanted.end_date,
        statuses=wanted.statuses(),
        now=clock.now(),
    )
    size = min(wanted.page_size, georeport.MOST_REQUESTS)
    first = (wanted.page - 1) * size
    rows = list(found[first : first + size + 1])
    answer = written(form, georeport.requests_out(street, rows[:size]), "service_requests", "request")
    pages = {"prev": wanted.page - 1 if wanted.page > 1 else 0, "next": wanted.page + 1 if len(rows) > size else 0}
    if any(pages.values()):
        answer["Link"] = ", ".join(f'<{_page_at(request, n)}>; rel="{rel}"' for rel, n in pages.items() if n)
    return answer


def _page_at(request: HttpRequest, page: int) -> str:
    asked = request.GET.copy()
    asked["page"] = str(page)
    base = settings.LINLI_PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
    return f"{base}{request.path}?{asked.urlencode()}"


@api.post("/requests.{form}", url_name="requests", **_may_answer(list[CreatedOut], "createRequest", 403, 413, 503))
def create(
    request: KeyedRequest, form: Path[Format], new: Form[New], media: UploadedFile | None = NO_FILE
) -> HttpResponse:
    """Open a request, with a picture as `media` (multipart) or behind `media_url`. service_request_id is final at
    once."""
    enter(request, new.api_key or request.headers.get("Authorization", "").removeprefix("Bearer ").strip())
    street = georeport.street_of(new.jurisdiction_id)
    kind = georeport.service(street, new.service_code)
    place = _place(request, street, new)
    title, detail = told.title_and_detail(new, kind.name)
    opened = open_call(
        place=place,
        kind=kind,
        title=title,
        detail=detail,
        caller_name=" ".join(part for part in (new.last_name, new.first_name) if part),
        caller_phone=new.phone,
        address=new.address_string,
        photos=[put_aside(media).reference] if media else [],
        channel="api",
        actor=request.actor,
        key=deed_key(request.actor, request.headers.get("Idempotency-Key")),
        now=clock.now(),
    )
    if new.media_url:
        ask_for_media(opened.call)
    made = {"service_request_id": str(opened.call.reference), "service_notice": told.notice(new), "account_id": None}
    return written(form, [made], "service_requests", "request")


@api.get("/requests/{service_request_id}.{form}", url_name="request", **_may_answer(list[RequestOut], "readRequest"))
def one(request: HttpRequest, service_request_id: Path[Text], form: Path[Format], where: Query[Where]) -> HttpResponse:
    """How one request stands."""
    street = georeport.street_of(where.jurisdiction_id)
    found = georeport.request_by_id(street, service_request_id)
    return written(form, georeport.requests_out(street, [found]), "service_requests", "request")


@api.get("/tokens/{token}.{form}", url_name="token", **_may_answer(list[TokenOut], "readToken"))
def token(request: HttpRequest, token: Path[Text], form: Path[Format], where: Query[Where]) -> HttpResponse:
    """Requests get their id at once, so a token is that id: for clients that always ask for it."""
    found = georeport.request_by_id(georeport.street_of(where.jurisdiction_id), token)
    return written(form, [{"service_request_id": str(found.reference), "token": token}], "service_requests", "request")


def _place(request: KeyedRequest, street: Place, new: New) -> Place:
    if new.address_id:
        found = Place.objects.under(street.path).filter(pk__in=georeport.ids_in(new.address_id), closed_on=None).first()
        if found is None:
            raise Invalid("api.address_id_unknown", field="address_id")
    elif new.address_string:
        found = Place.objects.get(pk=place_in(street, new.address_string))
    elif new.lat or new.long:
        raise Invalid("api.no_coordinates", field="lat")
    else:
        raise Invalid("api.no_address", field="address_string")
    check_may(request.actor, P.CALLS_OPEN, found.path)
    return found


def _refuse(request: HttpRequest, error: Expected) -> HttpResponse:
    """400 for every error in the request, whatever error class it is inside. What passes is 503: the same
    request can be sent again."""
    status = int(error.status)
    if error.code in PASSES:
        status = HTTPStatus.SERVICE_UNAVAILABLE
    elif isinstance(error, NotAllowed | NoKey):
        status = HTTPStatus.FORBIDDEN
    elif not isinstance(error, NotFound | TooMany | TooBig):
        status = HTTPStatus.BAD_REQUEST
    form = Format.JSON if request.path.endswith(".json") else Format.XML
    found = [{"code": int(status), "description": message_of(error)}]
    answer = wait_told(written(form, found, "errors", "error", status), error)
    if error.code in PASSES:
        answer["Retry-After"] = "5"
    return answer


@api.exception_handler(Expected)
def _expected(request: HttpRequest, error: Expected) -> HttpResponse:
    return _refuse(request, error)


@api.exception_handler(Throttled)
def _too_fast(request: HttpRequest, error: Throttled) -> HttpResponse:
    return _refuse(request, TooMany("api.too_many_reads", seconds=error.wait))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _refuse(request, what_is_wrong(error.errors))


@api.exception_handler(HttpError)
def _malformed(request: HttpRequest, _error: HttpError) -> HttpResponse:
    return _refuse(request, Malformed("api.bad_request"))


@api.exception_handler(SuspiciousOperation)
def _too_big(request: HttpRequest, _error: SuspiciousOperation) -> HttpResponse:
    return _refuse(request, TooBig("api.too_big"))
