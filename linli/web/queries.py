"""What the home page shows: one's own places, next steps, whom to ask. Reads only."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.access.actor import Actor
from linli.access.models import Account, Grant
from linli.access.permissions import Permission
from linli.calls.queries import Happened, lately
from linli.corps.queries.chain import Chain, chain
from linli.corps.queries.now import coverage_now
from linli.corps.queries.overview import duty_phone
from linli.corps.queries.terms import ending_soon, without_phone
from linli.corps.rules import Node, ends_soon
from linli.corps.words import homes_said
from linli.places.models import Place
from linli.places.queries import addresses, may_set_up
from linli.places.rules import PlaceKind
from linli.web.steps import Todo, call_steps, desk_steps, incident_steps, machine_steps, urgent_first

EVENING = 18
LATELY = 7  # lines


@dataclass(frozen=True)
class Post:
    """A post held today. `soon`: its term ends within 14 days."""

    title: str
    path: str
    address: str
    ends_on: date | None
    soon: bool


@dataclass(frozen=True)
class Part:
    """A place that the actor is responsible for, with the counts of its subtree and the chain of leaders down to it.

    `chain` is None when there is none above, and when it is the same as that of the place before, so as not to repeat
    it. `duty_phone` belongs to the chain: the phones of its members are their own.
    """

    place: Place
    address: str
    node: Node
    gaps: int
    chain: Chain | None
    duty_phone: str


@dataclass(frozen=True)
class Home:
    """`since`: from when on `lately` is told."""

    posts: list[Post]
    parts: list[Part]
    steps: list[Todo]
    since: datetime
    lately: list[Happened]


def only_commands(actor: Actor) -> bool:
    """The board is the home page of somebody who holds only posts of command."""
    return bool(actor.held) and all(held.bundle == "commander" for held in actor.held)


def guide_code(actor: Actor) -> str:
    """Which guide the home page of this account still opens with; "" for none."""
    code: str = Account.objects.values_list("guide", flat=True).get(pk=actor.account)
    return code


def home(actor: Actor, day: date, now: datetime) -> Home:
    """The next steps. Calls that wait come first, lists after them; in both the most urgent first."""
    posts = _posts(actor, day)
    parts = _parts(actor, day)
    waiting = call_steps(actor, [part.place.path for part in parts], now)
    of_parts = [step for part in parts for step in _steps(actor, part, day)]
    others = urgent_first([*_own_steps(actor, posts), *desk_steps(actor, now), *incident_steps(actor, now), *of_parts])
    since = _evening_before(now)
    return Home(posts, parts, [*machine_steps(actor, now), *waiting, *others], since, lately(actor, since, LATELY))


def _evening_before(now: datetime) -> datetime:
    """When the office closed yesterday, by the deployment's clock."""
    return (localtime(now) - timedelta(days=1)).replace(hour=EVENING, minute=0, second=0, microsecond=0)


def _posts(actor: Actor, day: date) -> list[Post]:
    if actor.person is None:
        return []
    rows = Grant.objects.filter(person=actor.person).valid_on(day).order_by("path", "title")
    found = list(rows.values_list("title", "path", "ends_on").distinct())
    words = addresses({path for _title, path, _ends in found}, from_kind="community")
    everywhere = _("全部")
    return [
        Post(title, path, words.get(path, everywhere), ends_on, ends_soon(ends_on, day))
        for title, path, ends_on in found
    ]


def _parts(actor: Actor, day: date) -> list[Part]:
    """The outermost places where the actor may read leaders; of many, the first six are shown.

    For a post held everywhere these are the streets, because there is no place above them.
    """
    paths = actor.paths(Permission.CORPS_READ)
    places = Place.objects.filter(closed_on=None).order_by("path")
    mine = places.filter(kind=PlaceKind.SUBDISTRICT) if "" in paths else places.filter(path__in=paths[:6])
    shown = list(mine[:6])
    words = addresses(place.path for place in shown)
    parts, said = [], None
    for place in shown:
        found, chain = coverage_now(place, day), _chain_to(place, day)
        again, said = chain is not None and _whom(chain) == said, chain and _whom(chain)
        address = words.get(place.path, place.name)
        shown_chain = None if again else chain
        phone = duty_phone(place) if shown_chain else ""
        parts.append(Part(place, address, found.nodes[place.path], len(found.gaps), shown_chain, phone))
    return parts


