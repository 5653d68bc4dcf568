"""The source as the tests about the system read it: tracked files, parsed modules, models of our own."""

import ast
import functools
import importlib
import operator
import subprocess
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

from linli.project.rooms import ROOMS

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Module:
    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def lines(self) -> int:
        return self.text.count("\n")


@cache
def tracked() -> tuple[Path, ...]:
    """Files that git tracks and that are on disk; outside a clone, every file that is not built."""
    if not (ROOT / ".git").exists():
        hidden = {".venv", "var", "node_modules", "built", "__pycache__"}
        return tuple(p for p in sorted(ROOT.rglob("*")) if p.is_file() and not hidden & set(p.relative_to(ROOT).parts))
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(ROOT / name for name in sorted(listed.split("\0")) if name and (ROOT / name).is_file())


@cache
def modules() -> tuple[Module, ...]:
    """Production Python: the package without tests and migrations."""
    found = []
    for path in sorted((ROOT / "linli").rglob("*.py")):
        parts = path.relative_to(ROOT).parts
        if "tests" in parts or "migrations" in parts or path.name in {"testing.py", "testing_jobs.py"}:
            continue
        found.append(Module(path, path.read_text()))
    return tuple(found)


def said(name: str) -> Any:
    """The tables of this name in `tests/matrix.py` of every room, joined: judgements about a room are kept in the
    room."""
    tables = [
        getattr(importlib.import_module(f"{room.package}.tests.matrix"), name, None)
        for room in ROOMS
        if (ROOT / "linli" / room.name / "tests/matrix.py").exists()
    ]
    found = [table for table in tables if table is not None]
    return functools.reduce(operator.or_, found)


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("linli.")]


def called(node: ast.Call) -> str:
    """The dotted name that a call uses, if it consists of plain names: "trail.record", "objects.update"."""
    parts: list[str] = []
    current: ast.expr = node.func
    while isinstance(current, ast.Attribute):
        parts.append(current.attr)
        current = current.value
    if isinstance(current, ast.Name):
        parts.append(current.id)
    return ".".join(reversed(parts))
