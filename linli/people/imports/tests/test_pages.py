"""The four steps as a user takes them, and who may take them."""

import io
import re

import openpyxl
import pytest

from linli.intake.models import ColumnMemory, Intake
from linli.intake.vault import Vault
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.people.imports.tests.files import csv, identity, key, person, upload, xlsx
from linli.people.models import Household, Resident
from linli.people.queries.records import identity_of, phone_of
from linli.places.actions import load_shipped
from linli.places.models import Mode, Place
from linli.testing import refusals, refused

FAMILY = [
    person("王伟", serial=1, 联系电话="13800000001"),
    person("李桂花", relation="配偶", serial=2, 特殊需要="听力", 备注="左耳可听见"),
    person("张伟", "102", serial=3, 出生日期="1990年3月7日", 居住方式="租住"),
]


def test_the_whole_way(desk, street):
    assert "下载空白模板" in desk.client.get("/people/imports/").content.decode()
    desk.send(xlsx(FAMILY))
    assert desk.state == "mapping"
    assert "待对列" in desk.client.get("/people/imports/").content.decode()
    page = desk.page("columns/")
    assert "*" * 18 in page
    assert identity(1) not in page
    desk.accept_columns()
    assert desk.state == "preview"
    assert not Resident.objects.exists()
    page = desk.page()
    assert "写入 3 人" in page
    assert "3 = 3 + 0 + 0 + 0 + 0" in page
    desk.post("confirm/")
    assert desk.state == "done"
    assert Resident.objects.count() == 3
    head = Resident.objects.get(name="王伟")
    assert (identity_of(head), phone_of(head)) == (identity(1), "13800000001")
    assert head.household.place_id == street.id("door101")
    assert head.household.door == "7-1-101"
    assert (head.sex, str(head.born_on), head.relation) == ("1", "1990-03-07", "head")
    wife = Resident.objects.get(name="李桂花")
    assert wife.household == head.household
    assert (wife.reach, wife.sex, [need.kind for need in wife.needs.all()]) == ("text", "2", ["hearing"])
    assert sorted(Household.objects.values_list("door", "size")) == [("7-1-101", 2), ("7-1-102", 1)]
    assert Fact.objects.filter(kind="people.imported", about=desk.work.pk).count() == 1
    assert not Vault(desk.work.pk).has("file")
    assert "写入了 3 行" in desk.page()
    assert "已写入" in desk.client.get("/people/imports/").content.decode()


def test_the_same_file_again_changes_nothing(desk):
    desk.load(xlsx(FAMILY))
    before = list(Resident.objects.order_by("id").values())
    counts = desk.load(xlsx(FAMILY))
    assert (counts["same"], counts["total"], counts["accepted"]) == (3, 3, 3)
    assert list(Resident.objects.order_by("id").values()) == before


def test_the_columns_are_remembered_for_the_place(desk):
    desk.load(xlsx(FAMILY))
    assert ColumnMemory.objects.count() == 1
    desk.send(xlsx(FAMILY))
    assert desk.state == "preview"
    assert "已记住" in desk.page()


def test_columns_can_be_corrected(desk):
    rows = [["王伟", "7号楼", "101", "13800000001"]]
    desk.send(xlsx(rows, ["谁", "楼栋", "房号", "联系电话"]))
    assert desk.state == "mapping"
    answer = desk.accept_columns()
    assert answer.status_code == 422
    assert refused(answer) == "imports.name_not_mapped"
    desk.accept_columns(**{"c0-0": "phone", "c0-3": "phone"})
    assert desk.state == "mapping"
    desk.accept_columns(**{"c0-0": "name"})
    assert desk.state == "preview"
    desk.post("columns/change/")
    assert desk.state == "mapping"


