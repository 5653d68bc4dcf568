"""What stands beside a call on a page: its next deadline, where it is, who carries it. In bulk, however many calls."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone

from linli.access.actor import Actor
from linli.access.models import Account, PostKind, under
from linli.access.permissions import BUNDLES
from linli.access.permissions import Permission as P
from linli.access.rules import SEGMENT, ancestors
from linli.calls.models import Away, Call, CallKind, Clock, Ground, Item, Slot
from linli.calls.queries.kinds import kinds_at
from linli.calls.queries.lists import A_COLUMN, Filters, with_clocks
from linli.calls.queries.roles import grounds_of
from linli.calls.rules import HELD
from linli.corps.models import Member, PartnerUnit, Seat
from linli.corps.queries.cards import CARD_KINDS
from linli.kernel.errors import Invalid, NotFound
from linli.notices.queries import sms_channel
from linli.places.models import Place
from linli.places.queries import addresses
from linli.places.rules import PlaceKind

FROM_OUTSIDE = ("qr", "page")  # nobody of ours has spoken with the caller
INSIDE = (PlaceKind.STAIRWELL, PlaceKind.FLOOR, PlaceKind.DOOR)  # behind a front door


def clocks_of(call: Call) -> list[Clock]:
    """The call's own, in the order in which they are due."""
    return list(call.clocks.filter(slot=None).order_by("due_at", "pk"))


def done_by(call: Call) -> Clock | None:
    """The deadline by which the caller may expect it done; None when it is over."""
    return call.clocks.filter(slot=None, what="done", stopped_at=None).first()


def parts_of(calls: Iterable[Call], *, removed: bool = False) -> dict[UUID, list[Slot]]:
    """Call -> the parts of its whistle, by the unit's name, each with `running` = its clock that is due first."""
    rows = Slot.objects.filter(call__in=[call.pk for call in calls]).select_related("unit")
    shown = list((rows if removed else rows.exclude(state="removed")).order_by("unit__name"))
    found: dict[UUID, list[Slot]] = defaultdict(list)
    for slot in with_running(shown):
        found[slot.call_id].append(slot)
    return found


def with_running(slots: list[Slot]) -> list[Slot]:
    """Each with `running`: its clock that is due first, or None."""
    running: dict[UUID | None, Clock] = {}
    for clock in Clock.objects.filter(slot__in=slots, stopped_at=None).order_by("-due_at"):
        running[clock.slot_id] = clock
    for slot in slots:
        slot.running = running.get(slot.pk)  # type: ignore[attr-defined] # an answer of this query, not a column
    return slots


def items_of(calls: Iterable[Call]) -> dict[UUID, list[Item]]:
    found: dict[UUID, list[Item]] = defaultdict(list)
    for item in Item.objects.filter(call__in=[call.pk for call in calls]).order_by("order"):
        found[item.call_id].append(item)
    return found


