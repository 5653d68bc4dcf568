"""What the room puts into the navigation."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.access.actor import Actor
from linli.access.entries import Badge, Bar, Entry, Group
from linli.access.permissions import Permission as P
from linli.corps.queries.now import gap_count
from linli.corps.queries.receipts import CONFIRMS, used_receipts
from linli.corps.queries.second import waiting
from linli.kernel.time import clock
from linli.people.queries import exports


def gaps_today(actor: Actor) -> int:
    return gap_count(actor, clock.today())


def _confirms(actor: Actor) -> bool:
    return any(actor.may(one) for one in CONFIRMS)


def awaited(actor: Actor) -> int:
    """Terms, accounts and exports that wait for the actor or somebody else who may: one query."""
    ids = [rows.values("pk") for rows in (waiting(actor), used_receipts(actor), exports.of_others(actor))]
    return ids[0].union(*ids[1:], all=True).count()


GAPS = Badge(gaps_today, _("处缺口"))
WAITING = Badge(awaited, _("件等您或别人确认"))


def is_a_member(actor: Actor) -> bool:
    return actor.person is not None


ENTRIES = (
    Entry(Group.TODAY, 130, _("我的日程"), _("日程"), "corps:my_diary", "diary", None, "r", also=is_a_member),
    Entry(
        Group.GROUND,
        410,
        _("网格与责任人"),
        _("责任人"),
        "corps:coverage",
        "corps",
        P.CORPS_READ,
        "c",
        GAPS,
        bar=Bar(3),
    ),
    Entry(Group.TEAM, 450, _("队伍与任命"), _("队伍"), "corps:members", "members", P.CORPS_READ, "m"),
    Entry(Group.TEAM, 460, _("单位与联盟"), _("单位"), "corps:units", "units", P.CORPS_UNITS, "j"),
    Entry(
        Group.TEAM,
        470,
        _("等确认的事"),
        pgettext_lazy("short", "待确认"),
        "corps:awaited",
        "confirm",
        badge=WAITING,
        also=_confirms,
        beside=("corps:received",),
    ),
)
