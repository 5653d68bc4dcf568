"""Whether a person may be restricted at all: never by one hand, never by a list, never without an end.

The law asks for an incident, a rule of its pack, evidence, a second person, a notice and a way to appeal. Each of them
is asked for here before anything is written; the end comes by itself.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from linli.kernel.errors import Conflict, Invalid, NotAllowed

LONGEST = timedelta(days=14)
MOST_AN_HOUR = 20  # more in one hour, by whomever, stop until an auditor has looked


@dataclass(frozen=True)
class Draft:
    """`incident_until`: None where it is not in force. `rules`: codes of its pack. `lists`: how many the proposal
    was made for at once; a list can restrict nobody."""

    person: UUID
    incident_until: datetime | None
    rule: str
    rules: Collection[str]
    evidence: Collection[UUID]
    until: datetime
    lists: int = 1


def check_proposal(draft: Draft, *, now: datetime, in_last_hour: int) -> None:
    """Raises Invalid at the field that is missing or wrong, Conflict where the brake holds."""
    if draft.lists != 1:
        raise Invalid("rounds.restriction_list")
    if draft.incident_until is None or draft.incident_until <= now:
        raise Invalid("rounds.restriction_no_incident", field="incident")
    if draft.rule not in draft.rules:
        raise Invalid("rounds.restriction_no_rule", field="rule")
    if not draft.evidence:
        raise Invalid("rounds.restriction_no_evidence", field="evidence")
    latest = min(draft.incident_until, now + LONGEST)
    if not now < draft.until <= latest:
        raise Invalid("rounds.restriction_until", field="until", latest=latest.date().isoformat())
    if in_last_hour >= MOST_AN_HOUR:
        raise Conflict("rounds.restriction_brake", most=MOST_AN_HOUR)


@dataclass(frozen=True)
class Chain:
    """A person and everybody who stands above them, and the department that their post belongs to."""

    person: UUID
    superiors: frozenset[UUID]
    department: str


def check_second(proposer: Chain, second: Chain, subject: UUID) -> None:
    """Raises NotAllowed unless the second person is of another chain: neither stands above the other, and they belong
    to different departments. Nobody confirms what restricts themselves."""
    same = second.person == proposer.person or second.department == proposer.department
    above = second.person in proposer.superiors or proposer.person in second.superiors
    if same or above or second.person == subject:
        raise NotAllowed("rounds.restriction_second")


def holds(until: datetime, incident_until: datetime | None, now: datetime) -> bool:
    """Whether it binds now, also before the clock has written down that it expired. A pending appeal adds no day."""
    return now < until and incident_until is not None and now < incident_until
