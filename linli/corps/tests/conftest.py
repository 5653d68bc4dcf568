import pytest

from linli.corps.tests.town import Corps


@pytest.fixture
def corps(street):
    return Corps(street)
