"""Lists that once made the register say what nobody had said: each as a small file, and what must come of it."""

import io
from datetime import date

import openpyxl
import pytest

from linli.people.imports.tests.files import identity, xlsx
from linli.people.models import Household, Need, Resident
from linli.people.queries.records import identity_of, note_of, phone_of

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


class TestOtherName:
    """08: the number of somebody who is known by another name."""

    OLD = row("变甲", "13800510001", identity(1), "耳背，请写字条")
    NEW = row("完全不同的人", "13900000009", identity(1), "低保")

    def test_nothing_is_overwritten_unasked(self, desk):
        desk.load(xlsx([self.OLD], HEADER))
        counts = desk.load(xlsx([self.NEW], HEADER))
        assert (counts["accepted"], counts["rejected"]) == (0, 1)
        assert (phone_of(living()["变甲"]), note_of(living()["变甲"])) == ("13800510001", "耳背,请写字条")

    @pytest.mark.parametrize(("what", "name", "rejected"), [("rename", "完全不同的人", 0), ("return", "变甲", 1)])
    def test_the_user_says_whether_it_is_the_same_person(self, desk, what, name, rejected):
        desk.load(xlsx([self.OLD], HEADER))
        assert desk.preview(xlsx([self.NEW], HEADER))["other"] == 1
        (line,) = lines(desk, "other")
        assert ("phone", "138****0001", "139****0009") in line.changes
        assert ("name", "变甲", "完全不同的人") in line.changes
        desk.post("decide/", verdict="other", what=what)
        desk.post("confirm/")
        assert (desk.state, list(living())) == ("done", [name])
        assert desk.work.counts["rejected"] == rejected

    def test_another_spelling_of_the_dot_is_no_other_name(self, desk):
        desk.load(xlsx([row("阿卜杜拉.买买提", number=identity(1))], HEADER))
        assert desk.preview(xlsx([row("阿卜杜拉·买买提", number=identity(1))], HEADER))["same"] == 1


class TestGone:
    """09 and 30: somebody who left or died, in the register or in the file."""

    @pytest.mark.parametrize(("how", "code"), [("leave", "imports.moved_before"), ("death", "imports.died_before")])
    @pytest.mark.parametrize("number", ["", identity(1)])
    def test_whoever_left_does_not_come_back_by_the_same_file(self, desk, how, code, number):
        file = xlsx([row("世大明", "13800600001", number), row("世小宝", relation="子")], HEADER)
        desk.load(file)
        leave(desk, "世大明", how)
        counts = desk.preview(file)
        assert (counts["new"], counts["gone"], counts["same"]) == (0, 1, 1)
        (line,) = lines(desk, "gone")
        assert (line.code, line.told["day"]) == (code, "2022-04-01")
        assert "去外地" in desk.page()
        desk.post("confirm/")
        assert list(living()) == ["世小宝"]

    def test_somebody_who_is_back_is_recorded_anew(self, desk):
        file = xlsx([row("世大明", number=identity(1))], HEADER)
        desk.load(file)
        leave(desk, "世大明")
        desk.preview(file)
        desk.post("decide/", verdict="gone", what="again")
        desk.post("confirm/")
        assert identity_of(living()["世大明"]) == identity(1)
        assert desk.preview(file)["same"] == 1

    def test_whoever_moved_within_the_street_is_not_there_twice(self, desk):
        file = xlsx([row("世大明"), row("世小宝", relation="子")], HEADER)
        desk.load(file)
        desk.preview(xlsx([row("世大明", home=["7号楼", "1单元", "102"]), row("世小宝", relation="子")], HEADER))
        desk.post("confirm/")  # 102 is another 世大明: no number and no phone says that it is the same
        assert Resident.objects.filter(name="世大明").count() == 2
        phone = xlsx([row("手机人", "13800600009")], HEADER)
        desk.load(phone)
        moved = xlsx([row("手机人", "13800600009", home=["7号楼", "1单元", "102"])], HEADER)
        assert desk.preview(moved)["moved"] == 1
        desk.post("decide/", verdict="moved", what="move")
        desk.post("confirm/")
        assert desk.preview(phone)["moved"] == 1
        assert desk.preview(xlsx([row("手机人")], HEADER))["moved"] == 1  # who lived there

    @pytest.mark.parametrize(
        ("note", "status", "asked"),
        [
            ("已去世", "", 1), ("", "死亡", 1), ("2021年3月搬走", "", 1), ("", "迁出", 1), ("老伴已去世", "", 0),
            ("未搬走", "", 0), ("", "在住", 0), ("", "", 0),
            ("去逝", "", 1), ("此人已死", "", 1), ("搬至3号楼", "", 1), ("不住此处", "", 1), ("已注销", "", 1), ("房屋已出售", "", 1), ("走失", "", 1),
            ("老伴已去世，本人2021年去世", "", 1), ("丈夫去世、本人已搬走", "", 1), ("", "亡", 1), ("", "出嫁", 1), ("", "已销户", 1), ("", "搬到3号楼", 1),
            ("爱人去世", "", 0), ("老伴2019年去世", "", 0), ("老公去世", "", 0), ("死亡证明已交", "", 0), ("由2号楼搬入", "", 0), ("尚未搬走", "", 0),
        ],
    )  # fmt: skip
    def test_a_list_that_says_so_is_asked_about(self, desk, note, status, asked):
        file = xlsx([[*row("亡甲", note=note), status]], [*HEADER, "人员状态"])
        counts = desk.load(file)
        assert (counts["left"], counts["new"]) == (asked, 1 - asked)
        assert len(living()) == 1 - asked
        if asked:
            desk.preview(file)
            desk.post("decide/", verdict="left", what="living")
            desk.post("confirm/")
            assert list(living()) == ["亡甲"]

    def test_a_status_that_nobody_knows_is_said(self, desk):
        desk.preview(xlsx([[*row("甲"), "党员"]], [*HEADER, "人员状态"]))
        assert [line.code for line in lines(desk, "values")] == ["imports.status_unknown"]


