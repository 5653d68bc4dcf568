"""What an import would change of a resident, old and new, in words and masked."""

from collections.abc import Callable, Mapping
from itertools import islice
from uuid import UUID

from django.utils.translation import gettext as _

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.people import rules as people
from linli.people.imports.matching import Plan
from linli.people.imports.register import Register
from linli.people.imports.rows import Rows
from linli.people.models import Resident
from linli.people.queries.records import identity_as_seen, identity_of, note_of, phone_of

Change = tuple[str, str, str]
_AT_ONCE = 500
_SHOWN = 40
_WORDS: Mapping[str, Callable[[], list[tuple[str, str]]]] = {
    "sex": people.sex_choices, "relation": people.relation_choices, "residence": people.residence_choices,
    "reach": people.reach_choices,
}  # fmt: skip


def told_changes(rows: Rows, plan: Plan, register: Register, actor: Actor) -> dict[int, tuple[Change, ...]]:
    """Row -> (field, old, new) of every change, "" for what was empty and for an old note that `actor` may not read."""
    told: dict[int, tuple[Change, ...]] = {}
    waiting = iter(plan.changes)
    while some := list(islice(waiting, _AT_ONCE)):
        held = Resident.objects.in_bulk([UUID(plan.known[row][0]) for row in some])
        for row in some:
            one = held.get(UUID(plan.known[row][0]))
            if one:
                reads = actor.account is None or actor.may(P.PEOPLE_EDIT, one.path)
                told[row] = tuple(_told(name, one, rows, row, register, reads) for name in plan.changes[row])
    return told


def _told(name: str, one: Resident, rows: Rows, row: int, register: Register, reads: bool) -> Change:
    if name == "phone":
        return (name, people.mask_phone(phone_of(one)), people.mask_phone(rows.phone[row]))
    if name == "identity":
        return (name, identity_as_seen(identity_of(one)), _("文件里的号码"))
    if name == "note":
        return (name, _short(note_of(one)) if reads else "", _short(rows.note[row]))
    if name == "needs":
        held = register.needs.get(one.pk, set())
        return (name, _needs(held), _needs(held | {kind for kind, _how in rows.needs[row]}))
    if name == "name":
        return (name, people.mask_name(one.name), people.mask_name(rows.name[row]))
    if name == "born_on":
        return (name, _year(str(one.born_on or "")), _year(rows.born[row]))
    old, new = getattr(one, name), getattr(rows, name)[row]
    words = _WORDS.get(name)
    if words:
        return (name, dict(words())[old], dict(words())[new])
    return (name, str(old or ""), str(new))


def _needs(kinds: set[str]) -> str:
    return "、".join(word for kind, word in people.need_choices() if kind in kinds)


def _year(day: str) -> str:
    return day[:4] + "-**-**" if day else ""


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else _("%(start)s……") % {"start": text[:_SHOWN]}
