"""The coverage pages: their content, immediately after each change, and who may see them."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from linli.access.actor import system
from linli.access.models import PostKind
from linli.corps.actions.appointments import relieve
from linli.corps.queries import overview
from linli.corps.queries.coverage import coverage, uncovered_doors
from linli.corps.queries.loads import overloads
from linli.corps.rules import Carried, Reason, Span
from linli.corps.tests.town import START
from linli.corps.words import homes_said
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.people.models import Household, Resident
from linli.places.models import Mode, Place

pytestmark = pytest.mark.django_db


def page(street, who, address="/corps/", **data):
    return street.client(who).get(address, data)


def without_tokens(answer):
    """The page without what differs on every request, and in which any three digits may stand: tokens and ids."""
    return re.sub(r'live-ticket="[^"]*"|[A-Za-z0-9]{64}|[0-9a-f-]{36}|[0-9a-f]{32}', "", answer.content.decode())


def covered(corps):
    total = coverage(corps.street.places["xueyuan"].path).total
    return total.covered, total.uncovered, total.residents


def test_a_full_chain_covers_every_household(corps):
    assert covered(corps) == (4, 0, 14)
    assert homes_said(4, 0) in page(corps.street, "community").content.decode()


def test_nothing_red_stands_where_everybody_below_follows_a_mode_of_their_own(corps):
    """A community whose grids have their modes has none itself: that is no gap while every chain is whole."""
    text = page(corps.street, "community").content.decode()
    assert "data-no-mode" not in text
    assert "data-modes-below" in text
    Place.objects.filter(pk=corps.street.id("building7")).update(mode=None)
    tell(corps.street)
    assert "data-no-mode" in page(corps.street, "community").content.decode()


def tell(street):
    """What was written past the actions is no fact, and the proof is kept until there is one."""
    trail.record("places.mode_assigned", actor=None, path=street.places["xueyuan"].path, at=clock.now())


def test_without_its_leader_exactly_one_floor_is_open_at_once(corps):
    path = corps.street.places["floor1"].path
    relieve = f"/corps/appointments/{corps.terms['floor1'].pk}/relieve/"
    client = corps.street.client("community")
    assert client.post(relieve, {"key": new_id(), "on": clock.today().isoformat()}).status_code == 302
    (gap,) = coverage(corps.street.places["xueyuan"].path).gaps
    assert (gap.path, gap.reason, gap.households, gap.residents) == (path, Reason.VACANT, 2, 5)
    text = page(corps.street, "community", at=corps.street.id("building7")).content.decode()
    assert "缺楼层长" in text
    doors = without_tokens(page(corps.street, "community", f"/corps/gaps/{corps.street.id('building7')}/doors/"))
    assert ("101" in doors, "102" in doors, "201" in doors) == (True, True, False)


def test_a_deputy_covers_and_is_shown_as_acting(corps):
    relieve(appointment=corps.terms["floor1"], on=clock.today(), actor=system(), key=None, now=clock.now())
    corps.appoint("代管人", "floor1", "deputy_floor_leader", "13800002000")
    total = coverage(corps.street.places["xueyuan"].path).total
    assert (total.covered, total.acting) == (4, 2)
    assert "（代）" in page(corps.street, "community", at=corps.street.id("floor1")).content.decode()


def test_a_term_that_has_ended_no_longer_covers(corps):
    type(corps.terms["yard"]).objects.filter(pk=corps.terms["yard"].pk).update(
        ends_on=clock.today() + timedelta(days=1)
    )
    path = corps.street.places["xueyuan"].path
    assert coverage(path).total.uncovered == 0
    assert coverage(path, clock.today() + timedelta(days=1)).total.uncovered == 1


def test_a_place_without_a_mode_is_a_gap_with_its_reason(corps):
    corps.household("outdoor", 3)
    Place.objects.filter(pk=corps.street.id("building1")).update(mode=None)
    (gap,) = coverage(corps.street.places["jucai"].path).gaps
    assert (gap.reason, gap.households) == (Reason.NO_MODE, 1)
    assert "没有治理模式" in page(corps.street, "outside_community", "/corps/gaps/").content.decode()


def test_a_door_straight_under_its_building_is_a_gap(corps):
    corps.street.place("strange", "door", "999", "building7")
    corps.household("strange", 1)
    (gap,) = coverage(corps.street.places["xueyuan"].path).gaps
    assert (gap.path, gap.reason) == (corps.street.places["building7"].path, Reason.NO_PLACE)


def test_a_leader_of_single_doors_covers_those_alone(corps):
    relieve(appointment=corps.terms["floor1"], on=clock.today(), actor=system(), key=None, now=clock.now())
    corps.appoint("管一户", "door101", "floor_leader", "13800002001")
    (gap,) = coverage(corps.street.places["xueyuan"].path).gaps
    assert (gap.households, gap.residents) == (1, 2)
    door = coverage(corps.street.places["door101"].path).total
    assert (door.households, door.covered) == (1, 1)


def test_a_shop_without_its_leader_is_a_gap(corps):
    corps.street.place("market", "market", "学院路商街", "grid3")
    corps.street.place("shop", "shop", "1号", "market")
    market = type(corps.street.places["shop"]).objects
    mode = Mode.objects.filter(path="", levels__post__code="shop_leader").distinct().first()
    market.filter(pk=corps.street.id("market")).update(mode=mode)
    gaps = coverage(corps.street.places["market"].path).gaps
    assert {gap.shops for gap in gaps} == {1}
    corps.appoint("监长", "market", "market_supervisor", "13800002002")
    corps.appoint("店长", "shop", "shop_leader", "13800002003")
    assert coverage(corps.street.places["market"].path).gaps == []


def test_lists_of_those_who_need_attention(corps):
    corps.appoint("没电话", "grid3", "grid_worker")
    soon = clock.today() + timedelta(days=9)
    type(corps.terms["grid"]).objects.filter(pk=corps.terms["grid"].pk).update(ends_on=soon)

    def get(what):
        return page(corps.street, "community", f"/corps/responsible/{what}/").content.decode()

    assert ("没电话" in get("phone"), "孙grid" in get("phone")) == (True, False)
    assert ("孙grid" in get("soon"), "没电话" in get("soon")) == (True, False)
    assert "没电话" in get("all")
    assert get("over")


def test_an_overload_is_named_against_the_advice(corps):
    for number in (3, 4):
        corps.street.place(f"floor{number}", "floor", f"{number}层", "stair1")
        for door in range(3):
            corps.street.place(f"more{number}{door}", "door", f"{number}0{door}", f"floor{number}")
            corps.household(f"more{number}{door}", 1)
    heavy = corps.appoint("管太多", "stair1", "floor_leader", "13800002009")
    found = coverage(corps.street.places["xueyuan"].path)
    loads = {load.appointment: load.carried for load in overloads(found)}
    assert loads == {heavy.pk: Carried(Span.OVER, 9, "households", 6)}
    text = page(corps.street, "community", "/corps/responsible/over/").content.decode()
    assert ("管太多" in text, "超过 6 户" in text, "吴floor2" in text) == (True, True, False)


def test_a_load_is_whole_also_where_only_a_part_is_looked_at(corps):
    both = corps.appoint("管整个单元", "stair1", "floor_leader", "13800002009")
    floor, community = (coverage(corps.street.places[key].path) for key in ("floor1", "xueyuan"))
    rows = type(both).objects.filter(pk=both.pk)
    (part,), (whole,) = overview.responsible(floor, rows), overview.responsible(community, rows)
    assert part.load.carried == whole.load.carried
    assert (whole.load.carried.load, whole.load.carried.unit) == (2, "floors")


def test_a_post_outside_the_mode_carries_nothing(corps):
    corps.appoint("记台账", "xueyuan", "registrar", "13800002010")
    text = page(corps.street, "community", "/corps/responsible/all/").content.decode()
    row = text[text.index("记台账") :].partition("</tr>")[0]
    assert "户" not in row


def test_the_gap_list_goes_out_as_workbook_and_as_text(corps):
    relieve(appointment=corps.terms["floor2"], on=clock.today(), actor=system(), key=None, now=clock.now())
    book = page(corps.street, "community", "/corps/gaps/export.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(book.getvalue())).get_sheet_by_index(0).to_python()
    assert rows[2][1:6] == ["楼层长", "空缺", 1.0, 0.0, 4.0]
    text = page(corps.street, "community", "/corps/gaps/export.csv").content.decode("utf-8-sig")
    assert "楼层长,空缺,1,0,4" in text


PAGES = ["/corps/", "/corps/gaps/", "/corps/responsible/all/", "/corps/members/", "/corps/units/", "/corps/cards/"]


@pytest.mark.alike
@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("street", 200),
        ("community", 200),
        ("grid", 200),
        ("floor", 200),
        ("partner", 200),
        ("outsider", 200),
        ("auditor", 403),
        ("nobody", 403),
        ("anonymous", 302),
    ],
)
def test_who_may_open_the_pages(corps, address, who, status):
    assert page(corps.street, who, address).status_code == status


@pytest.mark.parametrize("address", PAGES)
def test_an_outsider_sees_nothing_of_another_community(corps, address):
    hidden = page(corps.street, "outsider", address, at=corps.street.id("grid3"))
    absent = page(corps.street, "outsider", address, at=new_id())
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert without_tokens(hidden) == without_tokens(absent)
    own = page(corps.street, "outsider", address).content.decode()
    for name in ("孙grid", "李building", "7号楼", "03网格"):
        assert name not in own


def test_the_search_finds_places_and_leaders_within_reach(corps):
    inside = page(corps.street, "community", "/corps/search/", q="李building").content.decode()
    outside = page(corps.street, "outsider", "/corps/search/", q="李building").content.decode()
    assert ("李building</a>" in inside, "李building</a>" in outside) == (True, False)


def test_proposals_name_neighbours_and_residents_only_to_who_may_read_them(corps):
    relieve(appointment=corps.terms["floor1"], on=clock.today(), actor=system(), key=None, now=clock.now())
    address = f"/corps/gaps/{corps.street.id('floor1')}/mend/{corps.post('floor_leader').pk}/"
    assert "吴floor2" in page(corps.street, "community", address).content.decode()
    assert "您的岗位不查看居民台账" in page(corps.street, "street", address).content.decode()
    assert page(corps.street, "outside_community", address).status_code == 404
    assert page(corps.street, "grid", address).status_code == 403


def resident(corps, name, door, **more):
    home = Household.objects.get(path=corps.street.places[door].path)
    return Resident.objects.create(
        path=home.path, root=home.path[:4], household=home, name=name, since=START, recorded_at=clock.now(), **more
    )


def test_a_resident_of_the_stairwell_is_proposed_appointed_and_the_look_recorded(corps):
    relieve(appointment=corps.terms["floor1"], on=clock.today(), actor=system(), key=None, now=clock.now())
    near = resident(corps, "李同单元", "door201", born_on=date(1980, 1, 1))
    resident(corps, "小孩子", "door201", born_on=clock.today())
    resident(corps, "别处人", "yard1door", born_on=date(1980, 1, 1))
    address = f"/corps/gaps/{corps.street.id('floor1')}/mend/{corps.post('floor_leader').pk}/"
    text = page(corps.street, "community", address).content.decode()
    assert ("李同单元" in text, "小孩子" in text, "别处人" in text) == (True, False, False)
    fact = Fact.objects.filter(kind="people.searched").get()
    assert (fact.about, fact.data) == (corps.street.id("floor1"), {"purpose": "corps.mend", "shown": 1})
    data = {
        "key": new_id(), "post": corps.post("floor_leader").pk, "resident": near.pk, "name": "李同单元",
        "phone": "13912345678", "places": [corps.street.id("floor1")], "starts_on": clock.today().isoformat(),
    }  # fmt: skip
    answer = corps.street.client("community").post(f"/corps/appoint/?at={corps.street.id('floor1')}", data)
    assert answer.status_code == 302
    assert covered(corps) == (4, 0, 14)
    assert "李同单元" not in page(corps.street, "community", address).content.decode(), "a leader is not proposed again"


def test_three_floor_leaders_less_leave_exactly_their_doors(corps):
    for number in (3, 4, 5):
        corps.street.place(f"floor{number}", "floor", f"{number}层", "stair1")
        for door in (1, 2):
            corps.street.place(f"home{number}{door}", "door", f"{number}0{door}", f"floor{number}")
            corps.household(f"home{number}{door}", 2)
        corps.terms[f"f{number}"] = corps.appoint(
            f"层{number}", f"floor{number}", "floor_leader", f"1390000{number:04d}"
        )
    path = corps.street.places["xueyuan"].path
    assert coverage(path).total.uncovered == 0
    for number in (3, 4, 5):
        relieve(appointment=corps.terms[f"f{number}"], on=clock.today(), actor=system(), key=None, now=clock.now())
    doors = uncovered_doors(coverage(path), path)
    expected = {corps.street.places[f"home{number}{door}"].path for number in (3, 4, 5) for door in (1, 2)}
    assert {door.path for door in doors} == expected


def test_the_notice_asks_residents_to_recommend(corps):
    address = f"/corps/gaps/{corps.street.id('floor1')}/nomination/{corps.post('floor_leader').pk}/"
    assert "楼层长推荐启事" in page(corps.street, "community", address).content.decode()
    assert page(corps.street, "outsider", address).status_code == 404
    PostKind.objects.filter(pk=corps.post("floor_leader").pk).update(path="0009")  # another street's own
    for what in ("nomination", "mend"):
        assert page(corps.street, "community", address.replace("nomination", what)).status_code == 404


def test_the_few_leaders_shown_lead_to_all_of_them(corps):
    answer = page(corps.street, "community", at=corps.street.id("xueyuan"))
    everyone = f"/corps/responsible/all/?at={corps.street.id('xueyuan')}"
    count = page(corps.street, "community", everyone).context["page"].paginator.count
    assert answer.context["in_office"] == count > 0
    text = answer.content.decode()
    assert f"共 {count} 位责任人在任" in text
    assert f'class="btn" href="{everyone}"' in text
