"""The sunset of an incident: rows destroyed, its key destroyed, a certificate that anybody can check.

Three steps, each of which may be done again after a crash: the rows and the state in one transaction, then the key,
then the certificate, which only says what is so by then.
"""

import json
from collections import Counter
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from linli.incidents.actions.declaring import STALE, functions_off
from linli.incidents.models import Appeal, Certificate, Incident
from linli.incidents.rules.counts import freeze
from linli.incidents.rules.states import MOVES, Deed, Role, State
from linli.incidents.words import verdict_choices
from linli.kernel.facts import trail
from linli.kernel.sealing import ending, signing
from linli.kernel.writes.change import change, hold
from linli.places.models import Place

FORM = "linli.incidents.certificate.1"


@transaction.atomic
def destroy(*, row: Incident, now: datetime) -> None:
    """Remove every row about people; keep the frozen counts. Raises Conflict before the days of appeal are over."""
    hold(Incident.objects.filter(pk=row.pk))
    row.refresh_from_db()
    after = MOVES.check(State(row.state), Deed.DESTROY, {Role.SYSTEM})
    _remove(row, after, now)


@transaction.atomic
def destroy_again(*, row: Incident, now: datetime) -> None:
    """The rows of an incident whose key was destroyed: a restored database brought them back, unreadable."""
    _remove(row, State.DESTROYED, now)


def _remove(row: Incident, after: State, now: datetime) -> None:
    frozen = _frozen(row)
    removed, _per_model = Appeal.objects.filter(incident=row).delete()
    functions_off(row, now)
    change(row, code=STALE, state=str(after), since=timezone.localdate(now), frozen=frozen)
    data = {"removed": removed}
    trail.record("incidents.destroyed", actor=None, path=row.path, about=row.pk, at=now, data=data)


def _frozen(row: Incident) -> list[list[Any]]:
    """Appeals by community and verdict, as [community, verdict, count]; "" for all, null for what is hidden."""
    rows = Appeal.objects.filter(incident=row).values_list("path", "verdict")
    names = dict(Place.objects.filter(path__in={path for path, _verdict in rows}).values_list("path", "name"))
    counts = Counter((names.get(path, path), verdict) for path, verdict in rows)
    verdicts = [code for code, _word in verdict_choices()]
    kept = freeze(sorted({name for name, _verdict in counts}), verdicts, counts) if counts else None
    return [[name, verdict, count] for (name, verdict), count in sorted(kept.shown.items())] if kept else []


@transaction.atomic
def certify(*, row: Incident, now: datetime) -> Certificate:
    """Say what is so: no row is left, the key is gone. Signed, and shown to everybody. Done once."""
    assert row.state == State.DESTROYED
    assert not ending.is_there(row.pk)
    hold(Incident.objects.filter(pk=row.pk))
    if made := Certificate.objects.filter(incident=row).first():
        return made
    text = certificate_text(row, now)
    signature = signing.sign(text.encode())
    made = Certificate.objects.create(incident=row, path=row.path, text=text, signature=signature, made_at=now)
    trail.record("incidents.certified", actor=None, path=row.path, about=row.pk, at=now)
    return made


def certificate_text(row: Incident, now: datetime) -> str:
    """What is signed: JSON with sorted names, one line each. It names no person of those concerned."""
    ended = ending.ended()
    number, head = trail.head()
    told = {
        "form": FORM,
        "incident": str(row.pk),
        "title": row.title,
        "legal_basis": [row.get_basis_display(), row.basis_number],
        "in_force_from": row.confirmed_at.isoformat() if row.confirmed_at else None,
        "ended": row.ended_at.isoformat() if row.ended_at else None,
        "key_destroyed": ended[row.pk].isoformat() if row.pk in ended else None,
        "rows_left": Appeal.objects.filter(incident=row).count(),
        "counts_kept": row.frozen,
        "trail_head": [number, head],
        "made": now.isoformat(),
        "limits": "已经导出、打印或拍照的内容不在其中",
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1)