class TestOtherNumber:
    """Somebody who is known, behind the same door, with another number."""

    OLD, NEW = row("变甲", "13800510001", identity(1)), row("变甲", "13800510001", identity(3), "低保")

    @pytest.mark.parametrize(
        ("what", "numbers"),
        [("", [1]), ("return", [1]), ("renumber", [3]), ("apart", [1, 3])],
    )
    def test_the_user_says_who_it_is(self, desk, what, numbers):
        desk.load(xlsx([self.OLD], HEADER))
        assert desk.preview(xlsx([self.NEW], HEADER))["number"] == 1
        (line,) = lines(desk, "number")
        assert [name for name, _old, _new in line.changes] == ["identity", "note"]
        desk.post("decide/", verdict="number", what=what)
        desk.post("confirm/")
        assert sorted(map(identity_of, Resident.objects.filter(until=None))) == [identity(n) for n in numbers]
        assert Household.objects.get().size == len(numbers)
        counts = desk.preview(xlsx([self.NEW], HEADER))
        assert (counts["new"], counts["changed"], counts["number"]) == (0, 0, int(what in {"", "return"}))

    def test_two_namesakes_of_one_file_are_two(self, desk):
        counts = desk.load(xlsx([self.OLD, self.NEW], HEADER))
        assert (counts["new"], counts["number"]) == (2, 0)
        assert desk.preview(xlsx([self.NEW, self.OLD], HEADER))["same"] == 2


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


def test_the_other_name_of_a_number_is_kept(desk):
    rows = [row("并甲", number=identity(1)), row("并乙", "13800540001", identity(1), home=["7号楼", "1单元", "102"])]
    desk.preview(xlsx(rows, HEADER))
    desk.post("decide/", verdict="duplicate", what="merge")
    desk.post("confirm/")
    (one,) = living().values()
    assert (one.name, note_of(one), phone_of(one)) == ("并甲", "又写作:并乙", "13800540001")
    assert desk.preview(xlsx(rows, HEADER))["same"] == 2


@pytest.mark.parametrize("first", ["家庭住址", "详细地址", "地址", "房屋地址"])
def test_where_they_live_now_is_where_they_live(desk, first):
    desk.send(xlsx([["李家湾12号", "7号楼1单元101", "甲一"]], [first, "现住址", "姓名"]))
    from linli.intake.queries import tables_of

    desk.work.refresh_from_db()
    assert tables_of(desk.work)[0].unread == [first]
    desk.accept_columns()
    assert desk.work.refresh_from_db() is None
    assert (desk.state, desk.work.counts["new"]) == ("preview", 1)