def test_rows_in_are_rows_accepted_and_rejected_and_come_back(desk):
    rows = [
        person("王伟", serial=1),
        person("", "101", 联系电话="13800000001"),
        person("赵六", "", floor=""),
        person("钱七", 社区="聚财社区", 网格="09网格"),
        ["合计", *[""] * 13, "4 人"],
        person("孙八", 身份证号=610802199003070014),
    ]
    counts = desk.load(xlsx(rows, above=[["学院社区台账"], ["填表人:高社区"]]))
    assert counts["total"] == counts["accepted"] + counts["rejected"] + counts["passed"] == 6
    assert counts["accepted"] == 2
    answer = desk.client.get(desk.url("returned/"))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    back = list(book["台账"].iter_rows(min_row=2, values_only=True))
    assert [(row[1], row[2]) for row in back] == [(number, "台账") for number in (5, 6, 7)]
    assert [row[0] for row in back] == [
        "没有姓名：请补上姓名",
        "住址不完整，缺门牌号：请补上房号",
        "不在这次导入的范围内：请核对社区或网格，或由对方导入",
    ]
    assert back[1][9] == "赵六"
    (left_out,) = book["待补-台账"].iter_rows(min_row=2, values_only=True)
    assert left_out[0] == "证件号已被表格软件改坏（成了数字）：请从原件重录"


def test_a_returned_workbook_can_be_corrected_and_imported(desk):
    desk.load(xlsx([person("王伟"), person("", "102", serial=2)]))
    content = desk.client.get(desk.url("returned/")).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    book["台账"].cell(2, 10).value = "李桂花"
    fixed = io.BytesIO()
    book.save(fixed)
    counts = desk.load(fixed.getvalue())
    assert counts["new"] == 1
    assert Resident.objects.filter(name="李桂花").count() == 1


def test_a_cell_is_corrected_in_place(desk):
    bad = identity(1)[:-1] + ("0" if identity(1)[-1] != "0" else "1")
    desk.preview(xlsx([person("王伟", 身份证号=bad)]))
    page = desk.page()
    assert "证件号末位不对" in page
    assert "人照常导入" in page
    link = desk.url("cell/0/2/10/")
    assert link in page
    assert bad in desk.client.get(link).content.decode()
    assert desk.post("cell/0/2/10/", text=identity(1)).status_code == 303
    assert desk.state == "preview"
    assert desk.work.counts["lines"] == 0
    desk.post("confirm/")
    assert identity_of(Resident.objects.get()) == identity(1)


def test_after_writing_the_page_leads_on(desk, make_desk):
    desk.load(xlsx([person("王伟")]))
    page = desk.page()
    at = f"?at={desk.place}"
    for url in (f"/corps/gaps/{at}", f"/corps/imports/{at}", "/people/"):
        assert f'href="{url}"' in page
    registrar = make_desk("registrar")
    registrar.work = desk.work
    assert f'href="/corps/imports/{at}"' not in registrar.page()  # a registrar cannot appoint


def test_a_wrong_number_loses_the_number_not_the_person(desk):
    counts = desk.load(xlsx([person("王伟", 身份证号=identity(1)[:-1] + "?")]))
    assert (counts["new"], counts["rejected"]) == (1, 0)
    assert Resident.objects.get().identity_blind is None


@pytest.mark.parametrize(("what", "living"), [("move", "102"), ("keep", "101")])
def test_a_move_is_asked_for(desk, what, living):
    desk.load(xlsx([person("王伟", serial=1), person("李桂花", serial=2, relation="配偶")]))
    counts = desk.preview(xlsx([person("王伟", "102", serial=1)]))
    assert (counts["moved"], counts["total"]) == (1, 1)
    page = desk.page()
    assert "原在" in page
    assert "101" in page
    desk.post("decide/", verdict="moved", row="0:2", what=what)
    desk.post("confirm/")
    assert desk.state == "done"
    who = Resident.objects.get(name="王伟")
    assert who.household.door == f"7-1-{living}"
    assert who.path == who.household.path
    assert who.moves.count() == (what == "move")
    sizes = dict(Household.objects.filter(until=None).values_list("door", "size"))
    assert sizes == ({"7-1-101": 1, "7-1-102": 1} if what == "move" else {"7-1-101": 2})


def test_all_moves_are_one_deed_that_says_how_many(desk):
    desk.load(xlsx([person(name, serial=at) for at, name in enumerate(("王伟", "李桂花", "陈静"), 1)]))
    desk.preview(xlsx([person(name, "102", serial=at) for at, name in enumerate(("王伟", "李桂花", "陈静"), 1)]))
    desk.post("decide/", verdict="moved", row="0:2", what="keep")
    page = desk.page()
    assert 'data-confirm="2 人都算搬家？' in page  # a row with a decision of its own keeps it
    assert "全部合并" not in page  # there are no duplicates
    desk.post("decide/", verdict="moved", what="move")
    desk.post("confirm/")
    doors = dict(Resident.objects.values_list("name", "household__door"))
    assert doors == {"王伟": "7-1-101", "李桂花": "7-1-102", "陈静": "7-1-102"}


