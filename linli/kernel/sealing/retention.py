"""What a personal column is for and when it is erased. Each room lists its own in `retention.py`; a test checks all."""

from dataclasses import dataclass
from enum import StrEnum

ERASED = "(已删除)"  # stored in place of a name or title once it has been kept for its time


class DataClass(StrEnum):
    """docs/trust.md: A aggregate, C contact, I identity, H health and vulnerability, X movements."""

    INTERNAL = "internal"
    CONTACT = "C"
    IDENTITY = "I"
    HEALTH = "H"
    MOVEMENT = "X"


@dataclass(frozen=True)
class Retention:
    """`until` says in words when the value is erased; `days` counts from that moment."""

    data_class: DataClass
    purpose: str
    until: str
    days: int
