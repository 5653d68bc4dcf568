"""Which pages hear of which changes: a page's ticket names the places of its reader's own posts."""

import pytest

from linli.access.models import actor_of
from linli.kernel.time import clock
from linli.live import tickets
from linli.web.listening import ticket_for


@pytest.fixture
def heard(street, settings):
    settings.LINLI_LIVE_URL = "http://127.0.0.1:8001/live/"

    def by(key):
        text = ticket_for(actor_of(street.people[key].account, clock.today()))
        return tickets.read(text, settings.SECRET_KEY, clock.now().timestamp())

    return by


def test_a_page_hears_of_calls_where_its_reader_reads_them(street, heard):
    assert heard("grid").calls == (street.places["grid3"].path,)
    assert heard("auditor").calls == ()


def test_a_page_hears_of_offers_where_its_reader_claims(street, heard):
    assert heard("grid").near == (street.places["grid3"].path,)
    assert heard("auditor").near == ()


def test_a_page_hears_of_the_town_where_its_reader_has_the_board(street, heard):
    assert heard("grid").town == (street.places["grid3"].path,)
    assert heard("partner").town == ()


def test_without_an_address_to_listen_at_there_is_no_ticket(street, settings):
    settings.LINLI_LIVE_URL = ""
    assert ticket_for(actor_of(street.people["grid"].account, clock.today())) == ""