def _chain_to(place: Place, day: date) -> Chain | None:
    return None if place.kind in {PlaceKind.SUBDISTRICT, PlaceKind.COMMUNITY} else chain(place.path, day)


def _whom(chain: Chain) -> list[tuple[str, list[str]]]:
    return [(_(link.title), [holder.name for holder in link.holders]) for link in chain.links]


def _own_steps(actor: Actor, posts: list[Post]) -> list[Todo]:
    steps = []
    if may_set_up(actor) and not Place.objects.exists():
        text, why = _("先建您的街道"), _("从国家区划代码里选街道，社区会自动带出来。")
        steps.append(Todo("info", _("第一步"), text, why, reverse("places:setup"), _("开始")))
    for post in posts:
        if post.soon and post.ends_on:
            words = {"title": _(post.title), "day": post.ends_on.isoformat()}
            text = _("您的%(title)s任期到 %(day)s 结束") % words
            steps.append(Todo("warn", _("快到期"), text, _("要续任或交接，请联系任命您的社区或街道。")))
    return steps


def _steps(actor: Actor, part: Part, day: date) -> list[Todo]:
    place, at = part.place, f"?at={part.place.pk}"
    steps = []
    may_appoint = actor.may(Permission.CORPS_APPOINT, place.path)
    if actor.may(Permission.PLACES_EDIT, place.path) and not part.node.units and place.kind == PlaceKind.SUBDISTRICT:
        why = _("网格、楼栋和单元可以按规律批量添加，也可以随台账导入。")
        text = _("给%(place)s划分网格和楼栋") % {"place": place.name}
        steps.append(Todo("info", _("待办"), text, why, reverse("places:place", args=[place.pk]), _("去划分")))
    if actor.may(Permission.PEOPLE_IMPORT, place.path) and not part.node.households:
        why = _("用社区现在的 Excel 台账就行，先看预览，确认后才写入。")
        text = _("导入%(place)s的居民台账") % {"place": place.name}
        steps.append(Todo("info", _("待办"), text, why, reverse("people:imports:index"), _("去导入")))
    if part.gaps:
        without = homes_said(part.node.uncovered_households, part.node.uncovered_shops)
        words = {"place": place.name, "gaps": part.gaps, "homes": without}
        text = ngettext("%(place)s有 %(gaps)s 处责任人缺口", "%(place)s有 %(gaps)s 处责任人缺口", part.gaps) % words
        why = _("%(homes)s没有完整责任链。") % words
        url = reverse("corps:coverage") + at
        steps.append(Todo("bad", _("缺口"), text, why, url, _("去任命") if may_appoint else _("查看")))
    return steps + (_people_steps(place, day) if may_appoint else [])


def _people_steps(place: Place, day: date) -> list[Todo]:
    steps, at = [], f"?at={place.pk}"
    ending = ending_soon(place.path, day).count()
    if ending:
        text = ngettext("%(n)s 位责任人 14 天内到期", "%(n)s 位责任人 14 天内到期", ending) % {"n": ending}
        steps.append(
            Todo(
                "warn",
                _("快到期"),
                text,
                _("请安排续任或交接。"),
                reverse("corps:responsible", args=["soon"]) + at,
                _("查看"),
            )
        )
    silent = without_phone(place.path, day).count()
    if silent:
        text = ngettext("%(n)s 位责任人没有电话", "%(n)s 位责任人没有电话", silent) % {"n": silent}
        steps.append(
            Todo(
                "warn",
                _("缺电话"),
                text,
                _("出事时找不到人，请补上。"),
                reverse("corps:responsible", args=["phone"]) + at,
                _("去补"),
            )
        )
    return steps
