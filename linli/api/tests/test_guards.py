"""Each test here fails when the one guard that it names is removed from the code."""

from datetime import timedelta

import pytest

from linli.access.api_keys import actions
from linli.access.api_keys.keyed import KeyActor
from linli.access.models import ApiKey
from linli.access.permissions import Permission as P
from linli.kernel.errors import NotAllowed
from linli.kernel.ids import new_id
from linli.kernel.time import clock


def test_a_key_is_made_for_no_more_than_its_maker_may(town):
    """Whoever may make keys holds all that a key can carry; a maker who holds less cannot make one."""
    maker = KeyActor(None, "只读", path=town.places["street"].path, permissions=frozenset({P.API_KEYS, P.CALLS_READ}))
    with pytest.raises(NotAllowed):
        actions.make_key(
            name="x", path=town.places["street"].path, permissions=["calls.open"],
            expires_on=clock.today() + timedelta(days=3), per_minute=30,
            actor=maker, key=new_id(), now=clock.now(),
        )  # fmt: skip
    assert not ApiKey.objects.exists()
