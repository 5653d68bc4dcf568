"""Pictures from outside: decoded small in a process of their own (`child`), re-encoded without metadata.

A phone's picture says where and when it was taken; only the pixels are kept. One is decoded at a time on the whole
machine: whoever comes meanwhile waits for PATIENCE and is then asked to send it again, so that pictures never hold all
web processes; a web process answers others while one is decoded (`meanwhile`).
"""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings

from linli.kernel.errors import Conflict, Invalid
from linli.kernel.files import refused_when_full
from linli.kernel.pictures import child
from linli.kernel.pictures.meanwhile import others_run

MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 60_000_000  # 60 MP: more than a phone's best camera, 180 MB decoded at the very most
MOST_WHOLE = 30_000_000  # of PNG and WebP, which cannot be decoded smaller: five times a screen's picture
LONGEST_SIDE = child.LONGEST_SIDE
MEMORY = 1024 * 1024 * 1024  # limits address space, not resident pages: 48 MP of HEIC take 370 MB of it
SECONDS = 10
PATIENCE = 1.0  # seconds
LOCK_FILE = "pictures.lock"
PACKAGE_ROOT = Path(__file__).resolve().parents[3]
_HEAD = 9  # bytes before the JPEG
_CODES = {child.TOO_MANY_PIXELS: "pictures.pixels", child.NO_PICTURE: "pictures.format"}


class Upload(Protocol):
    """The interface that an uploaded file and an open file share."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True)
class Picture:
    data: bytes  # JPEG
    width: int
    height: int


def read_picture(upload: Upload, *, field: str = "photos") -> Picture:
    """Raises Invalid at `field`: too large, too many pixels, no JPEG, PNG, WebP or HEIC, or a broken one; Conflict
    while another one is being decoded."""
    raw = upload.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise Invalid("pictures.too_large", field=field, most=MOST_BYTES // 1024 // 1024)
    with others_run(), _alone(field):
        said = _opened(raw)
    if said[:1] != child.OPENED or len(said) <= _HEAD:
        raise Invalid(_CODES.get(said[:1], "pictures.broken"), field=field)
    width, height = (int.from_bytes(said[at : at + 4], "big") for at in (1, 5))
    return Picture(said[_HEAD:], width, height)


def _opened(raw: bytes) -> bytes:
    """What the child answered; nothing when it crashed or took too long: a bad file."""
    limits = map(str, (MOST_PIXELS, MOST_WHOLE, MEMORY, SECONDS))
    command = [sys.executable, "-s", "-m", "linli.kernel.pictures.child", *limits]
    environment = {"PYTHONPATH": str(PACKAGE_ROOT), "PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, input=raw, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, check=False,
            timeout=2 * SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""


@contextmanager
def _alone(field: str) -> Iterator[None]:
    """Among all processes of this data folder. Raises Conflict at `field` after PATIENCE."""
    end = time.monotonic() + PATIENCE
    with refused_when_full("pictures.no_room", field=field):
        file = os.open(Path(settings.LINLI_DATA) / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while not _taken(file):
            if time.monotonic() > end:
                raise Conflict("pictures.busy", field=field)
            time.sleep(0.02)
        yield
    finally:
        os.close(file)  # which releases it


def _taken(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
