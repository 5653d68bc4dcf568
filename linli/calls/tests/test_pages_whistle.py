"""Whistles, sittings, kinds, takers and rates as pages."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from linli.calls import actions
from linli.calls.drafts import LONGEST_MINUTES
from linli.calls.models import Call, CallKind, Sitting, SittingTime, Slot, Taker
from linli.calls.tests.town import NOON
from linli.kernel.ids import new_id
from linli.kernel.pictures.tests.drawn import jpeg
from linli.kernel.time import clock
from linli.testing import refusals, refused

POLICE, MARKET = "派出所", "市场监管所"


@pytest.fixture
def whistle(town):
    town.of_unit(POLICE, "police")
    town.of_unit(MARKET, "market")
    return town.whistle(POLICE, MARKET)


def test_a_unit_that_does_not_answer_can_be_rung(town, whistle):
    unit = town.units[POLICE]
    unit.phone = "0571-88005678"
    unit.save()
    assert 'href="tel:0571-88005678"' in town.street.client("grid").get(f"/calls/{whistle.pk}/").content.decode()


def step(town, key, slot, name, **more):
    return town.street.client(key).post(f"/calls/parts/{slot.pk}/", {"key": str(new_id()), "step": name, **more})


def part(call, name):
    return Slot.objects.get(call=call, unit__name=name)


def test_blowing_a_whistle_names_units(town):
    client = town.street.client("grid")
    url = f"/calls/whistle/?at={town.street.id('grid3')}"
    text = client.get(url).content.decode()
    assert "吹哨：联合执法" in text
    assert "代买米面油菜" not in text
    data = {"kind": "whistle.enforcement", "key": str(new_id()), "title": "占道经营", "detail": "", "step": "send"}
    nobody = client.post(url, data)
    assert nobody.status_code == 422
    assert refusals(nobody) == {"units": "required"}
    sent = client.post(url, {**data, "units": [str(town.units[POLICE].pk), str(town.units[MARKET].pk)]})
    assert sent.status_code == 200
    call = Call.objects.get()
    assert (call.state, call.holder, call.slots.count()) == ("claimed", town.actor("grid").person, 2)
    for key in ("floor", "volunteer", "nobody"):
        assert town.street.client(key).get(url).status_code == 403
    assert town.street.client("outsider").get(url).status_code == 404


def test_a_unit_answers_for_its_own_part_alone(town, whistle):
    inbox = town.street.client("police").get("/calls/unit/").content.decode()
    assert whistle.title in inbox
    assert "剩" in inbox or "超" in inbox
    mine, other = part(whistle, POLICE), part(whistle, MARKET)
    for name in ("received", "on_site", "done"):
        assert step(town, "police", mine, name).status_code == 302
    assert step(town, "police", other, "received").status_code == 404
    assert step(town, "outsider", mine, "received").status_code == 404
    assert part(whistle, POLICE).state == "done"
    assert part(whistle, MARKET).state == "asked"
    assert "没有登记在哪个单位" in town.street.client("outsider").get("/calls/unit/").content.decode()


def test_a_unit_that_says_not_ours_says_why(town, whistle):
    mine = part(whistle, POLICE)
    client = town.street.client("police")
    assert client.get(f"/calls/parts/{mine.pk}/?step=objected").status_code == 200
    empty = step(town, "police", mine, "objected", note="")
    assert empty.status_code == 422
    assert step(town, "police", mine, "objected", note="归城管").status_code == 302
    text = town.street.client("grid").get(f"/calls/{whistle.pk}/").content.decode()
    assert "归城管" in text
    assert "称不归其管" in text


def test_the_matter_not_finished_nobody_leaves(town, whistle):
    grid = town.street.client("grid")
    answer = grid.post(f"/calls/{whistle.pk}/finish/", {"key": str(new_id()), "note": "都清了"})
    assert answer.status_code == 422
    assert refused(answer) == "calls.units_open"
    assert POLICE in answer.content.decode()
    assert "都清了" in answer.content.decode()
    for name, key in ((POLICE, "police"), (MARKET, "market")):
        step(town, key, part(whistle, name), "received")
        step(town, key, part(whistle, name), "done")
    assert grid.post(f"/calls/{whistle.pk}/finish/", {"key": str(new_id()), "note": "都清了"}).status_code == 302
    assert Call.objects.get().state == "settled"


def test_a_unit_is_removed_with_a_reason(town, whistle):
    gone = part(whistle, MARKET)
    grid = town.street.client("grid")
    url = f"/calls/parts/{gone.pk}/remove/"
    assert town.street.client("police").post(url, {"key": str(new_id()), "reason": "不用"}).status_code == 404
    assert grid.post(url, {"key": str(new_id()), "reason": ""}).status_code == 422
    assert grid.post(url, {"key": str(new_id()), "reason": "不涉及食品"}).status_code == 302
    gone.refresh_from_db()
    assert gone.state == "removed"


def test_both_sides_rate(town, whistle):
    slot = part(whistle, POLICE)
    for name in ("received", "done"):
        step(town, "police", slot, name)
    url = f"/calls/parts/{slot.pk}/rate/"
    assert town.street.client("grid").post(url, {"key": str(new_id()), "rating": ""}).status_code == 422
    assert town.street.client("grid").post(url, {"key": str(new_id()), "rating": "4"}).status_code == 302
    assert town.street.client("police").post(url, {"key": str(new_id()), "rating": "5"}).status_code == 302
    slot.refresh_from_db()
    assert (slot.rating, slot.whistle_rating) == (4, 5)


def test_what_a_unit_did_is_told_in_words_and_may_be_asked_again(town, whistle):
    for name in ("received", "done"):
        step(town, "police", part(whistle, POLICE), name)
    text = town.street.client("grid").get(f"/calls/{whistle.pk}/").content.decode()
    assert "派出所 · 办完" in text
    assert "· received" not in text
    assert "请再办" in text
    assert text.count("收到，马上来") == 1  # of the other unit, which has not answered
    for name in ("received", "done"):
        step(town, "market", part(whistle, MARKET), name)
    town.do("finish_whistle", whistle, "grid")
    assert "请再办" not in town.street.client("grid").get(f"/calls/{whistle.pk}/").content.decode()


@pytest.fixture
def order(town):
    opened = town.open("order.food", by=None, caller_phone="13800138000", caller_name="田老太", title="买米")
    call = town.do("claim_call", opened.call, "volunteer")
    return town.do("finish_call", call, "volunteer", amount="76.50", code=opened.code, photos=[jpeg()])


def test_sitting_times_are_set_by_the_community(town):
    client = town.street.client("community")
    url = f"/calls/sittings/?at={town.street.id('xueyuan')}"
    wrong = client.post(url, {"key": str(new_id()), "times": "25:00"})
    assert wrong.status_code == 422
    assert "25:00" in wrong.content.decode()
    assert client.post(url, {"key": str(new_id()), "times": "12:00,18:00"}).status_code == 302
    assert [f"{row.time:%H:%M}" for row in SittingTime.objects.order_by("time")] == ["12:00", "18:00"]
    assert "12:00" in client.get(url).content.decode()
    assert town.street.client("outsider").get(url).status_code == 404
    assert town.street.client("volunteer").get(url).status_code == 403


def test_the_noon_sitting_settles_what_is_ticked(town, order):
    client = town.street.client("community")
    begun = client.post(f"/calls/sittings/at/{town.street.id('xueyuan')}/", {"key": str(new_id())})
    sitting = Sitting.objects.get()
    again = client.post(f"/calls/sittings/at/{town.street.id('xueyuan')}/", {"key": str(new_id())})
    assert begun.url == again.url == f"/calls/sittings/{sitting.pk}/"
    text = client.get(begun.url).content.decode()
    assert "76.50" in text
    assert "田老太" in text
    assert town.street.people["volunteer"].account.name in text
    book = client.get(f"{begun.url}sheet.xlsx")
    sheet = openpyxl.load_workbook(BytesIO(book.getvalue())).worksheets[0]
    assert sheet.cell(2, 5).value == 76.5
    nothing = client.post(f"{begun.url}close/", {"key": str(new_id())})
    assert nothing.status_code == 422
    closed = client.post(f"{begun.url}close/", {"key": str(new_id()), "call": [str(order.pk)]})
    assert closed.status_code == 302
    assert Call.objects.get(pk=order.pk).state == "settled"
    sitting.refresh_from_db()
    assert str(sitting.total) == "76.50"
    for key, status in (("outsider", 404), ("volunteer", 403), ("auditor", 403)):
        assert town.street.client(key).get(begun.url).status_code == status


def kind_form(**more):
    return {
        "key": str(new_id()), "name": "借轮椅", "family": "service", "classification": "general", "settlement": "confirm",
        "privacy": "contact", "example": "", "may_open": ["resident", "leader"], "answer_minutes": "60",
        "on_site_minutes": "0", "done_minutes": "1440", "most_held": "0", "steps": ["photo"], "circle_building": "0",
        "circle_grid": "30", **more,
    }  # fmt: skip


def test_a_street_makes_edits_and_retires_a_kind(town):
    client = town.street.client("street")
    home = town.street.id("street")
    assert "代买米面油菜" in client.get("/calls/kinds/").content.decode()
    assert client.get(f"/calls/kinds/new/?at={home}").status_code == 200
    assert client.post(f"/calls/kinds/new/?at={home}", kind_form()).status_code == 302
    made = CallKind.objects.get(name="借轮椅")
    assert (made.circle, made.may_open) == ([[0, "building"], [30, "grid"]], ["resident", "leader"])
    shown = client.get(f"/calls/kinds/{made.pk}/?at={home}").content.decode()
    assert 'value="30"' in shown
    typed = kind_form(name="借轮椅拐杖", revision=made.revision)
    assert client.post(f"/calls/kinds/{made.pk}/?at={home}", typed).status_code == 302
    made.refresh_from_db()
    assert made.name == "借轮椅拐杖"
    client.post(f"/calls/kinds/{made.pk}/retire/?at={home}", {"key": str(new_id())})
    made.refresh_from_db()
    assert made.retired


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "名称"),
        ({"may_open": []}, "请至少勾选一项"),
        ({"circle_building": "40"}, "请填 0"),
        ({"circle_grid": "0"}, "要更晚"),
        ({"answer_minutes": "2000"}, "借轮椅"),
        ({"done_minutes": str(LONGEST_MINUTES + 1)}, str(LONGEST_MINUTES)),
    ],
)
def test_a_wrong_kind_is_refused_and_keeps_what_was_typed(town, wrong, said):
    answer = town.street.client("street").post(f"/calls/kinds/new/?at={town.street.id('street')}", kind_form(**wrong))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "1440" in answer.content.decode()
    assert not CallKind.objects.exclude(path="").exists()


def test_a_shipped_kind_that_is_edited_becomes_the_streets_own(town):
    shipped = CallKind.objects.get(code="repair", path="")
    home = town.street.id("street")
    client = town.street.client("street")
    typed = kind_form(name="物业报修", revision=shipped.revision)
    assert client.post(f"/calls/kinds/{shipped.pk}/?at={home}", typed).status_code == 302
    assert CallKind.objects.get(code="repair", path=town.street.places["street"].path).name == "物业报修"
    assert CallKind.objects.get(pk=shipped.pk).name == "报修"


def test_the_community_reads_kinds_and_may_not_change_them(town):
    client = town.street.client("community")
    assert "类别由街道来改" in client.get("/calls/kinds/").content.decode()
    assert client.get("/calls/kinds/new/").url == "/calls/kinds/"
    assert client.post("/calls/kinds/new/", kind_form()).url == "/calls/kinds/"
    assert not CallKind.objects.exclude(path="").exists()
    shipped = CallKind.objects.get(code="repair", path="")
    for at in ("street", "xueyuan", "jucai"):
        assert client.post(f"/calls/kinds/{shipped.pk}/?at={town.street.id(at)}", kind_form()).status_code in {403, 404}
    assert town.street.client("grid").get("/calls/kinds/").status_code == 403


def test_who_takes_what(town):
    client = town.street.client("community")
    url = f"/calls/takers/?at={town.street.id('xueyuan')}"
    kind = CallKind.objects.get(code="service.dispute", path="")
    post = town.corps.post("grid_leader")
    assert post.title in client.get(url).content.decode()
    data = {"key": str(new_id()), "kind": str(kind.pk), "taker": f"post:{post.pk}"}
    assert client.post(url, data).status_code == 302
    assert Taker.objects.get().post_id == post.pk
    assert client.post(url, {**data, "key": str(new_id()), "taker": f"seat:{new_id()}"}).status_code == 422
    assert client.post(url, {**data, "key": str(new_id()), "taker": ""}).status_code == 302
    assert not Taker.objects.exists()
    assert town.street.client("outside_community").get(url).status_code == 404


def test_an_order_settled_in_a_sitting_is_rated_after_it(town):
    opened = town.open("order.food", by=None, caller_phone="13800138000", title="买米")
    call = town.do("claim_call", opened.call, "volunteer")
    town.do("finish_call", call, "volunteer", amount="76.50", code=opened.code, photos=[jpeg()])
    desk = town.actor("community")
    place = town.street.places["xueyuan"]
    sitting = actions.open_sitting(place=place, at=town.now, actor=desk, key=new_id(), now=town.now)
    actions.close_sitting(sitting=sitting, calls=[call.pk], actor=desk, key=new_id(), now=town.now)
    url, client = f"/calls/follow/{opened.follow_token}/", Client()
    assert "办得怎么样？" in client.get(url).content.decode()
    answer = client.post(url, {"deed": "settle", "key": str(new_id()), "rating": "4", "solved": "yes"})
    assert answer.status_code == 302
    rated = town.fresh(call)
    assert (rated.state, rated.rating, rated.solved) == ("settled", 4, True)
    assert "办得怎么样？" not in client.get(url).content.decode()


def test_what_may_still_be_answered_in_time_counts_for_nobody(town):
    """A call opened a minute ago must not lower the share of answered calls."""
    line = f"/calls/rates/line/?at={town.street.id('xueyuan')}"
    client = town.street.client("community")
    town.now = clock.now()
    town.open("order.errand", title="取快递")
    assert "响应" not in client.get(line).content.decode()
    town.now = clock.now() - timedelta(hours=3)
    town.open("order.errand", title="取药")
    assert "响应 0.0%" in client.get(line).content.decode()


def test_rates_with_their_definitions_and_no_ranking(town, order):
    client = town.street.client("community")
    text = client.get("/calls/rates/").content.decode()
    assert "该在这段时间里接的单" in text
    assert "不排名次" in text
    odd = client.get("/calls/rates/?since=nonsense&until=2026-99-99")
    assert odd.status_code == 200
    book = client.get(f"/calls/rates/sheet.xlsx?until={clock.today():%Y-%m-%d}")
    names = openpyxl.load_workbook(BytesIO(book.getvalue())).sheetnames
    assert names[-1] == "口径"
    for key, status in (("auditor", 403), ("volunteer", 403)):
        assert town.street.client(key).get("/calls/rates/").status_code == status
    assert town.street.client("outsider").get(f"/calls/rates/?at={town.street.id('xueyuan')}").status_code == 404


def test_the_old_addresses_of_what_places_keep_lead_on(town):
    client, street, grid = town.street.client("street"), town.street.id("street"), town.street.id("grid3")
    for old, new in (
        (f"/calls/days/?at={street}", f"/places/days/?at={street}"),
        (f"/calls/neighbours/{grid}/", f"/places/{grid}/neighbours/"),
    ):
        answer = client.get(old)
        assert (answer.status_code, answer["Location"]) == (308, new)


def test_the_desk_asks_for_its_rates_apart(town, order):
    client = town.street.client("community")
    assert "/calls/rates/line/" in client.get("/calls/").content.decode()
    text = client.get(f"/calls/rates/line/?at={town.street.id('xueyuan')}").content.decode()
    assert "近 30 天" in text or "三率" in text
    assert town.street.client("outsider").get(f"/calls/rates/line/?at={town.street.id('xueyuan')}").status_code == 404
    assert town.street.client("volunteer").get("/calls/rates/line/").status_code == 403


def test_a_sitting_begun_a_little_late_is_still_the_noon_sitting(town):
    from linli.calls.queries import sitting_moment

    path = town.street.places["xueyuan"].path
    SittingTime.objects.create(path=path, time="12:00")
    assert sitting_moment(path, NOON + timedelta(minutes=7, seconds=3)) == NOON
    Sitting.objects.create(path=path, at=NOON)
    assert sitting_moment(path, NOON + timedelta(minutes=7, seconds=3)) == NOON + timedelta(minutes=7)
    assert sitting_moment(path, NOON - timedelta(minutes=1)) == NOON - timedelta(minutes=1)
