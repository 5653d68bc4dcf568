"""The states of a round, of a check in it, and of a restriction: one table each. Values in, values out."""

from enum import StrEnum

from linli.kernel.writes.moves import Moves


class Round(StrEnum):
    DRAFTED = "drafted"
    RUNNING = "running"
    CLOSED = "closed"  # the desk said that it is over; the doors left keep their reasons
    STOPPED = "stopped"  # its incident ended: what phones still hold is refused
    DROPPED = "dropped"  # never ran


class RoundDeed(StrEnum):
    START = "start"
    DROP = "drop"
    CLOSE = "close"
    REOPEN = "reopen"
    STOP = "stop"


class Check(StrEnum):
    DUE = "due"
    SEEN = "seen"  # somebody stood before them
    TOLD = "told"  # they said so themselves, by link, telephone or slip
    UNSEEN = "unseen"  # nobody opened; there is a plan
    REFUSED = "refused"
    MOVED = "moved"  # said to have moved; the desk looks
    CARE = "care"  # too often unseen: a care call is open
    LAPSED = "lapsed"  # its time is over
    STOPPED = "stopped"  # its round ended, or the subject left it


class CheckDeed(StrEnum):
    SEE = "see"
    TELL = "tell"
    MISS = "miss"
    REFUSE = "refuse"
    SAY_MOVED = "say_moved"
    CALL_CARE = "call_care"
    RETURN = "return"  # the desk: they did not move, or it was typed wrong
    LAPSE = "lapse"
    STOP = "stop"


