"""Reading diaries, and how much of an entry a reader may see.

Whoever reads the corps at an entry's place, or owns the diary, sees what it is; others who may look at the diary see
only that the time is taken.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.access.rules import covers
from linli.corps.models import DiaryEntry, Member
from linli.corps.words import DIARY_STANDING
from linli.kernel.errors import Conflict, NotFound
from linli.kernel.reads.compiled import Select, given
from linli.kernel.time import clock

PAST, COMING = timedelta(days=7), timedelta(days=14)  # of a page
OWN = "corps"  # the `source` of what people enter for themselves

_STANDING = Select(
    lambda: DiaryEntry.objects.filter(
        person=given("person"), exclusive=True, cancelled_at=None, starts_at__lte=given("now"), ends_at__gt=given("now")
    )[:1]
)
_NEXT = Select(
    lambda: DiaryEntry.objects.filter(
        person=given("person"),
        exclusive=True,
        cancelled_at=None,
        starts_at__gt=given("now"),
        starts_at__lte=given("until"),
    ).order_by("starts_at")[:1]
)


def standing(person: UUID, now: datetime) -> DiaryEntry | None:
    """Where the person is now: away, on a shift, on a visit."""
    return _STANDING.first(person=person, now=now)


def next_within(person: UUID, now: datetime, span: timedelta) -> DiaryEntry | None:
    """The first entry that takes the person away within `span` from now."""
    return _NEXT.first(person=person, now=now, until=now + span)


def free(people: Iterable[UUID], starts_at: datetime, ends_at: datetime) -> set[UUID]:
    """Those of `people` whose whole time from `starts_at` until `ends_at` is free: one query."""
    asked = set(people)
    busy = DiaryEntry.objects.filter(
        person__in=asked, exclusive=True, cancelled_at=None, starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    return asked - set(busy.values_list("person", flat=True))


def entry_of(source: str, source_id: UUID) -> DiaryEntry | None:
    """The entry of a room's own row."""
    return DiaryEntry.objects.filter(source=source, source_id=source_id, cancelled_at=None).first()


def own_entry(actor: Actor, pk: UUID) -> DiaryEntry:
    """An entry that the actor made for themselves, cancelled or not: a second press of its button must find it.

    Raises NotFound.
    """
    found = None
    if actor.person:
        found = DiaryEntry.objects.filter(pk=pk, person=actor.person, source=OWN).first()
    if found is None:
        raise NotFound("access.not_found")
    return found


def home_path(person: UUID) -> str:
    """The path of an entry about the person alone: that of the member; "" for who is not a member."""
    return Member.objects.filter(pk=person).values_list("path", flat=True).first() or ""


def may_read(actor: Actor, entry: DiaryEntry) -> bool:
    own = actor.person is not None and actor.person == entry.person
    return own or any(covers(path, entry.path) for path in actor.paths(P.CORPS_READ))


def times(starts_at: datetime, ends_at: datetime) -> str:
    """10月3日 08:00–12:00, in the reader's language; both dates when they differ, the year when it is not this year."""
    starts, ends = timezone.localtime(starts_at), timezone.localtime(ends_at)
    until = f"{ends:%H:%M}" if ends.date() == starts.date() else f" {_day(ends)} {ends:%H:%M}"
    return f"{_day(starts)} {starts:%H:%M}–{until}"


def _day(at: datetime) -> str:
    return formatted(at, gettext("n月j日") if at.year == clock.today().year else gettext("Y年n月j日"))


def sentence(entry: DiaryEntry, actor: Actor) -> str:
    """The entry in words, for a refusal: 10月3日 08:00–12:00 已在岗:东门卡口."""
    when = times(entry.starts_at, entry.ends_at)
    if not may_read(actor, entry):
        return gettext("%(when)s 已有安排") % {"when": when}
    said = {"when": when, "what": DIARY_STANDING[entry.kind], "title": gettext(entry.title) if entry.title else ""}
    return (gettext("%(when)s %(what)s：%(title)s") if entry.title else gettext("%(when)s %(what)s")) % said


