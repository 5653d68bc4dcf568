"""Writers of diaries that meet on PostgreSQL, which locks what is not committed yet: SQLite has one writer."""

from datetime import UTC, datetime, timedelta
from threading import Event, Thread, current_thread

import pytest
from django.db import connection, connections

from linli.access.actor import system
from linli.corps.actions import diary
from linli.kernel.ids import new_id
from linli.kernel.writes.refused import refusal_of
from linli.testing_waiting import CEILING, until

NOON, HOUR = datetime(2026, 3, 3, 4, 0, tzinfo=UTC), timedelta(hours=1)


def planned(person, begin, end):
    return diary.Planned(
        person=person, kind="shift", starts_at=NOON + begin * HOUR, ends_at=NOON + end * HOUR, source="duties",
        source_id=new_id(),
    )  # fmt: skip


def enter_many(rows):
    return lambda: diary.enter_many(planned=rows, path="", actor=system(), key=new_id(), now=NOON)


def one_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


class Writer(Thread):
    """Runs a deed on a connection of its own; `outcome` is "ok" or the code of the refusal."""

    def __init__(self, deed):
        super().__init__()
        self.deed, self.outcome = deed, ""

    def run(self):
        try:
            self.deed()
            self.outcome = "ok"
        except Exception as error:  # noqa: BLE001 (told by the test)
            refusal = refusal_of(error)
            self.outcome = refusal.code if refusal else repr(error)
        finally:
            connections.close_all()


def run(*writers):
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    return sorted(writer.outcome for writer in writers)


@pytest.fixture
def pausing(monkeypatch):
    """`pausing(when)`: a roster goes in row by row, and waits after its first row until `when(its first rows)`."""

    def pausing(when):
        first_rows, insert, paused = [], diary._insert_part, set()

        def part(rows):
            written = insert(rows)
            me = current_thread()
            if me not in paused:
                paused.add(me)
                first_rows.append(rows[0])
                until(lambda: when(first_rows))
            return written

        monkeypatch.setattr(diary, "A_STATEMENT", 1)
        monkeypatch.setattr(diary, "_insert_part", part)

    return pausing


if connection.vendor == "postgresql":

    @pytest.mark.django_db(transaction=True)
    def test_two_long_rosters_wait_for_each_other_and_never_in_a_circle(pausing):
        pausing(lambda first_rows: len(first_rows) == 2 or one_waits())
        one, two = new_id(), new_id()
        rosters = [[planned(person, 0, 1) for person in order] for order in ((one, two), (two, one))]
        assert run(*[Writer(enter_many(rows)) for rows in rosters]) == ["corps.diary_rows", "ok"]

    @pytest.mark.django_db(transaction=True)
    def test_a_move_to_where_a_roster_is_being_written_is_told_that_something_changed(pausing):
        person, begun = new_id(), Event()
        entry = diary.enter(planned=planned(person, 20, 21), actor=system(), key=new_id(), now=NOON)

        def move():
            assert begun.wait(CEILING)
            diary.move(entry=entry, starts_at=NOON, ends_at=NOON + 4 * HOUR, actor=system(), key=new_id(), now=NOON)

        pausing(lambda _rows: begun.set() or one_waits())
        roster = enter_many([planned(person, 0, 1), planned(person, 2, 3)])
        assert run(Writer(roster), Writer(move)) == ["kernel.changed_meanwhile", "ok"]
