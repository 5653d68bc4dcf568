"""A key belongs to one person, one deed and one row; sent again, nothing is done twice. Thousands take few statements."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection

from linli.kernel.errors import Conflict
from linli.kernel.facts import trail
from linli.kernel.facts.trail import NewFact
from linli.kernel.ids import new_id, new_ids
from linli.kernel.models import Fact, Message
from linli.kernel.writes import once

NOON = datetime(2022, 4, 2, 4, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Somebody:
    account: UUID | None
    name: str


ME, OTHER, HERSELF = Somebody(new_id(), "马网格"), Somebody(new_id(), "李网格"), Somebody(None, "本人")
WAITING = 1 if connection.vendor == "postgresql" else 0  # the statement of the look-up


def note(deed="kernel.started", actor=ME, about=None, key=None):
    about, key = about or new_id(), key or new_id()
    trail.record(deed, actor=actor, path="", at=NOON, about=about, key=key)
    return key, about


@pytest.mark.django_db
def test_the_same_again_is_done_and_says_what_it_was_about():
    key, about = note()
    assert once.done(key, "kernel.started", actor=ME, about=about) == about
    assert once.done(key, "kernel.started", actor=ME) == about
    assert once.done(key, "kernel.backed_up", "kernel.started", actor=ME, about={about, new_id()}) == about
    assert once.done(new_id(), "kernel.started", actor=ME, about=about) is None


@pytest.mark.django_db
def test_without_a_key_nothing_is_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert once.done(None, "kernel.started", actor=ME) is None


@pytest.mark.django_db
@pytest.mark.parametrize("actor", [ME, HERSELF, None])
def test_a_key_of_anybody_or_anything_else_is_refused(actor):
    key, about = note(actor=actor)
    assert once.done(key, "kernel.started", actor=actor, about=about) == about
    for deed, who, row in [
        ("kernel.backed_up", actor, about),
        ("kernel.started", OTHER, about),
        ("kernel.started", actor, new_id()),
        ("kernel.started", actor, {new_id()}),
        ("kernel.started", actor, set()),
    ]:
        with pytest.raises(Conflict, match=r"kernel\.key_used"):
            once.done(key, deed, actor=who, about=row)


@pytest.mark.django_db
def test_the_row_that_was_made_comes_back_until_it_is_gone():
    row = Message.objects.create(topic="a", created_at=NOON, due_at=NOON)
    key, _ = note(about=row.pk)
    assert once.made(Message, key, "kernel.started", actor=ME) == row
    assert once.made(Message, new_id(), "kernel.started", actor=ME) is None
    row.delete()
    with pytest.raises(Conflict, match=r"kernel\.key_used"):
        once.made(Message, key, "kernel.started", actor=ME)


@pytest.mark.django_db
def test_thousands_sent_again_cost_a_handful_of_statements(django_assert_num_queries):
    keys = new_ids(5_000)
    facts = [NewFact("0001", about=pk, key=key, data={"n": 1}) for pk, key in zip(new_ids(5_000), keys, strict=True)]
    with django_assert_num_queries(WAITING + 5):
        assert once.done_many(keys, "kernel.started", actor=ME) == {}
    with django_assert_num_queries(3):  # one statement in a savepoint
        trail.record_many("kernel.started", facts, actor=ME, at=NOON)
    with django_assert_num_queries(WAITING + 5):
        assert once.done_many(keys, "kernel.started", actor=ME) == {fact.key: fact.about for fact in facts}
    assert [found.what for found in trail.verify()] == []
    assert Fact.objects.filter(kind="kernel.started", actor=ME.account, data={"n": 1}).count() == 5_000


@pytest.mark.django_db
def test_a_strange_key_among_many_is_named():
    mine, strange = note()[0], [note(actor=OTHER)[0], note("kernel.backed_up")[0]]
    with pytest.raises(Conflict) as refused:
        once.done_many([mine, new_id(), *strange], "kernel.started", actor=ME)
    assert refused.value.code == "kernel.key_used"
    assert sorted(refused.value.data["keys"]) == sorted(map(str, strange))


@pytest.mark.django_db
def test_a_key_that_somebody_used_meanwhile_writes_nothing_of_the_batch():
    key, _ = note()
    with pytest.raises(Conflict, match=r"kernel\.key_used"):
        trail.record_many(
            "kernel.started", [NewFact("", new_id(), new_id()), NewFact("", new_id(), key)], actor=ME, at=NOON
        )
    assert Fact.objects.count() == 1


@pytest.mark.django_db
def test_a_fact_with_a_key_says_what_it_is_about():
    with pytest.raises(AssertionError):
        trail.record("kernel.started", actor=ME, path="", at=NOON, key=new_id())
