"""A request sent twice is done once: every write carries a key made by the client, stored with the fact of the write.

A key belongs to one person, one deed (the kind of its fact) and one subject (what the fact is about). An action checks
it first, inside its transaction. When the same request comes twice at the same moment: SQLite has one writer at a time;
on PostgreSQL the second takes a lock on the key, waits, and then finds the fact of the first (docs/decisions/017).
"""

from collections.abc import Collection, Iterable, Iterator
from typing import TypeVar
from uuid import UUID

from django.db.models import Model

from linli.kernel.errors import Conflict
from linli.kernel.facts.trail import Who
from linli.kernel.models import Fact
from linli.kernel.reads.compiled import Select, given
from linli.kernel.writes.turns import one_at_a_time

Row = TypeVar("Row", bound=Model)
_AT_ONCE = 1_000  # keys in one statement
_FACT = Select(lambda: Fact.objects.filter(key=given("key")).values_list("kind", "actor", "about"))


def done(key: UUID | None, *deeds: str, actor: Who | None, about: UUID | Collection[UUID] | None = None) -> UUID | None:
    """What the earlier run with this key was about; None when there was none, and the action goes on.

    `deeds`: the kind of the fact that the action records, several where the outcome decides. `about`: the row it is
    done to, or rows of which the fact names one; None for an action that creates its row. Raises
    Conflict("kernel.key_used") for a key of another person, deed or row.
    """
    if key is None:
        return None
    one_at_a_time(key)
    fact = _FACT.first(key=key)
    if fact is None:
        return None
    kind, account, found = fact
    wanted = {about} if isinstance(about, UUID) else about
    if kind not in deeds or account != _account(actor) or found is None or (wanted is not None and found not in wanted):
        raise Conflict("kernel.key_used")
    return found


def made(model: type[Row], key: UUID | None, deed: str, *, actor: Who | None) -> Row | None:
    """The row that the earlier run with this key created. Raises Conflict as `done` does, and when that row is gone."""
    about = done(key, deed, actor=actor)
    if about is None:
        return None
    row = model._default_manager.filter(pk=about).first()  # noqa: SLF001 (Django's public way in generic code)
    if row is None:
        raise Conflict("kernel.key_used")
    return row


def done_many(keys: Iterable[UUID], deed: str, *, actor: Who | None) -> dict[UUID, UUID]:
    """Which of `keys` were used before, each with what its run was about: for a phone that sends many at once.

    One statement for each thousand keys. The facts of the others are written by `trail.record_many`. Two batches of one
    person wait for each other. Raises Conflict("kernel.key_used"), with the keys as `keys`, if some belong to another
    person or deed.
    """
    account = _account(actor)
    one_at_a_time(account or UUID(int=0))
    found: dict[UUID, UUID] = {}
    strange: list[str] = []
    for key, kind, by, about in _facts_of(keys):
        if kind == deed and by == account and about is not None:
            found[key] = about
        else:
            strange.append(str(key))
    if strange:
        raise Conflict("kernel.key_used", keys=strange)
    return found


def _facts_of(keys: Iterable[UUID]) -> Iterator[tuple[UUID, str, UUID | None, UUID | None]]:
    wanted = list(dict.fromkeys(keys))
    for start in range(0, len(wanted), _AT_ONCE):
        rows = Fact.objects.filter(key__in=wanted[start : start + _AT_ONCE]).values_list(
            "key", "kind", "actor", "about"
        )
        yield from ((key, kind, by, about) for key, kind, by, about in rows if key is not None)


def _account(actor: Who | None) -> UUID | None:
    return actor.account if actor else None
