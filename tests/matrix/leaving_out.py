"""A pytest plugin: runs tests of a room with a guard left out, and expects each of them to fail.

For guards that no request reaches because a worker's job does: `-p tests.matrix.leaving_out` with LINLI_LEAVE_OUT, a
JSON object of guard -> the test that must fail without it.
"""

import json
import os

import pytest

WITHOUT = json.loads(os.environ.get("LINLI_LEAVE_OUT", "{}"))


def pytest_generate_tests(metafunc):
    if "left_out" in metafunc.fixturenames:
        nodes = metafunc.definition.nodeid
        mine = [guard for guard, test in WITHOUT.items() if test == nodes]
        metafunc.parametrize("left_out", mine, indirect=True)


@pytest.fixture(scope="session")
def guards():
    from tests.matrix.sites import Guards  # a plugin is loaded before Django's apps

    with Guards() as all_of_them:
        yield all_of_them


@pytest.fixture(autouse=True)
def left_out(request, guards):
    """Strictly expected to fail: a test that passes without the guard does not test it, which is an error."""
    from tests.matrix.sites import switch

    request.applymarker(pytest.mark.xfail(raises=(AssertionError, pytest.fail.Exception), strict=True))
    numbers = [site.number for site in guards.sites if site.name == request.param]
    assert len(numbers) == 1, f"not one guard: {request.param}"
    switch.off = numbers[0]
    yield
    switch.off = None
