"""The content of a public notice card: the only names and numbers of ours that are posted publicly.

A card names the place, its area in words, who works there by post, the duty and the supervision phone. No private
phone, no resident, no count of people.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from ipaddress import ip_address
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from linli.access.models import under
from linli.access.rules import ancestors
from linli.corps.models import CardRun, Charge
from linli.corps.queries.ground import in_office
from linli.kernel.errors import NotFound
from linli.places.models import Place
from linli.places.rules import DEPTH, PlaceKind

# Where a card may hang and a public page exists. Never a floor, a door or a shop: that would tell who lives there.
CARD_KINDS = frozenset({
    PlaceKind.GRID, PlaceKind.BUILDING, PlaceKind.COMPOUND, PlaceKind.COURTYARD, PlaceKind.ALLEY, PlaceKind.MARKET,
})  # fmt: skip
PRINTED_KINDS = (PlaceKind.GRID, PlaceKind.BUILDING)  # what "the whole community" prints
SHOWN_BUNDLES = ("grid", "leader")


@dataclass(frozen=True)
class Card:
    """`title`: the place with what it lies in within its grid, "金沙小区 1号楼"; `group`: all that it lies in below the
    street. `workers`: (title, name) at the place itself; `grid_workers` the same for the grid around a building."""

    place: Place
    title: str
    group: str
    street: str
    community: str
    grid: str
    area: str
    workers: tuple[tuple[str, str], ...]
    grid_workers: tuple[tuple[str, str], ...]
    duty_phone: str
    supervision_phone: str
    address: str

    @property
    def is_grid(self) -> bool:
        return self.place.kind == PlaceKind.GRID


def opens_here_only() -> bool:
    """Whether the QR code points to this very machine (LINLI_PUBLIC_URL is not set): a phone could not open it."""
    host = urlsplit(settings.LINLI_PUBLIC_URL).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        number = ip_address(host)
    except ValueError:
        return False
    return number.is_loopback or number.is_unspecified


def public_address(place: Place) -> str:
    """The address in the QR code: the page where a resident asks for help, with the names of this card.

    The page belongs to `calls`, above this room, so it is named by its address only.
    """
    return f"{settings.LINLI_PUBLIC_URL}{reverse('calls:ask', args=[place.pk])}"


def place_with_card(pk: UUID) -> Place:
    """For a page without an account: a door's own would tell who lives there. Raises NotFound without a card."""
    place = Place.objects.filter(pk=pk, kind__in=CARD_KINDS, closed_on=None).first()
    if place is None:
        raise NotFound("access.not_found")
    return place


def card_of(place: Place, day: date) -> Card:
    """Raises NotFound for a place without a card."""
    if place.kind not in CARD_KINDS or place.closed_on is not None:
        raise NotFound("access.not_found")
    return cards_of([place], day)[0]


def cards_of(places: Sequence[Place], day: date) -> list[Card]:
    """Cards of many places: two queries, however many."""
    wanted = {path for place in places for path in ancestors(place.path)}
    above = {place.path: place for place in Place.objects.filter(path__in=wanted)}
    holders = _holders(wanted, day)
    return [_card(place, [above[path] for path in ancestors(place.path) if path in above], holders) for place in places]


def _card(place: Place, line: list[Place], holders: dict[str, list[tuple[str, str]]]) -> Card:
    names = {above.kind: above.name for above in line}
    grid = next((above for above in line if above.kind == PlaceKind.GRID), None)
    inner = [above.name for above in line if DEPTH[PlaceKind(above.kind)] > DEPTH[PlaceKind.GRID]]
    inside_grid = grid is not None and grid.pk != place.pk
    return Card(
        place=place,
        title=" ".join(inner) or place.name,
        group=" ".join(above.name for above in line if above.pk != place.pk and above.parent_id),
        street=names.get(PlaceKind.SUBDISTRICT, ""),
        community=names.get(PlaceKind.COMMUNITY, ""),
        grid=grid.name if grid else "",
        area=place.area,
        workers=tuple(holders.get(place.path, ())),
        grid_workers=tuple(holders.get(grid.path, ())) if grid and inside_grid else (),
        duty_phone=_nearest(line, "duty_phone"),
        supervision_phone=_nearest(line, "supervision_phone"),
        address=public_address(place),
    )


def _nearest(line: list[Place], column: str) -> str:
    return next((str(getattr(place, column)) for place in reversed(line) if getattr(place, column)), "")


def _holders(paths: set[str], day: date) -> dict[str, list[tuple[str, str]]]:
    rows = Charge.objects.filter(in_office(day, "appointment__"), path__in=paths)
    shown = rows.filter(appointment__post__bundle__in=SHOWN_BUNDLES).order_by(
        "appointment__post__deputy_of", "appointment__post__title", "appointment__starts_on"
    )
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path, title, name in shown.values_list("path", "appointment__post__title", "appointment__member__name"):
        found[path].append((title, name))
    return found


def printed_under(place: Place) -> QuerySet[Place]:
    """The grids and buildings of a place, each grid followed by its buildings."""
    here = Q(pk=place.pk) | under([place.path])
    return Place.objects.filter(here, kind__in=PRINTED_KINDS, closed_on=None).order_by("path")


def runs(path: str) -> list[CardRun]:
    return list(CardRun.objects.filter(under([path])).select_related("place").order_by("-started_at")[:10])
