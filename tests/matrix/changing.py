"""Changes one text in one function while the code runs: a condition left out, a comparison turned, a fact not written."""

import ast
import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from tests.matrix.changes import Change
from tests.matrix.sites import _codes, _functions


@contextmanager
def changed(change: Change) -> Iterator[None]:
    """The function works as changed inside the block, and as it was afterwards."""
    module, name = _parts(change)
    text = mutated(change)
    code = next(code for code in _codes(compile(text, module.__file__ or "", "exec")) if code.co_qualname == name)
    function = next(function for function in _functions(module) if function.__qualname__ == name)
    before, function.__code__ = function.__code__, code
    try:
        yield
    finally:
        function.__code__ = before


def mutated(change: Change) -> str:
    """The text of the module with the change. Raises ValueError when what is changed does not stand there just once."""
    module, name = _parts(change)
    text = Path(module.__file__ or "").read_text()
    start, end = _lines(ast.parse(text), name)
    lines = text.splitlines(keepends=True)
    body = "".join(lines[start:end])
    if body.count(change.old) != 1:
        raise ValueError(f"{body.count(change.old)} times in {change.where}: {change.old}")
    return "".join([*lines[:start], body.replace(change.old, change.new), *lines[end:]])


def _parts(change: Change) -> tuple[ModuleType, str]:
    module, _, name = change.where.partition(":")
    return importlib.import_module(f"linli.{module}"), name


def _lines(tree: ast.Module, name: str) -> tuple[int, int]:
    body: list[ast.stmt] = tree.body
    for part in name.split("."):
        named = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        node = next(node for node in body if isinstance(node, named) and node.name == part)
        body = node.body
    return node.lineno - 1, node.end_lineno or 0
