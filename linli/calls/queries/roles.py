"""The roles of somebody for a call: they decide every deed and every page."""

from uuid import UUID

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.access.rules import ancestors
from linli.calls.models import Call, OfferedAt, Slot
from linli.calls.queries.standing import helps, named_roles
from linli.calls.rules import OPEN_TO_CLAIM, Role, State
from linli.corps.models import Member
from linli.kernel.errors import NotFound
from linli.kernel.reads.compiled import Select, given
from linli.kernel.sealing.tokens import digest_of, same


def holds_token(call: Call, token: str) -> bool:
    return bool(token) and same(call.follow_digest, digest_of(token))


def by_token(token: str) -> Call:
    """The call that this token follows. Raises the same NotFound as for an absent call."""
    found = Call.objects.select_related("kind", "place").filter(follow_digest=digest_of(token)).first()
    if found is None:
        raise NotFound("access.not_found")
    return found


def roles_of(actor: Actor | None, call: Call, *, token: str = "") -> frozenset[Role]:
    """Empty for somebody whom the call does not concern, or not any more: for them it does not exist."""
    found = {Role.OPENER} if holds_token(call, token) else set()
    if actor is None:
        return frozenset(found)
    found |= named_roles(actor, call)
    by_post = {
        Role.RECEIVER: P.CALLS_RECEIVE,
        Role.MANAGER: P.CALLS_ASSIGN,
        Role.ADJUDICATOR: P.CALLS_ADJUDICATE,
    }
    found |= {role for role, permission in by_post.items() if actor.may(permission, call.path)}
    if call.kind.family == "whistle":
        found |= {Role.UNIT} if slots_of(actor, call) else set()
    elif call.state in OPEN_TO_CLAIM and in_circle(actor, call):
        found.add(Role.RESPONDER)
    return frozenset(found)


_GROUND = Select(lambda: OfferedAt.objects.filter(call=given("call")).values_list("path"))


def in_circle(actor: Actor, call: Call) -> bool:
    """Whether one of their posts that may claim lies inside the circle the call is offered to."""
    if call.state != State.OFFERED:
        return False
    return not set(_GROUND.rows(call=call.pk)).isdisjoint((path,) for path in grounds_of(actor))


def grounds_of(actor: Actor) -> list[str]:
    """Every path whose circle would contain one of the actor's claiming posts."""
    return sorted({above for path in actor.paths(P.CALLS_CLAIM) for above in ancestors(path)})


def unit_of(person: UUID | None) -> UUID | None:
    """The unit of a member, while both still take part."""
    if person is None:
        return None
    rows = Member.objects.filter(pk=person, until=None, unit__left_on=None)
    return rows.values_list("unit", flat=True).first()


def slots_of(actor: Actor, call: Call) -> list[Slot]:
    """The parts of a whistle that belong to the actor's own unit."""
    unit = unit_of(actor.person)
    return list(call.slots.filter(unit=unit).exclude(state="removed")) if unit else []


_CALL = Select(lambda: Call.objects.select_related("kind", "place").filter(pk=given("pk")))


def call_for(actor: Actor | None, pk: UUID, *, token: str = "") -> tuple[Call, frozenset[Role]]:
    """The call and the actor's roles; whoever may read the calls of the place sees it without a role.

    Raises the same NotFound for a call that is absent and for one that does not concern the actor.
    """
    call = _CALL.first(pk=pk)
    if call is None:
        raise NotFound("access.not_found")
    roles = roles_of(actor, call, token=token)
    if not roles and not (actor and (actor.may(P.CALLS_READ, call.path) or helps(actor, call))):
        raise NotFound("access.not_found")
    return call, roles
