"""Pictures from outside: checked before decoding, decoded small, re-encoded without metadata.

A phone's picture says where and when it was taken; only the pixels are kept.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from PIL import Image, ImageFile, ImageOps

from linli.kernel.errors import Invalid
from linli.kernel.pictures import heic

MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 60_000_000  # 60 MP: more than a phone's best camera, 180 MB decoded at the very most
LONGEST_SIDE = 1600
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")


class Upload(Protocol):
    """The interface that an uploaded file and an open file share."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True)
class Picture:
    data: bytes  # JPEG
    width: int
    height: int


def read_picture(upload: Upload, *, field: str = "photos") -> Picture:
    """Raises Invalid at `field`: too large, too many pixels, no JPEG, PNG, WebP or HEIC, or a broken one."""
    raw = upload.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise Invalid("pictures.too_large", field=field, most=MOST_BYTES // 1024 // 1024)
    if heic.is_heic(raw):
        raw = _jpeg_of(raw, field)
    try:
        with warnings.catch_warnings():
            # the size is checked below, by our own limit
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(raw), formats=FORMATS)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise Invalid("pictures.format", field=field) from None
    if image.width * image.height > MOST_PIXELS:
        raise Invalid("pictures.pixels", field=field)
    try:
        with _whole_only():
            return _written(image)
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError, Image.DecompressionBombError):
        raise Invalid("pictures.broken", field=field) from None


def _jpeg_of(raw: bytes, field: str) -> bytes:
    found, jpeg = heic.as_jpeg(raw, most_pixels=MOST_PIXELS)
    if found == heic.TOO_MANY_PIXELS:
        raise Invalid("pictures.pixels", field=field)
    if found != heic.OPENED:
        raise Invalid("pictures.broken", field=field)
    return jpeg


@contextmanager
def _whole_only() -> Iterator[None]:
    """The printing library tells Pillow, for the whole process, to accept truncated pictures. Ours are evidence: refuse
    them."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _written(image: Image.Image) -> Picture:
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded at a fraction of its size
    clear = "transparency" in image.info or image.mode in {"RGBA", "LA"}
    small = image.convert("RGBA" if clear else "RGB")  # before turning: 60 MP take 240 MB, and each copy as much again
    del image
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    flat = ImageOps.exif_transpose(small)
    if flat.mode == "RGBA":
        white = Image.new("RGB", flat.size, "white")
        white.paste(flat, mask=flat.getchannel("A"))
        flat = white
    clean = Image.new("RGB", flat.size)
    clean.paste(flat)  # the new picture is made from pixels, without the metadata of the old one
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=QUALITY)
    return Picture(out.getvalue(), clean.width, clean.height)
