"""The member an account belongs to. Members are in `corps`, above this room, so the settings name the function to
ask."""

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

if TYPE_CHECKING:
    from linli.access.actor import Actor


class Known(NamedTuple):
    """`path` is where the member can be found; it gives no permission."""

    person: UUID
    name: str
    path: str


class Ringing(NamedTuple):
    """A phone as members' phones are kept, and the ids of those who have it, not yet asked for."""

    number: str
    people: QuerySet[Any, Any]


class Book(Protocol):
    """`vouches`: whether an account that the actor opens for this person needs nobody to confirm that they got it.
    `givers`: the accounts that gave the posts they hold. `line_of`: those, who gave those their posts, and so on."""

    def person(self, pk: UUID) -> Known | None: ...
    def by_phone(self, text: str) -> Ringing | None: ...
    def find(self, text: str, paths: Sequence[str], limit: int) -> list[Known]: ...
    def vouches(self, actor: "Actor", pk: UUID) -> bool: ...
    def givers(self, pk: UUID) -> set[UUID]: ...
    def line_of(self, pk: UUID | None) -> set[UUID]: ...


def book() -> Book:
    return cast("Book", import_module(settings.LINLI_PERSON_BOOK))
