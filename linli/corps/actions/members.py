"""Every write to members. One action = one transaction = the rows, their grants, the trail fact."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from linli.access.actor import Actor
from linli.corps.actions.giving import check_may_give_term, end_grants
from linli.corps.models import Member, PartnerUnit
from linli.kernel.errors import Conflict
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.sealing import crypto
from linli.kernel.text import reason_of
from linli.kernel.work import outbox
from linli.kernel.writes import once
from linli.kernel.writes.change import change, change_all
from linli.kernel.writes.turns import one_at_a_time
from linli.people.rules import check_name, check_phone
from linli.places.actions.tree import hold_here
from linli.places.models import Place
from linli.places.pinyin import initials

PHONE = "corps.member.phone"
CHANGED = "corps.changed_meanwhile"


@transaction.atomic
def add_member(
    *,
    place: Place,
    name: str,
    phone: str = "",
    unit: PartnerUnit | None = None,
    resident: UUID | None = None,
    actor: Actor,
    key: UUID | None,
    now: datetime,
) -> Member:
    """Raises Invalid at "name" or "phone", Conflict when the same name with the same phone is known there."""
    if done := once.made(Member, key, "corps.member_added", actor=actor):
        return done
    name, phone = check_name(name), check_phone(phone)
    index = _blind(phone)
    one_at_a_time(resident or f"corps.members {place.path}")
    hold_here(place)
    known = Member.objects.filter(path=place.path, name=name, phone_blind=index, until=None)
    if resident is not None:
        known = Member.objects.filter(resident=resident, until=None)
    if known.exists():
        raise Conflict("corps.member_known", field="name", name=name)
    pk = new_id()
    member = Member.objects.create(
        pk=pk,
        path=place.path,
        name=name,
        initials=initials(name),
        phone_sealed=crypto.seal(phone, row=pk, column=PHONE),
        phone_blind=index,
        unit=unit,
        resident=resident,
        since=timezone.localdate(now),
    )
    trail.record("corps.member_added", actor=actor, path=member.path, about=pk, key=key, at=now)
    return member


@transaction.atomic
def change_member(
    *,
    member: Member,
    revision: int,
    name: str,
    phone: str | None,
    unit: PartnerUnit | None,
    actor: Actor,
    key: UUID | None,
    now: datetime,
) -> None:
    """`phone` None keeps the number. Raises Invalid at a field, Conflict when somebody changed the row since
    `revision`."""
    if once.done(key, "corps.member_changed", actor=actor, about=member.pk):
        return
    changes: dict[str, Any] = {"name": check_name(name), "unit": unit}
    changes["initials"] = initials(str(changes["name"]))
    if phone is not None:
        number = check_phone(phone)
        changes |= {"phone_sealed": crypto.seal(number, row=member.pk, column=PHONE), "phone_blind": _blind(number)}
    change(member, revision, code=CHANGED, **changes)
    fields = ["name", "unit"] + ["phone"] * (phone is not None)
    trail.record(
        "corps.member_changed", actor=actor, path=member.path, about=member.pk, key=key, at=now, data={"fields": fields}
    )


@transaction.atomic
def remove_member(*, member: Member, on: date, actor: Actor, key: UUID | None, now: datetime) -> int:
    """The member leaves the corps and every post. Returns how many posts ended."""
    if once.done(key, "corps.member_left", actor=actor, about=member.pk):
        return 0
    change(member, code=CHANGED, where={"until": None}, until=on)
    standing = member.appointments.filter(Q(ends_on=None) | Q(ends_on__gt=on))
    for appointment in standing.select_related("post"):  # future ones too
        check_may_give_term(actor, appointment)
    running = standing.filter(starts_on__lte=on)
    ended = [appointment.pk for appointment in running]
    change_all(running, term_before=F("ends_on"), ends_on=on, ended_how="left", ended_at=now)
    future = member.appointments.filter(starts_on__gt=on)
    ended += [appointment.pk for appointment in future]
    change_all(future, term_before=F("ends_on"), ends_on=F("starts_on"), ended_how="left", ended_at=now)
    end_grants(ended, on)
    outbox.put("corps.relieved", {"member": str(member.pk), "path": member.path}, at=now)
    trail.record(
        "corps.member_left", actor=actor, path=member.path, about=member.pk, key=key, at=now, data={"posts": len(ended)}
    )
    return len(ended)


@transaction.atomic
def reveal_phone(*, member: Member, reason: str, actor: Actor, now: datetime) -> str:
    """The member's whole phone number; who asked and why is recorded. Raises Invalid without a reason."""
    reason = reason_of(reason, most=120)
    phone = crypto.unseal(member.phone_sealed, row=member.pk, column=PHONE)
    trail.record(
        "corps.phone_revealed", actor=actor, path=member.path, about=member.pk, at=now, data={"reason": reason}
    )
    return phone


def _blind(phone: str) -> bytes | None:
    return crypto.blind(phone, column=PHONE) if phone else None
