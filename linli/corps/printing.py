"""Cards as PDF, one page a card."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import IO, TypeVar

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from linli.access.opening_actions import Opened
from linli.access.rules import SEGMENT
from linli.corps.queries.accounts import Line
from linli.corps.queries.cards import Card
from linli.kernel.pages.printing import write_pdf
from linli.kernel.pages.qr import qr_of

PAPERS = ("A4", "A5")
ON_A_SHEET = 8
R = TypeVar("R")
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


def write_slips(target: IO[bytes], slips: Sequence[tuple[Line, Opened]]) -> None:
    """Eight on a sheet to be cut; each community begins a sheet, because its slips are handed over there."""
    address = f"{settings.LINLI_PUBLIC_URL}{reverse('account_login')}"
    common = {"address": address, "qr": qr_of(address)}
    sheets = [
        _in_parts(eight, 2)
        for _community, part in groupby(slips, key=lambda slip: slip[0].at[: 2 * SEGMENT])
        for eight in _in_parts(list(part), ON_A_SHEET)
    ]
    parts = (common | {"pages": pages} for pages in _in_parts(sheets, AT_ONCE))
    write_pdf(target, (render_to_string("corps/slips_print.html", part) for part in parts))


def _in_parts(rows: Sequence[R], size: int) -> list[Sequence[R]]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]
