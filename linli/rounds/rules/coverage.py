"""Who is reached and who is left, of doors and never of workers, at any moment, from the same rows."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from linli.rounds.rules.hours import Hours
from linli.rounds.rules.kinds import Outcome

SILENT_AFTER = timedelta(hours=24)


class Left(StrEnum):
    """Why a subject is not reached."""

    NOT_YET = "not_yet"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"
    MOVED = "moved"
    SILENT_PHONE = "silent_phone"  # perhaps done, and not sent
    NOBODY = "nobody"  # nobody is named for the door


@dataclass(frozen=True, slots=True)
class Member:
    """A subject in the round over [since, until). `nobody`: no leader is named for its door."""

    id: UUID
    path: str
    since: datetime
    until: datetime | None = None
    nobody: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A visit: when it was made, and when we came to know of it."""

    subject: UUID
    at: datetime
    received: datetime
    outcome: Outcome
    told: bool = False


@dataclass(frozen=True)
class Coverage:
    """due = seen + told + left. `left`: subject -> (path, reason), in order of path."""

    due: int
    seen: int
    told: int
    left: Mapping[UUID, tuple[str, Left]]


def coverage(
    members: Iterable[Member], marks: Iterable[Mark], at: datetime, *, silent: Iterable[str] = (),
    known: datetime | None = None,
) -> Coverage:  # fmt: skip
    """The round as it was at `at`, by what was known at `known` (None: at the same moment). `silent`: paths of doors
    whose phone has not been heard of."""
    heard = at if known is None else known
    of: dict[UUID, list[Mark]] = defaultdict(list)
    for mark in marks:
        if mark.at <= at and mark.received <= heard:
            of[mark.subject].append(mark)
    there = {one.id: one for one in members if one.since <= at and (one.until is None or at < one.until)}
    ways, left, quiet = Counter[str](), {}, tuple(silent)
    for one in sorted(there.values(), key=lambda member: (member.path, member.id)):
        reached = {mark.told for mark in of[one.id] if mark.outcome in {Outcome.FINE, Outcome.SOMETHING}}
        if reached:
            ways["seen" if False in reached else "told"] += 1
        else:
            left[one.id] = (one.path, _why(one, of[one.id], quiet))
    return Coverage(len(there), ways["seen"], ways["told"], left)


def _why(member: Member, marks: Sequence[Mark], silent: tuple[str, ...]) -> Left:
    last = max(marks, key=lambda mark: (mark.at, mark.received), default=None)
    if last:
        told = {Outcome.NOT_SEEN: Left.NO_ANSWER, Outcome.REFUSED: Left.REFUSED, Outcome.MOVED: Left.MOVED}
        return told[last.outcome]
    if member.nobody:
        return Left.NOBODY
    return Left.SILENT_PHONE if silent and member.path.startswith(silent) else Left.NOT_YET


def left_by_place(found: Coverage, length: int) -> dict[str, Counter[Left]]:
    """Path cut to `length` -> reason -> how many, in order of path."""
    counted: dict[str, Counter[Left]] = {}
    for path, why in found.left.values():
        counted.setdefault(path[:length], Counter())[why] += 1
    return counted


def silent_doors(contacts: Mapping[str, datetime], now: datetime, after: timedelta = SILENT_AFTER) -> list[str]:
    """Paths whose phone was not heard of for so long, in order of path: who is to be rung up, not who is late."""
    return sorted(path for path, at in contacts.items() if now - at >= after)


@dataclass(frozen=True, slots=True)
class Finish:
    """When everybody will be reached; None where nobody was reached lately."""

    likely: datetime | None
    early: datetime | None
    late: datetime | None


def predicted(marks: Iterable[datetime], left: int, now: datetime, hours: Hours, started: datetime) -> Finish:
    """By the pace of the last hour, of the last three and of the whole round, in hours of work: the middle one is
    likely. `marks`: when each subject was first reached."""
    if not left:
        return Finish(now, now, now)
    times = sorted(at for at in marks if at <= now)
    paces = []
    for since in {max(started, now - timedelta(hours=1)), max(started, now - timedelta(hours=3)), started}:
        worked = hours.worked(since, now)
        done = sum(since <= at for at in times)
        if worked and done:
            paces.append(done / worked)
    ends = sorted(end for end in (hours.after(now, left / pace) for pace in paces) if end)
    if not ends:
        return Finish(None, None, None)
    return Finish(ends[len(ends) // 2], ends[0], ends[-1])


@dataclass(frozen=True)
class Strays:
    """`none`: in the register and in no round; `twice`: subject -> the rounds, where it is in more than one."""

    none: tuple[UUID, ...]
    twice: Mapping[UUID, tuple[UUID, ...]]


def strays(register: Iterable[UUID], rounds: Mapping[UUID, Iterable[UUID]]) -> Strays:
    """`rounds`: those of one purpose, round -> its subjects."""
    of: dict[UUID, set[UUID]] = defaultdict(set)
    for number, subjects in rounds.items():
        for subject in subjects:
            of[subject].add(number)
    twice = {subject: tuple(sorted(found)) for subject, found in sorted(of.items()) if len(found) > 1}
    return Strays(tuple(sorted(set(register) - of.keys())), twice)
