"""Pages under a strict content security policy: nothing inline, nothing from other hosts, a CSRF token in every
form."""

import re

import pytest

from tests.architecture.source import ROOT

TEMPLATES = sorted((ROOT / "linli").glob("*/**/templates/**/*.html"))
# Complete documents that do not extend the shell, and why.
DOCUMENTS = {"web/base.html": "the shell itself"}


def named(path):
    return str(path).split("/templates/")[-1]


def printed(path):
    """Templates for WeasyPrint: no browser, no content policy, no shell."""
    return path.stem.endswith(("_pdf", "_print"))


def lines_with(pattern):
    found = []
    for path in TEMPLATES:
        if printed(path):
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.search(pattern, line):
                found.append(f"{named(path)}:{number} {line.strip()[:100]}")
    return found


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("inline style", r"\sstyle\s*=|<style"),
        ("inline script", r"<script(?![^>]*\s(src=|type=\"application/json\"))"),
        ("inline handler", r"\son(click|change|load|submit|input|error|key\w+|mouse\w+)\s*="),
        ("htmx expression", r"hx-on|hx-vals=[\"']js:|hx-vars"),
        ("javascript address", r"javascript:"),
        ("another host", r"(src|href|action)\s*=\s*[\"']?(https?:)?//"),
        ("unescaped text", r"\|\s*safe\b|autoescape off|\|\s*safeseq"),
    ],
)
def test_templates_hold_no(what, pattern):
    assert lines_with(pattern) == []


def test_what_is_wrong_with_a_form_carries_its_code():
    """`data-code`, which tests compare instead of the sentence (linli/web/README.md), on the element around the words.

    The element may begin up to two lines above: a template has one element a line.
    """
    shown = r"\berrors\s*\|\s*join|{{\s*error\b"
    naked = []
    for path in TEMPLATES:
        lines = path.read_text().splitlines()
        for number, line in enumerate(lines):
            around = "".join(lines[max(number - 2, 0) : number + 1])
            if re.search(shown, line) and "refusal_hook" not in around:
                naked.append(f"{named(path)}:{number + 1} {line.strip()}")
    assert naked == []


def test_pages_extend_the_shell():
    offenders = []
    for path in TEMPLATES:
        text = path.read_text()
        if named(path) in DOCUMENTS or printed(path):
            continue
        if re.search(r"<(html|body|head)\b", text, re.IGNORECASE):
            offenders.append(named(path))
    assert offenders == []


def test_every_posting_form_carries_its_token():
    offenders = []
    for path in TEMPLATES:
        for form in re.findall(r"<form\b.*?</form>", path.read_text(), re.DOTALL | re.IGNORECASE):
            posts = re.search(r"method\s*=\s*[\"']?post", form, re.IGNORECASE)
            if posts and "csrf_token" not in form:
                offenders.append(f"{named(path)}: {form[:80]}")
    assert offenders == []


def test_there_are_templates():
    assert len(TEMPLATES) > 5
