"""The states of a call in one table: which deed, done by whom, leads from which state to which.

Values in, values out: no database, no clock, no settings. The README's diagrams are generated from the tables.
"""

from collections.abc import Collection
from enum import StrEnum

from linli.kernel.errors import Conflict
from linli.kernel.writes.moves import Moves


class State(StrEnum):
    OPENED = "opened"  # the first receiver is responsible until somebody else is
    DISPUTED = "disputed"  # the receiver objects to the routing; an adjudicator decides
    OFFERED = "offered"  # shown to a circle that widens
    CLAIMED = "claimed"
    PAUSED = "paused"  # waiting for the resident, with a reason; clocks stand still
    ON_SITE = "on_site"
    DONE = "done"  # the holder reported it done; call-back and settlement follow
    SETTLED = "settled"
    REJECTED = "rejected"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class Deed(StrEnum):
    ROUTE = "route"
    OBJECT = "object"
    ADJUDICATE = "adjudicate"
    OFFER = "offer"
    WIDEN = "widen"
    CLAIM = "claim"
    ASSIGN = "assign"
    TRANSFER = "transfer"
    GIVE_BACK = "give_back"
    RELEASE = "release"  # the holder has no post any more
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
    """A role towards this call. One person may have several."""

    OPENER = "opener"  # the resident who asked, or whoever opened it for them
    RECEIVER = "receiver"  # the person it went to first, or calls.receive at the place
    RESPONDER = "responder"  # calls.claim, and inside the circle
    HOLDER = "holder"
    MANAGER = "manager"  # calls.assign at the place
    ADJUDICATOR = "adjudicator"  # calls.adjudicate at the place
    UNIT = "unit"  # belongs to a partner unit named in a whistle
    SYSTEM = "system"  # the clock


S, D, R = State, Deed, Role
_DESK = frozenset({R.RECEIVER, R.MANAGER})
_HANDS = frozenset({R.HOLDER, R.MANAGER})
_MOVES: dict[tuple[State, Deed], tuple[State, frozenset[Role]]] = {
    (S.OPENED, D.ROUTE): (S.OPENED, _DESK),
    (S.OPENED, D.OBJECT): (S.DISPUTED, frozenset({R.RECEIVER})),
    (S.OPENED, D.OFFER): (S.OFFERED, _DESK | {R.SYSTEM}),
    (S.OPENED, D.CLAIM): (S.CLAIMED, frozenset({R.RECEIVER, R.RESPONDER})),
    (S.OPENED, D.ASSIGN): (S.CLAIMED, _DESK | {R.SYSTEM}),  # by the system, when a relief was undone
    (S.OPENED, D.REJECT): (S.REJECTED, _DESK),
    (S.OPENED, D.MERGE): (S.MERGED, _DESK),
    (S.OPENED, D.WITHDRAW): (S.WITHDRAWN, frozenset({R.OPENER, R.RECEIVER})),
    (S.DISPUTED, D.ADJUDICATE): (S.OPENED, frozenset({R.ADJUDICATOR})),
    (S.DISPUTED, D.ASSIGN): (S.CLAIMED, frozenset({R.ADJUDICATOR})),
    (S.DISPUTED, D.REJECT): (S.REJECTED, frozenset({R.ADJUDICATOR})),
    (S.DISPUTED, D.WITHDRAW): (S.WITHDRAWN, frozenset({R.OPENER})),
    (S.OFFERED, D.WIDEN): (S.OFFERED, frozenset({R.SYSTEM})),
    (S.OFFERED, D.ROUTE): (S.OPENED, _DESK),
    (S.OFFERED, D.CLAIM): (S.CLAIMED, frozenset({R.RESPONDER, R.RECEIVER})),
    (S.OFFERED, D.ASSIGN): (S.CLAIMED, _DESK),
    (S.OFFERED, D.MERGE): (S.MERGED, _DESK),
    (S.OFFERED, D.WITHDRAW): (S.WITHDRAWN, frozenset({R.OPENER, R.RECEIVER})),
    (S.CLAIMED, D.TRANSFER): (S.CLAIMED, _HANDS),
    (S.CLAIMED, D.GIVE_BACK): (S.OFFERED, _HANDS),
    (S.CLAIMED, D.RELEASE): (S.OPENED, frozenset({R.SYSTEM})),
    (S.CLAIMED, D.PAUSE): (S.PAUSED, _HANDS),
    (S.CLAIMED, D.ARRIVE): (S.ON_SITE, frozenset({R.HOLDER})),
    (S.CLAIMED, D.FINISH): (S.DONE, frozenset({R.HOLDER})),
    (S.CLAIMED, D.MERGE): (S.MERGED, frozenset({R.MANAGER})),
    (S.CLAIMED, D.WITHDRAW): (S.WITHDRAWN, frozenset({R.OPENER})),
    (S.PAUSED, D.RESUME): (S.CLAIMED, _HANDS | {R.OPENER}),
    (S.PAUSED, D.TRANSFER): (S.CLAIMED, frozenset({R.MANAGER})),
    (S.PAUSED, D.GIVE_BACK): (S.OFFERED, _HANDS),
    (S.PAUSED, D.RELEASE): (S.OPENED, frozenset({R.SYSTEM})),
    (S.PAUSED, D.WITHDRAW): (S.WITHDRAWN, frozenset({R.OPENER})),
    (S.ON_SITE, D.TRANSFER): (S.CLAIMED, frozenset({R.MANAGER})),
    (S.ON_SITE, D.GIVE_BACK): (S.OFFERED, _HANDS),
    (S.ON_SITE, D.RELEASE): (S.OPENED, frozenset({R.SYSTEM})),
    (S.ON_SITE, D.PAUSE): (S.PAUSED, _HANDS),
    (S.ON_SITE, D.FINISH): (S.DONE, frozenset({R.HOLDER})),
    (S.ON_SITE, D.WITHDRAW): (S.WITHDRAWN, frozenset({R.OPENER})),
    (S.DONE, D.CALL_BACK): (S.DONE, _DESK | {R.OPENER}),
    (S.DONE, D.SETTLE): (S.SETTLED, _DESK | {R.OPENER, R.SYSTEM}),
    (S.DONE, D.REOPEN): (S.OPENED, _DESK | {R.OPENER}),
    (S.SETTLED, D.CALL_BACK): (S.SETTLED, _DESK | {R.OPENER}),
    (S.SETTLED, D.REOPEN): (S.OPENED, frozenset({R.OPENER, R.MANAGER})),
    (S.REJECTED, D.REOPEN): (S.OPENED, frozenset({R.OPENER, R.MANAGER})),
    # by the system, when the call it was merged into is withdrawn or rejected
    (S.MERGED, D.REOPEN): (S.OPENED, frozenset({R.OPENER, R.MANAGER, R.SYSTEM})),
}
ENDED = frozenset({S.SETTLED, S.REJECTED, S.MERGED, S.WITHDRAWN})
HELD = frozenset({S.CLAIMED, S.PAUSED, S.ON_SITE, S.DONE})
WORKED = frozenset({S.CLAIMED, S.PAUSED, S.ON_SITE})  # held, and not done yet
CORRECTABLE = frozenset({S.OPENED, S.DISPUTED, S.OFFERED}) | WORKED  # what it is and where, until it is done
OPEN_TO_CLAIM = frozenset({S.OPENED, S.OFFERED})
ADDS_PHOTOS = frozenset({R.OPENER, R.RECEIVER, R.HOLDER, R.MANAGER, R.UNIT})
NEEDS_REASON = frozenset(
    {D.OBJECT, D.ADJUDICATE, D.TRANSFER, D.GIVE_BACK, D.PAUSE, D.REOPEN, D.REJECT, D.ROUTE, D.MERGE}
)
MOVES = Moves(
    _MOVES, starts=frozenset({S.OPENED}), ended=ENDED, no_move="calls.no_such_move", not_yours="calls.not_yours",
    over="calls.ended", taken={D.CLAIM: (HELD, "calls.taken")}, needs_reason=NEEDS_REASON,
)  # fmt: skip
# A whistle is held by whoever blew it: it is not offered, claimed or given away, and is settled when finished.
NOT_FOR_WHISTLES = frozenset({D.OBJECT, D.OFFER, D.GIVE_BACK, D.PAUSE, D.RELEASE})


