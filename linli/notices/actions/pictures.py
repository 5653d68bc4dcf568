"""Cover pictures: read as a picture of three known kinds, turned upright, made smaller, and written anew as JPEG.

Nothing of the file that was sent survives but its pixels: no EXIF, no place where it was taken, no text, no second
file hidden behind it. SVG and HTML are no pictures here. The files lie outside the web's root.
"""

import io
import os
import warnings
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from linli.kernel.errors import Invalid
from linli.kernel.ids import new_id
from linli.notices.models import Notice

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600
KINDS = ["JPEG", "PNG", "WEBP"]
UNUSED_SECONDS = 24 * 3600


def file_of(cover: UUID) -> Path:
    return Path(settings.LINLI_UPLOADS) / "covers" / f"{cover}.jpg"


def store_cover(upload: BinaryIO, size: int) -> UUID:
    """Raises Invalid for what is too large, no picture, or a bomb."""
    if size > MOST_BYTES:
        raise Invalid("notices.picture_too_large", field="picture", mb=MOST_BYTES // 2**20)
    picture = _read(upload.read(MOST_BYTES + 1))
    pk = new_id()
    target = file_of(pk)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = target.with_suffix(f".{os.getpid()}")
    picture.save(partial, "JPEG", quality=82, optimize=True)
    partial.replace(target)
    return pk


def _read(data: bytes) -> Image.Image:
    """The pixels, upright, on white, at most LONGEST_SIDE wide or high."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            found = Image.open(io.BytesIO(data), formats=KINDS)
            if found.width * found.height > MOST_PIXELS:
                raise Invalid("notices.picture_too_many_pixels", field="picture")
            found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(found)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            plain = Image.new("RGB", upright.size, "white")
            plain.paste(upright.convert("RGBA"), mask=upright.convert("RGBA").getchannel("A"))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError,
            Image.DecompressionBombWarning):  # fmt: skip
        raise Invalid("notices.no_picture", field="picture") from None
    return plain


def forget(now: datetime) -> None:
    """Delete covers that no notice uses, a day after they were sent."""
    folder = Path(settings.LINLI_UPLOADS) / "covers"
    old = [p for p in folder.glob("*.jpg") if p.stat().st_mtime < now.timestamp() - UNUSED_SECONDS]
    used = {str(pk) for pk in Notice.objects.filter(cover__isnull=False).values_list("cover", flat=True)}
    for path in old:
        if path.stem not in used:
            path.unlink(missing_ok=True)
