"""Whom a notice reaches: each audience as rows of (recipient, path), one for each person. Deputies of a post are
included."""

from datetime import date
from typing import Any

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
