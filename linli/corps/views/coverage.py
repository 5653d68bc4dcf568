"""不漏一户: the proof as pages. The proof is kept while the street's trail has no
new fact (`queries.now`), so a change shows on the next request.

No template is given the proof itself: a template's context lies in a cycle, and so would its ten thousands of tuples,
until a collection walks through them all (20 ms on the request that it hits).
"""

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from linli.access.actor import Actor
from linli.access.marks import ActorRequest, requires
from linli.access.models import PostKind
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.access.rules import SEGMENT, covers
from linli.corps import rules
from linli.corps.actions.looks import look_for_candidates
from linli.corps.forms.coverage import GapFilter
from linli.corps.queries import chain as chains
from linli.corps.queries import coverage as proof
from linli.corps.queries import overview, terms
from linli.corps.queries.loads import overloads
from linli.corps.queries.now import coverage_now
from linli.kernel.errors import NotFound
from linli.kernel.pages.answers import attached, xlsx
from linli.kernel.pages.costly import costly
from linli.kernel.sheets.workbooks import WorkSheet, is_dangerous
from linli.kernel.time import clock
from linli.people.queries import households_at
from linli.places import queries as places
from linli.places.asked import place_named
from linli.places.floors import posts_of_floors
from linli.places.models import Place
from linli.places.queries import address, addresses, doors_in, line
from linli.places.rules import PlaceKind

PAGE = 50
SHOWN = 8  # gaps and leaders shown beside the tree; the full lists have pages of their own
MOST_DOORS = 200


def place_and_roots(request: ActorRequest, permission: P = P.CORPS_READ) -> tuple[Place | None, list[Place]]:
    """The place of `?at=` (the actor's first root without it) and the actor's roots. Raises NotFound out of reach."""
    roots = list(places.roots(request.actor, permission))
    return place_named(request, permission) or next(iter(roots), None), roots


def root_of(place: Place, roots: list[Place]) -> Place:
    return next((root for root in roots if covers(root.path, place.path)), place)


@costly
@requires(P.CORPS_READ)
def coverage(request: ActorRequest) -> HttpResponse:
    at, roots = place_and_roots(request)
    if at is None:
        return render(request, "corps/no_place.html")
    root = root_of(at, roots)
    found = coverage_now(root)
    gaps = found.gaps_under(at.path)
    hole = _hole(request, at, gaps)
    shown = found if at.path in found.nodes else coverage_now(at)
    rows, in_office = _responsible(found, at)
    context = {
        "at": at, "root": root, "roots": roots, "total": found.total, "node": shown.nodes[at.path],
        "branches": overview.tree(found, root, at), "crumbs": line(at), "gaps": overview.gap_lines(found, gaps[:SHOWN]),
        "gap_count": len(gaps), "chain": hole and _chain_card(found, hole), "kinds": overview.KINDS,
        "rows": rows, "in_office": in_office, "may_appoint": request.actor.may(P.CORPS_APPOINT, at.path),
        "doors": _doors_of(shown, at), "floor_posts": _floor_posts(request.actor, at),
        "may_modes": request.actor.may(P.PLACES_MODES, at.path),
    }  # fmt: skip
    return render(request, "corps/coverage.html", context)


def _hole(request: ActorRequest, at: Place, gaps: list[rules.Gap]) -> Place | None:
    """The place whose chain is drawn: the asked place itself, or the first gap under it."""
    if at.kind in {PlaceKind.DOOR, PlaceKind.SHOP, PlaceKind.FLOOR, PlaceKind.COURTYARD} or request.GET.get("own"):
        return at
    deepest = max((gap.path for gap in gaps if gap.post is not None), key=len, default="")
    return terms.open_places([deepest]).get(deepest) if deepest else at if len(at.path) > 4 else None


def _chain_card(found: proof.Coverage, hole: Place) -> dict[str, object]:
    """One chain with its gaps, and the number of households below."""
    chain = chains.chain(hole.path)
    node = found.nodes[hole.path] if hole.path in found.nodes else proof.coverage(hole.path).total
    missing = [link for link in chain.links if link.reason is not None]
    places = terms.open_places(link.at for link in missing)
    holes = [(link, places[link.at]) for link in missing if link.at in places]
    return {"place": hole, "address": address(hole), "chain": chain, "node": node, "holes": holes}


