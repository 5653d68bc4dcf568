"""Importing leaders as a user does: upload, preview, confirm, the refused rows returned, the same file again."""

from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from linli.access.actor import system
from linli.access.models import Grant, PostKind
from linli.corps.actions.appointments import appoint
from linli.corps.models import Appointment, Charge, Member
from linli.intake.models import Intake
from linli.intake.queries import lines_of
from linli.intake.vault import Vault
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.testing_jobs import run_jobs

pytestmark = pytest.mark.django_db
HEADER = ["序号", "姓名", "职务", "联系电话", "社区", "网格", "楼栋", "单元", "楼层", "门牌", "巷道", "院落", "任期到"]


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.LINLI_UPLOADS = tmp_path


def book(*rows, header=HEADER, title="崇文路街道责任人名单"):
    target = BytesIO()
    made = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = made.add_worksheet("名单")
    sheet.write(0, 0, title)
    for number, row in enumerate([header, *rows], 1):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    made.close()
    return target.getvalue()


def row(name, post, phone="", **cells):
    named = {"grid": "03网格"} | cells
    inner = [
        named.get(cell, "") for cell in ("grid", "building", "stairwell", "floor", "door", "alley", "yard", "ends")
    ]
    return [1, name, post, phone, "学院社区", *inner]


def upload(corps, content, who="community", at="xueyuan", name="名单.xlsx", **data):
    file = SimpleUploadedFile(name, content)
    typed = {"key": new_id(), "place": corps.street.id(at), "file": file, **data}
    return corps.street.client(who).post("/corps/imports/start/", typed)


def press(corps, run, deed, who="community", **typed):
    return corps.street.client(who).post(f"/corps/imports/{run.pk}/{deed}/", {"key": new_id(), **typed})


def previewed(corps, who="community"):
    """Read, and the columns accepted as they are recognised."""
    run_jobs()
    run = Intake.objects.latest("started_at")
    if run.state == "mapping":
        chosen = {"use0": "on"}
        for sheet, table in enumerate(run.mapping["tables"]):
            if table["use"]:
                chosen[f"use{sheet}"] = "on"
            chosen |= {f"c{sheet}-{at}": table["columns"].get(str(at), "-") for at in range(len(table["names"]))}
        press(corps, run, "columns", who, **chosen)
        run_jobs()
        run.refresh_from_db()
    return run


def counted(run):
    return {kind: run.counts[kind] for kind in ("new", "changed", "same", "rejected", "values_left_out")}


def lines(run):
    return lines_of(Vault(run.pk))


def refused(run):
    return {line.who: line.code for line in lines(run) if line.kind == "rejected"}


def load(corps, content, who="community", **data):
    """Upload, read, accept the columns, confirm, write: the import at the end."""
    run_jobs()
    assert upload(corps, content, who, **data).status_code == 303
    run = previewed(corps, who)
    if run.state == "preview":
        run.seen = lines(run)
        if run.counts["unlike"] and data.get("make_places"):
            press(corps, run, "decide", who, verdict="unlike", what="make")
        assert press(corps, run, "confirm", who).status_code == 303
        run_jobs()
        run.refresh_from_db()
    return run


GOOD = [
    row("王一层", "楼层长", "13700000001", building="7栋", stairwell="1", floor="1-2层"),
    row("李院", "院落长", 13700000002, alley="槐树巷", yard="1号"),
    row("张楼栋", "楼栋长", building="7#", ends="2099-12-31"),
]


def test_the_whole_way(corps):
    before = Appointment.objects.count()
    assert upload(corps, book(*GOOD, row("错", "天王", "1"))).status_code == 303
    assert Appointment.objects.count() == before
    run = previewed(corps)
    assert run.state == "preview"
    assert counted(run) == {"new": 3, "changed": 0, "same": 0, "rejected": 1, "values_left_out": 0}
    assert Appointment.objects.count() == before, "a preview writes nothing"
    text = corps.street.client("community").get(f"/corps/imports/{run.pk}/").content.decode()
    assert "没有「天王」这个职务" in text
    assert "1-2层" not in text.split("</section>", 3)[3]
    assert "1层、2层" in text
    press(corps, run, "confirm")
    run_jobs()
    run.refresh_from_db()
    assert run.state == "done"
    floor = Member.objects.get(name="王一层").appointments.get()
    assert sorted(floor.charges.values_list("place__name", flat=True)) == ["1层", "2层"]
    grants = Grant.objects.filter(source=floor.pk)
    assert sorted(grants.values_list("path", flat=True)) == sorted(floor.charges.values_list("path", flat=True))
    assert Member.objects.get(name="张楼栋").appointments.get().ends_on.isoformat() == "2099-12-31"
    assert list(trail.verify()) == []


