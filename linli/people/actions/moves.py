"""Moving out, moving within, dying; and undoing one of these on the day it was recorded, a merge within a month.

Each is one deed on one or more residents. The rows are changed first, by conditional updates: whoever comes second gets
`Conflict`, and nothing is counted twice.
"""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from linli.access.actor import Actor
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.text import reason_of
from linli.kernel.writes import once
from linli.kernel.writes.change import change_all
from linli.people.actions import households
from linli.people.actions.records import check_day, refuse_taken_identity
from linli.people.models import Household, Move, Resident
from linli.people.rules import may_take_back
from linli.places.models import Place


@transaction.atomic
def move_out(
    *, residents: Collection[Resident], on: date, reason: str, actor: Actor, key: UUID | None, now: datetime
) -> UUID | None:
    """All of these, of one household, leave the street. Returns the deed, by which it can be undone today.

    Raises Conflict("people.already_left") when one of them left meanwhile, Invalid for a day before they came.
    """
    if once.done(key, "people.moved_out", actor=actor, about={resident.pk for resident in residents}):
        return None
    return _leave(residents, "out", "moved", on, reason, actor, key, now)


@transaction.atomic
def record_death(
    *, resident: Resident, on: date, reason: str, actor: Actor, key: UUID | None, now: datetime
) -> UUID | None:
    if once.done(key, "people.died", actor=actor, about=resident.pk):
        return None
    return _leave([resident], "death", "died", on, reason, actor, key, now)


def _leave(
    residents: Collection[Resident],
    what: str,
    left: str,
    on: date,
    reason: str,
    actor: Actor,
    key: UUID | None,
    now: datetime,
) -> UUID:
    home = _one_household(residents)
    check_day(on, now, since=_latest(residents))
    ids = [resident.pk for resident in residents]
    households.hold_homes(home.pk)
    won = Resident.objects.filter(pk__in=ids, household=home, until=None)
    if change_all(won, until=on, left=left) != len(ids):
        raise Conflict("people.already_left")
    households.farewell(home, len(ids), on)
    deed = _tell(residents, what, home, None, on, reason, actor, now)
    kind = "people.died" if what == "death" else "people.moved_out"
    _facts(kind, residents, home.path, deed, actor, key, now)
    return deed


def _latest(residents: Collection[Resident]) -> date | None:
    """The last day on which one of them came, None where no day is known."""
    return max((resident.since for resident in residents if resident.since), default=None)


def _one_household(residents: Collection[Resident]) -> Household:
    homes = {resident.household_id: resident.household for resident in residents}
    if len(homes) != 1:
        raise Invalid("people.nobody_chosen")
    return next(iter(homes.values()))


@transaction.atomic
def move_within(
    *,
    residents: Collection[Resident],
    to: Place | Household,
    on: date,
    reason: str,
    actor: Actor,
    key: UUID | None,
    now: datetime,
) -> UUID | None:
    """Some or all of one household move behind another door (a new household there) or join a household.

    Whoever joins a household gets the relation "unknown", unless the whole household moved to an empty home: otherwise
    there could be two heads. Raises Conflict when one of them moved meanwhile.
    """
    if once.done(key, "people.moved_within", actor=actor, about={resident.pk for resident in residents}):
        return None
    home = _one_household(residents)
    check_day(on, now, since=_latest(residents))
    goal = to if isinstance(to, Household) else households.open_at(to, on)
    if goal.pk == home.pk or (isinstance(to, Place) and to.path == home.path and len(residents) == home.size):
        raise Invalid("people.same_door", field="door")
    ids = [resident.pk for resident in residents]
    households.hold_homes(home.pk, goal.pk)
    won = Resident.objects.filter(pk__in=ids, household=home, until=None)
    with refuse_taken_identity():
        if change_all(won, household=goal, root=goal.root) != len(ids):
            raise Conflict("people.already_left")
    households.settle(residents, goal)
    if isinstance(to, Household):
        Resident.objects.filter(pk__in=ids).update(relation="unknown")
    households.welcome(goal, len(ids))
    households.farewell(home, len(ids), on)
    deed = _tell(residents, "within", home, goal, on, reason, actor, now)
    _facts("people.moved_within", residents, goal.path, deed, actor, key, now)
    return deed


def _tell(
    residents: Collection[Resident],
    what: str,
    home: Household,
    goal: Household | None,
    on: date,
    reason: str,
    actor: Actor,
    now: datetime,
) -> UUID:
    deed = new_id()
    Move.objects.bulk_create(
        Move(
            deed=deed,
            path=(goal or home).path,
            resident=resident,
            what=what,
            came_from=home,
            went_to=goal,
            on=on,
            reason=reason_of(reason, least=0, most=120),
            before={"relation": resident.relation},
            recorded_by=actor.account,
            recorded_by_name=actor.name,
            recorded_at=now,
        )
        for resident in residents
    )
    return deed