def named(ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Ids in words: a person, a unit, a place, another call."""
    wanted = {pk for pk in ids if pk}
    found: dict[UUID | None, str] = dict(Account.objects.filter(person__in=wanted).values_list("person", "name"))
    found.update(Member.objects.filter(pk__in=wanted).values_list("pk", "name"))
    found.update(PartnerUnit.objects.filter(pk__in=wanted).values_list("pk", "name"))
    found.update(Place.objects.filter(pk__in=wanted).values_list("pk", "name"))
    found.update(Call.objects.filter(pk__in=wanted).values_list("pk", "number"))
    return found


def settled_today(actor: Actor, path: str, chosen: Filters, now: datetime) -> tuple[list[Call], int]:
    """The last ones of today, and how many there are; "only what is late" leaves none."""
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Call.objects.reachable(actor, P.CALLS_READ).filter(
        under([path]), root=path[:SEGMENT], ended_at__gte=start, state="settled"
    )
    if chosen.family:
        rows = rows.filter(kind__family=chosen.family)
    if chosen.text:
        rows = rows.filter(Q(number__contains=chosen.text) | Q(title__contains=chosen.text))
    if chosen.overdue:
        rows = rows.none()
    return with_clocks(rows.order_by("-ended_at")[:A_COLUMN]), rows.count()


def around(paths: Iterable[str], *, from_kind: str = "grid") -> dict[str, str]:
    """Path -> where that is, in words, down to the building and no further.

    Whoever does not hold a call reads no door: a call opened at the desk lies at one.
    """
    wanted = {path: ancestors(path) for path in paths}
    above = {at for line in wanted.values() for at in line}
    open_kinds = Place.objects.filter(path__in=above).exclude(kind__in=INSIDE)
    shown = set(open_kinds.values_list("path", flat=True))
    cut = {
        path: max((at for at in line if at in shown), key=len, default=path[:SEGMENT]) for path, line in wanted.items()
    }
    words = addresses(set(cut.values()), from_kind=from_kind)
    return {path: words.get(at, "") for path, at in cut.items()}


def place_of_notice(pk: UUID) -> Place:
    """Where a notice hangs, and nowhere else: a door's own page would tell who lives there. Raises NotFound."""
    place = Place.objects.filter(pk=pk, kind__in=CARD_KINDS, closed_on=None).first()
    if place is None:
        raise NotFound("access.not_found")
    return place


def units_to_call(path: str) -> QuerySet[PartnerUnit]:
    """The units of the street around `path`, those nearest to it first."""
    return PartnerUnit.objects.filter(under([path[:SEGMENT]]), left_on=None).order_by("-path", "name")


def mergeable(actor: Actor, call: Call, limit: int = 30) -> list[Call]:
    """Open calls of the street that `call` may be the same as: of its own building and kind first, the newest first."""
    rows = Call.objects.reachable(actor, P.CALLS_READ).filter(under([call.root]), ended_at=None).exclude(pk=call.pk)
    same = Case(When(path=call.path, then=0), When(kind=call.kind_id, then=1), default=2)
    return list(rows.order_by(same, "-opened_at")[:limit])


def aways_of(actor: Actor, now: datetime) -> list[Away]:
    """When the actor takes no calls, now and to come."""
    return list(Away.objects.filter(person=actor.person, ends_at__gt=now).order_by("starts_at")) if actor.person else []


def away_now(actor: Actor, now: datetime) -> Away | None:
    return next((away for away in aways_of(actor, now) if away.starts_at <= now), None)


def away_of(actor: Actor, pk: UUID) -> Away:
    """One's own alone. Raises NotFound."""
    found = Away.objects.filter(pk=pk, person=actor.person).first() if actor.person else None
    if found is None:
        raise NotFound("access.not_found")
    return found


def offered_before(actor: Actor, pk: UUID) -> bool:
    """Somebody of the circle reaches for a call that another one holds by now."""
    rows = Ground.objects.filter(call=pk, path__in=grounds_of(actor), call__state__in=[str(state) for state in HELD])
    return rows.exclude(call__holder=actor.person).exists()


def street_of(place: Place) -> Place:
    return Place.objects.get(path=place.path[:SEGMENT])


def kind_here(pk: UUID, path: str) -> CallKind:
    """A kind in use at `path`. Raises NotFound."""
    found = next((kind for kind in kinds_at(path) if kind.pk == pk), None)
    if found is None:
        raise NotFound("access.not_found")
    return found


def seats_around(path: str) -> list[Seat]:
    """The seats of the alliances at a place, above it and below it."""
    around = under([path], "alliance__path") | Q(alliance__path__in=ancestors(path))
    rows = Seat.objects.filter(around, alliance__until=None).select_related("unit", "member", "alliance")
    return list(rows.order_by("alliance__path", "role", "pk"))


def posts_of(path: str) -> list[PostKind]:
    """The posts of the street whose holders may receive calls."""
    bundles = [bundle for bundle, held in BUNDLES.items() if P.CALLS_RECEIVE in held]
    rows = PostKind.objects.filter(path__in=["", path[:SEGMENT]], retired=False, deputy_of=None, bundle__in=bundles)
    return list(rows.order_by("path", "title"))


def taker_named(value: str, path: str) -> tuple[Seat | None, PostKind | None]:
    """The seat or post of "seat:<id>", "post:<id>"; neither for "". Raises Invalid for others."""
    if not value:
        return None, None
    seat = next((seat for seat in seats_around(path) if f"seat:{seat.pk}" == value), None)
    post = next((post for post in posts_of(path) if f"post:{post.pk}" == value), None)
    if seat is None and post is None:
        raise Invalid("calls.taker_unknown", field="taker")
    return seat, post


def phone_checked(call: Call) -> bool:
    """The caller typed the code that was sent to their number."""
    return call.events.filter(deed="phone").exists()


def may_check_phone(call: Call) -> bool:
    """Opened by somebody we do not know, with a number not checked yet, where the street has an SMS gateway."""
    unknown = call.channel in FROM_OUTSIDE and call.caller_phone_blind is not None
    return unknown and not phone_checked(call) and sms_channel(call.path) is not None


def inside(actor: Actor, permission: P, place: Place) -> list[Place]:
    """What lies directly in a place, for whoever holds `permission` there: a guard walks down and reads no tree."""
    rows = Place.objects.reachable(actor, permission).filter(parent=place, closed_on=None)
    return list(rows.order_by("number", "kind", "initials", "name"))
