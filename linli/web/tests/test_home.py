"""The home page of a post that answers for several floors."""

import pytest

from linli.access.models import Grant
from linli.calls.tests.town import Town
from linli.command.tests.governed import Governed
from linli.kernel.ids import new_id
from linli.testing_kept import laid


@pytest.fixture
def page(street):
    """The floor leader's home, their second floor given beside the first."""
    Governed(street).whole_chain()
    floor = street.people["floor"]
    grant = Grant.objects.get(person=floor.account.person)
    grant.pk, grant.path, grant.source = new_id(), street.places["floor2"].path, new_id()
    grant.save(force_insert=True)
    return floor.client.get("/").content.decode()


def test_each_floor_says_where_it_is(page):
    assert "03网格 7号楼 1单元 1层</h2>" in page
    assert "03网格 7号楼 1单元 2层</h2>" in page


def test_the_same_people_above_are_named_once(page):
    assert page.count("遇事找谁") == 1
    assert page.count("高红") == 1


def test_whom_to_ask_has_a_number_to_ring(street):
    Governed(street).whole_chain()
    street.places["xueyuan"].duty_phone = "0571-88001234"
    street.places["xueyuan"].save()
    assert 'href="tel:0571-88001234"' in street.client("floor").get("/").content.decode()


@pytest.fixture
def town(street):
    return laid(Town, street)


def home(town, key):
    return town.street.client(key).get("/").content.decode()


def test_what_waits_for_somebody_is_the_first_step(town):
    town.open("order.errand", title="取快递")
    page = home(town, "floor")
    assert "附近有 1 件等人接" in page
    assert 'href="/calls/near/"' in page
    assert "取快递" not in home(town, "outsider")


def test_what_one_holds_is_named_with_its_time_left(town):
    town.claimed("order.errand", "floor", title="取快递")
    page = home(town, "floor")
    assert "您手上有 1 件单" in page
    assert "取快递" in page
    assert "附近有" not in page


def test_what_nobody_answered_in_time_is_a_step_of_the_community(town):
    town.open("order.errand", title="取快递")
    assert "要现在处理" in home(town, "community")  # opened long before `now`
    assert "要现在处理" not in home(town, "outsider")
    assert "要现在处理" not in home(town, "floor")  # a post that may read leaders there but not pass calls on


def test_what_others_may_take_is_no_step_of_who_takes_nothing(town):
    town.open("order.errand", title="取快递")
    assert "等人接" not in home(town, "street")


def test_a_unit_is_told_what_calls_it(town):
    town.of_unit("派出所", "police")
    town.whistle("派出所")
    assert "单位有 1 件哨要应答" in home(town, "police")
    assert "要应答" not in home(town, "volunteer")
