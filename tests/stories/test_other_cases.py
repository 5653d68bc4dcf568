"""The other four accounts as territory and leaders: loaded as `linli demo <case>` does, then read through the pages.

Each is loaded whole through the imports; the figures come from the pages of the street office and of a leader.
"""

import pytest
from django.test import Client
from django.urls import reverse

from linli import demo
from linli.access.models import Account
from linli.corps.models import Alliance, Appointment, PartnerUnit
from linli.demo import accounts
from linli.people.models import Household
from linli.places.models import Place
from tests.stories import steps

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def load(case: str) -> Client:
    """Load the case twice, the second time without effect; returns the street office's browser."""
    said: list[str] = []
    demo.load(case, said.append)
    assert len(said) > 8, "the loader speaks all the time"
    demo.load(case, said.append)
    assert "不再重复装入" in said[-1]
    return signed_in(accounts.OFFICE)


def everyone_is_covered(office: Client, streets: list[Place], homes: int) -> None:
    """The coverage page of each street: every household has its whole chain, and the board agrees."""
    nodes = [office.get(reverse("corps:coverage"), {"at": str(street.pk)}).context["node"] for street in streets]
    assert sum(node.households for node in nodes) == homes
    assert all(node.covered == node.units for node in nodes)
    for street in streets:
        board = office.get(reverse("command:board"), {"at": str(street.pk)})
        assert "不漏一户" in steps.words_of(board)
        assert [group.name for group in board.context["board"].groups if group.node.units and not group.cells] == []


def one_leaves_and_returns(office: Client, street: Place, post: str, title: str) -> None:
    """Relieve one holder of `post`: their doors and no others are uncovered, all for want of that post. Then undo."""
    term = Appointment.objects.filter(post__code=post, ends_on=None, path__startswith=street.path).order_by("path")[0]
    place = Place.objects.get(path=term.path)
    steps.send(office, reverse("corps:relieve", args=[term.pk]), on=steps.today())
    doors = steps.doors_in_gap(office, place)
    assert set(doors.values()) == {(title,)}
    whole = office.get(reverse("corps:gaps"), {"at": str(street.pk)}).context["total"].uncovered
    assert whole == len(doors) == Household.objects.under(place.path).filter(until=None).count() > 0
    steps.send(office, reverse("corps:undo", args=[term.pk]))
    assert steps.gaps(office, street) == []


def test_shuangta_joins_its_leaders_like_blocks():
    office = load("shuangta")
    street = Place.objects.get(code="320508021")
    assert Place.objects.filter(kind="community", code__startswith="320508021").count() == 21
    posts = ("begonia_partner", "party_household", "resident_group_leader", "building_head", "alley_head", "yard_head")
    found = {post: steps.holders(office, street, post) for post in posts}
    assert sum(found.values()) == 546
    assert all(count % 21 == 0 for count in found.values())
    unions = Alliance.objects.filter(kind="alley_network", until=None)
    assert unions.count() == 21
    page = office.get(reverse("corps:alliance", args=[unions[0].pk]))
    for seat in ("共建单位", "社区民警", "青年志愿者", "网格员", "居民自治组织"):
        assert seat in steps.words_of(page)
    everyone_is_covered(office, [street], homes=2_184)
    one_leaves_and_returns(office, street, "yard_head", "院长")


def test_guazhou_has_three_tiers_in_eight_communities():
    office = load("guazhou")
    streets = list(Place.objects.filter(parent=None).order_by("code"))
    assert [street.code for street in streets] == ["620922100", "620922103", "620922105"]
    assert Place.objects.filter(kind="community").count() == 8
    assert Place.objects.filter(kind="grid").count() == 90
    assert Place.objects.filter(kind="courtyard").count() == 144
    assert PartnerUnit.objects.filter(left_on=None).count() == 111
    assert sum(steps.holders(office, street, "community_secretary") for street in streets) == 8
    assert sum(steps.holders(office, street, "courtyard_secretary") for street in streets) == 144
    everyone_is_covered(office, streets, homes=4_608)
    one_leaves_and_returns(office, streets[0], "building_group_leader", "楼组长")


def test_hongqiao_is_a_beehive_without_an_empty_cell():
    office = load("hongqiao")
    street = Place.objects.get(code="350181005")
    community = Place.objects.get(code="350181005004")
    assert steps.holders(office, community, "hive_leader") == 1
    cells = Place.objects.filter(kind="compound").count()
    assert steps.holders(office, community, "cell_leader") == cells == 8
    buildings = Place.objects.filter(kind="building").count()
    assert steps.holders(office, community, "building_member") == buildings
    groups = Place.objects.filter(kind="building_group").count()
    assert steps.holders(office, community, "branch_secretary") == groups
    unions = Alliance.objects.filter(kind="three_carriages", until=None)
    assert unions.count() == cells
    page = steps.words_of(office.get(reverse("corps:alliance", args=[unions[0].pk])))
    assert all(seat in page for seat in ("居委会", "物业公司", "楼栋党小组"))
    everyone_is_covered(office, [street], homes=4_883)
    one_leaves_and_returns(office, street, "building_member", "楼栋党员")


def test_yuhang_has_a_leader_in_every_stairwell():
    office = load("yuhang")
    street = Place.objects.get(code="330110013")
    assert Place.objects.filter(kind="community", name__endswith="社区").count() == 16
    assert steps.holders(office, street, "subdistrict_leader") == 1
    stairwells = Place.objects.filter(kind="stairwell").count()
    assert steps.holders(office, street, "stairwell_leader") == stairwells == 240
    unions = Alliance.objects.filter(kind="three_one_x", until=None)
    assert unions.count() == Place.objects.filter(kind="compound").count()
    everyone_is_covered(office, [street], homes=2_880)
    one_leaves_and_returns(office, street, "stairwell_leader", "楼道长")
    leader = signed_in("loudao")
    assert leader.get(reverse("people:index")).status_code == 200
    assert leader.get(reverse("corps:coverage"), {"at": str(street.pk)}).status_code == 404, "only their own stairwell"
