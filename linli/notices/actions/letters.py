"""Letters to single people, and reading them.

A letter itself records that it was written and read. No fact of the trail is written with it, because a street's trail
would consist mostly of notices.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.access.actor import Actor
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.ids import new_ids
from linli.kernel.work.queue import later
from linli.notices import rules
from linli.notices.actions import outside
from linli.notices.models import Letter
from linli.notices.queries import to_me
from linli.notices.queries.audience import addressees


@dataclass(frozen=True)
class NewLetter:
    """One letter to write. `recipient` is a corps member or a resident, `path` where they are found; `link` an address
    of ours or "".

    `code` is a message and `data` fills it: each reader gets it in their own language. A `link` that ends with
    `tokens.TO_BE_MARKED` opens for its recipient without an account. (recipient, topic, about) is unique: when several
    letters are about one thing (reminders at 50 % and at 80 %), `topic` tells them apart. `urgency` is life, normal or
    digest.
    """

    recipient: UUID
    topic: str
    code: str
    path: str
    data: Mapping[str, Any] = field(default_factory=dict)
    link: str = ""
    about: UUID | None = None
    urgency: str = "normal"


def write_letter(  # noqa: PLR0913 (what a letter is, each part named)
    *, recipient: UUID, topic: str, code: str, path: str, now: datetime,
    data: Mapping[str, Any] | None = None, link: str = "", about: UUID | None = None, urgency: str = "normal",
) -> None:  # fmt: skip
    """Write one letter; the same letter again changes nothing. Raises Invalid for a link to another site."""
    write_letters([NewLetter(recipient, topic, code, path, data or {}, link, about, urgency)], now=now)


@transaction.atomic
def write_letters(bulk: Iterable[NewLetter], *, now: datetime) -> int:
    """Write many letters; those that exist already stay as they are. Returns how many are new.

    The dead, those who moved away and those who left the corps get none (`audience.addressees`). New ones are also sent
    by SMS where the place has a gateway and the recipient wants it (`outside`).
    """
    asked = list(bulk)
    to = addressees([new.recipient for new in asked])
    bulk = [replace(new, recipient=to[new.recipient]) for new in asked if new.recipient in to]
    wanted = list({(n.recipient, n.topic, n.about) if n.about else object(): n for n in bulk}.values())
    if any(not rules.is_own_address(new.link) for new in wanted):
        raise Invalid("notices.link_leads_out")
    rows = [
        Letter(
            id=pk, recipient=new.recipient, topic=new.topic, code=new.code, data=dict(new.data), link=new.link,
            about=new.about, urgency=new.urgency, path=new.path, at=now,
        )
        for pk, new in zip(new_ids(len(wanted)), wanted, strict=True)
    ]  # fmt: skip
    Letter.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    new = _stored([row.pk for row in rows])
    for start in range(0, len(new), 500):
        outside.queue_letters(Letter.objects.filter(pk__in=new[start : start + 500]), now=now)
    if any(letter.urgency == "life" for letter in wanted):
        later("notices.send_waiting")
    return len(new)


def _stored(ids: list[UUID]) -> list[UUID]:
    """Those of `ids` that became rows: the others lost to a letter that was there before."""
    found: list[UUID] = []
    for start in range(0, len(ids), 500):
        found += Letter.objects.filter(pk__in=ids[start : start + 500]).values_list("pk", flat=True)
    return found


@transaction.atomic
def read_letter(*, letter: UUID, actor: Actor, now: datetime) -> Letter:
    """Mark the actor's own letter read, the first time. Raises NotFound for anybody else's."""
    mine = to_me(actor).filter(pk=letter)
    mine.filter(read_at=None).update(read_at=now)
    found: Letter | None = mine.select_related("notice").first()
    if found is None:
        raise NotFound("access.not_found")
    return found


@transaction.atomic
def read_all(*, actor: Actor, now: datetime, until: datetime) -> int:
    """Mark the letters read that the actor saw in the list; letters that came after `until` stay unread. Returns how
    many."""
    return to_me(actor).filter(read_at=None, told_at=None, at__lte=until).update(read_at=now)
