"""What opens something without an account: a link, a printed code, six digits to read out.

A token of at least 128 random bits is kept as its plain digest: there is nothing to guess. What is shorter, and what is
made again whenever it is asked for, is keyed by the installation's secret. `purpose` keeps them apart: what was made
for one opens nothing else. The formats are fixed: printed codes and sent links must go on working.
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
    """By chance: it can be shown once, and never again."""
    return as_text(secrets.token_bytes(TOKEN_BYTES))


def new_digits() -> str:
    """Six, by chance."""
    return f"{secrets.randbelow(10**6):06d}"


def digest_of(token: str) -> bytes:
    """What is kept of a token, and looked up by."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()


def keyed(purpose: str, text: str) -> bytes:
    """32 bytes that only this installation can make of `text`; the same whenever it is asked."""
    return salted_hmac(purpose, text, algorithm="sha256").digest()


def digits_from(purpose: str, text: str) -> str:
    """Six, the same whenever they are asked for."""
    return f"{int.from_bytes(keyed(purpose, text)[:8]) % 1_000_000:06d}"


def same(kept: bytes | memoryview | None, shown: bytes) -> bool:
    """Compared without telling by its time how much is right. False where nothing is kept."""
    return bool(kept) and compare_digest(bytes(kept or b""), shown)


def as_text(raw: bytes) -> str:
    """For an address: base64url without its padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def as_bytes(text: str) -> bytes | None:
    """None for what `as_text` cannot have made."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None


def signed(purpose: str, values: list[Any]) -> str:
    """Numbers and texts that somebody carries for us and cannot alter; everybody can read them."""
    return signing.dumps(values, salt=purpose)


def signed_values(purpose: str, text: str, *, good_for: timedelta) -> list[Any] | None:
    """None for what is not ours, was altered, or is older than `good_for`."""
    try:
        found: list[Any] = signing.loads(text, salt=purpose, max_age=good_for)
    except signing.BadSignature:
        return None
    return found
