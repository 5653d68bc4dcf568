"""The states of an incident in one table, and how long it may go on without somebody looking at it.

Two persons declare. In force, it is reviewed within 30 days, or it lapses by itself: all that it allowed is off. An end
stops every collection at once; for 14 days the people concerned may appeal and correct; then its rows are destroyed.
"""

from datetime import date, timedelta
from enum import StrEnum

from linli.kernel.errors import Invalid
from linli.kernel.writes.moves import Moves

REVIEW_WITHIN = 30  # days
CLOSING_FOR = 14  # days
LAPSED_FOR = 14  # days in which a lapsed incident may be taken up again; then it ends


class State(StrEnum):
    DRAFTED = "drafted"
    DECLARED = "declared"  # by one person; a second one confirms
    IN_FORCE = "in_force"
    LAPSED = "lapsed"  # nobody reviewed it in time: nothing is allowed
    CLOSING = "closing"  # ended; appeals and corrections only
    DESTROYED = "destroyed"
    DROPPED = "dropped"  # never in force


class Deed(StrEnum):
    DECLARE = "declare"
    CONFIRM = "confirm"
    SEND_BACK = "send_back"
    DROP = "drop"
    REVIEW = "review"
    LAPSE = "lapse"
    END = "end"
    DESTROY = "destroy"


class Role(StrEnum):
    """A role towards this incident."""

    KEEPER = "keeper"  # may declare incidents at its places
    DECLARER = "declarer"  # the keeper who declared it
    SECOND = "second"  # may declare incidents too, is neither the declarer nor of the declarer's line
    SYSTEM = "system"  # the clock


S, D, R = State, Deed, Role
_MOVES: dict[tuple[State, Deed], tuple[State, frozenset[Role]]] = {
    (S.DRAFTED, D.DECLARE): (S.DECLARED, frozenset({R.KEEPER})),
    (S.DRAFTED, D.DROP): (S.DROPPED, frozenset({R.KEEPER})),
    (S.DECLARED, D.CONFIRM): (S.IN_FORCE, frozenset({R.SECOND})),
    (S.DECLARED, D.SEND_BACK): (S.DRAFTED, frozenset({R.SECOND, R.DECLARER})),
    (S.IN_FORCE, D.REVIEW): (S.IN_FORCE, frozenset({R.KEEPER})),
    (S.IN_FORCE, D.LAPSE): (S.LAPSED, frozenset({R.SYSTEM})),
    (S.IN_FORCE, D.END): (S.CLOSING, frozenset({R.KEEPER, R.SYSTEM})),
    (S.LAPSED, D.REVIEW): (S.IN_FORCE, frozenset({R.SECOND})),
    (S.LAPSED, D.END): (S.CLOSING, frozenset({R.KEEPER, R.SYSTEM})),
    (S.CLOSING, D.DESTROY): (S.DESTROYED, frozenset({R.SYSTEM})),
}
ENDED = frozenset({S.DESTROYED, S.DROPPED})
COLLECTS = frozenset({S.IN_FORCE})  # where anything may be asked, and a function may be on
CORRECTS = COLLECTS | {S.LAPSED, S.CLOSING}  # where what is there may be appealed against and corrected
MOVES = Moves(
    _MOVES, starts=frozenset({S.DRAFTED}), ended=ENDED, no_move="incidents.no_such_move",
    not_yours="incidents.not_yours", over="incidents.over",
    needs_reason=frozenset({D.SEND_BACK, D.DROP, D.REVIEW, D.END}),
)  # fmt: skip


def check_review_day(review: date, *, today: date, ends: date | None) -> None:
    """Raises Invalid for a review that is not after today, later than allowed, or later than the end."""
    latest = today + timedelta(days=REVIEW_WITHIN)
    latest = min(latest, ends) if ends else latest
    if review <= today:
        raise Invalid("incidents.review_past", field="review_on")
    if review > latest:
        raise Invalid("incidents.review_too_late", field="review_on", latest=latest.isoformat())


def collects(state: State, *, review: date, ends: date | None, today: date) -> bool:
    """Whether anything may be asked today: also before the clock has written down that it lapsed or ended."""
    return state in COLLECTS and today <= review and (ends is None or today <= ends)


def due_by_clock(state: State, *, review: date, ends: date | None, today: date, since: date) -> Deed | None:
    """What the clock does to the incident today. `since`: the day on which it came into this state."""
    if state is S.IN_FORCE and ends is not None and today > ends:
        return D.END
    if state is S.IN_FORCE and today > review:
        return D.LAPSE
    if state is S.LAPSED and today > since + timedelta(days=LAPSED_FOR):
        return D.END
    if state is S.CLOSING and today > since + timedelta(days=CLOSING_FOR):
        return D.DESTROY
    return None
