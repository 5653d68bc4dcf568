"""One search for people, places, leaders and calls. Each kind of thing is found by its own room, within its own reach.

A number finds nothing here: looking one up is a reveal, which the register asks a reason for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.calls.queries import called
from linli.corps.queries import roster
from linli.kernel.text import visible
from linli.people.actions import sight
from linli.people.queries import records, search
from linli.people.queries.numbers import number_in
from linli.places.outside import around
from linli.places.queries import addresses, search_places
from linli.web.shell import SOUGHT

FIRST = 6  # of each kind, where all kinds are shown
PAGE = 30
MOST_PLACES = 300


@dataclass(frozen=True)
class Hit:
    url: str
    title: str
    where: str


@dataclass(frozen=True)
class Section:
    """What was found of one kind. `count`: how many there are; `more`: beyond which no one counts. `all_url` leads to
    all of them; `page` is there where they are shown by pages."""

    code: str
    title: str
    hits: Sequence[Hit]
    count: int
    more: bool
    all_url: str
    page: Any = None


def found(actor: Actor, text: str, only: str, page: str, now: datetime) -> list[Section]:
    """The kinds that the actor may read and that hold `text`; with `only` that kind, by pages.

    Of many words the register alone is asked, for a name in several parts: elsewhere each word is a subquery more.
    """
    text = visible(text)
    if not text or number_in(text):
        return []
    sections = []
    if only in {"", "people"} and actor.may(P.PEOPLE_READ):
        sections.append(_people(actor, text, now))
    for code, look in (("places", _places), ("leaders", _leaders), ("calls", _calls)):
        if only in {"", code} and actor.may(SOUGHT[code]) and not too_many(text):
            sections.append(look(actor, text, page if only else ""))
    return [section for section in sections if section.count]


def too_many(text: str) -> bool:
    return len(text.split()) > search.MOST_WORDS


def _people(actor: Actor, text: str, now: datetime) -> Section:
    """All of them stand in the register, which records its searches like this one."""
    asked = search.read(text, records.needs_offered(actor))
    got = search.find(actor, asked, limit=FIRST)
    sight.note_searched(path=records.searched_at(actor, ""), asked=asked, found=got, actor=actor, now=now)
    where = addresses(row.path for row in got.rows)
    hits = [Hit(reverse("people:resident", args=[row.pk]), row.name, where.get(row.path, "")) for row in got.rows]
    n, more = search.count(actor, asked) if got.next else (len(got.rows), False)
    return Section("people", _("居民"), hits, n, more, f"{reverse('people:index')}?{urlencode({'q': text})}")


def _places(actor: Actor, text: str, page: str) -> Section:
    rows = search_places(actor, text, MOST_PLACES)
    shown = _shown(rows, page)
    where = addresses((place.path for place in shown), from_kind="community")
    hits = [Hit(reverse("places:place", args=[one.pk]), one.name, where.get(one.path, "")) for one in shown]
    return _section("places", _("地点"), text, rows, shown, hits, more=len(rows) == MOST_PLACES)


def _leaders(actor: Actor, text: str, page: str) -> Section:
    rows = roster.called(actor, text)
    shown = _shown(rows, page)
    hits = [
        Hit(
            reverse("corps:member", args=[line.member.pk]),
            line.member.name,
            "；".join(f"{_(held.appointment.post.title)} {held.where}" for held in line.posts[:2]),
        )
        for line in roster.lines(shown)
    ]
    return _section("leaders", _("责任人"), text, rows, shown, hits)


def _calls(actor: Actor, text: str, page: str) -> Section:
    rows = called(actor, text)
    shown = _shown(rows, page)
    where = around({call.path for call in shown})  # the door: only on its own page, which records the look
    hits = [
        Hit(reverse("calls:call", args=[one.pk]), f"{one.number} {one.title}", where.get(one.path, "")) for one in shown
    ]
    return _section("calls", _("诉求"), text, rows, shown, hits)


def _shown(rows: Any, page: str) -> Any:
    return Paginator(rows, PAGE).get_page(page) if page else list(rows[:FIRST])


def _section(
    code: str, title: str, text: str, rows: Any, shown: Any, hits: list[Hit], *, more: bool = False
) -> Section:
    page = shown if hasattr(shown, "paginator") else None
    n = page.paginator.count if page else len(rows) if isinstance(rows, list) else rows.count()
    url = f"{reverse('web:find')}?{urlencode({'q': text, 'only': code})}"
    return Section(code, title, hits, n, more, url, page)
