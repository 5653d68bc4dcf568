"""Cover pictures: read like every picture from outside, re-encoded, and stored outside the web root."""

from datetime import datetime, timedelta
from uuid import UUID

from linli.kernel.ids import new_id
from linli.kernel.pictures.reading import Upload, read_picture
from linli.notices.queries.covers import COVERS, used

UNUSED_FOR = timedelta(days=1)


def store_cover(upload: Upload) -> UUID:
    """Raises Invalid at "picture" for a file that is refused (see `read_picture`), and on a full disk."""
    picture = read_picture(upload, field="picture")
    pk = new_id()
    COVERS.write(pk, picture.data, field="picture")
    return pk


def forget(now: datetime) -> None:
    """Delete covers that no notice uses, and files of interrupted writes, a day after they were made."""
    COVERS.sweep(used, now - UNUSED_FOR)
