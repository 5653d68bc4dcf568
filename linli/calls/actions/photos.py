"""Photos of a call: written anew, kept outside the web root under their id, served to who may see the call."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction

from linli.access.actor import Actor
from linli.calls import rules
from linli.calls.actions.moving import By, add_event, done_before
from linli.calls.models import Call, Photo
from linli.calls.pictures import Upload, read_picture
from linli.calls.queries.photos import folder, photo_file
from linli.calls.rules import Role, State
from linli.calls.words import purpose_choices
from linli.kernel import trail
from linli.kernel.errors import Conflict, Invalid, NotAllowed
from linli.kernel.ids import new_id

MOST_PHOTOS = 12
_ADDING = frozenset({Role.OPENER, Role.RECEIVER, Role.HOLDER, Role.MANAGER, Role.UNIT})

__all__ = ["Upload", "add_photo", "keep_photo", "sweep"]


@transaction.atomic
def add_photo(
    *,
    call: Call,
    upload: Upload,
    purpose: str,
    actor: Actor | None,
    key: UUID | None,
    now: datetime,
    token: str = "",
) -> Photo:
    """Raises Invalid at "photos" for what is no picture, too large or one too many; Conflict in an ended call."""
    by = By(actor, key, now, token)
    if done_before(by, "calls.photo_added", call.pk):
        return call.photos.order_by("-at", "-pk")[0]
    if by.roles(call).isdisjoint(_ADDING):
        raise NotAllowed("calls.not_yours")
    if State(call.state) in rules.ENDED:
        raise Conflict("calls.ended")
    photo = keep_photo(call, upload, purpose, by)
    trail.record("calls.photo_added", actor=actor, path=call.path, about=call.pk, key=key, at=now)
    return photo


def keep_photo(call: Call, upload: Upload, purpose: str, by: By) -> Photo:
    """A part of an action. The file is written first: one whose row never came is swept at night."""
    if purpose not in dict(purpose_choices()):
        raise Invalid("calls.photo_purpose", field="purpose")
    if call.photos.count() >= MOST_PHOTOS:
        raise Invalid("calls.photo_too_many", field="photos", most=MOST_PHOTOS)
    picture = read_picture(upload)
    pk = new_id()
    file = photo_file(pk)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.touch(mode=0o600)
    file.write_bytes(picture.data)
    photo = Photo.objects.create(
        pk=pk, path=call.path, call=call, purpose=purpose, width=picture.width, height=picture.height,
        size=len(picture.data), by=by.person, at=by.now,
    )  # fmt: skip
    add_event(call, "photo", by)
    return photo


def sweep(now: datetime) -> int:
    """Delete files that have no row and are older than a day. Returns how many."""
    old = (now - timedelta(days=1)).timestamp()
    files = [file for file in folder().glob("*/*.jpg") if file.stat().st_mtime < old] if folder().exists() else []
    swept = 0
    for start in range(0, len(files), 1_000):
        part = {file.stem: file for file in files[start : start + 1_000]}
        known = {str(pk) for pk in Photo.objects.filter(pk__in=list(part)).values_list("pk", flat=True)}
        swept += sum(_remove(file) for stem, file in part.items() if stem not in known)
    return swept


def _remove(file: Path) -> bool:
    file.unlink(missing_ok=True)
    return True
