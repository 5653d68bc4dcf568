"""Which check is due when: the visits so far folded into the next window. Values in, values out.

- Day, two days, week: never more than so many days between two visits. The next one counts from the day of the last, so
  a late or an early visit moves what follows.
- Month, quarter: one visit in each of the calendar's. A late one counts for the month in which it was made; the month
  before stays missed, because one visit never stands for two.
- Several times a day: the hours are cut into parts, a check in each. A part that has passed is not made up for: nobody
  can take this morning's temperature in the evening.
- Pack: on the days that the pack names; a missed day is due until somebody came or the next of them begins.
- An event (a discharge, a storm) wants a visit within its hours, whatever else is due.
- "Not seen" comes back at the time planned. Lateness is counted from the window, not from the plan.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from linli.kernel.errors import Invalid
from linli.kernel.time.deadlines import Works
from linli.rounds.rules.hours import FURTHEST, Hours, Window
from linli.rounds.rules.kinds import Every, Outcome

INTERVAL = {Every.DAY: 1, Every.TWO_DAYS: 2, Every.WEEK: 7}
MONTHS = {Every.MONTH: 1, Every.QUARTER: 3}
LEAD = {Every.WEEK: 2}  # days before its end that a check is put on the list; a visit before that counts too
LONGEST_PLAN = {Every.DAY: 1, Every.TWO_DAYS: 2, Every.PACK: 1}  # days that "not seen" may be put off
USUAL_PLAN = 7


class Reason(StrEnum):
    CADENCE = "cadence"
    EVENT = "event"
    PLAN = "plan"
    MOVED = "moved"  # said to have moved: nobody knocks until the desk has looked
    DONE = "done"  # nothing more is due


@dataclass(frozen=True, slots=True)
class Visit:
    """`told`: by link, telephone or slip; nobody was seen. `plan`: when to come again, for "not seen"."""

    id: UUID
    at: datetime
    outcome: Outcome
    told: bool = False
    plan: datetime | None = None


@dataclass(frozen=True)
class Rhythm:
    """How often, for one subject. `works`: None where every day counts. `days`: those of the pack, rising. `ends`: when
    the round ends, if it does."""

    every: Every
    hours: Hours
    times_a_day: int = 1
    event_hours: int = 0
    misses: int = 0
    told_counts: bool = False
    works: Works | None = None
    days: tuple[date, ...] = ()
    ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """`window`: when the next check is due, None for nothing. `misses`: so many times in a row nobody was seen (once a
    day, or a part of the day, however often somebody knocked). `care`: the visit by which they became too many."""

    window: Window | None
    reason: Reason
    misses: int = 0
    care: UUID | None = None


def next_check(
    rhythm: Rhythm, since: datetime, visits: Iterable[Visit], events: Iterable[datetime], now: datetime
) -> Standing:
    """`since`: when the subject came into the round. Visits in any order, and each as often as it comes; those from
    before `since` count as well."""
    done = sorted(set(visits), key=lambda visit: (visit.at, visit.id))
    misses, care = _misses(rhythm, done)
    if done and done[-1].outcome is Outcome.MOVED:
        return Standing(None, Reason.MOVED)
    counting = [visit.at for visit in done if counts(rhythm, visit)]
    regular = _regular(rhythm, since, counting, now)
    event = _event(rhythm, counting, events)
    window, reason = regular, Reason.CADENCE if regular else Reason.DONE
    if event and (regular is None or regular.closes is None or _end(event) < regular.closes):
        window, reason = event, Reason.EVENT
    planned = _planned(rhythm, done, window)
    if planned:
        return Standing(planned, Reason.PLAN, misses, care)
    return Standing(window, reason, misses, care)


def counts(rhythm: Rhythm, visit: Visit) -> bool:
    """Whether the check is done by it. A refusal and a removal are answers, and not what was to be checked."""
    return visit.outcome in {Outcome.FINE, Outcome.SOMETHING} and (rhythm.told_counts or not visit.told)


def check_plan(rhythm: Rhythm, plan: datetime, now: datetime) -> None:
    """Raises Invalid for a plan in the past, or further ahead than this cadence allows."""
    days = LONGEST_PLAN.get(rhythm.every, USUAL_PLAN)
    latest = rhythm.hours.closes(rhythm.hours.day_of(now) + timedelta(days=days))
    if plan <= now:
        raise Invalid("rounds.plan_past", field="plan")
    if plan > latest:
        raise Invalid("rounds.plan_late", field="plan", days=days)


def _misses(rhythm: Rhythm, done: Sequence[Visit]) -> tuple[int, UUID | None]:
    """Whoever answered in any way, also by telephone, is there: the count begins again."""
    parts: set[tuple[date, int]] = set()
    care: UUID | None = None
    for visit in done:
        if visit.outcome is not Outcome.NOT_SEEN:
            parts, care = set(), None
            continue
        parts.add(rhythm.hours.part_of(visit.at, rhythm.times_a_day))
        if care is None and rhythm.misses and len(parts) >= rhythm.misses:
            care = visit.id
    return len(parts), care


def _regular(rhythm: Rhythm, since: datetime, counting: Sequence[datetime], now: datetime) -> Window | None:
    if rhythm.every is Every.ONCE:
        return None if any(at >= since for at in counting) else Window(since, rhythm.ends)
    if rhythm.every is Every.PACK:
        found = _of_pack(rhythm, counting, now)
    elif rhythm.times_a_day > 1:
        found = _of_parts(rhythm, since, counting, now)
    elif rhythm.every in INTERVAL:
        found = _of_interval(rhythm, since, counting)
    else:
        found = _of_calendar(rhythm, since, counting, now)
    over = found is not None and rhythm.ends is not None and found.opens >= rhythm.ends
    return None if over else found


def _of_interval(rhythm: Rhythm, since: datetime, counting: Sequence[datetime]) -> Window:
    """By the end of the `days`-th day after the last visit; without one, counted from the day of joining."""
    days, hours = INTERVAL[rhythm.every], rhythm.hours
    if counting:
        first = hours.day_of(counting[-1]) + timedelta(days=1)
    else:
        first = hours.day_of(since)
        first += timedelta(days=1 if since >= hours.closes(first) else 0)
    last = _worked_before(rhythm, first + timedelta(days=days - 1), first)
    opens = max(first, last - timedelta(days=LEAD.get(rhythm.every, 0)))
    return Window(hours.opens(opens), hours.closes(last))


def _of_calendar(rhythm: Rhythm, since: datetime, counting: Sequence[datetime], now: datetime) -> Window:
    """This month, or the first one without a visit after it."""
    months, hours = MONTHS[rhythm.every], rhythm.hours
    start = _period(hours.day_of(max(since, now)), months)
    if counting and _period(hours.day_of(counting[-1]), months) >= start:
        start = _following(_period(hours.day_of(counting[-1]), months), months)
    while True:
        last = _worked_before(rhythm, _following(start, months) - timedelta(days=1), start)
        if hours.closes(last) > since:
            return Window(max(hours.opens(start), since), hours.closes(last))
        start = _following(start, months)


def _of_parts(rhythm: Rhythm, since: datetime, counting: Sequence[datetime], now: datetime) -> Window:
    """The first part of a day that is not over and has no visit."""
    hours, count = rhythm.hours, rhythm.times_a_day
    had = {hours.part_of(at, count) for at in counting}
    first = hours.day_of(max(since, now))
    for day in (first + timedelta(days=ahead) for ahead in range(FURTHEST)):
        for number, part in enumerate(hours.parts(day, count)):
            if (day, number) not in had and _end(part) > max(since, now) and _is_worked(rhythm, day):
                return part
    return hours.parts(first + timedelta(days=1), count)[0]  # a calendar without a working day


def _of_pack(rhythm: Rhythm, counting: Sequence[datetime], now: datetime) -> Window | None:
    hours, today = rhythm.hours, rhythm.hours.day_of(now)
    begun = [day for day in rhythm.days if day <= today]
    last = hours.day_of(counting[-1]) if counting else None
    if begun and (last is None or last < begun[-1]):
        return Window(hours.opens(begun[-1]), hours.closes(begun[-1]))
    ahead = next((day for day in rhythm.days if day > max(today, last or today)), None)
    return Window(hours.opens(ahead), hours.closes(ahead)) if ahead else None


def _event(rhythm: Rhythm, counting: Sequence[datetime], events: Iterable[datetime]) -> Window | None:
    """The earliest event that no visit followed."""
    last = counting[-1] if counting else None
    pending = [at for at in events if last is None or last < at]
    if not rhythm.event_hours or not pending:
        return None
    return Window(min(pending), min(pending) + timedelta(hours=rhythm.event_hours))


def _planned(rhythm: Rhythm, done: Sequence[Visit], window: Window | None) -> Window | None:
    last = done[-1] if done else None
    if window is None or last is None or last.outcome is not Outcome.NOT_SEEN or last.plan is None:
        return None
    if last.plan <= window.opens:
        return None  # the window itself begins later
    if rhythm.times_a_day > 1 and last.plan >= _end(window):
        return None  # that part of the day would be over
    return Window(last.plan, window.closes)


def _is_worked(rhythm: Rhythm, day: date) -> bool:
    return rhythm.works is None or rhythm.works(day)


def _worked_before(rhythm: Rhythm, day: date, least: date) -> date:
    """The last worked day up to `day`, so that it never takes longer than it may; `day` where none is left."""
    found = day
    while found >= least:
        if _is_worked(rhythm, found):
            return found
        found -= timedelta(days=1)
    return day


def _period(day: date, months: int) -> date:
    """The first day of the month or quarter."""
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _following(start: date, months: int) -> date:
    number = start.month - 1 + months
    return date(start.year + number // 12, number % 12 + 1, 1)


def _end(window: Window) -> datetime:
    assert window.closes is not None
    return window.closes
