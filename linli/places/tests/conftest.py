import pytest

from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.places import actions
from linli.testing_kept import laid


def load_shipped():
    actions.load_shipped(clock.now())


@pytest.fixture
def shipped(db):
    laid(load_shipped)


@pytest.fixture
def post():
    """Send a form of ours: with a fresh idempotency key unless one is given."""

    def send(client, address, **data):
        return client.post(address, {"key": str(new_id()), **data})

    return send
