"""How long a session lives, and what an account must do before its posts count.

The session row keeps when it began and when it was last used; the second is written at most once in five minutes, so
that reading a page does not become a write. Ending is immediate: Django compares the account's epoch and password with
the session on every request (`Account._get_session_auth_hash`).
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from linli.access import session_actions
from linli.access.actor import Actor
from linli.access.models import Account, actor_of
from linli.access.queries import has_second_factor, posts_waiting
from linli.access.rules import demands_second_factor, session_over
from linli.kernel.time import clock
from linli.kernel.writes.refused import if_possible

LIFE = "linli_life"  # [begun, last seen], whole seconds since 1970
SECOND_FACTOR = "linli_second_factor"
NOTE_EVERY = timedelta(minutes=5)
# Requests that pages make by themselves for their frame: they do not prove that anybody is there. A board that
# refreshes itself does count as use.
BY_ITSELF = "X-Linli-By-Itself"

# session -> when it was last used, for the hours in which a full disk does not let it be written.
MOST_USED_HERE = 10_000
_used_here: dict[str, int] = {}


def actor_behind(request: HttpRequest) -> Actor | None:
    """Who is signed in, None for nobody. Ends a session that is over."""
    account = request.user
    if not isinstance(account, Account):
        return None
    now = clock.now()
    if _over(request.session, now, used=BY_ITSELF not in request.headers):
        with if_possible():
            session_actions.expire(request, account, now)
        return None
    if account.receipt_due:  # who signed in is not known to be its owner: no post counts
        return Actor(account=account.pk, name=account.name, person=account.person)
    return actor_of(account, clock.today())


def _over(session: Any, now: datetime, *, used: bool) -> bool:
    stamp, key = int(now.timestamp()), session.session_key
    begun, seen = session.get(LIFE) or (stamp, 0)
    seen = max(seen, _used_here.get(key, 0))
    idle = timedelta(seconds=settings.LINLI_SESSION_IDLE)
    if seen and session_over(
        begun=datetime.fromtimestamp(begun, UTC),
        seen=datetime.fromtimestamp(seen, UTC),
        now=now,
        longest=timedelta(seconds=settings.SESSION_COOKIE_AGE),
        idle=idle,
    ):
        return True
    if (used or not seen) and stamp - seen >= min(NOTE_EVERY, idle / 4).total_seconds():
        session.note(LIFE, (begun, stamp))
        if len(_used_here) >= MOST_USED_HERE:
            _used_here.clear()
        _used_here[key] = stamp
        with if_possible():
            session_actions.note_use(key, now)
    return False


def first_do(request: HttpRequest, actor: Actor) -> str:
    """The page where this account must first do something; "" when nothing is required."""
    account = request.user
    assert isinstance(account, Account)
    if account.must_change_password:
        return reverse("access:password")
    if account.receipt_due or (not actor.held and posts_waiting(account)):
        return reverse("access:receipt")
    if settings.LINLI_SECOND_FACTOR and demands_second_factor(held.bundle for held in actor.held):
        return "" if _has_second_factor(request, account) else reverse("mfa_activate_totp")
    return ""


def _has_second_factor(request: HttpRequest, account: Account) -> bool:
    """Checked once for each session: removing or resetting the second factor ends the account's sessions."""
    session: Any = request.session
    if not session.get(SECOND_FACTOR):
        if not has_second_factor(account):
            return False
        session.note(SECOND_FACTOR, True)
    return True
