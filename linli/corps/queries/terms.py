"""Appointments in office in a part of the street, and where each of them is charged."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.access.models import Account, under
from linli.corps import rules
from linli.corps.models import Appointment, Charge
from linli.corps.queries.ground import (
    in_office,
)
from linli.kernel.time import clock
from linli.places.models import Place


def appointments_under(path: str, day: date) -> QuerySet[Appointment]:
    """In office, with at least one charge at `path` or below."""
    here = Charge.objects.filter(under([path])).values("appointment")
    return Appointment.objects.filter(in_office(day), pk__in=here).select_related("member", "post", "member__unit")


def ending_soon(path: str, today: date, days: int = rules.SOON_DAYS) -> QuerySet[Appointment]:
    """In office today, and no longer `days` days from now, the soonest first."""
    limit = today + timedelta(days=days)
    return appointments_under(path, today).filter(ends_on__lte=limit).order_by("ends_on", "path")


def without_phone(path: str, day: date | None = None) -> QuerySet[Appointment]:
    """In office without a phone number on record."""
    return appointments_under(path, day or clock.today()).filter(member__phone_blind=None).order_by("path")


def cannot_sign_in() -> Q:
    """An appointment to a post with access of its own, whose holder has no account."""
    served = Account.objects.filter(person=OuterRef("member_id"), is_active=True)
    return ~Q(post__bundle="none") & ~Q(Exists(served))


def without_account(path: str, day: date | None = None) -> QuerySet[Appointment]:
    """In office and not able to sign in."""
    return appointments_under(path, day or clock.today()).filter(cannot_sign_in()).order_by("path")


def shut_out(people: Iterable[UUID]) -> set[UUID]:
    """Those of these members who have no account: whoever gives them work must tell them otherwise."""
    wanted = set(people)
    return wanted - set(Account.objects.filter(person__in=wanted, is_active=True).values_list("person", flat=True))


def charges_of(appointments: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Appointment -> paths of its charges, in order."""
    rows = Charge.objects.filter(appointment__in=list(appointments)).order_by("path")
    found: dict[UUID, list[str]] = defaultdict(list)
    for appointment, path in rows.values_list("appointment_id", "path"):
        found[appointment].append(path)
    return found


def open_places(paths: Iterable[str]) -> dict[str, Place]:
    """The places at these paths."""
    return {place.path: place for place in Place.objects.filter(path__in=set(paths))}