def test_an_undecided_move_is_returned_and_changes_nothing(desk):
    desk.load(xlsx([person("王伟", serial=1)]))
    counts = desk.load(xlsx([person("王伟", "102", serial=1)]))
    assert (counts["accepted"], counts["rejected"], counts["undecided"]) == (0, 1, 1)
    assert Resident.objects.get().household.door == "7-1-101"


@pytest.mark.parametrize(("what", "people"), [("merge", 1), ("separate", 2)])
def test_a_duplicate_is_asked_for(desk, what, people):
    rows = [person("王伟", serial=1), person("王伟", "102", serial=1)]
    counts = desk.preview(xlsx(rows))
    assert (counts["new"], counts["duplicate"]) == (1, 1)
    assert "与第 2 行是同一人" in desk.page("?kind=duplicate")
    assert 'data-confirm="1 行都与前面的行合并成同一人？' in desk.page()
    desk.post("decide/", verdict="duplicate", what=what)
    desk.post("confirm/")
    assert desk.state == "done"
    assert Resident.objects.count() == people
    assert Resident.objects.exclude(identity_blind=None).count() == 1


def test_changes_are_written_and_blanks_change_nothing(desk):
    desk.load(xlsx([person("王伟", serial=1, 联系电话="13800000001", 备注="原来的备注")]))
    counts = desk.load(
        xlsx([person("王伟", serial=1, relation="", 联系电话="13900000002", 居住方式="租住", 特殊需要="独居")])
    )
    assert counts["changed"] == 1
    who = Resident.objects.get()
    assert (phone_of(who), who.residence, who.relation, who.revision) == ("13900000002", "lodger", "head", 2)
    assert who.note_sealed
    assert [need.kind for need in who.needs.all()] == ["alone"]


def test_floors_are_made_where_the_mode_has_floor_leaders(desk, street):
    load_shipped(clock.now())
    Place.objects.filter(pk=street.places["grid3"].pk).update(mode=Mode.objects.get(code="chongwen.apartment"))
    file = xlsx(
        [person("王伟", "1203", floor="", 楼栋="9栋", serial=1), person("李强", "东屋", floor="", 楼栋="9栋", serial=2)]
    )
    desk.preview(file)
    desk.post("confirm/")
    above = {who.name: Place.objects.get(path=who.household.path[:-4]) for who in Resident.objects.all()}
    assert (above["王伟"].kind, above["李强"].kind) == ("floor", "stairwell")
    desk.preview(file)
    assert "没有变化" in desk.page()


def test_places_that_are_missing_are_made_after_confirming(desk, street):
    desk.preview(xlsx([person("王伟", "1203", floor="", 楼栋="9栋", serial=1)]))
    assert "楼栋 <span" in desk.page()
    assert not Place.objects.filter(name="9栋").exists()
    desk.post("confirm/")
    who = Resident.objects.get()
    assert who.household.door == "9-1-1203"
    assert who.household.path.startswith(street.places["grid3"].path)


