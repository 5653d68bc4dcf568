"""Keys, dialogs, language, network, print, and the board that refreshes itself."""

import pytest
from playwright.sync_api import expect

from linli.kernel.facts import trail
from linli.kernel.time import clock
from tests.browser.conftest import DESKTOP


def test_the_first_tab_leads_past_the_navigation(town, visit):
    visitor = visit("street")
    page = visitor.page
    visitor.open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")


def test_focus_can_be_seen_on_every_stop(town, visit):
    visitor = visit("street")
    page = visitor.page
    visitor.open("/board/")
    stops = 0
    for _ in range(25):
        page.keyboard.press("Tab")
        seen = page.evaluate("""() => {
          const e = document.activeElement, s = getComputedStyle(e);
          if (e === document.body) return null;
          const cell = e.querySelector('.cell');
          return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 || !!cell && getComputedStyle(cell).strokeWidth === '4px';
        }""")
        assert seen is not False
        stops += seen is True
    assert stops > 15


def test_g_and_a_letter_leads_to_a_room(town, visit):
    visitor = visit("street")
    visitor.open("/")
    visitor.page.keyboard.press("g")
    visitor.page.keyboard.press("b")
    visitor.page.wait_for_url("**/board/")


def test_a_letter_typed_into_a_field_is_no_shortcut(town, visit):
    visitor = visit("grid")
    visitor.open("/")
    visitor.page.keyboard.press("/")
    assert visitor.page.evaluate("document.activeElement.type") == "search"
    visitor.page.keyboard.type("gb?/")
    expect(visitor.page.locator("#frame-search")).to_have_value("gb?/")
    expect(visitor.page.locator("#shortcuts")).not_to_be_visible()


def test_the_keys_are_listed(town, visit):
    visitor = visit("street")
    visitor.open("/")
    visitor.page.keyboard.press("?")
    expect(visitor.page.locator("#shortcuts")).to_be_visible()
    expect(visitor.page.locator("#shortcuts")).to_contain_text("指挥板")
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.locator("#shortcuts")).not_to_be_visible()


@pytest.mark.parametrize(("answer", "goes_on"), [("[data-confirm-yes]", True), ("button[value='']", False)])
def test_dangerous_work_is_asked_first(town, visit, answer, goes_on):
    visitor = visit("street")
    page = visitor.page
    visitor.open("/")
    page.evaluate("""() => {
      const form = document.createElement('form');
      form.action = '/board/'; form.dataset.confirm = '确定?36 户将没有楼栋长。';
      form.innerHTML = '<button class="btn" id="danger">x</button>';
      document.querySelector('main').append(form);
    }""")
    page.locator("#danger").click()
    expect(page.locator("#confirm")).to_be_visible()
    expect(page.locator("#confirm")).to_contain_text("36 户")
    page.locator(f"#confirm {answer}").click()
    if goes_on:
        page.wait_for_url("**/board/**")
    else:
        assert page.url.rstrip("/") == visitor.base


@pytest.mark.parametrize(
    ("form", "button", "red"),
    [("", "btn honey", False), ("data-danger", "btn", True), ("", "btn danger", True)],
)
def test_only_what_cannot_be_undone_is_answered_in_red(town, visit, form, button, red):
    """The same dialog is used for every deed of a page, each time in its own colour."""
    visitor = visit("street")
    page = visitor.page
    visitor.open("/")
    page.evaluate(
        """([form, button]) => {
          const main = document.querySelector('main');
          main.insertAdjacentHTML('beforeend', `<form data-confirm="先问?" data-danger><button id="other">y</button></form>
            <form data-confirm="确定?" ${form}><button class="${button}" id="deed">x</button></form>`);
        }""",
        [form, button],
    )
    page.locator("#other").click()
    page.locator("#confirm button[value='']").click()
    page.locator("#deed").click()
    words = (page.locator("[data-confirm-yes]").get_attribute("class") or "").split()
    assert ("danger" in words) is red
    assert ("primary" in words) is not red


def test_the_switch_of_language_keeps_the_page(town, visit):
    visitor = visit("street")
    visitor.open("/board/")
    visitor.page.locator("#nav .me summary").click()
    visitor.page.get_by_role("button", name="English").click()
    shown = visitor.page.locator("html")
    expect(shown).to_have_attribute("lang", "en")
    expect(visitor.page).to_have_url(f"{visitor.base}/board/")
    visitor.shot("desktop-english-board")
    visitor.page.locator("#nav .me summary").click()
    visitor.page.get_by_role("button", name="中文").click()
    expect(shown).to_have_attribute("lang", "zh-hans")