def _facts(
    kind: str, residents: Collection[Resident], path: str, deed: UUID, actor: Actor, key: UUID | None, now: datetime
) -> None:
    """One fact for each person, so that it appears in their own record; the first carries the key."""
    for number, resident in enumerate(residents):
        trail.record(
            kind,
            actor=actor,
            path=path,
            about=resident.pk,
            key=None if number else key,
            at=now,
            data={"deed": str(deed)},
        )


@transaction.atomic
def take_back(*, moves: Collection[Move], actor: Actor, key: UUID | None, now: datetime) -> None:
    """Undo one deed in time (`rules.may_take_back`): people, counts and households are as before.

    Raises Conflict when it is too late, when it was undone already, or when somebody has moved again or the merged
    record was changed since.
    """
    if once.done(key, "people.taken_back", actor=actor, about={move.resident_id for move in moves}):
        return
    first = next(iter(moves))
    if not may_take_back(first.what, timezone.localtime(first.recorded_at).date(), timezone.localtime(now).date()):
        raise Conflict("people.too_late_to_take_back")
    households.hold_homes(*(pk for move in moves for pk in (move.came_from_id, move.went_to_id) if pk))
    fresh = Move.objects.filter(pk__in=[move.pk for move in moves], taken_back_at=None)
    if fresh.update(taken_back_at=now, taken_back_by_name=actor.name) != len(moves):
        raise Conflict("people.taken_back_already")
    undo = {"in": _undo_in, "out": _undo_leave, "death": _undo_leave, "within": _undo_within, "merge": _undo_merge}
    undo[first.what](moves, now)
    residents = [move.resident for move in moves]
    _facts("people.taken_back", residents, first.path, first.deed, actor, key, now)


def _undo_in(moves: Collection[Move], now: datetime) -> None:
    for move in moves:
        mine = Resident.objects.filter(pk=move.resident_id, household=move.went_to_id, until=None)
        if not change_all(mine, until=move.on, left="undone"):
            raise Conflict("people.moved_since")
        households.farewell(_household([move], "went_to"), 1, timezone.localtime(now).date())


def _undo_leave(moves: Collection[Move], now: datetime) -> None:  # noqa: ARG001 (one signature for the table above)
    home = _household(moves, "came_from")
    households.reopen(home)
    ids = [move.resident_id for move in moves]
    with refuse_taken_identity():
        mine = Resident.objects.filter(pk__in=ids, household=home, left__in=["moved", "died"])
        if change_all(mine, until=None, left="") != len(ids):
            raise Conflict("people.moved_since")
    _refuse_two_heads(home)
    households.welcome(home, len(ids))


def _undo_within(moves: Collection[Move], now: datetime) -> None:
    home, goal = _household(moves, "came_from"), _household(moves, "went_to")
    households.reopen(home)
    ids = [move.resident_id for move in moves]
    mine = Resident.objects.filter(pk__in=ids, household=goal, until=None)
    with refuse_taken_identity():
        if change_all(mine, household=home, root=home.root) != len(ids):
            raise Conflict("people.moved_since")
    households.settle([move.resident for move in moves], home)
    for move in moves:
        Resident.objects.filter(pk=move.resident_id).update(relation=move.before["relation"])
    _refuse_two_heads(home)
    households.welcome(home, len(ids))
    households.farewell(goal, len(ids), timezone.localtime(now).date())


def _undo_merge(moves: Collection[Move], now: datetime) -> None:
    """Undo a merge: the merged row ends, both old rows continue where they were, with their own values."""
    home, today = _household(moves, "went_to"), timezone.localtime(now).date()
    made = next(iter(moves)).resident.merged_into_id
    if made is None:
        raise Conflict("people.merged_changed_since")
    unchanged = Resident.objects.filter(pk=made, household=home, until=None, revision=1)
    if change_all(unchanged, until=today, left="undone") != 1:
        raise Conflict("people.merged_changed_since")
    households.farewell(home, 1, today)
    for move in moves:
        old = _household([move], "came_from")
        households.reopen(old)
        mine = Resident.objects.filter(pk=move.resident_id, household=old, left="merged", merged_into=made)
        with refuse_taken_identity():
            if not change_all(mine, until=None, left="", merged_into=None):
                raise Conflict("people.merged_changed_since")
        households.welcome(old, 1)
        _refuse_two_heads(old)


def _refuse_two_heads(home: Household) -> None:
    """Raises Conflict when somebody else has become the head since."""
    if Resident.objects.filter(household=home, until=None, relation="head").count() > 1:
        raise Conflict("people.moved_since")


def _household(moves: Collection[Move], end: str) -> Household:
    home = getattr(next(iter(moves)), end)
    assert isinstance(home, Household)
    return home
