"""The second person: who may confirm what somebody else asked for (docs/decisions/028). One rule for posts, accounts
and exports; each says in its own words why not."""

from collections.abc import Iterable
from functools import cached_property
from uuid import UUID

from linli.access.actor import Actor
from linli.access.permissions import Permission
from linli.access.persons import book
from linli.access.rules import ALONE, covers

OWN, SAME_LINE, LACKS = "own", "same_line", "lacks"


class Second:
    """Somebody who would be the second person, for as many things as a page shows."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    @cached_property
    def line(self) -> set[UUID]:
        return book().line_of(self.actor.person)

    def why_not(
        self, *, asked_by: UUID | None, gets: UUID | None, needed: Iterable[Permission], paths: Iterable[str]
    ) -> str:
        """OWN: they asked for it (`asked_by` is an account) or get it (`gets` is a person). SAME_LINE: their own post
        goes back to who asked. LACKS: they neither hold all that is `needed` at all of `paths`, nor audit. "": may."""
        if self.actor.account == asked_by or (gets is not None and self.actor.person == gets):
            return OWN
        if asked_by in self.line:
            return SAME_LINE
        audits = any(held.bundle == ALONE for held in self.actor.held)
        at = list(paths)
        return "" if audits or all(holds(self.actor, one, path) for one in needed for path in at) else LACKS


def holds(actor: Actor, permission: Permission, path: str) -> bool:
    """Unlike `Actor.may`, also for "", the deployment itself."""
    return any(covers(held, path) for held in actor.paths(permission))
