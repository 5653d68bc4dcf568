"""Every fact that the code records is declared by its room, and every declared fact is recorded."""

import ast
import importlib
from collections.abc import Iterator
from functools import cache

import pytest

from linli.calls.queries import version
from linli.corps.queries import now
from linli.kernel.facts import declared
from linli.live import hub
from linli.project.rooms import ROOMS
from tests.architecture.source import Module, called, modules

TABLES = {"KindFacts", "ListFacts"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Unreadable(Exception):
    """An expression whose values cannot be read in the source: an f-string, a computed value."""


def recorded() -> Iterator[tuple[str, ast.Call, Module]]:
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and called(node) in {"trail.record", "trail.record_many"}:
                yield f"{module.name}:{node.lineno}", node, module


def kinds_of(node: ast.Call, module: Module) -> set[str]:
    (kind, *_rest) = [*node.args, *(k.value for k in node.keywords if k.arg == "kind")]
    return values(kind, node, module)


def values(expression: ast.expr, at: ast.AST, module: Module) -> set[str]:
    """All values that `expression` can have at `at`. Raises Unreadable."""
    if isinstance(expression, ast.Constant):
        return {expression.value} if isinstance(expression.value, str) else set()
    if isinstance(expression, ast.IfExp):
        return values(expression.body, at, module) | values(expression.orelse, at, module)
    if isinstance(expression, ast.Dict):
        return set().union(*(values(value, at, module) for value in expression.values))
    if isinstance(expression, ast.Subscript):
        return values(expression.value, at, module)
    if (
        isinstance(expression, ast.Call)
        and isinstance(expression.func, ast.Attribute)
        and expression.func.attr == "get"
    ):
        return values(expression.func.value, at, module)
    if isinstance(expression, ast.Name):
        return of_a_name(expression.id, at, module)
    if isinstance(expression, ast.Attribute) and (said := of_the_kinds(expression.attr)):
        return said
    raise Unreadable(f"{module.name}:{expression.lineno} {ast.unparse(expression)}")


def of_a_name(name: str, at: ast.AST, module: Module) -> set[str]:
    for function in around(at, module):
        local = [value for target, value in assignments(function) if target == name]
        if local:
            return set().union(*(values(value, at, module) for value in local))
        if name in [argument.arg for argument in every_argument(function)]:
            return handed_in(name, function, module)
    for target, value in assignments(module.tree):
        if target == name:
            return values(value, module.tree, module)
    raise Unreadable(f"{module.name} {name}")


@cache
def of_the_kinds(name: str) -> set[str]:
    """What the rooms say in their `KindFacts` and `ListFacts` under this name, and what stands in the class."""
    found: set[str] = set()
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef) and node.name in TABLES:
                standing = [value for target, value in assignments(node) if target == name]
                found |= set().union(*(values(value, node, module) for value in standing))
            if isinstance(node, ast.Call) and called(node).split(".")[-1] in TABLES:
                said = {keyword.arg: keyword.value for keyword in node.keywords}
                found |= values(said[name], node, module) if name in said else set()
    return found


def around(at: ast.AST, module: Module) -> list[Function]:
    """The functions around `at`, the innermost first."""
    found = [n for n in ast.walk(module.tree) if isinstance(n, Function) and any(i is at for i in ast.walk(n))]
    return found[::-1]


def every_argument(function: Function) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def assignments(scope: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """(name, value), also of `a, b = 1, 2`."""
    for node in ast.walk(scope):
        if isinstance(node, ast.AnnAssign) and node.value is not None and isinstance(node.target, ast.Name):
            yield node.target.id, node.value
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, node.value
                elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = zip(target.elts, node.value.elts, strict=True)
                    yield from ((one.id, value) for one, value in pairs if isinstance(one, ast.Name))


def handed_in(name: str, function: Function, module: Module) -> set[str]:
    """The values that calls of `function` pass as `name`: in its own module, else in those that import it."""
    positions = [argument.arg for argument in every_argument(function) if argument.arg not in {"self", "cls"}]
    for callers in ([module], modules()):
        found: set[str] = set()
        for caller in callers:
            for node in ast.walk(caller.tree):
                if isinstance(node, ast.Call) and called(node).split(".")[-1] == function.name:
                    named = {keyword.arg: keyword.value for keyword in node.keywords}
                    given = dict(zip(positions, node.args, strict=False)) | named
                    if name in given:
                        found |= values(given[name], node, caller)
        if found:
            return found
    raise Unreadable(f"{module.name} {function.name}({name})")


def all_kinds() -> set[str]:
    return set().union(*(kinds_of(node, module) for _where, node, module in recorded()))


def test_every_recorded_kind_is_declared():
    known = {kind.code for kind in declared.kinds()}
    unknown = {where: kinds_of(node, module) - known for where, node, module in recorded()}
    assert len(unknown) > 100
    assert {where: kinds for where, kinds in unknown.items() if kinds} == {}


def test_every_declared_kind_is_recorded():
    assert sorted({kind.code for kind in declared.kinds()} - all_kinds()) == []


def test_only_the_trail_records():
    """No other way of recording facts exists, because these tests would not read it."""
    others = {
        f"{module.name}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom)
        and node.module == "linli.kernel.facts.trail"
        and {"record", "record_many"} & {alias.name for alias in node.names}
    }
    assert others == set()


@pytest.mark.parametrize("room", [room for room in ROOMS if room.app], ids=lambda room: room.name)
def test_kinds_stand_in_their_own_room(room):
    name = room.package + ".facts"
    said = importlib.import_module(name).FACTS if importlib.util.find_spec(name) else ()
    assert [kind.code for kind in said if kind.code.partition(".")[0] != room.name] == []
    assert len({kind.code for kind in said}) == len(said)


def test_what_a_fact_touches_is_read_by_somebody():
    touched = {kind.touches for kind in declared.kinds()} - {""}
    assert touched == {*now.TOUCHES, *version.TOUCHES}


def test_topics_are_those_that_pages_hear():
    assert {kind.topic for kind in declared.kinds()} - {""} == set(hub.Hub().posts) - {"near"}


def test_what_changes_a_page_is_no_look():
    with pytest.raises(ValueError, match="only reads"):
        declared.FactKind("x.seen", "x", reads=True, topic="town")
