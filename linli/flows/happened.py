"""What a flow is given: what happened, and the key under which its consequence is done once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Happened:
    """`ids` is the outbox message's payload. `key` is this consequence's own: the key of the action it calls."""

    topic: str
    ids: dict[str, Any]
    key: UUID
    now: datetime

    def id(self, name: str) -> UUID | None:
        value = self.ids.get(name)
        return UUID(str(value)) if value else None


Flow = Callable[[Happened], None]
