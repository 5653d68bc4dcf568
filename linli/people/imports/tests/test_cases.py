"""Lists that once made the register say what nobody had said: each as a small file, and what must come of it."""

import io
import re
from collections import Counter
from datetime import date

import openpyxl
import pytest

from linli.intake.queries import lines_of, places_made
from linli.intake.vault import Vault
from linli.people.imports.tests.cases import HEADER, HOME, lines, living, row
from linli.people.imports.tests.files import identity, xlsx
from linli.people.models import Need, Resident
from linli.people.queries.records import identity_of, note_of, phone_of
from linli.places.models import Place


def test_the_other_name_of_a_number_is_kept(desk):
    rows = [row("并甲", number=identity(1)), row("并乙", "13800540001", identity(1), home=["7号楼", "1单元", "102"])]
    desk.preview(xlsx(rows, HEADER))
    desk.post("decide/", verdict="duplicate", what="merge")
    desk.post("confirm/")
    (one,) = living().values()
    assert (one.name, note_of(one), phone_of(one)) == ("并甲", "又写作：并乙", "13800540001")
    assert desk.preview(xlsx(rows, HEADER))["same"] == 2


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
        assert note_of(living()["并甲"]) == "低保 耳背 其他电话：13800540002"
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
        assert (phone_of(living()["并甲"]), note_of(living()["并甲"])) == ("13800540001", "其他电话：13800540002")

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

    @pytest.mark.alike
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
            ("张三(曾用名张四)", "张三", "姓名后注：曾用名张四"),
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
    page = desk.page()
    assert "✔ 写入了 3 行" in page and "另有 1 行本来就一样" in page
    assert desk.load(xlsx(rows[1:2], HEADER))["same"] == 1
    assert "data-same" in desk.page()


def test_what_is_announced_is_what_is_made(desk):
    """Whoever is asked about may bring a home of their own: it counts once somebody says that they are written."""
    rows = [
        row("甲"), row("乙", home=["8号楼", "1单元", "101"]), row("张三母亲", home=["9号楼", "1单元", "101"]),
        row("李四母亲", home=["9号楼", "1单元", "102"]), row("丙", home=["9号楼", "1单元", "103"], note="已去世"), row("", home=["8号楼", "1单元", "103"]),
    ]  # fmt: skip

    def announced():
        return {one.kind: one.count for one in places_made(desk.work, lines_of(Vault(desk.work.pk)))}

    desk.preview(xlsx(rows, HEADER))
    before = announced()
    assert (before["楼栋"], before["户"]) == (1, 1)  # 7号楼 1单元 101 is there
    desk.post("decide/", verdict="odd", row="0:4", what="person")
    desk.work.refresh_from_db()
    after, there = announced(), Counter(Place.objects.values_list("kind", flat=True))
    assert (after["楼栋"], after["单元"], after["户"]) == (2, 2, 2)
    assert "9号楼" in desk.page()
    desk.post("confirm/")
    made = Counter(Place.objects.values_list("kind", flat=True)) - there
    assert (made["building"], made["stairwell"], made["door"]) == (2, 2, 2)


def test_the_workbook_has_as_many_rows_as_the_page_says(desk):
    rows = [
        row("", home=["8号楼", "1单元", "103"]), row("甲", "12"), row("张三母亲"), row("李四母亲", home=["7号楼", "1单元", "102"]),
        ["合计：4人", *[""] * 7],
    ]  # fmt: skip

    def told():
        found = re.search(r'data-back="(\d+)" data-to-fill="(\d+)"', desk.page())
        book = openpyxl.load_workbook(io.BytesIO(desk.client.get(desk.url("returned/")).content))
        assert sum(map(int, found.groups())) == sum(sheet.max_row - 1 for sheet in book.worksheets)
        return tuple(map(int, found.groups()))

    assert desk.preview(xlsx(rows, HEADER))["passed"] == 1
    assert told() == (3, 1)
    desk.post("decide/", verdict="odd", row="0:4", what="person")
    assert told() == (2, 1)
    desk.post("confirm/")
    assert told() == (2, 1)
    assert desk.work.refresh_from_db() is None
    assert (desk.work.counts["accepted"], desk.work.counts["rejected"], desk.work.counts["passed"]) == (2, 2, 1)


def test_changes_are_masked(desk):
    header, home = [*HEADER, "出生日期"], ["7号楼", "1单元", "102"]
    desk.load(xlsx([[*row("生日乙", number=identity(1)), ""], [*row("生日丙", home=home), ""]], header))
    desk.preview(xlsx([[*row("改名丁", number=identity(1)), ""], [*row("生日丙", home=home), "1951-04-06"]], header))
    changes = [tuple(change) for kind in ("other", "changed") for line in lines(desk, kind) for change in line.changes]
    assert changes == [("name", "生**", "改**"), ("born_on", "", "1951-**-**")]


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
    assert note_of(one) == "房东：房东甲 13900720001"


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
        "房东：张东 13900000001",
    )
    assert (owner.residence, identity_of(owner), phone_of(owner)) == ("owner", identity(2), "13900000002")
    assert desk.load(xlsx(rows, header))["same"] == 2


@pytest.mark.parametrize("owner", ["业主", "房主", "户主姓名", "姓名"])
def test_what_stands_before_the_tenant_is_the_owners(desk, owner):
    header = ["楼号", "单元", "房号", owner, "身份证号", "联系电话", "租户"]
    desk.load(xlsx([[*HOME, "张东", identity(1), "13900000001", "李租"]], header))
    (tenant,) = living().values()
    assert (tenant.name, identity_of(tenant), phone_of(tenant)) == ("李租", "", "")
    assert note_of(tenant) == "房东：张东 13900000001"
    assert desk.work.counts["values_left_out"] == 1


@pytest.mark.parametrize("owner", ["房东姓名", "业主姓名", "产权人姓名", "业主"])
def test_a_list_of_owners_says_nothing_of_who_lives_there(desk, owner):
    desk.send(xlsx([[*HOME, "张东"]], ["楼号", "单元", "房号", owner]))
    assert desk.state == "mapping"
    assert desk.accept_columns().status_code == 422
    assert "房东、业主不一定住在那里" in desk.page("columns/")


def test_a_list_of_tenants_without_an_owner_takes_no_other_column_for_them(desk):
    header = ["楼号", "单元", "房号", "租户姓名", "联系电话", "身份证号"]
    desk.load(xlsx([[*HOME, "王租", "13800110007", identity(7)]], header))
    assert note_of(living()["王租"]) == ""


@pytest.mark.parametrize(
    ("written", "phone", "note"),
    [
        ("13800110007(儿子)", "13800110007", "电话注：(儿子)"), ("妻13800110007", "13800110007", "电话注：妻"), ("本人13800110007 儿子13800110008", "13800110007", "其他电话：儿子13800110008"),
        ("儿子13800110007，本人13800110008", "13800110008", "其他电话：儿子13800110007"), ("138****0007", "", ""), ("3895566", "", ""),
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
    export = desk.client.post("/people/export/", {"key": key(), "purpose": "report", "reason": "核对台账"})
    counts = desk.load(export.content)
    assert (counts["same"], counts["total"]) == (1, 1)