class TestOddName:
    """What may be a name and may be none."""

    FILE = xlsx([row("甲一"), row("张三母亲"), row("张三母亲", "13800110001")], HEADER)

    def test_it_is_asked_and_comes_back_unless_somebody_says_so(self, desk):
        counts = desk.load(self.FILE)
        assert (counts["odd"], counts["duplicate"], counts["rejected"]) == (1, 1, 2)
        assert list(living()) == ["甲一"]

    @pytest.mark.parametrize(("twice", "names"), [("merge", 2), ("separate", 2), ("", 2)])
    def test_a_name_is_written_once_and_asked_no_more(self, desk, twice, names):
        desk.preview(self.FILE)
        desk.post("decide/", verdict="odd", what="person")
        desk.post("decide/", verdict="duplicate", what=twice)
        desk.post("confirm/")
        assert Resident.objects.count() == names
        assert desk.preview(self.FILE)["odd"] == 0

    def test_one_whom_the_list_calls_dead_is_no_resident_by_either_answer(self, desk):
        counts = desk.load(xlsx([row("张三母亲", note="已去世")], HEADER))
        assert (counts["rejected"], counts["left"], counts["odd"]) == (1, 0, 0)

    def test_its_cell_can_be_corrected(self, desk):
        desk.preview(self.FILE)
        (line,) = lines(desk, "odd")
        desk.post(f"cell/0/{line.number}/{line.column}/", text="李秀英")
        assert [one.number for one in lines(desk, "odd")] == [line.number + 1]  # what repeated it


class TestLeftElsewhere:
    """Somebody whom the file calls dead, behind another door than the register."""

    ELSEWHERE = ["7号楼", "1单元", "102"]

    def ask(self, desk):
        desk.load(xlsx([row("亡甲", number=identity(1))], HEADER))
        counts = desk.preview(xlsx([row("亡甲", number=identity(1), note="已去世", home=self.ELSEWHERE)], HEADER))
        assert (counts["left_moved"], counts["moved"], counts["left"]) == (1, 0, 0)
        assert "台账里在" in desk.page()

    @pytest.mark.parametrize(("what", "door"), [("move", "7-1-102"), ("keep", "7-1-101"), ("skip", "7-1-101")])
    def test_whether_they_moved_is_asked_with_it(self, desk, what, door):
        self.ask(desk)
        desk.post("decide/", verdict="left_moved", what=what)
        desk.post("confirm/")
        assert desk.state == "done"
        assert living()["亡甲"].household.door == door
        counts = desk.work.counts
        assert (counts["decided"], counts["skipped"]) == ((0, 1) if what == "skip" else (1, 0))

    def test_a_decision_is_dropped_when_the_question_is_another(self, desk):
        self.ask(desk)
        desk.post("decide/", verdict="left_moved", row="0:2", what="skip")
        desk.post("cell/0/2/2/", text="103")
        desk.work.refresh_from_db()
        assert (desk.state, desk.work.mapping["decisions"]) == ("preview", {})

    def test_a_decision_stays_where_nothing_of_its_question_changed(self, desk):
        self.ask(desk)
        desk.post("decide/", verdict="left_moved", row="0:2", what="skip")
        desk.post("cell/0/2/2/", text="102")
        desk.work.refresh_from_db()
        assert (desk.state, desk.work.mapping["decisions"]) == ("preview", {"0:2": "skip"})


