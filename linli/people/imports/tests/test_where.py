"""Lists that once put people behind a wrong door: each as a small file, and where its people live."""

import io

import openpyxl
import pytest

from linli.people.imports.tests.cases import HEADER, living, row
from linli.people.imports.tests.files import identity, xlsx
from linli.people.models import Household, Resident
from linli.people.tests.taking import take_whole
from linli.places.queries import address


@pytest.mark.parametrize("first", ["家庭住址", "详细地址", "地址", "房屋地址"])
def test_where_they_live_now_is_where_they_live(desk, first):
    desk.send(xlsx([["李家湾12号", "7号楼1单元101", "甲一"]], [first, "现住址", "姓名"]))
    from linli.intake.queries import tables_of

    desk.work.refresh_from_db()
    assert tables_of(desk.work)[0].unread == [first]
    desk.accept_columns()
    assert desk.work.refresh_from_db() is None
    assert (desk.state, desk.work.counts["new"]) == ("preview", 1)


class TestReturned:
    """02: a returned row lands where it belongs when it is corrected."""

    ROWS = [
        ["7号楼", "1单元", "102", "", "户主", "13800500003", ""], ["", "", "", "返丁", "子", "", identity(2, "20000402")],
        ["7号楼", "1单元", "103", "返戊", "户主", "13800500005", identity(3)], ["", "", "", "", "妻", "13800500006", ""],
        ["8号楼", "1单元", "201", "返庚", "户主", "", ""], ["", "", "", "12345", "子", "13800500009", ""],
    ]  # fmt: skip

    def test_corrected_rows_land_in_their_own_homes(self, desk):
        desk.load(xlsx(self.ROWS, HEADER[:7]))
        book = openpyxl.load_workbook(io.BytesIO(desk.client.get(desk.url("returned/")).content))
        sheet = book["台账"]
        header = [cell.value for cell in sheet[1]]
        back = [dict(zip(header, line, strict=True)) for line in sheet.iter_rows(min_row=2, values_only=True)]
        assert [(one["楼号"], one["房号"], one["原行号"], one["原工作表"]) for one in back] == [
            ("7号楼", "102", 2, "台账"), ("7号楼", "103", 5, "台账"), ("8号楼", "201", 7, "台账"),
        ]  # fmt: skip
        for number, name in enumerate(("返丙", "返己", "返辛"), 2):
            sheet.cell(number, header.index("姓名") + 1).value = name
        fixed = io.BytesIO()
        book.save(fixed)
        assert desk.load(fixed.getvalue())["new"] == 3
        homes = {one.name: one.household.door for one in Resident.objects.select_related("household")}
        assert homes == {
            "返丙": "7-1-102", "返丁": "7-1-102", "返戊": "7-1-103", "返己": "7-1-103", "返庚": "8-1-201", "返辛": "8-1-201",
        }  # fmt: skip
        assert Household.objects.count() == 3

    def test_what_was_known_of_an_address_comes_along(self, desk):
        desk.load(
            xlsx(
                [row("甲", home=["8号楼", "1单元", "201"]), row("乙", home=["", "2单元", ""], relation="户主")], HEADER
            )
        )
        sheet = openpyxl.load_workbook(io.BytesIO(desk.client.get(desk.url("returned/")).content))["台账"]
        header, line = ([cell.value for cell in sheet[number]] for number in (1, 2))
        back = dict(zip(header, line, strict=True))
        assert (back["楼号"], back["单元"], back["房号"]) == ("8号楼", "2单元", None)

    def test_the_building_of_a_sheets_name_comes_along(self, desk):
        header = ["单元", "房号", "姓名", "与户主关系"]
        desk.send(xlsx([["1单元", "101", "甲", "户主"], ["2单元", "102", "", "户主"]], header, sheet="9号楼"))
        assert "9号楼" in desk.page("columns/").split("data-title", 1)[1]
        desk.accept_columns()
        desk.post("confirm/")
        sheet = openpyxl.load_workbook(io.BytesIO(desk.client.get(desk.url("returned/")).content)).worksheets[0]
        header, line = ([cell.value for cell in sheet[number]] for number in (1, 2))
        back = dict(zip(header, line, strict=True))
        assert (back["楼栋"], back["单元"], back["房号"]) == ("9号楼", "2单元", "102")


