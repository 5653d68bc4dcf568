"""Posts, units and terms of two weeks: who came, who left, whose term ends, who cannot be rung."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from linli.access.api_keys.actions import make_key
from linli.access.permissions import Permission as P
from linli.corps.actions.absences import record_absence
from linli.corps.actions.appointments import appoint, appoint_new, relieve
from linli.corps.actions.diary import Planned, enter
from linli.corps.actions.members import add_member, change_member
from linli.corps.actions.units import add_unit
from linli.corps.models import Appointment, Charge, Member
from linli.corps.queries.ladder import ladders
from linli.demo import accounts
from linli.demo.files import actor_called
from linli.demo.life.days import Days
from linli.demo.life.stage import Stage
from linli.demo.life.today import unit_names
from linli.kernel.ids import new_id
from linli.places.models import Place

# Posts of the community that no list of leaders has: title, who, days until the end of the term (0: none).
HELPERS = (
    ("policy_publicist", "白晓燕", 6), ("opinion_reporter", "贺建平", 0), ("hazard_inspector", "石永强", 0),
    ("mediator", "郝淑珍", 11), ("civility_promoter", "邵文涛", 0), ("resident_servant", "段玉梅", 0),
    ("medical_worker", "苏雅静", 0),
)  # fmt: skip


def plan(stage: Stage, days: Days) -> None:
    days.at(days.on(-15, "09:00"), lambda now: _units(stage, now))
    days.at(days.on(-15, "09:30"), lambda now: _helpers(stage, now))
    days.at(days.on(-15, "10:00"), lambda _now: stage.find_spots(3, 4, 6))
    days.at(days.on(-13, "10:00"), lambda now: _key(stage, now))
    days.at(days.on(-6, "15:00"), lambda now: _vacancies(stage, now))
    days.at(days.on(-5, "09:20"), lambda now: _silent(stage, now))
    days.at(days.on(-1, "11:40"), lambda now: _asked(stage, now))
    days.at(days.on(-2, "17:00"), lambda _now: _slips(stage))
    days.at(days.on(-1, "17:30"), lambda now: _diaries(stage, days, now))


def _units(stage: Stage, now: datetime) -> None:
    """Three that are whistled for. The sign-in of the third one is printed."""
    office = stage.office()
    for key, (name, kind, phone, person) in unit_names(stage.street).items():
        unit = add_unit(
            place=stage.street, name=name, kind=kind, credit_code="", phone=phone, actor=office, key=new_id(), now=now
        )
        stage.units[key] = unit
        member = add_member(
            place=stage.street, name=person, phone=stage.phone(), unit=unit, actor=office, key=new_id(), now=now
        )
        if key == "city":
            accounts.make(accounts.UNIT, person, stage.street.path, member, "unit")


def _helpers(stage: Stage, now: datetime) -> None:
    """The six services and a medical worker; a deputy at the lowest leader's own place."""
    today, worker = timezone.localdate(now), stage.worker()
    for code, name, days in HELPERS:
        appoint_new(
            home=stage.community, name=name, phone=stage.phone(), resident=None, post=stage.posts[code],
            places=[stage.community], starts_on=today, ends_on=today + timedelta(days=15 + days) if days else None,
            actor=worker, key=new_id(), now=now,
        )  # fmt: skip
    own = stage.post_at(stage.own).post.code
    for code, name, place in (("volunteer", "康志刚", stage.near), (f"deputy_{own}", "余桂兰", stage.own)):
        appoint_new(
            home=place, name=name, phone=stage.phone(), resident=None, post=stage.posts[code], places=[place],
            starts_on=today, ends_on=today + timedelta(days=18), actor=worker, key=new_id(), now=now,
        )  # fmt: skip


def _key(stage: Stage, now: datetime) -> None:
    until = timezone.localdate(now) + timedelta(days=180)
    make_key(
        name="12345 热线平台", path=stage.street.path, permissions=[P.CALLS_OPEN, P.CALLS_READ], expires_on=until,
        per_minute=30, actor=stage.office(), key=new_id(), now=now,
    )  # fmt: skip