@dataclass(frozen=True)
class Standing:
    """Why a row could not be entered. `same`: it exists already; `known`: its source exists with other times."""

    same: DiaryEntry | None = None
    known: str = ""
    taken: str = ""

    def refusal(self) -> Conflict:
        if self.known:
            return Conflict("corps.diary_known", standing=self.known)
        if self.taken:
            return Conflict("corps.diary_taken", standing=self.taken)
        return Conflict("kernel.changed_meanwhile")


def in_the_way(rows: Sequence[DiaryEntry], actor: Actor) -> list[Standing]:
    """Of each row that could not be written, why: one query for all."""
    if not rows:
        return []
    first, last = min(row.starts_at for row in rows), max(row.ends_at for row in rows)
    of_people = Q(person__in={row.person for row in rows}, starts_at__lt=last, ends_at__gt=first)
    of_sources = Q(source_id__in=[row.source_id for row in rows if row.source_id])
    found = list(DiaryEntry.objects.filter(of_people | of_sources, cancelled_at=None).order_by("starts_at"))
    sources = {(entry.source, entry.source_id): entry for entry in found}
    people: dict[UUID, list[DiaryEntry]] = {}
    for entry in found:
        people.setdefault(entry.person, []).append(entry)
    return [
        _in_the_way(row, sources.get((row.source, row.source_id)), people.get(row.person, []), actor) for row in rows
    ]


def _in_the_way(row: DiaryEntry, known: DiaryEntry | None, entries: list[DiaryEntry], actor: Actor) -> Standing:
    if known:
        same = all(getattr(known, name) == getattr(row, name) for name in ("person", "kind", "starts_at", "ends_at"))
        return Standing(same=known) if same else Standing(known=sentence(known, actor))
    others = (one for one in entries if one.exclusive and one.pk != row.pk)
    met = next((one for one in others if one.starts_at < row.ends_at and one.ends_at > row.starts_at), None)
    return Standing(taken=sentence(met, actor)) if met and row.exclusive else Standing()


@dataclass(frozen=True)
class DiaryLine:
    """An entry as a reader sees it. `word` and `title` are "" when they may see only that the time is taken."""

    pk: UUID
    times: str
    word: str
    title: str
    may_end: bool
    begun: bool


@dataclass(frozen=True)
class Diary:
    """A person's diary: one week back, today, and two weeks ahead."""

    today: list[DiaryLine]
    coming: list[DiaryLine]
    past: list[DiaryLine]

    @property
    def empty(self) -> bool:
        return not (self.today or self.coming or self.past)

    @property
    def sections(self) -> list[tuple[str, list[DiaryLine]]]:
        return [
            (gettext("今天"), self.today), (gettext("以后两周"), self.coming), (gettext("过去一周"), self.past),
        ]  # fmt: skip


def diary_of(actor: Actor, person: UUID, now: datetime) -> Diary:
    today = timezone.localdate(now)
    begin, end = _midnight(today), _midnight(today + timedelta(days=1))
    rows = DiaryEntry.objects.filter(
        person=person, cancelled_at=None, starts_at__lt=end + COMING, ends_at__gt=begin - PAST
    ).order_by("starts_at", "pk")
    lines = [(row, _line(row, actor, now)) for row in rows]
    return Diary(
        today=[line for row, line in lines if row.starts_at < end and row.ends_at > begin],
        coming=[line for row, line in lines if row.starts_at >= end],
        past=[line for row, line in reversed(lines) if row.ends_at <= begin],
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _line(row: DiaryEntry, actor: Actor, now: datetime) -> DiaryLine:
    seen = may_read(actor, row)
    own = row.person == actor.person and row.source == OWN and row.ends_at > now
    title = "" if row.kind == "absence" or not seen else row.title
    return DiaryLine(
        row.pk, times(row.starts_at, row.ends_at), row.said if seen else "", title, own, row.starts_at <= now
    )
