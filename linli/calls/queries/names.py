"""Ids in words."""

from collections.abc import Iterable
from uuid import UUID

from linli.access.models import Account
from linli.calls.models import Call
from linli.corps.models import Member, PartnerUnit
from linli.places.models import Place


def people_named(ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Members, and who has an account and is none: a desk of the street has no team."""
    wanted = {pk for pk in ids if pk}
    if not wanted:
        return {}
    found: dict[UUID | None, str] = dict(Member.objects.filter(pk__in=wanted).values_list("pk", "name"))
    if missing := wanted - found.keys():
        found.update(Account.objects.filter(person__in=missing).values_list("person", "name"))
    return found


def named(ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Ids in words: a person, a unit, a place, another call."""
    wanted = {pk for pk in ids if pk}
    found = people_named(wanted)
    found.update(PartnerUnit.objects.filter(pk__in=wanted).values_list("pk", "name"))
    found.update(Place.objects.filter(pk__in=wanted).values_list("pk", "name"))
    found.update(Call.objects.filter(pk__in=wanted).values_list("pk", "number"))
    return found
