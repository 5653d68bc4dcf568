"""What happened to calls since a moment: opened and still open, or settled."""

from dataclasses import dataclass
from datetime import datetime

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.access.rules import SEGMENT
from linli.calls.models import Call


@dataclass(frozen=True)
class Happened:
    """`settled`: the call ended well at `at`; otherwise it was opened then and is open."""

    call: Call
    at: datetime
    settled: bool


def lately(actor: Actor, since: datetime, most: int) -> list[Happened]:
    """The newest `most` of what the actor may read, the newest first."""
    roots = {path[:SEGMENT] for path in actor.paths(P.CALLS_READ)}
    if not roots:
        return []
    rows = Call.objects.reachable(actor, P.CALLS_READ).select_related("place")
    rows = rows if "" in roots else rows.filter(root__in=roots)
    opened = rows.filter(ended_at=None, opened_at__gte=since).order_by("-opened_at")[:most]
    settled = rows.filter(state="settled", ended_at__gte=since).order_by("-ended_at")[:most]
    found = [Happened(call, call.opened_at, settled=False) for call in opened]
    found += [Happened(call, call.ended_at, settled=True) for call in settled if call.ended_at]
    return sorted(found, key=lambda one: one.at, reverse=True)[:most]
