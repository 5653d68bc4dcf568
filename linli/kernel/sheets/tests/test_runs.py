"""The name of an upload comes from outside."""

import pytest

from linli.kernel.sheets.runs import shown_file_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("名册.xlsx", "名册.xlsx"),
        ("C:\\表\\名册.xlsx", "名册.xlsx"),
        ("../表/名册.xlsx", "名册.xlsx"),
        ("名\u202e册\x00.xlsx", "名册.xlsx"),
        ("", "名单"),
        ("表/", "名单"),
        ("长" * 300 + ".xlsx", "长" * 195 + ".xlsx"),
    ],
)
def test_a_file_name_is_shown_without_what_is_hidden_in_it(name, shown):
    assert shown_file_name(name, "名单") == shown
