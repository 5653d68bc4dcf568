import pytest

from linli.corps.tests.town import Corps
from linli.testing_kept import laid


@pytest.fixture
def corps(street):
    return laid(Corps, street)
