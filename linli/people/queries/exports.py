"""Exports that were asked for: who may grant them, and what the page says of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.access.actor import Actor
from linli.access.models import Account, Grant
from linli.access.permissions import BUNDLES
from linli.access.permissions import Permission as P
from linli.access.rules import ancestors, common_path
from linli.access.second import LACKS, OWN, SAME_LINE, Second
from linli.kernel.errors import NotAllowed
from linli.kernel.messages import message_of
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.people import rules
from linli.people.models import ExportRequest
from linli.people.queries.export import Wanted
from linli.people.queries.search import SearchQuery, scope
from linli.places.queries import addresses

SHOWN = 50
_REFUSED = {OWN: "people.export_own", SAME_LINE: "people.export_same_line", LACKS: "people.export_lacks"}


def waiting(actor: Actor) -> QuerySet[ExportRequest]:
    """Those that somebody where the actor confirms asks for, the actor's own too."""
    return ExportRequest.objects.reachable(actor, P.CORPS_CONFIRM).filter(state="waiting", until__gt=clock.now())


def of_others(actor: Actor) -> QuerySet[ExportRequest]:
    return waiting(actor).exclude(made_by=actor.account)


def mine(actor: Actor) -> QuerySet[ExportRequest]:
    return ExportRequest.objects.filter(made_by=actor.account)


def why_not(row: ExportRequest, second: Second) -> str:
    """The code of the refusal: neither who asks, nor whose post goes back to them, nor who may not export all of it."""
    found = second.why_not(asked_by=row.made_by, gets=row.made_by_person, needed=[P.PEOPLE_EXPORT], paths=[row.path])
    return _REFUSED.get(found, "")


def whole_path(actor: Actor, asked: SearchQuery) -> str:
    """The place that contains all that the actor may export of a search."""
    return common_path(scope(actor, P.PEOPLE_EXPORT, asked.place))


def taken_today(actor: Actor, now: datetime) -> int:
    """How many people the actor's account took out today without asking anybody."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    facts = Fact.objects.filter(actor=actor.account, kind="people.exported", at__gte=midnight)
    return sum(data["rows"] for data in facts.values_list("data", flat=True) if not data.get("request"))


def search_of(row: ExportRequest) -> SearchQuery:
    return SearchQuery(row.text, place=row.place, residence=row.residence, need=row.need)


def wanted_of(row: ExportRequest) -> Wanted:
    return Wanted(row.whole_phone, row.whole_identity)


@dataclass(frozen=True)
class Line:
    """`why_not`: the refusal that its reader would get for granting it. `open`: the file can be fetched now."""

    row: ExportRequest
    where: str
    filters: str
    columns: str
    why_not: str
    open: bool
    left: int


def lines(rows: Iterable[ExportRequest], actor: Actor) -> list[Line]:
    found, second, now = list(rows), Second(actor), clock.now()
    words = addresses({row.place or row.path for row in found} - {""}, from_kind="subdistrict")
    told = []
    for row in found:
        code = why_not(row, second)
        told.append(
            Line(
                row, words.get(row.place or row.path, _("全部街道")), filters_of(row), columns_of(row),
                message_of(NotAllowed(code)) if code else "",
                rules.can_be_fetched(row.state, row.until, row.fetches, now), rules.EXPORT_FETCHES - row.fetches,
            )
        )  # fmt: skip
    return told


def filters_of(row: ExportRequest) -> str:
    residences, needs = dict(rules.residence_choices()), dict(rules.need_choices()) | {"any": _("有任何一项特殊需要")}
    parts = (f"「{row.text}」" if row.text else "", residences.get(row.residence, ""), needs.get(row.need, ""))
    return "、".join(filter(None, parts)) or _("范围内的所有人")


def columns_of(row: ExportRequest) -> str:
    phone = _("完整电话") if row.whole_phone else _("电话只有掩码")
    return "、".join([phone, _("完整证件号码") if row.whole_identity else _("没有证件号码")])


def approvers(row: ExportRequest) -> list[str]:
    """Names of who is posted to grant it, whoever asks apart; their own lines are asked when they press."""
    bundles = [bundle for bundle, held in BUNDLES.items() if P.CORPS_CONFIRM in held]
    posts = Grant.objects.valid_on(clock.today()).filter(bundle__in=bundles, path__in=["", *ancestors(row.path)])
    found = Account.objects.filter(person__in=posts.values("person"), is_active=True).exclude(pk=row.made_by)
    return list(found.order_by("name").values_list("name", flat=True)[:5])
