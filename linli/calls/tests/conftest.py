"""The street of the tests with shipped kinds, modes and leaders in office."""

import pytest

from linli.calls.tests.town import Town
from linli.testing_kept import laid


@pytest.fixture
def town(street):
    return laid(Town, street)
