"""Both lists in a real browser, from the file to what was written: what a community does on its first day."""

import re

import pytest
from playwright.sync_api import expect

from linli.corps.models import Appointment
from linli.intake.models import Intake
from linli.people.imports.tests.files import identity, xlsx
from linli.people.models import Resident
from linli.testing_jobs import run_jobs
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_pages import complained

SIZES = {"desktop": DESKTOP, "phone": PHONE}
AT = "学院社区03网格"
RESIDENTS = xlsx(
    [
        ["1", f"{AT}7号楼1单元101", "周大力", identity(11), "13800138011", "户主", "本人", "A"],
        ["2", f"{AT}7号楼1单元101", "李梅", identity(12), "13800138012", "妻子", "怀孕 5 个月", "A"],
        ["3", f"{AT}7#1-201", "空置", "", "", "", "", ""],
        ["4", f"{AT}七号楼一单元二〇二", "陈桂英", identity(13, born="19391207"), "13800138013", "户主", "独居，听力不好", "B"],
        ["5", f"{AT}7-1-203", "张三、李四", "", "13800138014", "", "", "C"],
        ["6", f"{AT}7号楼", "吴一凡", identity(14), "13800138015", "户主", "", "C"],
        ["7", f"{AT}7号楼1单元301", "郑小雨", "61080219900307001", "138001380", "户主", "", "C"],
        ["合计", "", "6人", "", "", "", "", ""],
    ],
    header=["序号", "住址", "姓名", "身份证号", "电话", "与户主关系", "备注", "人员分类码"],
    above=[["学院社区第三网格居民台账（2026年11月）"]],
    sheet="七号楼",
)  # fmt: skip
LEADERS = xlsx(
    [
        ["7号楼", "田丽", "13800138021", "楼栋长"],
        ["学院社区03网格", "马强", "13800138022", "网格长"],
        ["8号楼", "空缺", "", "楼栋长"],
        ["7号楼1单元", "钱进、孙丽", "13800138023", "楼栋长"],
        ["70号楼", "赵立", "13800138024", "楼栋长"],
    ],
    header=["负责范围", "姓名", "联系电话", "职务"],
    sheet="网格队伍",
)


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.LINLI_UPLOADS = tmp_path / "uploads"


def imported(visitor, address, place, content, name):
    """The file chosen and sent on the first page."""
    visitor.open(address)
    page = visitor.page
    page.locator(f"[name=place][value='{place}']").check()
    file = {
        "name": name,
        "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "buffer": content,
    }
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传并核对").click()
    page.wait_for_url("**/imports/*-*/**")
    followed(visitor)


def followed(visitor):
    """What the worker does is done here; the page asks how far it is, and goes on by itself."""
    run_jobs()
    expect(visitor.page.locator("progress")).to_have_count(0)
    visitor.page.wait_for_load_state()


def pressed(visitor, words):
    """`words`: how what the button says begins."""
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name=re.compile(f"^{words}")).last.click()
    followed(visitor)


def walked(visitor, name):
    """From the first page to the last, each looked at; returns what was wrong with the pages."""
    wrong = []
    for step, words in (("mapping", "核对好了，看预览"), ("preview", "写入")):
        visitor.shot(f"lists-{name}-{step}")
        wrong += complained(visitor, f"{name} {step}")
        assert Intake.objects.latest("started_at").state == step
        pressed(visitor, words)
    visitor.shot(f"lists-{name}-done")
    assert Intake.objects.latest("started_at").state == "done"
    return wrong + complained(visitor, f"{name} done")


@pytest.mark.parametrize("size", SIZES)
def test_a_register_with_one_address_column(street, visit, size):
    visitor, address = visit("community", SIZES[size]), "/people/imports/"
    imported(visitor, address, street.id("xueyuan"), RESIDENTS, "03网格居民台账.xlsx")
    assert walked(visitor, f"register-{size}") == []
    written = Resident.objects.order_by("pk").values_list("household__door", flat=True)
    assert list(written) == ["7-1-101", "7-1-101", "7-1-202", "7-1-301"]


@pytest.mark.parametrize("size", SIZES)
def test_leaders_with_scopes_in_one_cell(town, visit, size):
    visitor, address = visit("community", SIZES[size]), "/corps/imports/"
    imported(visitor, address, town.street.id("xueyuan"), LEADERS, "网格队伍.xlsx")
    assert walked(visitor, f"leaders-{size}") == []
    named = Appointment.objects.filter(member__name__in=["田丽", "马强", "空缺", "钱进", "孙丽", "赵立"])
    appointed = set(named.values_list("member__name", "post__title", "charges__place__name"))
    assert appointed == {("田丽", "楼栋长", "7号楼"), ("马强", "网格长", "03网格")}
    imported(visitor, address, town.street.id("xueyuan"), LEADERS, "网格队伍.xlsx")
    assert complained(visitor, "the same once more") == []
    expect(visitor.page.locator("tr[data-kind=same]")).to_have_count(2)
