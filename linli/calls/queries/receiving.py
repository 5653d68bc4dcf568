"""Who receives a call first: the place's table (3+1+X), the kind's own post, else the lowest leader."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.access.rules import ancestors
from linli.calls.models import Call, CallEvent, CallKind, Taker
from linli.calls.queries.posts import IDLE, covered, posts_today
from linli.corps.models import Charge, Member, Seat
from linli.corps.queries.ground import in_office
from linli.corps.queries.ladder import anyone_over, ladders


def first_receiver(kind: CallKind, path: str, day: date) -> UUID | None:
    """None only when nobody at all may receive calls: then the board shows it as nobody's."""
    by_table = _taker(kind, path, day)
    if by_table:
        return by_table
    by_post = _holder_of(kind.post, path, day) if kind.post else None
    return by_post or _leader(path, day) or anyone_over(path, day)


def _leader(path: str, day: date) -> UUID | None:
    """The lowest leader whose post has to do with calls."""
    people = [person for rung in ladders([path], day)[path] for person in rung.people]
    posts = posts_today(people, day) if people else {}
    return next((person for person in people if covered(posts.get(person, []), path)), None)


def sits_for(person: UUID, kind: str, path: str) -> bool:
    """Whether the person, or their unit, has a seat that takes calls of this kind at the place."""
    takes = Taker.objects.filter(kind__code=kind, path__in=ancestors(path), seat__alliance__until=None)
    own = Q(seat__member=person, seat__member__until=None)
    own |= Q(seat__unit__left_on=None, seat__unit__in=Member.objects.filter(pk=person, until=None).values("unit"))
    return takes.filter(own).exists()


def _taker(kind: CallKind, path: str, day: date) -> UUID | None:
    """By the nearest place at or above with a rule for this kind. A rule made for the shipped kind goes on for the
    street's copy, and the reverse."""
    lines = Taker.objects.filter(kind__code=kind.code, path__in=ancestors(path))
    lines = lines.select_related("kind", "seat__alliance", "post")
    for line in sorted(lines, key=lambda line: (-len(line.path), not line.kind.path)):
        found = _seated(line.seat) if line.seat else _holder_of(line.post.code, path, day) if line.post else None
        if found:
            return found
    return None


def _seated(seat: Seat) -> UUID | None:
    """The member in the seat; for a unit's seat, its first member. None when they, or the alliance, are over."""
    if seat.alliance.until is not None:
        return None
    here = {"pk": seat.member_id} if seat.member_id else {"unit": seat.unit_id, "unit__left_on": None}
    people = Member.objects.filter(**here, until=None).order_by("since", "pk")
    return people.values_list("pk", flat=True).first()


def _holder_of(code: str, path: str, day: date) -> UUID | None:
    """In that post at the nearest place above; its deputy where it is vacant."""
    rows = Charge.objects.filter(
        in_office(day, "appointment__"), path__in=ancestors(path), appointment__member__until=None
    ).filter(appointment__post__code__in=[code, f"deputy_{code}"])
    rows = rows.exclude(appointment__post__bundle__in=IDLE)
    found = rows.values_list("path", "appointment__post__code", "appointment__member")
    near = sorted(found, key=lambda row: (row[1] != code, -len(row[0])))
    return near[0][2] if near else None


def received_by(person: UUID) -> QuerySet[Call]:
    """The open calls that this person receives."""
    rows = Call.objects.filter(receiver=person, ended_at=None).select_related("kind", "place")
    return rows.order_by("opened_at", "pk")


def succeeded_since(root: str, since: datetime) -> QuerySet[Call]:
    """The open calls of a street that found another receiver since then, and that nobody moved after."""
    found = CallEvent.objects.filter(call=OuterRef("pk"), deed="succeed", at__gte=since, revision=OuterRef("revision"))
    return Call.objects.filter(Exists(found), root=root, ended_at=None).select_related("kind", "place").order_by("pk")
