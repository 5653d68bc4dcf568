"""What people enter into their own diary: a shift, leave, a trip. Nobody can enter these for somebody else."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.access.actor import Actor
from linli.corps.actions import diary
from linli.corps.actions.diary import Planned
from linli.corps.models import DiaryEntry
from linli.corps.queries.diary import OWN, home_path
from linli.corps.words import absence_choices
from linli.kernel.errors import Invalid, NotAllowed
from linli.kernel.ids import new_id
from linli.kernel.writes import once


@transaction.atomic
def record_absence(
    *, starts_at: datetime, ends_at: datetime, why: str, actor: Actor, key: UUID | None, now: datetime
) -> DiaryEntry:
    """Raises Invalid at "why" or "ends_at", and what `diary.enter` raises."""
    if made := once.made(DiaryEntry, key, "corps.diary_entered", actor=actor):
        return made  # asked before the times are judged: it may be over when it is sent again
    if actor.person is None:
        raise NotAllowed("corps.diary_no_person")
    words = dict(absence_choices())
    if why not in words:
        raise Invalid("corps.diary_kind", field="why")
    if ends_at <= now:
        raise Invalid("corps.diary_times", field="ends_at")
    kind, title = ("shift", "") if why == "shift" else ("absence", words[why])
    planned = Planned(
        person=actor.person, kind=kind, title=title, starts_at=starts_at, ends_at=ends_at,
        path=home_path(actor.person), source=OWN, source_id=key or new_id(),
    )  # fmt: skip
    return diary.enter(planned=planned, actor=actor, key=key, now=now)


@transaction.atomic
def end_absence(*, entry: DiaryEntry, actor: Actor, key: UUID | None, now: datetime) -> None:
    """End early; an entry of another room must be changed there. Raises NotAllowed, and what `end_early` raises."""
    if entry.person != actor.person or entry.source != OWN:
        raise NotAllowed("corps.diary_not_yours")
    diary.end_early(entry=entry, actor=actor, key=key, now=now)