class TestWho:
    @pytest.mark.parametrize("who", ["grid", "building", "floor", "street", "auditor", "administrator", "nobody"])
    def test_posts_without_the_permission_are_refused(self, street, who):
        answer = street.client(who).get("/people/imports/")
        assert answer.status_code == 403 or answer.url.startswith("/account/second-factor/")

    def test_the_anonymous_is_asked_to_sign_in(self, street):
        assert street.client("anonymous").get("/people/imports/").status_code == 302

    def test_the_outsider_sees_nothing_of_it(self, desk, street):
        desk.preview(xlsx(FAMILY))
        outside = street.client("outside_community")
        for rest in ("", "state/", "columns/", "cell/0/2/10/", "returned/"):
            assert outside.get(desk.url(rest)).status_code == 404
        for rest in ("confirm/", "decide/", "give-up/", "columns/change/", "columns/", "cell/0/2/10/"):
            assert outside.post(desk.url(rest), {"key": key()}).status_code == 404
        assert "台账.xlsx" not in outside.get("/people/imports/").content.decode()

    def test_nobody_imports_into_a_place_that_is_not_theirs(self, desk, street):
        answer = desk.send(xlsx(FAMILY), place=str(street.id("jucai")))
        assert answer.status_code == 404
        assert not Intake.objects.exists()

    def test_the_only_place_stands_chosen_and_another_is_looked_for(self, street):
        street.person("keeper", "台账", "registrar", "grid3", "台账专员")
        chosen = re.compile(r'name="place" value="([0-9a-f-]{36})" checked')
        page = street.client("keeper").get("/people/imports/").content.decode()
        assert chosen.findall(page) == [str(street.id("grid3"))]
        client = street.client("registrar")
        assert not chosen.findall(client.get("/people/imports/").content.decode())
        looked = client.post("/people/imports/start/", {"key": key(), "place-q": "09网格", "place-find": "1"})
        assert refusals(looked) == {"place": "choose"}
        assert f'value="{street.id("grid9")}"' in looked.content.decode()

    def test_a_register_is_of_no_closed_place_and_of_no_building(self, desk, street):
        assert refusals(desk.send(xlsx(FAMILY), place=str(street.id("building7")))) == {"place": "not_offered"}
        Place.objects.filter(pk=street.id("grid3")).update(closed_on="2022-04-01")
        assert refusals(desk.send(xlsx(FAMILY), place=str(street.id("grid3")))) == {"place": "closed"}
        assert not Intake.objects.exists()

    def test_rows_outside_the_place_are_rejected(self, make_desk):
        rows = [person("王伟"), person("李四", 社区="聚财社区"), person("赵六", 社区="没有的社区")]
        assert make_desk("community").preview(xlsx(rows))["rejected"] == 2
        assert make_desk("registrar", "street").preview(xlsx(rows))["rejected"] == 1

    def test_somebody_registered_out_of_reach_is_not_taken(self, make_desk, street):
        make_desk("outside_community", "jucai").load(
            xlsx([person("王伟", "101", floor="", 社区="聚财社区", 网格="09网格", 楼栋="1号楼", 单元="", serial=1)])
        )
        desk = make_desk("community")
        assert desk.preview(xlsx([person("王伟", serial=1)]))["rejected"] == 1
        assert "不在您的范围内" in desk.page()
        assert "1号楼" not in desk.page()

    def test_a_post_lost_meanwhile_writes_nothing(self, desk, street):
        from linli.access.models import Grant

        desk.preview(xlsx(FAMILY))
        desk.client.post(desk.url("confirm/"), {"key": key()})
        Grant.objects.filter(person=street.people["community"].account.person).delete()
        from linli.testing_jobs import run_jobs

        run_jobs()
        assert desk.state == "failed"
        assert not Resident.objects.exists()


def test_giving_up_deletes_everything(desk):
    desk.preview(xlsx(FAMILY))
    folder = Vault(desk.work.pk).folder
    assert folder.exists()
    with_commit = desk.post("give-up/")
    assert with_commit.status_code == 303
    assert desk.state == "cancelled"
    assert not folder.exists()
    assert desk.client.post(desk.url("confirm/"), {"key": key()}).status_code == 409


def test_the_same_key_twice_is_one_import(desk):
    same = key()
    desk.send(xlsx(FAMILY), key=same)
    desk.client.post("/people/imports/start/", {"place": str(desk.place), "file": upload(xlsx(FAMILY)), "key": same})
    assert Intake.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7", "PDF 文档"),
        (b"PK\x03\x04broken", "打不开"),
        (csv([["王伟"]], ["姓名"]) + "\r\n李桂花".encode("gb18030"), "第 3 行"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_leaves_nothing(desk, content, words):
    desk.send(content)
    assert desk.state == "failed"
    assert words in desk.page()
    assert not Vault(desk.work.pk).folder.exists()


def test_the_bar_reloads_the_page_when_the_worker_is_through(desk):
    client, place = desk.client, str(desk.place)
    client.post("/people/imports/start/", {"place": place, "file": upload(xlsx(FAMILY)), "key": key()})
    desk.work = Intake.objects.get()
    assert "正在读取文件" in desk.page()
    assert "import-bar" in desk.page("state/")
    from linli.testing_jobs import run_jobs

    run_jobs()
    answer = client.get(desk.url("state/"))
    assert (answer.status_code, answer["HX-Redirect"]) == (204, desk.url())
