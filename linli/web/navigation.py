"""What the room puts into the navigation."""

from django.utils.translation import gettext_lazy as _

from linli.access.actor import Actor
from linli.access.entries import Bar, Entry, Group
from linli.web.queries import only_commands


def has_a_home(actor: Actor) -> bool:
    return not only_commands(actor)


ENTRIES = (
    Entry(Group.TODAY, 100, _("我的工作"), _("工作"), "web:home", "home", shortcut="h", also=has_a_home, bar=Bar(1)),
)
