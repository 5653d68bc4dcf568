"""The process that opens a HEIC picture: `python -m linli.kernel.pictures.heic`, the file on stdin, a JPEG on stdout.

The decoders (libheif, libde265) are C++ and have been exploited by prepared pictures. So they run in a process with
little memory and time, no files to write and none of our environment; the JPEG that comes back is checked like any
upload. The first byte of the output is the result code. Knows no Django.
"""

import io
import os
import resource
import subprocess
import sys
from pathlib import Path

MEMORY = 1024 * 1024 * 1024  # limits address space, not resident pages: 48 MP take 370 MB of it
SECONDS = 10
LONGEST_SIDE = 1600
PACKAGE_ROOT = Path(__file__).resolve().parents[3]
OPENED, BROKEN, TOO_MANY_PIXELS = b"\0", b"\1", b"\2"
_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def is_heic(raw: bytes) -> bool:
    """Decided by the first box of the file, not by its name."""
    return raw[4:8] == b"ftyp" and raw[8:12] in _BRANDS


def as_jpeg(raw: bytes, *, most_pixels: int) -> tuple[bytes, bytes]:
    """(OPENED, the picture upright and reduced) or (what is wrong with it, nothing). A child that crashes means a bad
    file."""
    command = [sys.executable, "-s", "-m", "linli.kernel.pictures.heic", *map(str, (most_pixels, MEMORY, SECONDS))]
    environment = {"PYTHONPATH": str(PACKAGE_ROOT), "PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, input=raw, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, check=False,
            timeout=2 * SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return BROKEN, b""
    return (done.stdout[:1], done.stdout[1:]) if done.returncode == 0 and done.stdout else (BROKEN, b"")


def main(most_pixels: int, memory: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    raw = sys.stdin.buffer.read()
    sys.stdout.buffer.write(b"".join(_opened(raw, most_pixels)))


def _opened(raw: bytes, most_pixels: int) -> tuple[bytes, bytes]:
    import pillow_heif

    pillow_heif.options.DECODE_THREADS = 1
    try:
        picture = pillow_heif.open_heif(io.BytesIO(raw), convert_hdr_to_8bit=True)
        width, height = picture.size
        if width * height > most_pixels:
            return TOO_MANY_PIXELS, b""
        image = picture.to_pillow()  # turned upright by the file's own orientation
        del picture  # as large again
        image.info.clear()
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        image = image.convert("RGB")
        out = io.BytesIO()
        image.save(out, "JPEG", quality=95)
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError, RuntimeError):
        return BROKEN, b""
    return OPENED, out.getvalue()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
