"""Whom a notice reaches: each audience as rows of (recipient, path), one for each person. Deputies of a post are
included."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Min, Q, QuerySet

from linli.access.models import PostKind
from linli.corps.models import Charge, Member
from linli.corps.queries.ground import in_office
from linli.notices.models import Notice
from linli.people.models import Resident

Rows = QuerySet[Any, tuple[Any, ...]]


def recipients(notice: Notice, day: date) -> tuple[Rows, str]:
    """Rows of (recipient, path) of everyone in the audience on `day`, and the name of their path column in a filter."""
    if notice.audience == "residents":
        return Resident.objects.under(notice.path).filter(until=None).values_list("pk", "path"), "path"
    if notice.audience == "members":
        return Member.objects.under(notice.path).filter(until=None).values_list("pk", "path"), "path"
    held = Charge.objects.under(notice.path).filter(in_office(day, "appointment__"))
    if notice.audience == "post":
        deputies = PostKind.objects.filter(deputy_of=notice.post_id).values("pk")
        held = held.filter(Q(appointment__post=notice.post_id) | Q(appointment__post__in=deputies))
    grouped = held.order_by().values("appointment__member").annotate(at=Min("path"))
    return grouped.values_list("appointment__member", "at"), "at"


def size(notice: Notice, day: date) -> int:
    return recipients(notice, day)[0].count()


def addressees(recipients: Collection[UUID]) -> dict[UUID, UUID]:
    """Recipient -> to whom a letter goes: a merged resident's to the row that goes on. Without the dead, those who
    moved away, and members who left the corps."""
    found = {person: person for person in recipients}
    gone = Resident.objects.filter(pk__in=recipients, until__isnull=False).values_list("pk", "merged_into")
    for person, row in gone:
        del found[person]
        if still := _goes_on(row):
            found[person] = still
    for person in Member.objects.filter(pk__in=recipients, until__isnull=False).values_list("pk", flat=True):
        found.pop(person, None)
    return found


def _goes_on(row: UUID | None) -> UUID | None:
    """The end of a chain of merged rows, if that resident still lives here."""
    while row is not None:
        until, further = Resident.objects.filter(pk=row).values_list("until", "merged_into").get()
        if until is None:
            return row
        row = further
    return None
