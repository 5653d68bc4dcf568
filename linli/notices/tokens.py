"""Personal links, signed with the installation's secret: nothing stored in the database is enough to open one.

The link of a single letter is its id with a signature; it opens one notice, or leads to what the letter is about. A
personal page that needs no account (a resident's call) takes a signature of its own address: the letter stores the
address without it, and it is added when the letter's recipient opens the letter.
"""

from uuid import UUID

from linli.kernel.sealing.tokens import as_bytes, as_text, keyed, same

TO_BE_MARKED = "?mark="
_MARK = 9


def token_of(letter: UUID) -> str:
    return as_text(letter.bytes + _mark(letter))


def letter_of(token: str) -> UUID | None:
    """The letter's id, or None for a link that we did not make."""
    whole = as_bytes(token)
    if whole is None or len(whole) != 16 + _MARK:
        return None
    letter = UUID(bytes=whole[:16])
    return letter if same(whole[16:], _mark(letter)) else None


def is_to_be_marked(link: str) -> bool:
    return link.endswith(TO_BE_MARKED)


def marked(link: str) -> str:
    """`link` with its signature added; a link that needs none is returned unchanged."""
    return link + _mark_of_address(link.removesuffix(TO_BE_MARKED)) if is_to_be_marked(link) else link


def is_mark_of(address: str, mark: str) -> bool:
    """Whether `mark` is our signature of `address`."""
    return same(mark.encode(errors="replace"), _mark_of_address(address).encode())


def _mark(letter: UUID) -> bytes:
    return keyed("linli.notices.letter", letter.bytes.hex())[:_MARK]


def _mark_of_address(address: str) -> str:
    return as_text(keyed("linli.notices.address", address)[: 2 * _MARK])
