"""Style sheets for engines of several years: what one of them does not know costs no more than its own rule."""

import re

import pytest

from tests.architecture.source import ROOT, tracked

SHEETS = [path for path in tracked() if path.suffix == ".css" and path.is_relative_to(ROOT / "frontend")]


def lists(text: str) -> list[list[str]]:
    """The selectors of each rule, one list for each."""
    plain = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    found = [selectors.strip() for selectors in re.findall(r"([^{};]+)\{", plain)]
    return [_split(selectors) for selectors in found if not selectors.startswith("@")]


def _split(selectors: str) -> list[str]:
    """At the commas that stand in no brackets."""
    depth, parts = 0, [""]
    for sign in selectors:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def test_selectors_are_split_where_a_list_goes_on():
    text = "@media print { a, b:is(c, d) { x: y; } } /* e, f { } */ g:has(> h) { i: j }"
    assert lists(text) == [["a", "b:is(c, d)"], ["g:has(> h)"]]


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_selector_with_has_stands_alone(path):
    """An engine that does not know :has (Chrome before 105) drops every selector of its list."""
    mixed = [selectors for selectors in lists(path.read_text()) if len(selectors) > 1 and ":has(" in "".join(selectors)]
    assert mixed == []
