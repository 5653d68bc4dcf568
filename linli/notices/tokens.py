"""The link of a single letter: its id with a mark that only this installation can make; opens one notice."""

import base64
import binascii
from hmac import compare_digest
from uuid import UUID

from django.utils.crypto import salted_hmac

_MARK = 9


def token_of(letter: UUID) -> str:
    return base64.urlsafe_b64encode(letter.bytes + _mark(letter)).decode().rstrip("=")


def letter_of(token: str) -> UUID | None:
    """The letter's id, or None for what we did not make."""
    try:
        whole = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(whole) != 16 + _MARK:
        return None
    letter = UUID(bytes=whole[:16])
    return letter if compare_digest(whole[16:], _mark(letter)) else None


def _mark(letter: UUID) -> bytes:
    return salted_hmac("linli.notices.letter", letter.bytes.hex(), algorithm="sha256").digest()[:_MARK]
