"""Calls: claiming one over HTTP, a street's board and its rates among two million calls, ten thousand due clocks.

Claim: the request that the button sends, with session, actor, roles, rules, history, fact, message and clock; floor: a
bare Django view doing one durable conditional update, both under granian with one worker, in turns. Street: its board,
floor: its counts by a bare cursor; and its rates of thirty days, one of ten streets of 200,000 calls each, floor: bare
counts of the same rows; both in one database. Clocks: one run of the job; floor: the bare updates of the same rows.
LINLI_BENCH_CALLS is how many calls the database holds (2,000,000).

    python benchmarks/bench_calls.py [claim|street|clocks]
"""

import json
import multiprocessing
import os
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import cycle
from pathlib import Path

from calls_data import NOW, Town, prepare
from measured import Row, exact, row

HERE = Path(__file__).resolve().parent
CALLS, OPEN, CLOCKS = int(os.environ.get("LINLI_BENCH_CALLS", "2000000")), 20_000, 10_000
VOLUNTEERS = 100  # they take turns, because one who holds hundreds would reach a limit
ROUNDS, TURNS, A_TURN, CONNECTIONS = 40, 7, 300, 8
STREETS = 10  # that the ended calls are spread over; every open one is of the first
MOST_RATES, MOST_CLOCKS = 5, 80
PARTS = ("claim", "street", "clocks")


def run(parts: tuple[str, ...] = PARTS) -> list[Row]:
    rows: list[Row] = []
    for part in parts:
        with tempfile.TemporaryDirectory() as folder:
            env = {**os.environ, "LINLI_ENV": "development", "LINLI_DATA": folder, "LINLI_DATABASE": ""}
            env["PYTHONPATH"] = f"{HERE}{os.pathsep}{HERE.parent}"
            env["DJANGO_SETTINGS_MODULE"] = "linli.project.settings"
            command = [sys.executable, str(Path(__file__).resolve()), "--child", part]
            done = subprocess.run(command, env=env, cwd=HERE.parent, stdout=subprocess.PIPE, check=True)
            rows += json.loads(done.stdout.splitlines()[-1])
    return rows


# --- claim --------------------------------------------------------------------------------------------------------


def _claim() -> list[Row]:
    from bench_http import _server

    prepare()
    town = Town()
    need = (TURNS + 1) * A_TURN
    calls = town.calls(2 * need, "offered", code="order.errand")
    _offer(calls)
    cookies = cycle([_sign_in(number) for number in range(VOLUNTEERS)])
    ours, floors = calls[:need], calls[need:]
    around = dict(os.environ)
    ours_s, floor_s = [], []
    with (
        _server("linli.project.wsgi:application", around) as full,
        _server("calls_app:bare", around) as bare,
        multiprocessing.get_context("spawn").Pool(1) as pool,
    ):
        for turn in range(TURNS + 1):
            part = slice(turn * A_TURN, (turn + 1) * A_TURN)
            ours_s.append(pool.apply(_send, (full.port, [_claiming(pk, next(cookies)) for pk in ours[part]])))
            floor_s.append(pool.apply(_send, (bare.port, [_taking(pk) for pk in floors[part]])))
    _check_claimed(ours)
    ours_s, floor_s = statistics.median(ours_s[1:]), statistics.median(floor_s[1:])
    return [row("calls: claims/s over HTTP; floor: a bare view, one durable update", ours_s, floor_s, least=0.6)]


def _offer(calls: list[str]) -> None:
    """The circles and clocks of offered calls, as opening would have made them."""
    import uuid

    from linli.calls.models import Call, CallKind, Clock, OfferedAt

    CallKind.objects.update(most_held=0)
    paths = dict(Call.objects.values_list("pk", "path"))
    OfferedAt.objects.bulk_create((OfferedAt(call_id=uuid.UUID(pk), path="00010001") for pk in calls), batch_size=2_000)
    Clock.objects.bulk_create(
        (
            Clock(
                path=paths[uuid.UUID(pk)], call_id=uuid.UUID(pk), what=what, seconds=86_400, started_at=NOW,
                running_from=NOW, due_at=NOW + timedelta(days=1), next_at=NOW + timedelta(hours=12),
            )
            for pk in calls
            for what in ("answer", "done")
        ),
        batch_size=2_000,
    )  # fmt: skip


