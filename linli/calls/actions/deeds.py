"""One table of deeds: deed -> action and the arguments it takes, for pages and for other systems alike.

Widening, releasing and settling without an answer are done by the system only, so they are not in it.
"""

from collections.abc import Callable
from typing import NamedTuple

from linli.calls.actions import ending, holding, routing
from linli.calls.rules import Deed


class Doing(NamedTuple):
    """`takes`: arguments of `action` besides call, actor, key and now. `words`: the argument for a free text, "" for
    none.

    `needs`: the one of `takes` that is required, "" for none.
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
