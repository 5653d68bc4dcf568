"""Adding people to the register and correcting their records."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from linli.access.actor import Actor
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.text import reason_of
from linli.kernel.writes import once
from linli.kernel.writes.change import change, change_all
from linli.kernel.writes.turns import one_at_a_time
from linli.people.actions import households
from linli.people.models import Household, Move, Need, Resident
from linli.people.particulars import Particulars, checked, columns
from linli.people.queries.records import identity_of, note_of
from linli.people.queries.search import has_alike
from linli.places.models import Place


@transaction.atomic
def add_household(
    *,
    place: Place,
    person: Particulars,
    on: date,
    another: bool = False,
    actor: Actor,
    key: UUID | None,
    now: datetime,
) -> Household:
    """A household behind a door, with its first resident. `another`: as for `add_resident`."""
    if made := once.made(Resident, key, "people.household_added", actor=actor):
        return made.household
    refuse_lone_relative(person.relation, alone=True)
    household = households.open_at(place, on)
    resident = _enter(household, person, on, "", actor, now, another=another)
    trail.record("people.household_added", actor=actor, path=place.path, about=resident, key=key, at=now)
    return household


@transaction.atomic
def add_resident(
    *,
    household: Household,
    person: Particulars,
    on: date,
    reason: str = "",
    another: bool = False,
    actor: Actor,
    key: UUID | None,
    now: datetime,
) -> UUID | None:
    """Somebody moves into a household. Returns the new resident's id, None when `key` was used before.

    `another`: it is not the person of that name and phone who lives in the street already.
    Raises Invalid at the field that is wrong, Conflict when the household has ended meanwhile.
    """
    if once.done(key, "people.moved_in", actor=actor):
        return None
    resident = _enter(household, person, on, reason, actor, now, another=another)
    trail.record("people.moved_in", actor=actor, path=household.path, about=resident, key=key, at=now)
    return resident


def _enter(
    household: Household, typed: Particulars, on: date, reason: str, actor: Actor, now: datetime, *, another: bool
) -> UUID:
    person = checked(typed, today=check_day(on, now))
    if not another:
        _refuse_alike(household.root, person, actor)
    households.welcome(household, 1)
    if person.relation == "head":
        refuse_second_head(household, besides=None)
    row = new_id()
    with refuse_taken_identity():
        Resident.objects.create(
            id=row,
            path=household.path,
            root=household.root,
            household=household,
            since=on,
            recorded_by=actor.account,
            recorded_at=now,
            **columns(row, person),
        )
    write_needs(row, household.path, person.needs)
    Move.objects.create(
        deed=new_id(),
        path=household.path,
        resident_id=row,
        what="in",
        went_to=household,
        on=on,
        reason=reason_of(reason, least=0, most=120),
        recorded_by=actor.account,
        recorded_by_name=actor.name,
        recorded_at=now,
    )
    return row


def _refuse_alike(root: str, person: Particulars, actor: Actor) -> None:
    """Somebody of that name and phone lives in the street, where `actor` may know of it: most likely it is the same
    person."""
    if not person.phone:
        return
    one_at_a_time(f"people.alike {root} {person.name}")
    if has_alike(actor, root, person.name, person.phone):
        raise Invalid("people.alike_present", field="another", name=person.name)


@transaction.atomic
def correct_resident(
    *,
    resident: Resident,
    revision: int,
    person: Particulars,
    since: date | None = None,
    actor: Actor,
    key: UUID | None,
    now: datetime,
) -> None:
    """Correct a resident's record; `since` is the day they came, None when it stays.

    Raises Conflict("people.changed_meanwhile") when the row is no longer at `revision` or has left, Invalid at the
    field that is wrong. The fact names the fields that changed, never their content.
    """
    if once.done(key, "people.corrected", actor=actor, about=resident.pk):
        return
    came = {"since": since} if since else {}
    number = identity_of(resident) if person.identity is None and person.identity_kind == resident.identity_kind else ""
    person = checked(person, today=check_day(since or resident.since, now, field="since"), number=number)
    if person.relation != resident.relation:
        refuse_lone_relative(person.relation, alone=not _living(resident.household).exclude(pk=resident.pk).exists())
    if person.relation == "head" and resident.relation != "head":
        households.hold_homes(resident.household_id)
        refuse_second_head(resident.household, besides=resident)
    new = columns(resident.pk, person) | came
    changed = changed_fields(resident, person, new)
    with refuse_taken_identity():
        _correct(resident, revision, new)
    write_needs(resident.pk, resident.path, person.needs)
    trail.record(
        "people.corrected",
        actor=actor,
        path=resident.path,
        about=resident.pk,
        key=key,
        at=now,
        data={"fields": changed},
    )


def _correct(resident: Resident, revision: int, new: Mapping[str, Any]) -> None:
    try:
        change(resident, revision, code="people.changed_meanwhile", where={"until": None, "path": resident.path}, **new)
    except Conflict:
        if Resident.objects.filter(pk=resident.pk, until__isnull=False).exists():
            raise Conflict("people.already_left") from None
        raise


def changed_fields(resident: Resident, person: Particulars, new: Mapping[str, object]) -> list[str]:
    """Names of the fields that differ. Sealed values are compared by blind index; the note, which has none, by its
    text."""
    plain = ("name", "sex", "born_on", "relation", "residence", "reach", "identity_kind", "since")
    changed = [name for name in plain if name in new and new[name] != getattr(resident, name)]
    for name in ("identity", "phone"):
        blind = new.get(f"{name}_blind", _SAME)
        if blind is not _SAME and blind != _bytes(getattr(resident, f"{name}_blind")):
            changed.append(name)
    if person.note != note_of(resident):
        changed.append("note")
    if dict(person.needs) != dict(Need.objects.filter(resident=resident).values_list("kind", "note")):
        changed.append("needs")
    return changed


_SAME = object()


def _bytes(value: object) -> bytes | None:
    return bytes(value) if isinstance(value, bytes | memoryview) else None


def write_needs(resident: UUID, path: str, needs: Mapping[str, str]) -> None:
    Need.objects.filter(resident=resident).delete()
    Need.objects.bulk_create(
        Need(resident_id=resident, path=path, kind=kind, note=how[:120]) for kind, how in needs.items()
    )


@transaction.atomic
def set_relations(
    *,
    household: Household,
    revision: int,
    relations: Mapping[UUID, tuple[str, str]],
    actor: Actor,
    key: UUID | None,
    now: datetime,
) -> None:
    """Set relation and residence in a household: resident -> (relation, residence), for some or all who live there.

    Raises Invalid when more than one is the head, Conflict when somebody changed the household since `revision`.
    """
    if once.done(key, "people.relations_set", actor=actor, about=household.pk):
        return
    change(household, revision, code="people.changed_meanwhile", where={"until": None})
    living = _living(household)
    changed, alone = 0, living.count() == 1
    for resident in living.filter(pk__in=relations):
        relation, residence = relations[resident.pk]
        if relation != resident.relation:
            refuse_lone_relative(relation, alone=alone)
        if (relation, residence) != (resident.relation, resident.residence):
            changed += change_all(living.filter(pk=resident.pk), relation=relation, residence=residence)
    if living.filter(relation="head").count() > 1:
        raise Invalid("people.two_heads")
    trail.record(
        "people.relations_set", actor=actor, path=household.path, about=household.pk, key=key, at=now,
        data={"residents": changed},
    )  # fmt: skip


def _living(household: Household) -> QuerySet[Resident]:
    return Resident.objects.filter(household=household, until=None)


def refuse_lone_relative(relation: str, *, alone: bool) -> None:
    """Who lives alone is nobody's spouse or child there. A lodger may be, and whose relation nobody knows."""
    if alone and relation not in {"head", "non_kin", "unknown"}:
        raise Invalid("people.relative_of_nobody", field="relation")


def refuse_second_head(household: Household, *, besides: Resident | None) -> None:
    """The caller holds the household (`households.hold_homes`): otherwise two could become its head at once."""
    heads = _living(household).filter(relation="head")
    if (heads.exclude(pk=besides.pk) if besides else heads).exists():
        raise Invalid("people.head_already", field="relation")


def check_day(on: date | None, now: datetime, *, since: date | None = None, field: str = "on") -> date:
    """Returns today. Raises Invalid when `on` is after it, before 1900, or before `since`. None is an unknown day."""
    today = timezone.localtime(now).date()
    if on is None:
        return today
    if on > today or on.year < 1900:
        raise Invalid("people.day_wrong", field=field)
    if since is not None and on < since:
        raise Invalid("people.day_before_since", field="on", since=since)
    return today


@contextmanager
def refuse_taken_identity() -> Iterator[None]:
    """Turns a violation of the street's unique constraint into Invalid at the field. A savepoint keeps the transaction
    usable."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "identity" not in str(error):
            raise
        raise Invalid("people.identity_taken", field="identity") from error
