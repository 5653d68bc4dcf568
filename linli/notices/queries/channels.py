"""Channels, the delivery log, and how somebody wants to be reached."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from linli.access.actor import Actor
from linli.access.models import Account, under
from linli.access.permissions import Permission as P
from linli.access.rules import ancestors
from linli.corps.models import Member
from linli.kernel.sealing import crypto
from linli.notices import rules
from linli.notices.models import Channel, Preference, Sending
from linli.people.models import PHONE_COLUMN, Resident
from linli.places.models import Place

MEMBER_PHONE = "corps.member.phone"


def usable_at(path: str) -> QuerySet[Channel]:
    """The channels that a notice at `path` may use: those in use there or above."""
    return Channel.objects.filter(path__in=["", *ancestors(path)], active=True).order_by("kind", "name")


def channels(actor: Actor) -> QuerySet[Channel]:
    waiting = Q(sendings__sent_at=None, sendings__dead_at=None, sendings__isnull=False)
    rows = Channel.objects.reachable(actor, P.NOTICES_CHANNELS)
    return rows.annotate(waiting=Count("sendings", filter=waiting)).order_by("path", "name")


def log(actor: Actor, *, show: str = "") -> QuerySet[Sending]:
    """The delivery log within reach, newest first by ("-made_at", "-id"). `show`: dead, waiting, or all."""
    mine = Channel.objects.reachable(actor, P.NOTICES_CHANNELS)
    found = Sending.objects.filter(channel__in=mine.values("pk")).select_related("channel")
    if show == "dead":
        return found.filter(dead_at__isnull=False)
    if show == "waiting":
        return found.filter(sent_at=None, dead_at=None)
    return found


def preference(person: UUID) -> Preference:
    """What somebody chose, or the defaults."""
    found = Preference.objects.filter(pk=person).first()
    return found or _usual(person)


def preferences(people: Iterable[UUID]) -> dict[UUID, Preference]:
    wanted = list(people)
    chosen = {p.pk: p for start in range(0, len(wanted), 500)
              for p in Preference.objects.filter(pk__in=wanted[start : start + 500])}  # fmt: skip
    return {person: chosen.get(person) or _usual(person) for person in wanted}


def _usual(person: UUID) -> Preference:
    quiet_from, quiet_until = rules.DEFAULT_QUIET
    return Preference(person=person, quiet_from=quiet_from, quiet_until=quiet_until)


def with_phone(recipients: Iterable[UUID]) -> set[UUID]:
    """Those of `recipients` who have a telephone and want it used; the others must be told in person."""
    wanted, found = list(recipients), set()
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        members = Member.objects.filter(pk__in=part, until=None).exclude(phone_sealed=b"")
        residents = Resident.objects.filter(pk__in=part, until=None, reach__in=["call", "text"])
        found |= set(members.values_list("pk", flat=True))
        found |= set(residents.exclude(phone_sealed=b"").values_list("pk", flat=True))
    return found


def gets_messages(person: UUID, path: str) -> bool:
    """Whether a letter to a resident reaches them: by an SMS, or in an inbox of their own."""
    own = Account.objects.filter(Q(person=person) | Q(person__in=Member.objects.filter(resident=person).values("pk")))
    by_sms = Channel.objects.filter(path__in=["", *ancestors(path)], kind="sms", active=True).exists()
    return own.exists() or (by_sms and person in with_phone([person]) and preference(person).outside)


def mobile_of(recipient: UUID) -> str:
    """The mobile number of a member or resident who is still here; "" when there is none."""
    member = Member.objects.filter(pk=recipient, until=None).only("pk", "phone_sealed").first()
    if member is not None:
        return rules.mobile(crypto.unseal(member.phone_sealed, row=member.pk, column=MEMBER_PHONE))
    resident = Resident.objects.filter(pk=recipient, until=None).only("pk", "phone_sealed").first()
    if resident is None:
        return ""
    return rules.mobile(crypto.unseal(resident.phone_sealed, row=resident.pk, column=PHONE_COLUMN))


def language_of(recipient: UUID | None) -> str:
    """The language of a member, or of a resident with an account; Chinese for everybody else and for groups."""
    if recipient is None:
        return settings.LANGUAGE_CODE
    home = Member.objects.filter(resident=recipient).values("pk")
    chosen = Account.objects.filter(Q(person=recipient) | Q(person__in=home)).values_list("language", flat=True)
    return chosen.first() or settings.LANGUAGE_CODE


def due(now: datetime, limit: int) -> list[Sending]:
    """What is due now, the longest due first."""
    waiting = Sending.objects.filter(sent_at=None, dead_at=None, due_at__lte=now).order_by("due_at", "pk")
    return list(waiting.select_related("channel", "letter", "notice")[:limit])


def places_for_channels(actor: Actor) -> list[Place]:
    """The places where the actor may add a channel: their outermost places and the communities below."""
    paths = actor.paths(P.NOTICES_CHANNELS)
    rows = Place.objects.filter(under(paths), closed_on=None, kind__in=["subdistrict", "community"])
    return list(rows.order_by("path")[:200])
