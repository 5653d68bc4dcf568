"""A deed requested by another system: who does it, and the arguments for the action."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from linli.access.actor import Actor
from linli.access.api_keys.entry import check_carries
from linli.access.api_keys.keyed import KeyActor, acting_for
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.calls.actions.deeds import Doing
from linli.calls.models import Call, CallKind
from linli.calls.queries.kinds import kinds_at
from linli.calls.rules import Deed
from linli.kernel.errors import Invalid

# Deeds that only a person can do: the request names the member (`by`).
OF_MEMBERS = frozenset({Deed.CLAIM, Deed.ARRIVE, Deed.FINISH})
MISSING = {"to": "api.to_missing", "into": "api.into_missing"}


def doer(key: KeyActor, deed: Deed, by: UUID | None, now: datetime) -> Actor:
    """Who does `deed`: the key itself, or for a member's deed the member `by`. Raises NotAllowed, Invalid at "by"."""
    if deed not in OF_MEMBERS:
        if by is not None:
            raise Invalid("api.by_not_here", field="by")
        return key
    check_carries(key, P.CALLS_CLAIM)
    if by is None:
        raise Invalid("api.by_missing", field="by")
    return acting_for(key, by, timezone.localdate(now))


def told(doing: Doing, asked: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """The action's arguments from `asked`; its `reason` goes to whatever argument the deed uses for text.

    Raises Invalid when a required argument is missing; NotFound for another call that is out of reach.
    """
    if doing.needs and asked[doing.needs] is None:
        raise Invalid(MISSING[doing.needs], field=doing.needs)
    given = {name: asked[name] for name in doing.takes}
    if "into" in given:
        given["into"] = fetch(actor, P.CALLS_READ, Call, given["into"])
    return {**given, doing.words: asked["reason"]} if doing.words else given


def kind_for(path: str, code: str) -> CallKind:
    """Raises Invalid at "kind" for a code that is not in use here."""
    found = next((kind for kind in kinds_at(path) if kind.code == code), None)
    if found is None:
        raise Invalid("api.kind_unknown", field="kind", kind=code)
    return found
