"""No page of leaders offers a link that would be refused."""

import pytest

from linli.corps.models import Member
from linli.places.models import Place

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("who", "linked"), [("street", True), ("community", False)])
def test_only_who_may_choose_a_mode_is_led_there(corps, who, linked):
    Place.objects.update(mode=None)
    pages = [f"/corps/?at={corps.street.id('xueyuan')}", f"/corps/gaps/?at={corps.street.id('xueyuan')}"]
    for page in pages:
        text = corps.street.client(who).get(page).content.decode()
        assert ("/mode/" in text, "请街道选定治理模式" in text) == (linked, not linked), page


@pytest.mark.parametrize(("who", "linked"), [("community", True), ("grid", False)])
def test_an_empty_list_of_members_leads_only_those_to_the_import_who_may(corps, who, linked):
    Member.objects.update(until="2020-01-01")
    text = corps.street.client(who).get(f"/corps/members/?at={corps.street.id('grid3')}").content.decode()
    assert ("/corps/imports/" in text) == linked
