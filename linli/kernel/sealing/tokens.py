"""Tokens that give access without an account: links, printed codes, six digits to read out.

A token of at least 128 random bits is stored as its plain digest, because it cannot be guessed. A shorter one, or one
that is made again on each request, is an HMAC under the installation's secret. `purpose` separates the uses: a token
for one purpose is not valid for another. The formats must not change: printed codes and sent links must keep working.
"""

import base64
import binascii
import hashlib
import secrets
from datetime import timedelta
from hmac import compare_digest
from typing import Any

from django.core import signing
from django.utils.crypto import salted_hmac

TOKEN_BYTES = 24


def new_token() -> str:
    """A random token: shown once; only its digest is stored."""
    return as_text(secrets.token_bytes(TOKEN_BYTES))


def new_digits() -> str:
    """Six, by chance."""
    return f"{secrets.randbelow(10**6):06d}"


def digest_of(token: str) -> bytes:
    """The digest that is stored, and looked up by."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()


def keyed(purpose: str, text: str) -> bytes:
    """32 bytes that only this installation can make from `text`; always the same for the same text."""
    return salted_hmac(purpose, text, algorithm="sha256").digest()


def digits_from(purpose: str, text: str) -> str:
    """Six digits, always the same for the same input."""
    return f"{int.from_bytes(keyed(purpose, text)[:8]) % 1_000_000:06d}"


def same(kept: bytes | memoryview | None, shown: bytes) -> bool:
    """Constant-time comparison. False when nothing is stored."""
    return bool(kept) and compare_digest(bytes(kept or b""), shown)


def as_text(raw: bytes) -> str:
    """For an address: base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def as_bytes(text: str) -> bytes | None:
    """None for text that `as_text` cannot have made."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None


def signed(purpose: str, values: list[Any]) -> str:
    """Numbers and texts, signed, to be sent back to us: they can be read by everybody but not altered."""
    return signing.dumps(values, salt=purpose)


def signed_values(purpose: str, text: str, *, good_for: timedelta | None) -> list[Any] | None:
    """None when the signature is not ours, the text was altered, or it is older than `good_for` (None: however old)."""
    try:
        found: list[Any] = signing.loads(text, salt=purpose, max_age=good_for)
    except signing.BadSignature:
        return None
    return found
