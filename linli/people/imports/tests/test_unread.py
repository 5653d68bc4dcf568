"""What is not read is said; what a file says of people is kept sealed, and nowhere else."""

import json

import pytest

from linli.intake.models import ColumnMemory, Intake
from linli.people.imports.tests.files import xlsx
from linli.people.models import Resident

HEADER = ["楼栋", "单元", "房号", "姓名"]
HOME = ["7号楼", "1单元", "101"]


def unread(desk):
    from linli.intake.queries import tables_of

    desk.work.refresh_from_db()
    return tables_of(desk.work)[0].unread


@pytest.mark.parametrize(
    ("header", "rows", "said"),
    [
        ([*HEADER, ""], [[*HOME, "甲一", "租户"]], ["第 E 列（没有表头）"]),
        (HEADER, [[*HOME, "甲一", "", "租户"]], ["第 F 列（没有表头）"]),
        ([*HEADER, "党组织"], [[*HOME, f"甲{n:02d}", ""] for n in range(70)] + [[*HOME, "乙一", "二支部"]], ["党组织"]),
        ([*HEADER, "党组织"], [[*HOME, "甲一", ""]], []),
        (
            ["序号", *HEADER, "退回原因", "原行号", "原工作表", "怎么办"],
            [["一", *HOME, "甲一", "没有住址", 5, "台账", "补上"]],
            [],
        ),
    ],
)
def test_every_column_that_holds_something_is_said(desk, header, rows, said):
    desk.send(xlsx(rows, header))
    assert unread(desk) == said
    desk.accept_columns()
    assert desk.state == "preview"
    assert [name for name in said if name in desk.page()] == said


class TestWithoutHeader:
    ROWS = [["王小伟", "13800990001", "7号楼1单元101"], ["李小花", "13800990002", "7号楼1单元102"]]

    def send(self, desk):
        desk.send(xlsx(self.ROWS[1:], self.ROWS[0]))
        desk.work.refresh_from_db()
        assert desk.state == "mapping"

    def stored(self):
        return json.dumps([[w.mapping, w.problem, w.counts] for w in Intake.objects.all()], ensure_ascii=False)

    def test_nobody_is_lost_and_no_name_is_kept_outside_the_vault(self, desk):
        self.send(desk)
        assert "王小伟" not in self.stored()
        assert "王小伟" in desk.page("columns/")  # among the examples
        desk.post("columns/", use0="on", **{"c0-0": "name", "c0-1": "phone", "c0-2": "address"})
        assert (desk.state, desk.work.counts["new"]) == ("preview", 2)
        desk.post("confirm/")
        assert sorted(Resident.objects.values_list("name", flat=True)) == ["李小花", "王小伟"]

    @pytest.mark.parametrize("how", ["confirm/", "give-up/"])
    def test_when_it_ends_neither_headers_nor_sheets_are_kept(self, desk, how):
        desk.send(xlsx([[*HOME, "甲一"]], HEADER, sheet="王芳网格", more={"李强网格": [HEADER, [*HOME, "乙一"]]}))
        desk.work.refresh_from_db()
        desk.post("columns/", use0="on", **{f"c0-{at}": field for at, field in enumerate(FIELDS)},
                  **{f"c1-{at}": field for at, field in enumerate(FIELDS)})  # fmt: skip
        assert desk.state == "preview"
        desk.post(how)
        assert desk.state in {"done", "cancelled"}
        kept = self.stored() + json.dumps(list(ColumnMemory.objects.values_list("left_out", flat=True)))
        assert "网格" not in kept
        assert set(desk.work.mapping) <= {"options", "places"}

    def test_a_sheet_that_was_left_out_is_left_out_again(self, desk):
        self.test_when_it_ends_neither_headers_nor_sheets_are_kept(desk, "confirm/")
        desk.send(xlsx([[*HOME, "甲一"]], HEADER, sheet="王芳网格", more={"李强网格": [HEADER, [*HOME, "乙一"]]}))
        assert (desk.state, desk.work.counts["total"]) == ("preview", 1)


FIELDS = ("building", "stairwell", "door", "name")
