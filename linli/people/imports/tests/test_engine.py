"""What the engine does for every list, on a register: sheets, columns that are not read, places, decisions, a crash."""

import io

import openpyxl
import pytest

from linli.intake.models import Intake
from linli.intake.queries import lines_of, list_of
from linli.intake.vault import Vault
from linli.kernel.models import Fact
from linli.people.imports import steps
from linli.people.imports.tests.files import HEADER, key, person, xlsx
from linli.people.models import Resident
from linli.testing_jobs import run_jobs

TWO = {"旧表": [HEADER, person("旧人", "102", serial=9)]}


def test_the_tick_of_a_sheet_is_remembered_with_its_columns(desk):
    desk.send(xlsx([person("王伟", serial=1)], more=TWO))
    assert desk.state == "mapping"
    desk.accept_columns(use1="")
    assert (desk.state, desk.work.counts["total"]) == ("preview", 1)
    assert "这几张工作表没有导入：旧表" in desk.page()
    desk.post("give-up/")
    desk.send(xlsx([person("王伟", serial=1)], more=TWO))
    assert (desk.state, desk.work.counts["total"]) == ("preview", 1)
    desk.send(xlsx([person("王伟", serial=1)], more={**TWO, "新表": [HEADER, person("新人", "102")]}))
    assert desk.state == "preview"
    assert desk.work.counts["total"] == 2  # a sheet with this header that nobody left out is read


def test_a_hidden_sheet_is_named_and_read_only_when_ticked(desk):
    book = openpyxl.load_workbook(io.BytesIO(xlsx([person("王伟", serial=1)], more=TWO)))
    book["旧表"].sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    for ticked, rows in (("", 1), ("on", 2), ("", 1)):
        desk.send(content.getvalue())
        if desk.state == "preview":
            desk.post("columns/change/")
        desk.accept_columns(use1=ticked)
        assert (desk.state, desk.work.counts["total"]) == ("preview", rows)
        assert ("旧表（隐藏）" in desk.page()) == (not ticked)
        desk.post("give-up/")


def test_columns_that_are_not_read_are_named(desk):
    content = xlsx([[*person("王伟"), "党员", ""]], [*HEADER, "政治面貌", "空着的一列"])
    desk.send(content)
    assert 'data-unread="0"' in desk.page("columns/")
    desk.accept_columns()
    page = desk.page()
    assert "这几列没有读取：政治面貌" in page
    assert "空着的一列" not in page.split("data-unread")[1].split("</p>")[0]


def test_a_decision_stays_with_its_row_when_a_sheet_is_left_out(desk):
    desk.load(xlsx([person("王伟", serial=1), person("李强", "102", serial=2)]))
    moved = {"乙表": [HEADER, person("李强", "201", floor="2", serial=2)]}
    desk.send(xlsx([person("王伟", "202", floor="2", serial=1)], more=moved))
    if desk.state == "mapping":
        desk.accept_columns()
    desk.post("decide/", verdict="moved", row="1:2", what="keep")
    desk.post("columns/change/")
    desk.accept_columns(use0="")
    assert desk.work.mapping["decisions"] == {"1:2": "keep"}
    desk.post("columns/change/")
    desk.accept_columns(use0="on")
    assert desk.work.mapping["decisions"] == {"1:2": "keep"}
    assert {line.who[0]: (line.sheet, line.number) for line in lines_of(Vault(desk.work.pk))} == {
        "王": (0, 2), "李": (1, 2),
    }  # fmt: skip
    assert "乙表" in desk.page()


class TestPlace:
    def test_it_is_shown_and_changed_without_a_new_upload(self, make_desk, street):
        desk = make_desk("registrar", "street")
        counts = desk.preview(xlsx([person("王伟", 社区="", serial=1)]))
        assert (counts["new"], counts["rejected"]) == (0, 1)
        assert "崇文路街道" in desk.page()
        assert "data-place" in desk.page()  # every row came back: is it another place's?
        assert desk.client.get(desk.url("place/")).status_code == 200
        answer = desk.post("place/", place=str(street.id("xueyuan")))
        assert answer.status_code == 303
        assert (desk.state, desk.work.path) == ("preview", street.places["xueyuan"].path)
        assert (desk.work.counts["new"], desk.work.counts["rejected"]) == (1, 0)
        assert Fact.objects.filter(kind="intake.place_changed", about=desk.work.pk).count() == 1

    def test_while_the_columns_are_asked_nothing_else_happens(self, make_desk, street):
        desk = make_desk("registrar", "street")
        desk.send(xlsx([person("王伟")]))
        desk.post("place/", place=str(street.id("xueyuan")))
        assert (desk.state, desk.work.path) == ("mapping", street.places["xueyuan"].path)

    @pytest.mark.parametrize("place", ["jucai", "building7"])
    def test_only_to_a_place_that_could_have_been_chosen(self, desk, street, place):
        desk.preview(xlsx([person("王伟")]))
        assert desk.post("place/", place=str(street.id(place))).status_code in {404, 422}
        desk.work.refresh_from_db()
        assert desk.work.path == street.places["xueyuan"].path


def test_an_import_of_another_list_is_not_found(desk, street):
    desk.preview(xlsx([person("王伟")]))
    assert desk.client.get(f"/corps/imports/{desk.work.pk}/").status_code == 404
    assert desk.client.get("/corps/imports/").status_code == 200
    assert "台账.xlsx" not in desk.client.get("/corps/imports/").content.decode()


def test_where_nothing_was_written_nothing_is_green(desk):
    counts = desk.load(xlsx([person("", "101"), person("", "102")]))
    assert (counts["accepted"], counts["rejected"]) == (0, 2)
    page = desk.page()
    assert "data-nothing" in page
    assert "notice ok" not in page


@pytest.mark.parametrize(("step", "at"), [("check", "columns"), ("write", "confirm")])
def test_a_bug_ends_the_import_and_says_so(desk, monkeypatch, step, at):
    desk.send(xlsx([person("王伟")]))
    if at == "confirm":
        desk.accept_columns()

    def broken(_job):
        raise KeyError("bug")

    object.__setattr__(list_of(desk.work), step, broken)
    try:
        with pytest.raises(AssertionError, match="KeyError"):
            desk.accept_columns() if at == "columns" else desk.post("confirm/")
    finally:
        object.__setattr__(list_of(desk.work), step, getattr(steps, step))
    assert (desk.state, desk.work.problem["code"]) == ("failed", "intake.crashed")
    assert "▲" in desk.page()
    assert not Vault(desk.work.pk).folder.exists()
    assert not Resident.objects.exists()


def test_changed_rows_say_what_changes(desk):
    desk.load(xlsx([person("王伟", serial=1, 居住方式="自住")]))
    desk.preview(xlsx([person("王伟", serial=1, 居住方式="租住")]))
    (line,) = lines_of(Vault(desk.work.pk))
    assert (line.kind, [name for name, _old, _new in line.changes]) == ("changed", ["residence"])
    assert "居住方式" in desk.page("?kind=changed")


def test_two_uploads_at_once_of_one_key_leave_one_folder(desk, settings):
    same = key()
    desk.send(xlsx([person("王伟")]), key=same)
    desk.send(xlsx([person("王伟")]), key=same)
    run_jobs()
    assert Intake.objects.count() == 1
    assert [folder.name for folder in settings.LINLI_UPLOADS.iterdir()] == [str(desk.work.pk)]
