"""Importing leaders where something goes wrong: files that cannot be used, posts lost meanwhile, a server that stopped,
and what is left of it all."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult
from python_calamine import CalamineWorkbook

from linli.access.models import Grant
from linli.corps.models import Appointment, Member
from linli.corps.queries.terms import appointments_under
from linli.corps.tests.test_import import (
    GOOD,
    _uploads,
    book,
    press,
    previewed,
    row,
    upload,
)
from linli.intake import jobs
from linli.intake.actions import worker
from linli.intake.models import Intake
from linli.kernel.time import clock
from linli.testing_jobs import run_jobs

__all__ = ["_uploads"]  # the fixture: uploads in a folder of the test
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.xlsx", "空的"),
        (b"PK\x03\x04 not a workbook", "a.xlsx", ""),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 99, "a.xlsx", ""),
        (b"x\n", "a.csv", ""),
    ],
)
def test_a_file_that_cannot_be_used_says_why_and_writes_nothing(corps, content, name, words):
    before = Appointment.objects.count()
    answer = upload(corps, content, name=name)
    if answer.status_code == 303:
        run_jobs()
        run = Intake.objects.get()
        assert run.state == "failed"
        answer = corps.street.client("community").get(f"/corps/imports/{run.pk}/")
        assert "▲" in answer.content.decode()
    else:
        assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Appointment.objects.count() == before


@pytest.mark.parametrize("content", ["姓名,职务\n", "姓名,职务,社区\n"])
def test_a_file_without_a_row_goes_back_to_its_columns_and_says_so(corps, content):
    upload(corps, content.encode(), name="a.csv")
    run = previewed(corps)
    assert (run.state, run.problem["code"]) == ("mapping", "intake.no_rows")


def test_a_file_without_the_columns_asks_which_they_are(corps):
    upload(corps, "电话,地址\n1,2\n".encode(), name="a.csv")
    run = previewed(corps)
    assert run.state == "mapping"
    page = corps.street.client("community").get(f"/corps/imports/{run.pk}/columns/").content.decode()
    assert "核对好了，看预览" in page


def test_an_import_is_dropped_or_confirmed_once(corps):
    upload(corps, book(*GOOD))
    run = previewed(corps)
    assert press(corps, run, "give-up").status_code == 303
    assert press(corps, run, "confirm").status_code == 409
    assert not Member.objects.filter(name="王一层").exists()


def test_a_post_lost_meanwhile_writes_nothing(corps):
    upload(corps, book(*GOOD))
    run = previewed(corps)
    press(corps, run, "confirm")
    Grant.objects.filter(person=corps.street.people["community"].account.person).delete()
    run_jobs()
    run.refresh_from_db()
    assert run.state == "failed"
    assert not Member.objects.filter(name="王一层").exists()


@pytest.mark.parametrize(
    ("who", "status"), [("outsider", 403), ("grid", 403), ("outside_community", 404), ("anonymous", 302)]
)
def test_outsiders_neither_upload_nor_see(corps, who, status):
    assert upload(corps, book(*GOOD), who=who).status_code == status
    upload(corps, book(*GOOD))
    run = Intake.objects.get()
    for address in (f"/corps/imports/{run.pk}/", f"/corps/imports/{run.pk}/returned/"):
        assert corps.street.client(who).get(address).status_code == status


def test_the_template_reads_back(corps):
    content = corps.street.client("community").get("/corps/imports/template/").getvalue()
    names = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()[0]
    assert {"姓名", "职务", "社区", "网格", "楼层", "门牌"} <= set(names)


def test_a_street_of_leaders_is_loaded_at_once(corps, django_assert_max_num_queries):
    """Bulk: the number of statements does not grow with the rows."""
    for number in range(60):
        corps.street.place(f"b{number}", "building", f"{100 + number}号楼", "grid3")
    rows = [row(f"楼{number:02}", "楼栋长", f"137{number:08d}", building=f"{100 + number}号楼") for number in range(60)]
    upload(corps, book(*rows))
    run = previewed(corps)
    Intake.objects.filter(pk=run.pk).update(state="writing")
    with django_assert_max_num_queries(35):
        worker.write(run.pk, clock.now())
    assert (
        appointments_under(corps.street.places["grid3"].path, clock.today())
        .filter(member__name__startswith="楼")
        .count()
        == 60
    )


def test_what_a_stopped_server_left_is_taken_up_again(corps):
    upload(corps, book(*GOOD))
    run = Intake.objects.get()
    DBTaskResult.objects.all().delete()
    connection.run_on_commit = []
    jobs.resume_stale(clock.now())
    assert run_jobs() == 0, "a worker may still be at it"
    jobs.resume_stale(clock.now() + timedelta(minutes=5))
    assert run_jobs() == 1
    run.refresh_from_db()
    assert run.state == "mapping"


def test_after_a_week_nothing_is_left_but_the_counts(corps, settings):
    upload(corps, book(*GOOD))
    run_jobs()
    assert any(settings.LINLI_UPLOADS.iterdir())
    jobs.clean_uploads(clock.now() + timedelta(days=8))
    assert not any(settings.LINLI_UPLOADS.iterdir())
    assert Intake.objects.get().state == "cancelled"
