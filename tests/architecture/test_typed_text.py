"""What somebody typed is cleaned by `kernel.text`, which also takes out what cannot be seen, or by a rule of its room."""

import ast

from tests.architecture.source import modules
from tests.architecture.test_writes import is_action

TYPED = {"actions", "forms", "views"}


def takes_text(module):
    return is_action(module) or bool(TYPED & {module.path.stem.split("_")[-1], module.path.parent.name})


def cleaned_by_hand(tree):
    """Lines with `" ".join(….split())`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "' '.join" and len(node.args) == 1:
            inner = node.args[0]
            if isinstance(inner, ast.Call) and ast.unparse(inner).endswith(".split()"):
                yield node.lineno


def test_the_check_sees_it():
    assert list(cleaned_by_hand(ast.parse('name = " ".join(request.POST["name"].split())[:80]'))) == [1]
    assert (
        list(cleaned_by_hand(ast.parse('" ".join(names); " ".join(a for a in b.split()); "、".join(a.split())'))) == []
    )


def test_typed_text_is_not_cleaned_by_hand():
    found = [
        f"{module.name}:{line}" for module in modules() if takes_text(module) for line in cleaned_by_hand(module.tree)
    ]
    assert found == []
