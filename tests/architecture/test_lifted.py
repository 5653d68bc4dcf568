"""A library that draws or prints is imported in one module only."""

import ast

import pytest

from tests.architecture.source import modules

ONE_PLACE = {
    "weasyprint": {"linli/kernel/pages/printing.py"},
    "segno": {"linli/kernel/pages/qr.py"},
    "xlsxwriter": {"linli/kernel/sheets/workbooks.py"},
    "PIL": {"linli/kernel/pictures/child.py"},
    "pillow_heif": {"linli/kernel/pictures/child.py"},
}


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("library", ONE_PLACE)
def test_a_library_is_asked_in_one_place(library):
    assert {module.name for module in modules() if library in imported(module.tree)} == ONE_PLACE[library]
