"""What Open311 GeoReport v2 shows of us: public kinds and the calls of them, nothing that names anybody.

https://wiki.open311.org/GeoReport_v2 . A jurisdiction is a street, its id the street's division code. Anybody may
read them without a key, so only what concerns a street is told of: things to repair, hazards, civility. A request lies
at the nearest building, yard or grid with LEAST_HOUSEHOLDS, and its times are days; title, text, name, telephone and
door stay inside. "open" until the call has ended, then "closed".
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.calls.models import Call, CallKind
from linli.calls.queries.kinds import public_kinds
from linli.calls.words import family_choices, state_choices
from linli.kernel.errors import Invalid, NotFound
from linli.people.queries import with_households
from linli.places.models import Place
from linli.places.outside import ShownPlace, shown_places

LONGEST_SPAN = timedelta(days=90)
MOST_REQUESTS = 1_000
FAMILY, CODES = "repair", ("service.hazard", "service.civility")  # what anybody may read of
LEAST_HOUSEHOLDS = 5
_ORDER = ("-day", "reference")
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGESET = "2026-11-21T00:00:00Z"  # a constant of this interface, not data


def street_of(jurisdiction: str | None) -> Place:
    """Raises NotFound for an unknown jurisdiction; Invalid when none was given and there are several."""
    streets = Place.objects.filter(parent=None, closed_on=None)
    if jurisdiction:
        found = streets.filter(code=jurisdiction).first()
        if found is None:
            raise NotFound("api.jurisdiction_unknown", field="jurisdiction_id", jurisdiction=jurisdiction)
        return found
    several = list(streets[:2])
    if len(several) != 1:
        raise Invalid("api.jurisdiction_missing", field="jurisdiction_id")
    return several[0]


def services(street: Place) -> list[CallKind]:
    return [kind for kind in public_kinds(street.path) if kind.family == FAMILY or kind.code in CODES]


def service(street: Place, code: str) -> CallKind:
    """Raises NotFound for a code that is not offered to the public here."""
    found = next((kind for kind in services(street) if kind.code == code), None)
    if found is None:
        raise NotFound("api.service_unknown", field="service_code", service=code)
    return found


def service_out(kind: CallKind) -> dict[str, Any]:
    """`metadata` is false: no public kind asks for more than where and what."""
    return {
        "service_code": kind.code,
        "service_name": kind.said,
        "description": _(kind.example) if kind.example else "",
        "metadata": False,
        "type": "realtime",
        "keywords": kind.said,
        "group": _(dict(family_choices()).get(kind.family, kind.family)),
    }


def requests_between(
    street: Place,
    *,
    codes: Sequence[str],
    start: datetime | None,
    end: datetime | None,
    statuses: frozenset[str],
    now: datetime,
) -> QuerySet[Call]:
    """The newest day first, within a day in no order that tells anything. One date alone opens a span of 90 days.
    Raises Invalid for a longer one."""
    if start is None:
        end = end or now
        start = end - LONGEST_SPAN
    end = end or min(start + LONGEST_SPAN, now)
    if end - start > LONGEST_SPAN:
        raise Invalid("api.span_too_long", field="end_date", days=LONGEST_SPAN.days)
    first, last = _day(start), _day(end) + timedelta(days=1)  # a span of minutes would tell the minute
    rows = _public(street).filter(opened_at__gte=first, opened_at__lt=last)
    if codes:
        rows = rows.filter(kind__code__in=codes)
    if len(statuses) == 1:
        rows = rows.filter(ended_at__isnull="open" in statuses)
    return rows.order_by(*_ORDER)


def requests_by_id(street: Place, ids: str) -> list[Call]:
    """Those of the ids that are public requests; an id that is none is left out. Ids from before there were references
    were those of the rows: they still find theirs; the row of a call since then finds nothing."""
    wanted = ids_in(ids)[:MOST_REQUESTS]
    known = Q(reference__in=wanted) | Q(pk__in=wanted, row_was_told=True)
    return list(_public(street).filter(known).order_by(*_ORDER))


def request_by_id(street: Place, text: str) -> Call:
    found = requests_by_id(street, text)
    if not found:
        raise NotFound("api.request_unknown", field="service_request_id", request=text)
    return found[0]


def _public(street: Place) -> QuerySet[Call]:
    told = Q(kind__family=FAMILY) | Q(kind__code__in=CODES)
    return (
        Call.objects.under(street.path)
        .filter(told, kind__is_public=True, kind__privacy__in=["public", "contact"])
        .select_related("kind")
    )


def ids_in(text: str) -> list[UUID]:
    """The ids in a comma-separated list; invalid ones are left out."""
    found = []
    for part in text.split(","):
        with suppress(ValueError):
            found.append(UUID(part.strip()))
    return found


def requests_out(street: Place, calls: Sequence[Call]) -> list[dict[str, Any]]:
    """In the words of the standard. What we do not tell, or do not know (coordinates), is null."""
    shown = shown_places((call.path for call in calls), among=with_households(street.path, LEAST_HOUSEHOLDS))
    states = dict(state_choices())
    return [_out(call, shown.get(call.path), states) for call in calls]


def _day(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)


def _out(call: Call, shown: ShownPlace | None, states: dict[str, str]) -> dict[str, Any]:
    return {
        "service_request_id": str(call.reference),
        "status": "closed" if call.ended_at else "open",
        "status_notes": _(states[call.state]),
        "service_name": call.kind.said,
        "service_code": call.kind.code,
        "description": None,
        "agency_responsible": None,
        "service_notice": None,
        "requested_datetime": _day(call.opened_at).isoformat(),
        "updated_datetime": _day(call.state_at).isoformat(),
        "expected_datetime": None,
        "address": shown.address if shown else None,
        "address_id": str(shown.id) if shown else None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }
