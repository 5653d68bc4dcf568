"""Which happening of a call tells whom, and why not whom it does not. Complete: a test asks for each of the two.

Nobody is told of what they did themselves, and everybody once: who has several roles gets the letter of the first in
the order of `Listener`. The dead, those who moved away and those who left the corps get none (`notices`).
"""

from enum import StrEnum


class Listener(StrEnum):
    CALLER = "caller"  # the resident, where known
    MERGED = "merged"  # callers of calls that were merged into this one
    GIVEN = "given"  # a new helper; for a clock, whom it reached
    HOLDER = "holder"  # for a whistle: whoever blew it
    RECEIVER = "receiver"
    FORMER_HOLDER = "former_holder"
    FORMER_RECEIVER = "former_receiver"
    HELPER = "helper"
    UNIT = "unit"  # people of the units of a whistle; of one part, those of its unit
    OPENER = "opener"  # opened it on somebody's behalf, and may still open calls there
    ADJUDICATOR = "adjudicator"  # of the nearest place that has any
    SURVIVOR = "survivor"  # answers for the call that this one was merged into
    MANAGER = "manager"  # of the nearest place that has any
    RESPONDER = "responder"


L = Listener
# Why somebody is not told.
_DID = "did it themselves, or is not named in a call that is in this state"
_NOT_YET = "hears of it when it changes what they wait for"
_PAGE = "reads it on the call's page, which stays open to them; a letter for each step would hide those that matter"
_SAME = "nothing changes for them"
_GONE = "has no more to do with it"
# Whatever happens, unless the table names them; and why.
_USUALLY = {
    L.CALLER: _NOT_YET,
    L.MERGED: "hears of it when the surviving call ends or is opened again",
    L.GIVEN: _DID,
    L.HOLDER: _DID,
    L.FORMER_HOLDER: _DID,
    L.RECEIVER: _PAGE,
    L.FORMER_RECEIVER: _DID,
    L.HELPER: _PAGE,
    L.UNIT: _PAGE,
    L.OPENER: "the resident is told; the opener hears of what the resident cannot be told otherwise",
    L.ADJUDICATOR: "decides objections only",
    L.SURVIVOR: "named by a merge only",
    L.MANAGER: "has the desk, and hears of what is late, or of what nobody answers for",
    L.RESPONDER: "the page of calls nearby shows it; a letter to everybody in the circle would be noise",
}
TOLD: dict[str, dict[Listener, str]] = {
    "calls.open": {
        L.CALLER: "flows.caller_open", L.RECEIVER: "flows.receiver_open", L.UNIT: "flows.unit_open",
        L.MANAGER: "flows.manager_nobody",
    },
    "calls.route": {L.RECEIVER: "flows.receiver_route", L.FORMER_RECEIVER: "flows.former_receiver"},
    "calls.object": {L.ADJUDICATOR: "flows.adjudicator_object"},
    "calls.adjudicate": {L.RECEIVER: "flows.receiver_adjudicate", L.FORMER_RECEIVER: "flows.former_receiver"},
    "calls.succeed": {L.RECEIVER: "flows.receiver_succeed", L.MANAGER: "flows.manager_nobody"},
    "calls.offer": {},
    "calls.widen": {},
    "calls.claim": {L.CALLER: "flows.caller_claim", L.RECEIVER: "flows.receiver_claim"},
    "calls.assign": {
        L.CALLER: "flows.caller_assign", L.HOLDER: "flows.holder_assign", L.RECEIVER: "flows.receiver_claim",
    },
    "calls.transfer": {
        L.CALLER: "flows.caller_transfer", L.HOLDER: "flows.holder_transfer",
        L.FORMER_HOLDER: "flows.former_holder_transfer", L.HELPER: "flows.helper_transfer",
    },
    "calls.give_back": {
        L.CALLER: "flows.caller_give_back", L.FORMER_HOLDER: "flows.former_holder_give_back",
        L.RECEIVER: "flows.receiver_give_back", L.HELPER: "flows.helper_over",
    },
    "calls.release": {
        L.CALLER: "flows.caller_give_back", L.RECEIVER: "flows.receiver_release", L.HELPER: "flows.helper_over",
        L.MANAGER: "flows.manager_nobody",
    },
    "calls.pause": {
        L.CALLER: "flows.caller_pause", L.HOLDER: "flows.holder_pause", L.OPENER: "flows.opener_pause",
    },
    "calls.waiting": {
        L.CALLER: "flows.caller_waiting", L.HOLDER: "flows.holder_waiting", L.RECEIVER: "flows.receiver_waiting",
    },
    "calls.resume": {L.HOLDER: "flows.holder_resume"},
    "calls.arrive": {},
    "calls.join": {L.GIVEN: "flows.helper_join", L.HOLDER: "flows.holder_join"},
    "calls.waive": {L.HOLDER: "flows.holder_waive"},
    "calls.finish": {
        L.CALLER: "flows.caller_finish", L.MERGED: "flows.merged_finish", L.RECEIVER: "flows.receiver_finish",
        L.UNIT: "flows.unit_finish", L.OPENER: "flows.opener_finish",
    },
    "calls.call_back": {L.HOLDER: "flows.holder_call_back", L.RECEIVER: "flows.receiver_call_back"},
    "calls.settle": {
        L.CALLER: "flows.caller_settle", L.MERGED: "flows.merged_settle", L.HOLDER: "flows.holder_settle",
    },
    "calls.reopen": {
        L.CALLER: "flows.caller_reopen", L.MERGED: "flows.merged_reopen", L.RECEIVER: "flows.receiver_reopen",
        L.FORMER_HOLDER: "flows.former_holder_reopen", L.HELPER: "flows.helper_over", L.UNIT: "flows.unit_reopen",
    },
    "calls.reject": {
        L.CALLER: "flows.caller_reject", L.RECEIVER: "flows.receiver_reject", L.OPENER: "flows.opener_reject",
    },
    "calls.merge": {
        L.CALLER: "flows.caller_merge", L.HOLDER: "flows.holder_merge", L.RECEIVER: "flows.receiver_merge",
        L.HELPER: "flows.helper_over", L.UNIT: "flows.unit_over", L.OPENER: "flows.opener_merge",
        L.SURVIVOR: "flows.survivor_merge",
    },
    "calls.withdraw": {
        L.CALLER: "flows.caller_withdraw", L.HOLDER: "flows.holder_withdraw", L.RECEIVER: "flows.receiver_withdraw",
        L.HELPER: "flows.helper_over", L.UNIT: "flows.unit_over", L.OPENER: "flows.opener_withdraw",
    },
    "calls.correct": {
        L.CALLER: "flows.caller_correct", L.HOLDER: "flows.holder_correct", L.RECEIVER: "flows.receiver_correct",
        L.FORMER_RECEIVER: "flows.former_receiver", L.HELPER: "flows.holder_correct", L.UNIT: "flows.unit_correct",
    },
    "calls.slot_received": {},
    "calls.slot_on_site": {},
    "calls.slot_done": {L.HOLDER: "flows.holder_parts_done"},
    "calls.slot_again": {L.UNIT: "flows.unit_again"},
    "calls.slot_objected": {L.HOLDER: "flows.holder_objected", L.ADJUDICATOR: "flows.adjudicator_part"},
    "calls.slot_asked": {L.HOLDER: "flows.holder_part_asked", L.UNIT: "flows.unit_asked"},
    "calls.slot_removed": {L.HOLDER: "flows.holder_part_removed", L.UNIT: "flows.unit_removed"},
    "calls.reminded": {L.GIVEN: "flows.clock_reminded", L.UNIT: "flows.clock_reminded"},
    "calls.escalated": {L.GIVEN: "flows.clock_escalated"},
}  # fmt: skip
WHY_NOT: dict[str, dict[Listener, str]] = {
    "calls.route": {L.HOLDER: "nobody holds it yet"},
    "calls.succeed": {L.HOLDER: _SAME, L.FORMER_RECEIVER: _GONE, L.CALLER: _SAME},
    "calls.claim": {L.OPENER: _NOT_YET},
    "calls.release": {L.FORMER_HOLDER: _GONE},
    "calls.pause": {L.RECEIVER: "hears of it when the question waits for three days"},
    "calls.resume": {L.RECEIVER: _SAME},
    "calls.finish": {L.HELPER: "was there"},
    "calls.settle": {L.RECEIVER: "heard that it was done", L.HELPER: _GONE, L.UNIT: "heard that it ended"},
    "calls.reject": {L.MERGED: "their call is open again, of which they are told"},
    "calls.withdraw": {
        L.MERGED: "their call is open again, of which they are told",
        L.ADJUDICATOR: "the objection is gone from the list of those to decide",
    },
    "calls.slot_received": {L.HOLDER: _PAGE},
    "calls.slot_on_site": {L.HOLDER: _PAGE},
    "calls.slot_done": {L.UNIT: "did it themselves; the others go on with their own parts"},
    "calls.escalated": {L.HOLDER: "was reminded twice before", L.UNIT: "was reminded twice before"},
}


def why_not(topic: str, listener: Listener) -> str:
    """Why this happening tells them nothing; "" when it does."""
    if listener in TOLD[topic]:
        return ""
    return WHY_NOT.get(topic, {}).get(listener) or _USUALLY[listener]
