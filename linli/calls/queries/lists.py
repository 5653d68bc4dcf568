"""The lists of calls: the board of a place, what is near me, what is mine, my unit's parts, what needs handling now."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Count, Q, QuerySet, When
from django.utils import timezone

from linli.access.actor import Actor
from linli.access.models import under
from linli.access.permissions import Permission as P
from linli.access.rules import SEGMENT
from linli.calls.models import Call, CallEvent, Clock, Helper, Item, OfferedAt, Slot
from linli.calls.queries.names import people_named
from linli.calls.queries.responders import kept_apart
from linli.calls.queries.roles import grounds_of, unit_of
from linli.calls.queries.standing import helps, named_roles
from linli.calls.queries.waiting import WAITS, waiting_too_long
from linli.calls.rules import HELD, OPEN_TO_CLAIM, SLOT_OVER, Role, State
from linli.kernel.errors import NotFound
from linli.kernel.time.clock import now as this_moment

COLUMNS = (State.OPENED, State.DISPUTED, State.OFFERED, State.CLAIMED, State.PAUSED, State.ON_SITE, State.DONE)
A_COLUMN = 30  # cards shown in each column; of the others only the number
A_LIST = 100
DUE_FIRST = 500  # running clocks looked at for the order of a desk


@dataclass(frozen=True)
class Filters:
    """What of a board to show. `overdue`: late, or waiting for the resident too long. `doubtful`: to be verified before
    anybody goes. `text`: a call's number or a part of its title."""

    family: str = ""
    overdue: bool = False
    doubtful: bool = False
    text: str = ""


@dataclass(frozen=True)
class Column:
    """The open calls of one state: how many, and the first A_COLUMN of them by their clocks, the nearest deadline
    first, then the oldest."""

    state: State
    count: int
    calls: list[Call] = field(default_factory=list)


def board(actor: Actor, path: str, filters: Filters | None = None) -> list[Column]:
    """The open calls at and below `path` that the actor may read, by state. Cards carry `clock` (see `with_clocks`)."""
    rows = _chosen(_below(actor, path), filters or Filters())
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("*")))
    columns = [Column(state, counts.get(str(state), 0)) for state in COLUMNS]
    nearest = _nearest(rows, path) if counts else {}
    first = {c.state: _first(c, rows, path, nearest.get(c.state, [])) for c in columns if c.count}
    ids = [call for calls in first.values() for call in calls]
    loaded = {call.pk: call for call in with_clocks(Call.objects.filter(pk__in=ids))}
    return [Column(c.state, c.count, [loaded[call] for call in first.get(c.state, [])]) for c in columns]


def _nearest(rows: QuerySet[Call], path: str) -> dict[str, list[UUID]]:
    """State -> calls of `rows` with the nearest deadlines at and below `path`, the nearest first. Read from the index
    of running clocks: the cost does not grow with the open calls."""
    running = Clock.objects.filter(under([path]), stopped_at=None, running_from__isnull=False)
    due = dict.fromkeys(running.order_by("due_at", "path", "call").values_list("call_id", flat=True)[:DUE_FIRST])
    states = dict(rows.order_by().filter(pk__in=list(due)).values_list("pk", "state"))
    found: dict[str, list[UUID]] = defaultdict(list)
    for call in due:
        if call in states:
            found[states[call]].append(call)
    return found


def _first(column: Column, rows: QuerySet[Call], path: str, nearest: list[UUID]) -> list[UUID]:
    """At most A_COLUMN of the column: by deadline, and after these the oldest."""
    if len(nearest) >= min(A_COLUMN, column.count):
        return nearest[:A_COLUMN]
    oldest = rows.filter(root=path[:SEGMENT], state=column.state).order_by("opened_at").values_list("pk", flat=True)
    return list(dict.fromkeys([*nearest, *oldest[:A_COLUMN]]))[:A_COLUMN]


def by_clock(call: Call) -> tuple[bool, datetime]:
    """The order of a column of several states: the nearest deadline first. A question to the resident has a deadline
    too, after which it waits too long; what has none comes last, the longest standing first."""
    clock: Clock | None = call.clock  # type: ignore[attr-defined] # put there by with_clocks
    if call.state == State.PAUSED:
        return False, call.state_at + WAITS
    if clock is not None and clock.running_from is not None:
        return False, clock.due_at
    return True, call.state_at


def _below(actor: Actor, path: str) -> QuerySet[Call]:
    """Counted from an index alone (`call_open_path`); with `root`, the first of a column are those of another
    (`call_open_state`)."""
    rows = Call.objects.reachable(actor, P.CALLS_READ).filter(under([path]), ended_at=None)
    return rows.only("pk")


def _chosen(rows: QuerySet[Call], filters: Filters) -> QuerySet[Call]:
    if filters.family:
        rows = rows.filter(kind__family=filters.family)
    if filters.overdue:
        late = Q(pk__in=Clock.objects.filter(stopped_at=None, stage__gte=3).values("call"))
        rows = rows.filter(late | waiting_too_long(this_moment()))
    if filters.doubtful:
        rows = rows.filter(doubtful=True, state="opened")
    if filters.text:
        rows = rows.filter(Q(number__contains=filters.text) | Q(title__contains=filters.text))
    return rows