def _responsible(found: proof.Coverage, at: Place) -> tuple[list[overview.Responsible], int]:
    """The first few in office from `at` down, and how many there are, somebody with two posts counting twice.

    Taken from the proof: sorting all 4,300 to show eight took 15 ms.
    """
    charged = dict.fromkeys(map(itemgetter(2), found.terms_under(at.path)))
    first = [UUID(appointment) for appointment in islice(charged, SHOWN)]
    return overview.responsible(found, overview.named(first)), len(charged)


def _doors_of(found: proof.Coverage, at: Place) -> list[dict[str, object]]:
    """The households directly below a floor, courtyard …: each with its missing links."""
    if at.kind in {PlaceKind.SUBDISTRICT, PlaceKind.COMMUNITY, PlaceKind.GRID, PlaceKind.SECTOR}:
        return []
    doors = list(doors_in(at)[:MOST_DOORS])
    people = households_at(door.path for door in doors)
    judged = ((door, *found.fold.missing(door.path)) for door in doors)
    return [
        {
            "place": door, "people": people.get(door.path, (0, 0))[1], "acting": acting, "no_mode": missing is None,
            "missing": [found.title(link.post) for link in missing or ()],
        }
        for door, missing, acting in judged
    ]  # fmt: skip


@requires(P.CORPS_READ)
def search(request: ActorRequest) -> HttpResponse:
    """Places and leaders by name or pinyin initials: the box above the tree."""
    text = request.GET.get("q", "").strip()[:60]
    places, members = overview.search(request.actor, text) if text else ([], [])
    words = addresses((place.path for place in places), from_kind="community")
    found = [(place, words.get(place.path, place.name)) for place in places]
    template = "corps/search.html" if request.headers.get("HX-Request") else "corps/search_page.html"
    return render(request, template, {"text": text, "places": found, "members": members})


@costly
@requires(P.CORPS_READ)
def gaps(request: ActorRequest) -> HttpResponse:
    at, roots = place_and_roots(request)
    if at is None:
        return render(request, "corps/no_place.html")
    found = coverage_now(at)
    form = GapFilter(request.GET, posts=_posts_with_gaps(found))
    wanted = form.filtered(found.gaps)
    page = Paginator(wanted, PAGE).get_page(request.GET.get("page"))
    lines = overview.gap_lines(found, page.object_list)
    context = {
        "at": at, "roots": roots, "total": found.total, "day": found.day, "form": form, "page": page, "lines": lines,
        "people": found.total.uncovered_residents, "may_appoint": request.actor.may(P.CORPS_APPOINT, at.path),
        "floor_posts": _floor_posts(request.actor, at),
        "may_modes": request.actor.may(P.PLACES_MODES, at.path),
    }  # fmt: skip
    return render(request, "corps/gaps.html", context)


def _floor_posts(actor: Actor, at: Place) -> set[UUID]:
    """The posts whose gap at a building the actor can mend by laying out its floors."""
    return posts_of_floors() if actor.may(P.PLACES_EDIT, at.path) else set()


def _posts_with_gaps(found: proof.Coverage) -> list[tuple[str, str]]:
    posts = dict.fromkeys(str(gap.post) for gap in found.gaps if gap.post)
    return [(post, _(found.title(post))) for post in posts]


