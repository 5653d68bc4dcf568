"""The clock of timed work, the outbox, the queue after a dead worker, pages by cursor."""

import base64
import json
import os
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.utils import ConnectionHandler
from django_tasks import task
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel import jobs
from linli.kernel.errors import Invalid
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.models import Beat, Fact, Message
from linli.kernel.pages.paging import page_of
from linli.kernel.work import beat, outbox, task_actions
from linli.kernel.work.beat import Schedule, latest_due, run_due
from linli.testing_jobs import run_jobs

NOON = datetime(2022, 3, 14, 4, 0, 30, tzinfo=UTC)
KINDS = ("kernel.backed_up", "kernel.restored", "kernel.started")  # in order of their names
RAN = []


def note(now):
    RAN.append(now)


def fail(now):
    raise RuntimeError("broken job")


MINUTELY = Schedule("note", "* * * * *", f"{__name__}.note", "")
BROKEN = Schedule("fail", "* * * * *", f"{__name__}.fail", "")


@pytest.fixture(autouse=True)
def _nothing_ran():
    RAN.clear()


@pytest.mark.parametrize(
    ("cron", "after", "now", "due"),
    [
        ("* * * * *", "04:00:30", "04:00:59", None),
        ("* * * * *", "04:00:30", "04:01:00", "04:01:00"),
        ("* * * * *", "04:00:30", "04:05:20", "04:05:00"),
        ("*/10 * * * *", "04:00:30", "04:09:59", None),
        ("30 12 * * *", "04:00:30", "04:40:00", "04:30:00"),  # half past noon in Shanghai
    ],
)
def test_latest_due(cron, after, now, due):
    def at(text):
        return datetime.fromisoformat(f"2022-03-14T{text}+00:00")

    assert latest_due(cron, at(after), at(now)) == (at(due) if due else None)


@given(st.integers(0, 60 * 24 * 30))
def test_a_long_pause_looks_back_a_day_at_most(minutes):
    now = NOON + timedelta(minutes=minutes)
    due = latest_due("0 * * * *", NOON, now)
    assert due is None or (NOON < due <= now and now - due < timedelta(hours=1))


@pytest.mark.django_db
def test_a_job_runs_once_a_due_time_and_once_after_a_pause():
    assert run_due([MINUTELY], NOON) == []
    assert run_due([MINUTELY], NOON + timedelta(minutes=1)) == ["note"]
    assert run_due([MINUTELY], NOON + timedelta(minutes=1, seconds=20)) == []
    assert run_due([MINUTELY], NOON + timedelta(hours=3)) == ["note"]
    assert len(RAN) == 2


@pytest.mark.django_db
def test_a_clock_that_was_two_days_ahead_stops_no_job():
    ahead = NOON + timedelta(days=2)
    run_due([MINUTELY], ahead)
    assert run_due([MINUTELY], ahead + timedelta(minutes=1)) == ["note"]
    assert run_due([MINUTELY], NOON) == []  # set right: what is noted counts as now
    assert run_due([MINUTELY], NOON + timedelta(minutes=1)) == ["note"]


@pytest.mark.django_db
def test_of_two_clocks_one_takes_it(monkeypatch):
    run_due([MINUTELY], NOON)
    later = NOON + timedelta(minutes=1)
    first = Beat.objects.get(job="note")
    Beat.objects.filter(job="note").update(last_due=later)  # this scheduler looked first, the other one wrote first
    monkeypatch.setattr(beat.Beat.objects, "filter", lambda **kw: _Stale(first, Beat.objects.get_queryset(), kw))
    assert run_due([MINUTELY], later) == []
    assert RAN == []


class _Stale:
    def __init__(self, row, rows, kw):
        self.row, self.rows, self.kw = row, rows, kw

    def first(self):
        return self.row

    def update(self, **changes):
        return self.rows.filter(**self.kw).update(**changes)


