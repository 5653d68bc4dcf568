"""Members and their posts, as lists and pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from linli.access.actor import Actor
from linli.access.models import Account, PostKind, under
from linli.access.permissions import Permission as P
from linli.access.rules import SEGMENT, ancestors
from linli.corps.models import Appointment, Member, PartnerUnit
from linli.corps.queries.ground import in_office
from linli.corps.queries.overview import where
from linli.corps.queries.terms import charges_of
from linli.kernel.errors import NotFound
from linli.kernel.sealing import crypto
from linli.kernel.time import clock
from linli.people.rules import mask_phone
from linli.places.models import Place
from linli.places.queries import addresses
from linli.places.rules import PlaceKind

PHONE = "corps.member.phone"


def phone_of(member: Member) -> str:
    """Masked: 138****0001. The whole number is an action, with a reason (`actions.members.reveal_phone`)."""
    return mask_phone(crypto.unseal(member.phone_sealed, row=member.pk, column=PHONE))


@dataclass(frozen=True)
class Held:
    """One appointment of a member in words. `state` is now, coming or past."""

    appointment: Appointment
    where: str
    state: str
    may_undo: bool


@dataclass(frozen=True)
class MemberLine:
    """A member as a line of the list."""

    member: Member
    phone: str
    posts: list[Held]


def members(
    actor: Actor, place: Place, *, text: str = "", post: UUID | None = None, gone: bool = False
) -> QuerySet[Member]:
    """Members known at `place` or below, or in office there, within reach; in order of place and name."""
    today = clock.today()
    rows = Member.objects.reachable(actor, P.CORPS_READ).filter(under([place.path]))
    rows = rows.exclude(until=None) if gone else rows.filter(until=None)
    if text:
        rows = rows.filter(Q(name__contains=text) | Q(initials__startswith=text.lower()))
    if post:
        rows = rows.filter(pk__in=Appointment.objects.filter(in_office(today), post=post).values("member"))
    return rows.select_related("unit").order_by("path", "name", "pk")


def called(actor: Actor, text: str) -> QuerySet[Member]:
    """Members within reach of whom each word says something: a part of the name, its initials, a post held today."""
    rows = Member.objects.reachable(actor, P.CORPS_READ).filter(until=None)
    running = Appointment.objects.filter(in_office(clock.today()))
    for word in text.split():
        means = Q(name__contains=word) | Q(initials__startswith=word.lower())
        rows = rows.filter(means | Q(pk__in=running.filter(post__title__contains=word).values("member")))
    return rows.order_by("name", "path", "pk")


def lines(rows: Iterable[Member]) -> list[MemberLine]:
    """A page of members with their posts of today: three queries, however many."""
    page = list(rows)
    held: dict[UUID, list[Held]] = {}
    today = clock.today()
    running = Appointment.objects.filter(in_office(today), member__in=page).select_related("post").order_by("path")
    for item in in_words(running, today):
        held.setdefault(item.appointment.member_id, []).append(item)
    return [MemberLine(member, phone_of(member), held.get(member.pk, [])) for member in page]


def in_words(appointments: Iterable[Appointment], today: date) -> list[Held]:
    rows = list(appointments)
    charged = charges_of(row.pk for row in rows)
    words = addresses((path for paths in charged.values() for path in paths), from_kind="community")
    return [
        Held(row, where(charged.get(row.pk, []), words), state_of(row, today), may_undo(row, today)) for row in rows
    ]


def state_of(appointment: Appointment, today: date) -> str:
    if appointment.starts_on > today:
        return "coming"
    return "now" if appointment.ends_on is None or appointment.ends_on > today else "past"


def may_undo(appointment: Appointment, today: date) -> bool:
    """A relief recorded today, which can still be undone."""
    at = appointment.ended_at
    return appointment.ended_how == "relieved" and at is not None and timezone.localdate(at) == today


def posts_held(member: Member) -> list[Held]:
    """Every appointment of a member, those of today first."""
    order = {"now": 0, "coming": 1, "past": 2}
    rows = member.appointments.select_related("post", "member").order_by("-starts_on", "path")
    return sorted(in_words(rows, clock.today()), key=lambda held: order[held.state])


def home_of(place: Place) -> Place:
    """Where a new member is registered: the community of the place, so that one person is found for all posts there."""
    community = Place.objects.filter(path__in=ancestors(place.path), kind=PlaceKind.COMMUNITY, closed_on=None).first()
    return community or place


def home_within(place: Place, actor: Actor) -> Place:
    """`home_of`, unless the actor's own reach ends below it."""
    home = home_of(place)
    return home if actor.may(P.CORPS_APPOINT, home.path) else place


def place_of(member: Member) -> Place:
    """Where a member is known: the place at their path, or the nearest above it."""
    above = Place.objects.filter(path__in=ancestors(member.path)).order_by("-path").first()
    if above is None:
        raise NotFound("access.not_found")
    return above


def known_near(actor: Actor, place: Place, text: str, limit: int = 12) -> list[MemberLine]:
    """Members who might be appointed at `place`: by name or initials, in the whole street within reach."""
    rows = Member.objects.reachable(actor, P.CORPS_READ).filter(under([place.path[:SEGMENT]]), until=None)
    if text:
        rows = rows.filter(Q(name__contains=text) | Q(initials__startswith=text.lower()))
    near = home_of(place).path
    found = list(rows.select_related("unit").order_by("name", "path")[: limit * 5])
    found.sort(key=lambda member: not member.path.startswith(near))
    return lines(found[:limit])


def units_at(actor: Actor, place: Place) -> QuerySet[PartnerUnit]:
    """Units of the street that a member of `place` may come from."""
    rows = PartnerUnit.objects.reachable(actor, P.CORPS_READ).filter(left_on=None)
    return rows.filter(Q(path__in=ancestors(place.path)) | under([place.path])).order_by("name")


def kinds_in_use(place: Place) -> list[PostKind]:
    """The posts that somebody holds at `place` or below today: for the filter of the list."""
    today = clock.today()
    held = Appointment.objects.filter(in_office(today)).filter(under([place.path])).values("post")
    return list(PostKind.objects.filter(pk__in=held).order_by("title"))


def has_account(member: Member) -> bool:
    return bool(Account.objects.filter(person=member.pk).exists())
