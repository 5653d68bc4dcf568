"""What the room puts into the navigation."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.access.actor import Actor
from linli.access.entries import Badge, Bar, Entry, Group
from linli.access.permissions import Permission as P
from linli.calls.queries.lists import late_count
from linli.calls.queries.roles import unit_of
from linli.kernel.time import clock


def opens_only(actor: Actor) -> bool:
    """A gate guard or a partner opens calls for others; who reads or takes calls finds the button on those pages."""
    return not actor.may(P.CALLS_READ) and not actor.may(P.CALLS_CLAIM)


def answers_for_a_unit(actor: Actor) -> bool:
    """Somebody of a partner unit who does not see the desk, where their unit's parts are linked."""
    return not actor.may(P.CALLS_READ) and unit_of(actor.person) is not None


def late_now(actor: Actor) -> int:
    """Only for whoever passes calls on: the others cannot mend it."""
    return late_count(actor.paths(P.CALLS_ASSIGN), clock.now())


LATE = Badge(late_now, _("件超时"))
ENTRIES = (
    Entry(
        Group.WORK,
        200,
        _("吹哨与诉求"),
        _("诉求"),
        "calls:board",
        "calls",
        P.CALLS_READ,
        "d",
        LATE,
        bar=Bar(2, P.CALLS_ADJUDICATE),
    ),
    Entry(
        Group.WORK,
        210,
        _("附近的单"),
        _("接单"),
        "calls:near",
        "near",
        P.CALLS_CLAIM,
        "e",
        beside=("calls:mine",),
        bar=Bar(2),
    ),
    Entry(
        Group.WORK,
        220,
        _("代为开单"),
        pgettext_lazy("short", "开单"),
        "calls:open",
        "calls",
        P.CALLS_OPEN,
        "o",
        also=opens_only,
        bar=Bar(2),
    ),
    Entry(
        Group.WORK,
        230,
        _("单位的哨"),
        pgettext_lazy("short", "单位"),
        "calls:unit",
        "units",
        shortcut="u",
        also=answers_for_a_unit,
        bar=Bar(2),
    ),
)
