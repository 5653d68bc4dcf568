"""Every write to appointments. One action = one transaction = the rows, their grants, the trail fact.

Grants follow appointments here and nowhere else: they are written with the charge, and end, return and move on with the
term, in the same transaction. So what somebody may see changes the moment their post does.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from linli.access.actor import Actor
from linli.access.models import Grant, PostKind
from linli.access.rules import common_path, covers
from linli.corps import appointing
from linli.corps.actions.giving import check_may_give, check_may_give_term, check_not_oneself, end_grants
from linli.corps.actions.members import CHANGED, add_member
from linli.corps.appointing import Width
from linli.corps.awaited_writing import ASKED, ask, needs_second, wanted_of, written
from linli.corps.grants_writing import write_grants
from linli.corps.models import Appointment, AwaitedTerm, Charge, Member
from linli.corps.queries import kinds
from linli.corps.queries.second import At
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.facts import trail
from linli.kernel.text import reason_of
from linli.kernel.work import outbox
from linli.kernel.writes import once
from linli.kernel.writes.change import change
from linli.places.actions.tree import hold_here
from linli.places.models import Place


@transaction.atomic
def appoint(  # noqa: PLR0913 (a post, every part named at the call)
    *,
    member: Member,
    post: PostKind,
    places: Sequence[Place],
    starts_on: date,
    ends_on: date | None,
    actor: Actor,
    key: UUID | None,
    now: datetime,
    wide: bool = False,
) -> Appointment | AwaitedTerm:
    """Put `member` into `post` at `places` over [starts_on, ends_on), with the grants of the post at each place; a post
    with rights over the register that the actor lacks is asked for, and waits for a second person (`second`). Of
    places inside one another the outer one is meant. `wide`: one leader for a place wider than their level is intended.

    Raises NotAllowed (a post that the actor may not give), Invalid at "post", "places", "wide" or "ends_on", Conflict
    when the member holds this post at one of the places in that time.
    """
    if done := once.done(key, "corps.appointed", ASKED, actor=actor):
        return written(done)
    whole = appointing.outermost(place.path for place in places)
    places = [place for place in places if place.path in whole]
    _check_appointment(member, post, places, starts_on, ends_on, actor)
    _check_width(post, places, wide=wide)
    change(member, code=CHANGED)  # lock: two desks may appoint one person at once, and the second must see the first
    if needs_second(actor, post.bundle, _at(places), now):
        return ask(wanted_of("appoint", member, post, places, starts_on, ends_on), actor=actor, key=key, now=now)
    made = _write_appointment(member, post, places, starts_on, ends_on, actor, now)
    data = {
        "member": str(member.pk),
        "post": post.code,
        "places": len(places),
        "from": starts_on.isoformat(),
        "to": _iso(ends_on),
    }
    trail.record("corps.appointed", actor=actor, path=made.path, about=made.pk, key=key, at=now, data=data)
    return made


@transaction.atomic
def appoint_new(  # noqa: PLR0913 (a person and a post, every part named at the call)
    *,
    home: Place,
    name: str,
    phone: str,
    resident: UUID | None,
    post: PostKind,
    places: Sequence[Place],
    starts_on: date,
    ends_on: date | None,
    actor: Actor,
    key: UUID | None,
    now: datetime,
    wide: bool = False,
) -> Appointment | AwaitedTerm:
    """A new member, known at `home`, straight into a post. Raises what `add_member` and `appoint` raise."""
    if done := once.done(key, "corps.appointed", ASKED, actor=actor):
        return written(done)
    member = add_member(place=home, name=name, phone=phone, resident=resident, actor=actor, key=None, now=now)
    return appoint(
        member=member, post=post, places=places, starts_on=starts_on, ends_on=ends_on, actor=actor, key=key, now=now,
        wide=wide,
    )  # fmt: skip


def _check_appointment(
    member: Member, post: PostKind, places: Sequence[Place], starts_on: date, ends_on: date | None, actor: Actor
) -> None:
    appointing.check_term(starts_on, ends_on)
    if post.retired:
        raise Invalid("corps.post_retired", field="post", title=post.title)
    if not places or not common_path(place.path for place in places):
        raise Invalid("corps.places_missing", field="places")
    if closed := next((place for place in places if place.closed_on), None):
        raise Invalid("corps.place_closed", field="places", place=closed.name)
    if not all(covers(post.path, place.path) for place in places if post.path):
        raise Invalid("corps.post_elsewhere", field="post", title=post.title)
    if member.until is not None:
        raise Invalid("corps.member_gone", field="member", name=member.name)
    check_may_give(actor, post.bundle, (place.path for place in places))
    check_not_oneself(actor, member.pk)
    _check_held_once(member, post, places, starts_on, ends_on)


def _check_width(post: PostKind, places: Sequence[Place], *, wide: bool) -> None:
    """A leader of buildings for a whole community would hide the buildings without one. Raises Invalid."""
    reach = kinds.reach_of(post, places[0].path)
    for place in places:
        found = kinds.width_of(reach, place)
        if found is Width.TOO_WIDE or (found is Width.ASKED and not wide):
            too_wide, words = found is Width.TOO_WIDE, kinds.levels_in_words(reach)
            code, field = ("corps.place_too_wide", "places") if too_wide else ("corps.place_wide", "wide")
            raise Invalid(code, field=field, place=place.name, title=post.title, kind=words)


def _check_still_fits(appointment: Appointment, places: Iterable[Place]) -> None:
    """A place that no leader of this level may have whole is not passed on, nor kept longer. Raises Invalid."""
    reach = kinds.reach_of(appointment.post, appointment.path)
    for place in places:
        if kinds.width_of(reach, place) is Width.TOO_WIDE:
            data = {"place": place.name, "title": appointment.post.title, "kind": kinds.levels_in_words(reach)}
            raise Invalid("corps.term_too_wide", **data)


def _check_held_once(
    member: Member,
    post: PostKind,
    places: Iterable[Place],
    first: date,
    end: date | None,
    *,
    besides: UUID | None = None,
) -> None:
    """Raises Conflict when the member holds the post at one of the places in that time, by a term other than `besides`;
    Invalid at "post" when an auditor would hold another post."""
    running = member.appointments.filter(_overlapping(first, end)).exclude(pk__in=[besides] if besides else [])
    appointing.check_alone(running.values_list("post__bundle", flat=True), post.bundle)
    if running.filter(post=post, charges__place__in=places).exists():
        raise Conflict("corps.already_in_post", name=member.name, title=post.title)


def _in_turn(appointment: Appointment) -> Member:
    """Its member, who gets no other term until this transaction ends. Raises Conflict when they have left the corps, or
    leave on a day that is set."""
    member = Member.objects.get(pk=appointment.member_id)
    change(member, code=CHANGED)
    if member.until is not None:
        raise Conflict("corps.member_gone", name=member.name)
    return member


def _overlapping(starts_on: date, ends_on: date | None) -> Q:
    """A term that ended on its first day fills no time."""
    begun = Q() if ends_on is None else Q(starts_on__lt=ends_on)
    return begun & (Q(ends_on=None) | Q(ends_on__gt=starts_on) & Q(ends_on__gt=F("starts_on")))


def _write_appointment(
    member: Member,
    post: PostKind,
    places: Sequence[Place],
    starts_on: date,
    ends_on: date | None,
    actor: Actor,
    now: datetime,
) -> Appointment:
    hold_here(*places)
    made = Appointment.objects.create(
        path=common_path(place.path for place in places),
        member=member,
        post=post,
        starts_on=starts_on,
        ends_on=ends_on,
        recorded_by=actor.account,
        recorded_at=now,
    )
    Charge.objects.bulk_create(Charge(appointment=made, place=place, path=place.path) for place in places)
    grants = [
        Grant(
            person=member.pk, bundle=post.bundle, path=place.path, title=post.title, source=made.pk,
            starts_on=starts_on, ends_on=ends_on,
        )
        for place in places
    ]  # fmt: skip
    write_grants(grants, now)
    return made


@transaction.atomic
def relieve(
    *, appointment: Appointment, on: date, reason: str = "", actor: Actor, key: UUID | None, now: datetime
) -> None:
    """End the term: `on` is the first day out of office, today by default of the form. Access ends with it.

    Raises Invalid (before the term began), Conflict (it has ended, or somebody else changed it meanwhile).
    """
    if once.done(key, "corps.relieved", actor=actor, about=appointment.pk):
        return
    check_may_give_term(actor, appointment)
    _end(appointment, on, "relieved", now, reason)
    data = {"on": on.isoformat(), "member": str(appointment.member_id)}
    trail.record("corps.relieved", actor=actor, path=appointment.path, about=appointment.pk, key=key, at=now, data=data)


def _end(appointment: Appointment, on: date, how: str, now: datetime, reason: str = "") -> None:
    appointing.check_relief(appointment.starts_on, appointment.ends_on, on)
    change(
        appointment, code=CHANGED,
        ends_on=on, term_before=appointment.ends_on, ended_how=how, ended_at=now,
        reason=reason_of(reason, least=0, most=120),
    )  # fmt: skip
    end_grants([appointment.pk], on)
    outbox.put("corps.relieved", {"member": str(appointment.member_id), "path": appointment.path}, at=now)


@transaction.atomic
def undo_relief(*, appointment: Appointment, actor: Actor, key: UUID | None, now: datetime) -> None:
    """Undo a relief recorded today: the term and the access are as before.

    Raises Conflict on a later day, after a hand-over, or when the member has left or holds the post there again.
    """
    if once.done(key, "corps.relief_undone", actor=actor, about=appointment.pk):
        return
    check_may_give_term(actor, appointment)
    check_not_oneself(actor, appointment.member_id)
    today = timezone.localdate(now)
    ended_at = appointment.ended_at
    if appointment.ended_how != "relieved" or ended_at is None:
        raise Conflict("corps.nothing_to_undo")
    if timezone.localdate(ended_at) != today:
        raise Conflict("corps.undo_too_late")
    end, first = appointment.term_before, appointment.ends_on or today
    _check_held_once(_in_turn(appointment), appointment.post, _places(appointment), first, end, besides=appointment.pk)
    change(
        appointment, code=CHANGED,
        ends_on=end, term_before=None, ended_how="", ended_at=None, reason="",
    )  # fmt: skip
    Grant.objects.filter(source=appointment.pk).update(ends_on=end)
    said = {"member": str(appointment.member_id), "path": appointment.path, "since": ended_at.isoformat()}
    outbox.put("corps.relief_undone", said, at=now)
    trail.record("corps.relief_undone", actor=actor, path=appointment.path, about=appointment.pk, key=key, at=now)


@transaction.atomic
def hand_over(
    *,
    appointment: Appointment,
    to: Member,
    on: date,
    ends_on: date | None,
    actor: Actor,
    key: UUID | None,
    now: datetime,
) -> Appointment | AwaitedTerm:
    """The post passes from its holder to `to` on the day `on`, at the same places, without a day between.

    Raises what `relieve` and `appoint` raise; then neither happens. The old holder stays
    in office while a hand-over waits for a second person.
    """
    if done := once.done(key, "corps.handed_over", ASKED, actor=actor):
        return written(done)
    if to.pk == appointment.member_id:
        raise Invalid("corps.hand_over_to_self", field="to")
    places, post = _places(appointment), appointment.post
    _check_still_fits(appointment, places)
    if needs_second(actor, post.bundle, _at(places), now):
        appointing.check_relief(appointment.starts_on, appointment.ends_on, on)
        _check_appointment(to, post, places, on, ends_on, actor)
        wanted = wanted_of("hand_over", to, post, places, on, ends_on, term=appointment.pk)
        return ask(wanted, actor=actor, key=key, now=now)
    made = _pass_on(appointment, "handed_over", to, places, on, ends_on, actor, now)
    data = {"from": str(appointment.pk), "on": on.isoformat(), "places": len(places)}
    trail.record("corps.handed_over", actor=actor, path=made.path, about=made.pk, key=key, at=now, data=data)
    return made


def _pass_on(
    appointment: Appointment, how: str, to: Member, places: Sequence[Place], on: date, ends_on: date | None,
    actor: Actor, now: datetime,
) -> Appointment:  # fmt: skip
    _end(appointment, on, how, now)
    _check_appointment(to, appointment.post, places, on, ends_on, actor)
    change(to, code=CHANGED)
    return _write_appointment(to, appointment.post, places, on, ends_on, actor, now)


@transaction.atomic
def extend(
    *, appointment: Appointment, ends_on: date | None, actor: Actor, key: UUID | None, now: datetime
) -> AwaitedTerm | None:
    """A later end of the term (None: open); the row that waits for a second person, if it does. Raises Invalid at
    "ends_on", Conflict when it is open or over, when the member leaves, or holds the post there again after the old
    end."""
    asked = dict(appointment.awaited.values_list("pk", "pk"))
    if done := once.done(key, "corps.extended", ASKED, actor=actor, about=[appointment.pk, *asked]):
        return AwaitedTerm.objects.filter(pk=done).first()
    check_may_give_term(actor, appointment)
    check_not_oneself(actor, appointment.member_id)
    _check_extension(appointment, ends_on, now)
    places, post = _places(appointment), appointment.post
    if places and needs_second(actor, post.bundle, _at(places), now):
        starts_on = appointment.starts_on
        wanted = wanted_of("extend", appointment.member, post, places, starts_on, ends_on, term=appointment.pk)
        return ask(wanted, actor=actor, key=key, now=now)
    _lengthen(appointment, ends_on)
    data = {"from": _iso(appointment.ends_on), "to": _iso(ends_on)}
    trail.record("corps.extended", actor=actor, path=appointment.path, about=appointment.pk, key=key, at=now, data=data)
    return None


def _check_extension(appointment: Appointment, ends_on: date | None, now: datetime) -> None:
    appointing.check_extension(appointment.ends_on, ends_on, timezone.localdate(now))
    appointing.check_term(appointment.starts_on, ends_on)
    _check_still_fits(appointment, _places(appointment))
    first = appointment.ends_on or appointment.starts_on
    _check_held_once(
        _in_turn(appointment), appointment.post, _places(appointment), first, ends_on, besides=appointment.pk
    )


def _lengthen(appointment: Appointment, ends_on: date | None) -> None:
    change(appointment, code=CHANGED, ends_on=ends_on)
    Grant.objects.filter(source=appointment.pk).update(ends_on=ends_on)


def write_awaited(awaited: AwaitedTerm, *, giver: Actor, now: datetime) -> Appointment:
    """What was asked for, now that a second person confirms it: checked again, from today at the earliest, recorded as
    given by `giver`. In the caller's transaction. Raises what the deed itself raises."""
    on = max(awaited.starts_on, timezone.localdate(now))
    post, member = awaited.post, Member.objects.get(pk=awaited.member_id)  # as they are now: rows confirmed before
    term = Appointment.objects.select_related("post").filter(awaited=awaited).first()  # on one page changed both
    if awaited.how == "extend" and term is not None:
        _move(term, awaited.starts_on, awaited.ends_on, now)
        return term
    places = list(Place.objects.filter(pk__in=awaited.places).order_by("path"))
    if term is not None and awaited.how == "change":
        on = max(on, term.starts_on)
        _end_also(awaited.also, on, now)
    if term is not None:
        how = "changed" if term.member_id == member.pk else "handed_over"
        return _pass_on(term, how, member, places, on, awaited.ends_on, giver, now)
    _check_appointment(member, post, places, on, awaited.ends_on, giver)
    change(member, code=CHANGED)
    return _write_appointment(member, post, places, on, awaited.ends_on, giver, now)


