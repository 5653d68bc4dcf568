"""The timed work of this room (see `schedule.py`)."""

from datetime import datetime
from uuid import UUID

from django_tasks import task

from linli.calls.actions import escalation, expiry, media, photos, sittings
from linli.calls.queries.photos import PHOTOS
from linli.kernel.time import clock


@task()
def fetch_media(pk: str, tried: int = 0) -> None:
    media.fetch_media(UUID(pk), clock.now(), tried)


def tick(now: datetime) -> None:
    """Every minute: due clocks, circles that widen."""
    escalation.run_due(now)
    escalation.widen_due(now)


def look_after(now: datetime) -> None:
    """Every ten minutes: calls held or received by somebody without a post there, questions and done calls without an
    answer."""
    escalation.receive_orphans(now)
    escalation.release_orphans(now)
    escalation.remind_waiting(now)
    escalation.settle_silent(now)


def erase_expired(now: datetime) -> None:
    sittings.drop_old_sittings(now)
    expiry.erase_expired(now)
    photos.sweep(now)
    PHOTOS.seal_plain()
