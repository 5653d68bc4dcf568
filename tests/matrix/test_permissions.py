"""Who may open what, written down; and the walk through it that test_mutants.py takes."""

import logging
import os
from functools import cache

import pytest
import segno
import time_machine
from django.shortcuts import render
from django.template import Template
from django.urls import resolve

from linli.access.permissions import BUNDLES, bundle_choices
from linli.kernel.pages import printing
from linli.kernel.time import clock
from linli.testing_divisions import make_divisions
from linli.testing_kept import laid
from linli.web import middleware, shell
from tests.addresses import every_address
from tests.architecture.source import ROOT, said
from tests.matrix.probes import Walk
from tests.matrix.states import lay_covers, marked

ROOMS = sorted({a.name.split(":")[0] for a in every_address() if not a.foreign})
# Pages of a room that ask for no permission of its own, and why.
OPEN_TO_ACCOUNTS: dict[str, str] = said("OPEN_TO_ACCOUNTS")
TABLE = ROOT / "docs/permissions.md"
# Addresses that the walk cannot reach by a request, and the test that covers them instead.
WALKED_ELSEWHERE: dict[str, str] = said("WALKED_ELSEWHERE")


@pytest.fixture
def walk(street, monkeypatch, settings, tmp_path):
    """A walk not yet prepared. A PDF is left as its HTML page, so that its text can be read without waiting."""
    settings.LINLI_UPLOADS = tmp_path / "uploads"
    monkeypatch.setattr(printing, "HTML", Sheet)
    make_divisions()
    # Thousands of pages: rendered as in production, without a copy of every context for the tests' own signals.
    monkeypatch.setattr(Template, "_render", lambda template, context: template.nodelist.render(context))
    # A refusal is its sentence: what stands around it stands around every page that is shown.
    monkeypatch.setattr(middleware, "render", _sentence)
    monkeypatch.setattr(segno, "make", cache(segno.make))  # an address is drawn once
    logging.disable(logging.CRITICAL)  # thousands of refusals are expected here
    try:
        with time_machine.travel(clock.now(), tick=False):  # two answers that are compared are given at one moment
            canaries = laid(marked, street)
            lay_covers(canaries)
            found = Walk(canaries)
            monkeypatch.setattr(shell, "navigation", _navigation(shell.navigation, found.world))
            yield found
    finally:
        logging.disable(logging.NOTSET)


def _sentence(request, _page, context, status):
    return render(request, "web/error_fragment.html", context, status=status)


def _navigation(navigation, world):
    """The navigation of one reader is the same around every page: it is read on those whose address names no row and
    asks nothing."""
    return lambda actor, at: navigation(actor, at) if world.plain and not resolve(at).kwargs else []


class Sheet:
    """In place of WeasyPrint's HTML: what is printed is the page itself."""

    def __init__(self, string, **_fetching):
        self.pages = [string]

    def render(self):
        return self

    def copy(self, pages):
        return Sheet("\n".join(pages))

    def write_pdf(self, target):
        target.write("".join(self.pages).encode())


def table():
    """The matrix as a document: who may open what, in the words of the posts."""
    titles = dict(bundle_choices())
    lines = [
        "# Who may open what",
        "",
        "Made by `make permissions` from the marks of the views; a test fails when a mark and this table differ, so a",
        "changed permission is always seen in review. ✔: the post opens the page for the places it covers.",
        "",
        "| address | mark | " + " | ".join(titles.values()) + " |",
        "|---|---|" + "---|" * len(titles),
    ]
    for address in sorted(every_address(), key=lambda a: a.route):
        if address.foreign:
            continue
        kind, marked = address.mark or ("", ())
        said = ", ".join(str(m) for m in marked) if kind == "requires" else kind
        cells = [_sign(kind, marked, bundle) for bundle in titles]
        lines.append(f"| `/{address.route}` | {said} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _sign(kind, marked, bundle):
    if kind != "requires":
        return "✔"
    return "✔" if any(p in BUNDLES[bundle] for p in marked) else "–"


def test_marks_are_as_written_down():
    if os.environ.get("LINLI_WRITE_PERMISSIONS") == "1":
        TABLE.write_text(table())
    assert TABLE.exists() and TABLE.read_text() == table(), (
        "a mark changed: run `make permissions` and look at the difference"
    )


@pytest.mark.parametrize("address", [a for a in every_address() if not a.foreign], ids=lambda a: a.name)
def test_rooms_ask_for_their_own_permissions(address):
    """A page about residents asks for a permission about residents: signing in alone is never enough there."""
    room = address.name.split(":")[0]
    kind, marked = address.mark
    if kind != "public" and address.name not in OPEN_TO_ACCOUNTS:
        assert kind == "requires", f"{address.route} is open to every account"
        assert any(p.startswith(f"{room}.") for p in marked), f"{address.route} asks for {marked}"


def test_every_excuse_is_still_needed():
    """The address is gone, or asks for a permission of its room by now."""
    marks = {a.name: a.mark for a in every_address() if not a.foreign}
    asking = {n for n, (_kind, marked) in marks.items() if any(p.startswith(n.split(":")[0] + ".") for p in marked)}
    assert sorted((set(OPEN_TO_ACCOUNTS) | set(WALKED_ELSEWHERE)) - set(marks)) == []
    assert sorted(set(OPEN_TO_ACCOUNTS) & asking) == []
