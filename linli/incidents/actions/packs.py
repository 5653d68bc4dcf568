"""A street's own packs: written from a template or from a regime that was, checked whole before they are kept."""

import tomllib
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.access.queries import check_may
from linli.incidents.models import OwnPack
from linli.incidents.written import pack_of
from linli.kernel.kinds import actions as kinds
from linli.places.models import Place

PACKS = kinds.KindTable(
    OwnPack,
    kinds.KindFacts(
        added="incidents.pack_added", changed="incidents.pack_changed", retired="incidents.pack_retired",
        restored="incidents.pack_restored",
    ),
    stale="incidents.changed_meanwhile",
)  # fmt: skip


@transaction.atomic
def add_pack(*, street: Place, text: str, actor: Actor, key: UUID | None, now: datetime) -> OwnPack:
    """Raises Invalid with what is wrong in the text."""
    check_may(actor, P.INCIDENTS_PACKS, street.path)
    row = OwnPack(path=street.path, text=text, name=_name(text))
    row.code = f"own.{row.pk.hex[-12:]}"
    return kinds.add(PACKS, row, check=_check, actor=actor, key=key, now=now)


@transaction.atomic
def edit_pack(
    *, pack: OwnPack, text: str, revision: int | None, actor: Actor, key: UUID | None, now: datetime
) -> OwnPack:
    """Incidents under way keep the version they were drafted with."""
    check_may(actor, P.INCIDENTS_PACKS, pack.path)
    values = {"text": text, "name": _name(text)}
    return kinds.edit(
        PACKS, pack, street=pack.path, values=values, revision=revision, check=_check, actor=actor, key=key, now=now
    )


@transaction.atomic
def retire_pack(*, pack: OwnPack, retired: bool, actor: Actor, key: UUID | None, now: datetime) -> None:
    check_may(actor, P.INCIDENTS_PACKS, pack.path)
    kinds.retire_or_restore(PACKS, pack, retired=retired, street=pack.path, check=_check, actor=actor, key=key, now=now)


def _check(row: OwnPack) -> None:
    pack_of(row.text)


def _name(text: str) -> str:
    """The title that the text gives itself; "" while it cannot be read, which `_check` refuses."""
    try:
        return str(tomllib.loads(text).get("title", ""))[:80]
    except tomllib.TOMLDecodeError:
        return ""
