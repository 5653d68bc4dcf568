"""Seeded mutants: every place in the code that narrows what somebody may see or do, with a switch to leave it out.

Each module of the rooms is parsed, every guard in it is wrapped as `_guard(number, as_written, without_it)`, and the
compiled bodies replace those of the running functions. While `switch.off` is None nothing is different except that
`switch.met` collects the guards that a request passed; with `switch.off = 17` guard 17 is not there.

    rows.reachable(actor, P.X)      -> rows.all()
    fetch(actor, P.X, Model, pk)    -> Model by its id alone
    check_may(actor, P.X, path)     -> nothing
    actor.may(P.X, path)            -> True
    actor.paths(P.X)                -> everything
    rows.under(path), under(paths)  -> rows.all(), no condition
    @requires(P.X)                  -> @signed_in
"""

import ast
import importlib
import inspect
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, Self

from django.db.models import Q
from django.urls import get_resolver

from linli.access import marks
from linli.kernel.errors import NotFound
from linli.places.models import Place
from linli.project.rooms import ROOMS

ROOT = Path(__file__).resolve().parent.parent.parent
# Rooms whose pages answer at the addresses of others, and where they are walked.
PAGES_OF_OTHERS = {"intake": "people"}
# The rooms with pages, the lowest first: the walk asks nothing of the others.
GUARDED = tuple(room.name for room in reversed(ROOMS) if room.prefix is not None or room.name in PAGES_OF_OTHERS)
# Mutants remove the guards where they are used; removing their definitions would be one mutant for all.
DEFINITIONS = {"fetch", "check_may", "reachable", "under", "requires"}
# Where `requires` decides, as it is written and with a switch.
CHECKED = "requires.<locals>.mark.<locals>.checked"
CHECK = "if not any(request.actor.may(permission) for permission in permissions):"
SWITCHED = (
    "if not __guard__('@requires ' + view.__module__ + '.' + view.__qualname__, "
    "lambda: any(request.actor.may(permission) for permission in permissions), lambda: True):"
)
WORDS = ("reachable(", "fetch(", "check_may(", ".may(", ".paths(", "under(")


@dataclass
class Switch:
    off: int | str | None = None
    met: set[int | str] = field(default_factory=set)


switch = Switch()


def guard(number: int | str, as_written: Callable[[], Any], without_it: Callable[[], Any]) -> Any:
    switch.met.add(number)
    return without_it() if switch.off == number else as_written()


def unguarded(model: Any, pk: Any) -> Any:
    """`fetch` without its scope."""
    found = model._default_manager.filter(pk=pk).first()
    if found is None:
        raise NotFound("access.not_found")
    return found


def everywhere() -> list[str]:
    """`Actor.paths` for a post held everywhere, and in each street besides."""
    return ["", *Place.objects.filter(parent=None).order_by("path").values_list("path", flat=True)]


@dataclass(frozen=True)
class Site:
    """`name` says in which function a guard stands and what it asks for: not its line or its wording, which change while
    the guard stays. "linli.calls.actions.opening:open_call may CALLS_OPEN"; a second one alike in it ends with " (2)"."""

    number: int
    where: str
    name: str


class Wrapper(ast.NodeTransformer):
    """Wraps each guard of one module; `sites` lists them."""

    def __init__(self, where: str, first: int) -> None:
        self.where, self.next, self.sites = where, first, []
        self.module = dotted(where)
        self._inside: list[str] = []
        self._alike: Counter[str] = Counter()
        # In views, and in the frame of the page, `may` decides which button is shown; the deed has a guard of its own.
        self.shows = "/views" in where or "_views" in where or where.startswith("linli/web/")

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        if node.name not in DEFINITIONS:
            self._inside.append(node.name)
            self.generic_visit(node)
            self._inside.pop()
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        self._inside.append(node.name)
        self.generic_visit(node)
        self._inside.pop()
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        without, asked = self._without(node), what_it_asks(node)
        self.generic_visit(node)
        if without is None:
            return node
        name = f"{self.module}:{'.'.join(self._inside)} {asked}"
        self._alike[name] += 1
        self.sites.append(
            Site(self.next, self.where, name if self._alike[name] == 1 else f"{name} ({self._alike[name]})")
        )
        wrapped = ast.Call(
            ast.Name("__guard__", ast.Load()),
            [ast.Constant(self.next), _lambda(node), _lambda(ast.parse(without, mode="eval").body)],
            [],
        )
        self.next += 1
        return ast.copy_location(ast.fix_missing_locations(wrapped), node)

    def _without(self, node: ast.Call) -> str | None:
        name = (
            node.func.id
            if isinstance(node.func, ast.Name)
            else node.func.attr
            if isinstance(node.func, ast.Attribute)
            else ""
        )
        method = isinstance(node.func, ast.Attribute)
        if method and name == "under" and "objects" not in ast.unparse(node.func.value):
            return None  # narrows rows that another guard has already admitted
        if method and ast.unparse(node.func.value) == "super()":
            return None  # another sort of actor defines it by the plain one's
        if method and name in {"reachable", "under"} and node.args:
            return f"({ast.unparse(node.func.value)}).all()"
        if method and name == "may" and len(node.args) == 2 and not self.shows:
            return "True"
        if method and name == "paths" and len(node.args) == 1:
            return "__everywhere__()"
        if name == "fetch" and len(node.args) >= 4:
            return f"__unguarded__({ast.unparse(node.args[2])}, {ast.unparse(node.args[3])})"
        if name == "check_may":
            return "None"
        if not method and name == "under" and "paths(" in ast.unparse(node):
            return "__no_condition__()"
        return None


