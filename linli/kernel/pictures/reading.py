"""Pictures from outside: checked before decoding, decoded small, re-encoded without metadata.

A phone's picture says where and when it was taken; only the pixels are kept.
"""

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from PIL import ExifTags, Image, ImageFile

from linli.kernel.errors import Invalid
from linli.kernel.pictures import heic

MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 60_000_000  # 60 MP: more than a phone's best camera, 180 MB decoded at the very most
LONGEST_SIDE = 1600
QUALITY = 82
MOST_SCANS = 40  # of a progressive JPEG: cameras write ten; each one costs 70 ms at 60 MP, and as little as 88 bytes
FORMATS = ("JPEG", "PNG", "WEBP")
_SCAN, _END = 0xDA, 0xD9
_NEXT_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")  # a filler or a restart is no marker of a segment
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip


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
    if scans_of(raw) > MOST_SCANS:
        raise Invalid("pictures.broken", field=field)
    try:
        with warnings.catch_warnings():
            # the size is checked below, by our own limit
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(raw), formats=FORMATS)
    except Exception:  # noqa: BLE001 (the parsers raise whatever they stumble over, a TypeError or a struct.error too)
        raise Invalid("pictures.format", field=field) from None
    if image.width * image.height > MOST_PIXELS:
        raise Invalid("pictures.pixels", field=field)
    try:
        with _whole_only():
            return _written(image)
    except Exception:  # noqa: BLE001 (likewise)
        raise Invalid("pictures.broken", field=field) from None


def scans_of(raw: bytes) -> int:
    """How many scans the first picture of a JPEG has, without what follows its end (a film); 0 of anything else."""
    at, found = 2, 0
    while raw[:2] == b"\xff\xd8" and (marker := _NEXT_MARKER.search(raw, at)):
        kind = raw[marker.end() - 1]
        if kind == _END:
            break
        found += kind == _SCAN
        at = marker.end() + int.from_bytes(raw[marker.end() : marker.end() + 2], "big")
    return found


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
    turn = _TURNS.get(_orientation(image))
    del image
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    flat = small.transpose(turn) if turn else small
    if flat.mode == "RGBA":
        white = Image.new("RGB", flat.size, "white")
        white.paste(flat, mask=flat.getchannel("A"))
        flat = white
    clean = Image.new("RGB", flat.size)
    clean.paste(flat)  # the new picture is made from pixels, without the metadata of the old one
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=QUALITY)
    return Picture(out.getvalue(), clean.width, clean.height)


def _orientation(image: Image.Image) -> int:
    """Only this one value is read: a phone that wrote the rest of its notes wrongly still took a picture."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 (harmed notes raise whatever the parser stumbles over)
        return 1
