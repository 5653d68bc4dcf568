"""A notice from the draft to the doors in a browser: desktop, phone, large text, and without an account."""

import io

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.notices.actions import write_letter
from linli.notices.models import Letter, Notice
from linli.notices.tokens import token_of
from linli.people.tests.conftest import Homes
from linli.testing_jobs import run_jobs
from tests.browser.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = """因主管道检修,**3 月 13 日(周日)9:00–17:00** 停水。

## 请提前准备
- 今晚 22:00 前接好两桶水
- 家里有透析病人的,请联系社区安排送水

恢复供水后请先放水一分钟。
"""


@pytest.fixture
def homes(street):
    made = Homes(street)
    made.add("door101", "李小明", relation="head", phone="13812340001")
    made.add("door101", "王秀英", relation="spouse", needs=("hearing",), reach="door")
    made.add("door102", "买买提·艾力", relation="head", residence="lodger", needs=("language",))
    made.add("door201", "赵桂兰", relation="head", needs=("sight", "mobility"))
    made.add("door202", "刘洋", relation="head", phone="13812340005")
    return made


def cover() -> bytes:
    drawn = Image.new("RGB", (1200, 700), "#f3d9a4")
    pen = ImageDraw.Draw(drawn)
    for n in range(6):
        pen.rectangle([120 + n * 170, 260, 240 + n * 170, 700], fill="#7a8ea8")
    kept = io.BytesIO()
    drawn.save(kept, "PNG")
    return kept.getvalue()


def write(page, at, title="周日停水通知", audience="residents", column=""):
    page.goto(f"/notices/sent/new/?at={at}")
    page.get_by_label("标题", exact=True).fill(title)
    page.get_by_label("正文").fill(TEXT)
    page.locator(f"input[name=audience][value={audience}]").check()
    if column:
        page.locator("select[name=column]").select_option(column)
        page.set_input_files("input[name=picture]", {"name": "c.png", "mimeType": "image/png", "buffer": cover()})


def sent(page):
    """Press send, confirm, let the worker write; the progress bar refreshes until it is done."""
    page.get_by_role("button", name="发给").click()
    page.locator("dialog[open] button.honey, dialog[open] button.primary, dialog[open] button.danger").last.click()
    page.get_by_text("正在发").first.wait_for()
    run_jobs()
    page.get_by_text("还要当面告知").wait_for()


def test_a_notice_from_the_desk_to_the_door(visit, street, homes):
    desk = visit("community")
    desk.open("/notices/sent/")
    desk.shot("notices-empty")
    write(desk.page, street.id("xueyuan"))
    desk.shot("notices-write")
    desk.page.get_by_role("button", name="预览").click()
    desk.page.get_by_text("将送到 5 人").wait_for()
    desk.shot("notices-preview")
    sent(desk.page)
    desk.shot("notices-sent")
    notice = Notice.objects.get()
    door = visit("building", PHONE)
    door.open("/notices/doors/")
    door.shot("notices-to-do-phone")
    door.page.get_by_role("link", name="上门名单").click()
    door.page.get_by_text("王秀英").first.wait_for()
    door.shot("notices-doors-phone")
    door.page.get_by_role("button", name="全户告知了 101").click()
    door.page.get_by_text("当面告知 2 人").wait_for()
    assert Letter.objects.filter(told_at__isnull=False).count() == 2
    desk.open(f"/notices/doors/{notice.pk}/")
    desk.shot("notices-doors")
    desk.open("/notices/sent/")
    desk.shot("notices-list")


def test_the_badge_moves_by_itself(visit, street):
    window, phone = visit("building"), visit("building", PHONE)
    for browser in (window, phone):
        browser.open("/notices/")
    expect(phone.page.locator(".bottom em")).to_have_count(0)
    write_letter(
        recipient=street.people["building"].account.person, topic="calls.escalated", code="flows.clock_escalated",
        data={"number": "0312-0007"},
        path=street.places["building7"].path, about=new_id(), urgency="life", link="/notices/doors/", now=clock.now(),
    )  # fmt: skip
    window.page.locator("#nav .live-badge em").wait_for()
    phone.page.locator(".bottom em").wait_for()
    expect(phone.page.locator(".bottom em")).to_contain_text("1")
    phone.shot("notices-badge-phone")
    window.open("/notices/")
    window.shot("notices-inbox")
    window.page.get_by_role("link", name="单子 0312-0007 超过时限").click()
    window.page.wait_for_url("**/notices/doors/")
    assert Letter.objects.get().read_at


def test_an_article_and_a_link_without_an_account(visit, street, homes):
    desk = visit("community")
    write(desk.page, street.id("xueyuan"), "志愿者给独居老人送菜上门", column="joint")
    desk.page.get_by_role("button", name="预览").click()
    sent(desk.page)
    guest = visit(None, PHONE)
    guest.open(f"/notices/at/{street.id('xueyuan')}/")
    guest.shot("notices-articles-phone")
    guest.page.get_by_role("link", name="志愿者给独居老人").click()
    guest.page.locator("img.cover").wait_for()
    guest.shot("notices-article-phone")
    letter = Letter.objects.get(recipient=homes.people["刘洋"].pk)
    guest.open(f"/notices/for/{token_of(letter.pk)}/")
    guest.shot("notices-mine-phone")
    guest.page.get_by_role("button", name="我知道了").click()
    guest.page.get_by_text("已记下您知道了").wait_for()
    letter.refresh_from_db()
    assert letter.read_at
    large = visit(None, PHONE)
    large.context.add_cookies([{"name": "linli_large", "value": "1", "url": large.base}])
    large.open(f"/notices/for/{token_of(letter.pk)}/")
    large.shot("notices-mine-large")


def test_channels_in_a_window(visit, street):
    desk = visit("street")
    desk.open("/notices/sent/channels/new/")
    desk.shot("notices-channel-new")
    desk.page.get_by_label("名称").fill("学院社区居民群")
    desk.page.get_by_label("机器人网址或邮箱").fill(
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcdefgh-1234"
    )
    desk.page.get_by_role("button", name="保存").click()
    desk.page.get_by_text("学院社区居民群").first.wait_for()
    desk.shot("notices-channels")
    desk.open("/notices/sent/log/")
    desk.shot("notices-log")
