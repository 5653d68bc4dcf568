"""The register contains everybody once, in words that people use, and is read back as it was written."""

import pytest

from linli.demo.cases import yuhang
from linli.demo.ground import Street
from linli.demo.register import DATE_SHAPES, HABITS, PERSON_HEADERS, sheets, write_register
from linli.kernel.sheets import find_header, parse_date, read_workbook
from linli.people.imports.columns import SYNONYMS


@pytest.fixture(scope="module")
def street() -> Street:
    return yuhang.build()


@pytest.fixture(scope="module")
def read(street, tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "register.xlsx"
    write_register(street, path)
    return read_workbook(path)


def test_everybody_is_in_the_register_once(street, read):
    written = [name for sheet in read for name in _column(sheet, "name")]
    people = [person.name for home in street.homes for person in home.people]
    assert sorted(written) == sorted(people)
    numbers = [n for sheet in read for n in _column(sheet, "identity") if n]
    assert len(numbers) == len(set(numbers)) == sum(bool(p.identity) for home in street.homes for p in home.people)


def test_every_sheet_has_a_header_that_the_import_knows(street, read):
    assert len(read) == len(list(sheets(street)))
    for sheet in read:
        header = find_header(sheet.rows, SYNONYMS)
        assert header is not None
        assert header.row == 2
        assert set(header.names) - {header.names[c] for c in header.mapping} == {"序号"}
        assert {"community", "door", "head_name", "name", "identity", "phone"} <= set(header.mapping.values())


def test_habits_differ_between_communities(read):
    below = {(sheet.rows[4][1], bool(sheet.rows[4][header_of(sheet).index("姓名")])) for sheet in read}
    assert {("", True), ("同上", True)} < below


@pytest.mark.parametrize("shape", DATE_SHAPES)
def test_every_shape_of_date_means_one_day(shape, street):
    for home in street.homes[:200]:
        for person in home.people:
            assert parse_date(shape(person.born)) == person.born


def test_each_shape_of_date_is_used_somewhere():
    assert {habit.shape for habit in HABITS} == {None, *range(len(DATE_SHAPES))}


def test_the_same_street_is_written_the_same(street, tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_register(street, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def header_of(sheet) -> list[str]:
    return [str(cell) for cell in sheet.rows[2]]


def _column(sheet, field: str) -> list[str]:
    header = find_header(sheet.rows, SYNONYMS)
    column = next(c for c, known in header.mapping.items() if known == field)
    assert PERSON_HEADERS[0] in header.names
    return [str(row[column]) for row in sheet.rows[header.row + 1 :] if any(row)]