def test_without_network_nothing_typed_is_lost(town, visit):
    visitor = visit("grid")
    page = visitor.page
    visitor.open("/")
    page.locator("#frame-search").fill("王秀英")
    visitor.context.set_offline(True)
    page.wait_for_selector("#offline:not([hidden])")
    page.locator("#frame-search").press("Enter")
    expect(page.locator("#frame-search")).to_have_value("王秀英")
    visitor.context.set_offline(False)
    page.wait_for_selector("#offline", state="hidden")


def test_paper_shows_the_sheet_and_not_the_frame(town, visit):
    visitor = visit("street")
    visitor.open("/board/briefing/")
    visitor.page.emulate_media(media="print")
    for frame in ("#nav", ".bottom", ".top", "header.page .actions"):
        expect(visitor.page.locator(frame)).not_to_be_visible()
    expect(visitor.page.get_by_text("03网格").first).to_be_visible()
    visitor.shot("print-briefing")


def test_the_board_refreshes_itself_and_stays_still_otherwise(town, visit):
    visitor = visit("community", DESKTOP)
    page = visitor.page
    answers = []
    page.clock.install()
    page.on("response", lambda answer: "/board/" in answer.url and answers.append(answer.status))
    visitor.open("/board/")
    expect(page.locator(".kpi .v").first).to_have_text("0.00%")
    page.evaluate("document.querySelector('#board').dataset.kept = 'yes'")
    with page.expect_response("**/board/**") as still:
        page.clock.run_for(10_500)
    assert still.value.status == 304
    assert page.evaluate("document.querySelector('#board').dataset.kept") == "yes"
    town.lead("building7", "罗敏")
    trail.record("corps.appointed", actor=None, path=town.street.places["building7"].path, at=clock.now())
    # The answer to the last request may still be on its way: the change comes with one of the next.
    with page.expect_response(lambda answer: "/board/?" in answer.url and answer.status == 200):
        page.clock.run_for(20_500)
    page.wait_for_function("document.querySelector('.kpi .v').textContent === '100.00%'")
    visitor.trouble.clear()  # Chromium logs the 304 of a conditional fetch as a failed resource


def test_a_cell_of_the_hive_leads_to_its_place(town, visit):
    visitor = visit("street")
    visitor.open("/board/")
    cell = visitor.page.get_by_role("link", name="学院社区 03网格：12 人，4 户缺责任人")
    assert cell.get_attribute("href") == f"/corps/?at={town.street.id('grid3')}"


def test_a_chosen_file_is_named_in_our_words(town, visit):
    visitor = visit("community")
    page = visitor.page
    visitor.open("/people/imports/")
    words = page.locator(".file-words")
    expect(words).to_contain_text("还没有选文件")
    assert words.locator(".btn").bounding_box()["height"] >= 48
    with page.expect_file_chooser() as asked:  # the drawn label lies below the real input, which takes the click
        page.mouse.click(*_middle(words))
    asked.value.set_files({"name": "03网格.xlsx", "mimeType": "application/octet-stream", "buffer": b"x"})
    expect(words).to_contain_text("03网格.xlsx")
    page.locator("#id_file").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "id_file"
    assert words.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_without_script_a_file_is_chosen_with_the_browser_s_own_button(town, visit):
    visitor = visit("community", java_script_enabled=False)
    visitor.open("/people/imports/")
    expect(visitor.page.locator(".file-words")).not_to_be_visible()
    expect(visitor.page.locator("#id_file")).to_be_visible()


def _middle(found):
    box = found.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_name_from_right_to_left_reorders_nothing_beside_it(town, visit):
    """In a line and in the title: a number after it would otherwise be drawn before it, as if it were another door's."""
    visitor = visit("street")
    page = visitor.page
    visitor.open("/")
    assert page.title().startswith("\u2068") and "\u2069 · " in page.title()
    drawn = page.evaluate("""() => {
      const line = document.createElement('p');
      line.innerHTML = '<a href="/">علي</a> 34号 · <b>محمد</b> 12号';
      document.querySelector('main').append(line);
      const parts = [...line.childNodes].map((node) => {
        const range = document.createRange();
        range.selectNodeContents(node);
        return range.getBoundingClientRect().left;
      });
      return parts.every((left, at) => at === 0 || left > parts[at - 1]);
    }""")
    assert drawn
