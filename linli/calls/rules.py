"""The life of a call, as one table: in which state, which deed, done by whom, leads where.

Values in, values out: no database, no clock, no settings. The README's diagram is made from `MOVES`.
"""

from enum import StrEnum

from linli.kernel.errors import Conflict


class State(StrEnum):
    OPENED = "opened"  # the first receiver is responsible until somebody else is
    DISPUTED = "disputed"  # the receiver objects to the routing; an adjudicator decides
    OFFERED = "offered"  # shown to a circle that widens
    CLAIMED = "claimed"
    PAUSED = "paused"  # waiting for the resident, with a reason; clocks stand still
    ON_SITE = "on_site"
    DONE = "done"  # the holder says so; call-back and settlement are due
    SETTLED = "settled"
    REJECTED = "rejected"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class Deed(StrEnum):
    ROUTE = "route"
    OBJECT = "object"
    ADJUDICATE = "adjudicate"
    OFFER = "offer"
    CLAIM = "claim"
    ASSIGN = "assign"
    TRANSFER = "transfer"
    GIVE_BACK = "give_back"
    PAUSE = "pause"
    RESUME = "resume"
    ARRIVE = "arrive"
    FINISH = "finish"
    CALL_BACK = "call_back"
    SETTLE = "settle"
    REOPEN = "reopen"
    REJECT = "reject"
    MERGE = "merge"
    WITHDRAW = "withdraw"


class Role(StrEnum):
    """Who may do a deed to this call. One person may be several of them."""

    OPENER = "opener"  # the resident who asked, or whoever opened it for them
    RECEIVER = "receiver"  # calls.receive at the place
    RESPONDER = "responder"  # calls.claim, and inside the circle
    HOLDER = "holder"
    MANAGER = "manager"  # calls.assign at the place
    ADJUDICATOR = "adjudicator"  # calls.adjudicate at the place
    UNIT = "unit"  # answers for a partner unit named in a whistle


S, D, R = State, Deed, Role
MOVES: dict[tuple[State, Deed], tuple[State, frozenset[Role]]] = {
    (S.OPENED, D.ROUTE): (S.OPENED, frozenset({R.RECEIVER, R.MANAGER})),
    (S.OPENED, D.OBJECT): (S.DISPUTED, frozenset({R.RECEIVER, R.UNIT})),
    (S.DISPUTED, D.ADJUDICATE): (S.OPENED, frozenset({R.ADJUDICATOR})),
    (S.OPENED, D.OFFER): (S.OFFERED, frozenset({R.RECEIVER, R.MANAGER})),
    (S.OPENED, D.CLAIM): (S.CLAIMED, frozenset({R.RECEIVER, R.RESPONDER})),
    (S.OFFERED, D.CLAIM): (S.CLAIMED, frozenset({R.RESPONDER, R.RECEIVER})),
    (S.OPENED, D.ASSIGN): (S.CLAIMED, frozenset({R.RECEIVER, R.MANAGER})),
    (S.OFFERED, D.ASSIGN): (S.CLAIMED, frozenset({R.RECEIVER, R.MANAGER})),
    (S.CLAIMED, D.TRANSFER): (S.CLAIMED, frozenset({R.HOLDER, R.MANAGER})),
    (S.ON_SITE, D.TRANSFER): (S.CLAIMED, frozenset({R.MANAGER})),
    (S.CLAIMED, D.GIVE_BACK): (S.OFFERED, frozenset({R.HOLDER, R.MANAGER})),
    (S.CLAIMED, D.PAUSE): (S.PAUSED, frozenset({R.HOLDER, R.MANAGER})),
    (S.ON_SITE, D.PAUSE): (S.PAUSED, frozenset({R.HOLDER, R.MANAGER})),
    (S.PAUSED, D.RESUME): (S.CLAIMED, frozenset({R.HOLDER, R.MANAGER, R.OPENER})),
    (S.CLAIMED, D.ARRIVE): (S.ON_SITE, frozenset({R.HOLDER})),
    (S.CLAIMED, D.FINISH): (S.DONE, frozenset({R.HOLDER})),
    (S.ON_SITE, D.FINISH): (S.DONE, frozenset({R.HOLDER})),
    (S.DONE, D.CALL_BACK): (S.DONE, frozenset({R.RECEIVER, R.MANAGER})),
    (S.DONE, D.SETTLE): (S.SETTLED, frozenset({R.OPENER, R.RECEIVER, R.MANAGER})),
    (S.DONE, D.REOPEN): (S.OPENED, frozenset({R.OPENER, R.RECEIVER, R.MANAGER})),
    (S.SETTLED, D.REOPEN): (S.OPENED, frozenset({R.OPENER, R.MANAGER})),
    (S.OPENED, D.REJECT): (S.REJECTED, frozenset({R.RECEIVER, R.MANAGER})),
    (S.OPENED, D.MERGE): (S.MERGED, frozenset({R.RECEIVER, R.MANAGER})),
    (S.OFFERED, D.MERGE): (S.MERGED, frozenset({R.RECEIVER, R.MANAGER})),
    (S.OPENED, D.WITHDRAW): (S.WITHDRAWN, frozenset({R.OPENER, R.RECEIVER})),
    (S.OFFERED, D.WITHDRAW): (S.WITHDRAWN, frozenset({R.OPENER, R.RECEIVER})),
    (S.CLAIMED, D.WITHDRAW): (S.WITHDRAWN, frozenset({R.OPENER})),
}
ENDED = frozenset({S.SETTLED, S.REJECTED, S.MERGED, S.WITHDRAWN})
HELD = frozenset({S.CLAIMED, S.PAUSED, S.ON_SITE, S.DONE})


def next_state(state: State, deed: Deed) -> State:
    """Raises Conflict where the table has no such move."""
    try:
        return MOVES[state, deed][0]
    except KeyError:
        raise Conflict("calls.no_such_move", state=str(state), deed=str(deed)) from None
