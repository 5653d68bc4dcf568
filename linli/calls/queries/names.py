"""Ids in words."""

from collections.abc import Iterable
from uuid import UUID

from linli.access.models import Account
from linli.calls.models import Call
from linli.corps.models import Member, PartnerUnit
from linli.places.models import Place


def named(ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Ids in words: a person, a unit, a place, another call."""
    wanted = {pk for pk in ids if pk}
    found: dict[UUID | None, str] = dict(Account.objects.filter(person__in=wanted).values_list("person", "name"))
    found.update(Member.objects.filter(pk__in=wanted).values_list("pk", "name"))
    found.update(PartnerUnit.objects.filter(pk__in=wanted).values_list("pk", "name"))
    found.update(Place.objects.filter(pk__in=wanted).values_list("pk", "name"))
    found.update(Call.objects.filter(pk__in=wanted).values_list("pk", "number"))
    return found