class TestMerge:
    """31: what only one of two rows says is kept."""

    def test_the_register_has_what_either_row_says(self, desk):
        rows = [row("并甲", relation="户主"), row("并甲", "13800540001", identity(1), "糖尿病")]
        desk.preview(xlsx(rows, HEADER))
        desk.post("decide/", verdict="duplicate", what="merge")
        desk.post("confirm/")
        one = living()["并甲"]
        assert (identity_of(one), phone_of(one), note_of(one), one.relation) == (
            identity(1), "13800540001", "糖尿病", "head",
        )  # fmt: skip
        assert desk.preview(xlsx(rows, HEADER))["same"] == 2
        before = Resident.objects.values().get()
        desk.post("confirm/")
        assert Resident.objects.values().get() == before

    @pytest.mark.parametrize("first", [0, 1])
    def test_a_death_in_either_row_is_asked_about(self, desk, first):
        rows = [row("并甲"), row("并甲", "13800540001", note="已去世")]
        counts = desk.preview(xlsx([rows[first], rows[1 - first]], HEADER))
        assert (counts["left"], counts["duplicate"]) == (1, 1)
        desk.post("decide/", verdict="duplicate", what="merge")
        desk.post("confirm/")
        assert desk.state == "done"
        assert (list(living()), desk.work.counts["rejected"]) == ([], 2)

    def test_a_death_of_a_row_kept_apart_is_not_lost(self, desk):
        desk.preview(xlsx([row("并甲"), row("并甲", "13800540001", note="已去世")], HEADER))
        desk.post("decide/", verdict="duplicate", what="separate")
        desk.post("decide/", verdict="left", what="living")
        desk.post("confirm/")
        assert desk.state == "done"
        assert (Resident.objects.count(), desk.work.counts["rejected"]) == (1, 1)

    def test_two_notes_are_one_note_the_second_time(self, desk):
        file = xlsx([row("并甲", "13800540001", note="低保"), row("并甲", "13800540002", note="耳背")], HEADER)
        desk.preview(file)
        desk.post("decide/", verdict="duplicate", what="merge")
        desk.post("confirm/")
        assert note_of(living()["并甲"]) == "低保 耳背 其他电话:13800540002"
        counts = desk.load(file)
        assert (counts["same"], counts["changed"], counts["duplicate"]) == (2, 0, 0)
        assert desk.preview(xlsx([row("并甲", "13800540001", note="非低保")], HEADER))["changed"] == 1

    def test_what_repeats_a_rejected_row_comes_back_with_it(self, desk, make_desk):
        other = make_desk("registrar", "street")
        other.load(xlsx([["聚财社区", *row("并甲", number=identity(1))]], ["社区", *HEADER]))
        desk.preview(xlsx([row("并甲", number=identity(1)), row("并甲")], HEADER))
        desk.post("decide/", verdict="duplicate", what="merge")
        desk.post("confirm/")
        assert desk.state == "done"
        assert (desk.work.counts["accepted"], desk.work.counts["rejected"]) == (0, 2)

    def test_two_phones_are_both_kept(self, desk):
        desk.preview(xlsx([row("并甲", "13800540001"), row("并甲", "13800540002")], HEADER))
        desk.post("decide/", verdict="duplicate", what="merge")
        desk.post("confirm/")
        assert (phone_of(living()["并甲"]), note_of(living()["并甲"])) == ("13800540001", "其他电话:13800540002")

    def test_a_known_person_gets_what_the_second_row_says(self, desk):
        desk.load(xlsx([row("并甲")], HEADER))
        desk.preview(xlsx([row("并甲"), row("并甲", "13800540001", note="耳背")], HEADER))
        desk.post("decide/", verdict="duplicate", what="merge")
        desk.post("confirm/")
        assert (phone_of(living()["并甲"]), note_of(living()["并甲"])) == ("13800540001", "耳背")

    def test_namesakes_kept_apart_stay_apart(self, desk):
        file = xlsx([row("并甲", "13800540001"), row("并甲", "13800540002")], HEADER)
        desk.preview(file)
        desk.post("decide/", verdict="duplicate", what="separate")
        desk.post("confirm/")
        assert Resident.objects.count() == 2
        assert desk.preview(file)["same"] == 2


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


