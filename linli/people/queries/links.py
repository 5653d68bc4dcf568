"""Looking up a resident's one-time link."""

from datetime import datetime, timedelta
from uuid import UUID

from linli.kernel.errors import NotFound
from linli.kernel.sealing.tokens import digest_of
from linli.people.models import SelfLink

OPEN_MINUTES = 30  # how long a browser that used the link may read and correct


def usable(token: str, now: datetime) -> SelfLink:
    """The unused link. Raises the same NotFound for unknown, expired, used, and for someone who left the register."""
    links = SelfLink.objects.filter(digest=digest_of(token), used_at=None, expires_at__gt=now)
    found = links.filter(resident__until=None).select_related("resident__household").first()
    if found is None:
        raise NotFound("people.link_gone")
    return found


def opened(pk: UUID | str, now: datetime) -> SelfLink:
    """The link that this browser used less than OPEN_MINUTES ago. Raises NotFound."""
    since = now - timedelta(minutes=OPEN_MINUTES)
    found = SelfLink.objects.filter(pk=pk, used_at__gt=since, resident__until=None)
    link = found.select_related("resident__household__place").first()
    if link is None:
        raise NotFound("people.link_gone")
    return link
