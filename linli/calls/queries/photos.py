"""Where photos are stored, and who may see one.

A picture is a sealed file outside the web root, bound to its id. Before its call is opened it has no row: whoever
uploaded it holds a signed reference, which for a few hours is the only way to it.
"""

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db import transaction
from django.db.models import QuerySet

from linli.access.actor import Actor
from linli.calls.models import Call, Photo
from linli.calls.queries.detail import may_see
from linli.calls.queries.roles import call_for
from linli.kernel.errors import NotFound
from linli.kernel.facts import trail
from linli.kernel.models import Fact
from linli.kernel.pictures.shelf import SealedShelf
from linli.kernel.sealing import crypto, tokens
from linli.kernel.time import clock

LOOK = "calls.photo_viewed"
ONE_LOOK = timedelta(minutes=1)
ASIDE_FOR = timedelta(hours=12)  # shorter than the day after which files without a row are deleted
logger = logging.getLogger(__name__)
_SALT = "linli.calls.photo_aside"


def _newest(most: int) -> Iterable[UUID]:
    return Photo.objects.order_by("-pk").values_list("pk", flat=True)[:most]


PHOTOS = SealedShelf(name="photos", word="照片", column="calls.photo.file", newest=_newest, bulky=True)


def proofs_of(call: Call) -> QuerySet[Photo]:
    """The pictures that may prove that it is done: none of before it was opened again."""
    again = call.events.filter(deed="reopen").order_by("-revision").values_list("at", flat=True).first()
    proofs = call.photos.filter(purpose__in=["done", "receipt", "on_site"])
    return proofs.filter(at__gte=again) if again else proofs


def photo_for(actor: Actor | None, pk: UUID, *, token: str = "") -> tuple[Photo, bytes]:
    """The photo and its JPEG. Raises NotFound when it is absent or the reader may not see it: the inside of a home is
    shown to the same people as the address. A look by an account, its caller's too, is recorded as a fact; one by the
    caller's link is not."""
    photo = Photo.objects.select_related("call", "call__kind").filter(pk=pk).first()
    if photo is None:
        raise NotFound("access.not_found")
    call, roles = call_for(actor, photo.call_id, token=token)
    now = clock.now()
    data = _shown(photo.pk) if may_see(actor, call, roles, now) else None
    if data is None:
        raise NotFound("access.not_found")
    if actor is not None and not _just_looked(actor, call, now):
        with transaction.atomic():
            trail.record(LOOK, actor=actor, path=call.path, about=call.pk, at=now, data={"photo": str(pk)})
    return photo, data


def _just_looked(actor: Actor, call: Call, now: datetime) -> bool:
    """A page of a call with its pictures is one look."""
    looks = Fact.objects.filter(about=call.pk, kind__in=["calls.viewed", LOOK], actor=actor.account)
    return looks.filter(at__gt=now - ONE_LOOK).exists()


def _shown(pk: UUID) -> bytes | None:
    """A broken file counts as absent for the reader; the log and `linli doctor` name it."""
    try:
        return PHOTOS.read(pk)
    except (crypto.KeyMissing, InvalidTag):
        logger.exception("photo %s does not open", pk)
        return None


@dataclass(frozen=True)
class Aside:
    """A picture put aside while a call is being written. Who holds its `reference` uploaded it."""

    pk: UUID
    width: int
    height: int
    size: int

    @property
    def reference(self) -> str:
        return tokens.signed(_SALT, [self.pk.hex, self.width, self.height, self.size])


def aside_named(reference: str) -> Aside | None:
    """None for a reference that is not ours, or too old. Its picture may already belong to a call."""
    return _aside(tokens.signed_values(_SALT, reference, good_for=ASIDE_FOR))


def _once_named(reference: str) -> Aside | None:
    return _aside(tokens.signed_values(_SALT, reference, good_for=None))


def _aside(values: list[Any] | None) -> Aside | None:
    return Aside(UUID(values[0]), *values[1:]) if values else None


def asides_named(references: Iterable[str]) -> dict[str, Aside]:
    """Reference -> its picture, each once, in order. One that is too old counts while a call has its picture: the form
    that opened the call may be sent again."""
    found = ((reference, aside_named(reference) or _taken(reference)) for reference in dict.fromkeys(references))
    return {reference: aside for reference, aside in found if aside}


def _taken(reference: str) -> Aside | None:
    aside = _once_named(reference)
    return aside if aside and Photo.objects.filter(pk=aside.pk).exists() else None


def digests_of(references: Iterable[str]) -> list[str]:
    """Tells pictures apart when a form comes again: by their bytes, because who sends it may upload the same anew; one
    whose file is gone or broken by its id. A reference may be as old as it likes."""
    asides = [aside for aside in map(_once_named, references) if aside]
    return [hashlib.sha256(_shown(aside.pk) or aside.pk.bytes).hexdigest() for aside in asides]


def aside_bytes(reference: str) -> bytes:
    """For whoever is still writing the call. Raises NotFound; once it belongs to a call, the call's rules apply."""
    aside = aside_named(reference)
    taken = aside is not None and Photo.objects.filter(pk=aside.pk).exists()
    data = _shown(aside.pk) if aside and not taken else None
    if data is None:
        raise NotFound("access.not_found")
    return data
