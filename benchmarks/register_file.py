"""A register as communities keep it, of any size, fictional and always the same: for the benchmark of the import.

Fifteen columns: community, grid, compound, building, stairwell, floor, room, head, name, relation, sex, identity
number, phone, residence, note. A title above the header; most people in apartments, about three a door.
"""
# ruff: noqa: E501 (word lists)

import random
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain, islice
from pathlib import Path

from linli.people.rules import check_digit

HEADER = [
    "社区", "所属网格", "小区名称", "楼号", "单元", "楼层", "房号", "户主姓名", "姓 名", "与户主关系", "性别", "公民身份号码",
    "联系电话", "居住类型", "备注",
]  # fmt: skip
COMMUNITIES = ["聚财", "春苑", "崇文路", "芹涧路", "迎滨路", "学院", "寨城庄"]
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华建国文辉玲红梅宇浩然子轩梓涵欣怡雨泽晨曦思远佳琪俊峰雪婷"
RELATIONS = ["户主", "配偶", "子女", "子女", "父母", "其他亲属"]
NOTES = ["", "", "", "", "", "", "", "", "", "腿脚不便", "白天上班", "养有一犬"]


def people(count: int, seed: int = 2022) -> Iterator[list[str]]:
    """`count` rows; communities have some 8,000 people each, and there are as many communities as that takes."""
    rng = random.Random(seed)
    made = building = 0
    first_day = date(1930, 1, 1)
    while made < count:
        number = building // 32
        community = COMMUNITIES[number] if number < len(COMMUNITIES) else f"第{number}社区"
        where = [
            community.removesuffix("社区") + "社区",
            f"{building // 3 % 10 + 1:02d}网格",
            f"{'东西南北'[building % 4]}苑小区",
        ]
        for stairwell in range(1, 4):
            for floor in range(1, 19):
                for door in (1, 2):
                    home = [*where, f"{building % 32 + 1}号楼", f"{stairwell}单元", f"{floor}层", f"{floor}{door:02d}"]
                    for row in _household(rng, home, first_day, made):
                        if made == count:
                            return
                        made += 1
                        yield row
        building += 1


def _household(rng: random.Random, home: list[str], first_day: date, made: int) -> Iterator[list[str]]:
    family = rng.choice(SURNAMES)
    head = ""
    for member in range(rng.choice((1, 2, 2, 3, 3, 4))):
        name = (family if member != 1 else rng.choice(SURNAMES)) + "".join(rng.sample(GIVEN, rng.choice((1, 2, 2))))
        name += "轩" if name == "孙子" else ""  # a word for a grandson, and asked about as one
        head = head or name
        man = rng.random() < 0.5
        # Serial numbers are shared by neighbours and begin anew: other days of birth keep people apart.
        apart = (made + member) // 90_000 % 12 * 2 + (made + member) % 2
        born = first_day + timedelta(days=rng.randrange(32_000 // 24) * 24 + apart)
        serial = ((made + member) // 2 % 500) * 2 + (1 if man else 0)
        digits = f"{610_801 + (made + member) // 1000 % 90:06d}{born:%Y%m%d}{serial % 1000:03d}"
        yield [
            *home, head, name, RELATIONS[min(member, 5)], "男" if man else "女", digits + check_digit(digits),
            f"1{rng.choice('3578')}{rng.randrange(10**9):09d}", rng.choice(("自住", "自住", "自住", "租住")), rng.choice(NOTES),
        ]  # fmt: skip


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f"""<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels"
 ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml"
 ContentType="{KIND}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml"
 ContentType="{KIND}.worksheet+xml"/></Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"
 Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>""",
    "xl/workbook.xml": f"""<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="台账" sheetId="1"
 r:id="rId1"/></sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": f"""<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1"
 Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>""",
}
ROWS_AT_ONCE = 2_000


def write_register(path: Path, count: int) -> None:
    """The sheet's XML as one stream, texts inside their cells: a million rows in half a minute."""
    above = [["崇文路街道居民基本情况台账"], ["填表日期:2022年4月1日"], HEADER]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, text in PARTS.items():
            book.writestr(name, text)
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            size = f'<dimension ref="A1:O{count + len(above)}"/>'
            sheet.write(f'<worksheet xmlns="{MAIN}">{size}<sheetData>'.encode())
            rows = enumerate(chain(above, people(count)), 1)
            while some := [_row(number, row) for number, row in islice(rows, ROWS_AT_ONCE)]:
                sheet.write("".join(some).encode())
            sheet.write(b"</sheetData></worksheet>")


def _row(number: int, row: list[str]) -> str:
    """No text here needs escaping; an empty cell is left out, as every program does."""
    cells = [
        f'<c r="{column}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
        for column, text in zip("ABCDEFGHIJKLMNO", row, strict=False)
        if text
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'
