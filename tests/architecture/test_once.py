"""Each way of writing exists once: the look-up of the client's key, the conditional update, the compiled statement."""

import ast

from tests.architecture.source import Module, called, modules
from tests.architecture.test_writes import is_action

ASKING = {"once.done", "once.made", "once.done_many"}
# Modules that read by compiled statements: measured, in every request or in every claim (docs/decisions/015).
READERS = {
    "linli/corps/queries/diary.py": "a claim: where the person is",
    "linli/access/session_store.py": "the session behind a request",
    "linli/access/sign_in.py": "its account",
    "linli/access/models.py": "its posts",
    "linli/calls/queries/responders.py": "may this person claim",
    "linli/calls/queries/roles.py": "what somebody is to a call",
}
# Modules that write by them: `change`, and inserts of rows that every claim or fact needs.
INSERTING = {
    "linli/kernel/facts/trail.py": "a fact",
    "linli/kernel/work/outbox.py": "a message",
    "linli/calls/actions/moving.py": "a line of a call's history",
}
COMPILED = "linli.kernel.reads.compiled"
PREPARED = "linli.kernel.writes.prepared"


def functions(module: Module) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in module.tree.body if isinstance(node, ast.FunctionDef)}


def takes_key(node: ast.FunctionDef) -> bool:
    return "key" in {a.arg for a in [*node.args.args, *node.args.kwonlyargs]}


def asks(node: ast.FunctionDef, asking: set[str]) -> bool:
    """Directly, or by passing the key (or the `By` that holds it) to a function that does."""
    return any(
        isinstance(inner, ast.Call)
        and (called(inner) in ASKING or (called(inner).split(".")[-1] in asking and hands_key(inner)))
        for inner in ast.walk(node)
    )


def hands_key(call: ast.Call) -> bool:
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return any(isinstance(n, ast.Name) and n.id in {"key", "by"} for value in given for n in ast.walk(value))


def in_actions() -> list[tuple[Module, str, ast.FunctionDef]]:
    return [
        (module, name, node) for module in modules() if is_action(module) for name, node in functions(module).items()
    ]


def actions_that_ask() -> set[str]:
    """The names of those that ask for the key, by themselves or by what they call."""
    asking: set[str] = set()
    while more := {name for _module, name, node in in_actions() if name not in asking and asks(node, asking)}:
        asking |= more
    return asking


def test_every_keyed_action_asks_whether_it_was_done():
    asking = actions_that_ask()
    keyed = [(m, name) for m, name, node in in_actions() if takes_key(node) and not name.startswith("_")]
    assert len(keyed) > 80
    assert [f"{module.name} {name}" for module, name in keyed if name not in asking] == []


def test_a_revision_is_counted_in_one_place():
    offenders = []
    for module in modules():
        if module.name == "linli/kernel/writes/change.py":
            continue
        for node in ast.walk(module.tree):
            updates = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update"
            if updates and "revision" in {keyword.arg for keyword in node.keywords}:
                offenders.append(f"{module.name}:{node.lineno}")
    assert offenders == []


def test_a_row_is_changed_as_it_was_read_by_one_function():
    """Nobody else filters by a revision that was read, and updates: `change` does both, and counts."""
    offenders = []
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef) and _filters_by_revision(node) and "update" in _methods(node):
                offenders.append(f"{module.name} {node.name}")
    assert offenders == []


def _methods(function: ast.FunctionDef) -> dict[str, list[ast.Call]]:
    found: dict[str, list[ast.Call]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            found.setdefault(node.func.attr, []).append(node)
    return found


def _filters_by_revision(function: ast.FunctionDef) -> bool:
    return any(keyword.arg == "revision" for call in _methods(function).get("filter", []) for keyword in call.keywords)


def imported(module: Module, source: str) -> set[str]:
    return {
        alias.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.module == source
        for alias in node.names
    }


def test_compiled_statements_stand_behind_one_door():
    rooms = [module for module in modules() if not module.name.startswith("linli/kernel/writes/")]
    assert {module.name for module in rooms if imported(module, COMPILED)} == READERS.keys()
    assert {module.name for module in rooms if imported(module, PREPARED)} == INSERTING.keys()
    beside = {name for module in rooms for name in imported(module, PREPARED)}
    assert beside == {"insert", "insert_many"}


# Where a key is looked up without a subject: what the fact is about is made there, but for the three with a reason.
MAKES = {
    "linli/access/actions.py make_account",
    "linli/access/api_keys/actions.py make_key",
    "linli/calls/actions/opening.py open_call",
    "linli/corps/actions/appointments.py appoint",
    "linli/corps/actions/appointments.py appoint_new",
    "linli/corps/actions/appointments.py hand_over",
    "linli/corps/actions/diary.py enter_many",
    "linli/people/actions/merging.py merge_residents",
    "linli/people/actions/records.py add_resident",
    "linli/places/actions/growing.py add_place",
    "linli/places/actions/modes.py add_post_kind",
    "linli/kernel/pages/forms.py pressed_before",  # asks which row was made
    "linli/notices/actions/outside.py try_again",  # of many, of which none is dead any more
    "linli/people/actions/sight.py note_exported",  # refuses whatever was exported with it
}


def test_a_key_is_looked_up_with_its_person_and_its_subject():
    """Otherwise a key that was used for one row would say of another that it is done already."""
    found = {
        f"{module.name} {name}"
        for module in modules()
        for name, node in functions(module).items()
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and called(call) == "once.done" and not asks_whole(call)
    }
    assert found == MAKES


def asks_whole(call: ast.Call) -> bool:
    """A caller without an account hands over actor=None; a subject of None would be any."""
    given = {word.arg: word.value for word in call.keywords}
    return {"actor", "about"} <= given.keys() and ast.unparse(given["about"]) != "None"
