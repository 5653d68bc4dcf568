"""Cover pictures: read like every picture from outside, re-encoded, and stored outside the web root.

They are not sealed: a published article is public, and so is its cover (docs/decisions/020-lifted-once.md).
"""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from linli.kernel.files import refused_when_full, write_whole
from linli.kernel.ids import new_id
from linli.kernel.pictures.reading import Upload, read_picture
from linli.notices.models import Notice

UNUSED_SECONDS = 24 * 3600


def file_of(cover: UUID) -> Path:
    return _folder() / f"{cover}.jpg"


def _folder() -> Path:
    return Path(settings.LINLI_UPLOADS) / "covers"


def store_cover(upload: Upload) -> UUID:
    """Raises Invalid at "picture" for a file that is refused (see `read_picture`), and on a full disk."""
    picture = read_picture(upload, field="picture")
    pk = new_id()
    with refused_when_full("pictures.no_room", field="picture"):
        write_whole(file_of(pk), picture.data)
    return pk


def forget(now: datetime) -> None:
    """Delete covers that no notice uses, and files of interrupted writes, a day after they were made."""
    old = [p for p in _folder().glob("*") if p.stat().st_mtime < now.timestamp() - UNUSED_SECONDS]
    used = {f"{pk}.jpg" for pk in Notice.objects.filter(cover__isnull=False).values_list("cover", flat=True)}
    for path in old:
        if path.name not in used:
            path.unlink(missing_ok=True)
