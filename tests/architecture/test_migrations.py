"""A migration is done again years later, forwards and back: it calls nothing of ours that may have changed by then."""

import ast

import pytest

from tests.architecture.source import ROOT

STEADY = {"linli.kernel.ids"}  # makes ids, whatever the version
MIGRATIONS = sorted((ROOT / "linli").glob("*/migrations/0*.py"))


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_a_migration_takes_no_code_of_today(path):
    """`import linli.calls.words` at the top is Django's own, for the choices of a field."""
    tree = ast.parse(path.read_text())
    taken = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {name for name in taken if name and name.startswith("linli")} - STEADY
    inside = [node for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for node in ast.walk(f)]
    assert not [node.lineno for node in inside if isinstance(node, ast.Import | ast.ImportFrom)]