class TestNames:
    """16 and 18: who is a person, and every character of a name."""

    def test_rare_characters(self, desk):
        names = {
            "王\ue863": "王䶮",
            "张\U000313b5": "张\U000313b5",
            "张\U0002ebf4": "张\U0002ebf4",
            "李\ufffd": "",
            "王?": "",
        }
        counts = desk.load(
            xlsx([row(name, home=["7号楼", "1单元", f"{n}01"]) for n, name in enumerate(names, 1)], HEADER)
        )
        assert sorted(living()) == sorted(filter(None, names.values()))
        assert counts["rejected"] == 2

    @pytest.mark.parametrize(
        ("written", "code"),
        [
            ("张三、李四", "imports.several_people"), ("张三\n李四", "imports.several_people"), ("王伟 李花", "imports.several_people"),
            ("张三等3人", "imports.several_people"), ("张三110101199003070011", "imports.name_number"), ("空置", "imports.empty_home"),
            ("待核实", "imports.to_verify"), ("#N/A", "imports.error_cell"), ("12345", "imports.bad_name"),
        ],
    )  # fmt: skip
    def test_what_is_no_person_says_why(self, desk, written, code):
        counts = desk.preview(xlsx([row(written), row("甲", home=["7号楼", "1单元", "102"])], HEADER))
        assert (counts["new"], counts["rejected"]) == (1, 1)
        (line,) = lines(desk, "rejected")
        assert line.code == code

    @pytest.mark.parametrize(
        ("written", "name", "note"),
        [
            ("张三(户主)", "张三", ""),
            ("张三(曾用名张四)", "张三", "姓名后注:曾用名张四"),
            ("买买提 艾力", "买买提艾力", ""),
            ("张 三", "张三", ""),
        ],
    )
    def test_what_follows_a_name(self, desk, written, name, note):
        desk.load(xlsx([row(written)], HEADER))
        assert note_of(living()[name]) == note


def test_notes_become_needs_when_the_user_agrees(desk):
    rows = [
        row("独甲", note="独居老人，听障"),
        row("孕乙", note="孕妇，7月待产", home=["7号楼", "1单元", "102"]),
        row("丙", note="无听力障碍"),
    ]
    file = xlsx(rows, HEADER)
    desk.load(file)
    assert not Need.objects.exists()
    desk.preview(file)
    assert len(lines(desk, "noted")) == 2
    assert desk.work.counts["same"] == 3
    desk.post("decide/", verdict="noted", what="write")
    desk.post("confirm/")
    assert set(Need.objects.values_list("resident__name", "kind")) == {
        ("独甲", "alone"), ("独甲", "hearing"), ("孕乙", "pregnant"),
    }  # fmt: skip
    desk.preview(file)
    assert not lines(desk, "noted")


def test_needs_are_written_under_the_revision(desk, monkeypatch):
    """Somebody else records the same need while the rows are written: back to the preview, and no failed import."""
    from linli.people.imports import steps

    file = xlsx([row("独甲", note="独居老人")], HEADER)
    desk.load(file)
    desk.preview(file)
    desk.post("decide/", verdict="noted", what="write")
    merge_rows, times = steps.merge_rows, []

    def meanwhile(*args):
        if not times:
            one = Resident.objects.get()
            Resident.objects.update(revision=one.revision + 1)
            Need.objects.create(resident=one, path=one.path, kind="alone")
        times.append(1)
        return merge_rows(*args)

    monkeypatch.setattr(steps, "merge_rows", meanwhile)
    desk.post("confirm/")
    assert desk.state == "preview"
    desk.post("confirm/")
    assert (desk.state, Need.objects.count()) == ("done", 1)


def test_totals_add_up(desk):
    desk.load(xlsx([row("甲", number=identity(1)), row("乙", home=["7号楼", "1单元", "102"], note="独居老人")], HEADER))
    rows = [
        row("甲改", number=identity(1)), row("乙", home=["7号楼", "1单元", "102"], note="独居老人"),
        row("丙", home=["7号楼", "1单元", "103"]), row("丙", home=["7号楼", "1单元", "103"]),
        row("丁", home=["7号楼", "1单元", "104"], note="已去世"), row("", home=["7号楼", "1单元", "105"], relation="子"),
        row("戊", home=["7号楼", "1单元", "106"], note="已搬走"),
    ]  # fmt: skip
    desk.preview(xlsx(rows, HEADER))
    desk.post("decide/", verdict="other", what="rename")
    desk.post("decide/", verdict="duplicate", what="separate")
    desk.post("decide/", verdict="left", row="0:6", what="skip")
    counts = desk.post("confirm/") and desk.state and desk.work.counts
    parts = [counts[name] for name in ("new", "changed", "same", "decided", "skipped", "rejected")]
    assert (parts, counts["undecided"], counts["total"]) == ([1, 0, 1, 2, 1, 2], 1, sum(parts))
    assert "✔ 4 行已在台账里" in desk.page()