def _move(term: Appointment, starts_on: date, ends_on: date | None, now: datetime) -> None:
    """Other dates of a term. One that has not begun begins today at the earliest."""
    today = timezone.localdate(now)
    starts_on = starts_on if term.starts_on <= today else max(starts_on, today)
    if starts_on == term.starts_on:
        _check_extension(term, ends_on, now)
        _lengthen(term, ends_on)
        return
    appointing.check_relief(term.starts_on, term.ends_on, max(today, term.starts_on))
    first, places = max(starts_on, today), _places(term)
    appointing.check_term(first, ends_on)
    _check_still_fits(term, places)
    _check_held_once(_in_turn(term), term.post, places, first, ends_on, besides=term.pk)
    change(term, code=CHANGED, starts_on=starts_on, ends_on=ends_on)
    Grant.objects.filter(source=term.pk).update(starts_on=starts_on, ends_on=ends_on)


def _end_also(terms: Iterable[str], on: date, now: datetime) -> None:
    """Terms that the one which begins on this day takes in, as far as they still run."""
    for term in Appointment.objects.filter(pk__in=terms).order_by("pk"):
        last = max(on, term.starts_on)
        if term.ends_on is None or term.ends_on > last:
            _end(term, last, "changed", now)


def _at(places: Iterable[Place]) -> list[At]:
    return [At(place.path, place.kind) for place in places]


def _places(appointment: Appointment) -> list[Place]:
    return [charge.place for charge in appointment.charges.select_related("place").order_by("path")]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
