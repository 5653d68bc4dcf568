"""What a key may carry, what it looks like, how long it lives. Values in, values out."""

import hashlib
from datetime import date, datetime, timedelta

from linli.access.permissions import Permission as P

PREFIX = "linli_"  # so that a scanner finds a key that was put into a repository by mistake
LONGEST = timedelta(days=366)
USUAL = timedelta(days=180)
RATES = (30, 120, 600)  # requests a minute

# What the interface offers at all. Claiming, arriving and finishing are done by people: no key stands for a person.
OFFERED: tuple[P, ...] = (
    P.CALLS_OPEN,
    P.CALLS_READ,
    P.CALLS_RECEIVE,
    P.CALLS_ASSIGN,
    P.CALLS_ADJUDICATE,
)


def new_secret(noise: bytes) -> str:
    return PREFIX + noise.hex()


def digest_of(secret: str) -> bytes:
    """Plain SHA-256: a secret has 256 random bits, so that its digest tells nobody anything."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).digest()


def minute_of(now: datetime) -> int:
    return int(now.timestamp()) // 60


def is_good_end(expires_on: date, today: date) -> bool:
    return today < expires_on <= today + LONGEST


def permission_choices() -> list[tuple[str, str]]:
    return [
        (P.CALLS_OPEN, "开单"),
        (P.CALLS_READ, "查看本范围的单子"),
        (P.CALLS_RECEIVE, "受理、转派、回访"),
        (P.CALLS_ASSIGN, "指派、换人、结单"),
        (P.CALLS_ADJUDICATE, "裁定派单异议"),
    ]
