"""A notice to the 57,125 people of a street: queued, and its letters written by the worker, on SQLite and fsynced.

Floor of the letters: the same rows by one bare INSERT … SELECT into a table with the same columns and indexes, in the
same database, in the same run; its only work is what the database cannot avoid. Floor of the queueing: the COUNT of the
same people by a bare cursor. Runs in a child process with its own database, as `bench_search` does.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measured import Row, exact, row

HERE = Path(__file__).resolve().parent
MOST_QUEUEING, LEAST_LETTERS, MOST_BADGE = 10, 0.3, 3


def run() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        env = {
            **os.environ, "LINLI_ENV": "development", "LINLI_DATA": folder, "LINLI_DATABASE": "",
            "PYTHONPATH": f"{HERE}{os.pathsep}{HERE.parent}",
        }  # fmt: skip
        command = [sys.executable, str(Path(__file__).resolve()), "--child"]
        done = subprocess.run(command, env=env, cwd=HERE.parent, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout.splitlines()[-1])


# --- in the child -----------------------------------------------------------------------------------------------------


def _measured() -> list[Row]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    import bench_search

    town = bench_search._Town()  # noqa: SLF001 (the same street)
    town.write()
    return [_queued(town), *_drained()]


def _queued(town) -> Row:
    """Seconds from the press of the button to the answer."""
    from django.db import connection

    from linli.kernel.ids import new_id
    from linli.notices.models import Notice
    from linli.places.models import Place

    street = Place.objects.get(parent=None)
    client = town._client("发通知", street.path)  # noqa: SLF001 (likewise)
    from linli.access.models import Grant

    Grant.objects.filter(title="发通知").update(bundle="street")
    typed = {
        "title": "周日停水", "body": "请提前接水。", "audience": "residents", "urgency": "normal", "key": new_id(),
    }  # fmt: skip
    answer = client.post(f"/notices/sent/new/?at={street.pk}", typed)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    notice = Notice.objects.get()
    started = time.perf_counter()
    answer = client.post(f"/notices/sent/{notice.pk}/send/", {"key": new_id()})
    ours = time.perf_counter() - started
    notice.refresh_from_db()
    assert (answer.status_code, notice.wanted) == (302, bench_people())
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM people_resident WHERE path >= '0001' AND path < '0001zzzz' AND until IS NULL"
        )
        cursor.fetchone()
    floor = time.perf_counter() - started
    return row("notices: queued for 57,125 people, s; floor: their count", ours, floor, most=MOST_QUEUEING, digits=3)


def bench_people() -> int:
    import bench_search

    return bench_search.RESIDENTS


def _drained() -> list[Row]:
    """Letters a second by the job, against one bare INSERT; and once more through a worker killed half-way."""
    from linli.kernel.time import clock
    from linli.notices.actions import spreading
    from linli.notices.models import Letter, Notice

    notice = Notice.objects.get()
    started, cpu = time.perf_counter(), time.process_time()
    written = spreading.spread(notice.pk, clock.now())
    spent, cpu = time.perf_counter() - started, time.process_time() - cpu
    assert written == bench_people() == Letter.objects.filter(notice=notice).count()
    assert Letter.objects.values("recipient").distinct().count() == written
    floor = written / _bare()
    print(f"drain {spent:.2f} s, cpu {cpu:.2f} s", file=sys.stderr)
    ours = written / spent
    return [
        row("notices: letters/s by the worker; floor: one bare INSERT", ours, floor, least=LEAST_LETTERS, digits=0),
        row("notices: the badge of unread letters, µs; floor: its statement", *_badge(), most=MOST_BADGE, digits=0),
        _killed(),
    ]


def _bare() -> float:
    """Seconds of the same letters by one INSERT into a table of the same shape and indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = 'notices_letter' AND sql IS NOT NULL ORDER BY type DESC"
        )
        statements = [row[0] for row in cursor.fetchall()]
        for sql in statements:
            named = sql.replace("notices_letter", "bare_letter")
            for index in (
                "letter_recipient",
                "letter_unread",
                "letter_untold",
                "letter_at",
                "letter_once",
                "letter_about_once",
            ):
                named = named.replace(f'"{index}"', f'"bare_{index}"')
            cursor.execute(named)
        cursor.execute("SELECT group_concat(name) FROM (SELECT name FROM pragma_table_info('notices_letter'))")
        columns = cursor.fetchone()[0]
        started = time.perf_counter()
        cursor.execute(f"INSERT INTO bare_letter ({columns}) SELECT {columns} FROM notices_letter")
        spent = time.perf_counter() - started
        cursor.execute("DROP TABLE bare_letter")
    return spent


def _badge() -> tuple[float, float]:
    """(one count of unread letters, the same statement by a bare cursor), in microseconds."""
    from django.db import connection

    from linli.notices.models import Letter
    from linli.notices.queries import unread_count

    people = list(Letter.objects.values_list("recipient", flat=True)[:300])
    bare = (
        "SELECT COUNT(*) FROM (SELECT 1 FROM notices_letter WHERE read_at IS NULL AND told_at IS NULL AND recipient"
        " IN (%s, (SELECT resident FROM corps_member WHERE id = %s LIMIT 1)) LIMIT 100)"
    )
    with connection.cursor() as cursor:
        floor = _median(lambda person: cursor.execute(bare, [person.hex, person.hex]).fetchone(), people)
    return _median(unread_count, people) * 1e6, floor * 1e6


def _median(ask, people) -> float:
    times = []
    for person in people:
        started = time.perf_counter()
        ask(person)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def _killed() -> Row:
    """kill -9 while a second notice is being written, then another worker: letters of it, and letters too many."""
    import signal

    from linli.kernel.time import clock
    from linli.notices.actions import spreading
    from linli.notices.models import Letter, Notice

    first = Notice.objects.get()
    second = Notice(path=first.path, title="又一条", body="x", audience="residents", by_name="x", made_at=clock.now())
    second.published_at, second.wanted = clock.now(), first.wanted
    second.save(force_insert=True)
    worker = subprocess.Popen([sys.executable, str(Path(__file__).resolve()), "--worker", str(second.pk)])
    until = time.monotonic() + 60
    while time.monotonic() < until and not Letter.objects.filter(notice=second).exists():
        time.sleep(0.005)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    half = Letter.objects.filter(notice=second).count()
    assert Notice.objects.get(pk=second.pk).letters == half
    spreading.spread(second.pk, clock.now())
    whole = Letter.objects.filter(notice=second).count()
    print(f"killed after {half}", file=sys.stderr)
    assert 0 < half < whole == Notice.objects.get(pk=second.pk).letters
    return exact("notices: letters after kill -9 half-way and another worker", whole, second.wanted)


def _worker(pk: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")
    import django

    django.setup()
    from uuid import UUID

    from linli.kernel.time import clock
    from linli.notices.actions import spreading

    spreading.spread(UUID(pk), clock.now())


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(_measured(), ensure_ascii=False))
    elif sys.argv[1:2] == ["--worker"]:
        _worker(sys.argv[2])
    else:
        for line in run():
            print(line)
