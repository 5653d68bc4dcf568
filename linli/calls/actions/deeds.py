"""Deed -> action and what it is told: the one table for every way in which a person or another system asks for a deed.

Widening, releasing and settling in silence are the clock's: they are in no table of what may be asked for.
"""

from collections.abc import Callable
from typing import NamedTuple

from linli.calls.actions import ending, holding, routing
from linli.calls.rules import Deed


class Doing(NamedTuple):
    """`takes`: what `action` is told besides call, actor, key and now. `words`: its name for what is said, "" for none.

    `needs`: the one of `takes` without which nothing can be done, "" for none.
    """

    action: Callable[..., None]
    takes: tuple[str, ...] = ()
    words: str = ""
    needs: str = ""


DOINGS: dict[Deed, Doing] = {
    Deed.ROUTE: Doing(routing.route_call, ("to",), "reason", needs="to"),
    Deed.OBJECT: Doing(routing.object_to_route, (), "reason"),
    Deed.ADJUDICATE: Doing(routing.adjudicate, ("to",), "reason"),
    Deed.OFFER: Doing(routing.offer_call, (), "reason"),
    Deed.ASSIGN: Doing(holding.assign_call, ("to",), "reason", needs="to"),
    Deed.TRANSFER: Doing(holding.transfer_call, ("to",), "reason", needs="to"),
    Deed.GIVE_BACK: Doing(holding.give_back, (), "reason"),
    Deed.PAUSE: Doing(holding.pause_call, (), "reason"),
    Deed.RESUME: Doing(holding.resume_call, (), "answer"),
    Deed.CALL_BACK: Doing(ending.call_back, ("solved", "rating"), "note"),
    Deed.SETTLE: Doing(ending.settle_call, ("solved", "rating")),
    Deed.REOPEN: Doing(ending.reopen_call, (), "reason"),
    Deed.REJECT: Doing(routing.reject_call, (), "reason"),
    Deed.MERGE: Doing(routing.merge_calls, ("into",), "reason", needs="into"),
    Deed.WITHDRAW: Doing(routing.withdraw_call, (), "reason"),
    Deed.CLAIM: Doing(holding.claim_call),
    Deed.ARRIVE: Doing(holding.arrive),
    Deed.FINISH: Doing(holding.finish_call, ("amount", "code"), "note"),
}
