"""Writes happen in actions only, and nothing is written behind the reader's back."""

import ast

import pytest

from tests.architecture.source import Module, called, modules

# Who may write besides `actions.py`, and why.
WRITERS = {
    "linli/kernel/trail.py": "the trail itself",
    "linli/kernel/outbox.py": "the outbox itself",
    "linli/access/models.py": "the account manager that Django's own commands call",
}
WRITES = {"update", "create", "bulk_create", "bulk_update", "delete", "get_or_create", "update_or_create", "aupdate"}
QUERYSET_STEPS = {"objects", "filter", "exclude", "all", "order_by", "reachable", "under", "select_for_update"}


def is_action(module: Module) -> bool:
    """`actions.py`, a folder `actions/`, or a sister `<what>_actions.py` of a room whose actions outgrew one file."""
    return (
        module.path.name == "actions.py"
        or module.path.name.endswith("_actions.py")
        or module.path.parent.name == "actions"
    )


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
    """True for `Model.objects…`, `rows.filter(…)…`: what a queryset write hangs on."""
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
    assert [
        name
        for name in WRITERS
        if not any((m.name == name and writes_in(m)) or (m.name == name and "save(" in m.text) for m in modules())
    ] == []


@pytest.mark.parametrize("layer", ["views.py", "forms.py", "rules.py"])
def test_raw_managers_stay_out_of(layer):
    """Objects are reached through `fetch`, lists through a query: a raw manager in a view knows no reach."""
    offenders = []
    for module in modules():
        if module.path.name != layer and not module.path.name.endswith(f"_{layer}"):
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}:
                offenders.append(f"{module.name}:{node.lineno}")
    assert offenders == []


def test_every_action_is_one_transaction_with_a_fact():
    """A public function of `actions.py` that writes is atomic and tells the trail, itself or through another action."""
    offenders = []
    for module in modules():
        if module.path.name != "actions.py":
            continue
        local = {n.name: n for n in module.tree.body if isinstance(n, ast.FunctionDef)}
        for name, node in local.items():
            if name.startswith("_") or not _writes(node, local):
                continue
            marks = {ast.unparse(d).split("(")[0] for d in node.decorator_list}
            text = ast.unparse(node)
            if "transaction.atomic" not in marks and "transaction.atomic" not in text:
                offenders.append(f"{module.name}:{node.lineno} {name}: not atomic")
    assert offenders == []


def _writes(node: ast.FunctionDef, local: dict[str, ast.FunctionDef]) -> bool:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            if isinstance(inner.func, ast.Attribute) and inner.func.attr in WRITES | {"save"}:
                return _on_queryset(inner.func.value) or inner.func.attr == "save"
            if isinstance(inner.func, ast.Name) and inner.func.id in local and inner.func.id != node.name:
                if _writes(local[inner.func.id], {k: v for k, v in local.items() if k != inner.func.id}):
                    return True
    return False


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
        if module.name == "linli/kernel/clock.py":
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and called(node) in asking:
                offenders.append(f"{module.name}:{node.lineno} {called(node)}")
    assert offenders == []


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
