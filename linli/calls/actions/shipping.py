"""Loading the shipped kinds. Run again after an update; only differences are written."""

from datetime import datetime

from django.db import transaction

from linli.calls.models import CallKind
from linli.calls.shipped import KINDS
from linli.kernel.facts import trail


@transaction.atomic
def load_shipped(now: datetime) -> None:
    """Bring the shipped kinds into the database; one query when nothing changed. A street's own are never touched."""
    known = {kind.code: kind for kind in CallKind.objects.filter(path="")}
    changed = 0
    for order, (code, ours) in enumerate(KINDS.items(), 1):
        want = {**ours.values(), "order": order * 10}
        row = known.get(code)
        if row and all(getattr(row, name) == value for name, value in want.items()):
            continue
        CallKind.objects.update_or_create(path="", code=code, defaults=want)
        changed += 1
    if changed:
        trail.record("calls.shipped_loaded", actor=None, path="", at=now, data={"changed": changed})
