"""Every action asks for its key before it refuses anything but a permission: what the first press changed (who holds a
call, who has left) must not refuse the second."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from tests.architecture.source import Module, called, modules
from tests.architecture.test_once import ASKING, actions_that_ask, functions, hands_key, takes_key
from tests.architecture.test_writes import is_action

END = 10**9
# Refusals of a permission come first on purpose: who lost a post since the first press is not answered.
PERMISSION = {"NotAllowed"}
# Actions that may refuse before, and why the second press meets the same answer.
BEFORE = {
    "linli/calls/actions/whistle.py answer_slot": "a step that there is not has no fact to look for",
}


@dataclass(frozen=True)
class Code:
    """A module as the scan reads it. `known`: name -> (module, name) of what it imports from Linli."""

    name: str
    module: Module

    @cached_property
    def own(self) -> dict[str, ast.FunctionDef]:
        return functions(self.module)

    @cached_property
    def known(self) -> dict[str, tuple[str, str]]:
        found = [n for n in ast.walk(self.module.tree) if isinstance(n, ast.ImportFrom) and n.module]
        return {a.asname or a.name: (str(n.module), a.name) for n in found for a in n.names}


@cache
def sources() -> dict[str, Code]:
    dotted = {
        module.name.removesuffix(".py").replace("/", ".").removesuffix(".__init__"): module for module in modules()
    }
    return {name: Code(name, module) for name, module in dotted.items()}


def found(code: Code, name: str) -> tuple[Code, ast.FunctionDef] | None:
    """The function of ours that `name`, plain or `module.name`, means in this module."""
    first, _, rest = name.partition(".")
    if not rest and first in code.own:
        return code, code.own[first]
    if first not in code.known:
        return None
    module, imported = code.known[first]
    inside = sources().get(f"{module}.{imported}") if rest else sources().get(module)
    return found(inside, rest or imported) if inside else None


def run_at_once(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when the function runs: not the functions and lambdas that it hands on, such as a guard."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.Lambda):
            yield child
            yield from run_at_once(child)


def refusals(code: Code, function: ast.FunctionDef, before: int = END) -> Iterator[str]:
    """Where it, or a function that it calls, refuses above the line `before`."""
    for node in run_at_once(function):
        if getattr(node, "lineno", END) >= before:
            continue
        if isinstance(node, ast.Raise) and node.exc and ast.unparse(node.exc).split("(")[0] not in PERMISSION:
            yield f"raise:{node.lineno}"
        elif isinstance(node, ast.Call) and (inner := found(code, called(node))) and refuses(*inner):
            yield f"{called(node)}:{node.lineno}"


_judged: dict[tuple[str, str], bool] = {}


def refuses(code: Code, function: ast.FunctionDef) -> bool:
    key = (code.name, function.name)
    if key not in _judged:
        _judged[key] = False  # while it is looked at: functions may call each other in a circle
        _judged[key] = any(True for _ in refusals(code, function))
    return _judged[key]


def asked_at(function: ast.FunctionDef, asking: set[str]) -> int:
    """The line where it first asks for the key, or hands it to a function that does."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    return min(
        call.lineno
        for call in calls
        if called(call) in ASKING or (called(call).split(".")[-1] in asking and hands_key(call))
    )


def test_nothing_but_a_permission_is_refused_before_the_key_is_asked_for():
    asking = actions_that_ask()
    early: dict[str, list[str]] = {}
    for code in sources().values():
        for name, node in code.own.items() if is_action(code.module) else ():
            if takes_key(node) and not name.startswith("_"):
                hits = list(refusals(code, node, asked_at(node, asking)))
                if hits:
                    early[f"{code.module.name} {name}"] = hits
    assert {name: hits for name, hits in early.items() if name not in BEFORE} == {}
    assert sorted(BEFORE.keys() - early.keys()) == []  # an exception that is no longer needed


def test_the_scan_sees_through_calls_and_not_into_guards():
    code = Code("example", Module(modules()[0].path, EXAMPLE))
    seen = {
        name: [hit.split(":")[0] for hit in refusals(code, node, asked_at(node, {"move"}))]
        for name, node in code.own.items()
        if takes_key(node)
    }
    assert seen == {"straight": ["raise"], "through": ["_inner"], "guarded": [], "permitted": []}


EXAMPLE = """
def _inner(to):
    if not to:
        raise Invalid("x")

def straight(to, key):
    if not to:
        raise Conflict("x")
    if once.done(key):
        return

def through(to, key):
    _inner(to)
    move(to, key)

def guarded(to, key):
    move(to, key, guard=lambda: _inner(to))

def permitted(to, key):
    if not to:
        raise NotAllowed("x")
    move(to, key)
"""
