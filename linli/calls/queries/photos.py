"""Where photos lie, and who may see one."""

from pathlib import Path
from uuid import UUID

from django.conf import settings

from linli.access.actor import Actor
from linli.calls.models import Photo
from linli.calls.queries.detail import may_see
from linli.calls.queries.roles import call_for
from linli.kernel import clock
from linli.kernel.errors import NotFound


def folder() -> Path:
    return Path(settings.LINLI_DATA) / "photos"


def photo_file(pk: UUID) -> Path:
    """Two hundred and fifty-six folders: a street takes a hundred thousand pictures a year."""
    return folder() / pk.hex[-2:] / f"{pk}.jpg"


def photo_for(actor: Actor | None, pk: UUID, *, token: str = "") -> tuple[Photo, Path]:
    """The photo and its file. Raises NotFound for one that is absent or not for these eyes: an inside of somebody's
    home is shown like the address is.
    """
    photo = Photo.objects.select_related("call", "call__kind").filter(pk=pk).first()
    if photo is None:
        raise NotFound("access.not_found")
    call, roles = call_for(actor, photo.call_id, token=token)
    file = photo_file(photo.pk)
    if not may_see(actor, call, roles, clock.now()) or not file.exists():
        raise NotFound("access.not_found")
    return photo, file
