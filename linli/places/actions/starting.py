"""Starting a street: the first action of a deployment, and of every further street."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from linli.access.actor import Actor
from linli.access.models import Account, Grant
from linli.access.permissions import Permission as P
from linli.access.queries import check_no_conflict
from linli.access.rules import segment
from linli.kernel.errors import Invalid, NotAllowed
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.kernel.writes import once
from linli.kernel.writes.change import change_all
from linli.places.actions.growing import add_place
from linli.places.actions.shipping import load_shipped
from linli.places.actions.tree import add_event
from linli.places.models import Mode, Place
from linli.places.pinyin import initials
from linli.places.queries import may_set_up
from linli.places.rules import PlaceKind, name_fault, normal_name, tidy_name

MOST_COMMUNITIES = 400  # the largest street in the official list has 255


@dataclass(frozen=True)
class NewCommunity:
    """`code` is the official 12-digit code, or empty for a community that is not in the official list."""

    name: str
    code: str = ""


@transaction.atomic
def start_street(
    *,
    name: str,
    code: str,
    communities: Sequence[NewCommunity],
    actor: Actor,
    key: UUID | None,
    now: datetime,
    mode_code: str = "",
) -> Place:
    """Open a street with its communities, and give whoever starts it the street office's post there.

    `code` is the official 9-digit code or empty. Raises NotAllowed when the actor may not
    (`queries.may_set_up`), Conflict for an auditor (who may hold no other post), Invalid when a street of that code or
    name exists, or for a bad or repeated community.
    """
    if made := once.made(Place, key, "places.street_started", actor=actor):
        return made
    load_shipped(now)
    if not may_set_up(actor):
        raise NotAllowed("places.may_not_set_up")
    name = tidy_name(name)
    _check(name, code, communities)
    street = _open(name, code, mode_code)
    add_event(street, "opened", actor=actor, now=now, after={"name": street.name})
    for community in communities:
        add_place(
            parent=street,
            kind=PlaceKind.COMMUNITY,
            name=community.name,
            code=community.code,
            actor=actor,
            key=None,
            now=now,
        )
    _give_office(street, actor)
    data = {"code": code, "communities": len(communities)}
    trail.record("places.street_started", actor=actor, path=street.path, about=street.pk, key=key, at=now, data=data)
    return street


def _check(name: str, code: str, communities: Sequence[NewCommunity]) -> None:
    fault = name_fault(name)
    if fault:
        raise Invalid(fault, field="name")
    if Place.objects.filter(parent=None, closed_on=None, name=name).exists():
        raise Invalid("places.street_there", field="name", name=name)
    if code and Place.objects.filter(code=code, closed_on=None).exists():
        raise Invalid("places.street_there", field="name", name=name)
    if len(communities) > MOST_COMMUNITIES:
        raise Invalid("places.too_many_communities", field="communities", most=MOST_COMMUNITIES)
    seen: dict[str, str] = {}
    for number, community in enumerate(communities, 1):
        if name_fault(community.name):
            raise Invalid("places.community_name", field="communities", number=number)
        normal = normal_name(PlaceKind.COMMUNITY, community.name)
        if normal in seen:
            raise Invalid("places.community_twice", field="communities", number=number, name=community.name)
        seen[normal] = community.name


def _open(name: str, code: str, mode_code: str) -> Place:
    """A place without a parent. When two start at once, the unique path makes the second fail as a whole."""
    last = Place.objects.filter(parent=None).aggregate(last=Max("path"))["last"]
    number = int(last, 36) + 1 if last else 1
    mode = Mode.objects.filter(path="", code=mode_code).first() if mode_code else None
    street = Place(
        path=segment(number), kind=PlaceKind.SUBDISTRICT, name=name, initials=initials(name), code=code, mode=mode,
        number=number, opened_on=clock.today(),
    )  # fmt: skip
    street.save(force_insert=True)
    return street


def _give_office(street: Place, actor: Actor) -> None:
    """The starter gets the street office's post here, unless a post above covers it already or it is the system."""
    if actor.account is None or actor.may(P.PLACES_EDIT, street.path):
        return
    account = Account.objects.get(pk=actor.account)
    if account.person is None:
        change_all(Account.objects.filter(pk=account.pk, person=None), person=new_id())
        account.refresh_from_db()
    assert account.person is not None
    check_no_conflict(account.person, "street")
    Grant.objects.create(
        person=account.person, bundle="street", path=street.path, title="街道办", source=street.pk,
        starts_on=clock.today(),
    )  # fmt: skip
