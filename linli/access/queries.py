"""The only ways to an object: `fetch` returns it or refuses, and unseen looks like absent."""

from typing import Protocol, TypeVar
from uuid import UUID

from django.db import models

from linli.access.actor import Actor
from linli.access.models import PlaceQuerySet
from linli.access.permissions import Permission
from linli.kernel.errors import NotAllowed, NotFound

M = TypeVar("M", bound=models.Model)


class Reachable(Protocol):
    objects: "PlaceQuerySet[models.Model]"


def fetch(actor: Actor, permission: Permission, model: type[M], pk: UUID | str, *, related: tuple[str, ...] = ()) -> M:
    """The row of `model` with this id, if `actor` holds `permission` where it lies.

    Raises NotFound for a row that is absent and for one out of reach, in the same words.
    """
    rows = model._default_manager.reachable(actor, permission)  # type: ignore[attr-defined] # noqa: SLF001
    found: M | None = rows.select_related(*related).filter(pk=pk).first() if related else rows.filter(pk=pk).first()
    if found is None:
        raise NotFound("access.not_found")
    return found


def check_may(actor: Actor, permission: Permission, path: str = "") -> None:
    """Raises NotAllowed when `actor` does not hold `permission` at `path` (anywhere, when empty)."""
    if not actor.may(permission, path):
        raise NotAllowed("access.not_allowed", permission=str(permission))
