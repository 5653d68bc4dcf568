"""Records who looked at what: who opened which record, made which kind of search, saw which whole number."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.access.queries import check_may
from linli.kernel.errors import Conflict, NotAllowed
from linli.kernel.facts import trail
from linli.kernel.models import Fact
from linli.kernel.text import reason_of
from linli.kernel.writes import once
from linli.people.actions.looks import counted
from linli.people.models import Household, Resident, RevealDay
from linli.people.queries.records import keeps_register, members, revealed
from linli.people.queries.search import Found, SearchQuery, find, is_identity
from linli.places.models import Place

REVEALS_A_DAY = 60  # different persons for each account in a day; a morning of telephone calls needs about forty
SAME_PRESS = timedelta(minutes=1)


@transaction.atomic
def reveal(*, resident: Resident, field: str, reason: str, actor: Actor, key: UUID | None, now: datetime) -> str:
    """The whole value of one `field` of `records.REVEALED` of one person.

    Raises Invalid without a reason, NotAllowed when the post may not see whole identity numbers, and
    NotAllowed("people.reveal_ceiling") when the account has opened REVEALS_A_DAY different persons today.
    """
    check_may(actor, P.PEOPLE_RING, resident.path)
    if field != "phone" and not keeps_register(actor, resident.path):
        raise NotAllowed("people.identity_for_keepers")
    before = once.done(key, "people.revealed", actor=actor, about=resident.pk)
    if before is None or not _just_revealed(resident, field, actor, key, now):
        why = reason_of(reason, most=120)
        _count_person(resident, actor, now)
        trail.record(
            "people.revealed", actor=actor, path=resident.path, about=resident.pk, at=now,
            key=None if before else key, data={"field": field, "reason": why},
        )  # fmt: skip
    return revealed(resident, field)


def _just_revealed(resident: Resident, field: str, actor: Actor, key: UUID | None, now: datetime) -> bool:
    """Whether this is the same press again. A key used for the other number, or long ago, is recorded as a new look."""
    same = Fact.objects.filter(key=key, kind="people.revealed", about=resident.pk, actor=actor.account)
    return same.filter(at__gte=now - SAME_PRESS, data__field=field).exists()


def _count_person(resident: Resident, actor: Actor, now: datetime) -> None:
    """Count one more person today, unless already counted."""
    local = timezone.localtime(now)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    mine = Fact.objects.filter(about=resident.pk, kind="people.revealed", actor=actor.account, at__gte=midnight)
    if not mine.exists():
        _count_one_more(actor, local.date())


def _count_one_more(actor: Actor, day: date) -> None:
    """The conditional update enforces the limit."""
    assert actor.account is not None
    RevealDay.objects.get_or_create(account=actor.account, day=day)
    today = RevealDay.objects.filter(account=actor.account, day=day, persons__lt=REVEALS_A_DAY)
    if not today.update(persons=F("persons") + 1):
        raise NotAllowed("people.reveal_ceiling", most=REVEALS_A_DAY)


def find_by_number(*, asked: SearchQuery, cursor: str, reason: str, path: str, actor: Actor, now: datetime) -> Found:
    """Looks up an identity number, or five and more digits of a phone: whoever finds somebody by a number knows the
    number, so each hit is a reveal, and a guess that finds nobody counts like a person.

    Raises Invalid without a reason, NotAllowed("people.reveal_ceiling") beyond REVEALS_A_DAY, and what `counted` does.
    """
    why, found = reason_of(reason, most=120), find(actor, asked, cursor=cursor)
    data = {"field": "identity" if is_identity(asked.text) else "phone", "reason": why, "by": "search"}
    with counted(_found(found), path=path, actor=actor, now=now):
        for one in found.rows:
            _count_person(one, actor, now)
            trail.record("people.revealed", actor=actor, path=one.path, about=one.pk, at=now, data=data)
        if not found.rows:
            _count_one_more(actor, timezone.localtime(now).date())
        _record_search(path, asked, found, actor, now)
    return found


def note_viewed(*, about: Resident | Household, actor: Actor, now: datetime) -> None:
    """Of a household: everybody in it is seen. Raises what `counted` does."""
    people = [about.pk] if isinstance(about, Resident) else [one.pk for one in members(about)]
    with counted(people, path=about.path, actor=actor, now=now):
        trail.record("people.viewed", actor=actor, path=about.path, about=about.pk, at=now)


@transaction.atomic
def note_printed(*, resident: Resident, actor: Actor, now: datetime) -> None:
    trail.record("people.printed", actor=actor, path=resident.path, about=resident.pk, at=now)


def note_searched(*, path: str, asked: SearchQuery, found: Found, actor: Actor, now: datetime) -> None:
    """Records the kind of search and how many hits, never what was typed. Raises what `counted` does."""
    with counted(_found(found), path=path, actor=actor, now=now):
        _record_search(path, asked, found, actor, now)


def _found(found: Found) -> list[UUID]:
    return [one.pk for one in found.rows]


def _record_search(path: str, asked: SearchQuery, found: Found, actor: Actor, now: datetime) -> None:
    filters = [name for name in ("place", "residence", "need") if getattr(asked, name)]
    data = {"kinds": list(found.kinds), "filters": filters, "hits": len(found.rows)}
    trail.record("people.searched", actor=actor, path=path, at=now, data=data)


@transaction.atomic
def note_listed(*, path: str, kind: str, hits: int, actor: Actor, now: datetime) -> None:
    """People shown in a list that nobody typed a search for."""
    data = {"kinds": [kind], "filters": [], "hits": hits}
    trail.record("people.searched", actor=actor, path=path, at=now, data=data)


@transaction.atomic
def note_exported(
    *, path: str, reason: str, rows: int, columns: list[str], actor: Actor, key: UUID, now: datetime
) -> None:
    """Recorded before the first row is sent. Raises Invalid without a reason, Conflict for a key used before: each
    exported file needs a reason of its own."""
    if once.done(key, "people.exported", actor=actor):
        raise Conflict("people.export_once")
    why = reason_of(reason, most=120)
    data = {"reason": why, "rows": rows, "columns": columns}
    place = Place.objects.filter(path=path).values_list("pk", flat=True).first()  # None: of the whole deployment
    about = place or actor.account
    trail.record("people.exported", actor=actor, path=path, about=about, key=key, at=now, data=data)
