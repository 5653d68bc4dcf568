"""Next steps on the home page: one line with one button each. Here: the calls that wait for the reader."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.access import queries as access
from linli.access.actor import Actor
from linli.access.permissions import Permission
from linli.calls import queries as calls
from linli.calls.models import Call
from linli.calls.rules import State
from linli.kernel.time.left import left
from linli.kernel.work.backed_up import is_late

WEEK = timedelta(days=7)
MOST = 9  # above this, "9+" is shown


@dataclass(frozen=True)
class Todo:
    """Something to do now: `kind` is a tag's colour, `sign` its word; `label` is what the button says."""

    kind: str
    sign: str
    text: str
    why: str
    url: str = ""
    label: str = ""


def machine_steps(actor: Actor, now: datetime) -> list[Todo]:
    """What whoever looks after the machine must know at once."""
    expected = settings.LINLI_ENV == "production" and settings.LINLI_BACKUPS != "0"
    if not expected or not actor.may(Permission.ACCESS_ACCOUNTS) or not is_late(now):
        return []
    why = _("超过两天没有备份，磁盘坏了就都没有了。请在服务器上运行 linli doctor 看原因，并马上运行 linli backup。")
    return [Todo("bad", _("没有备份"), _("数据库没有备份"), why)]


def call_steps(actor: Actor, paths: list[str], now: datetime) -> list[Todo]:
    """Calls the reader holds, calls that ask for their unit, late calls at their `paths`, calls they could claim."""
    found = [*_held(actor, now), *_of_unit(actor)]
    for path in paths:
        if actor.may(Permission.CALLS_ASSIGN, path):
            found += _urgent(path, now)
    return found + _near(actor)


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
    if not held:
        return []
    text = ngettext("您手上有 %(n)s 件单", "您手上有 %(n)s 件单", len(held)) % {"n": len(held)}
    return [Todo(*_time(held, now), text, _titles(held), reverse("calls:mine"), _("去办"))]


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


def _urgent(path: str, now: datetime) -> list[Todo]:
    found = calls.urgent(path, now, MOST + 1)
    if not found:
        return []
    n = len(found)
    text = ngettext("%(n)s 件诉求要现在处理", "%(n)s 件诉求要现在处理", n) % {"n": f"{MOST}+" if n > MOST else n}
    why = _("超时、有异议，或没有人负责。")
    return [Todo("bad", _("要处理"), text, why, reverse("calls:board"), _("去处理"))]


def _near(actor: Actor) -> list[Todo]:
    found = calls.near(actor) if actor.may(Permission.CALLS_CLAIM) else []
    if not found:
        return []
    text = ngettext("附近有 %(n)s 件等人接", "附近有 %(n)s 件等人接", len(found)) % {"n": len(found)}
    return [Todo("warn", _("等人接"), text, _titles(found), reverse("calls:near"), _("去看看"))]
