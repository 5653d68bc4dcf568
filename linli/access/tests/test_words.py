"""Every kind of fact that the code records has a word on the auditor's page."""

import ast
from pathlib import Path

from linli.access.words import DEEDS, deed, room

PACKAGE = Path(__file__).resolve().parents[2]


def recorded_kinds():
    found = set()
    for path in PACKAGE.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("trail.record") and node.args:
                kinds = node.args[0]
                options = [kinds.body, kinds.orelse] if isinstance(kinds, ast.IfExp) else [kinds]
                found |= {k.value for k in options if isinstance(k, ast.Constant)}
    return found


def test_every_recorded_kind_has_a_word():
    kinds = recorded_kinds()
    assert len(kinds) > 30
    assert sorted(kinds - set(DEEDS)) == []


def test_an_unknown_kind_is_shown_as_it_is():
    assert deed("future.thing_done") == "future.thing_done"
    assert (room("people.viewed"), room("future.thing_done")) == ("台账", "future")
