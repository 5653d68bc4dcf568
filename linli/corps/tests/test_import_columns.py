"""Columns of a leaders' file that nobody could recognise, or that were taken for the wrong thing."""

import pytest

from linli.corps.models import LeaderImport
from linli.corps.tests.test_import import book, load, upload
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.testing import refused
from linli.testing_jobs import run_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.LINLI_UPLOADS = tmp_path


ODD = ["序号", "谁", "干什么", "打电话", "社区", "网格", "栋号"]
ODD_ROWS = [[1, "王栋", "楼栋长", "13700000001", "学院社区", "03网格", "7号楼"]]


def columns_page(corps, run, who="community"):
    return corps.street.client(who).get(f"/corps/imports/{run.pk}/columns/")


def set_columns(corps, run, who="community", **columns):
    """`c1="name"`: the second column is the name."""
    fields = {f"c0-{at[1:]}": field for at, field in columns.items()}
    known = {f"c0-{at}": "-" for at in range(len(ODD))} | fields
    return corps.street.client(who).post(f"/corps/imports/{run.pk}/columns/", {"key": new_id(), **known})


def test_a_file_with_odd_headers_asks_what_its_columns_are(corps):
    upload(corps, book(*ODD_ROWS, header=ODD))
    run_jobs()
    run = LeaderImport.objects.get()
    assert run.state == "columns"
    assert corps.street.client("community").get(f"/corps/imports/{run.pk}/").url.endswith("/columns/")
    page = columns_page(corps, run).content.decode()
    assert "没有一列对应到“姓名、职务”" in page
    assert "137****0001" in page
    assert "13700000001" not in page
    answer = set_columns(corps, run, c1="name", c3="phone", c4="community", c5="grid", c6="building")
    assert answer.status_code == 422
    assert refused(answer) == "corps.columns_needed"
    assert set_columns(corps, run, c1="name", c2="name").status_code == 422
    assert (
        set_columns(corps, run, c1="name", c2="post", c3="phone", c4="community", c5="grid", c6="building").status_code
        == 302
    )
    run_jobs()
    run.refresh_from_db()
    assert (run.state, run.counts["new"], run.counts["rejected"]) == ("ready", 1, 0)
    assert run.columns["姓名"] == "谁"
    again = load(corps, book(*ODD_ROWS, header=ODD))  # remembered: the user is not asked a second time
    assert (again.state, again.counts["new"]) == ("done", 1)


def test_a_column_taken_for_the_wrong_thing_is_put_right_from_the_preview(corps):
    header = ["序号", "姓名", "职务", "联系电话", "社区", "网格", "楼号"]
    rows = [[1, "王栋", "楼栋长", "13700000001", "学院社区", "03网格", "7号楼"]]
    upload(corps, book(*rows, header=[*header[:3], "电话", "小区", "网格", "楼号"]))
    run_jobs()
    run = LeaderImport.objects.get()
    assert (run.state, run.counts["rejected"]) == ("ready", 1)
    assert (
        f"/corps/imports/{run.pk}/columns/"
        in corps.street.client("community").get(f"/corps/imports/{run.pk}/").content.decode()
    )
    set_columns(corps, run, c1="name", c2="post", c3="phone", c4="community", c5="grid", c6="building")
    run_jobs()
    run.refresh_from_db()
    assert (run.state, run.counts["rejected"], run.counts["new"]) == ("ready", 0, 1)
    assert Fact.objects.filter(kind="corps.leaders_columns_set", about=run.pk).count() == 1


def test_columns_are_not_changed_once_it_is_written_nor_by_anybody_else(corps):
    upload(corps, book(*ODD_ROWS, header=ODD))
    run_jobs()
    run = LeaderImport.objects.get()
    assert columns_page(corps, run, "outside_community").status_code == 404
    assert set_columns(corps, run, "outside_community", c1="name", c2="post").status_code == 404
    corps.street.client("community").post(f"/corps/imports/{run.pk}/drop/", {"key": new_id()})
    run.refresh_from_db()
    assert run.state == "dropped"
    assert set_columns(corps, run, c1="name", c2="post").url.endswith(f"/corps/imports/{run.pk}/")
    run.refresh_from_db()
    assert run.state == "dropped"
