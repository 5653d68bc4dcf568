"""The trail detects alterations: 10,000 random ones on values, and the same kinds in both databases."""

import copy
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from linli.kernel.facts import append_only, trail
from linli.kernel.ids import new_id
from linli.kernel.models import Fact, Seal


@dataclass(frozen=True)
class Somebody:
    account: object = None
    name: str = "马网格"


NOON = datetime(2022, 3, 14, 4, 0, tzinfo=UTC)
KINDS = ("people.viewed", "people.searched", "people.printed")


def write(count, seal_every=4):
    """`count` facts, sealed in links of `seal_every`; returns the head."""
    for number in range(count):
        trail.record(
            KINDS[number % 3],
            actor=Somebody(),
            path="0001" * (number % 3),
            at=NOON + timedelta(minutes=number),
            about=new_id(),
            key=new_id() if number % 2 else None,
            data={"count": number, "fields": ["phone"]},
        )
        if number % seal_every == seal_every - 1:
            trail.seal_facts(NOON + timedelta(minutes=number))
    return trail.head()


def loaded():
    return list(Seal.objects.order_by("number")), list(
        Fact.objects.filter(seal__isnull=False).order_by("seal_id", "seq")
    )


def edit_fact(seals, facts, pick):
    fact = pick.choice(facts)
    field = pick.choice(["kind", "at", "actor", "actor_name", "path", "about", "key", "data", "mac", "seq"])
    fresh = {
        "kind": "people.other", "at": fact.at + timedelta(seconds=pick.randint(1, 10**6)), "actor": new_id(),
        "actor_name": fact.actor_name + "x", "path": fact.path + "0009", "about": new_id(), "key": new_id(),
        "data": {**fact.data, "count": -1}, "mac": pick.randbytes(32), "seq": fact.seq + 10**6,
    }  # fmt: skip
    setattr(fact, field, fresh[field])


def delete_fact(seals, facts, pick):
    facts.remove(pick.choice(facts))


def delete_seal(seals, facts, pick):
    gone = pick.choice(seals[:-1])
    seals.remove(gone)
    if pick.random() < 0.5:
        facts[:] = [fact for fact in facts if fact.seal_id != gone.number]


def delete_seal_and_close_the_gap(seals, facts, pick):
    at = pick.randrange(len(seals) - 1)
    gone = seals.pop(at).number
    facts[:] = [fact for fact in facts if fact.seal_id != gone]
    for fact in facts:
        fact.seal_id -= fact.seal_id > gone
    for seal in seals:
        seal.number -= seal.number > gone


def reorder_facts(seals, facts, pick):
    one, two = pick.sample(facts, 2)
    one.seq, two.seq = two.seq, one.seq
    facts.sort(key=lambda fact: (fact.seal_id, fact.seq))


def move_fact_to_another_seal(seals, facts, pick):
    fact = pick.choice(facts)
    fact.seal_id = pick.choice([seal.number for seal in seals if seal.number != fact.seal_id])
    facts.sort(key=lambda fact: (fact.seal_id, fact.seq))


def reorder_seals(seals, facts, pick):
    one, two = pick.sample(seals, 2)
    one.digest, two.digest = two.digest, one.digest


def cut_off(seals, facts, pick):
    keep = pick.randrange(len(seals))
    del seals[keep:]
    facts[:] = [fact for fact in facts if fact.seal_id <= keep]


def forge_count(seals, facts, pick):
    seal = pick.choice(seals)
    seal.count += pick.choice([-1, 1])


def move_seal_in_time(seals, facts, pick):
    pick.choice(seals).at += timedelta(microseconds=pick.choice([-1, 1, 60_000_000]))


def duplicate_fact(seals, facts, pick):
    twin = copy.copy(pick.choice(facts))
    twin.seq += 10**6
    facts.append(twin)
    facts.sort(key=lambda fact: (fact.seal_id, fact.seq))


INJURIES = [
    edit_fact, edit_fact, edit_fact, delete_fact, delete_seal, delete_seal_and_close_the_gap, reorder_facts,
    move_fact_to_another_seal, reorder_seals, cut_off, forge_count, move_seal_in_time,
    duplicate_fact,
]  # fmt: skip


@pytest.mark.django_db
def test_an_untouched_trail_is_whole():
    head = write(23)
    assert list(trail.verify([head])) == []
    assert head[0] == 5


@pytest.mark.slow
@pytest.mark.one_database  # the database only lends one trail, which is hurt in memory
@pytest.mark.django_db
def test_ten_thousand_random_injuries_are_all_found():
    head = write(24)
    seals, facts = loaded()
    pick = random.Random(20220314)
    missed = []
    for number in range(10_000):
        hurt_seals, hurt_facts = [copy.copy(s) for s in seals], [copy.copy(f) for f in facts]
        injury = pick.choice(INJURIES)
        injury(hurt_seals, hurt_facts, pick)
        if not any(True for _ in trail.broken(hurt_seals, hurt_facts, [head])):
            missed.append((number, injury.__name__))
    assert missed == []


