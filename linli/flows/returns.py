"""Calls that go back or find their receiver anew when somebody leaves a post, and return when the leaving is undone."""

from contextlib import suppress
from datetime import datetime

from linli.access.rules import SEGMENT
from linli.calls.actions.holding import release_call, take_back
from linli.calls.actions.succeeding import receive_anew
from linli.calls.queries.receiving import received_by, succeeded_since
from linli.calls.queries.responders import check_can_act, check_can_receive, in_hand, released_from
from linli.flows.happened import Happened
from linli.kernel.errors import Invalid


def give_calls_back(happened: Happened) -> None:
    """Calls held by somebody whose posts no longer reach them go back to their receivers.

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


def find_receivers(happened: Happened) -> None:
    """Calls received by somebody whose posts no longer cover them find their receiver anew, who is told."""
    member = happened.id("member")
    if member is None:
        return
    for call in received_by(member):
        with suppress(Invalid):
            check_can_receive(member, call, happened.now)
            continue
        receive_anew(call=call, now=happened.now)


def give_receivers_again(happened: Happened) -> None:
    """What found another receiver when the post ended, and was not moved since, finds the old one again."""
    since = happened.ids.get("since")
    if since:
        for call in succeeded_since(str(happened.ids["path"])[:SEGMENT], datetime.fromisoformat(str(since))):
            receive_anew(call=call, now=happened.now)
