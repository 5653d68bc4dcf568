"""The sign-ins of a demonstration: one account for each kind of post, all with the same printed password.

The street office's account is made first and opens the street, as a first user would. The others belong to members who
hold a post: staff appointed here, and two leaders of the list.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from linli.access.actor import Actor, system
from linli.access.models import Account, PostKind, actor_of
from linli.corps.actions.appointments import appoint
from linli.corps.actions.members import add_member
from linli.corps.models import Charge, Member
from linli.demo.ground import AS_OF
from linli.demo.numbers import FICTIONAL_PHONES
from linli.kernel.facts import trail
from linli.kernel.time import clock
from linli.places.models import Place
from linli.places.rules import PlaceKind, normal_name

PASSWORD = "linli-demo-2022"  # noqa: S105 (printed on purpose: a demonstration holds no real person)
OFFICE = "jiedao"
UNIT = "danwei"  # of a partner unit that is whistled for


class Seat(NamedTuple):
    """An account that comes with a staff post. `community` says whether it is held at the first community only."""

    username: str
    name: str
    post: str
    what: str
    guide: str
    community: bool = False


STAFF = (
    Seat("taizhang", "钱台账", "registrar", "台账专员：导入和维护居民台账", "registrar"),
    Seat(
        "shequ", "高社区", "community_worker", "社区工作者：第一个社区的台账、责任人与覆盖", "community", community=True
    ),
    Seat("shenji", "吴审计", "auditor", "审计员：谁看过什么", "auditor"),
    Seat("guanli", "郑管理", "administrator", "系统管理员：账号与会话", "administrator"),
)


_GUIDES = {"grid": "grid", "community": "community"}  # by the bundle of the post; others are leaders


def username_of(post: str, number: int) -> str:
    """The sign-in of a staff post in the case's street `number` (0 is the first)."""
    return next(seat.username for seat in STAFF if seat.post == post) + (str(number + 1) if number else "")


def open_office() -> Actor:
    """The street office's account, made when it is missing, and its actor as of today."""
    account = Account.objects.filter(username=OFFICE).first() or make(OFFICE, "陈街道", "", None, "office")
    return actor_of(account, clock.today())


@transaction.atomic
def seat_staff(street: Place, communities: Collection[str], number: int, now: datetime) -> None:
    """Members, posts and accounts of the staff; `number` tells the streets of one case apart (0 is the first). The
    community worker is posted at the first of `communities`, by normal name."""
    here = Place.objects.filter(parent=street, closed_on=None).order_by("path")
    first = next(place for place in here if normal_name(PlaceKind.COMMUNITY, place.name) in communities)
    for position, seat in enumerate(STAFF):
        username = username_of(seat.post, number)
        if Account.objects.filter(username=username).exists():
            continue
        place = first if seat.community else street
        phone = f"{FICTIONAL_PHONES}0000{number:02d}{position:02d}"
        member = add_member(place=place, name=seat.name, phone=phone, actor=system(), key=None, now=now)
        _appoint(member, seat.post, place, now)
        make(username, seat.name, place.path, member, seat.guide)


def seat_leader(username: str, post: str, street: Place) -> bool:
    """An account for the first holder of `post` in the street; False when nobody holds it."""
    if Account.objects.filter(username=username).exists():
        return True
    held = Charge.objects.under(street.path).filter(appointment__post__code=post, appointment__ends_on=None)
    charge = held.select_related("appointment__member", "appointment__post").order_by("path").first()
    if charge is None:
        return False
    member, kind = charge.appointment.member, charge.appointment.post.bundle
    make(username, member.name, charge.path, member, _GUIDES.get(kind, "leader"))
    return True


def _appoint(member: Member, post: str, place: Place, now: datetime) -> None:
    kind = PostKind.objects.get(path="", code=post)
    appoint(
        member=member, post=kind, places=[place], starts_on=AS_OF, ends_on=None, actor=system(), key=None, now=now
    )  # fmt: skip


def make(username: str, name: str, path: str, member: Member | None, guide: str) -> Account:
    """`guide`: what its home page explains in the first minute (`web.guides`)."""
    now = clock.now()
    account = Account.objects.create_user(
        username, PASSWORD, name=name, path=path, person=member.pk if member else None, created_at=now, guide=guide
    )
    trail.record("access.account_made", actor=system(), path=path, at=now, about=account.pk)
    return account
