"""Stories of calls, each through the pages of whoever takes the step, on a street laid out by its own office.

瓜州's order, a whistle to three units of which one is late, 余杭's old man not seen for five days, 崇文路's six
services, and a lodger who is deaf.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from uuid import UUID

import openpyxl
import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from linli.access.models import Account
from linli.calls import actions
from linli.calls.models import Call, Slot
from linli.corps.models import Member, PartnerUnit
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.places.models import Place
from linli.testing import refused
from tests.stories import calling, steps

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

MORNING = datetime(2022, 3, 14, 3, 10, tzinfo=UTC)  # a Monday, ten past eleven in China


@pytest.fixture(autouse=True)
def time() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING) as traveller:
        actions.load_shipped(clock.now())
        yield traveller


@pytest.fixture
def office() -> Client:
    return steps.account("jiedao", "陈街道")


def home_of(street: Place, number: str = "101") -> Place:
    return Place.objects.get(path__startswith=street.path, kind="door", name=number)


# --- 瓜州: 开单 → 领单 → 定时结单 -------------------------------------------------------------------------------------


def test_an_order_in_guazhou(office: Client, time: time_machine.Traveller) -> None:
    street = steps.start_street(office, "瓜州 渊泉镇", "620922100", only={"疏勒社区"})
    community = Place.objects.get(parent=street)
    steps.use_mode(office, street, "guazhou")
    grid = steps.add_place(office, community, "grid", "01网格")
    yard = steps.add_place(office, grid, "courtyard", "幸福小院")
    steps.add_line(office, yard, "1号楼,1单元,2层,每层2户")
    secretary, _ = calling.in_post(office, community, "community_secretary", "李书记", "15400000001", "shuji")
    calling.in_post(office, yard, "courtyard_secretary", "马支书", "15400000002", "zhishu")
    first, _ = calling.in_post(secretary, yard, "volunteer", "王党员", "15400000003", "wang")
    second, buyer = calling.in_post(secretary, yard, "volunteer", "张党员", "15400000004", "zhang")
    steps.send(secretary, f"{reverse('calls:sittings')}?at={community.pk}", times="12:00 18:00")

    phone, follow = calling.ask(
        yard, "order.food", caller_name="田老太", caller_phone="13800138000",
        item=["大米 10 千克", "菜油 1 桶"], count=["1", "1"],
    )  # fmt: skip
    call = Call.objects.get()
    own_page = phone.get(follow).content.decode()
    code = calling.code_on(own_page)
    assert call.number in own_page

    for one in (first, second):
        assert call.number in steps.words_of(one.get(reverse("calls:near")))
    assert "13800138000" not in steps.words_of(second.get(reverse("calls:call", args=[call.pk])))
    calling.do(second, call, "claim")
    late = first.post(reverse("calls:deed", args=[call.pk, "claim"]), {"key": "01980000-0000-7000-8000-000000000001"})
    assert (late.status_code, refused(late)) == (409, "calls.taken")
    assert "13800138000" in steps.words_of(second.get(reverse("calls:call", args=[call.pk])))
    assert "有人接了" in steps.words_of(phone.get(follow))

    time.shift(25 * 60)
    wrong = second.post(
        reverse("calls:deed", args=[call.pk, "finish"]),
        {"key": "01980000-0000-7000-8000-000000000002", "amount": "86.50", "code": "000000"},
    )
    assert wrong.status_code == 422 and "86.50" in wrong.content.decode()
    calling.finish(second, call, amount="86.50", code=code)
    assert "86.50" in steps.words_of(phone.get(follow))
    steps.send(phone, follow, deed="settle", rating="5", solved="yes")
    assert calling.fresh(call).state == "done", "money waits for the sitting"

    time.shift(25 * 60)  # noon
    led_to = steps.send(secretary, reverse("calls:open_sitting", args=[community.pk]))
    sheet = steps.words_of(secretary.get(led_to))
    assert all(word in sheet for word in (call.number, buyer.name, "86.50", "12:00"))
    sitting = led_to.rstrip("/").split("/")[-1]
    book = secretary.get(reverse("calls:sitting_sheet", args=[sitting]))
    cells = [cell for row in openpyxl.load_workbook(_bytes(book)).active.values for cell in row]
    assert call.number in cells and 86.5 in cells
    assert first.get(led_to).status_code in (403, 404), "a sitting is the community's"
    steps.send(secretary, reverse("calls:close_sitting", args=[sitting]), call=[str(call.pk)])
    settled = calling.fresh(call)
    assert (settled.state, settled.rating, str(settled.amount)) == ("settled", 5, "86.50")
    assert "已结束" in steps.words_of(phone.get(follow))
    calling.work()
    assert call.number in calling.letters(second)


def _bytes(answer: HttpResponse) -> BytesIO:
    return BytesIO(answer.content)


# --- 吹哨: three units, one late --------------------------------------------------------------------------------------


def test_a_whistle_to_three_units_and_one_is_late(office: Client, time: time_machine.Traveller) -> None:
    street = steps.start_street(office, "榆阳 崇文路", "610802006", mode="", only={"学院社区"})
    community = Place.objects.get(parent=street)
    steps.use_mode(office, street, "chongwen.apartment")
    grid = steps.add_place(office, community, "grid", "03网格")
    steps.add_line(office, grid, "7号楼,1单元,2层,每层2户")
    leader, _ = calling.in_post(office, community, "community_leader", "高社区", "15400000001", "gao")
    whistler, _ = calling.in_post(office, grid, "grid_worker", "马网格", "15400000002", "ma")
    people = {}
    for number, name in enumerate(("城管执法队", "供水公司", "派出所")):
        steps.add_unit(office, street, name, "government")
        people[name] = _of_unit(office, street, name, f"单位{'甲乙丙'[number]}", f"1540000001{number}")

    page = f"{reverse('calls:whistle')}?at={grid.pk}"
    units = [str(pk) for pk in PartnerUnit.objects.values_list("pk", flat=True)]
    blown = whistler.post(
        page, {"kind": "whistle.demand", "key": "01980000-0000-7000-8000-000000000003", "title": "三栋楼下水同时堵",
               "detail": "", "units": units, "step": "send"},
    )  # fmt: skip
    assert blown.status_code == 200
    call = Call.objects.get()
    calling.work()
    for client in people.values():
        assert call.number in calling.letters(client)
        assert "三栋楼下水同时堵" in steps.words_of(client.get(reverse("calls:unit")))

    for name in ("城管执法队", "供水公司"):
        for step in ("received", "on_site"):
            _answer(people[name], call, name, step)
    calling.let_pass(time, minutes=6)
    assert call.number in calling.letters(people["派出所"]), "reminded"
    calling.let_pass(time, minutes=30)
    history = steps.words_of(whistler.get(reverse("calls:call", args=[call.pk])))
    assert "超时上报" in history
    escalated = [e for e in call.events.all() if e.deed == "escalate"]
    assert escalated and {e.to for e in escalated} & {_person(leader)}, "one level up: the community"
    assert "上报给您" in calling.letters(leader)

    _answer(people["派出所"], call, "派出所", "received")
    for name in ("城管执法队", "供水公司"):
        _answer(people[name], call, name, "done")
    early = whistler.post(reverse("calls:deed", args=[call.pk, "finish"]), {"key": _key(4), "note": "通了"})
    assert early.status_code in (409, 422), "the matter not finished, nobody leaves"
    assert calling.fresh(call).ended_at is None
    for step in ("on_site", "done"):
        _answer(people["派出所"], call, "派出所", step)
    calling.do(whistler, call, "finish", note="管道已疏通")
    assert calling.fresh(call).ended_at is not None
    rated = Slot.objects.get(call=call, unit__name="派出所")
    steps.send(whistler, reverse("calls:rate_slot", args=[rated.pk]), rating="2")
    steps.send(people["派出所"], reverse("calls:rate_slot", args=[rated.pk]), rating="4")
    rated.refresh_from_db()
    assert (rated.rating, rated.whistle_rating) == (2, 4)


def _key(number: int) -> str:
    return f"01980000-0000-7000-8000-{number:012d}"


def _of_unit(office: Client, street: Place, unit: str, name: str, phone: str) -> Client:
    pk = PartnerUnit.objects.get(name=unit).pk
    steps.send(office, f"{reverse('corps:new_member')}?at={street.pk}", name=name, phone=phone, unit=str(pk))
    return steps.account(f"u{phone}", name, Member.objects.get(name=name).pk)


def _answer(client: Client, call: Call, unit: str, step: str) -> None:
    slot = Slot.objects.get(call=call, unit__name=unit)
    steps.send(client, reverse("calls:slot", args=[slot.pk]), step=step)


def _person(client: Client) -> UUID | None:
    return Account.objects.get(pk=client.session["_auth_user_id"]).person


# --- 余杭: not seen for five days -------------------------------------------------------------------------------------


def test_an_old_man_not_seen_for_five_days_in_yuhang(office: Client, time: time_machine.Traveller) -> None:
    street = steps.start_street(office, "余杭 余杭街道", "330110013", only=None)
    community = Place.objects.filter(parent=street).order_by("path")[0]
    steps.use_mode(office, street, "yuhang")
    compound = steps.add_place(office, community, "compound", "方汇花园")
    steps.add_line(office, compound, "1号楼,1单元,2层,每层2户")
    stairwell = Place.objects.get(kind="stairwell", path__startswith=compound.path)
    neighbour, lowest = calling.in_post(office, stairwell, "stairwell_leader", "周楼道", "15400000001", "zhou")
    _above, above = calling.in_post(office, compound, "compound_leader", "吴小区", "15400000002", "wu")
    top, _ = calling.in_post(office, community, "community_secretary", "郑书记", "15400000003", "zheng")
    door = home_of(street)

    page = f"{reverse('calls:open')}?at={door.pk}"
    opened = top.post(
        page, {"kind": "care.unseen", "key": _key(5), "title": "老人五天没出门", "detail": "敲门无人应", "address": "101",
               "caller_name": "", "caller_phone": "", "step": "send"},
    )  # fmt: skip
    assert opened.status_code == 200, opened.content.decode()[:2000]
    call = Call.objects.get()
    assert call.receiver == lowest.pk, "the lowest leader first"
    calling.work()
    assert call.number in calling.letters(neighbour)

    calling.let_pass(time, minutes=16)
    assert call.number in calling.letters(_above), "one level up after minutes"
    letter = _above.get(reverse("notices:inbox")).content.decode()
    assert "上报给您" in letter
    ups = [event for event in call.events.order_by("at") if event.deed == "escalate"]
    assert ups[0].to == above.pk
    assert (ups[0].at - call.opened_at).total_seconds() < 20 * 60

    calling.do(_above, call, "claim")
    calling.do(_above, call, "arrive")
    calling.do(_above, call, "finish")
    ended = calling.fresh(call)
    assert ended.state == "settled" and ended.holder == above.pk
    assert Fact.objects.filter(kind="calls.arrived", about=call.pk).exists()


# --- 崇文路: 六员 -----------------------------------------------------------------------------------------------------

SIX = {
    "service.policy": ("policy_publicist", "政策咨询"), "service.opinion": ("opinion_reporter", "民意反馈"),
    "service.hazard": ("hazard_inspector", "安全隐患"), "service.dispute": ("mediator", "矛盾纠纷"),
    "service.civility": ("civility_promoter", "文明创建"), "service.help": ("resident_servant", "群众服务"),
}  # fmt: skip


def test_the_six_services_of_chongwen(office: Client, time: time_machine.Traveller) -> None:
    """Each kind goes to whoever holds its post, is answered, and the resident says that it is good."""
    street = steps.start_street(office, "榆阳 崇文路", "610802006", only={"聚财社区"})
    community = Place.objects.get(parent=street)
    steps.use_mode(office, street, "chongwen.apartment")
    grid = steps.add_place(office, community, "grid", "01网格")
    steps.add_line(office, grid, "1号楼,1单元,2层,每层2户")
    building = Place.objects.get(kind="building", path__startswith=grid.path)
    calling.in_post(office, community, "community_leader", "李社区", "15400000001", "li")
    for number, (kind, (post, word)) in enumerate(SIX.items()):
        servant, member = calling.in_post(
            office, community, post, f"六员{number}", f"1540000010{number}", f"liu{number}"
        )
        phone, follow = calling.ask(building, kind, title=f"{word}的事", caller_phone=f"1380013800{number}")
        call = Call.objects.get(kind__code=kind)
        assert call.receiver == member.pk, f"{word} goes to its own post"
        assert call.kind.name == word
        calling.work()
        assert call.number in calling.letters(servant)
        calling.do(servant, call, "claim")
        if "on_site" in call.kind.steps:
            calling.do(servant, call, "arrive")
        calling.do(servant, call, "finish")
        steps.send(phone, follow, deed="settle", rating="4", solved="yes")
        ended = calling.fresh(call)
        assert (ended.state, ended.rating) == ("settled", 4)
    assert Call.objects.filter(state="settled").count() == 6
    rates = office.get(f"{reverse('calls:rates')}?at={street.pk}")
    said = steps.words_of(rates)
    assert said.count("6 / 6") == 2, said  # solved, satisfied


# --- 双塔: a deaf lodger ----------------------------------------------------------------------------------------------


def test_a_deaf_lodger_is_served_by_text_alone(office: Client, time: time_machine.Traveller) -> None:
    street = steps.start_street(office, "姑苏 双塔", "320508021", only=None)
    community = Place.objects.filter(parent=street).order_by("path")[0]
    steps.use_mode(office, street, "shuangta.building")
    grid = steps.add_place(office, community, "grid", "01网格")
    steps.add_line(office, grid, "1号楼,1单元,2层,每层2户")
    building = Place.objects.get(kind="building", path__startswith=grid.path)
    head, _ = calling.in_post(office, building, "building_head", "孙楼长", "15400000001", "sun")
    calling.in_post(office, community, "community_secretary", "钱书记", "15400000002", "qian")

    phone, follow = calling.ask(
        building, "repair", title="水管漏水", caller_phone="13800138000", text_only="on", address="101"
    )
    call = Call.objects.get()
    assert call.text_only
    calling.do(head, call, "claim")
    page = head.get(reverse("calls:call", args=[call.pk])).content.decode()
    assert "只用文字联系，不打电话" in page and "13800138000" in page
    assert 'href="tel:' not in page, "nobody rings somebody who cannot hear"
    calling.do(head, call, "pause", reason="明天上午九点来修,您在家吗?")
    asked = steps.words_of(phone.get(follow))
    assert "明天上午九点来修" in asked
    steps.send(phone, follow, deed="resume", answer="在家,请直接敲门两下,门铃会闪灯")
    assert "门铃会闪灯" in steps.words_of(head.get(reverse("calls:call", args=[call.pk])))
    calling.do(head, call, "arrive")
    calling.finish(head, call)
    steps.send(phone, follow, deed="settle", rating="5", solved="yes")
    assert calling.fresh(call).state == "settled"
