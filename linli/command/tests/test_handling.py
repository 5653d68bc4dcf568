"""The calls that need handling now, on the board."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.calls.models import Call
from linli.calls.tests.town import NOON, Town
from linli.command.handling import MOST, needs_handling
from linli.testing_kept import laid

NOW = "/board/now/"


@pytest.fixture
def town(street):
    return laid(Town, street)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as travelled:
        yield travelled


def lines(town, by="community", at="xueyuan"):
    return needs_handling(town.actor(by), town.street.places[at], town.now).lines


def later(town, clock, **length):
    town.pass_time(**length)
    clock.move_to(town.now)


def test_nothing_late_is_said_and_what_would_stand_here(town, clock):
    town.open("repair", title="楼道灯不亮")
    page = town.street.client("community").get("/board/").content.decode()
    assert "没有超时或没人管的单子" in page
    assert "楼道灯不亮" not in page


def test_a_late_call_is_named_with_how_late_and_the_way_to_it(town, clock):
    call = town.open("repair", title="楼道灯不亮").call
    later(town, clock, days=3)
    page = town.street.client("community").get("/board/").content.decode()
    assert "报修：<bdi>楼道灯不亮</bdi>" in page
    assert f'href="/calls/{call.pk}/"' in page
    assert "▲" in page[page.index('id="handling"') :]
    (line,) = lines(town)
    assert line.left.text.startswith("超 ")
    assert line.where == "学院社区 03网格 7号楼", "the board hangs on a wall: no door"


def test_a_late_unit_of_a_whistle_is_named(town, clock):
    town.whistle("城管执法队", "派出所")
    later(town, clock, hours=2)
    (line,) = lines(town, by="street", at="street")
    assert line.why in {"城管执法队还没应答", "派出所还没应答"}
    assert line.act == "催办"


def test_a_call_that_nobody_is_responsible_for_is_named_at_once(town, clock):
    call = town.open("service.policy").call
    Call.objects.filter(pk=call.pk).update(receiver=None)
    (line,) = lines(town)
    assert line.why == "受理的岗位空缺，没有人负责"
    assert line.left.kind == "warn"
    assert line.act == "派单"


def test_the_longest_late_comes_first_and_the_column_ends(town, clock):
    for number in range(MOST + 3):
        town.open("repair", title=f"灯 {number}")
        later(town, clock, minutes=7)
    later(town, clock, days=9)
    found = needs_handling(town.actor("community"), town.street.places["xueyuan"], town.now)
    assert [line.title for line in found.lines] == [f"灯 {number}" for number in range(MOST)]
    assert found.more
    assert "全部单子" in town.street.client("community").get(NOW).content.decode()


@pytest.mark.parametrize("many", [1, 12])
def test_it_costs_the_same_however_many_are_late(town, clock, many):
    for _ in range(many):
        town.open("repair")
    town.whistle("派出所")
    later(town, clock, days=9)
    actor = town.actor("street")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        needs_handling(actor, town.street.places["street"], town.now)
    assert len(asked) <= 9, [one["sql"][:120] for one in asked]


def test_another_place_is_not_told(town, clock):
    town.open("repair", title="楼道灯不亮")
    later(town, clock, days=3)
    ours = {"at": town.street.id("xueyuan")}
    for key in ("outsider", "outside_community"):
        assert town.street.client(key).get(NOW, ours).status_code == 404
        assert "楼道灯不亮" not in town.street.client(key).get(NOW).content.decode()
    assert town.street.client("volunteer").get(NOW).status_code == 403
    assert town.street.client("anonymous").get(NOW).status_code == 302


def test_who_may_not_read_calls_sees_what_kind_and_no_more(town, clock):
    town.open("repair", title="楼道灯不亮")
    later(town, clock, days=3)
    part = town.street.client("auditor").get(NOW, {"at": town.street.id("street")}).content.decode()
    assert "报修" in part
    assert "楼道灯不亮" not in part
    assert "/calls/" not in part


def test_who_may_not_assign_is_led_to_look_alone(town, clock):
    town.open("repair", title="楼道灯不亮")
    later(town, clock, days=3)
    assert [lines(town, by)[0].act for by in ("community", "commander")] == ["派单", "查看"]


def test_an_unchanged_column_costs_no_body_and_a_change_is_seen(town, clock):
    call = town.open("repair", title="楼道灯不亮").call
    later(town, clock, days=3)
    client = town.street.client("community")
    first = client.get(NOW)
    again = client.get(NOW, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    town.do("claim_call", call, "floor")
    assert client.get(NOW, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_part_asks_again_by_the_name_of_its_place(town, clock):
    part = town.street.client("community").get(NOW).content.decode()
    assert f'data-live="calls:{town.street.places["xueyuan"].path}"' in part
    assert re.search(r"data-etag='&quot;[0-9a-f]{32}&quot;'", part)


def test_one_drawing_serves_who_sees_the_same_and_nobody_else(town, clock):
    """The auditor must not get the part rendered for the community, although both show the same place at the same
    version."""
    town.open("repair", title="楼道灯不亮")
    later(town, clock, days=3)
    at = {"at": town.street.id("xueyuan")}
    seen = [town.street.client(key).get(NOW, at) for key in ("community", "auditor", "community")]
    assert ["楼道灯不亮" in answer.content.decode() for answer in seen] == [True, False, True]
    assert seen[0]["ETag"] == seen[2]["ETag"] != seen[1]["ETag"]


def test_the_briefing_counts_what_came_what_is_late_and_what_waits_for_a_decision(town, clock):
    town.open("repair", title="楼道灯不亮")
    later(town, clock, days=3)
    disputed = town.open("service.help", title="陪诊").call
    town.do("object_to_route", disputed, "building", reason="不是我的")
    town.claimed("order.errand", title="取快递")
    page = town.street.client("community").get("/board/briefing/")
    day, text = page.context["told"].day, page.content.decode()
    assert (day.opened, day.settled, day.waiting, day.held, day.done) == (2, 0, 2, 1, 0)
    assert (day.late, day.disputed, day.orders) == (1, 1, 0)
    assert 'data-decisions="1"' in text
    assert text.count("data-late") == 2, "the late one and the disputed one, as on the board"
    assert [line.call for line in page.context["told"].handling.lines] == [line.call for line in lines(town)]


def test_the_briefing_counts_the_money_of_the_next_sitting(town, clock):
    order = town.claimed("order.food", title="米和油")
    Call.objects.filter(pk=order.pk).update(state="done", done_at=town.now, amount="38.50")
    day = town.street.client("community").get("/board/briefing/").context["told"].day
    assert (day.orders, day.money) == (1, "38.50")
