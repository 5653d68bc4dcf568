"""Who is asking: an account, the person behind it, and what their posts cover today."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from linli.access.permissions import BUNDLES, Permission
from linli.access.rules import covers, outermost


@dataclass(frozen=True)
class Held:
    """A post held now: its bundle of permissions over `path` and below. `title` is what its holder is called."""

    bundle: str
    path: str
    title: str = ""


@dataclass(frozen=True)
class Actor:
    """`account` is None for the system itself (jobs, the command line); `person` is the corps member, if there is
    one."""

    account: UUID | None
    name: str
    person: UUID | None = None
    held: tuple[Held, ...] = ()

    def paths(self, permission: Permission) -> list[str]:
        """The outermost paths over which the actor holds `permission`; empty means nowhere."""
        found = self._paths.get(permission)
        if found is None:
            found = outermost(h.path for h in self.held if permission in BUNDLES.get(h.bundle, ()))
            self._paths[permission] = found
        return found

    def may(self, permission: Permission, path: str = "") -> bool:
        """Anywhere at all when `path` is empty; otherwise at that place."""
        held = self.paths(permission)
        return bool(held) if not path else any(covers(h, path) for h in held)

    @cached_property
    def _paths(self) -> dict[Permission, list[str]]:
        return {}


def system(name: str = "系统") -> Actor:
    """The actor of jobs and of the command line: recorded in the trail, holds no permission."""
    return Actor(account=None, name=name)
