"""Whether somebody whom a call names still stands for it today. Their id alone opens nothing: posts end by date.

Who receives a call, or opened it on somebody's behalf, has a post that covers its place. Who carries it (the holder, a
helper) has one there, in the part of the street around it, or in the circle to which it was offered. A seat of an
alliance that takes this kind there counts like a post.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.access.rules import covers
from linli.calls.models import Call
from linli.calls.queries.circles import ground_of
from linli.calls.queries.posts import around, covered, posts_of, posts_today
from linli.calls.queries.receiving import sits_for
from linli.calls.rules import Role


def named_roles(actor: Actor, call: Call) -> set[Role]:
    """The roles in which the call names the actor, as far as they still stand for it."""
    found: set[Role] = set()
    if actor.person is None:
        return found
    if actor.person == call.opened_by and any(actor.may(may, call.path) for may in (P.CALLS_OPEN, P.CALLS_WHISTLE)):
        found.add(Role.OPENER)
    if actor.person == call.receiver and may_receive(actor.person, posts_of(actor), call):
        found.add(Role.RECEIVER)
    if actor.person == call.holder and may_carry(actor.person, posts_of(actor), call):
        found.add(Role.HOLDER)
    return found


def helps(actor: Actor, call: Call) -> bool:
    """Whether the actor helps the holder, and still stands for it."""
    if actor.person is None or not call.helpers.filter(person=actor.person).exists():
        return False
    return may_carry(actor.person, posts_of(actor), call)


def may_receive(person: UUID, posts: Iterable[str], call: Call) -> bool:
    """`posts`: the paths of this person's posts today."""
    return covered(posts, call.path) or sits_for(person, call.kind.code, call.path)


def may_carry(person: UUID, posts: Iterable[str], call: Call) -> bool:
    """As `may_receive`. The circle is computed again: the rows of a call that has ended are gone."""
    posts = list(posts)
    if around(posts, call.path):
        return True
    ground = ground_of(call.circle, call.path) if posts else []
    return any(covers(place, path) for place in ground for path in posts) or sits_for(person, call.kind.code, call.path)


def posts_on(person: UUID, day: date) -> list[str]:
    return posts_today([person], day).get(person, [])
