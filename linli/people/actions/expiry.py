"""Erases personal values when the days given in `people.retention` are over. The rows stay, for the counts.

Days are counted from the end itself or from its being recorded, whichever is later, so that a departure entered late
can still be corrected.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from linli.kernel.facts.erased import record_erased
from linli.kernel.sealing.retention import ERASED
from linli.people.models import ExportRequest, Look, Move, Need, Proposal, Resident, SelfLink
from linli.people.retention import RETENTION


@transaction.atomic
def erase_expired(now: datetime) -> dict[str, int]:
    """Scheduled every night. Returns how many rows of each kind lost a value; one fact records them."""
    done = {
        "numbers": _numbers(now),
        "needs": _gone(now, "Need.kind", Need, "resident__").delete()[0],
        "people": _people(now),
        "moves": Move.objects.filter(recorded_at__lt=_since("Move.before", now)).exclude(before={}).update(before={})
        + Move.objects.filter(recorded_at__lt=_since("Move.reason", now)).exclude(reason="").update(reason=""),
        "proposals": _proposals(now),
        "exports": _exports(now),
        "looks": Look.objects.filter(day__lt=timezone.localdate(now)).delete()[0],
        "links": SelfLink.objects.filter(expires_at__lt=_since("SelfLink.digest", now)).delete()[0],
    }
    return record_erased("people.erased", done, now)


def _since(column: str, now: datetime) -> datetime:
    return now - timedelta(days=RETENTION[column].days)


def _gone(now: datetime, column: str, model: type[Resident | Need], prefix: str = "") -> QuerySet[Resident | Need]:
    """Rows of people who left, and about whom nothing was recorded, for as many days as `column` is kept."""
    since = _since(column, now)
    left = model._default_manager.filter(**{f"{prefix}until__lt": timezone.localtime(since).date()})  # noqa: SLF001 (a documented name of Django)
    return left.exclude(**{f"{prefix}moves__recorded_at__gte": since}).exclude(**{f"{prefix}recorded_at__gte": since})


def _numbers(now: datetime) -> int:
    rows = _gone(now, "Resident.phone_sealed", Resident)
    return rows.exclude(identity_sealed=b"", phone_sealed=b"", note_sealed=b"").update(
        identity_sealed=b"", identity_blind=None, phone_sealed=b"", phone_blind=None, phone_tail_blind=None,
        note_sealed=b"",
    )  # fmt: skip


def _people(now: datetime) -> int:
    rows = _gone(now, "Resident.name", Resident).exclude(name=ERASED)
    return rows.update(
        name=ERASED, initials="", sex="0", born_on=None, relation="unknown", residence="other", reach="call",
        identity_kind="none",
    )  # fmt: skip


def _exports(now: datetime) -> int:
    old = ExportRequest.objects.filter(until__lt=_since("ExportRequest.text", now)).exclude(text="")
    words = ExportRequest.objects.filter(until__lt=_since("ExportRequest.reason", now)).exclude(reason="", answer="")
    return old.update(text="") + words.update(reason="", answer="")


def _proposals(now: datetime) -> int:
    """Proposals of people who left are no longer decided: they are withdrawn, and erased like the others."""
    Proposal.objects.filter(state="open", resident__until__isnull=False).update(state="withdrawn", decided_at=now)
    old = Proposal.objects.filter(decided_at__lt=_since("Proposal.name", now))
    asked = ~Q(name="", identity_kind="", identity_sealed=b"")
    reasons = Proposal.objects.filter(decided_at__lt=_since("Proposal.reason", now)).exclude(reason="")
    return old.filter(asked).update(name="", identity_kind="", identity_sealed=b"") + reasons.update(reason="")
