"""Columns of a leaders' file that nobody could recognise, or that were taken for the wrong thing."""

import pytest

from linli.corps.tests.test_import import book, load, press, previewed, upload
from linli.intake.models import Intake
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
    return press(corps, run, "columns", who, use0="on", **known)


def read(corps, *rows, header=ODD):
    upload(corps, book(*rows, header=header))
    run_jobs()
    return Intake.objects.latest("started_at")


def test_a_file_with_odd_headers_asks_what_its_columns_are(corps):
    run = read(corps, *ODD_ROWS)
    assert run.state == "mapping"
    assert corps.street.client("community").get(f"/corps/imports/{run.pk}/").url.endswith("/columns/")
    page = columns_page(corps, run).content.decode()
    assert "没有一列对应到「姓名」" in page
    assert "137****0001" in page
    assert "13700000001" not in page
    answer = set_columns(corps, run, c1="name", c3="phone", c4="community", c5="grid", c6="building")
    assert answer.status_code == 422
    assert refused(answer) == "corps.columns_needed"
    assert set_columns(corps, run, c1="name", c2="name").status_code == 422
    assert (
        set_columns(corps, run, c1="name", c2="post", c3="phone", c4="community", c5="grid", c6="building").status_code
        == 303
    )
    run_jobs()
    run.refresh_from_db()
    assert (run.state, run.counts["new"], run.counts["rejected"]) == ("preview", 1, 0)
    again = load(corps, book(*ODD_ROWS, header=ODD))  # remembered: the user is not asked a second time
    assert (again.state, again.counts["new"]) == ("done", 1)
    assert Fact.objects.filter(kind="corps.leaders_columns_set").count() == 1


def test_a_column_taken_for_the_wrong_thing_is_put_right_from_the_preview(corps):
    header = ["序号", "姓名", "职务", "电话", "小区", "网格", "楼号"]
    rows = [[1, "王栋", "楼栋长", "13700000001", "学院社区", "03网格", "7号楼"]]
    upload(corps, book(*rows, header=header))
    run = previewed(corps)
    assert (run.state, run.counts["rejected"]) == ("preview", 1)
    press(corps, run, "columns/change")
    set_columns(corps, run, c1="name", c2="post", c3="phone", c4="community", c5="grid", c6="building")
    run_jobs()
    run.refresh_from_db()
    assert (run.state, run.counts["rejected"], run.counts["new"]) == ("preview", 0, 1)


def test_what_is_not_read_is_named_and_no_place_is_inferred_from_where_one_stands(corps):
    header = ["姓名", "职务", "分工", "联系电话"]
    run = read(corps, ["王社区", "社区长", "管03网格", "13700000001"], header=header)
    assert "这几列没有读取：分工" in columns_page(corps, run).content.decode()
    run = previewed(corps)
    assert "这几列没有读取：分工" in corps.street.client("community").get(f"/corps/imports/{run.pk}/").content.decode()
    assert (run.counts["new"], run.counts["rejected"]) == (0, 1)


def test_columns_are_not_changed_once_it_is_written_nor_by_anybody_else(corps):
    run = read(corps, *ODD_ROWS)
    assert columns_page(corps, run, "outside_community").status_code == 404
    assert set_columns(corps, run, "outside_community", c1="name", c2="post").status_code == 404
    press(corps, run, "give-up")
    run.refresh_from_db()
    assert run.state == "cancelled"
    assert set_columns(corps, run, c1="name", c2="post").url.endswith(f"/corps/imports/{run.pk}/")
    run.refresh_from_db()
    assert run.state == "cancelled"