@pytest.mark.django_db
def test_a_failing_job_stops_nobody():
    run_due([BROKEN, MINUTELY], NOON)
    assert run_due([BROKEN, MINUTELY], NOON + timedelta(minutes=1)) == ["note"]
    assert run_due([BROKEN, MINUTELY], NOON + timedelta(minutes=2)) == ["note"]


@pytest.mark.django_db
def test_the_sealing_job_seals_everything_and_the_head_is_noted_outside(settings, tmp_path):
    settings.LINLI_DATA = tmp_path
    for _ in range(7):
        trail.record("kernel.started", actor=None, path="", at=NOON)
    jobs.seal_trail(NOON)
    assert Fact.objects.filter(seal=None).count() == 0
    jobs.note_head(NOON)
    number, digest = trail.head()
    assert jobs.heads_file().read_text() == f"2022-03-14T04:00:30+00:00 {number} {digest}\n"
    assert jobs.noted_heads() == [(number, digest)]


@pytest.mark.django_db
def test_heads_of_what_a_restore_replaced_are_no_longer_looked_for(settings, tmp_path):
    settings.LINLI_DATA = tmp_path
    jobs.heads_file().write_text("2022-03-12T00:05:00+08:00 0 \n2022-03-13T00:05:00+08:00 7 aa\n")
    jobs.note_restored(NOON)
    with jobs.heads_file().open("a") as heads:
        heads.write("2022-03-15T00:05:00+08:00 3 bb\n")
    assert jobs.noted_heads() == [(3, "bb")]


@pytest.mark.django_db
def test_a_replaced_database_is_kept_for_a_week(settings, tmp_path):
    settings.LINLI_DATA = tmp_path
    for name, days in (("linli.sqlite3.before-1", 8), ("linli.sqlite3.before-2", 6), ("linli.sqlite3", 30)):
        (tmp_path / name).touch()
        at = (NOON - timedelta(days=days)).timestamp()
        os.utime(tmp_path / name, (at, at))
    jobs.forget_replaced(NOON)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["linli.sqlite3", "linli.sqlite3.before-2"]


@pytest.mark.django_db
def test_the_outbox_delivers_retries_and_gives_up_after_ten():
    got = []

    def deliver(payload):
        got.append(payload["n"])
        if payload["n"] == 2:
            raise RuntimeError("no line")

    for n in (1, 2):
        outbox.put("sms", {"n": n}, at=NOON)
    assert outbox.deliver({"sms": deliver}, now=NOON) == 1
    assert outbox.deliver({"sms": deliver}, now=NOON) == 0
    now = NOON
    for _ in range(20):
        now += timedelta(days=1)
        outbox.deliver({"sms": deliver}, now=now)
    assert (got.count(1), got.count(2)) == (1, outbox.MOST_ATTEMPTS)
    dead = Message.objects.get(dead_at__isnull=False)
    assert dead.payload == {"n": 2}
    assert "no line" in dead.last_error
    jobs.prune_outbox(NOON + timedelta(days=6))
    assert Message.objects.count() == 2
    jobs.prune_outbox(NOON + timedelta(days=8))
    assert Message.objects.get() == dead  # what a person must look at is kept


@task()
def add_fact(kind: str) -> None:
    trail.record(kind, actor=None, path="", at=NOON)


@task()
def add_two(kind: str) -> None:
    add_fact.enqueue(kind)
    add_fact.enqueue(kind)


@task()
def break_down() -> None:
    raise ValueError("why it broke")


@pytest.mark.django_db
def test_run_jobs_runs_what_waits_for_the_commit_and_what_jobs_enqueue():
    from django.db import transaction

    transaction.on_commit(lambda: add_two.enqueue("kernel.started"))
    assert run_jobs() == 3
    assert Fact.objects.count() == 2
    assert run_jobs() == 0


@pytest.mark.django_db
def test_run_jobs_tells_why_a_task_failed():
    break_down.enqueue()
    with pytest.raises(AssertionError, match="why it broke"):
        run_jobs()


