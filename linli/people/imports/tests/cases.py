"""One small register, and what came of it: for the tests of what is asked and of what is written."""

from datetime import date

from linli.people.imports.reading import Reader
from linli.people.models import Resident

TODAY = date(2022, 4, 1)
WHERE = ("community", "building", "door")  # columns of the rows that `read` is given
NAME_FIRST = ("name", "building", "stairwell", "door")
HEADER = ["楼号", "单元", "房号", "姓名", "与户主关系", "联系电话", "身份证号", "备注"]
HOME = ["7号楼", "1单元", "101"]


def row(name, phone="", number="", note="", home=HOME, relation=""):
    return [*home, name, relation, phone, number, note]


def living():
    return {one.name: one for one in Resident.objects.filter(until=None)}


def leave(desk, name, what="leave", **typed):
    one = living()[name]
    url = f"/people/resident/{one.pk}/death/" if what == "death" else f"/people/household/{one.household_id}/leave/"
    from linli.people.imports.tests.files import key

    data = {"key": key(), "who": [str(one.pk)], "on": "2022-04-01", "reason": "去外地", **typed}
    assert desk.client.post(url, data).status_code == 303


def lines(desk, kind):
    from linli.intake.queries import lines_of
    from linli.intake.vault import Vault

    return [line for line in lines_of(Vault(desk.work.pk)) if line.kind == kind]


def read(columns, *rows, **kwargs):
    reader = Reader(TODAY, **({"text_table": False} | kwargs))
    reader.sheet({at: name for at, name in enumerate(columns) if name}, columns)
    reader.add(0, 2, list(zip(*rows, strict=True)), {})
    return reader.rows
