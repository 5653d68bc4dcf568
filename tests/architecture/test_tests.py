"""Every test asserts something, and none waits for a fixed time."""

import ast
import re

from tests.architecture.source import ROOT, tracked

WAITING = ROOT / "linli/testing_waiting.py"
SLEEPS = re.compile(r"(?<!pg_)\bsleep\(|\bimport sleep\b|\bwait_for_timeout\(")
# Calls that count as assertions; a helper that asserts says so in its name.
PROVES = re.compile(r"(assert|check|expect|shows|hears|until|wait_for)(_|$)|(raises|warns|fail)$")


def files():
    """The test files and their helpers."""
    for path in tracked():
        inside = path.relative_to(ROOT)
        if path.suffix == ".py" and (
            {"tests", "benchmarks"} & set(inside.parts[:-1]) == {"tests"}
            or inside.name.startswith(("testing", "conftest"))
        ):
            yield path


def test_nothing_sleeps_but_what_waits_for_a_condition():
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files()
        if path not in {WAITING, ROOT / "tests/architecture/test_tests.py"}
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if SLEEPS.search(line)
    ]
    assert found == [], "wait for a condition: linli.testing_waiting.until"


def proves(function):
    """Whether a test asserts, by a statement or by a helper named for it."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if PROVES.match(name):
                return True
    return False


def test_every_test_asserts_something():
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not proves(node)
    ]
    assert silent == []