def doubtful_at(actor: Actor, path: str) -> int:
    """How many wait there to be verified."""
    return _chosen(_below(actor, path), Filters(doubtful=True)).count()


def with_clocks(rows: QuerySet[Call]) -> list[Call]:
    """The calls with kind and place, and `clock`: the running clock that is due first, or None; `holder_name`."""
    calls = list(rows.select_related("kind", "place"))
    first: dict[UUID, Clock] = {}
    running = Clock.objects.filter(call__in=[call.pk for call in calls], stopped_at=None).select_related("slot__unit")
    for clock in running.order_by("due_at"):
        first.setdefault(clock.call_id, clock)
    names = people_named(person for call in calls for person in (call.holder, call.receiver))
    for call in calls:
        call.clock = first.get(call.pk)  # type: ignore[attr-defined] # an answer of this query, not a column
        call.holder_name = names.get(call.holder, "")  # type: ignore[attr-defined] # as above
        call.receiver_name = names.get(call.receiver, "")  # type: ignore[attr-defined] # as above
    return calls


def near(actor: Actor) -> list[Call]:
    """What the actor may claim now, the oldest first: offered to their circle or theirs to receive; A_LIST at most."""
    offered = OfferedAt.objects.filter(path__in=grounds_of(actor), call__state="offered", call__ended_at=None)
    ids = set(offered.order_by("call__opened_at").values_list("call", flat=True)[:A_LIST])
    if actor.person:
        named = Call.objects.filter(receiver=actor.person, ended_at=None, state__in=[str(s) for s in OPEN_TO_CLAIM])
        first = named.select_related("kind").order_by("opened_at")[:A_LIST]
        ids |= {call.pk for call in first if Role.RECEIVER in named_roles(actor, call)}
    here = Call.objects.reachable(actor, P.CALLS_RECEIVE).filter(ended_at=None)
    claiming = here.filter(state__in=[str(s) for s in OPEN_TO_CLAIM]).filter(under(actor.paths(P.CALLS_CLAIM)))
    ids |= set(claiming.order_by("opened_at").values_list("pk", flat=True)[:A_LIST])
    found = Call.objects.filter(pk__in=ids).exclude(kind__family="whistle")
    calls = with_clocks(found.order_by("opened_at", "pk")[:A_LIST])
    return [call for call in calls if actor.person is None or not kept_apart(call, actor.person)]


@dataclass(frozen=True)
class Mine:
    """`held`: by the actor; `helping`: together with somebody else; `received`: to be passed on; `opened`: by the
    actor."""

    held: list[Call]
    helping: list[Call]
    received: list[Call]
    opened: list[Call]


def mine(actor: Actor) -> Mine:
    """Open calls that name the actor, as far as they still stand for them; of those they opened also the latest ended
    ones."""
    me = actor.person
    if me is None:
        return Mine([], [], [], [])
    rows = Call.objects.all()
    helping = Helper.objects.filter(person=me, call__ended_at=None).values("call")
    waiting = ["opened", "disputed", "offered"]

    def standing(chosen: QuerySet[Call], role: Role | None, *order: str) -> list[Call]:
        calls = with_clocks(chosen.order_by(*order)[:A_LIST])
        return [call for call in calls if (role in named_roles(actor, call) if role else helps(actor, call))]

    return Mine(
        held=standing(rows.filter(holder=me, ended_at=None), Role.HOLDER, "claimed_at", "pk"),
        helping=standing(rows.filter(pk__in=helping), None, "claimed_at", "pk"),
        received=standing(rows.filter(receiver=me, ended_at=None, state__in=waiting), Role.RECEIVER, "opened_at"),
        opened=standing(rows.filter(opened_by=me), Role.OPENER, "-opened_at", "-pk"),
    )


def of_unit(actor: Actor, unit: UUID | None = None) -> list[Slot]:
    """The parts of whistles that belong to the actor's own unit, open ones first; A_LIST at most.

    Raises NotFound for another unit than the actor's own.
    """
    own = unit_of(actor.person)
    if unit is not None and unit != own:
        raise NotFound("access.not_found")
    if own is None:
        return []
    rows = Slot.objects.filter(unit=own).exclude(state="removed").select_related("unit", "call__kind", "call__place")
    over = [str(state) for state in SLOT_OVER]
    open_first = rows.annotate(over=Q(state__in=over) | Q(call__ended_at__isnull=False))
    return list(open_first.order_by("over", "-call__opened_at")[:A_LIST])


def slot_for(actor: Actor, pk: UUID) -> Slot:
    """A unit's part, for its own people, the whistler and the desk. Raises NotFound for anybody else."""
    slot = Slot.objects.filter(pk=pk).select_related("unit", "call__kind", "call__place").first()
    if slot is None:
        raise NotFound("access.not_found")
    call = slot.call
    named = named_roles(actor, call) & {Role.HOLDER, Role.OPENER}
    if not named and unit_of(actor.person) != slot.unit_id and not actor.may(P.CALLS_READ, call.path):
        raise NotFound("access.not_found")
    return slot


