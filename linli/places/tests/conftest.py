import pytest

from linli.kernel import clock
from linli.kernel.ids import new_id
from linli.places import actions


@pytest.fixture
def shipped(db):
    actions.load_shipped(clock.now())


@pytest.fixture
def post():
    """Send a form of ours: with a fresh idempotency key unless one is given."""

    def send(client, address, **data):
        return client.post(address, {"key": str(new_id()), **data})

    return send
