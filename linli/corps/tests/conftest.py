import pytest

from linli.corps.tests.slipping import admin, printed  # noqa: F401 (fixtures)
from linli.corps.tests.town import Corps
from linli.testing_kept import laid


@pytest.fixture
def corps(street):
    return laid(Corps, street)
