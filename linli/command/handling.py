"""Calls that need handling now at a place: late, unanswered, or waiting for a unit. Reads only.

One line for each call, the nearest deadline first; a fixed number of statements however many calls are open.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from linli.access.actor import Actor
from linli.access.permissions import Permission
from linli.calls import queries as calls
from linli.calls.models import Clock, Slot
from linli.kernel.time.left import TimeLeft, left, span
from linli.places.models import Place
from linli.places.outside import around

MOST = 8


@dataclass(frozen=True)
class CallLine:
    """A call in one line. A reader who may not read calls gets its kind, without `title` and link."""

    call: UUID | None
    left: TimeLeft
    kind: str
    title: str
    where: str
    why: str
    act: str


@dataclass(frozen=True)
class Handling:
    """`more`: whether there are more than these."""

    lines: list[CallLine]
    more: bool


def needs_handling(actor: Actor, place: Place, now: datetime, most: int = MOST) -> Handling:
    found = calls.urgent(place.path, now, most + 1)
    where = around({one.call.path for one in found[:most]}, from_kind="community")
    may_read = actor.may(Permission.CALLS_READ, place.path)
    may_assign = actor.may(Permission.CALLS_ASSIGN, place.path)
    lines = [
        CallLine(
            call=one.call.pk if may_read else None,
            left=_left(one, now),
            kind=one.call.kind.name,
            title=one.call.title if may_read else "",
            where=where.get(one.call.path, ""),
            why=_why(one),
            act=_act(one, may_assign=may_assign),
        )
        for one in found[:most]
    ]
    return Handling(lines, more=len(found) > most)


def _left(one: calls.Urgent, now: datetime) -> TimeLeft:
    """How late it is; without a deadline, how long it has been in its state."""
    if one.due_at is not None:
        return left(one.call.opened_at, one.due_at, now)
    return TimeLeft("warn", _("已 %(time)s") % {"time": span(now - one.call.state_at)}, 0)


def _missing_unit(one: calls.Urgent) -> Slot | None:
    """The unit whose part of a whistle is late."""
    running: Clock | None = one.call.clock  # type: ignore[attr-defined] # put there by the query
    return running.slot if running is not None and running.due_at == one.due_at else None


def _why(one: calls.Urgent) -> str:
    call, missing = one.call, _missing_unit(one)
    if missing is not None:
        said = {"asked": _("%(unit)s还没应答"), "received": _("%(unit)s还没到场"), "on_site": _("%(unit)s还没办完")}
        return said.get(missing.state, _("%(unit)s的一份还没办")) % {"unit": missing.unit.name}
    if one.why == "waiting":
        return _("等居民回答太久，请打电话或上门问")
    if call.state == "disputed":
        return _("归谁办有异议，等裁定")
    if call.holder is None and call.state == "offered":
        return _("还没人接，已发到%(circle)s") % {"circle": _(call.get_circle_display())}
    if call.holder is None:
        return _("还没人受理") if call.receiver else _("受理的岗位空缺，没有人负责")
    return _("已经有人在办，还没办结")


def _act(one: calls.Urgent, *, may_assign: bool) -> str:
    if _missing_unit(one) is not None:
        return _("催办")
    return _("派单") if may_assign and one.call.holder is None else _("查看")
