"""One person's data as forms and links pass it to the actions: checked, then sealed into columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from linli.kernel.errors import Invalid
from linli.kernel.sealing import crypto
from linli.people import rules
from linli.people.models import IDENTITY_COLUMN, NOTE_COLUMN, PHONE_COLUMN, PHONE_TAIL_COLUMN
from linli.people.names import initials


@dataclass(frozen=True)
class Particulars:
    """`identity` and `phone` are None when the sealed value stays as it is. `needs`: kind -> note."""

    name: str
    sex: str = "0"
    born_on: date | None = None
    relation: str = "unknown"
    residence: str = "owner"
    reach: str = "call"
    identity_kind: str = "none"
    identity: str | None = ""
    phone: str | None = ""
    note: str = ""
    needs: Mapping[str, str] = field(default_factory=dict)


def checked(typed: Particulars, *, today: date, number: str = "") -> Particulars:
    """Everything in normal form; a missing birth or sex is taken from a citizen's number. `number`: the one on record,
    for a person who keeps it.

    Raises Invalid naming the field, also when the typed birth or sex is not the one in the number.
    """
    identity = (
        None if typed.identity is None else rules.check_document(typed.identity_kind, typed.identity, today=today)
    )
    born, sex = typed.born_on, typed.sex
    if born is not None and born > today:
        raise Invalid("people.born_later", field="born_on")
    if born is not None and born < rules.EARLIEST_BIRTH:
        raise Invalid("people.born_too_early", field="born_on")
    citizen = (number if identity is None else identity) if typed.identity_kind in {"id_card", "permit"} else ""
    in_number = rules.birth_of(citizen) if len(citizen) == 18 else None
    if in_number is not None:
        if born is not None and born != in_number:
            if identity is None:  # whoever typed it may not know the number on record
                raise Invalid("people.born_differs_from_registered", field="born_on")
            raise Invalid("people.identity_birth_differs", field="born_on", born=in_number)
        if sex in {"1", "2"} and sex != rules.sex_of(citizen):
            raise Invalid("people.identity_sex_differs", field="sex")
        born, sex = in_number, rules.sex_of(citizen)
    return replace(
        typed,
        name=rules.check_name(typed.name),
        identity=identity,
        identity_kind="none" if identity == "" else typed.identity_kind,
        phone=None if typed.phone is None else rules.check_phone(typed.phone),
        born_on=born,
        sex=sex,
        note=rules.normal_text(typed.note),
        needs={kind: rules.normal_text(how) for kind, how in typed.needs.items()},
    )


def columns(row: UUID, person: Particulars) -> dict[str, Any]:
    """The columns that store `person` in the resident `row`, sealed; unchanged ones are left out."""
    found: dict[str, Any] = {
        "name": person.name,
        "initials": initials(person.name)[:30],
        "sex": person.sex,
        "born_on": person.born_on,
        "relation": person.relation,
        "residence": person.residence,
        "reach": person.reach,
        "note_sealed": crypto.seal(person.note, row=row, column=NOTE_COLUMN),
    }
    if person.identity is not None:
        found |= identity_columns(row, person.identity_kind, person.identity)
    if person.phone is not None:
        found |= phone_columns(row, person.phone)
    return found


def identity_columns(row: UUID, kind: str, number: str) -> dict[str, Any]:
    return {
        "identity_kind": kind,
        "identity_sealed": crypto.seal(number, row=row, column=IDENTITY_COLUMN),
        "identity_blind": crypto.blind(number, column=IDENTITY_COLUMN) if number else None,
    }


def phone_columns(row: UUID, number: str) -> dict[str, Any]:
    return {
        "phone_sealed": crypto.seal(number, row=row, column=PHONE_COLUMN),
        "phone_blind": crypto.blind(number, column=PHONE_COLUMN) if number else None,
        "phone_tail_blind": crypto.blind(number[-4:], column=PHONE_TAIL_COLUMN) if number else None,
    }
