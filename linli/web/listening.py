"""The ticket with which a page listens for changes: every place where its reader may see calls, leaders or people.

The streaming process (`linli.live`) decides nothing itself: it tells only of what the ticket names.
"""

from django.conf import settings

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.kernel.time import clock
from linli.live import tickets


def ticket_for(actor: Actor) -> str:
    """ "" when live updates are switched off."""
    if not settings.LINLI_LIVE_URL:
        return ""
    ticket = tickets.Ticket(
        made=int(clock.now().timestamp()),
        person=actor.person.hex if actor.person else "",
        calls=tuple(actor.paths(P.CALLS_READ)),
        near=tuple(actor.paths(P.CALLS_CLAIM)),
        town=tuple(actor.paths(P.COMMAND_BOARD)),
    )
    return tickets.sign(ticket, settings.SECRET_KEY)
