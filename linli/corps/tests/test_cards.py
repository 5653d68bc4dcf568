"""The public card: a page that prints, and a public page with the same content and nothing more."""

import re
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from django.test import Client
from weasyprint.urls import FatalURLFetchingError

from linli.corps import printing
from linli.corps.actions.cards import file_of
from linli.corps.models import CardRun
from linli.kernel.ids import new_id
from linli.kernel.pages.qr import qr_of
from linli.places.models import Place
from linli.testing import refused
from linli.testing_jobs import run_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _facts(corps, settings, tmp_path):
    settings.LINLI_UPLOADS = tmp_path
    Place.objects.filter(pk=corps.street.id("grid3")).update(area="学院路以北,槐树巷以南", duty_phone="09121234567")
    Place.objects.filter(pk=corps.street.id("xueyuan")).update(supervision_phone="09127654321")


def inside(content):
    """A PDF with its compressed streams opened."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    opened = []
    for stream in streams:
        with suppress(zlib.error):
            opened.append(zlib.decompress(stream))
    return content + b"\n".join(opened)


@pytest.mark.parametrize(("paper", "height"), [("A4", 841), ("A5", 595)])
def test_a_card_is_one_page_of_its_paper(corps, paper, height):
    answer = corps.street.client("community").get(f"/corps/cards/{corps.street.id('grid3')}.pdf", {"paper": paper})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    assert re.search(rb"/MediaBox ?\[ ?0 0 [0-9.]+ %d" % height, inside(answer.content))
    assert inside(answer.content).count(b"/MediaBox") == 1


def test_a_card_has_a_chinese_font_inside(corps):
    content = corps.street.client("community").get(f"/corps/cards/{corps.street.id('grid3')}.pdf").content
    assert b"CJK" in inside(content)


@pytest.mark.parametrize("address", ["http://example.com/a.png", "file:///etc/passwd"])
def test_the_template_may_fetch_nothing(monkeypatch, corps, address):
    monkeypatch.setattr(printing, "render_to_string", lambda *_: f'<img src="{address}"><p>x</p>')
    with pytest.raises(FatalURLFetchingError, match="a sheet asked for"):
        printing.write_cards(BytesIO(), _one(corps), paper="A4")


def _one(corps):
    from linli.corps.queries.cards import cards_of
    from linli.kernel.time import clock

    return cards_of([Place.objects.get(pk=corps.street.id("grid3"))], clock.today())


def test_a_whole_community_is_one_file_made_in_the_background(corps):
    answer = corps.street.client("community").post(
        f"/corps/cards/?at={corps.street.id('xueyuan')}", {"key": new_id(), "paper": "A5"}
    )
    run = CardRun.objects.get()
    assert (answer.url, run.state, run.count) == (f"/corps/cards/runs/{run.pk}/", "writing", 2)
    assert "正在排版" in corps.street.client("community").get(answer.url).content.decode()
    assert corps.street.client("community").get(f"{answer.url}cards.pdf").status_code == 404
    run_jobs()
    run.refresh_from_db()
    assert (run.state, run.progress) == ("done", 100)
    pdf = corps.street.client("community").get(f"{answer.url}cards.pdf")
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    assert file_of(run).exists()
    assert corps.street.client("outsider").get(answer.url).status_code == 404


def test_only_the_chosen_cards_are_printed(corps):
    client, address = corps.street.client("community"), f"/corps/cards/?at={corps.street.id('xueyuan')}"
    page = client.get(address).content.decode()
    boxes = re.findall(r'name="chosen" value="([^"]+)"', page)
    assert boxes == [str(corps.street.id("grid3")), str(corps.street.id("building7"))]
    chosen = {"key": new_id(), "paper": "A4", "which": "chosen", "chosen": [boxes[1]]}
    assert client.post(address, chosen).status_code == 302
    run_jobs()
    run = CardRun.objects.get()
    assert (run.state, run.count, run.chosen) == ("done", 1, [boxes[1]])
    assert inside(file_of(run).read_bytes()).count(b"/MediaBox") == 1


@pytest.mark.parametrize(("key", "code"), [(None, "none_chosen"), ("building1", "invalid_choice")])
def test_no_box_or_one_of_elsewhere_prints_nothing(corps, key, code):
    typed = {"key": new_id(), "paper": "A4", "which": "chosen", "chosen": [corps.street.id(key)] if key else []}
    answer = corps.street.client("community").post(f"/corps/cards/?at={corps.street.id('grid3')}", typed)
    assert (answer.status_code, refused(answer)) == (422, code)
    assert not CardRun.objects.exists()


def test_a_place_without_grids_prints_nothing_and_says_so(corps):
    answer = corps.street.client("community").post(
        f"/corps/cards/?at={corps.street.id('yard1')}", {"key": new_id(), "paper": "A4"}
    )
    assert (answer.status_code, refused(answer)) == (422, "corps.cards_nothing")


def test_the_public_page_says_what_the_card_says_and_no_more(corps):
    corps.appoint("专职员", "grid3", "grid_worker", "13911112222")
    text = Client().get(f"/corps/at/{corps.street.id('grid3')}/").content.decode()
    for shown in ("03网格", "学院路以北", "专职员", "孙grid", "09121234567", "09127654321"):
        assert shown in text
    for hidden in ("13911112222", "139****2222", "李building", "101", "14 人"):
        assert hidden not in text


def test_a_building_shows_its_leader_and_the_grid_around_it(corps):
    text = Client().get(f"/corps/at/{corps.street.id('building7')}/").content.decode()
    assert ("李building" in text, "孙grid" in text, "周floor1" in text) == (True, True, False)


@pytest.mark.parametrize("key", ["door101", "floor1", "stair1", "street", "xueyuan"])
def test_no_public_page_for_doors_floors_and_what_is_wider_than_a_grid(corps, key):
    assert Client().get(f"/corps/at/{corps.street.id(key)}/").status_code == 404


def test_the_code_on_the_card_opens_the_page_where_residents_ask(corps, settings):
    (card,) = _one(corps)
    assert card.address == f"{settings.LINLI_PUBLIC_URL}/calls/at/{corps.street.id('grid3')}/"
    assert Client().get(card.address.removeprefix(settings.LINLI_PUBLIC_URL)).status_code == 200
    assert "<svg" in qr_of(card.address)


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("http://[::1]:8000", True),
        ("http://0.0.0.0:8000", True),
        ("https://linli.example.cn", False),
        ("http://10.1.2.3:8000", False),  # the street's own network
    ],
)
def test_a_code_that_opens_on_this_machine_only_is_warned_of(corps, settings, url, warned):
    settings.LINLI_PUBLIC_URL = url
    text = corps.street.client("community").get(f"/corps/cards/?at={corps.street.id('xueyuan')}").content.decode()
    assert ("LINLI_PUBLIC_URL" in text) is warned
    assert (f"二维码里的网址是 {url}，" in text) is warned


@pytest.mark.parametrize(
    ("who", "status"), [("community", 200), ("grid", 200), ("outsider", 404), ("auditor", 403), ("anonymous", 302)]
)
def test_who_prints(corps, who, status):
    assert corps.street.client(who).get(f"/corps/cards/{corps.street.id('grid3')}.pdf").status_code == status


def test_a_card_names_the_compound_in_its_title_and_the_list_goes_by_compound(corps):
    for name in ("金沙小区", "银沙小区"):
        corps.street.place(name, "compound", name, "grid3")
        corps.street.place(f"{name}1", "building", "1号楼", name)
    public = Client().get(f"/corps/at/{corps.street.id('银沙小区1')}/").content.decode()
    assert "银沙小区 1号楼" in re.search(r"<h1.*?</h1>", public, re.DOTALL)[0]
    page = corps.street.client("community").get(f"/corps/cards/?at={corps.street.id('xueyuan')}")
    titles = [(card.group, card.title) for card in page.context["lines"]]
    assert titles[-2:] == [
        ("学院社区 03网格 金沙小区", "金沙小区 1号楼"), ("学院社区 03网格 银沙小区", "银沙小区 1号楼"),
    ]  # fmt: skip
    assert page.content.decode().count("data-group") == len({group for group, _title in titles})


def test_a_missing_phone_is_asked_for_once_where_it_serves_all(corps):
    Place.objects.filter(pk=corps.street.id("xueyuan")).update(supervision_phone="")
    client, at = corps.street.client("community"), f"/corps/cards/?at={corps.street.id('grid3')}"
    page = client.get(at).content.decode()
    assert page.count("data-silent") == 1
    assert f"/places/{corps.street.id('xueyuan')}/edit/" in page
    Place.objects.filter(pk=corps.street.id("xueyuan")).update(supervision_phone="09127654321")
    assert "data-silent" not in client.get(at).content.decode()