@costly
@requires(P.CORPS_READ)
def gap_doors(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Drill down: the doors and shops under a place that lack a link."""
    at = fetch(request.actor, P.CORPS_READ, Place, pk)
    found = coverage_now(at)
    post = request.GET.get("post", "") or None
    doors = proof.uncovered_doors(found, at.path, post=post, limit=MOST_DOORS)
    words = addresses((door.path for door in doors), from_kind="grid")
    places = terms.open_places(door.path for door in doors)
    lines = [(door, words.get(door.path, ""), places.get(door.path)) for door in doors]
    context = {
        "at": at,
        "address": address(at, from_kind="community"),
        "lines": lines,
        "most": MOST_DOORS,
    }
    return render(request, "corps/gap_doors.html", context)


@costly
@requires(P.CORPS_READ)
def export_gaps(request: ActorRequest, kind: str) -> HttpResponse:
    """The gap list as a workbook or as CSV: places and counts, no resident is named."""
    at, _roots = place_and_roots(request)
    if at is None:
        raise NotFound("access.not_found")
    found = coverage_now(at)
    lines = overview.gap_lines(found, found.gaps)
    header = [_("位置"), _("缺哪一级"), _("原因"), _("户"), _("店"), _("人")]
    rows = (_exported(row) for row in lines)
    stem = f"gaps-{found.day.isoformat()}"
    if kind == "csv":
        return attached(f"{stem}.csv", _as_csv(header, rows), "text/csv; charset=utf-8")
    title = _("%(place)s 责任链缺口 %(day)s") % {"place": at.name, "day": found.day.isoformat()}
    sheet = WorkSheet(
        _("责任链缺口"), rows, header=header, above=[[title]], widths=(40, 16, 16, 8, 8, 8), text_columns=(0, 1, 2)
    )
    return xlsx(f"{stem}.xlsx", [sheet])


def _exported(row: overview.GapLine) -> list[str | int]:
    return [row.address, row.title, row.reason, row.gap.households, row.gap.shops, row.gap.residents]


def _as_csv(header: list[str], rows: Iterator[list[str | int]]) -> bytes:
    """UTF-8 with a mark, so that Excel reads Chinese; text that could run as a formula gets an apostrophe."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    for row in rows:
        writer.writerow([f"'{cell}" if isinstance(cell, str) and is_dangerous(cell) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")


LISTS = {"over", "soon", "phone", "account", "all"}


@requires(P.CORPS_READ)
def responsible(request: ActorRequest, what: str) -> HttpResponse:
    """Everyone in office under a place; or the overloaded, those whose term ends soon, those without a phone or an
    account."""
    at, roots = place_and_roots(request)
    if at is None or what not in LISTS:
        raise NotFound("access.not_found")
    found = coverage_now(at)
    page: Page[Any]
    if what == "over":
        heavy = [load.appointment for load in overloads(found)]
        page = Paginator(heavy, PAGE).get_page(request.GET.get("page"))
        known = {
            row.pk: row for row in terms.appointments_under(at.path, found.day).filter(pk__in=list(page.object_list))
        }
        rows = [known[pk] for pk in page.object_list if pk in known]
    else:
        listed = {
            "soon": lambda: terms.ending_soon(at.path, found.day),
            "phone": lambda: terms.without_phone(at.path, found.day),
            "account": lambda: terms.without_account(at.path, found.day),
            "all": lambda: terms.appointments_under(at.path, found.day).order_by("path", "post__title", "pk"),
        }[what]()
        page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
        rows = list(page.object_list)
    context = {"at": at, "roots": roots, "what": what, "page": page, "rows": overview.responsible(found, rows)}
    return render(request, "corps/responsible.html", context)


@requires(P.CORPS_APPOINT)
def mend(request: ActorRequest, pk: UUID, post: UUID) -> HttpResponse:
    """Candidates for one gap: residents of the same stairwell (the look is recorded), neighbouring leaders."""
    place = fetch(request.actor, P.CORPS_APPOINT, Place, pk)
    kind = PostKind.objects.for_street(place.path[:SEGMENT]).filter(pk=post).first()
    if kind is None:
        raise NotFound("access.not_found")
    deputy = overview.deputy_of(kind)
    residents = look_for_candidates(place=place, actor=request.actor, now=clock.now())
    context = {
        "place": place, "post": kind, "deputy": deputy or kind, "residents": residents,
        "neighbours": overview.neighbours(place, kind, clock.today()),
        "may_read_people": request.actor.may(P.PEOPLE_READ, overview.stairwell_of(place)),
    }  # fmt: skip
    return render(request, "corps/mend.html", context)


@requires(P.CORPS_READ)
def nomination(request: HttpRequest, pk: UUID, post: UUID) -> HttpResponse:
    """A notice to print: residents are asked to recommend somebody for the vacant post (余杭: open call, nominate)."""
    place = fetch(request.actor, P.CORPS_READ, Place, pk)  # type: ignore[attr-defined] # stubs do not know it
    kind = PostKind.objects.for_street(place.path[:SEGMENT]).filter(pk=post).first()
    if kind is None:
        raise NotFound("access.not_found")
    total = proof.coverage(place.path).total
    words = address(place, from_kind="community")
    phone = overview.duty_phone(place)
    context = {"place": place, "post": kind, "address": words, "total": total, "phone": phone, "today": clock.today()}
    return render(request, "corps/nomination.html", context)