class Restriction(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"  # by a second person of another chain; nobody is restricted yet
    IN_FORCE = "in_force"  # the person has the notice in hand
    APPEALED = "appealed"  # in force while somebody else looks
    LIFTED = "lifted"
    EXPIRED = "expired"
    DECLINED = "declined"  # never in force


class RestrictionDeed(StrEnum):
    CONFIRM = "confirm"
    DECLINE = "decline"
    NOTIFY = "notify"
    APPEAL = "appeal"
    UPHOLD = "uphold"
    LIFT = "lift"
    EXPIRE = "expire"


class Role(StrEnum):
    WALKER = "walker"  # has the door, or helps who has it
    HOUSEHOLD = "household"
    DESK = "desk"  # keeps rounds at the place
    PROPOSER = "proposer"
    SECOND = "second"  # of another chain than the proposer
    SUBJECT = "subject"  # whom it restricts, or who speaks for them
    JUDGE = "judge"  # neither proposed nor confirmed it
    SYSTEM = "system"


_DESK, _SYSTEM = frozenset({Role.DESK}), frozenset({Role.SYSTEM})
_AT_DOOR = frozenset({Role.WALKER, Role.DESK})  # the desk types in what was written on paper
ROUND = Moves(
    {
        (Round.DRAFTED, RoundDeed.START): (Round.RUNNING, _DESK),
        (Round.DRAFTED, RoundDeed.DROP): (Round.DROPPED, _DESK),
        (Round.RUNNING, RoundDeed.CLOSE): (Round.CLOSED, _DESK | _SYSTEM),
        (Round.CLOSED, RoundDeed.REOPEN): (Round.RUNNING, _DESK),
        (Round.DRAFTED, RoundDeed.STOP): (Round.STOPPED, _SYSTEM),
        (Round.RUNNING, RoundDeed.STOP): (Round.STOPPED, _SYSTEM),
        (Round.CLOSED, RoundDeed.STOP): (Round.STOPPED, _SYSTEM),
    },
    starts=frozenset({Round.DRAFTED}), ended=frozenset({Round.CLOSED, Round.STOPPED, Round.DROPPED}),
    no_move="rounds.round_no_move", not_yours="rounds.not_yours", over="rounds.round_over",
    needs_reason=frozenset({RoundDeed.CLOSE, RoundDeed.REOPEN, RoundDeed.DROP}),
)  # fmt: skip
_OPEN = (Check.DUE, Check.UNSEEN, Check.REFUSED, Check.MOVED, Check.CARE)
_ANSWERS = {
    CheckDeed.SEE: (Check.SEEN, _AT_DOOR),
    CheckDeed.TELL: (Check.TOLD, _AT_DOOR | {Role.HOUSEHOLD}),
    CheckDeed.MISS: (Check.UNSEEN, _AT_DOOR),
    CheckDeed.REFUSE: (Check.REFUSED, _AT_DOOR | {Role.HOUSEHOLD}),
    CheckDeed.SAY_MOVED: (Check.MOVED, _AT_DOOR | {Role.HOUSEHOLD}),
}
CHECK = Moves(
    {
        **{(state, deed): target for state in _OPEN for deed, target in _ANSWERS.items()},
        (Check.CARE, CheckDeed.MISS): (Check.CARE, _AT_DOOR),  # still nobody: the call goes on
        (Check.TOLD, CheckDeed.SEE): (Check.SEEN, _AT_DOOR),  # seen is more than told, never the other way
        (Check.UNSEEN, CheckDeed.CALL_CARE): (Check.CARE, _SYSTEM),
        **{(state, CheckDeed.LAPSE): (Check.LAPSED, _SYSTEM) for state in _OPEN},
        **{(state, CheckDeed.STOP): (Check.STOPPED, _SYSTEM | _DESK) for state in _OPEN},
        **{
            (state, CheckDeed.RETURN): (Check.DUE, _DESK)
            for state in (Check.SEEN, Check.TOLD, Check.REFUSED, Check.MOVED)
        },
    },
    starts=frozenset({Check.DUE}),
    ended=frozenset({Check.SEEN, Check.TOLD, Check.LAPSED, Check.STOPPED}),
    no_move="rounds.check_no_move", not_yours="rounds.not_yours", over="rounds.check_over",
    needs_reason=frozenset({CheckDeed.RETURN}),
)  # fmt: skip
_BEFORE = (Restriction.PROPOSED, Restriction.CONFIRMED)
_HOLDS = (Restriction.IN_FORCE, Restriction.APPEALED)
RESTRICTION = Moves(
    {
        (Restriction.PROPOSED, RestrictionDeed.CONFIRM): (Restriction.CONFIRMED, frozenset({Role.SECOND})),
        **{
            (state, RestrictionDeed.DECLINE): (Restriction.DECLINED, frozenset({Role.SECOND, Role.PROPOSER}))
            for state in _BEFORE
        },
        (Restriction.CONFIRMED, RestrictionDeed.NOTIFY): (Restriction.IN_FORCE, frozenset({Role.PROPOSER, Role.DESK})),
        (Restriction.IN_FORCE, RestrictionDeed.APPEAL): (Restriction.APPEALED, frozenset({Role.SUBJECT, Role.DESK})),
        (Restriction.APPEALED, RestrictionDeed.UPHOLD): (Restriction.IN_FORCE, frozenset({Role.JUDGE})),
        (Restriction.APPEALED, RestrictionDeed.LIFT): (Restriction.LIFTED, frozenset({Role.JUDGE, Role.SECOND})),
        (Restriction.IN_FORCE, RestrictionDeed.LIFT): (Restriction.LIFTED, frozenset({Role.SECOND, Role.PROPOSER})),
        **{(state, RestrictionDeed.EXPIRE): (Restriction.EXPIRED, _SYSTEM) for state in (*_BEFORE, *_HOLDS)},
    },
    starts=frozenset({Restriction.PROPOSED}),
    ended=frozenset({Restriction.LIFTED, Restriction.EXPIRED, Restriction.DECLINED}),
    no_move="rounds.restriction_no_move", not_yours="rounds.not_yours", over="rounds.restriction_over",
    needs_reason=frozenset({RestrictionDeed.DECLINE, RestrictionDeed.UPHOLD, RestrictionDeed.LIFT}),
)  # fmt: skip
