"""Paper: WeasyPrint draws a template of ours and may fetch nothing at all. Nobody else imports it.

Page size, margins and type stand in the template's own style: a card on a wall and a sheet for a door differ in all.
"""

from collections.abc import Iterable
from io import BytesIO
from typing import IO, Any

from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher


class NoFetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint carries no types
    """Sheets are made of our own text alone: whatever asks for an address is a bug, and stops the drawing."""

    def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002 (WeasyPrint's signature)
        raise FatalURLFetchingError(f"a sheet asked for {url}")


def pdf_of(html: str) -> bytes:
    target = BytesIO()
    write_pdf(target, [html])
    return target.getvalue()


def write_pdf(target: IO[bytes], parts: Iterable[str]) -> None:
    """The pages of each part of HTML, one after the other in one file. A part is drawn before the next is asked for."""
    pages: list[Any] = []
    document: Any = None
    for html in parts:
        document = HTML(string=html, url_fetcher=NoFetcher()).render()
        pages += document.pages
    document.copy(pages).write_pdf(target)
