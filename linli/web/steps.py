"""Next steps on the home page: one line with one button each. Here: the calls that wait for the reader."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.access import queries as access
from linli.access.actor import Actor
from linli.access.permissions import Permission
from linli.access.rules import SEGMENT
from linli.calls import queries as calls
from linli.calls.models import Call
from linli.calls.rules import State
from linli.incidents.models import Incident
from linli.incidents.queries import incidents
from linli.incidents.rules.states import Deed
from linli.kernel.time.left import left, span
from linli.kernel.work.backed_up import is_late
from linli.places.outside import around

WEEK = timedelta(days=7)
_RANK = {"bad": 0, "warn": 1, "info": 2}

MOST = 9  # above this, "9+" is shown
COMMUNITY = 2 * SEGMENT  # a community and the street above it hold sittings
EACH = 4  # of the calls that wait so many have a line of their own


@dataclass(frozen=True)
class Todo:
    """Something to do now: `kind` is a tag's colour, `sign` its word; `label` is what the button says."""

    kind: str
    sign: str
    text: str
    why: str
    url: str = ""
    label: str = ""


def incident_steps(actor: Actor, now: datetime) -> list[Todo]:
    """Incidents that wait for the reader: a second person, a review."""
    if not actor.may(Permission.INCIDENTS_READ):
        return []
    return [_incident_step(row, deed) for row, deed in incidents.to_act_on(actor, localdate(now))]


def _incident_step(row: Incident, deed: Deed) -> Todo:
    url = reverse("incidents:incident", args=[row.pk])
    if deed is Deed.CONFIRM:
        text = _("应急事件「%(title)s」等您确认") % {"title": row.title}
        return Todo("bad", _("待确认"), text, _("确认之前不生效。请核对依据、范围和能问什么。"), url, _("去看看"))
    text = _("应急事件「%(title)s」要复核") % {"title": row.title}
    why = _("过了复核日期就停用。还需要的写明原因，不需要的请结束。")
    return Todo("warn", _("待复核"), text, why, url, _("去复核"))


def machine_steps(actor: Actor, now: datetime) -> list[Todo]:
    """What whoever looks after the machine must know at once."""
    expected = settings.LINLI_ENV == "production" and settings.LINLI_BACKUPS != "0"
    if not expected or not actor.may(Permission.ACCESS_ACCOUNTS) or not is_late(now):
        return []
    why = _("超过两天没有备份，磁盘坏了就都没有了。请在服务器上运行 linli doctor 看原因，并马上运行 linli backup。")
    return [Todo("bad", _("没有备份"), _("数据库没有备份"), why)]


def call_steps(actor: Actor, paths: list[str], now: datetime) -> list[Todo]:
    """Calls the reader holds, calls that ask for their unit, late calls at their `paths`, orders that wait for their
    sitting, calls they could claim."""
    found = [*_held(actor, now), *_of_unit(actor)]
    for path in paths:
        if actor.may(Permission.CALLS_ASSIGN, path):
            found += [*_urgent(path, actor, now), *(_orders(path, now) if len(path) <= COMMUNITY else [])]
    return urgent_first(found + _near(actor))


def urgent_first(steps: list[Todo]) -> list[Todo]:
    return sorted(steps, key=lambda step: _RANK[step.kind])


def desk_steps(actor: Actor, now: datetime) -> list[Todo]:
    """For the auditor the looks of the last week, for the administrator the accounts that were never used."""
    found: list[Todo] = []
    if actor.may(Permission.ACCESS_AUDIT) and (n := access.reveals_since(actor, now - WEEK)):
        text = ngettext("这七天有 %(n)s 次查看完整号码", "这七天有 %(n)s 次查看完整号码", n) % {"n": n}
        why = _("每一次都有理由：看看是谁，看了什么。")
        found.append(Todo("info", _("可查"), text, why, reverse("access:trail"), _("打开审计")))
    if actor.may(Permission.ACCESS_ACCOUNTS) and (n := access.unused_accounts(actor).count()):
        text = ngettext("%(n)s 个账号还没有用过", "%(n)s 个账号还没有用过", n) % {"n": n}
        why = _("一次性密码发出去了，还没有人登录。")
        found.append(Todo("warn", _("没用过"), text, why, reverse("access:accounts"), _("看账号")))
    return found


