"""Merging two rows of one person: a third row gets the chosen values; both old rows stay unchanged, ended as merged.

A merge can be undone for a month (`actions.moves.take_back`): the third row ends, the old ones continue.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from linli.access.actor import Actor
from linli.kernel.errors import Invalid
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.writes import once
from linli.kernel.writes.change import change
from linli.people.actions import households
from linli.people.actions.records import refuse_second_head, refuse_taken_identity, write_needs
from linli.people.models import Move, Resident
from linli.people.particulars import Particulars, checked, columns
from linli.people.queries.records import identity_of, note_of, phone_of


class Merged(NamedTuple):
    resident: UUID
    deed: UUID  # the deed, by which it can be undone


CHOOSABLE = ("name", "sex", "born_on", "relation", "residence", "reach", "identity", "phone", "note", "household")


@transaction.atomic
def merge_residents(
    *, one: Resident, other: Resident, chosen: Mapping[str, str], actor: Actor, key: UUID | None, now: datetime
) -> Merged | None:
    """`chosen`: field -> "one" or "other" for each of CHOOSABLE; needs of both are kept. None for a used key.

    Raises Invalid when both are the same row, when their identity numbers differ, when the values chosen contradict the
    number, or there would be a second head, Conflict when a row has ended or changed meanwhile.
    """
    if once.done(key, "people.merged", actor=actor):
        return None
    if one.pk == other.pk:
        raise Invalid("people.merge_same")
    if one.identity_blind and other.identity_blind and bytes(one.identity_blind) != bytes(other.identity_blind):
        raise Invalid("people.merge_numbers_differ")
    of = {name: one if chosen.get(name, "one") == "one" else other for name in CHOOSABLE}
    home = of["household"].household
    row, today = new_id(), timezone.localtime(now).date()
    households.hold_homes(one.household_id, other.household_id)
    for old in (one, other):
        change(old, code="people.changed_meanwhile", where={"until": None}, until=today, left="merged")
    person = checked(_particulars(of), today=today)
    if person.relation == "head":
        refuse_second_head(home, besides=None)
    with refuse_taken_identity():
        Resident.objects.create(
            id=row,
            path=home.path,
            root=home.root,
            household=home,
            since=min((day for day in (one.since, other.since) if day), default=None),
            recorded_by=actor.account,
            recorded_at=now,
            **columns(row, person),
        )
    Resident.objects.filter(pk__in=[one.pk, other.pk]).update(merged_into=row)
    write_needs(row, home.path, _both_needs(one, other))
    deed = _tell(one, other, home.pk, actor, now)
    households.welcome(home, 1)
    for old in (one, other):
        households.farewell(old.household_id, 1, today)
    data = {"merged": [str(one.pk), str(other.pk)], "from_other": sorted(n for n in of if of[n] is other)}
    trail.record("people.merged", actor=actor, path=home.path, about=row, key=key, at=now, data=data)
    return Merged(row, deed)


def _particulars(of: Mapping[str, Resident]) -> Particulars:
    return Particulars(
        name=of["name"].name,
        sex=of["sex"].sex,
        born_on=of["born_on"].born_on,
        relation=of["relation"].relation,
        residence=of["residence"].residence,
        reach=of["reach"].reach,
        identity_kind=of["identity"].identity_kind,
        identity=identity_of(of["identity"]),
        phone=phone_of(of["phone"]),
        note=note_of(of["note"]),
    )


def _both_needs(one: Resident, other: Resident) -> dict[str, str]:
    """The needs of both; when both have one, the longer note is kept."""
    needs: dict[str, str] = {}
    for need in (*one.needs.all(), *other.needs.all()):
        needs[need.kind] = max(needs.get(need.kind, ""), need.note, key=len)
    return needs


def _tell(one: Resident, other: Resident, home: UUID, actor: Actor, now: datetime) -> UUID:
    deed = new_id()
    Move.objects.bulk_create(
        Move(
            deed=deed,
            path=old.path,
            resident_id=resident,
            what="merge",
            came_from=old.household,
            went_to_id=home,
            on=timezone.localtime(now).date(),
            recorded_by=actor.account,
            recorded_by_name=actor.name,
            recorded_at=now,
        )
        for old, resident in ((one, one.pk), (other, other.pk))
    )
    return deed
