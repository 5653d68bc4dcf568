"""The street of the tests with shipped kinds, modes and leaders in office."""

import pytest

from linli.calls.tests.town import Town


@pytest.fixture
def town(street):
    return Town(street)
