"""A pytest plugin: runs tests of a room with a guard left out or a text changed, and expects each of them to fail.

For guards that no request reaches because a worker's job does, and for `changes.CHANGES`: `-p tests.matrix.leaving_out`
with LINLI_LEAVE_OUT, a JSON object of guard or change -> the test that must fail.
"""

import json
import os

import pytest

from tests.matrix.changes import CHANGES

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
    missed = (AssertionError, pytest.fail.Exception, KeyError)  # KeyError: a header that the test compares is not there
    request.applymarker(pytest.mark.xfail(raises=missed, strict=True))
    if request.param in CHANGES:
        from tests.matrix.changing import changed

        with changed(CHANGES[request.param]):
            yield
        return
    from tests.matrix.sites import switch

    numbers = [site.number for site in guards.sites if site.name == request.param]
    assert len(numbers) == 1, f"not one guard: {request.param}"
    switch.off = numbers[0]
    yield
    switch.off = None
