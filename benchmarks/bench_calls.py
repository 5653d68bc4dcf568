"""Calls: claiming one over HTTP, the board of a street among two million calls, ten thousand due clocks.

Claim: the request that the button sends, with session, actor, roles, rules, history, fact, message and clock; floor: a
bare Django view doing one durable conditional update, both under granian with one worker, in turns. Board: the page,
floor: its counts by a bare cursor. Clocks: one run of the job; floor: the bare updates of the same rows.
LINLI_BENCH_CALLS is how many calls the database holds (2,000,000).

    python benchmarks/bench_calls.py [claim|board|clocks]
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
from datetime import UTC, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
CALLS, OPEN, CLOCKS = int(os.environ.get("LINLI_BENCH_CALLS", "2000000")), 20_000, 10_000
ROUNDS, TURNS, A_TURN, CONNECTIONS = 40, 7, 300, 8
BOARD_MS, CLOCKS_S, CLAIM_RATIO = 80, 10, 0.6
NOW = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)
PARTS = ("claim", "board", "clocks")


def run(parts: tuple[str, ...] = PARTS) -> list[dict]:
    """Rows of {what, ours, floor, ratio, target, ok}."""
    rows: list[dict] = []
    for part in parts:
        with tempfile.TemporaryDirectory() as folder:
            env = {**os.environ, "LINLI_ENV": "development", "LINLI_DATA": folder, "LINLI_DATABASE": ""}
            env["PYTHONPATH"] = f"{HERE}{os.pathsep}{HERE.parent}"
            env["DJANGO_SETTINGS_MODULE"] = "linli.project.settings"
            command = [sys.executable, str(Path(__file__).resolve()), "--child", part]
            done = subprocess.run(command, env=env, cwd=HERE.parent, stdout=subprocess.PIPE, check=True)
            rows += json.loads(done.stdout.splitlines()[-1])
    return rows


def row(what: str, ours: float, floor: float, target: str, *, ok: bool) -> dict:
    return {
        "what": what, "ours": round(ours, 2), "floor": round(floor, 2), "ratio": round(ours / floor, 3) if floor else 0,
        "target": target, "ok": ok,
    }  # fmt: skip


# --- in the child: the data ---------------------------------------------------------------------------------------


def _prepare() -> None:
    from django.core.management import call_command

    import linli.project.wsgi  # noqa: F401 (loads everything and sets the collector as the server does)

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from linli.calls.actions import load_shipped

    load_shipped(NOW)


class Town:
    """A street of 7 communities, 64 grids and 512 buildings, each building with a leader; the data by plain SQL."""

    def __init__(self) -> None:
        from linli.access.rules import segment
        from linli.kernel.ids import new_ids

        self.paths: list[str] = []
        self.rows: list[tuple] = []
        ids = iter(new_ids(600))
        street = next(ids)
        self._place(street, None, "0001", "subdistrict", "崇文路街道", 1)
        communities = [(next(ids), "0001" + segment(n + 1)) for n in range(7)]
        for n, (pk, path) in enumerate(communities):
            self._place(pk, street, path, "community", f"第{n + 1}社区", n + 1)
        for n in range(64):
            above, path = communities[n % 7]
            grid = path + segment(n // 7 + 1)
            pk = next(ids)
            self._place(pk, above, grid, "grid", f"{n + 1:02d}网格", n + 1)
            for b in range(8):
                self._place(next(ids), pk, grid + segment(b + 1), "building", f"{b + 1}号楼", b + 1)
                self.paths.append(grid + segment(b + 1))
        self._write()

    def _place(self, pk: object, parent: object, path: str, kind: str, name: str, number: int) -> None:
        self.rows.append((path, pk, parent, kind, name, number))

    def _write(self) -> None:
        from linli.places.models import Place

        Place.objects.bulk_create(
            Place(path=path, id=pk, parent_id=parent, kind=kind, name=name, number=number, opened_on="2022-03-01")
            for path, pk, parent, kind, name, number in self.rows
        )
        self.place = {path: pk.hex for path, pk, *_ in self.rows}

    def leaders(self) -> None:
        """A mode in force for the street, and a leader of every level in office."""
        from linli.access.models import PostKind
        from linli.corps.models import Appointment, Charge, Member
        from linli.places.actions import load_shipped
        from linli.places.models import Mode, Place

        load_shipped(NOW)
        Place.objects.filter(path="0001").update(mode=Mode.objects.get(path="", code="chongwen.apartment"))
        posts = {4: "sector_leader", 8: "community_leader", 12: "grid_leader", 16: "building_leader"}
        kinds = {length: PostKind.objects.get(path="", code=code) for length, code in posts.items()}
        for path, pk, *_ in self.rows:
            member = Member.objects.create(path=path, name="责任人", since="2022-03-01")
            term = Appointment.objects.create(
                path=path, member=member, post=kinds[len(path)], starts_on="2022-03-01", recorded_at=NOW
            )
            Charge.objects.create(path=path, appointment=term, place_id=pk)

    def calls(self, count: int, state: str, *, first: int = 0, roots: int = 1, code: str = "") -> list[str]:
        """`count` calls in `state`, of every kind or that of `code`, spread over the buildings of `roots` streets.

        Only the first street has places.
        """
        from django.db import connection, transaction

        from linli.calls.models import CallKind
        from linli.kernel.ids import new_ids

        wanted = CallKind.objects.filter(code=code) if code else CallKind.objects.order_by("code")
        kinds = [pk.hex for pk in wanted.values_list("pk", flat=True)]
        ended = state == "settled"
        made: list[str] = []
        for start in range(0, count, 50_000):
            ids = [pk.hex for pk in new_ids(min(50_000, count - start))]
            made += ids
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany(
                    _CALL, (self._call(pk, first + start + n, state, kinds, ended, roots) for n, pk in enumerate(ids))
                )
        return made

    def _call(self, pk: str, n: int, state: str, kinds: list[str], ended: bool, roots: int) -> tuple:
        building = self.paths[n % len(self.paths)]
        root = f"{n % roots + 1:04d}"
        opened = NOW - timedelta(minutes=n % 500_000)
        at = opened.strftime("%Y-%m-%d %H:%M:%S")
        holder = pk if state in {"claimed", "settled"} else None
        return (
            root + building[4:], pk, root, str(n), at[:10], self.place[building], kinds[n % len(kinds)], at, state, at,
            holder, at if ended else None, pk,
        )  # fmt: skip


_CALL = """
    INSERT INTO calls_call (path, id, root, number, day, place_id, kind_id, title, detail_sealed, text_only,
        caller_name_sealed, caller_phone_sealed, address_sealed, channel, on_behalf, opened_at, classification, state,
        state_at, holder, ended_at, circle, pause_reason, code_tries, reopened, revision, receiver)
    VALUES (%s, %s, %s, %s, %s, %s, %s, '楼道灯不亮', x'', 0, x'', x'', x'', 'page', 0, %s, 'general', %s, %s, %s, %s,
        'building', '', 0, 0, 2, %s)
