"""Every test asserts something; none waits for a fixed time, or passes only on a machine that is quick enough."""

import ast
import re

from tests.architecture.source import ROOT, tracked

WAITING = ROOT / "linli/testing_waiting.py"
CLOCKS = re.compile(r"\b(perf_counter|process_time|thread_time|monotonic)\b")
TELLS = {ROOT / "tests/matrix/test_mutants.py": "prints how long it took"}
# Seconds after which something that is right is given up, and milliseconds of the browser: only a busy machine needs long.
LIMITS = re.compile(r"\b(?:timeout|within)=(\d[\d_.]*)|\.(?:wait|join)\((\d[\d_.]*)\)")
LEAST, LEAST_MILLISECONDS = 60, 60_000
SLEEPS = re.compile(r"(?<!pg_)\bsleep\(|\bimport sleep\b|\bwait_for_timeout\(")
# What is there at this moment of a page that may still be coming; `expect` asks until it is so.
PROBES = re.compile(
    r"\bassert\b.*\b(page|locator|get_by_\w+)\b.*\.(count|is_\w+|input_value|inner_text|all)\(\)|\bassert\b.*\bpage\.url =="
)
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


def test_no_result_depends_on_how_quick_the_machine_is():
    """Count the work (linli.testing_counting), or wait for what must happen; benchmarks measure time."""
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files()
        if path not in {WAITING, ROOT / "tests/architecture/test_tests.py", *TELLS}
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if CLOCKS.search(line) or any(too_short(limit) for limit in LIMITS.finditer(line))
    ]
    assert found == []


def test_no_page_is_asked_before_it_has_come():
    """A press may lead to a new page, which is empty for a moment."""
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files()
        if path.is_relative_to(ROOT / "tests/browser")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if PROBES.search(line)
    ]
    assert found == [], "expect(...) of playwright waits for it"


def too_short(limit):
    value = float((limit[1] or limit[2]).replace("_", ""))
    return value < (LEAST_MILLISECONDS if value >= 1_000 else LEAST)


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
