"""What waited for one of the former flows of letters waits for the one that replaced them, once a fact."""

import importlib

import pytest
from django.apps import apps

from linli.flows.models import Consequence
from linli.kernel.ids import new_id
from linli.kernel.time import clock

pytestmark = pytest.mark.django_db


def test_each_fact_that_waits_is_told_once_and_what_was_done_stays():
    now = clock.now()
    two, dead, done = new_id(), new_id(), new_id()
    for fact, flow, more in [
        (two, "tell_caller", {"starts": 1, "attempts": 2}),
        (two, "tell_receiver", {}),
        (dead, "tell_units", {"dead_at": now}),
        (done, "tell_holder", {"done_at": now}),
        (two, "give_calls_back", {}),
    ]:
        Consequence.objects.create(fact=fact, topic="calls.claim", flow=flow, at=now, due_at=now, **more)
    importlib.import_module("linli.flows.migrations.0003_one_flow_for_letters").to_one(apps, None)
    found = set(Consequence.objects.values_list("fact", "flow", "starts", "attempts"))
    assert found == {
        (two, "tell", 0, 0), (dead, "tell", 0, 0), (done, "tell_holder", 0, 0), (two, "give_calls_back", 0, 0),
    }  # fmt: skip
    assert Consequence.objects.get(fact=dead).dead_at is not None
