"""Keys with an end: what is sealed under one can be read by nobody once it is destroyed, not from any backup either.

One file a key, in a folder beside the key file; neither is ever in the database or in a backup. A key is read from its
file each time and kept nowhere else, so that destroying it holds for every process at once. `ended.json` says for ever
which were destroyed: a database restored from before is told by it.

What an operator copied elsewhere, and what a disk keeps of overwritten blocks, is out of reach (docs/trust.md).
"""

import json
import os
import secrets
from datetime import datetime
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from linli.kernel.files import write_whole
from linli.kernel.sealing.crypto import NONCE_BYTES, KeyMissing, derive

KEY_BYTES = 32


class KeyEnded(Exception):
    """A key of this id was destroyed: there will be no other one."""


def folder() -> Path:
    from django.conf import settings

    return Path(settings.LINLI_KEYS).with_name("ending-keys")


def make(key_id: UUID) -> None:
    """Draw a key, unless it is there already. Raises KeyEnded, OSError."""
    if key_id in ended():
        raise KeyEnded(str(key_id))
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _file(key_id).exists():
        write_whole(_file(key_id), secrets.token_bytes(KEY_BYTES))


def is_there(key_id: UUID) -> bool:
    return _file(key_id).exists()


def seal(text: str, *, key_id: UUID, row: UUID, column: str) -> bytes:
    """As `crypto.seal`, under the key of this id. Raises KeyMissing."""
    if not text:
        return b""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher(key_id, column).encrypt(nonce, text.encode(), _bound_to(row, column))


def unseal(sealed: bytes | memoryview, *, key_id: UUID, row: UUID, column: str) -> str:
    """Raises KeyMissing when the key was destroyed, cryptography's InvalidTag when the value was moved or altered."""
    raw = bytes(sealed)
    if not raw:
        return ""
    opened = _cipher(key_id, column).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound_to(row, column))
    return opened.decode()


def destroy(key_id: UUID, at: datetime) -> None:
    """Write down that it ended, overwrite it, remove it. May be done again after a crash at any point."""
    told = ended()
    if key_id not in told:
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(
            _ledger(), json.dumps({str(one): when.isoformat() for one, when in {**told, key_id: at}.items()}).encode()
        )
    if not _file(key_id).exists():
        return
    with _file(key_id).open("r+b") as stream:
        stream.write(bytes(KEY_BYTES))
        stream.flush()
        os.fsync(stream.fileno())
    _file(key_id).unlink()


def ended() -> dict[UUID, datetime]:
    """Which keys were destroyed, and when."""
    try:
        told = json.loads(_ledger().read_text())
    except FileNotFoundError:
        return {}
    return {UUID(one): datetime.fromisoformat(when) for one, when in told.items()}


def _ledger() -> Path:
    return folder() / "ended.json"


def _file(key_id: UUID) -> Path:
    return folder() / f"{key_id}.key"


def _cipher(key_id: UUID, column: str) -> AESGCM:
    try:
        key = _file(key_id).read_bytes()
    except FileNotFoundError:
        raise KeyMissing(str(key_id)) from None
    return AESGCM(derive(key, f"linli/ending/{column}"))


def _bound_to(row: UUID, column: str) -> bytes:
    return column.encode() + b"\0" + row.bytes
