"""Files as people send them, and as attackers do: each read, or refused with its remedy."""

import io
import subprocess
import sys
import zipfile
from datetime import date

import msoffcrypto
import openpyxl
import pytest
import xlsxwriter
import xlwt

from linli.kernel.errors import Invalid
from linli.kernel.messages import message_of
from linli.kernel.sheets import Limits, read_workbook

ROWS = [["姓名", "房号"], ["王伟", "501"], ["李桂花", "502"]]


def xlsx(path, rows=ROWS, merges=()):
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("台账")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
        for area, value in merges:
            page.merge_range(area, value)
    return path


def refused(path, **kwargs):
    with pytest.raises(Invalid) as caught:
        read_workbook(path, **kwargs)
    assert message_of(caught.value)
    return caught.value.code


def repacked(path, change):
    """The same workbook with its parts passed through `change(name, content)`."""
    source = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
    return path


class TestRead:
    def test_it_reads_xlsx_with_the_users_own_row_numbers(self, tmp_path):
        with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
            book.add_worksheet("空")
            page = book.add_worksheet("台账")
            page.write(3, 2, "姓名")
            page.write(4, 2, 501)
            page.write(5, 2, 1.5)
        (sheet,) = read_workbook(tmp_path / "a.xlsx")
        assert sheet.name == "台账"
        assert sheet.rows == [["", "", ""]] * 3 + [["", "", "姓名"], ["", "", 501], ["", "", 1.5]]

    def test_it_fills_merged_cells(self, tmp_path):
        path = xlsx(tmp_path / "a.xlsx", [["户主", "成员"], ["", "王伟"], ["", "李桂花"]], [("A2:A3", "王伟")])
        assert [row[0] for row in read_workbook(path)[0].rows] == ["户主", "王伟", "王伟"]

    def test_it_reads_xls(self, tmp_path):
        book = xlwt.Workbook()
        page = book.add_sheet("台账")
        for number, row in enumerate(ROWS):
            for column, value in enumerate(row):
                page.write(number, column, value)
        page.write_merge(3, 4, 0, 0, "合并")
        page.write(4, 1, "x")
        book.save(str(tmp_path / "a.xls"))
        rows = read_workbook(tmp_path / "a.xls")[0].rows
        assert rows[:3] == ROWS
        assert [row[0] for row in rows[3:]] == ["合并", "合并"]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    @pytest.mark.parametrize("separator", [",", "\t", ";"])
    def test_it_reads_text_in_every_encoding(self, tmp_path, encoding, separator):
        path = tmp_path / "a.csv"
        path.write_text("\r\n".join(separator.join(row) for row in ROWS), encoding=encoding)
        assert read_workbook(path)[0].rows == ROWS

    def test_the_content_decides_not_the_name(self, tmp_path):
        assert read_workbook(xlsx(tmp_path / "a.csv"))[0].rows == ROWS

    def test_macros_are_data_that_nobody_runs(self, tmp_path):
        path = xlsx(tmp_path / "a.xlsm")
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"\0" * 600)
        assert read_workbook(path)[0].rows == ROWS

    def test_dates_come_as_iso_text(self, tmp_path):
        book = openpyxl.Workbook()
        book.active.append([date(1950, 3, 5)])
        book.save(tmp_path / "a.xlsx")
        assert read_workbook(tmp_path / "a.xlsx")[0].rows == [["1950-03-05"]]

    def test_hidden_sheets_are_read_and_marked(self, tmp_path):
        with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
            book.add_worksheet("一").write(0, 0, "甲")
            hidden = book.add_worksheet("二")
            hidden.write(0, 0, "乙")
            hidden.hide()
        assert [(s.name, s.hidden) for s in read_workbook(tmp_path / "a.xlsx")] == [("一", False), ("二", True)]