def _sign_in(number: int) -> str:
    """A volunteer of the first community, signed in: the cookies of their browser."""
    from django.middleware.csrf import get_token
    from django.test import Client, RequestFactory

    from linli.access.models import Account, Grant
    from linli.kernel.ids import new_id

    account = Account.objects.create(
        username=f"volunteer{number}", name="志愿者", path="0001", person=new_id(), created_at=NOW, password="!"
    )
    Grant.objects.create(
        person=account.person, bundle="volunteer", path="00010001", title="志愿者", source=new_id(),
        starts_on="2022-03-01",
    )  # fmt: skip
    client = Client()
    client.force_login(account)
    request = RequestFactory().get("/")
    token = get_token(request)
    return f"sessionid={client.cookies['sessionid'].value}; csrftoken={request.META['CSRF_COOKIE']}|{token}"


def _claiming(pk: str, cookies: str) -> bytes:
    import uuid

    cookie, _, token = cookies.partition("|")
    body = f"csrfmiddlewaretoken={token}&key={uuid.uuid4()}".encode()
    head = (
        f"POST /calls/{uuid.UUID(pk)}/claim/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _taking(pk: str) -> bytes:
    import uuid

    return f"POST /take/{uuid.UUID(pk)}/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n".encode()


def _send(port: int, requests: list[bytes]) -> float:
    """Requests a second over CONNECTIONS persistent connections, each with one under way; every answer is a 3xx."""
    waiting, left = selectors.DefaultSelector(), iter(requests)
    begun = time.perf_counter()
    for _ in range(CONNECTIONS):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(next(left))
        waiting.register(connection, selectors.EVENT_READ, bytearray())
    answered = 0
    while waiting.get_map():
        for key, _events in waiting.select(10):
            key.data.extend(key.fileobj.recv(65_536))
            if not _whole(key.data):
                continue
            answered += 1
            key.data.clear()
            following = next(left, None)
            if following is None:
                waiting.unregister(key.fileobj)
                key.fileobj.close()
            else:
                key.fileobj.sendall(following)
    assert answered == len(requests)
    return answered / (time.perf_counter() - begun)


def _whole(answer: bytearray) -> bool:
    head, gap, body = answer.partition(b"\r\n\r\n")
    if not gap:
        return False
    if not head.startswith((b"HTTP/1.1 303", b"HTTP/1.1 302")):
        raise RuntimeError(bytes(answer[:400]))
    _before, named, after = head.lower().partition(b"content-length: ")
    return len(body) >= int(after.split(b"\r\n")[0]) if named else body.endswith(b"0\r\n\r\n")


def _check_claimed(calls: list[str]) -> None:
    from linli.calls.models import Call, CallEvent

    assert Call.objects.filter(state="claimed").count() == len(calls)
    assert CallEvent.objects.filter(deed="claim").count() == len(calls)


# --- street -------------------------------------------------------------------------------------------------------


def _street() -> list[Row]:
    from django.db import connection

    prepare()
    town = Town()
    town.answer_clocks(town.calls(CALLS - OPEN, "settled", roots=STREETS), roots=STREETS)
    for number, state in enumerate(("opened", "offered", "claimed", "disputed")):
        town.calls(OPEN // 4, state, first=CALLS + number * OPEN)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = _desk()
    board = _page_and_floor(client, "/calls/", _bare_counts)
    month = f"since={NOW - timedelta(days=29):%Y-%m-%d}&until={NOW:%Y-%m-%d}"
    rates = _page_and_floor(client, f"/calls/rates/?{month}", _bare_rates)
    among = f"{CALLS // STREETS:,} of {CALLS:,} calls"
    return [
        row(f"calls: desk, {OPEN:,} open of {CALLS:,} calls, p95 ms; floor: its counts", *board, most=16),
        row(f"calls: rates of 30 days, {among}, p95 ms; floor: two bare counts", *rates, most=MOST_RATES),
    ]


def _page_and_floor(client, address: str, bare: Callable[[], None]) -> tuple[float, float]:
    """p95 in ms of the page as the street's desk gets it, and of the bare statement."""
    page = [_timed(lambda: client.get(address)) for _ in range(ROUNDS + 1)][1:]
    floor = [_timed(bare) for _ in range(ROUNDS)]
    return statistics.quantiles(page, n=20)[-1], statistics.quantiles(floor, n=20)[-1]


def _desk():
    from django.conf import settings
    from django.test import Client

    from linli.access.models import Account, Grant
    from linli.kernel.ids import new_id

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES, settings.ALLOWED_HOSTS = {**settings.STORAGES, "staticfiles": plain}, ["testserver"]
    account = Account.objects.create(
        username="desk", name="街道", path="0001", person=new_id(), created_at=NOW, password="!"
    )
    Grant.objects.create(
        person=account.person, bundle="street", path="0001", title="街道办", source=new_id(), starts_on="2022-03-01"
    )
    client = Client()
    client.force_login(account)
    return client


def _timed(work: object) -> float:
    begun = time.perf_counter()
    answer = work()
    spent = (time.perf_counter() - begun) * 1000
    assert getattr(answer, "status_code", 200) == 200, answer
    return spent


def _bare_counts() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, COUNT(*) FROM calls_call WHERE path >= '0001' AND path < '0001zzzz' AND ended_at IS NULL "
            "GROUP BY state"
        )
        cursor.fetchall()


def _bare_rates() -> None:
    from django.db import connection

    since = f"{NOW - timedelta(days=29):%Y-%m-%d}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*), COUNT(rating) FROM calls_call WHERE root = '0001' AND done_at >= %s", [since])
        calls = cursor.fetchone()[0]
        cursor.execute(
            "SELECT COUNT(*) FROM calls_clock WHERE what = %s AND slot_id IS NULL AND due_at >= %s "
            "AND path >= '0001' AND path < '0001zzzz' AND stopped_at <= due_at",
            ["answer", since],
        )
        assert 0 < cursor.fetchone()[0] <= calls


