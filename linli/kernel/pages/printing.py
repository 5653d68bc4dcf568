"""PDF printing: WeasyPrint renders our own templates and may fetch nothing. No other module imports it.

Page size, margins and type stand in the template's own style, because a card on a wall and a sheet for a door share
none of them.
"""

from collections.abc import Iterable
from io import BytesIO
from typing import IO, Any

from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher


class NoFetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint carries no types
    """Our sheets refer to no address, so any fetch is a bug and raises."""

    def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002 (WeasyPrint's signature)
        raise FatalURLFetchingError(f"a sheet asked for {url}")


def pdf_of(html: str) -> bytes:
    target = BytesIO()
    write_pdf(target, [html])
    return target.getvalue()


def write_pdf(target: IO[bytes], parts: Iterable[str]) -> None:
    """The pages of all HTML parts, in order, in one file. A part is rendered before the next one is asked for.
    Raises ValueError where there is none: a file has a page."""
    pages: list[Any] = []
    document: Any = None
    for html in parts:
        document = HTML(string=html, url_fetcher=NoFetcher()).render()
        pages += document.pages
    if document is None:
        raise ValueError("nothing to print")
    document.copy(pages).write_pdf(target)