@pytest.mark.django_db
def test_what_a_dead_worker_ran_goes_back_into_the_queue_three_times_at_most():
    dead = _worker_that_died()
    again, given_up, alive, elsewhere = (add_fact.enqueue("kernel.started").id for _ in range(4))
    for pk, workers in [
        (again, [dead]), (given_up, [dead] * 3), (alive, [task_actions.begin_worker()]), (elsewhere, [new_id().hex]),
    ]:  # fmt: skip
        DBTaskResult.objects.filter(pk=pk).update(status="RUNNING", worker_ids=workers)
    assert task_actions.put_back(NOON) == 1
    states = {str(pk): state for pk, state in DBTaskResult.objects.values_list("pk", "status")}
    assert states == {again: "READY", given_up: "FAILED", alive: "RUNNING", elsewhere: "RUNNING"}


def _worker_that_died():
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, task_actions.begin_worker().encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    with os.fdopen(reading) as said:
        return said.read()


@pytest.mark.django_db
def test_pages_by_cursor_show_every_row_once_even_when_rows_arrive():
    for n in range(25):
        trail.record(KINDS[n % 3], actor=None, path="", at=NOON)
    seen, cursor = [], ""
    while True:
        page = page_of(Fact.objects.all(), order=("kind", "-seq"), cursor=cursor, size=7)
        assert page.first == (not cursor)
        seen += page.rows
        cursor = page.following
        if not cursor:
            break
        trail.record(KINDS[0], actor=None, path="", at=NOON)  # sorts before the cursor from the second page on
    old = [fact for fact in seen if fact.seq <= min(f.seq for f in Fact.objects.all()) + 24]
    assert len(old) == 25
    assert len({fact.pk for fact in seen}) == len(seen)
    assert seen == sorted(seen, key=lambda fact: (fact.kind, -fact.seq))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "cursor", ["x", "!!", "W10", "WzEsMl0", "bnVsbA", "WyJhIl0", "W251bGxd", "é", "eyJhIjoxfQ", "A" * 5000]
)
def test_a_broken_cursor_is_refused_politely(cursor):
    with pytest.raises(Invalid):
        page_of(Fact.objects.all(), order=("-seq",), cursor=cursor)


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["a\0b", "\0", "a\ud800"])
def test_a_cursor_with_a_text_that_no_database_holds_is_refused(text):
    cursor = base64.urlsafe_b64encode(json.dumps([text, 1]).encode()).decode().rstrip("=")
    with pytest.raises(Invalid):
        page_of(Fact.objects.all(), order=("kind", "-seq"), cursor=cursor)


@pytest.mark.django_db
@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2022-01-01T00:00:00"])
def test_a_cursor_with_a_time_that_no_calendar_reaches_is_refused(at):
    cursor = base64.urlsafe_b64encode(json.dumps([at, 1]).encode()).decode().rstrip("=")
    with pytest.raises(Invalid):
        page_of(Fact.objects.all(), order=("at", "-seq"), cursor=cursor)


@pytest.mark.one_database  # the log is SQLite's
@pytest.mark.django_db
def test_what_was_erased_leaves_the_log_of_the_database(tmp_path):
    file = tmp_path / "register.sqlite3"
    here = {**connection.settings_dict, "NAME": str(file)}
    database = ConnectionHandler({"default": here})["default"]
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE erased (value TEXT)")
        cursor.execute("INSERT INTO erased VALUES ('鹊甲零三零')")
        cursor.execute("DELETE FROM erased")
    log = tmp_path / "register.sqlite3-wal"
    assert "鹊甲零三零".encode() in log.read_bytes()
    jobs.empty_log_of(database)
    assert log.read_bytes() == b"" and "鹊甲零三零".encode() not in file.read_bytes()
    database.close()


@pytest.mark.django_db(transaction=True)
def test_both_databases_take_the_job():
    jobs.empty_log(NOON)
    assert Fact.objects.count() == 0  # the connection still answers