class Slot(StrEnum):
    """One unit's part of a whistle."""

    ASKED = "asked"
    RECEIVED = "received"
    ON_SITE = "on_site"
    DONE = "done"
    OBJECTED = "objected"  # "not ours": an adjudicator decides
    REMOVED = "removed"


_UNIT = frozenset({R.UNIT, R.HOLDER, R.MANAGER})  # the whistler may record what was told on the phone
_SLOT_MOVES: dict[tuple[Slot, Slot], frozenset[Role]] = {
    (Slot.ASKED, Slot.RECEIVED): _UNIT,
    (Slot.ASKED, Slot.ON_SITE): _UNIT,  # on site before anybody confirmed receipt
    (Slot.RECEIVED, Slot.ON_SITE): _UNIT,
    (Slot.ON_SITE, Slot.DONE): _UNIT,
    (Slot.RECEIVED, Slot.DONE): _UNIT,  # done without a visit
    (Slot.ASKED, Slot.OBJECTED): frozenset({R.UNIT}),
    (Slot.RECEIVED, Slot.OBJECTED): frozenset({R.UNIT}),
    (Slot.OBJECTED, Slot.ASKED): frozenset({R.ADJUDICATOR}),  # the adjudicator decides that it is theirs
    (Slot.DONE, Slot.RECEIVED): frozenset({R.HOLDER}),  # the whistler does not accept it as done
    **{
        (step, Slot.REMOVED): frozenset({R.HOLDER, R.MANAGER, R.ADJUDICATOR})
        for step in (Slot.ASKED, Slot.RECEIVED, Slot.ON_SITE, Slot.OBJECTED)
    },
}
SLOT_OVER = frozenset({Slot.DONE, Slot.REMOVED})
# A step has the name of the state it leads to.
SLOT_MOVES = Moves(
    {(now, step): (step, roles) for (now, step), roles in _SLOT_MOVES.items()},
    starts=frozenset({Slot.ASKED}), ended=SLOT_OVER, no_move="calls.slot_step", not_yours="calls.not_yours",
)  # fmt: skip


def check_move(state: State, deed: Deed, roles: Collection[Role], *, whistle: bool = False) -> State:
    """The state that `deed` leads to. Raises Conflict when there is no such move, NotAllowed when none of the roles
    fits."""
    MOVES.after(state, deed)
    if whistle and deed in NOT_FOR_WHISTLES:
        raise Conflict("calls.not_for_whistles")
    return MOVES.check(state, deed, roles)


def open_deeds(state: State, roles: Collection[Role], *, whistle: bool = False) -> list[Deed]:
    """What somebody with these roles may do now, for the buttons of a page."""
    return [deed for deed in MOVES.deeds_open(state, roles) if not (whistle and deed in NOT_FOR_WHISTLES)]
