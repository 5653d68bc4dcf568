"""Zones: clean days counted, a closing round, a proposal to lower or to raise. Nothing here changes a zone: a person
decides on each proposal, and a change that covers more places is told and needs a second one.

Places are given by their paths: a path covers those that begin with it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from linli.incidents.rules.packs import Step, Zone
from linli.kernel.errors import Conflict, Invalid
from linli.places.rules import kind_word


@dataclass(frozen=True)
class Round:
    """A round of tests, or of checks, over the whole zone. `clean`: everybody was reached, nothing was found."""

    day: date
    clean: bool


@dataclass(frozen=True)
class Proposal:
    """`on`: what it rests on: the clean days, or the day of the infection."""

    to: str
    clean_days: int
    since: date


@dataclass(frozen=True)
class Progress:
    """Where a zone stands today. `day`: today is that clean day, 0 on the day of the last infection. `waits_for`: what
    the next step still wants: days that are left, and whether its closing round."""

    day: int
    since: date
    next_to: str
    days_left: int
    round_due: date | None
    lower: Proposal | None


def count_from(drawn: date, infections: Iterable[date], today: date) -> date:
    """Day 0 of the counter: the last infection up to today, or the day the zone was drawn; a new one resets it."""
    return max([drawn, *(day for day in infections if day <= today)])


def progress(
    zone: Zone, *, at: str, drawn: date, infections: Iterable[date], rounds: Sequence[Round], today: date
) -> Progress:
    """How far the zone is. `at`: the level it has been lowered to since the last infection, its own code otherwise."""
    since = count_from(drawn, infections, today)
    day = max(0, (today - since).days)
    steps = _still_ahead(zone, at)
    if not steps:
        return Progress(day, since, "", 0, None, None)
    due = since + timedelta(days=steps[0].clean_days)
    rounds_wanted = _rounds_wanted(zone, steps[0])
    lacking = [step for step in rounds_wanted if not _closed(step, since, rounds, today)]
    round_due = since + timedelta(days=lacking[0].clean_days) if lacking else None
    # a step with a round may come on its day, when the results are there; one without wants the day to be over
    ready = round_due is None and (today >= due if steps[0].closing_round else today > due)
    lower = Proposal(steps[0].to, day, since) if ready else None
    return Progress(day, since, steps[0].to, max(0, (due - today).days), round_due, lower)


def _still_ahead(zone: Zone, at: str) -> Sequence[Step]:
    passed = [index for index, step in enumerate(zone.steps) if step.to == at]
    return zone.steps[passed[0] + 1 :] if passed else zone.steps


def _rounds_wanted(zone: Zone, step: Step) -> list[Step]:
    """This step's round, and those of the steps before it: a later step never skips one."""
    return [one for one in zone.steps[: zone.steps.index(step) + 1] if one.closing_round]


def _closed(step: Step, since: date, rounds: Sequence[Round], today: date) -> bool:
    """Whether a clean round was made on the step's day or later, and no round after it found anything."""
    from_day = since + timedelta(days=step.clean_days)
    made = sorted((one for one in rounds if from_day <= one.day <= today), key=lambda one: (one.day, one.clean))
    return bool(made) and all(one.clean for one in made if one.day == made[-1].day)


def raised(zone: Zone, *, at: str, drawn: date, infections: Iterable[date], today: date) -> Proposal | None:
    """What a new infection proposes: a lowered zone goes back to its own level, and a zone may name a stricter one."""
    known = [day for day in infections if drawn < day <= today]
    if not known:
        return None
    to = zone.raise_to or (zone.code if at != zone.code else "")
    return Proposal(to, 0, max(known)) if to else None


def grown(before: Collection[str], after: Collection[str]) -> list[str]:
    """The paths of `after` that `before` did not cover; empty when nobody new comes under the zone."""
    return sorted(path for path in after if not any(path.startswith(old) for old in before))


def check_redrawn(before: Collection[str], after: Collection[str], *, reason: str, second_person: bool) -> list[str]:
    """What the change adds. Raises Conflict when it adds places without a reason of its own and a second person."""
    added = grown(before, after)
    if added and not (reason and second_person):
        raise Conflict("incidents.zone_grows")
    return added


def check_drawn_at(zone: Zone, kinds: Iterable[str]) -> None:
    """Raises Invalid when a place is of a kind that the pack does not draw this zone on."""
    if zone.drawn_at and not set(kinds) <= set(zone.drawn_at):
        raise Invalid(
            "incidents.zone_too_wide", field="places", zone=zone.title, kinds="、".join(map(kind_word, zone.drawn_at))
        )
