"""Partner units and alliances of a place: 共建单位, 巷网联盟, 党建三驾车, 3+1+X."""

import re
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from stdnum.cn import uscc

from linli.access.actor import Actor
from linli.corps.actions.members import CHANGED
from linli.corps.models import Alliance, Member, PartnerUnit, Seat
from linli.kernel.errors import Conflict, Invalid, NotFound
from linli.kernel.facts import trail
from linli.kernel.text import clean_text
from linli.kernel.writes import once
from linli.kernel.writes.change import change
from linli.kernel.writes.turns import one_at_a_time
from linli.people.rules import normal_phone, normal_text
from linli.places.actions.tree import hold_here
from linli.places.models import Place

_PHONE = re.compile(r"[0-9]{3,12}")  # a unit's number may be short: 110, 12345


def _checked(name: str, credit_code: str, phone: str) -> tuple[str, str, str]:
    """Raises Invalid at the field. The credit code has a check character (GB 32100-2015)."""
    name = clean_text(normal_text(name), field="name", most=80, missing="corps.unit_empty_name")
    credit_code, phone = normal_text(credit_code).upper().replace(" ", ""), normal_phone(phone)
    if credit_code and not uscc.is_valid(credit_code):
        raise Invalid("corps.unit_credit_code", field="credit_code")
    if phone and not _PHONE.fullmatch(phone):
        raise Invalid("corps.unit_phone", field="phone")
    return name, credit_code, phone


@transaction.atomic
def add_unit(
    *, place: Place, name: str, kind: str, credit_code: str, phone: str, actor: Actor, key: UUID | None, now: datetime
) -> PartnerUnit:
    """Raises Invalid at a field, Conflict when the name is known at the place."""
    if done := once.made(PartnerUnit, key, "corps.unit_added", actor=actor):
        return done
    name, credit_code, phone = _checked(name, credit_code, phone)
    one_at_a_time(f"corps.units {place.path}")
    hold_here(place)
    if PartnerUnit.objects.filter(path=place.path, name=name, left_on=None).exists():
        raise Conflict("corps.unit_known", field="name", name=name)
    unit = PartnerUnit.objects.create(
        path=place.path, name=name, kind=kind, credit_code=credit_code, phone=phone, joined_on=timezone.localdate(now)
    )
    trail.record("corps.unit_added", actor=actor, path=unit.path, about=unit.pk, key=key, at=now)
    return unit


@transaction.atomic
def change_unit(  # noqa: PLR0913 (the columns of a unit, each named)
    *,
    unit: PartnerUnit,
    revision: int,
    name: str,
    kind: str,
    credit_code: str,
    phone: str,
    actor: Actor,
    key: UUID | None,
    now: datetime,
) -> None:
    """Raises what `add_unit` raises, and Conflict when somebody else changed the row since `revision`."""
    if once.done(key, "corps.unit_changed", actor=actor, about=unit.pk):
        return
    name, credit_code, phone = _checked(name, credit_code, phone)
    one_at_a_time(f"corps.units {unit.path}")
    if PartnerUnit.objects.filter(path=unit.path, name=name, left_on=None).exclude(pk=unit.pk).exists():
        raise Conflict("corps.unit_known", field="name", name=name)
    change(unit, revision, code=CHANGED, name=name, kind=kind, credit_code=credit_code, phone=phone)
    trail.record("corps.unit_changed", actor=actor, path=unit.path, about=unit.pk, key=key, at=now)


@transaction.atomic
def end_unit(*, unit: PartnerUnit, on: date, actor: Actor, key: UUID | None, now: datetime) -> None:
    """The unit no longer takes part: its seats end; its members stay until somebody relieves them."""
    if once.done(key, "corps.unit_left", actor=actor, about=unit.pk):
        return
    change(unit, code=CHANGED, where={"left_on": None}, left_on=on)
    seats, _ = unit.seats.all().delete()
    trail.record("corps.unit_left", actor=actor, path=unit.path, about=unit.pk, key=key, at=now, data={"seats": seats})


@transaction.atomic
def found_alliance(*, place: Place, name: str, kind: str, actor: Actor, key: UUID | None, now: datetime) -> Alliance:
    """Raises Invalid at "name", Conflict when the place has an alliance of this name."""
    if done := once.made(Alliance, key, "corps.alliance_founded", actor=actor):
        return done
    name = clean_text(normal_text(name), field="name", most=40, missing="corps.alliance_empty_name")
    one_at_a_time(f"corps.alliances {place.path}")
    hold_here(place)
    if Alliance.objects.filter(place=place, name=name, until=None).exists():
        raise Conflict("corps.alliance_known", field="name", name=name)
    made = Alliance.objects.create(place=place, path=place.path, name=name, kind=kind, since=timezone.localdate(now))
    trail.record("corps.alliance_founded", actor=actor, path=made.path, about=made.pk, key=key, at=now)
    return made


@transaction.atomic
def end_alliance(*, alliance: Alliance, on: date, actor: Actor, key: UUID | None, now: datetime) -> None:
    if once.done(key, "corps.alliance_ended", actor=actor, about=alliance.pk):
        return
    change(alliance, code=CHANGED, where={"until": None}, until=on)
    trail.record("corps.alliance_ended", actor=actor, path=alliance.path, about=alliance.pk, key=key, at=now)


@transaction.atomic
def take_seat(
    *,
    alliance: Alliance,
    role: str,
    unit: PartnerUnit | None,
    member: Member | None,
    actor: Actor,
    key: UUID | None,
    now: datetime,
) -> None:
    """A unit or a member joins in a role.

    Raises Invalid unless it is exactly one, or at "role"; Conflict when it sits there.
    """
    if once.done(key, "corps.seat_taken", actor=actor, about=alliance.pk):
        return
    if (unit is None) == (member is None):
        raise Invalid("corps.seat_wrong", field="unit")
    role = clean_text(normal_text(role), field="role", most=40)
    if alliance.seats.filter(role=role, unit=unit, member=member).exists():
        raise Conflict("corps.alliance_seat_known", name=(unit or member).name)  # type: ignore[union-attr] # one is set
    change(alliance, code=CHANGED, where={"until": None})
    Seat.objects.create(alliance=alliance, role=role, unit=unit, member=member)
    trail.record("corps.seat_taken", actor=actor, path=alliance.path, about=alliance.pk, key=key, at=now)


@transaction.atomic
def leave_seat(*, alliance: Alliance, seat: UUID, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Give up the seat with this id. Raises NotFound when the alliance has no such seat (any more)."""
    if once.done(key, "corps.seat_left", actor=actor, about=alliance.pk):
        return
    if not alliance.seats.filter(pk=seat).delete()[0]:
        raise NotFound("access.not_found")
    trail.record("corps.seat_left", actor=actor, path=alliance.path, about=alliance.pk, key=key, at=now)
