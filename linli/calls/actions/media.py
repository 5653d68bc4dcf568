"""A picture that another system only names by its address: fetched afterwards, by the guard of the SMS gateway.

What passes (no answer, an error there, another picture being decoded here, a full disk) is tried again for hours."""

import io
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from linli.calls.actions.moving import By
from linli.calls.actions.photos import keep_photo, put_aside
from linli.calls.models import DETAIL_COLUMN, Call
from linli.calls.rules import ENDED, Role, State
from linli.kernel.errors import Expected
from linli.kernel.facts import trail
from linli.kernel.pictures.reading import MOST_BYTES
from linli.kernel.sealing import crypto
from linli.kernel.work.queue import later
from linli.notices import gateway

MEDIA = "media_url: "  # the line of the detail that holds the address
AGAIN = (1, 5, 30, 120, 360)  # minutes from one try to the next
PASSES = frozenset({"pictures.busy", "pictures.no_room"})


def ask_for_media(call: Call) -> None:
    """Sent again with its key, the call keeps the one picture it has."""
    later("calls.fetch_media", pk=call.pk)


def fetch_media(pk: UUID, now: datetime, tried: int = 0) -> bool:
    """Whether a picture was added. Whatever goes wrong, the address stays in the detail for those who may read it."""
    call = Call.objects.filter(pk=pk).first()
    address = _address_in(call) if call else ""
    if call is None or not address or not _takes_it(call):
        return False
    try:
        aside = put_aside(io.BytesIO(gateway.fetch(address, most=MOST_BYTES + 1)))
    except (gateway.Failed, Expected) as refused:
        passes = not refused.forever if isinstance(refused, gateway.Failed) else refused.code in PASSES
        if passes and tried < len(AGAIN):
            at = now + timedelta(minutes=AGAIN[tried])
            later("calls.fetch_media", at=at, pk=pk, tried=tried + 1)
        return False
    with transaction.atomic():
        held = Call.objects.select_for_update(no_key=True).get(pk=pk)
        if not _takes_it(held):  # ended, or another picture came, while this one was fetched
            return False
        keep_photo(held, aside, "opened", By(None, None, now, role=Role.SYSTEM))
        trail.record("calls.photo_added", actor=None, path=held.path, about=pk, at=now)
    return True


def _takes_it(call: Call) -> bool:
    return State(call.state) not in ENDED and not call.photos.exists()


def _address_in(call: Call) -> str:
    lines = crypto.unseal(call.detail_sealed, row=call.pk, column=DETAIL_COLUMN).splitlines()
    return next((line.removeprefix(MEDIA) for line in reversed(lines) if line.startswith(MEDIA)), "")