def _held(actor: Actor, now: datetime) -> list[Todo]:
    held = [call for call in calls.mine(actor).held if call.state != State.DONE]
    if len(held) > EACH:
        text = ngettext("您手上有 %(n)s 件单", "您手上有 %(n)s 件单", len(held)) % {"n": len(held)}
        return [Todo(*_time(held, now), text, _titles(held), reverse("calls:mine"), _("去办"))]
    where = _where(held)
    return [
        Todo(*_time([one], now), one.title, f"{where[one.pk]} · {_('在您手上')}", _page(one), _("去办")) for one in held
    ]


def _page(call: Call) -> str:
    return reverse("calls:call", args=[call.pk])


def _where(found: list[Call]) -> dict[UUID, str]:
    """Call -> where it is, as lists show it: never the door."""
    words = around({call.path for call in found})
    return {call.pk: words[call.path] for call in found}


def _time(held: list[Call], now: datetime) -> tuple[str, str]:
    """Colour and word of the clock that is due first; without a running clock, of a call in progress. In a pause clocks
    stand still."""
    clocks = [call.clock for call in held if call.state != State.PAUSED]  # type: ignore[attr-defined] # put there by mine
    running = [clock for clock in clocks if clock is not None]
    if not running:
        return "info", _("在办")
    first = min(running, key=lambda clock: clock.due_at)
    said = left(first.started_at, first.due_at, now)
    return said.kind, said.text


def _titles(found: list[Call]) -> str:
    return "、".join(call.title for call in found[:3]) + ("……" if len(found) > 3 else "")


def _of_unit(actor: Actor) -> list[Todo]:
    asked = [slot for slot in calls.of_unit(actor) if slot.state == "asked" and slot.call.ended_at is None]
    if not asked:
        return []
    text = ngettext("单位有 %(n)s 件哨要应答", "单位有 %(n)s 件哨要应答", len(asked)) % {"n": len(asked)}
    return [Todo("bad", _("要应答"), text, _titles([s.call for s in asked]), reverse("calls:unit"), _("去应答"))]


def _urgent(path: str, actor: Actor, now: datetime) -> list[Todo]:
    """Without those that the reader holds: these have lines of their own."""
    found = [one for one in calls.urgent(path, now, MOST + 1) if one.call.holder != actor.person or not actor.person]
    if not found:
        return []
    if len(found) <= EACH:
        where = _where([one.call for one in found])
        return [_late(one, where[one.call.pk], now) for one in found]
    n = len(found)
    text = ngettext("%(n)s 件诉求要现在处理", "%(n)s 件诉求要现在处理", n) % {"n": f"{MOST}+" if n > MOST else n}
    why = _("超时、有异议，或没有人负责。")
    return [Todo("bad", _("要处理"), text, why, reverse("calls:board"), _("去处理"))]


def _late(one: calls.Urgent, where: str, now: datetime) -> Todo:
    sign = _("超 %(time)s") % {"time": span(now - one.due_at)} if one.due_at else _("要处理")
    return Todo("bad", sign, one.call.title, f"{where} · {_why(one)}", _page(one.call), _("去处理"))


def _why(one: calls.Urgent) -> str:
    words = {
        "overdue": _("超过时限，还没有办"),
        "disputed": _("有异议，等您裁定"),
        "unheld": _("没有人负责"),
        "waiting": _("等居民回话，等得太久了"),
    }
    return words[one.why]


def _orders(path: str, now: datetime) -> list[Todo]:
    """Orders with money that are done: settled at the next sitting."""
    sums = calls.due_orders(path).order_by().aggregate(n=Count("pk"), total=Sum("amount"))
    if not sums["n"]:
        return []
    words = {"n": sums["n"], "total": f"{sums['total'] or 0:.2f}"}
    text = ngettext("%(n)s 张单等着结，共 %(total)s 元", "%(n)s 张单等着结，共 %(total)s 元", sums["n"]) % words
    at = calls.next_time(path, now)
    sign = _("%(time)s 前") % {"time": f"{localtime(at):%H:%M}"} if at else _("待结")
    return [Todo("warn", sign, text, _("逐张对过票据，到点一起结。"), reverse("calls:sittings"), _("逐张核对"))]


def _near(actor: Actor) -> list[Todo]:
    found = calls.near(actor) if actor.may(Permission.CALLS_CLAIM) else []
    if not found:
        return []
    text = ngettext("附近有 %(n)s 件等人接", "附近有 %(n)s 件等人接", len(found)) % {"n": len(found)}
    return [Todo("warn", _("等人接"), text, _titles(found), reverse("calls:near"), _("去看看"))]