"""


# --- claim --------------------------------------------------------------------------------------------------------


def _claim() -> list[dict]:
    from bench_http import _server

    _prepare()
    town = Town()
    need = (TURNS + 1) * A_TURN
    calls = town.calls(2 * need, "offered", code="order.errand")
    _offer(calls)
    cookies = _sign_in(town)
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
            ours_s.append(pool.apply(_send, (full.port, [_claiming(pk, cookies) for pk in ours[part]])))
            floor_s.append(pool.apply(_send, (bare.port, [_taking(pk) for pk in floors[part]])))
    _check_claimed(ours)
    ratio = statistics.median(a / b for a, b in zip(ours_s[1:], floor_s[1:], strict=True))
    found = row(
        "claims/s over HTTP; floor: a bare view, one durable conditional update", statistics.median(ours_s[1:]),
        statistics.median(floor_s[1:]), f"≥ {CLAIM_RATIO:.2f}", ok=ratio >= CLAIM_RATIO,
    )  # fmt: skip
    return [{**found, "ratio": round(ratio, 3)}]


def _offer(calls: list[str]) -> None:
    """Grounds and clocks of offered calls, as opening would have made them."""
    import uuid

    from linli.calls.models import Call, CallKind, Clock, Ground

    CallKind.objects.update(most_held=0)
    paths = dict(Call.objects.values_list("pk", "path"))
    Ground.objects.bulk_create((Ground(call_id=uuid.UUID(pk), path="00010001") for pk in calls), batch_size=2_000)
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


def _sign_in(town: Town) -> str:
    """A volunteer of the first community, signed in: the cookies of their browser."""
    from django.middleware.csrf import get_token
    from django.test import Client, RequestFactory

    from linli.access.models import Account, Grant
    from linli.kernel.ids import new_id

    account = Account.objects.create(
        username="volunteer", name="志愿者", path="0001", person=new_id(), created_at=NOW, password="!"
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


# --- board --------------------------------------------------------------------------------------------------------


def _board() -> list[dict]:
    _prepare()
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from linli.access.models import Account, Grant
    from linli.kernel.ids import new_id

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES, settings.ALLOWED_HOSTS = {**settings.STORAGES, "staticfiles": plain}, ["testserver"]
    town = Town()
    town.calls(CALLS - OPEN, "settled", roots=100)
    for number, state in enumerate(("opened", "offered", "claimed", "disputed")):
        town.calls(OPEN // 4, state, first=CALLS + number * OPEN)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    account = Account.objects.create(
        username="desk", name="街道", path="0001", person=new_id(), created_at=NOW, password="!"
    )
    Grant.objects.create(
        person=account.person, bundle="street", path="0001", title="街道办", source=new_id(), starts_on="2022-03-01"
    )
    client = Client()
    client.force_login(account)
    page = [_timed(lambda: client.get("/calls/")) for _ in range(ROUNDS + 1)][1:]
    floor = [_timed(_bare_counts) for _ in range(ROUNDS)]
    ours = statistics.quantiles(page, n=20)[-1]
    what = f"board of a street, {OPEN:,} open of {CALLS:,} calls: ms, p95; floor: its counts"
    return [row(what, ours, statistics.quantiles(floor, n=20)[-1], f"≤ {BOARD_MS} ms", ok=ours <= BOARD_MS)]


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


# --- clocks -------------------------------------------------------------------------------------------------------


def _clocks() -> list[dict]:
    _prepare()
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
    once = len(told) == len(set(told)) == CLOCKS
    begun = time.perf_counter()
    _bare_updates(calls)
    floor = time.perf_counter() - begun
    what = f"{CLOCKS:,} due clocks go up the chain, each once: s; floor: the bare updates"
    return [row(what, ours, floor, f"≤ {CLOCKS_S} s", ok=once and ours <= CLOCKS_S)]


def _bare_updates(calls: list[str]) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany("UPDATE calls_clock SET stage = stage + 1 WHERE call_id = %s", [(pk,) for pk in calls])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        print()
        print(json.dumps({"claim": _claim, "board": _board, "clocks": _clocks}[sys.argv[2]](), ensure_ascii=False))
    else:
        for found in run(tuple(sys.argv[1:]) or PARTS):
            print(found)
