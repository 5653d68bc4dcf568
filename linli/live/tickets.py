"""What a page may hear: signed by Django, checked by the live process, which has no Django.

A ticket opens streams during its first two minutes, and they end at `until`. Then the page must ask Django for the next
one, which only somebody still signed in gets.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass

OPENS_FOR = 120  # seconds after `made` in which a stream may be opened with it
# seconds after `made` at which the stream ends, so that a signed-out reader soon hears of no more changes
LASTS = 600
# paths of one sort, because a ticket is part of an address; a reader with more posts polls for the rest
MOST_PATHS = 12


@dataclass(frozen=True)
class Ticket:
    """`person`: hex of the corps member, "" for none. Paths: whose calls are read (`calls`), where the person answers
    calls (`near`), whose leaders, people and places are shown (`town`). `made`: seconds since 1970."""

    made: int
    person: str = ""
    calls: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    town: tuple[str, ...] = ()

    @property
    def until(self) -> int:
        return self.made + LASTS


def sign(ticket: Ticket, secret: str) -> str:
    sorts = [list(paths[:MOST_PATHS]) for paths in (ticket.calls, ticket.near, ticket.town)]
    body = json.dumps([ticket.made, ticket.person, *sorts], separators=(",", ":")).encode()
    return f"{_text(body)}.{_text(_mac(body, secret))}"


def read(text: str, secret: str, now: float) -> Ticket | None:
    """The ticket; None when it is not ours, was altered, or is too old to open a stream."""
    body_text, _dot, mac_text = text.partition(".")
    try:
        body, mac = _bytes(body_text), _bytes(mac_text)
    except ValueError:
        return None
    if not hmac.compare_digest(mac, _mac(body, secret)):
        return None
    made, person, calls, near, town = json.loads(body)
    if not made - OPENS_FOR <= now <= made + OPENS_FOR:
        return None
    return Ticket(made, person, tuple(calls), tuple(near), tuple(town))


def _mac(body: bytes, secret: str) -> bytes:
    key = hashlib.sha256(b"linli/live/ticket/" + secret.encode()).digest()
    return hmac.digest(key, body, hashlib.sha256)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
