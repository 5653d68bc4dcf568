"""Writing judged rows of leaders in bulk: a handful of statements for thousands of rows.

The only writer besides `actions`: it runs inside an action's transaction and writes what `appoint` writes, a charge and
a grant for every place.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import F

from linli.access.actor import Actor
from linli.access.models import Grant
from linli.access.rules import common_path
from linli.corps.grants_writing import write_grants
from linli.corps.models import Appointment, Charge, Member
from linli.corps.queries.judged import PHONE, Judged, Term
from linli.corps.queries.twins import home_of
from linli.kernel.ids import new_ids
from linli.kernel.sealing import crypto
from linli.kernel.writes.change import change_all
from linli.kernel.writes.counted import count_again
from linli.places.pinyin import initials

AT_ONCE = 2_000


def write_judged(judged: Sequence[Judged], *, actor: Actor, today: date, now: datetime) -> list[tuple[Judged, UUID]]:
    """New members and terms; changed phones, units and terms. Same or rejected rows write nothing.

    Returns the rows whose term waits for a second person, each with its member: nothing is written of that term.
    """
    work = [item for item in judged if item.state in {"new", "changed"}]
    if not work:
        return []
    holders = _members(work, today)
    _change_members([item for item in work if item.person])
    waits = [item for item in work if item.second and gives(item)]
    asked = {item.row.key for item in waits}
    work = [item for item in work if item.row.key not in asked]
    _change_terms([item for item in work if item.term and "places" not in item.changes])
    moved = [item for item in work if item.term and "places" in item.changes]
    _end_terms([term for item in moved if item.term for term in (item.term, *item.also)], today, now)
    fresh = [item for item in work if item.state == "new"] + moved
    _appoint(fresh, holders, actor, today, now)
    count_again(Member, Appointment, Charge, Grant)
    return [(item, holders[item.row.key]) for item in waits]


def gives(item: Judged) -> bool:
    """Whether the row gives a post: a new one, other places, an earlier start or a later end."""
    term, row = item.term, item.row
    if term is None or "places" in item.changes:
        return True
    longer = row.ends is not None and term.ends is not None and row.ends > term.ends
    return longer or (row.starts is not None and row.starts < term.starts)


def _who(item: Judged) -> tuple[object, ...]:
    """Rows that mean one new person: the same name with the same phone; without a phone, in the same community, or as
    the user says."""
    if item.first:
        return _who(item.first)
    return (item.row.name, item.blind) if item.blind else (item.row.name, _home(item))


def _home(item: Judged) -> str:
    return home_of(item.places[0].path)


def _members(work: Sequence[Judged], today: date) -> dict[tuple[int, int], UUID]:
    """Row -> member, with the new ones made."""
    new: dict[tuple[object, ...], Judged] = {}
    for item in work:
        if item.person is None:
            new.setdefault(_who(item), item.first or item)
    ids = dict(zip(new, new_ids(len(new)), strict=True))
    sealed = crypto.seal_many(((ids[who], item.row.phone) for who, item in new.items()), column=PHONE)
    Member.objects.bulk_create(
        (
            Member(
                pk=ids[who], path=_home(item), name=item.row.name, initials=initials(item.row.name)[:30],
                phone_sealed=phone, phone_blind=item.blind, unit_id=item.unit, since=today,
            )
            for (who, item), phone in zip(new.items(), sealed, strict=True)
        ),
        batch_size=AT_ONCE,
    )  # fmt: skip
    return {item.row.key: item.person.id if item.person else ids[_who(item)] for item in work}


def _change_members(work: Sequence[Judged]) -> None:
    phones = [(item.person.id, item) for item in work if "phone" in item.changes and item.person]
    sealed = crypto.seal_many(((pk, item.row.phone) for pk, item in phones), column=PHONE)
    for (pk, item), phone in zip(phones, sealed, strict=True):
        change_all(Member.objects.filter(pk=pk), phone_sealed=phone, phone_blind=item.blind)
    for item in work:
        if item.person and item.unit and item.unit != item.person.unit:
            change_all(Member.objects.filter(pk=item.person.id), unit=item.unit)


def _change_terms(work: Sequence[Judged]) -> None:
    for item in work:
        if item.term is None or not {"starts", "ends"} & set(item.changes):
            continue
        days = {"starts_on": item.row.starts or item.term.starts, "ends_on": item.row.ends or item.term.ends}
        change_all(Appointment.objects.filter(pk=item.term.id), **days)
        Grant.objects.filter(source=item.term.id).update(**days)


def _end_terms(terms: Sequence[Term], today: date, now: datetime) -> None:
    """The places of a post changed: the old term ends today and a new one begins, so that the history is kept."""
    for term in terms:
        last = max(today, term.starts)
        end = {"ends_on": last, "term_before": F("ends_on"), "ended_how": "changed", "ended_at": now}
        change_all(Appointment.objects.filter(pk=term.id), **end)
        Grant.objects.filter(source=term.id).update(ends_on=last)


def _appoint(
    work: Sequence[Judged], holders: dict[tuple[int, int], UUID], actor: Actor, today: date, now: datetime
) -> None:
    terms: list[Appointment] = []
    charges: list[Charge] = []
    grants: list[Grant] = []
    for item, pk in zip(work, new_ids(len(work)), strict=True):
        assert item.post
        starts = max(today, item.term.starts) if item.term else item.row.starts or today
        ends = item.row.ends or (item.term.ends if item.term else None)
        places = {place.id: place for place in item.places}.values()
        member = holders[item.row.key]
        terms.append(
            Appointment(
                pk=pk, path=common_path(place.path for place in places), member_id=member, post=item.post,
                starts_on=starts, ends_on=ends, recorded_by=actor.account, recorded_at=now,
            )
        )  # fmt: skip
        for place in places:
            charges.append(Charge(appointment_id=pk, place_id=place.id, path=place.path))
            grants.append(
                Grant(
                    person=member, bundle=item.post.bundle, path=place.path, title=item.post.title, source=pk,
                    starts_on=starts, ends_on=ends,
                )
            )  # fmt: skip
    Appointment.objects.bulk_create(terms, batch_size=AT_ONCE)
    Charge.objects.bulk_create(charges, batch_size=AT_ONCE)
    write_grants(grants, now)