class TestTwoFamilies:
    """Behind one door: who comes back, or comes later, is of the family whose head is named."""

    FILE = [
        row("甲一", relation="户主"), row("12345", relation="妻"), row("乙一", relation="户主"), row("12346", relation="妻"),
    ]  # fmt: skip

    def test_the_head_is_named_in_what_comes_back(self, desk):
        desk.load(xlsx(self.FILE, HEADER))
        book = openpyxl.load_workbook(io.BytesIO(desk.client.get(desk.url("returned/")).content))
        sheet = book.worksheets[0]
        header = [cell.value for cell in sheet[1]]
        assert [sheet.cell(at, header.index("户主姓名") + 1).value for at in (2, 3)] == ["甲一", "乙一"]
        for at, name in ((2, "甲妻"), (3, "乙妻")):
            sheet.cell(at, header.index("姓名") + 1).value = name
        target = io.BytesIO()
        book.save(target)
        desk.load(target.getvalue())
        people = living()
        assert people["甲妻"].household_id == people["甲一"].household_id != people["乙妻"].household_id
        assert people["乙妻"].household_id == people["乙一"].household_id
        assert sorted(Household.objects.values_list("size", flat=True)) == [2, 2]


DOORS = [
    "7号楼1单元101", "7号楼2单元5楼东户", "7号楼2单元5楼西户", "7号楼甲单元601", "8号楼5-1", "8号楼605-1", "9号楼地下室", "A座1203",
    "槐树巷12号院东屋", "槐树巷14号", "学院小区3号楼2单元501", "气象局家属院平房3号", "翠湖花园别墅5号", "金茂大厦1203", "学院市场老王饭店",
    "崇文路12号3号楼1单元101",
]  # fmt: skip


class TestRoundTrip:
    """21: one's own export imported again changes nothing."""

    HEADER = ["姓名", "住址", "身份证号", "电话", "入住日期", "怎样联系", "特殊需要", "备注", "与户主关系"]

    def rows(self):
        return [
            [f"甲{'一二三四五六七八九十'[n % 10]}{'辰巳'[n // 10]}", door, identity(n) if n % 2 else "", f"138000000{n:02d}", "2019-03-05", "上门",
             "听力，独居" if n % 3 else "", "左耳可听见" if n % 2 else "", "户主"]
            for n, door in enumerate(DOORS)
        ]  # fmt: skip

    @pytest.mark.parametrize("whole", [{}, {"whole_phone": "on", "whole_identity": "on"}])
    @pytest.mark.parametrize(("who", "place"), [("community", "xueyuan"), ("registrar", "street")])
    def test_every_door_and_column_comes_back_as_it_was(self, desk, make_desk, whole, who, place):
        from linli.people.imports.tests.files import key

        assert desk.load(xlsx(self.rows(), self.HEADER))["new"] == len(DOORS)
        before = list(Resident.objects.order_by("id").values())
        other = make_desk(who, place)
        if whole:
            export = take_whole(other.client, desk.street.client("auditor"), **whole)
        else:
            export = other.client.post("/people/export/", {"key": key(), "purpose": "report", "reason": "核对台账"})
        counts = other.load(export.content)
        assert (counts["same"], counts["total"], counts["values_left_out"]) == (len(DOORS), len(DOORS), 0)
        assert list(Resident.objects.order_by("id").values()) == before


