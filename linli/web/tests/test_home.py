"""The home page of a post that answers for several floors."""

import pytest

from linli.access.models import Grant
from linli.command.tests.governed import Governed
from linli.kernel.ids import new_id


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
