"""How many statements a claim takes, because many people race for it."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.calls import actions
from linli.kernel.ids import new_id


def test_a_claim_is_few_statements(town):
    """Key, ground, absence, limit; the call, its history, the fact, the message, the clock; and the savepoint's two."""
    call, me = town.fresh(town.open().call), town.actor("volunteer")
    with CaptureQueriesContext(connection) as seen:
        actions.claim_call(call=call, actor=me, key=new_id(), now=town.now)
    locks = 2 * (connection.vendor == "postgresql")  # on the key, and on the person whose calls are counted
    assert len(seen.captured_queries) <= 11 + locks
