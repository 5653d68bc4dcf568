"""Five hundred leaders' lists with every habit, each written and brought again a month later with other phones and
scopes: each row is written, returned or asked about; nobody is appointed who is no person, or somewhere else than their
row says; the same list again changes nothing."""

from collections import Counter

import pytest
from django.db import transaction

from linli.access.actor import system
from linli.corps.actions.leaders import settled
from linli.corps.leaders import COLUMNS, parse_rows
from linli.corps.leaders_writing import write_judged
from linli.corps.queries import leaders as queries
from linli.corps.queries.leaders import Judge
from linli.corps.tests.generated import BUILDINGS, FLOORS, STAIRWELLS, leaders, next_month
from linli.intake.plain import read_records
from linli.kernel.sheets import find_header
from linli.kernel.time import clock

LISTS = 500


@pytest.fixture
def tree(corps):
    """Name of a place as the generator calls it -> id."""
    found = {}
    for building in BUILDINGS:
        found[f"{building}"] = corps.street.place(f"g{building}", "building", f"{building}号楼", "grid3")
        for stairwell in STAIRWELLS:
            above = f"g{building}-{stairwell}"
            found[above[1:]] = corps.street.place(above, "stairwell", f"{stairwell}单元", f"g{building}")
            for floor in FLOORS:
                key = f"{above}-{floor}"
                found[key[1:]] = corps.street.place(key, "floor", f"{floor}层", above)
    return {name: place.pk for name, place in found.items()}


def judged(made, root):
    at = {name: column for column, name in find_header([made.header], COLUMNS).mapping.items()}
    records = read_records(0, enumerate(made.rows), at)
    return Judge(root, system(), clock.today(), make_places=False).judge(list(parse_rows(records)))


def write(found, answer):
    """Everything that is new, changed, or asked about, where `answer` says so."""
    answers = {"twin": answer, "wide": "whole"}
    accepted = [
        settled(item, answers.get(item.state, "")) for item in found if item.state in WRITTEN or answers.get(item.state)
    ]
    write_judged(accepted, actor=system(), today=clock.today(), now=clock.now())


WRITTEN = {"new", "changed"}


def check(made, found, tree):
    assert len(found) == len(made.rows)
    assert Counter(item.state for item in found).keys() <= {"new", "changed", "same", "rejected", "odd", "twin", "wide"}
    for item in found:
        leader = made.people[item.row.number]
        if item.state in {"new", "changed", "same", "twin", "wide"}:
            assert leader, ("no person", made.rows[item.row.number])
            assert item.row.name == leader.name
            assert {place.id for place in item.places} == {tree[name] for name in made.places[item.row.number]}


@pytest.fixture
def standing(corps, monkeypatch):
    """What no list changes, read once: the tree, the posts, the units."""
    root = corps.street.places["xueyuan"]
    for name in ("_posts", "_units", "_line_of", "reaches"):
        held = getattr(queries, name)(root.path if name in {"_posts", "reaches"} else root)
        monkeypatch.setattr(queries, name, lambda _of, held=held: held)
    index = queries.Index(root)
    monkeypatch.setattr(queries, "Index", lambda _root: index)
    return root


@pytest.mark.django_db
def test_five_hundred_lists_of_leaders(tree, standing):
    totals = Counter()
    for seed in range(LISTS // 2):
        with transaction.atomic():
            made = leaders(seed)
            for part in (made, next_month(made, seed)):
                found = judged(part, standing)
                check(part, found, tree)
                totals.update(item.state for item in found)
                write(found, ("", "same", "other")[seed % 3])
                again = judged(part, standing)
                assert not [item for item in again if item.state in WRITTEN], (seed, part.rows)
            transaction.set_rollback(True)
    assert min(totals[kind] for kind in ("new", "changed", "same", "rejected", "odd", "twin")) > LISTS // 10, totals
