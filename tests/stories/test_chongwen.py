"""崇文路街道, at full size: five levels, five leaders, and no household missed.

The account in its own order, each step through the pages of whoever takes it: the street office lays out the territory
and its three modes, the registrar loads the register, the street office the list of leaders. Then the figures are read
from the pages. At the end three floor leaders leave and come back.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from linli.access.models import Account
from linli.corps.models import Appointment, AwaitedTerm
from linli.demo.cases import chongwen
from linli.demo.ground import CasePlace, Street
from linli.demo.register import write_register
from linli.demo.roster import write_roster
from linli.people.models import Household
from linli.places.models import Place
from linli.places.rules import PlaceKind
from tests.stories import steps

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

CODES = {
    "聚财社区": "610802006001", "春苑社区": "610802006002", "崇文路社区": "610802006003", "芹涧路社区": "610802006004",
    "迎滨路社区": "610802006005", "学院社区": "610802006006", "寨城庄社区": "610802006007",
}  # fmt: skip
LEADERS = {
    "sector_leader": 7, "community_leader": 7, "grid_leader": 64, "grid_worker": 64, "building_leader": 181,
    "floor_leader": 562, "alley_leader": 520, "courtyard_leader": 2_765,
}  # fmt: skip


@pytest.fixture(scope="module")
def case() -> Street:
    return chongwen.build()


def test_the_street_of_the_account(case: Street, tmp_path: Path) -> None:
    office = steps.account("jiedao", "陈街道")
    street = lay_out(office, case)
    registrar = steps.account(
        "taizhang", "钱台账", steps.appoint(office, street, "registrar", "钱台账", "15400000001").pk
    )
    load_register(registrar, street, case, tmp_path)
    load_leaders(office, street, case, tmp_path)
    the_auditor_confirms(street)
    check_every_figure_is_as_published(office, street)
    check_the_board_says_so(office, street)
    check_nobody_is_missed(office, street)
    three_floor_leaders_leave_and_return(office, street, case)


def lay_out(office: Client, case: Street) -> Place:
    """The wizard; then grids, the compounds and markets that run another mode, and the shops."""
    street = steps.start_street(office, "榆阳 崇文路", "610802006")
    communities = {place.name: place for place in Place.objects.filter(parent=street)}
    assert {name: place.code for name, place in communities.items()} == CODES
    for place in case.ground.walk():
        if place.mode:
            _govern(office, street, place)
    for market in case.ground.of_kind(PlaceKind.MARKET):
        steps.add_line(office, at(street, market), f"1-{len(market.children)}号铺")
    return street


def _govern(office: Client, street: Place, place: CasePlace) -> None:
    assert place.parent is not None
    made = steps.add_place(office, at(street, place.parent), place.kind, place.name)
    steps.use_mode(office, made, place.mode)


def at(street: Place, place: CasePlace) -> Place:
    """The row of a place of the case, found from the street down."""
    if place.parent is None:
        return street
    return Place.objects.get(parent=at(street, place.parent), kind=place.kind, name=place.name, closed_on=None)


def load_register(registrar: Client, street: Place, case: Street, folder: Path) -> None:
    path = folder / "崇文路街道居民台账.xlsx"
    write_register(case, path)
    work = steps.bring_register(registrar, street, path)
    assert (work.counts["total"], work.counts["accepted"], work.counts["rejected"]) == (57_125, 57_125, 0)


def load_leaders(office: Client, street: Place, case: Street, folder: Path) -> None:
    for partner in case.partners:
        steps.add_unit(office, street, partner.name, partner.kind)
    path = folder / "崇文路街道责任人名册.xlsx"
    write_roster(case, path)
    run = steps.bring_leaders(office, street, path)
    assert (run.counts["new"], run.counts["rejected"]) == (len(case.leaders), 0)


def the_auditor_confirms(street: Place) -> None:
    """The grids' leaders read the register, which the office that brought the list does not."""
    call_command("user", "shenji", "--name", "吴审计", "--bundle", "auditor", "--place", street.name)
    Account.objects.filter(username="shenji").update(must_change_password=False)
    auditor = Client()
    auditor.force_login(Account.objects.get(username="shenji"))
    page = reverse("corps:awaited")
    while rows := [line.row.pk for line in auditor.get(page).context["may_confirm"]]:
        steps.send(auditor, reverse("corps:confirm_all"), row=[str(pk) for pk in rows])
    assert not AwaitedTerm.objects.filter(state="waiting").exists()


