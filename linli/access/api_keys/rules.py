"""What a key may carry, its format, how long it is valid. Values in, values out."""

from datetime import date, datetime, timedelta

from linli.access.permissions import Permission as P

PREFIX = "linli_"  # a fixed prefix, so that secret scanners find a key that was committed to a repository by mistake
LONGEST = timedelta(days=366)
USUAL = timedelta(days=180)
RATES = (30, 120, 600)  # requests a minute

# All permissions that the interface can use.
OFFERED: tuple[P, ...] = (
    P.CALLS_OPEN,
    P.CALLS_READ,
    P.CALLS_RECEIVE,
    P.CALLS_ASSIGN,
    P.CALLS_CLAIM,
    P.CALLS_ADJUDICATE,
)


def held_by_maker(permission: P) -> P:
    """The permission that somebody must hold to put `permission` into a key.

    The same one, except for claiming: a key claims in the name of a member, so whoever may give calls to members may
    allow it.
    """
    return P.CALLS_ASSIGN if permission is P.CALLS_CLAIM else permission


def new_secret(noise: bytes) -> str:
    return PREFIX + noise.hex()


def minute_of(now: datetime) -> int:
    return int(now.timestamp()) // 60


def seconds_left(now: datetime) -> int:
    """Seconds until the next minute, when requests are allowed again."""
    return 60 - int(now.timestamp()) % 60


def is_good_end(expires_on: date, today: date) -> bool:
    return today < expires_on <= today + LONGEST


def permission_choices() -> list[tuple[str, str]]:
    return [
        (P.CALLS_OPEN, "开单"),
        (P.CALLS_READ, "查看本范围的单子"),
        (P.CALLS_RECEIVE, "受理、转派、回访"),
        (P.CALLS_ASSIGN, "指派、换人、结单"),
        (P.CALLS_CLAIM, "替队员领单、到场、办结"),
        (P.CALLS_ADJUDICATE, "裁定派单异议"),
    ]
