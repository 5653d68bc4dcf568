"""The inbox: the reads that other rooms and the shell use.

Whoever has an account has a member; the member may also be a resident, and then letters to the resident are theirs as
well.
"""

from uuid import UUID

from django.db import connection
from django.db.models import QuerySet, Subquery
from django.utils.translation import get_language

from linli.access.actor import Actor
from linli.access.rules import ancestors
from linli.corps.models import Member
from linli.notices.models import Channel, Letter
from linli.notices.tokens import letter_of

INBOX = 50
COUNTED = 99
# `to_person` written out as SQL, because every page and every open screen asks it: building the queryset took as long
# as 50 such look-ups.
_UNREAD = f"""
    SELECT COUNT(*) FROM (SELECT 1 FROM notices_letter
        WHERE recipient IN (%s, (SELECT resident FROM corps_member WHERE id = %s))
        AND read_at IS NULL AND told_at IS NULL LIMIT {COUNTED + 1}) AS unread
"""  # noqa: S608 (a number of ours)


def to_person(person: UUID | None) -> QuerySet[Letter]:
    """Every letter to a member, and to the resident they are."""
    if person is None:
        return Letter.objects.none()
    # A list instead of OR: SQLite and PostgreSQL then look up each value in the index of the recipient.
    home = Subquery(Member.objects.filter(pk=person).values("resident")[:1])
    return Letter.objects.filter(recipient__in=[person, home])


def to_me(actor: Actor) -> QuerySet[Letter]:
    return to_person(actor.person)


def unread_count(person: UUID | None) -> int:
    """How many letters are neither read nor told, COUNTED + 1 at most: one query on the index of unread letters."""
    if person is None:
        return 0
    key = person if connection.features.has_native_uuid_field else person.hex
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, [key, key])
        return int(cursor.fetchone()[0])


def badge_tag(count: int) -> str:
    """The ETag of the badge, from the number and the language."""
    return f'"{count}-{get_language()}"'


def inbox(person: UUID | None, *, unread: bool = False) -> QuerySet[Letter]:
    """Newest first; page by ("-at", "-id")."""
    found = to_person(person).select_related("notice")
    return found.filter(read_at=None, told_at=None) if unread else found


def letter_by_token(token: str) -> Letter | None:
    """The letter of a personal link; None for a link that we did not make."""
    pk = letter_of(token)
    return Letter.objects.filter(pk=pk).select_related("notice").first() if pk else None


def sms_channel(path: str) -> Channel | None:
    """The SMS gateway in use at a place: the nearest one at or above it."""
    return channel_above(path, "sms")


def channel_above(path: str, kind: str) -> Channel | None:
    above = Channel.objects.filter(path__in=["", *ancestors(path)], kind=kind, active=True)
    return above.order_by("-path", "name").first()