def check_every_figure_is_as_published(office: Client, street: Place) -> None:
    found = {post: steps.holders(office, street, post) for post in LEADERS}
    assert found == LEADERS
    assert sum(found.values()) == 4_170
    assert Place.objects.filter(kind="community", closed_on=None).count() == 7
    assert Place.objects.filter(kind="grid", closed_on=None).count() == 64
    modes = {code for (code,) in Place.objects.exclude(mode=None).values_list("mode__code").distinct()}
    assert modes == {"chongwen.apartment", "chongwen.bungalow", "chongwen.commercial"}
    assert steps.holders(office, street, "shop_leader") * 10 == Place.objects.filter(kind="shop").count()


def check_the_board_says_so(office: Client, street: Place) -> None:
    page = office.get(reverse("command:board"), {"at": str(street.pk)})
    words = steps.words_of(page)
    for figure in ("57,125", "18,212", "64 个网格", "100%", "不漏一户"):
        assert figure in words
    board = page.context["board"]
    assert board.total.residents == 57_125
    assert [group.name for group in board.groups] == sorted(CODES, key=CODES.__getitem__)
    assert sum(len(group.cells) for group in board.groups) == 64
    assert all(cell.uncovered == 0 and cell.units for group in board.groups for cell in group.cells)


def check_nobody_is_missed(office: Client, street: Place) -> None:
    page = office.get(reverse("corps:coverage"), {"at": str(street.pk)})
    total = page.context["node"]
    assert (total.households, total.residents, total.shops) == (18_212, 57_125, 1_160)
    assert total.covered == 18_212 + 1_160
    assert steps.gaps(office, street) == []
    assert "没有缺口" in steps.words_of(office.get(reverse("corps:gaps"), {"at": str(street.pk)}))


def three_floor_leaders_leave_and_return(office: Client, street: Place, case: Street) -> None:
    leaving = list(_three(case))
    doors = {
        at(street, door).path for charges in leaving for place in charges for door in place.of_kind(PlaceKind.DOOR)
    }
    people = sum(Household.objects.filter(path__in=doors, until=None).values_list("size", flat=True))
    terms = [_appointment(street, charges) for charges in leaving]
    for term in terms:
        steps.send(office, reverse("corps:relieve", args=[term.pk]), on=steps.today(), reason="搬走")
    assert {path for charges in leaving for path in _uncovered(office, street, charges)} == doors
    page = office.get(reverse("corps:gaps"), {"at": str(street.pk)})
    assert page.context["total"].uncovered == len(doors)
    assert page.context["people"] == people
    board = office.get(reverse("command:board"), {"at": str(street.pk)})
    assert f"{len(doors)} 户没有完整责任链" in steps.words_of(board)
    for term in terms:
        steps.send(office, reverse("corps:undo", args=[term.pk]))
    check_nobody_is_missed(office, street)


def _three(case: Street) -> Iterator[list[CasePlace]]:
    """Floor leaders of three communities; the last one has single doors instead of floors."""
    by_community: dict[Any, list[CasePlace]] = {}
    for leader in case.in_post("floor_leader"):
        by_community.setdefault(leader.charges[0].above(PlaceKind.COMMUNITY), leader.charges)
    floors = [charges for charges in by_community.values() if charges[0].kind is PlaceKind.FLOOR]
    yield from floors[:2]
    yield next(x.charges for x in case.in_post("floor_leader") if x.charges[0].kind is PlaceKind.DOOR)


def _appointment(street: Place, charges: list[CasePlace]) -> Appointment:
    ids = [at(street, place).pk for place in charges]
    [term] = Appointment.objects.filter(post__code="floor_leader", ends_on=None, charges__place__in=ids).distinct()
    assert term.charges.count() == len(ids)
    return term


def _uncovered(office: Client, street: Place, charges: list[CasePlace]) -> set[str]:
    """What the drill-down lists in the building, each for want of a floor leader alone."""
    building = charges[0].above(PlaceKind.BUILDING)
    assert building is not None
    doors = steps.doors_in_gap(office, at(street, building))
    assert set(doors.values()) == {("楼层长",)}
    return set(doors)
