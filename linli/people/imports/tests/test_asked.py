"""Lists that once made the register say of somebody what nobody had said: each row is asked about."""

import pytest

from linli.kernel.models import Fact
from linli.kernel.sealing import crypto
from linli.people.imports.tests.cases import HEADER, leave, lines, living, row
from linli.people.imports.tests.conftest import Desk
from linli.people.imports.tests.files import identity, xlsx
from linli.people.models import PHONE_TAIL_COLUMN, Household, Need, Resident
from linli.people.queries.records import identity_of, note_of, phone_of


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
        assert ("name", "变*", "完**") in line.changes
        desk.post("decide/", verdict="other", what=what)
        desk.post("confirm/")
        assert (desk.state, list(living())) == ("done", [name])
        assert desk.work.counts["rejected"] == rejected

    def test_another_spelling_of_the_dot_is_no_other_name(self, desk):
        desk.load(xlsx([row("阿卜杜拉.买买提", number=identity(1))], HEADER))
        assert desk.preview(xlsx([row("阿卜杜拉·买买提", number=identity(1))], HEADER))["same"] == 1


def test_a_look_at_a_row_and_at_what_comes_back_is_a_fact(desk):
    desk.preview(xlsx([row("世大明", number="123")], HEADER))
    looks = Fact.objects.filter(kind="people.import_seen", about=desk.work.pk)
    for address, what in (("cell/0/2/3/", "row"), ("returned/", "returned")):
        before = looks.count()
        assert desk.client.get(desk.url(address)).status_code == 200
        assert (looks.count(), looks.latest("seq").data["what"]) == (before + 1, what)


def test_a_phone_that_a_list_changes_is_found_by_its_own_last_digits(desk):
    desk.load(xlsx([row("世大明", "13800600001", identity(1))], HEADER))
    desk.load(xlsx([row("世大明", "13900007777", identity(1))], HEADER))
    assert living()["世大明"].phone_tail_blind == crypto.blind("7777", column=PHONE_TAIL_COLUMN)


def test_who_moves_by_a_list_is_counted_where_they_live_now(desk):
    desk.load(xlsx([row("世大明", number=identity(1)), row("世小宝", relation="子")], HEADER))
    before = living()["世大明"]
    Need.objects.create(resident=before, path=before.path, kind="hearing")
    there = ["7号楼", "1单元", "102"]
    assert desk.preview(xlsx([row("世大明", number=identity(1), home=there)], HEADER))["moved"] == 1
    desk.post("decide/", verdict="moved", what="move")
    desk.post("confirm/")
    now = living()["世大明"]
    old, new = (Household.objects.get(pk=one.household_id) for one in (before, now))
    assert (old.size, old.until, new.size) == (1, None, 1)
    assert Need.objects.get().path == now.path != before.path


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

    @pytest.mark.parametrize(("who", "told"), [("community", False), ("registrar", True)])
    def test_why_they_left_is_told_to_who_keeps_the_register_there(self, street, who, told):
        there = Desk(street, "outside_community", "jucai")
        there.load(xlsx([row("世大明", number=identity(1), home=["1号楼", "", "101"])], HEADER))
        leave(there, "世大明")
        here = Desk(street, who)
        assert here.preview(xlsx([row("世大明", number=identity(1))], HEADER))["gone"] == 1
        assert ("去外地" in here.page()) is told

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

    @pytest.mark.alike
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


def test_what_is_no_row_decides_for_nobody(desk):
    desk.preview(xlsx([row("王租")], HEADER))
    for said in ("12", "0:x", ":", "9" * 5_000, "0:" + "9" * 5_000):
        assert desk.post("decide/", verdict="duplicate", what="merge", row=said).status_code == 422
