"""What the room puts into the navigation."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.access.actor import Actor
from linli.access.entries import Entry
from linli.access.permissions import Permission as P
from linli.calls.queries.roles import unit_of


def opens_only(actor: Actor) -> bool:
    """A gate guard or a partner opens calls for others; who reads or takes calls finds the button on those pages."""
    return not actor.may(P.CALLS_READ) and not actor.may(P.CALLS_CLAIM)


def answers_for_a_unit(actor: Actor) -> bool:
    """Somebody of a partner unit who does not see the desk, where their unit's parts are linked."""
    return not actor.may(P.CALLS_READ) and unit_of(actor.person) is not None


ENTRIES = (
    Entry(200, _("吹哨与诉求"), _("诉求"), "calls:board", "calls", P.CALLS_READ, "d"),
    Entry(210, _("附近的单"), _("接单"), "calls:near", "near", P.CALLS_CLAIM, "e", beside=("calls:mine",)),
    Entry(
        220, _("代为开单"), pgettext_lazy("short", "开单"), "calls:open", "calls", P.CALLS_OPEN, "o", also=opens_only
    ),
    Entry(
        230, _("单位的哨"), pgettext_lazy("short", "单位"), "calls:unit", "units", shortcut="u", also=answers_for_a_unit
    ),
)