@pytest.mark.django_db
def test_a_cut_off_end_is_invisible_without_a_head_kept_outside():
    """Why heads are noted outside: the trail alone cannot show that its end was deleted."""
    head = write(12)
    seals, facts = loaded()
    cut_off(seals, facts, random.Random(1))
    assert list(trail.broken(seals, facts)) == []
    assert [found.what for found in trail.broken(seals, facts, [head])] == ["cut_off"]


SQL = {
    "an edited fact": "UPDATE kernel_fact SET path = '00010002' WHERE seq = %s",
    "another actor": "UPDATE kernel_fact SET actor_name = 'X' WHERE seq = %s",
    "a deleted fact": "DELETE FROM kernel_fact WHERE seq = %s",
    "an unsealed fact": "UPDATE kernel_fact SET seal_id = NULL WHERE seq = %s",
    "a later time": "UPDATE kernel_fact SET at = '2023-01-01 00:00:00+00' WHERE seq = %s",
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", SQL)
def test_the_database_refuses_and_the_trail_finds_it_when_forced(what):
    head = write(12)
    seq = Fact.objects.order_by("seq")[5].seq
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SQL[what], [seq])
    assert list(trail.verify([head])) == []
    append_only.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(SQL[what], [seq])
    append_only.install(connection)
    assert list(trail.verify([head])) != []


@pytest.mark.django_db
def test_seals_cannot_be_touched_either():
    write(8)
    for sql in ("DELETE FROM kernel_seal", "UPDATE kernel_seal SET count = 0"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.django_db
def test_a_fact_that_waits_for_its_seal_is_checked_too():
    trail.record("people.viewed", actor=None, path="0001", at=NOON)
    append_only.remove(connection)
    Fact.objects.update(kind="people.searched")
    append_only.install(connection)
    assert [found.what for found in trail.verify()] == ["fact_altered"]


@pytest.mark.django_db
def test_one_key_one_fact():
    key, row = new_id(), new_id()
    trail.record("kernel.started", actor=None, path="", at=NOON, about=row, key=key)
    with pytest.raises(DatabaseError), transaction.atomic():
        trail.record("kernel.started", actor=None, path="", at=NOON, about=row, key=key)


@pytest.mark.django_db(transaction=True)
def test_a_fact_goes_with_its_transaction_and_the_next_test_finds_an_empty_trail():
    with pytest.raises(LookupError), transaction.atomic():
        trail.record("kernel.started", actor=None, path="", at=NOON)
        raise LookupError
    assert Fact.objects.count() == 0
    write(4)
    assert Fact.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_after_a_flush_the_triggers_stand_again():
    assert Fact.objects.count() == 0
    write(4)
    with pytest.raises(DatabaseError, match="append-only"):
        Fact.objects.all().delete()


def copied(fact):
    """As whoever writes the database by hand would: every column but the number."""
    columns = {column.attname: getattr(fact, column.attname) for column in Fact._meta.concrete_fields}
    return Fact.objects.create(**{**columns, "seq": None, "key": None, "seal_id": None})


@pytest.mark.django_db
def test_a_genuine_fact_under_a_second_number_is_found():
    head = write(9)
    twin = copied(Fact.objects.filter(key=None).first())
    assert [(found.what, found.where) for found in trail.verify([head])] == [("fact_copied", twin.seq)]
    trail.seal_facts(NOON)
    assert [(found.what, found.where) for found in trail.verify([head])] == [("fact_copied", twin.seq)]


@pytest.fixture
def earlier(monkeypatch):
    """Writes as an earlier version did: no nonce, no time in the seal."""
    with monkeypatch.context() as patched:
        whole, chain = trail._fact, trail._chain

        def plain(*given):
            fact = whole(*given)
            fact.mac = trail._mac(fact, b"")
            return fact

        patched.setattr(trail, "_fact", plain)
        patched.setattr(trail, "_chain", lambda previous, facts, at: chain(previous, facts, None))
        write(10)
        trail.seal_facts(NOON)


@pytest.mark.django_db
def test_a_trail_of_an_earlier_version_goes_on(earlier):
    assert {len(bytes(fact.mac)) for fact in Fact.objects.all()} == {32}
    head = write(6)
    trail.seal_facts(NOON)
    assert list(trail.verify([head])) == []


@pytest.mark.django_db
def test_a_fact_of_the_earlier_version_is_not_copied_behind_the_later(earlier):
    old = Fact.objects.filter(key=None).first()
    write(4)
    twin = copied(old)
    trail.seal_facts(NOON)
    assert [(found.what, found.where) for found in trail.verify()] == [("fact_copied", twin.seq)]
