import pytest

from linli.testing_divisions import make_divisions


@pytest.fixture(scope="session", autouse=True)
def _divisions():
    make_divisions()
