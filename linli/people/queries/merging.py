"""Rows that may be the same person, and how two of them differ, in words and masked."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.kernel.errors import Conflict, NotFound
from linli.people import rules
from linli.people.models import Resident
from linli.people.queries.history import field_words
from linli.people.queries.records import born_as_seen, identity_as_seen, identity_of, keeps_register, note_of, phone_of


def uuid_of(text: UUID | str) -> UUID:
    """Raises NotFound for an invalid id."""
    try:
        return UUID(str(text))
    except ValueError:
        raise NotFound("access.not_found") from None


def living(resident: Resident) -> Resident:
    """Raises Conflict for somebody who is no longer on the register."""
    if resident.until is not None:
        raise Conflict("people.already_left")
    return resident


def look_alike(actor: Actor, one: Resident, text: str = "", limit: int = 20) -> list[Resident]:
    """Others within reach with the same phone, the same name, or the name that was typed."""
    rows = Resident.objects.reachable(actor, P.PEOPLE_EDIT).filter(root=one.root, until=None).exclude(pk=one.pk)
    typed = rules.normal_text(text)
    same = Q(name__startswith=typed) if typed else Q(name=one.name)
    if one.phone_blind and not typed:
        same |= Q(phone_blind=one.phone_blind)
    return list(rows.filter(same).select_related("household").order_by("path", "id")[:limit])


def compared(
    one: Resident, other: Resident, actor: Actor
) -> tuple[list[tuple[str, str, str, str]], list[tuple[str, str]]]:
    """([(field, label, one's value, other's value)] that differ, [(label, value)] that agree)."""
    differing, same = [], []
    mine, theirs = shown(one, actor), shown(other, actor)
    raw_one, raw_other = _raw(one), _raw(other)
    for field, label in {**field_words(), "household": _("门牌")}.items():
        if field not in mine:
            continue
        if raw_one[field] != raw_other[field]:
            differing.append((field, label, mine[field], theirs[field]))
        elif mine[field]:
            same.append((label, mine[field]))
    return differing, same


def _raw(row: Resident) -> dict[str, object]:
    plain = ("name", "sex", "born_on", "relation", "residence", "reach")
    return {name: getattr(row, name) for name in plain} | {
        "identity": identity_of(row), "phone": phone_of(row), "note": note_of(row), "household": row.household_id,
    }  # fmt: skip


def shown(row: Resident, actor: Actor) -> dict[str, str]:
    return {
        "name": row.name,
        "sex": dict(rules.sex_choices())[row.sex],
        "born_on": born_as_seen(row.born_on, whole=keeps_register(actor, row.path)),
        "relation": dict(rules.relation_choices())[row.relation],
        "residence": dict(rules.residence_choices())[row.residence],
        "reach": dict(rules.reach_choices())[row.reach],
        "identity": identity_as_seen(identity_of(row)),
        "phone": rules.mask_phone(phone_of(row)),
        "note": note_of(row),
        "household": row.household.door,
    }
