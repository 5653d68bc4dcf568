"""Calls that go back when their holder leaves a post, and return to the holder when the leaving is undone."""

from contextlib import suppress
from datetime import datetime

from linli.calls.actions.holding import release_call, take_back
from linli.calls.queries.responders import check_can_act, in_hand, released_from
from linli.flows.happened import Happened
from linli.kernel.errors import Invalid


def give_calls_back(happened: Happened) -> None:
    """Calls held by somebody who has no post left in that street go back to their receivers.

    A whistle is led by whoever blew it; the desk names a new lead.
    """
    member = happened.id("member")
    if member is None:
        return
    for call in in_hand(member).exclude(kind__family="whistle").select_related("kind", "place"):
        with suppress(Invalid):
            check_can_act(member, call, happened.now)
            continue
        release_call(call=call, now=happened.now)


def give_calls_again(happened: Happened) -> None:
    """The calls that went back when the post ended, if nobody moved them since, return to who held them."""
    member, since = happened.id("member"), happened.ids.get("since")
    if member is None or not since:
        return
    for call in released_from(member, datetime.fromisoformat(str(since))):
        with suppress(Invalid):
            check_can_act(member, call, happened.now)
            take_back(call=call, person=member, now=happened.now)