# --- clocks -------------------------------------------------------------------------------------------------------


def _clocks() -> list[Row]:
    prepare()
    import uuid

    from linli.calls import jobs
    from linli.calls.models import Call, CallEvent, Clock

    town = Town()
    town.leaders()
    calls = town.calls(CLOCKS, "opened")
    paths = dict(Call.objects.values_list("pk", "path"))
    ids = [uuid.UUID(pk) for pk in calls]
    Clock.objects.bulk_create(
        (
            Clock(
                path=paths[pk], call_id=pk, what="answer", seconds=3_600, started_at=NOW, running_from=NOW, stage=2,
                due_at=NOW + timedelta(hours=1), next_at=NOW + timedelta(hours=1),
            )
            for pk in ids
        ),
        batch_size=2_000,
    )  # fmt: skip
    begun = time.perf_counter()
    jobs.tick(NOW + timedelta(hours=1, seconds=1))
    ours = time.perf_counter() - begun
    told = list(CallEvent.objects.filter(deed="escalate").values_list("call", flat=True))
    begun = time.perf_counter()
    _bare_updates(calls)
    floor = time.perf_counter() - begun
    told_once = len(set(told)) - (len(told) - len(set(told)))
    return [
        row(f"calls: {CLOCKS:,} due clocks go up the chain, s; floor: the bare updates", ours, floor, most=MOST_CLOCKS),
        exact("calls: due clocks that went up the chain once", told_once, CLOCKS),
    ]


def _bare_updates(calls: list[str]) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany("UPDATE calls_clock SET stage = stage + 1 WHERE call_id = %s", [(pk,) for pk in calls])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        print()
        print(
            json.dumps(
                {"claim": _claim, "street": _street, "clocks": _clocks}[sys.argv[2]](),
                ensure_ascii=False,
            )
        )
    else:
        for found in run(tuple(sys.argv[1:]) or PARTS):
            print(found)
