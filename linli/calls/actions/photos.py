"""Photos of a call: re-encoded, sealed, stored outside the web root under their id, shown to who may see the call."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from linli.access.actor import Actor
from linli.calls import rules
from linli.calls.actions import strangers
from linli.calls.actions.moving import By, add_event
from linli.calls.models import Call, Photo
from linli.calls.queries.photos import PHOTOS, Aside, aside_named
from linli.calls.rules import State
from linli.calls.words import purpose_choices
from linli.kernel.errors import Conflict, Invalid, NotAllowed
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.pictures.reading import Picture, Upload, read_picture
from linli.kernel.writes import once

MOST_PHOTOS = 12
MOST_AT_OPENING = 6

__all__ = ["Upload", "add_photo", "keep_photo", "put_aside", "sweep", "take_in"]


def add_photo(
    *,
    call: Call,
    upload: Upload,
    purpose: str,
    actor: Actor | None,
    key: UUID | None,
    now: datetime,
    token: str = "",
    address: str = "",
) -> Photo:
    """`address`: the network address of a caller without an account.

    Raises Invalid at "photos" for a refused picture or one too many; Conflict in an ended call, and for too many from
    one network. Decoding takes seconds, so it is done before the transaction.
    """
    by = By(actor, key, now, token)
    if once.done(key, "calls.photo_added", actor=actor, about=call.pk):
        return _last(call)
    if by.roles(call).isdisjoint(rules.ADDS_PHOTOS):
        raise NotAllowed("calls.not_yours")
    _check_takes_one(call)
    aside = put_aside(upload, address=address)
    with transaction.atomic():
        if once.done(key, "calls.photo_added", actor=actor, about=call.pk):  # the same form twice at the same moment
            return _last(call)
        held = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        _check_takes_one(held)
        photo = keep_photo(held, aside, purpose, by)
        trail.record("calls.photo_added", actor=actor, path=call.path, about=call.pk, key=key, at=now)
    return photo


def _last(call: Call) -> Photo:
    return call.photos.order_by("-at", "-pk")[0]


def _check_takes_one(call: Call) -> None:
    if State(call.state) in rules.ENDED:
        raise Conflict("calls.ended")
    _check_room(call)


def _check_room(call: Call) -> None:
    if call.photos.count() >= MOST_PHOTOS:
        raise Invalid("calls.photo_too_many", field="photos", most=MOST_PHOTOS)


def keep_photo(call: Call, aside: Aside, purpose: str, by: By) -> Photo:
    """A part of an action. The file was written first: one whose row is never committed is deleted at night."""
    if purpose not in dict(purpose_choices()):
        raise Invalid("calls.photo_purpose", field="purpose")
    _check_room(call)
    photo = Photo.objects.create(pk=aside.pk, call=call, purpose=purpose, **_columns(aside, call, by))
    add_event(call, "photo", by)
    return photo


def put_aside(upload: Upload, *, address: str = "") -> Aside:
    """Store a picture that has no row yet: the form carries the reference until the call is opened, through every
    error.

    `address`: the network address of somebody without an account. Raises Invalid for a refused picture, Conflict for
    too many from there: a picture can still be added after the call is open.
    """
    if address:
        strangers.count("photos", address, strangers.PICTURES, Conflict("calls.photo_later", field="photos"))
    return _written(read_picture(upload))


def take_in(call: Call, references: Sequence[str], by: By) -> None:
    """A part of opening: pictures put aside become the call's. Raises Invalid at "photos" for one that is gone."""
    if len(references) > MOST_AT_OPENING:
        raise Invalid("calls.photo_too_many", field="photos", most=MOST_AT_OPENING)
    for reference in references:
        aside = aside_named(reference)
        if aside is None or not PHOTOS.opens(aside.pk):
            raise Invalid("calls.photo_gone", field="photos")
        columns = {"call": call, "purpose": "opened", **_columns(aside, call, by)}
        if not Photo.objects.get_or_create(pk=aside.pk, defaults=columns)[1]:
            raise Invalid("calls.photo_gone", field="photos")  # it belongs to another call already
    if references:
        add_event(call, "photo", by)


def _columns(aside: Aside, call: Call, by: By) -> dict[str, object]:
    found = {"path": call.path, "width": aside.width, "height": aside.height, "size": aside.size}
    return found | {"by": by.person, "at": by.now}


def _written(picture: Picture) -> Aside:
    pk = new_id()
    PHOTOS.write(pk, picture.data)
    return Aside(pk, picture.width, picture.height, len(picture.data))


def sweep(now: datetime) -> int:
    """Delete files without a row, whatever their name, that are older than a day. Returns how many."""
    return PHOTOS.sweep(_with_row, now - timedelta(days=1))


def _with_row(ids: Collection[UUID]) -> list[UUID]:
    return list(Photo.objects.filter(pk__in=ids).values_list("pk", flat=True))
