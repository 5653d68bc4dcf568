"""Reading the tree: the list of reachable places, one place, children loaded on demand, search."""

from dataclasses import dataclass, field
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from linli.access.actor import Actor
from linli.access.marks import ActorRequest, requires, signed_in
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.kernel.errors import NotAllowed
from linli.places import actions, queries
from linli.places.floors import count_lacking
from linli.places.models import Place
from linli.places.neighbours import has_grids
from linli.places.rules import UNITS, PlaceKind, kind_word, kinds_below
from linli.places.words import EVENTS

A_PAGE = 100
MODES_SHOWN = 50


@dataclass
class Node:
    """A place in the drawn tree; `nodes` is filled when it is drawn open."""

    place: Place
    below: int
    here: bool = False
    nodes: "list[Node]" = field(default_factory=list)


@signed_in
def index(request: ActorRequest) -> HttpResponse:
    """The outermost reachable places; whoever may start the first street is shown how."""
    roots = list(queries.roots(request.actor))
    may_set_up = queries.may_set_up(request.actor)
    if not may_set_up and not request.actor.may(P.PLACES_READ):
        raise NotAllowed("access.not_allowed", permission=str(P.PLACES_READ))
    if len(roots) == 1:
        return HttpResponseRedirect(reverse("places:place", args=[roots[0].pk]))
    nodes = [Node(root, queries.children(request.actor, root).count()) for root in roots]
    return render(request, "places/index.html", {"nodes": nodes, "may_set_up": may_set_up})


@requires(P.PLACES_READ)
def place(request: ActorRequest, pk: UUID) -> HttpResponse:
    actor = request.actor
    shown = fetch(actor, P.PLACES_READ, Place, pk, related=("mode", "parent", "merged_into"))
    governing = queries.governing_place(shown.path)
    parts = queries.modes_below(shown.path)[:MODES_SHOWN]
    where = queries.addresses((below.path for below in parts), from_kind="community")
    may_edit = actor.may(P.PLACES_EDIT, shown.path)
    context = {
        "place": shown,
        "line": [(above, actor.may(P.PLACES_READ, above.path)) for above in queries.line(shown)[:-1]],
        "nodes": drawn_tree(actor, shown),
        "kinds": [(kind_word(PlaceKind(kind)), count) for kind, count in queries.kinds_below(shown)],
        "page": Paginator(queries.children(actor, shown), A_PAGE).get_page(request.GET.get("page")),
        "closed": queries.children(actor, shown, closed=True).count(),
        "governing": governing,
        "modes_below": [(below, where[below.path]) for below in parts],
        "levels": governing.mode.levels.select_related("post") if governing and governing.mode else [],
        "history": [(event, EVENTS.get(event.what, event.what)) for event in queries.history(shown, 20)],
        "undoable": actions.undoable(shown) if may_edit else None,
        "may_edit": may_edit and shown.closed_on is None,
        "may_reshape": may_reshape(actor, shown),
        "may_modes": actor.may(P.PLACES_MODES, shown.path) and shown.closed_on is None and takes_mode(shown),
        "may_neighbours": actor.may(P.PLACES_NEIGHBOURS, shown.path) and has_grids(shown),
        "floors_lacking": count_lacking(shown) if may_edit and shown.closed_on is None else 0,
        "may_hold_children": bool(kinds_below(PlaceKind(shown.kind))),
    }
    return render(request, "places/place.html", context)


def takes_mode(place: Place) -> bool:
    """A single door or shop cannot be given a mode; one that was given one earlier may lose it."""
    return place.kind not in UNITS or place.mode_id is not None


def may_reshape(actor: Actor, place: Place) -> bool:
    """Moving, merging, splitting and closing affect the parent: they need the permission there.

    A whole street is closed only by who may start one.
    """
    if place.parent is None:
        return actor.may(P.PLACES_SETUP, place.path)
    return actor.may(P.PLACES_EDIT, place.parent.path)


def drawn_tree(actor: Actor, here: Place) -> list[Node]:
    """The tree, opened down to `here`: one query for each level."""
    drawn = []
    for root in queries.roots(actor):
        node = Node(root, 0, here=root.pk == here.pk)
        _open(actor, node, here)
        drawn.append(node)
    return drawn


def _open(actor: Actor, node: Node, here: Place) -> None:
    children = list(queries.children(actor, node.place)[:A_PAGE])
    node.below = len(children)
    if not here.path.startswith(node.place.path):
        return
    for child in children:
        below = Node(child, child.below, here=child.pk == here.pk)  # type: ignore[attr-defined] # stubs do not know it
        if here.path.startswith(child.path) and child.below:  # type: ignore[attr-defined] # stubs do not know it
            _open(actor, below, here)
        node.nodes.append(below)


@requires(P.PLACES_READ)
def children(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The next level of the tree, asked for when a node is opened."""
    above = fetch(request.actor, P.PLACES_READ, Place, pk)
    rows = queries.children(request.actor, above)[:A_PAGE]
    nodes = [Node(row, row.below) for row in rows]  # type: ignore[attr-defined] # stubs do not know it
    return render(request, "places/nodes.html", {"nodes": nodes, "above": above, "cut": len(nodes) == A_PAGE})


@requires(P.PLACES_READ)
def search(request: ActorRequest) -> HttpResponse:
    """Hits as a fragment while typing, or as a page without JavaScript."""
    text = request.GET.get("q", "")[:60]
    found = queries.search_places(request.actor, text)
    where = queries.addresses([place.path for place in found], from_kind="community")
    hits = [(place, where.get(place.path, place.name)) for place in found]
    fragment = bool(request.headers.get("HX-Request"))
    template = "places/hits.html" if fragment else "places/search.html"
    return render(request, template, {"hits": hits, "q": text})
