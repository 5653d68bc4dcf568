"""What a home page says in somebody's first minute: who they are, what waits for them, where to look next.

An account carries the code of its guide until its owner puts it away (`Account.guide`). Only a demonstration gives them
so far.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Hint:
    """One line with one link. `page` is the name of an address without arguments."""

    text: Promise
    page: str
    label: Promise

    @property
    def url(self) -> str:
        return reverse(self.page)


@dataclass(frozen=True)
class Guide:
    """`title` says who the reader is, `hints` what to do first."""

    title: str
    hints: tuple[Hint, ...]


_CALLS = Hint(_("有一件吹哨超时了：三家单位，一家没有应答。"), "calls:board", _("看诉求"))
_DOORS = Hint(_("停水通知还有人家不知道，要上门告知。"), "notices:to_do", _("看名单"))
_ORDER = Hint(_("一位老人要买米和油，正等人接单。接下来，办好，居民会在自己的页面上看到。"), "calls:near", _("去接单"))
_HINTS: dict[str, tuple[Hint, ...]] = {
    "office": (
        Hint(_("指挥板上有两三件事不对：空缺、超员、超时的哨。"), "command:board", _("看指挥板")),
        _CALLS,
        Hint(_("三率和哪类诉求办得慢，看一眼就知道。"), "calls:rates", _("看三率")),
    ),
    "registrar": (
        Hint(_("一张新迁入名单停在核对这一步，有几行要您定。"), "people:imports:index", _("接着核对")),
        Hint(_("一位居民申请改姓名，等您看过证件。"), "people:proposals", _("去核对")),
    ),
    "community": (
        Hint(_("有办好的代买单等着结账，到点对一遍。"), "calls:sittings", _("去结单")),
        Hint(_("一件诉求有异议：受理人说不归他管，等您裁定。"), "calls:board", _("看诉求")),
        Hint(_("有的楼层没有责任人，有的一人兼了两处。"), "corps:coverage", _("看缺口")),
    ),
    "grid": (_ORDER, _CALLS, _DOORS),
    "leader": (_ORDER, Hint(_("手上有一件在办，一件等居民回话。"), "calls:mine", _("看我接的")), _DOORS),
    "unit": (Hint(_("社区吹哨点到了您的单位，应答时限已经过了。"), "calls:unit", _("去应答")),),
    "auditor": (Hint(_("谁看过哪位居民的完整号码、为什么看，都在这里。"), "access:trail", _("打开审计")),),
    "administrator": (
        Hint(_("有几个账号还没改过一次性密码。可以停用、重置、结束会话。"), "access:accounts", _("看账号")),
    ),
}
CODES = tuple(_HINTS)


def guide(code: str, name: str, title: str) -> Guide | None:
    """The guide of this code for somebody called `name` in the post `title` ("" for none); None for no such code."""
    if code not in _HINTS:
        return None
    said = {"title": _(title) if title else "", "name": name}
    return Guide((_("您是%(title)s%(name)s") if title else _("您是%(name)s")) % said, _HINTS[code])
