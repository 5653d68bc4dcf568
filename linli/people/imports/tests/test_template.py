"""The blank workbook, filled in from its own lists, is imported without any question."""

import io

import openpyxl

from linli.kernel.sheets import find_header, read_workbook
from linli.kernel.sheets.workbooks import write_workbook
from linli.people.imports.columns import SYNONYMS
from linli.people.imports.template import COLUMNS, EXAMPLE_SHEET, template_sheets
from linli.people.models import Resident


def test_every_column_of_the_template_is_recognised(tmp_path):
    write_workbook(tmp_path / "a.xlsx", template_sheets())
    sheets = {sheet.name: sheet for sheet in read_workbook(tmp_path / "a.xlsx")}
    header = find_header(sheets["居民台账"].rows, SYNONYMS)
    assert [header.mapping[at] for at in range(len(COLUMNS))] == list(COLUMNS)


def test_the_page_gives_it_with_lists_and_text_columns(desk):
    answer = desk.client.get("/people/imports/template/")
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    page = book["居民台账"]
    assert len(page.data_validations.dataValidation) == 7
    column = openpyxl.utils.get_column_letter(COLUMNS.index("identity") + 1)
    assert page.column_dimensions[column].number_format == "@"


def test_the_example_filled_into_the_register_sheet_imports(desk):
    content = io.BytesIO()
    write_workbook(content, template_sheets())
    book = openpyxl.load_workbook(io.BytesIO(content.getvalue()))
    for row in book[EXAMPLE_SHEET].iter_rows(min_row=2, values_only=True):
        book["居民台账"].append(row)
    filled = io.BytesIO()
    book.save(filled)
    desk.send(filled.getvalue())
    assert [table["name"] for table in desk.work.mapping["tables"] if table["use"]] == ["居民台账"]
    desk.accept_columns()
    assert desk.state == "preview"
    assert (desk.work.counts["new"], desk.work.counts["lines"]) == (3, 0)
    desk.post("confirm/")
    assert sorted(Resident.objects.values_list("name", flat=True)) == ["张伟", "李桂花", "王小明"]
