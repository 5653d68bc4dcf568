"""Only actions write, and no write bypasses the declared ways."""

import ast
import re

import pytest

from linli.access.models import PlaceScoped
from tests.architecture.source import Module, called, modules, own_models

# Modules that may write besides `actions.py`, and why.
WRITERS = {
    "linli/kernel/facts/trail.py": "the trail itself",
    "linli/kernel/work/outbox.py": "the outbox itself",
    "linli/kernel/work/beat.py": "the clock's own row of each job",
    "linli/access/models.py": "the account manager that Django's own commands call",
}
# Views that use a manager of a placed model directly, and why that reaches nothing it should not.
RAW = {
    "linli/corps/views/cards.py at": "public: what the card on the wall says",
}
WRITES = {"update", "create", "bulk_create", "bulk_update", "delete", "get_or_create", "update_or_create", "aupdate"}
QUERYSET_STEPS = {"objects", "filter", "exclude", "all", "order_by", "reachable", "under", "select_for_update"}


def is_action(module: Module) -> bool:
    """`actions.py`, `<what>_actions.py`, a module of the package `actions`; or `writing.py`, `<what>_writing.py`, the bulk half."""
    named = module.path.name in {"actions.py", "writing.py"} or module.path.stem.endswith(("_actions", "_writing"))
    return named or module.path.parent.name == "actions"


def writes_in(module: Module) -> list[str]:
    found = []
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        bare_save = node.func.attr == "save" and not node.args and not node.keywords
        if bare_save or (node.func.attr in WRITES and _on_queryset(node.func.value)):
            found.append(f"{module.name}:{node.lineno} .{node.func.attr}(")
    return found


def _on_queryset(value: ast.expr) -> bool:
    """True for `Model.objects…`, `rows.filter(…)…`: the expression that a queryset write is called on."""
    while True:
        if isinstance(value, ast.Call):
            value = value.func
        elif isinstance(value, ast.Attribute):
            if value.attr in QUERYSET_STEPS:
                return True
            value = value.value
        else:
            return False


def test_only_actions_write():
    offenders = []
    for module in modules():
        if not is_action(module) and module.name not in WRITERS:
            offenders += writes_in(module)
    assert offenders == []


def test_every_exception_is_still_needed():
    writing = {module.name for module in modules() if writes_in(module) or ".save(" in module.text}
    assert sorted(set(WRITERS) - writing) == []


def test_only_actions_and_jobs_call_the_bulk_half():
    callers = [
        m.name
        for m in modules()
        if re.search(r"import writing$|\.writing import|import .*\bwriting\b", m.text, re.MULTILINE)
    ]
    assert [n for n in callers if not re.search(r"/(actions(/\w+)?|jobs|steps|writing)\.py$", n)] == []


@pytest.mark.parametrize("layer", ["views.py", "forms.py", "rules.py"])
def test_raw_managers_stay_out_of(layer):
    """Objects are loaded by `fetch`, lists by a query: a manager used in a view does not check reach."""
    offenders = []
    placed = {model.__name__ for model in own_models() if issubclass(model, PlaceScoped)}
    for module in modules():
        stem = layer.removesuffix(".py")
        if stem not in {module.path.stem, module.path.stem.split("_")[-1], module.path.parent.name}:
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}:
                if ast.unparse(node.value) in placed and not _narrowed(module, node):
                    offenders.append(f"{module.name} {_around(module, node)}")
    assert [name for name in offenders if name not in RAW] == []
    if layer == "views.py":
        assert sorted(set(RAW) - set(offenders)) == []  # an exception that is no longer needed


def _around(module: Module, inner: ast.AST) -> str:
    """The function that `inner` stands in."""
    functions = [n for n in ast.walk(module.tree) if isinstance(n, ast.FunctionDef) and inner in set(ast.walk(n))]
    return functions[-1].name if functions else "module"


def _narrowed(module: Module, manager: ast.Attribute) -> bool:
    """True when the next call is the reach filter itself: `Model.objects.reachable(actor, …)`."""
    return any(
        isinstance(node, ast.Attribute) and node.value is manager and node.attr == "reachable"
        for node in ast.walk(module.tree)
    )


def test_every_action_is_one_transaction():
    """Every public function of `actions` that writes is atomic, itself or by what it calls in the module."""
    offenders = []
    for module in modules():
        if module.path.name == "actions.py" or module.path.parent.name == "actions":
            local = {n.name: n for n in module.tree.body if isinstance(n, ast.FunctionDef)}
            for name, node in local.items():
                if _is_action(node) and _writes(node) and "transaction.atomic" not in ast.unparse(node):
                    offenders.append(f"{module.name}:{node.lineno} {name}")
    assert offenders == []


def _is_action(node: ast.FunctionDef) -> bool:
    """Public, with an actor and a key; a function without either is a part of an action, inside its transaction."""
    return not node.name.startswith("_") and {"actor", "key"} <= {
        a.arg for a in [*node.args.args, *node.args.kwonlyargs]
    }


def _writes(node: ast.FunctionDef) -> bool:
    return any(
        isinstance(inner, ast.Call)
        and isinstance(inner.func, ast.Attribute)
        and (inner.func.attr == "save" or (inner.func.attr in WRITES and _on_queryset(inner.func.value)))
        for inner in ast.walk(node)
    )


def test_no_signals():
    offenders = []
    for module in modules():
        for node in ast.walk(module.tree):
            if (
                isinstance(node, ast.ImportFrom)
                and node.module
                and node.module.startswith("django.")
                and "signals" in node.module
            ):
                offenders.append(f"{module.name}:{node.lineno}")
            if isinstance(node, ast.Call) and called(node).endswith(("post_save.connect", "pre_save.connect")):
                offenders.append(f"{module.name}:{node.lineno}")
    assert offenders == []


def test_only_the_clock_asks_the_time():
    asking = {"timezone.now", "datetime.now", "datetime.utcnow", "date.today", "datetime.today", "timezone.localdate"}
    offenders = []
    for module in modules():
        if module.name == "linli/kernel/time/clock.py":
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and called(node) in asking and not _converts(node):
                offenders.append(f"{module.name}:{node.lineno} {called(node)}")
    assert offenders == []


def _converts(node: ast.Call) -> bool:
    """`timezone.localdate(now)` converts a moment to a date; without an argument it would read the clock."""
    return called(node) == "timezone.localdate" and bool(node.args)


def test_only_the_options_table_reads_the_environment():
    allowed = {"linli/project/options.py"}
    offenders = []
    for module in modules():
        for node in ast.walk(module.tree):
            if module.name in allowed:
                continue
            if isinstance(node, ast.Call) and called(node) in {"os.getenv", "os.environ.get", "environ.get", "getenv"}:
                offenders.append(f"{module.name}:{node.lineno}")
            if (
                isinstance(node, ast.Subscript)
                and ast.unparse(node.value) in {"os.environ", "environ"}
                and isinstance(node.ctx, ast.Load)
            ):
                offenders.append(f"{module.name}:{node.lineno}")
    assert offenders == []
