"""Erases personal values when the days given in `calls.retention` are over. The rows stay, for the counts."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from linli.calls.models import Call, CallEvent, Item, Photo, Slot
from linli.calls.queries.photos import PHOTOS
from linli.calls.retention import RETENTION
from linli.kernel.facts.erased import record_erased
from linli.kernel.sealing.retention import ERASED

BATCH = 5_000


@transaction.atomic
def erase_expired(now: datetime) -> dict[str, int]:
    """Scheduled every night. Returns how many rows of each kind lost a value; one fact records them."""
    contacts = _ended("Call.address_sealed", now).exclude(
        caller_name_sealed=b"", caller_phone_sealed=b"", caller_phone_blind=None, address_sealed=b"", code_digest=None
    )
    details = _ended("Call.detail_sealed", now).exclude(detail_sealed=b"", follow_digest=None)
    titles = _ended("Call.title", now).exclude(title=ERASED, caller=None)
    items = Item.objects.filter(call__in=_ended("Item.name", now)).exclude(name=ERASED)
    reasons = CallEvent.objects.filter(call__in=_ended("CallEvent.reason", now)).exclude(reason="", changed={})
    notes = Slot.objects.filter(call__in=_ended("Slot.note", now)).exclude(note="")
    done = {
        "contacts": contacts.update(
            caller_name_sealed=b"", caller_phone_sealed=b"", caller_phone_blind=None, address_sealed=b"",
            code_digest=None,
        ),
        "details": details.update(detail_sealed=b"", follow_digest=None),
        "items": items.update(name=ERASED, quantity=""),
        "reasons": reasons.update(reason="", changed={}),
        "notes": notes.update(note=""),
        "titles": titles.update(title=ERASED, caller=None, pause_reason=""),
        "photos": _photos(now),
    }  # fmt: skip
    return record_erased("calls.erased", done, now)


def _ended(column: str, now: datetime) -> QuerySet[Call]:
    return Call.objects.filter(ended_at__lt=now - timedelta(days=RETENTION[column].days))


def _unlink(photos: list[UUID]) -> None:
    for pk in photos:
        PHOTOS.remove(pk)


def _photos(now: datetime) -> int:
    """Delete the files after the rows are committed as deleted; what a crash leaves is deleted the next night."""
    old = list(Photo.objects.filter(call__in=_ended("Photo.size", now)).values_list("pk", flat=True)[:BATCH])
    Photo.objects.filter(pk__in=old).delete()
    transaction.on_commit(lambda: _unlink(old))
    return len(old)