def test_needs_from_notes_are_something_to_write(desk):
    file = xlsx([row("独甲", note="独居老人")], HEADER)
    desk.load(file)
    desk.preview(file)
    assert "没有变化，结束" in desk.page()
    desk.post("decide/", verdict="noted", what="write")
    assert "写入 1 人" in desk.page()


@pytest.mark.parametrize(
    ("written", "day", "fault"),
    [
        ("2019-03-05", date(2019, 3, 5), False), ("2019年3月", date(2019, 3, 1), False), ("", None, False), ("不详", None, False),
        ("2019", None, True), ("很久以前", None, True), ("2999-01-01", None, True),
    ],
)  # fmt: skip
def test_the_day_moved_in_is_what_the_list_says(desk, written, day, fault):
    file = xlsx([[*row("入甲"), written]], [*HEADER, "入住时间"])
    desk.load(file)
    assert living()["入甲"].since == day
    assert bool(desk.work.counts["values_left_out"]) is fault
    assert desk.preview(file)["same"] == 1


def test_the_tenant_lives_there_and_not_the_landlord(desk):
    header = ["楼号", "单元", "房号", "房主姓名", "房主电话", "租户姓名", "租户身份证号", "租户电话"]
    desk.load(xlsx([[*HOME, "房东甲", "13900720001", "租客甲", identity(1), "13800720001"]], header))
    (one,) = living().values()
    assert (one.name, one.residence, phone_of(one), identity_of(one)) == (
        "租客甲",
        "lodger",
        "13800720001",
        identity(1),
    )
    assert note_of(one) == "房东:房东甲 13900720001"


def test_a_name_beside_a_tenant_is_the_landlord(desk):
    header = ["姓名", "身份证号", "电话", "楼号", "单元", "房号", "租户姓名", "居住方式"]
    rows = [
        ["张东", identity(1), "13900000001", *HOME, "李租", ""],
        ["王自", identity(2), "13900000002", "7号楼", "1单元", "102", "", "自住"],
    ]
    assert desk.load(xlsx(rows, header))["new"] == 2
    tenant, owner = living()["李租"], living()["王自"]
    assert (tenant.residence, identity_of(tenant), phone_of(tenant), note_of(tenant)) == (
        "lodger",
        "",
        "",
        "房东:张东 13900000001",
    )
    assert (owner.residence, identity_of(owner), phone_of(owner)) == ("owner", identity(2), "13900000002")
    assert desk.load(xlsx(rows, header))["same"] == 2


@pytest.mark.parametrize("owner", ["业主", "房主", "户主姓名", "姓名"])
def test_what_stands_before_the_tenant_is_the_owners(desk, owner):
    header = ["楼号", "单元", "房号", owner, "身份证号", "联系电话", "租户"]
    desk.load(xlsx([[*HOME, "张东", identity(1), "13900000001", "李租"]], header))
    (tenant,) = living().values()
    assert (tenant.name, identity_of(tenant), phone_of(tenant)) == ("李租", "", "")
    assert note_of(tenant) == "房东:张东 13900000001"
    assert desk.work.counts["values_left_out"] == 1


@pytest.mark.parametrize("owner", ["房东姓名", "业主姓名", "产权人姓名", "业主"])
def test_a_list_of_owners_says_nothing_of_who_lives_there(desk, owner):
    desk.send(xlsx([[*HOME, "张东"]], ["楼号", "单元", "房号", owner]))
    assert desk.state == "mapping"
    assert desk.accept_columns().status_code == 422
    assert "房东、业主不一定住在那里" in desk.page("columns/")


@pytest.mark.parametrize(
    ("written", "phone", "note"),
    [
        ("13800110007(儿子)", "13800110007", "电话注:(儿子)"), ("妻13800110007", "13800110007", "电话注:妻"), ("本人13800110007 儿子13800110008", "13800110007", "其他电话:儿子13800110008"),
        ("儿子13800110007，本人13800110008", "13800110008", "其他电话:儿子13800110007"), ("138****0007", "", ""), ("3895566", "", ""),
    ],
)  # fmt: skip
def test_phones_with_words(desk, written, phone, note):
    file = xlsx([row("甲", written)], HEADER)
    desk.load(file)
    assert (phone_of(living()["甲"]), note_of(living()["甲"])) == (phone, note)
    assert desk.preview(file)["same"] == 1