def test_the_same_file_twice_changes_nothing(corps):
    assert load(corps, book(*GOOD)).counts["new"] == 3
    before = (Member.objects.count(), Appointment.objects.count(), Charge.objects.count(), Grant.objects.count())
    upload(corps, book(*GOOD))
    seen = corps.street.client("community").get(f"/corps/imports/{previewed(corps).pk}/")
    assert seen.content.decode().count('data-kind="same"') == 3
    again = load(corps, book(*GOOD))
    assert counted(again) == {"new": 0, "changed": 0, "same": 3, "rejected": 0, "values_left_out": 0}
    assert (
        Member.objects.count(),
        Appointment.objects.count(),
        Charge.objects.count(),
        Grant.objects.count(),
    ) == before


def test_what_changed_is_changed_and_nothing_else(corps):
    load(corps, book(*GOOD))
    other = [
        row("王一层", "楼层长", "13700000001", building="7栋", stairwell="1", floor="2层"),
        row("李院", "院落长", "13700000009", alley="槐树巷", yard="1号"),
        row("张楼栋", "楼栋长", building="7#", ends="2098-12-31"),
    ]
    run = load(corps, book(*other))
    assert (run.counts["changed"], run.counts["new"]) == (3, 0)
    member = Member.objects.get(name="王一层")
    now = [t for t in member.appointments.all() if t.ends_on is None]
    assert [list(t.charges.values_list("place__name", flat=True)) for t in now] == [["2层"]]
    valid = Grant.objects.filter(person=member.pk).valid_on(clock.today())
    assert list(valid.values_list("path", flat=True)) == [corps.street.places["floor2"].path]
    assert Member.objects.filter(name="李院").count() == 1
    assert Member.objects.get(name="张楼栋").appointments.get().ends_on.isoformat() == "2098-12-31"
    assert load(corps, book(*other)).counts["same"] == 3


def test_every_sheet_that_is_shown_is_read_and_hidden_ones_when_ticked(corps):
    target = BytesIO()
    made = xlsxwriter.Workbook(target, {"in_memory": True})
    for title, people in (("楼层长", GOOD[:1]), ("院落长", GOOD[1:2]), ("旧名单", GOOD[2:])):
        sheet = made.add_worksheet(title)
        for number, cells in enumerate([HEADER, *people]):
            sheet.write_row(number, 0, cells)
        if title == "旧名单":
            sheet.hide()
    made.close()
    run = load(corps, target.getvalue())
    assert (run.counts["new"], run.counts["total"]) == (2, 2)
    assert [(line.sheet, line.number, line.who) for line in run.seen] == [(0, 2, "王一层"), (1, 2, "李院")]
    assert Member.objects.get(name="李院").appointments.count() == 1
    assert not Member.objects.filter(name="张楼栋").exists()


def test_rows_in_are_rows_accepted_and_rows_back(corps):
    wrong = [
        row("甲", "楼层长", building="99号楼"),
        row("", "楼层长", building="7号楼"),
        row("乙", "", building="7号楼"),
        row("丙", "社区长"),
        row("丁", "楼栋长", building="7号楼", ends="明年"),
        row("戊", "楼栋长", "12", building="7号楼"),
        row("戊", "楼栋长", "12", building="7号楼"),
        ["", "己", "楼栋长", "", "", "", "", "", "", "", "", "", ""],
        row("=HYPERLINK(1)", "=1+1", building="7号楼"),
    ]
    run = load(corps, book(*GOOD, *wrong))
    assert sum(run.counts[state] for state in ("new", "changed", "same", "rejected")) == len(GOOD) + len(wrong)
    assert (run.counts["new"], run.counts["rejected"], run.counts["values_left_out"]) == (4, 8, 1)
    back = corps.street.client("community").get(f"/corps/imports/{run.pk}/returned/")
    rows = CalamineWorkbook.from_filelike(BytesIO(back.getvalue())).get_sheet_by_index(0).to_python()
    assert rows[0][:5] == ["退回原因", "原行号", "原工作表", "序号", "姓名"]
    assert [r[1:3] for r in rows[1:3]] == [[6, "名单"], [7, "名单"]]
    assert len(rows) == 9
    reasons = {r[4]: r[0] for r in rows[1:]}
    assert "没有找到「03网格 99号楼」" in reasons["甲"]
    assert "不能任命社区长" in reasons["丙"]
    assert "不是日期" in reasons["丁"]
    assert "重复" in reasons["戊"]


def test_missing_places_are_made_only_when_asked(corps):
    new = row("新楼", "楼层长", building="8号楼", stairwell="1单元", floor="1-3层")
    assert load(corps, book(new)).counts["rejected"] == 1
    run = load(corps, book(new), make_places="on")
    assert (run.state, run.counts["unlike"]) == ("done", 1)
    assert run.mapping["places"] == {"building": 1, "stairwell": 1, "floor": 3}
    assert Member.objects.get(name="新楼").appointments.get().charges.count() == 3
    assert load(corps, book(new)).counts["same"] == 1