def _vacancies(stage: Stage, now: datetime) -> None:
    """Four leaders leave. One neighbour takes over a second charge, which is more than one should carry."""
    today, office = timezone.localdate(now), stage.office()
    low = stage.post_at(stage.own).post.code
    near, around = _leaving(stage, stage.near, low, 1), _around(stage, low, 3)
    covered, heir = around[-2:]
    for term in [*near, around[0], _above(stage, today), covered]:
        relieve(appointment=term, on=today, reason="搬离本小区", actor=office, key=new_id(), now=now)
    places = [charge.place for charge in covered.charges.select_related("place").order_by("path")]
    appoint(
        member=heir.member, post=heir.post, places=places, starts_on=today, ends_on=None, actor=office, key=new_id(),
        now=now,
    )  # fmt: skip


def _leaving(stage: Stage, place: Place, code: str, most: int) -> list[Appointment]:
    """Terms of that post there: of nobody who takes part, and of nobody's who left already."""
    takes_part = {spot.leader for spot in stage.spots} | {stage.lowest().person, stage.close().person}
    rows = Charge.objects.under(place.path).filter(appointment__post__code=code, appointment__ends_on=None)
    rows = rows.exclude(appointment__member__in=takes_part).select_related("appointment__member", "appointment__post")
    if place.pk != stage.near.pk:
        rows = rows.exclude(path__startswith=stage.near.path)
    found = {charge.appointment.pk: charge.appointment for charge in rows.order_by("path")[: most * 12]}
    return list(found.values())[-most:]


def _around(stage: Stage, code: str, most: int) -> list[Appointment]:
    """In the community outside `near`, or where it has too few, in the street."""
    found = _leaving(stage, stage.community, code, most)
    return found if len(found) == most else _leaving(stage, stage.street, code, most)


def _above(stage: Stage, today: date) -> Appointment:
    """The leader one level above the last building that takes part."""
    spot = stage.spots[-1]
    rungs = ladders([spot.place.path], today)[spot.place.path]
    people = [person for rung in rungs[1:2] for person in rung.people]
    terms = Appointment.objects.filter(member__in=people, ends_on=None).select_related("member", "post")
    return terms.order_by("pk")[0]


def _silent(stage: Stage, now: datetime) -> None:
    """Two leaders gave their number up."""
    code = stage.post_at(stage.own).post.code
    for term in [*_leaving(stage, stage.near, code, 5)[:1], *_around(stage, code, 5)[:1]]:
        member = Member.objects.get(pk=term.member_id)
        change_member(
            member=member, revision=member.revision, name=member.name, phone="", unit=member.unit,
            actor=stage.worker(), key=new_id(), now=now,
        )  # fmt: skip


def _asked(stage: Stage, now: datetime) -> None:
    """A second community worker: the street office reads no register, so somebody who does must confirm it."""
    appoint_new(
        home=stage.community, name="钟晓岚", phone=stage.phone(), resident=None, post=stage.posts["community_worker"],
        places=[stage.community], starts_on=timezone.localdate(now), ends_on=None, actor=stage.office(), key=new_id(),
        now=now,
    )  # fmt: skip


def _slips(stage: Stage) -> None:
    """Four leaders got an account: three have not signed in yet, of one somebody must say that it is them."""
    code = stage.post_at(stage.own).post.code
    *unused, used = _around(stage, code, 8)[:4]
    for term in unused:
        stage.open_slip(term.member_id)
    stage.choose_password(used.member_id, stage.open_slip(used.member_id))


def _diaries(stage: Stage, days: Days, now: datetime) -> None:
    """Tomorrow's shifts and a trip; today everybody is free to help."""
    for number, actor in enumerate((stage.worker(), stage.close(), stage.lowest())):
        morning = days.on(1 + number, "09:00")
        record_absence(
            starts_at=morning, ends_at=morning + timedelta(hours=4), why="shift" if number < 2 else "trip",
            actor=actor, key=new_id(), now=now,
        )  # fmt: skip
    office = stage.office()
    for number, username in enumerate((accounts.OFFICE, "taizhang", "shenji", "guanli", accounts.UNIT)):
        person = actor_called(username).person
        assert person is not None
        evening = days.on(1 + number, "18:00")
        shift = Planned(
            person=person, kind="shift", starts_at=evening, ends_at=evening + timedelta(hours=3), source="demo",
            source_id=new_id(), path=stage.street.path, title="街道值班",
        )  # fmt: skip
        enter(planned=shift, actor=office, key=new_id(), now=now)
