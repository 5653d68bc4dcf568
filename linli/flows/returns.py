"""What comes back when somebody leaves a post."""

from contextlib import suppress

from linli.calls.actions.holding import release_call
from linli.calls.queries.responders import check_can_act, in_hand
from linli.flows.happened import Happened
from linli.kernel.errors import Invalid


def give_calls_back(happened: Happened) -> None:
    """Calls held by somebody who has no post left in that street go back to their receivers.

    A whistle is led by whoever blew it: the desk names its new lead.
    """
    member = happened.id("member")
    if member is None:
        return
    for call in in_hand(member).exclude(kind__family="whistle").select_related("kind", "place"):
        with suppress(Invalid):
            check_can_act(member, call, happened.now)
            continue
        release_call(call=call, now=happened.now)
