"""Cards as PDF. WeasyPrint draws one page a card from a template of ours and may fetch nothing at all."""

from collections.abc import Callable, Sequence
from typing import IO, Any

import segno
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from linli.corps.queries.cards import Card

PAPERS = ("A4", "A5")
AT_ONCE = 8  # cards a document: each batch tells its progress


class NoFetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint carries no types
    """Cards are made of our own text alone: whatever asks for an address is a bug, and stops the drawing."""

    def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002 (WeasyPrint's signature)
        raise FatalURLFetchingError(f"a card asked for {url}")


def write_cards(
    target: IO[bytes], cards: Sequence[Card], *, paper: str, tell: Callable[[int], None] = lambda _percent: None
) -> None:
    """One page a card. `tell` hears the percentage after each batch."""
    pages: list[Any] = []
    document: Any = None
    for start in range(0, len(cards), AT_ONCE):
        html = render_to_string(
            "corps/card_print.html", {"cards": _drawn(cards[start : start + AT_ONCE]), "paper": paper}
        )
        document = HTML(string=html, url_fetcher=NoFetcher()).render()
        pages += document.pages
        tell(90 * min(start + AT_ONCE, len(cards)) // len(cards))
    document.copy(pages).write_pdf(target)


def _drawn(cards: Sequence[Card]) -> list[tuple[Card, str]]:
    return [(card, qr_of(card.address)) for card in cards]


def qr_of(address: str) -> str:
    """The address as inline SVG, error correction M: a scratched card on a wall still opens."""
    code = segno.make(address, error="m", micro=False)
    return mark_safe(code.svg_inline(border=2, omitsize=True))  # noqa: S308 (drawn by segno from our own address)
