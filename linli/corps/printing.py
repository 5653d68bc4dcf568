"""Cards as PDF, one page a card."""

from collections.abc import Callable, Iterator, Sequence
from typing import IO

from django.template.loader import render_to_string

from linli.corps.queries.cards import Card
from linli.kernel.pages.printing import write_pdf
from linli.kernel.pages.qr import qr_of

PAPERS = ("A4", "A5")
AT_ONCE = 8  # cards in one document: progress is reported after each batch


def write_cards(
    target: IO[bytes], cards: Sequence[Card], *, paper: str, tell: Callable[[int], None] = lambda _percent: None
) -> None:
    """One page for each card. `tell` is called with the percentage after each batch."""

    def batches() -> Iterator[str]:
        for start in range(0, len(cards), AT_ONCE):
            drawn = [(card, qr_of(card.address)) for card in cards[start : start + AT_ONCE]]
            yield render_to_string("corps/card_print.html", {"cards": drawn, "paper": paper})
            tell(90 * min(start + AT_ONCE, len(cards)) // len(cards))

    write_pdf(target, batches())