def test_numbers_that_are_exact_in_a_number_cell(desk):
    header = [*HEADER, "证件类型"]
    old, permit, damaged = (
        row("老证", number=610802900307001),
        row("台胞", number=12345678),
        row("坏", number=610802199003070014),
    )
    desk.load(xlsx([[*old, ""], [*permit, "台胞证"], [*damaged, ""]], header))
    assert {name: identity_of(one) for name, one in living().items()} == {
        "老证": identity(1),
        "台胞": "12345678",
        "坏": "",
    }


def test_a_formula_that_failed_and_one_filled_down(desk):
    rows = [[*row("甲", "#N/A"), 1], [*row("乙", home=["#REF!", "1单元", "101"]), 2], [*[""] * 8, 3], [*[""] * 8, 4]]
    counts = desk.load(xlsx(rows, [*HEADER, "序号"]))
    assert (counts["total"], counts["new"], counts["rejected"]) == (2, 1, 1)


def test_the_sentences_are_whole(desk):
    desk.preview(xlsx([[*row("半句", "3895566"), "85年3月"]], [*HEADER, "出生日期"]))
    page = desk.page()
    assert "请写成 1950-03-05 的样子" in page
    assert "请写 11 位手机号，座机带区号" in page


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
            [f"甲{'一二三四五六七八九十'[n % 10]}{n}", door, identity(n) if n % 2 else "", f"138000000{n:02d}", "2019-03-05", "上门",
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
        export = other.client.post("/people/export/", {"key": key(), "reason": "核对台账", **whole})
        counts = other.load(export.content)
        assert (counts["same"], counts["total"], counts["values_left_out"]) == (len(DOORS), len(DOORS), 0)
        assert list(Resident.objects.order_by("id").values()) == before


@pytest.mark.parametrize("note", ["东门——靠路", "①低保 ②耳背", "ＡＢＣ", "甲" * 1_900])
def test_a_note_typed_by_hand_comes_back_as_it_was(desk, note):
    from linli.people.imports.tests.files import key

    desk.load(xlsx([row("甲", "13800000001", note="旧")], HEADER))
    one = living()["甲"]
    typed = desk.client.get(f"/people/resident/{one.pk}/correct/").context["form"].initial
    typed = {name: value for name, value in typed.items() if value not in (None, "")}
    answer = desk.client.post(
        f"/people/resident/{one.pk}/correct/", {**typed, "note": note, "key": key(), "revision": one.revision}
    )
    assert answer.status_code == 303, answer.context["form"].errors
    assert note_of(living()["甲"])
    export = desk.client.post("/people/export/", {"key": key(), "reason": "核对台账"})
    counts = desk.load(export.content)
    assert (counts["same"], counts["total"]) == (1, 1)


def test_excel_95_says_what_to_do(desk):
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "Book".encode("utf-16-le") + bytes(1024)
    desk.send(old, "台账.xls")
    assert desk.state == "failed"
    assert "另存为 .xlsx" in desk.page()


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
    assert (homes, counts["rejected"]) == ({"甲": "1-1-101", "乙": "2-1-101", "丙": "2-1-101"}, 2)


def test_a_list_of_tenants_without_an_owner_takes_no_other_column_for_them(desk):
    header = ["楼号", "单元", "房号", "租户姓名", "联系电话", "身份证号"]
    desk.load(xlsx([[*HOME, "王租", "13800110007", identity(7)]], header))
    assert note_of(living()["王租"]) == ""


def test_what_is_no_row_decides_for_nobody(desk):
    desk.preview(xlsx([row("王租")], HEADER))
    for said in ("12", "0:x", ":", "9" * 5_000, "0:" + "9" * 5_000):
        assert desk.post("decide/", verdict="duplicate", what="merge", row=said).status_code == 422


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
    assert (homes, counts["rejected"]) == ({"李一": "3-1-101", "王二": "4-1-101"}, 2)
