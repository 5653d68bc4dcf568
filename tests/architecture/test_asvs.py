"""docs/asvs.md: every requirement once and in order, every named test and page there, every other row with a reason."""

import ast
import re
from functools import cache

from tests.architecture.source import ROOT

PAGE = ROOT / "docs" / "asvs.md"
TEST = re.compile(r"`((?:linli|tests)/[\w/]+\.py)::([\w:]+)`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def rows():
    lines = [line.strip("| ").split(" | ") for line in PAGE.read_text().splitlines() if re.match(r"\| \d", line)]
    assert all(len(cells) == 4 for cells in lines)
    return lines


@cache
def names_of_tests(path):
    """`test_x`, and `TestY::test_x` of a class."""
    found = set()
    for node in ast.parse((ROOT / path).read_text()).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{inner.name}" for inner in node.body if isinstance(inner, ast.FunctionDef)}
    return found


def test_every_named_test_is_there():
    named = TEST.findall(PAGE.read_text())
    absent = [
        f"{path}::{name}" for path, name in named if not (ROOT / path).exists() or name not in names_of_tests(path)
    ]
    assert absent == []
    assert len(named) == PAGE.read_text().count(".py::")


def test_every_linked_page_is_there():
    links = LINK.findall(PAGE.read_text())
    assert [link for link in links if not (PAGE.parent / link).exists()] == []


def test_every_requirement_stands_once_in_order_with_a_test_a_page_or_a_reason():
    numbers = [tuple(map(int, cells[0].split("–")[0].split("."))) for cells in rows()]
    assert numbers == sorted(set(numbers))
    assert {number[0] for number in numbers} == set(range(1, 18))
    for number, level, what, held in rows():
        assert level in {"1", "2", "1–2", "3"} and what, number
        said = (
            TEST.search(held) or LINK.search(held) or re.search(r"n/a: \w|\*\*not held\*\*: \w|README|retention", held)
        )
        assert said or number == "7.1.2", number