def dotted(where: str) -> str:
    return where.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


PERMISSION_AT = {"may": 0, "paths": 0, "under": 0, "check_may": 1, "fetch": 1, "reachable": 1}


def what_it_asks(call: ast.Call) -> str:
    """The guard, the permission and the model that it narrows: "fetch CALLS_READ Call", "under Household"."""
    is_method = isinstance(call.func, ast.Attribute)
    guard = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    at = PERMISSION_AT.get(guard, 0)
    permission = [] if is_method and guard == "under" else [_last_name(part) for part in call.args[at : at + 1]]
    narrowed = (
        [call.func] if is_method and guard in {"reachable", "under"} else call.args[2:3] if guard == "fetch" else []
    )
    return " ".join([guard, *permission, *(_last_name(_first(part)) for part in narrowed)])


def _first(value: ast.expr) -> ast.expr:
    """`Call` of `Call.objects.filter(…)`."""
    while isinstance(value, ast.Attribute | ast.Call):
        value = value.func if isinstance(value, ast.Call) else value.value
    return value


def _last_name(part: ast.expr) -> str:
    """`CALLS_READ` of `P.CALLS_READ` and of `actor.paths(P.CALLS_READ)`, `permission` of `permission`."""
    if isinstance(part, ast.Call):
        return _last_name(part.args[0]) if part.args else _last_name(part.func)
    if isinstance(part, ast.Attribute):
        return part.attr
    return part.id if isinstance(part, ast.Name) else ""


def _lambda(body: ast.expr) -> ast.Lambda:
    nothing = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
    return ast.Lambda(nothing, body)


def _modules() -> Iterator[tuple[str, ModuleType, ast.Module]]:
    for room in GUARDED:
        for path in sorted((ROOT / "linli" / room).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if {"tests", "migrations", "management"} & set(path.parts):
                continue
            text = path.read_text()
            if any(word in text for word in WORDS):
                yield name, importlib.import_module(dotted(name)), ast.parse(text)


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _functions(module: ModuleType) -> Iterator[FunctionType]:
    """Every function written in `module`, under its decorators, methods too."""
    for value in list(vars(module).values()):
        if inspect.isclass(value) and value.__module__ == module.__name__:
            for member in vars(value).values():
                inner = (
                    getattr(member, "__func__", None)
                    or getattr(member, "fget", None)
                    or getattr(member, "func", member)
                )
                if inspect.isfunction(inner):
                    yield inspect.unwrap(inner)
        elif callable(value):
            function = inspect.unwrap(value)
            if inspect.isfunction(function) and function.__module__ == module.__name__:
                yield function


class Guards:
    """`with Guards() as guards:` the running code carries its switches; afterwards it is as it was."""

    def __init__(self) -> None:
        self.sites: list[Site] = []
        self._before: list[tuple[FunctionType, CodeType]] = []
        self.view_sites: list[str] = []

    def __enter__(self) -> Self:
        for name, module, tree in _modules():
            wrapper = Wrapper(name, len(self.sites))
            mutated = ast.fix_missing_locations(wrapper.visit(tree))
            codes = {c.co_qualname: c for c in _codes(compile(mutated, module.__file__ or name, "exec"))}
            vars(module).update(__guard__=guard, __unguarded__=unguarded, __no_condition__=Q, __everywhere__=everywhere)
            self.sites += wrapper.sites
            for function in _functions(module):
                new = codes.get(function.__qualname__)
                if new is not None and new.co_freevars == function.__code__.co_freevars:
                    self._before.append((function, function.__code__))
                    function.__code__ = new
        self._open_views(get_resolver().url_patterns)
        return self

    def __exit__(self, *_: object) -> None:
        for function, code in self._before:
            function.__code__ = code
        switch.off, switch.met = None, set()

    def _open_views(self, patterns: list[Any]) -> None:
        """The check of each `@requires`, under whatever decorators stand around it, gets a switch of its own."""
        text = Path(marks.__file__).read_text().replace(CHECK, SWITCHED)
        codes = {c.co_qualname: c for c in _codes(compile(text, marks.__file__, "exec"))}
        vars(marks)["__guard__"] = guard
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                self._open_views(pattern.url_patterns)
                continue
            view = pattern.callback
            while view is not None and view.__code__.co_qualname != CHECKED:
                view = getattr(view, "__wrapped__", None)
            if view is not None and all(view is not known for known, _ in self._before):
                self._before.append((view, view.__code__))
                view.__code__ = codes[CHECKED]
                inner = view.__wrapped__
                self.view_sites.append(f"@requires {inner.__module__}.{inner.__qualname__}")
