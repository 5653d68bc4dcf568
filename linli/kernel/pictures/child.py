"""The process that opens a picture from outside: `python -m linli.kernel.pictures.child LIMITS…`, the file on stdin.

Decoders are C and C++ and have been exploited by prepared pictures, and a few kilobytes can cost seconds. So they run
in a process with little memory and time, no files to write and none of our environment. On stdout: one byte that says
what was found, then width and height (four bytes each) and the new JPEG. Knows no Django.
"""

import io
import re
import resource
import sys
import warnings

from PIL import ExifTags, Image

LONGEST_SIDE = 1600
QUALITY = 82
MOST_SCANS = 40  # of a progressive JPEG: cameras write ten; each one costs 70 ms at 60 MP, and as little as 88 bytes
FORMATS = ("JPEG", "PNG", "WEBP")
OPENED, BROKEN, TOO_MANY_PIXELS, NO_PICTURE = b"\0", b"\1", b"\2", b"\3"
_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_SCAN, _END = 0xDA, 0xD9
_NEXT_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")  # a filler or a restart is no marker of a segment
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip


class Refused(Exception):
    def __init__(self, found: bytes) -> None:
        super().__init__(found)
        self.found = found


def main(most_pixels: int, most_whole: int, memory: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read(), most_pixels, most_whole))


def answer(raw: bytes, most_pixels: int, most_whole: int) -> bytes:
    """`most_whole`: the most pixels of what can only be decoded as a whole (PNG, WebP); a JPEG is decoded smaller."""
    try:
        width, height, jpeg = _heic(raw, most_pixels) if is_heic(raw) else _plain(raw, most_pixels, most_whole)
    except Refused as refused:
        return refused.found
    return OPENED + width.to_bytes(4, "big") + height.to_bytes(4, "big") + jpeg


def is_heic(raw: bytes) -> bool:
    """Decided by the first box of the file, not by its name."""
    return raw[4:8] == b"ftyp" and raw[8:12] in _BRANDS


def _heic(raw: bytes, most_pixels: int) -> tuple[int, int, bytes]:
    import pillow_heif

    pillow_heif.options.DECODE_THREADS = 1
    try:
        picture = pillow_heif.open_heif(io.BytesIO(raw), convert_hdr_to_8bit=True)
        width, height = picture.size
        if width * height > most_pixels:
            raise Refused(TOO_MANY_PIXELS)
        image = picture.to_pillow()  # turned upright by the file's own orientation
        del picture  # as large again
        image.info.clear()
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return _written(image)
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError, RuntimeError):
        raise Refused(BROKEN) from None


def _plain(raw: bytes, most_pixels: int, most_whole: int) -> tuple[int, int, bytes]:
    if scans_of(raw) > MOST_SCANS:
        raise Refused(BROKEN)
    try:
        with warnings.catch_warnings():
            # the size is checked below, by our own limit
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(raw), formats=FORMATS)
    except Exception:  # noqa: BLE001 (the parsers raise whatever they stumble over, a TypeError or a struct.error too)
        raise Refused(NO_PICTURE) from None
    if image.width * image.height > (most_pixels if image.format == "JPEG" else most_whole):
        raise Refused(TOO_MANY_PIXELS)
    try:
        return _written(image)
    except Exception:  # noqa: BLE001 (likewise)
        raise Refused(BROKEN) from None


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


def _written(image: Image.Image) -> tuple[int, int, bytes]:
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
    return clean.width, clean.height, out.getvalue()


def _orientation(image: Image.Image) -> int:
    """Only this one value is read: a phone that wrote the rest of its notes wrongly still took a picture."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 (harmed notes raise whatever the parser stumbles over)
        return 1


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
