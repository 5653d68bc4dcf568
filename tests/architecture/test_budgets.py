"""Small functions and files: about four in five functions at 25 lines or fewer, 60 at most; 400 lines a file."""

import ast

from tests.architecture.source import modules

FUNCTION_LIMIT = 60
FILE_LIMIT = 400
USUAL = 25
FORBIDDEN_NAMES = {
    "utils.py",
    "util.py",
    "helpers.py",
    "helper.py",
    "common.py",
    "constants.py",
    "misc.py",
    "shared.py",
}


def functions():
    """(lines, name) of every function, longest first. Docstrings count too."""
    found = []
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                found.append((lines, f"{module.name}:{node.lineno} {node.name}"))
    return sorted(found, reverse=True)


def test_functions_stay_small():
    found = functions()
    usual = sum(lines <= USUAL for lines, _ in found) / len(found)
    print(f"\n{len(found)} functions, {usual:.0%} of at most {USUAL} lines; the ten longest:")
    print("\n".join(f"{lines:5d}  {name}" for lines, name in found[:10]))
    assert [name for lines, name in found if lines > FUNCTION_LIMIT] == []
    assert usual >= 0.8


def test_files_stay_small():
    found = sorted(((module.lines, module.name) for module in modules()), reverse=True)
    print("\nthe ten longest files:")
    print("\n".join(f"{lines:5d}  {name}" for lines, name in found[:10]))
    assert [name for lines, name in found if lines > FILE_LIMIT] == []


def test_no_drawer_modules():
    assert [module.name for module in modules() if module.path.name in FORBIDDEN_NAMES] == []
