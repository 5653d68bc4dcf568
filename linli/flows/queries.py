"""What ran, what waits, what failed: for whoever may look after the machine's consequences."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.flows.models import Consequence
from linli.flows.table import FLOWS
from linli.kernel.pages.paging import Page, page_of

LATEST = 30


@dataclass(frozen=True)
class FlowLine:
    """One flow of the table and its counts: `failed` gave up, `retrying` failed at least once and waits."""

    topic: str
    flow: str
    done: int = 0
    waiting: int = 0
    retrying: int = 0
    failed: int = 0
    last: datetime | None = None


def lines(actor: Actor) -> list[FlowLine]:
    """Every flow of the table, also one that never ran; one grouped query."""
    open_ = Q(done_at=None, dead_at=None)
    counts = (
        Consequence.objects.reachable(actor, P.FLOWS_READ)
        .values_list("topic", "flow")
        .annotate(
            done=Count("pk", filter=Q(done_at__isnull=False)),
            waiting=Count("pk", filter=open_ & Q(attempts=0)),
            retrying=Count("pk", filter=open_ & Q(attempts__gt=0)),
            failed=Count("pk", filter=Q(dead_at__isnull=False)),
            last=Max("done_at"),
        )
        .order_by()
    )
    known = {(row[0], row[1]): FlowLine(*row) for row in counts}
    listed = {(topic, flow.__name__) for topic, flows in FLOWS.items() for flow in flows}
    return [known.get(pair) or FlowLine(*pair) for pair in sorted(listed | set(known))]


def failures(actor: Actor, cursor: str = "") -> Page[Consequence]:
    """What gave up, newest first."""
    rows = Consequence.objects.reachable(actor, P.FLOWS_READ).filter(dead_at__isnull=False)
    return page_of(rows, order=("-dead_at", "-id"), cursor=cursor)


def latest(actor: Actor) -> list[Consequence]:
    """What ran last."""
    rows = Consequence.objects.reachable(actor, P.FLOWS_READ).filter(done_at__isnull=False)
    return list(rows.order_by("-done_at")[:LATEST])


def retrying(actor: Actor) -> list[Consequence]:
    """What failed at least once, or was begun more than once, and will be tried again by itself, next first."""
    rows = Consequence.objects.reachable(actor, P.FLOWS_READ)
    return list(
        rows.filter(Q(attempts__gt=0) | Q(starts__gt=1), done_at=None, dead_at=None).order_by("due_at")[:LATEST]
    )