@dataclass(frozen=True)
class Urgent:
    """A call that needs handling now; `why`: overdue, disputed, unheld (nobody is responsible) or waiting (for the
    resident, too long)."""

    call: Call
    why: str
    due_at: datetime | None = None


def urgent(path: str, now: datetime, limit: int = 20) -> list[Urgent]:
    """What must be handled now at and below `path`, the longest overdue first. The caller checks permissions."""
    due = _overdue(path, now, limit)
    open_calls = Call.objects.filter(under([path]), root=path[:SEGMENT], ended_at=None)
    stuck = open_calls.filter(Q(state="disputed") | waiting_too_long(now), state__in=["disputed", "paused"])
    found = dict(stuck.order_by("state", "state_at").values_list("pk", "state")[: limit * 2])
    disputed, waiting = ([pk for pk, state in found.items() if state == its] for its in ("disputed", "paused"))
    unheld = open_calls.filter(receiver=None, state__in=["opened", "disputed"]).values_list("pk", flat=True)[:limit]
    why = {
        **dict.fromkeys(waiting, "waiting"), **dict.fromkeys(unheld, "unheld"), **dict.fromkeys(disputed, "disputed"),
        **dict.fromkeys(due, "overdue"),
    }  # fmt: skip
    calls = {call.pk: call for call in with_clocks(Call.objects.filter(pk__in=list(why)))}
    order = [*due, *(pk for pk in [*disputed, *unheld, *waiting] if pk not in due)]
    return [Urgent(calls[pk], why[pk], due.get(pk)) for pk in dict.fromkeys(order)][:limit]


def _overdue(path: str, now: datetime, limit: int) -> dict[UUID, datetime]:
    """Call -> when its first clock was due, the longest overdue first; a call has one or two clocks, a whistle more."""
    late = Clock.objects.filter(under([path]), stopped_at=None, due_at__lte=now, running_from__isnull=False)
    due: dict[UUID, datetime] = {}
    for call, at in late.order_by("due_at").values_list("call", "due_at")[: limit * 4]:
        due.setdefault(call, at)
    return dict(list(due.items())[:limit])


def called(actor: Actor, text: str) -> QuerySet[Call]:
    """Calls within reach of CALLS_READ whose number or title holds each word, the newest first."""
    rows = Call.objects.reachable(actor, P.CALLS_READ)
    for word in text.split():
        rows = rows.filter(Q(number__contains=word) | Q(title__contains=word))
    return rows.order_by("-opened_at", "pk")


def late_count(paths: list[str], now: datetime) -> int:
    """How many calls at and below `paths` have a running clock that is overdue: from one index, `clock_running`."""
    if not paths:
        return 0
    late = Clock.objects.filter(under(paths), stopped_at=None, due_at__lte=now, running_from__isnull=False)
    return late.values("call").distinct().count()


def history(call: Call) -> list[CallEvent]:
    """Every line, in order of the revision, not of the clock times."""
    return list(call.events.order_by("revision", "pk"))


def settled_today(actor: Actor, path: str, chosen: Filters, now: datetime) -> tuple[list[Call], int]:
    """The latest of today, and how many there are; the filter "only late" shows none."""
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    settled = Call.objects.reachable(actor, P.CALLS_READ).filter(
        under([path]), root=path[:SEGMENT], ended_at__gte=start, state="settled"
    )
    rows = _chosen(settled, chosen)
    return with_clocks(rows.order_by("-ended_at")[:A_COLUMN]), rows.count()


def mergeable(actor: Actor, call: Call, limit: int = 30) -> list[Call]:
    """Open calls of the street that `call` may duplicate: of its own building and kind first, the newest first. A
    whistle calls units, a resident's call people: neither duplicates the other."""
    rows = Call.objects.reachable(actor, P.CALLS_READ).filter(under([call.root]), ended_at=None).exclude(pk=call.pk)
    whistles = Q(kind__family="whistle")
    rows = rows.filter(whistles if call.kind.family == "whistle" else ~whistles)
    same = Case(When(path=call.path, then=0), When(kind=call.kind_id, then=1), default=2)
    return list(rows.order_by(same, "-opened_at")[:limit])


def offered_before(actor: Actor, pk: UUID) -> bool:
    """Somebody in the circle tries to claim a call that another one holds by now."""
    rows = OfferedAt.objects.filter(call=pk, path__in=grounds_of(actor), call__state__in=[str(state) for state in HELD])
    return rows.exclude(call__holder=actor.person).exists()


def items_of(calls: Iterable[Call]) -> dict[UUID, list[Item]]:
    found: dict[UUID, list[Item]] = defaultdict(list)
    for item in Item.objects.filter(call__in=[call.pk for call in calls]).order_by("order"):
        found[item.call_id].append(item)
    return found
