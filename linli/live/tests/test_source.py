"""A committed write is seen by another connection, in whatever order writes commit, on both databases."""

from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connection, connections, transaction

from linli.calls.actions import answer_slot
from linli.calls.tests.town import Town
from linli.corps.models import Member
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.live.source import AT_ONCE, Postgres, Sqlite
from linli.live.topics import Change
from linli.notices.models import Letter
from linli.testing import Street
from linli.testing_waiting import CEILING

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def source():
    of = connection.settings_dict
    if connection.vendor == "sqlite":
        made = Sqlite(Path(of["NAME"]))
    else:
        made = Postgres(f"postgresql://{of['USER']}:{of['PASSWORD']}@{of['HOST']}:{of['PORT']}/{of['NAME']}")
    yield made
    made.close()


def record(kind="calls.claimed", path="0001000300020001", **more):
    trail.record(kind, actor=None, path=path, at=clock.now(), **more)


def test_a_committed_fact_is_seen_once(source):
    assert source.changes() == []
    record()
    record()
    assert source.changes() == [Change("calls", "0001000300020001")]
    assert source.changes() == []


def test_what_is_not_committed_is_not_seen(source):
    source.changes()

    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction.atomic():
        record()
        raise Undone
    assert source.changes() == []
    record(path="0002")
    assert source.changes() == [Change("calls", "0002")]


def test_a_reading_is_no_change(source):
    record("people.viewed")
    assert source.changes() == []


def test_what_a_unit_does_concerns_who_holds_the_whistle(source):
    town = Town(Street())
    call = town.whistle("派出所")
    source.changes()
    grid = town.actor("grid")
    slot = call.slots.select_related("call__kind", "call__place", "unit").get()
    answer_slot(slot=slot, step="received", actor=grid, key=new_id(), now=town.now)
    assert source.changes() == [Change("calls", call.path, people=(grid.person.hex,) * 2)]


def test_more_facts_than_one_look_takes_are_taken_by_the_next(source):
    with transaction.atomic():
        for number in range(AT_ONCE + 5):
            record(path=f"0001{number:04}")
    found = source.changes()
    assert len(found) == AT_ONCE
    assert len(source.changes()) == 5


def letter(recipient, title="有一件事"):
    return Letter.objects.create(recipient=recipient, path="0001", topic="test", title=title, at=clock.now())


def test_a_letter_changes_its_reader_s_mark_alone(source):
    me, you = new_id(), new_id()
    before = source.letters([me.hex, you.hex])
    letter(me)
    after = source.letters([me.hex, you.hex])
    assert after[me.hex] != before[me.hex]
    assert after[you.hex] == before[you.hex]
    Letter.objects.filter(recipient=me).update(read_at=clock.now())
    assert source.letters([me.hex])[me.hex] != after[me.hex]


def test_a_letter_to_the_resident_is_the_member_s_too(source):
    home = new_id()
    me = Member.objects.create(path="0001", name="高红", since=clock.today(), resident=home).pk
    before = source.letters([me.hex])
    letter(home)
    assert source.letters([me.hex]) != before


def test_unread_letters_are_counted_to_a_hundred(source):
    me = new_id()
    Letter.objects.bulk_create(
        Letter(recipient=me, path="0001", topic="test", title="有一件事", at=clock.now()) for _ in range(130)
    )
    assert [count for count, _at in source.letters([me.hex])[me.hex]] == [100]


if connection.vendor == "postgresql":  # SQLite has one writer at a time

    def test_a_slower_transaction_with_a_lower_number_is_seen(source):
        Street()
        source.changes()
        drawn, go_on = Event(), Event()

        def slow():
            try:
                with transaction.atomic():
                    record(path="0001")
                    drawn.set()
                    go_on.wait(CEILING)
            finally:
                connections.close_all()

        thread = Thread(target=slow)
        thread.start()
        assert drawn.wait(CEILING)
        record(path="0002")
        assert source.changes() == [Change("calls", "0002")]
        go_on.set()
        thread.join(CEILING)
        assert source.changes() == [Change("calls", "0001")]
        assert source.changes() == []
