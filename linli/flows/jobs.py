"""The worker's part: take over the outbox, run what is due. The clock of `linli serve` calls `run` every second."""

import time
from datetime import datetime

from django.conf import settings

from linli.flows import actions
from linli.flows.models import Consequence
from linli.kernel.work import outbox
from linli.kernel.work.undone import Undone

LONGEST_ROUND = 20.0  # seconds; then other timed work runs
BATCH = 500


def run(now: datetime) -> None:
    """Run until nothing is due or LONGEST_ROUND has passed; the next round continues."""
    until = time.monotonic() + LONGEST_ROUND
    while time.monotonic() < until:
        taken = outbox.hand_over(actions.note, but=settings.LINLI_OUTBOX, now=now, limit=BATCH)
        if not actions.run_due(now=now, limit=BATCH) and not taken:
            return


def prune(now: datetime) -> None:
    actions.forget(now)


def undone(_now: datetime) -> tuple[Undone, ...]:
    dead = Consequence.objects.filter(dead_at__isnull=False)
    return (Undone(dead.count(), "联动：{} 件试了多次没有办成，请到「联动」页再试"),)
