"""Links that only this installation can make, from its secret: nothing in the database opens anything.

The link of a single letter is its id with a mark; it opens one notice, or leads to what the letter is about. A page
that is somebody's own and asks for no account (a resident's call) takes a mark of its own address: the letter keeps the
address without it, and it is put on when the letter's recipient opens it.
"""

import base64
import binascii
from hmac import compare_digest
from uuid import UUID

from django.utils.crypto import salted_hmac

TO_BE_MARKED = "?mark="
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


def is_to_be_marked(link: str) -> bool:
    return link.endswith(TO_BE_MARKED)


def marked(link: str) -> str:
    """`link` as it opens; one that is not to be marked stays as it is."""
    return link + _mark_of_address(link.removesuffix(TO_BE_MARKED)) if is_to_be_marked(link) else link


def is_mark_of(address: str, mark: str) -> bool:
    """Whether `mark` is the one that we put on `address`."""
    return compare_digest(mark.encode(), _mark_of_address(address).encode())


def _mark(letter: UUID) -> bytes:
    return salted_hmac("linli.notices.letter", letter.bytes.hex(), algorithm="sha256").digest()[:_MARK]


def _mark_of_address(address: str) -> str:
    whole = salted_hmac("linli.notices.address", address, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(whole[: 2 * _MARK]).decode()
