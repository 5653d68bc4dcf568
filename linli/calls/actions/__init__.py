"""Every write to calls. Each action is one transaction with one conditional update, a line of history and a fact."""

from linli.calls.actions.correcting import Correction, correct_call
from linli.calls.actions.ending import call_back, reopen_call, settle_call, settle_silently
from linli.calls.actions.holding import (
    arrive,
    assign_call,
    claim_call,
    finish_call,
    give_back,
    join_call,
    pause_call,
    release_call,
    resume_call,
    transfer_call,
    waive_code,
)
from linli.calls.actions.kinds import (
    add_kind,
    edit_kind,
    retire_kind,
    set_taker,
)
from linli.calls.actions.opening import Opened, check_may_open, hand_over_code, open_call
from linli.calls.actions.photos import add_photo
from linli.calls.actions.routing import (
    adjudicate,
    merge_calls,
    object_to_route,
    offer_call,
    reject_call,
    route_call,
    widen_circle,
    withdraw_call,
)
from linli.calls.actions.shipping import load_shipped
from linli.calls.actions.sittings import close_sitting, open_sitting, set_sitting_times
from linli.calls.actions.whistle import answer_slot, finish_whistle, rate_slot, remove_unit

__all__ = [
    "Correction", "Opened", "add_kind", "add_photo", "adjudicate", "answer_slot", "arrive", "assign_call",
    "call_back", "check_may_open", "claim_call", "close_sitting", "correct_call", "edit_kind",
    "finish_call", "finish_whistle", "give_back", "hand_over_code", "join_call", "load_shipped", "merge_calls",
    "object_to_route", "offer_call", "open_call", "open_sitting", "pause_call", "rate_slot",
    "reject_call", "release_call", "remove_unit", "reopen_call", "resume_call", "retire_kind", "route_call",
    "set_sitting_times", "set_taker", "settle_call", "settle_silently", "transfer_call",
    "waive_code", "widen_circle", "withdraw_call",
]  # fmt: skip