def test_official_columns_and_spelled_numbers_are_one_door(desk):
    header = ["姓名", "门牌号", "街路巷", "小区", "楼栋号", "单元号", "房间号"]
    desk.load(
        xlsx(
            [
                ["标甲", "崇文路12号", "崇文路", "学院小区", "3号楼", "2单元", "501"],
                ["标乙", "", "", "学院小区", "三号楼", "二单元", "五〇二"],
            ],
            header,
        )
    )
    assert set(Household.objects.values_list("door", flat=True)) == {"3-2-501", "3-2-502"}
    counts = desk.load(xlsx([["标甲", "学院小区3号楼2单元501"], ["标乙", "三号楼二单元五〇二"]], ["姓名", "住址"]))
    assert (counts["same"], counts["new"]) == (2, 0)


def test_one_foreign_row_poisons_nothing(desk):
    rows = [
        ["毒甲", "3号楼2单元501"],
        ["毒乙", "春苑社区5号楼1单元101"],
        ["毒丙", "3号楼2单元502"],
        ["毒丁", "4号楼1单元101"],
    ]
    counts = desk.load(xlsx(rows, ["姓名", "住址"]))
    assert (counts["new"], counts["rejected"]) == (3, 1)
    assert sorted(living()) == ["毒丁", "毒丙", "毒甲"]


def test_a_title_between_the_rows_is_the_building_of_those_below(desk):
    rows = [
        ["1号楼住户", "", "", ""],
        ["", "1单元", "101", "甲"],
        ["2号楼住户", "", "", ""],
        ["", "1单元", "101", "乙"],
        ["同上", "同上", "同上", "丙"],
    ]
    counts = desk.load(xlsx(rows, ["楼栋", "单元", "房号", "姓名"]))
    homes = {one.name: one.household.door for one in Resident.objects.select_related("household")}
    assert (homes, counts["passed"]) == ({"甲": "1-1-101", "乙": "2-1-101", "丙": "2-1-101"}, 2)


def test_a_merged_title_beside_running_numbers(desk):
    header = ["序号", "楼栋", "单元", "房号", "姓名"]
    rows = [
        [1, "3号楼", "1单元", "101", "李一"],
        ["4号楼", "", "", "", ""],
        [2, "", "1单元", "101", "王二"],
        ["合计：2户", "", "", "", ""],
    ]
    counts = desk.load(xlsx(rows, header, across=(2, 4)))
    homes = {one.name: one.household.door for one in Resident.objects.select_related("household")}
    assert (homes, counts["passed"]) == ({"李一": "3-1-101", "王二": "4-1-101"}, 2)


def test_excel_95_says_what_to_do(desk):
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "Book".encode("utf-16-le") + bytes(1024)
    desk.send(old, "台账.xls")
    assert desk.state == "failed"
    assert "另存为 .xlsx" in desk.page()


@pytest.mark.parametrize(
    ("title", "sheet", "home"),
    [
        ("锦绣家园小区3号楼住户名册", "Sheet1", "锦绣家园小区 3号楼 1单元 101"), ("3号楼", "Sheet1", "3号楼 1单元 101"),
        ("锦绣家园小区住户登记表", "3号楼", "锦绣家园小区 3号楼 1单元 101"), ("3号楼居民", "4号楼", ""), ("居民名册", "Sheet1", ""),
    ],
)  # fmt: skip
def test_a_title_above_the_header_says_where_the_rows_lie(desk, title, sheet, home):
    rows, above = [["1单元", "101", "甲一"], ["", "", "甲二"]], [[title], ["填表人：王芳", "2026年11月"]]
    desk.send(xlsx(rows, ["单元", "房号", "姓名"], above=above, sheet=sheet))
    assert ("data-title" in desk.page("columns/")) is bool(home)
    desk.accept_columns()
    assert desk.work.refresh_from_db() is None
    assert (desk.state, desk.work.counts["new"]) == ("preview", 2 if home else 0)
    desk.post("confirm/")
    if home:
        lies_in = address(Household.objects.get().place, from_kind="compound")
        assert lies_in == home
