"""Two at once: adding under one parent, and importing into one street, from threads with their own connections."""

import threading

import pytest
from django.db import connection, connections

from linli.access.actor import system
from linli.access.rules import parent_path
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.time import clock
from linli.places import actions
from linli.places.models import Place
from linli.places.rules import PlaceKind as K
from linli.testing import Street

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(deeds):
    """Run each of `deeds` in a thread of its own, all released together; returns what each returned or raised."""
    gate = threading.Barrier(len(deeds))
    results = [None] * len(deeds)

    def run(number, deed):
        gate.wait()
        try:
            results[number] = deed()
        except (Invalid, Conflict) as refusal:
            results[number] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return results


@pytest.fixture
def whole_street(transactional_db):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an in-memory database has no second connection")
    return Street()


def add(parent, name):
    return lambda: actions.add_place(
        parent=parent, kind=K.BUILDING, name=name, actor=system(), key=None, now=clock.now()
    )


def test_eight_who_add_under_one_parent_get_eight_paths(whole_street):
    parent = whole_street.places["grid3"]
    results = at_once([add(parent, f"{n}号楼") for n in range(10, 18)])
    assert all(isinstance(result, Place) for result in results), results
    paths = list(Place.objects.filter(parent=parent).values_list("path", flat=True))
    assert len(set(paths)) == len(paths) == 10


def test_one_name_is_given_once(whole_street):
    parent = whole_street.places["grid3"]
    results = at_once([add(parent, name) for name in ("20号楼", "20栋", "二十号楼", "20")])
    assert sum(isinstance(result, Place) for result in results) == 1
    assert sum(isinstance(result, Invalid) for result in results) == 3


def test_two_imports_of_one_register_make_each_door_once(whole_street):
    root = whole_street.places["xueyuan"]
    chains = [
        ((K.GRID, "05网格"), (K.BUILDING, f"{b}号楼"), (K.DOOR, f"{d}")) for b in range(1, 6) for d in range(1, 9)
    ]

    def load():
        return actions.ensure_places(root=root, chains=chains, actor=system(), now=clock.now())

    results = at_once([load, load, load])
    assert results[0] == results[1] == results[2]
    assert Place.objects.filter(kind="door", parent__parent__name="05网格").count() == 40


def test_moving_while_adding_leaves_no_orphan(whole_street):
    building, grid9 = whole_street.places["building7"], whole_street.places["grid9"]

    def move():
        return actions.move_place(place=building, to=grid9, actor=system(), key=None, now=clock.now())

    stair = whole_street.places["stair1"]

    def grow(name):
        return lambda: actions.add_place(
            parent=stair, kind=K.DOOR, name=name, actor=system(), key=None, now=clock.now()
        )

    at_once([move, *[grow(f"门{n}") for n in range(5)]])
    rows = dict(Place.objects.values_list("pk", "path"))
    for pk, parent in Place.objects.exclude(parent=None).values_list("pk", "parent"):
        assert parent_path(rows[pk]) == rows[parent]
    assert Place.objects.filter(parent=stair, name__startswith="门").count() == 5
