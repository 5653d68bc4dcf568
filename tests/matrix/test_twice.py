"""Every form of the product is sent twice: the second time nothing is written and nobody meets an error page.

The forms are those that the matrix finds on the pages, filled in and sent by somebody who may.
"""

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import reverse

from linli.kernel.facts import declared
from linli.kernel.models import Fact
from tests.matrix.probes import Walk
from tests.matrix.test_permissions import ROOMS, walk  # noqa: F401 (a fixture)
from tests.matrix.world import Probe

# How many addresses of a room go through with the forms as they are found; the others refuse twice alike.
FEWEST = {"access": 4, "api": 2, "calls": 5, "corps": 12, "notices": 4, "people": 12, "places": 11}


def written():
    """How many rows each table of ours holds; of facts those that do not only say that somebody looked."""
    models = [m for m in apps.get_models() if m.__module__.startswith("linli.") and not m._meta.proxy]
    rows = {model._meta.label: model._default_manager.count() for model in models}
    kinds = Fact.objects.order_by().values_list("kind", flat=True)
    return {**rows, Fact._meta.label: sum(not declared.kind_of(kind).reads for kind in kinds)}


def presses(found: Walk, room: str):
    """One filled-in form for each address of `room` that takes a key, on a row where its sender may do it."""
    found.prepare(room)
    for name in found.addresses:
        if name.split(":")[0] != room:
            continue
        for form in found.forms.get(name, []):
            if "key" not in form.controls:
                continue
            yield from _of(found, name, form)


def _of(found, name, form):
    for sample in [s for s in found.samples[name] if s.cell in {"", "a"}]:
        for body in found._bodies(name, form):
            url = reverse(name, kwargs=sample.arguments)
            yield Probe(found.world.opener(name), "POST", name, url, sample.at, sample.model, tuple(body.items()))


@pytest.mark.slow
@pytest.mark.parametrize("room", ROOMS)
def test_pressed_twice(walk, room):  # noqa: F811 (the fixture)
    wrong, pressed = [], set()
    for probe in presses(walk, room):
        key = dict(probe.body)["key"]
        with transaction.atomic():
            first = walk.world.send(probe)
            before = written()
            if Fact.objects.filter(key=key).exists():
                pressed.add(probe.address)
            second = walk.world.send(probe)
            after = written()
            transaction.set_rollback(True)
        if first.status >= 500 or second.status >= 500 or before != after:
            more = {label: (before[label], after[label]) for label in after if before[label] != after[label]}
            wrong.append(f"{probe}: {first.status} {second.status} {more} {second.crash}")
    assert wrong == []
    assert len(pressed) >= FEWEST.get(room, 0), f"only {sorted(pressed)} went through"
