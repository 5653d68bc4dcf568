"""Small registers for the tests."""

import io
from uuid import uuid4

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.people.rules import check_digit

HEADER = [
    "社区",
    "网格",
    "楼栋",
    "单元",
    "楼层",
    "房号",
    "姓名",
    "与户主关系",
    "性别",
    "出生日期",
    "身份证号",
    "联系电话",
    "居住方式",
    "特殊需要",
    "备注",
]


def identity(serial: int, born: str = "19900307", region: str = "610802") -> str:
    first = f"{region}{born}{serial:03d}"
    return first + check_digit(first)


def person(name, door="101", *, floor="1", relation="户主", serial=None, **changed):
    """A row of HEADER; the door lies in 7号楼 1单元 of the cast's 03网格."""
    row = dict.fromkeys(HEADER, "") | {
        "社区": "学院社区", "网格": "03网格", "楼栋": "7号楼", "单元": "1单元", "楼层": floor and f"{floor}层", "房号": door, "姓名": name,
        "与户主关系": relation, "身份证号": identity(serial) if serial is not None else "", "居住方式": "自住",
    }  # fmt: skip
    return list((row | changed).values())


def xlsx(rows, header=HEADER, above=(), sheet="台账", more=None, across=()) -> bytes:
    """`across`: numbers of rows, from 1 below the header, merged over the whole width."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        for name, content in {sheet: [*above, header, *rows], **(more or {})}.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(content):
                for column, value in enumerate(row):
                    if isinstance(value, str):
                        page.write_string(number, column, value)
                    else:
                        page.write(number, column, value)
                if name == sheet and number - len(above) in across:
                    page.merge_range(number, 0, number, len(header) - 1, row[0])
    return target.getvalue()


def csv(rows, header=HEADER, encoding="utf-8") -> bytes:
    return "\r\n".join(",".join(map(str, row)) for row in [header, *rows]).encode(encoding)


def upload(content, name="台账.xlsx"):
    return SimpleUploadedFile(name, content)


def key():
    return str(uuid4())
