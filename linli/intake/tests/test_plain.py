"""A small list: a matcher and a writer, and what the ready-made steps do with them."""

import marshal
from dataclasses import replace

import pytest

from linli.access.actor import system
from linli.intake.lists import CHANGED, NEW, REJECTED, SAME, Choice, Job, Question, all_lists
from linli.intake.models import Intake
from linli.intake.plain import Plain, Verdict
from linli.intake.vault import Vault
from linli.kernel.errors import Conflict
from linli.kernel.time import clock

HEADER = ["姓名", "岁数", "说明"]
ROWS = [["甲", "1", ""], ["乙", "2", "x"], ["", "", ""], ["丙", "3", ""], ["丁", "4", ""], ["戊", "5", ""]]
BECOMES = {"甲": NEW, "乙": CHANGED, "丙": SAME, "丁": REJECTED, "戊": "older"}
ASKED = Question("?", "%(n)s", {"yes": Choice("是", "是", "%(n)s", writes=True), "no": Choice("否", "否", "%(n)s")})


class Small:
    """A list in memory: `saved` are the names that were written."""

    def __init__(self):
        self.saved = []
        self.becomes = dict(BECOMES)
        self.plain = Plain(self.match, self.save)

    def match(self, _job, records):
        return [
            Verdict(
                record.sheet, record.number, self.becomes[record.text["name"]], record.text["name"],
                code="intake.no_rows" if record.text["name"] == "丁" else "", correctable="age",
                changes=[("age", "1", record.text["age"])] if record.text["name"] == "乙" else [],
                left_out=[("age", "intake.gone")] if record.unread else [],
            )
            for record in records
        ]  # fmt: skip

    def save(self, _job, accepted):
        self.saved += [(item.who, item.decision) for item in accepted]


@pytest.fixture
def job(settings, tmp_path):
    settings.LINLI_UPLOADS = tmp_path
    table = {
        "name": "甲表", "hidden": False, "rows": len(ROWS) + 1, "row": 0, "names": HEADER, "use": True,
        "columns": {"0": "name", "1": "age"},
    }  # fmt: skip
    work = Intake(path="0001", mapping={"tables": [table]})
    vault, columns = Vault(work.pk), [list(column) for column in zip(HEADER, *ROWS, strict=True)]
    with vault.writing("rows") as sealer:
        sealer.add(marshal.dumps(("sheet", "甲表", False)))
        sealer.add(marshal.dumps(("columns", len(columns[0]), columns)))
    of = replace(all_lists()["leaders"], questions={"older": ASKED})
    return Job(of, work, vault, system(), clock.now())


def test_rows_are_counted_shown_and_returned(job):
    checked = Small().plain.check(job)
    assert checked.counts == {
        NEW: 1, CHANGED: 1, SAME: 1, REJECTED: 1, "older": 1, "total": 5, "values_left_out": 1,
    }  # fmt: skip
    shown = [(line.number, line.who, line.kind, line.column) for line in checked.lines]
    assert shown == [
        (2, "甲", NEW, 1), (3, "乙", CHANGED, 1), (3, "乙", "values", 1), (5, "丙", SAME, 1), (6, "丁", REJECTED, 1),
        (7, "戊", "older", 1),
    ]  # fmt: skip
    assert {key: one.rejected for key, one in checked.returns.items()} == {(0, 3): False, (0, 6): True, (0, 7): True}


@pytest.mark.parametrize(("what", "written", "open_ones"), [("", [], 1), ("no", [], 0), ("yes", [("戊", "yes")], 0)])
def test_what_was_decided_is_written(job, what, written, open_ones):
    small = Small()
    small.plain.check(job)
    job.work.mapping["decisions"] = {"0:7": what}
    done = small.plain.write(job)
    assert small.saved == [("甲", ""), ("乙", ""), *written]
    assert (done.undecided, (0, 7) in done.returns) == (open_ones, bool(open_ones))


def test_a_corrected_cell_is_read_and_what_stands_otherwise_goes_back(job):
    small = Small()
    job.vault.write("edits", {(0, 3, 1): "9"})
    checked = small.plain.check(job)
    assert checked.lines[1].changes == (("age", "1", "9"),)
    small.becomes["丙"] = CHANGED
    with pytest.raises(Conflict, match=r"intake\.written_meanwhile"):
        small.plain.write(job)
    assert small.saved == []