WIDE = ["姓名", "职务", "街道", "社区", "网格", "楼组"]


def test_the_whole_street_and_a_group_of_buildings_have_columns(corps):
    group = corps.street.place("group1", "building_group", "第1居民小组", "grid3")
    chief = PostKind.objects.create(
        code="street_chief", title="街道总长", bundle="leader", path=corps.street.places["street"].path
    )
    rows = [
        ["石街道", chief.title, "崇文路街道办事处", "", "", ""],
        ["吴楼组", "居民小组长", "崇文路街道", "学院社区", "3网格", "第1居民小组"],
    ]
    upload(corps, book(*rows, header=WIDE), who="street", at="street")
    run = previewed(corps, "street")
    assert (run.state, run.counts["new"]) == ("preview", 2), lines(run)
    press(corps, run, "confirm", "street")
    run_jobs()
    placed = dict(
        Charge.objects.filter(appointment__member__name__in=["石街道", "吴楼组"]).values_list(
            "appointment__member__name", "path"
        )
    )
    assert placed == {"石街道": corps.street.places["street"].path, "吴楼组": group.path}


def test_a_row_of_elsewhere_or_of_more_than_the_import_is_refused(corps):
    rows = [
        ["甲", "楼栋长", "", "聚才社区", "03网格", ""],
        ["乙", "楼栋长", "凤凰台街道", "学院社区", "03网格", ""],
        ["丙", "楼栋长", "崇文路街道", "", "", ""],
    ]
    run = load(corps, book(*rows, header=WIDE))
    assert (run.counts["new"], run.counts["rejected"]) == (0, 3)
    assert {line.who: line.code for line in run.seen} == {
        "甲": "corps.row_elsewhere",
        "乙": "corps.row_elsewhere",
        "丙": "corps.row_above",
    }


def charged(name):
    return list(Charge.objects.filter(appointment__member__name=name).values_list("path", flat=True))


def load_at(corps, content, at, who="street"):
    return load(corps, content, who, at=at)


def kept_out(run):
    return {line.who: line.code for line in run.seen if line.kind == "rejected"}


def test_who_leads_the_community_itself_need_not_name_it(corps):
    titles = {"片一": "片长", "社一": "社区长", "片副": "副片长", "楼一": "楼栋长"}
    rows = [[name, title, "", "", "", ""] for name, title in titles.items()]
    run = load_at(corps, book(*rows, header=WIDE), "xueyuan")
    assert kept_out(run) == {"楼一": "corps.row_no_place"}
    own = corps.street.places["xueyuan"].path
    assert {name: charged(name) for name in titles} == {"片一": [own], "社一": [own], "片副": [own], "楼一": []}
    again = load_at(corps, book(*rows[:3], header=WIDE), "xueyuan")
    assert (again.counts["same"], again.counts["new"]) == (3, 0)


def test_the_same_rows_for_the_whole_street_must_name_their_community(corps):
    run = load_at(corps, book(["片一", "片长", "", "", "", ""], header=WIDE), "street")
    assert kept_out(run) == {"片一": "corps.row_no_place"}


def test_a_blank_place_above_the_import_is_for_whoever_may_appoint_there(corps):
    content = book(["片一", "片长", "", "", "", ""], header=WIDE)
    corps.street.person("clerk", "网格专员", "street", "grid3", "网格专员")
    assert kept_out(load_at(corps, content, "grid3", who="clerk")) == {"片一": "corps.row_above"}
    assert kept_out(load_at(corps, content, "grid3")) == {}
    assert charged("片一") == [corps.street.places["xueyuan"].path]


def test_an_auditor_gets_no_other_post_by_a_file(corps):
    auditor = corps.member("吴审计", "13700000007")
    appoint(
        member=auditor, post=corps.post("auditor"), places=[corps.street.places["street"]], starts_on=clock.today(),
        ends_on=None, actor=system(), key=None, now=clock.now(),
    )  # fmt: skip
    run = load(corps, book(row("吴审计", "楼栋长", "13700000007", building="7号楼")))
    assert (run.counts["new"], run.counts["rejected"]) == (0, 1)
    assert kept_out(run) == {"吴审计": "corps.auditor_alone"}


def test_blank_places_never_make_a_floor_leader_answer_for_the_street(corps):
    upload(corps, book(["丁", "楼层长", "崇文路街道", "", "", ""], header=WIDE), who="street", at="street")
    run = previewed(corps, "street")
    assert refused(run) == {"丁": "corps.row_too_wide"}
