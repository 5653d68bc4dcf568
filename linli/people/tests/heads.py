"""Somebody becomes the head of their household: by their own record or by the list of relations, they alone in it."""

from linli.kernel.ids import new_id
from linli.people.actions import records
from linli.people.models import Resident
from linli.people.particulars import Particulars


def become_head(one: Resident, *, by_list, actor, now) -> None:
    by = {"actor": actor, "key": new_id(), "now": now}
    if by_list:
        home = one.household
        records.set_relations(household=home, revision=home.revision, relations={one.pk: ("head", one.residence)}, **by)
    else:
        person = Particulars(name=one.name, relation="head", residence=one.residence)
        records.correct_resident(resident=one, revision=one.revision, person=person, **by)