class TestRefused:
    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "sheets.empty_file"),
            (b"\n\n", "sheets.empty_file"),
            (b"%PDF-1.7 ...", "sheets.wrong_type"),
            (b"\x89PNG\r\n\x1a\n", "sheets.wrong_type"),
            (b"\xff\xd8\xff\xe0", "sheets.wrong_type"),
            (b"Rar!\x1a\x07", "sheets.wrong_type"),
            (b"\x7fELF", "sheets.wrong_type"),
            (b"<html><table><tr><td>1</td></tr></table>", "sheets.web_page"),
            (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "sheets.old_or_other_table"),
            (b"PK\x03\x04 cut off", "sheets.broken"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "sheets.broken"),
            ("姓名,房号\n王\0伟,501".encode(), "sheets.binary_text"),
            ("姓名,房号\n".encode() + b"\xff\xff,501", "sheets.mixed_encodings"),
            ("姓名,房号\n".encode("gb18030") + b"\xff\xff,501", "sheets.encoding"),
            (b",,,\n,,,\n", "sheets.no_rows"),
        ],
    )
    def test_what_is_no_table(self, tmp_path, content, code):
        path = tmp_path / "a.xlsx"
        path.write_bytes(content)
        assert refused(path) == code

    def test_mixed_encodings_name_the_row(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_bytes("姓名,住址\n王伟,阳光小区\n".encode() + "李桂花,槐树巷\n".encode("gb18030"))
        with pytest.raises(Invalid) as caught:
            read_workbook(path)
        assert (caught.value.code, caught.value.data["row"]) == ("sheets.mixed_encodings", 3)

    def test_an_open_password(self, tmp_path):
        locked = tmp_path / "b.xlsx"
        from msoffcrypto.format.ooxml import OOXMLFile

        with xlsx(tmp_path / "a.xlsx").open("rb") as plain, locked.open("wb") as out:
            OOXMLFile(plain).encrypt("geheim", out)
        with locked.open("rb") as file:
            assert msoffcrypto.OfficeFile(file).is_encrypted()
        assert refused(locked) == "sheets.password"

    def test_a_word_document(self, tmp_path):
        path = tmp_path / "a.docx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("word/document.xml", "<w/>")
        assert refused(path) == "sheets.wrong_type"

    def test_a_bomb(self, tmp_path):
        path = xlsx(tmp_path / "a.xlsx")
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/media/big.bin", b"\0" * 50_000_000)
        assert path.stat().st_size < 100_000
        assert refused(path) == "sheets.bomb"

    def test_a_bomb_whose_directory_lies(self, tmp_path):
        path = xlsx(tmp_path / "a.xlsx")
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/media/big.bin", b"\0" * 50_000_000)
        size = (50_000_000).to_bytes(4, "little")
        content = path.read_bytes()
        assert content.count(size) == 2
        path.write_bytes(content.replace(size, (1000).to_bytes(4, "little")))
        assert refused(path) == "sheets.bomb"

    def test_parts_that_unpack_too_large(self, tmp_path):
        path = xlsx(tmp_path / "a.xlsx", [["甲" * 50] * 20] * 200)
        assert refused(path, limits=Limits(parts_bytes=10_000)) == "sheets.unpacks_too_large"

    def test_too_many_parts(self, tmp_path):
        path = xlsx(tmp_path / "a.xlsx")
        with zipfile.ZipFile(path, "a") as archive:
            for number in range(201):
                archive.writestr(f"xl/media/{number}.bin", b"")
        assert refused(path) == "sheets.too_many_parts"

    @pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
    def test_a_document_type_definition(self, tmp_path, part):
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'

        def with_definition(name, content):
            return content.replace(b"?>", b"?>" + bomb, 1) if name == part else content

        assert refused(repacked(xlsx(tmp_path / "a.xlsx"), with_definition)) == "sheets.dtd"

    def test_text_over_twenty_megabytes(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_bytes(b"abcdefghi\n" * (2_097_152 + 1))
        assert refused(path) == "sheets.too_large"

    @pytest.mark.slow
    def test_one_row_more_than_a_sheet_holds(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_bytes(b"a,b\n" * 1_048_577)
        assert refused(path) == "sheets.too_many_rows"

    def test_a_workbook_that_claims_a_row_beyond_the_last(self, tmp_path):
        def moved(name, content):
            return (
                content.replace(b'r="3"', b'r="1048577"')
                .replace(b'"A3"', b'"A1048577"')
                .replace(b'"B3"', b'"B1048577"')
            )

        path = repacked(xlsx(tmp_path / "a.xlsx"), lambda n, c: moved(n, c) if n.endswith("sheet1.xml") else c)
        assert refused(path) in {"sheets.too_many_rows", "sheets.broken"}

    def test_two_cells_at_the_far_corners_exhaust_the_child_not_us(self, tmp_path):
        with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
            page = book.add_worksheet()
            page.write(0, 0, 1)
            page.write(1_048_575, 16_383, 1)
        assert refused(tmp_path / "a.xlsx") == "sheets.too_heavy"

    def test_memory_is_limited(self, tmp_path):
        path = xlsx(tmp_path / "a.xlsx", [["甲" * 5] * 30] * 20_000)
        assert refused(path, limits=Limits(memory=60_000_000)) == "sheets.too_heavy"

    def test_garbage_in_every_part_is_refused_or_read(self, tmp_path):
        import random

        rng = random.Random(11)
        good = xlsx(tmp_path / "a.xlsx").read_bytes()
        path = tmp_path / "b.xlsx"
        for _ in range(25):
            bad = bytearray(good)
            for _ in range(rng.randrange(1, 40)):
                bad[rng.randrange(4, len(bad))] = rng.randrange(256)
            path.write_bytes(bad)
            try:
                read_workbook(path)
            except Invalid as refusal:
                assert message_of(refusal)


def test_the_child_knows_no_django():
    code = "import sys, linli.kernel.sheets.child; print(any(m.startswith('django') for m in sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"
