"""From an event to the screen: five hundred pages open, each showing what needs handling in one of seven communities.

Everything is real: `linli serve` with one web worker and the process that pushes, ten tabs of each of 49 leaders, a
writer that commits a fact a second as the actions do. A screen is a stream, and a persistent connection to ask again on
when it hears its topic; it has the event when the answer with the new content is complete. The floor: the same screens
without a stream, each asking every two seconds with the tag of what it shows (304 while nothing changed). Time is from
the writer's commit; CPU is that of the serving processes, from the kernel's own account.

    python benchmarks/bench_live.py [seconds between two asks …]     polling at other rates, as the decision wants them
"""

import heapq
import json
import multiprocessing
import os
import random
import re
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from measured import Row, exact, row

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SCREENS, LEADERS, COMMUNITIES, GRIDS = 500, 49, 7, 9  # leaders: seven in each community
PAGE = "/board/now/?at={place}"
SECONDS, EVENT_EVERY, SETTLE = 8.0, 1.0, 2.0
POLL_EVERY = 2.0
MOST_WAIT, MOST_SHARE = 0.5, 0.6  # of what asking takes
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Measured:
    """Seconds from commit to screen, one a screen and event; screens that never saw one; CPU share of one core."""

    waits: list[float]
    missed: int
    share: float
    asks: int
    by_piece: dict[str, float] = field(default_factory=dict)

    def p95(self) -> float:
        return sorted(self.waits)[int(len(self.waits) * 0.95)]


def run() -> list[Row]:
    found = measure([0.0, POLL_EVERY])
    pushed, polled = found[0.0], found[POLL_EVERY]
    floor = f"floor: asking every {POLL_EVERY:.0f} s"
    return [
        row(f"live: {SCREENS} screens, event to screen, p95 s; {floor}", pushed.p95(), polled.p95(), most=MOST_WAIT),
        exact("live: events that a screen missed", pushed.missed, 0),
        row(f"live: {SCREENS} screens, share of one core; {floor}", pushed.share, polled.share, most=MOST_SHARE),
    ]


def measure(rates: list[float]) -> dict[float, Measured]:
    """Polling period in seconds (0: pushed) -> what was measured, all against one server."""
    with tempfile.TemporaryDirectory() as folder, _town(Path(folder)) as (town, port, pid):
        return {rate: _one(town, port, pid, rate) for rate in rates}


@contextmanager
def _town(folder: Path) -> Iterator[tuple[dict, int, int]]:
    """The database with its sessions, `linli serve` over it: (the town, the web port, the server's process id)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    around = {
        **os.environ, "LINLI_ENV": "development", "LINLI_DATA": str(folder), "LINLI_DATABASE": "",
        "PYTHONPATH": f"{HERE}{os.pathsep}{ROOT}", "DJANGO_SETTINGS_MODULE": "linli.project.settings",
    }  # fmt: skip
    os.environ.update(around)
    made = subprocess.run(
        [sys.executable, __file__, "--make"], env=around, cwd=ROOT, stdout=subprocess.PIPE, check=True
    )
    serve = [sys.executable, "-m", "linli.cli", "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(serve, env=around, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, "/healthz")
        _wait_for(port + 1, "/live/health")
        yield json.loads(made.stdout.splitlines()[-1]), port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait_for(port: int, path: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if _get(port, path)[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise TimeoutError(port)


def _get(port: int, path: str, head: str = "") -> tuple[int, bytes]:
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{head}\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    return int(answer[9:12]), answer.partition(b"\r\n\r\n")[2]


# --- one measurement ----------------------------------------------------------------------------------------------


def _one(town: dict, port: int, pid: int, rate: float) -> Measured:
    """The screens in a process of their own, the writer in another; neither counts in the measured CPU."""
    spawn = multiprocessing.get_context("spawn")
    ready, events, answer = spawn.Event(), spawn.Queue(), spawn.Queue()
    screens = spawn.Process(target=_screens, args=(town, port, rate, ready, answer))
    writer = spawn.Process(target=_writer, args=(town, events, ready))
    screens.start()
    writer.start()
    ready.wait(60)
    before, begun = _cpu(pid), time.monotonic()
    time.sleep(SECONDS)
    after, elapsed = _cpu(pid), time.monotonic() - begun
    seen, asks = answer.get(timeout=60)
    written = events.get(timeout=10)
    for process in (screens, writer):
        process.join(10)
    waits, missed = _waits(written, seen, town, rate)
    pieces = {name: (after[name] - before[name]) / elapsed for name in after}
    return Measured(waits, missed, sum(pieces.values()), asks, pieces)


def _waits(written: list, seen: list, town: dict, rate: float) -> tuple[list[float], int]:
    """For each event, how long each screen of its community took to show something newer."""
    waits, missed = [], 0
    for at, community in written:
        for screen, times in enumerate(seen):
            if town["screens"][screen]["community"] != community:
                continue
            after = [shown for asked, shown in times if asked >= at]
            if after:
                waits.append(min(after) - at)
            else:
                missed += 1
    return waits, missed


def _cpu(pid: int) -> dict[str, float]:
    """CPU seconds of the processes that serve pages, with their workers; without tasks and scheduler."""
    listed = subprocess.run(["ps", "-e", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    found = {}
    for child, parent, args in rows:
        piece = "web" if "linli.front" in args else "live" if "linli.live" in args else ""
        if int(parent) == pid and piece:
            inside = [child, *(one for one, above, _args in rows if above == child)]
            found[piece] = sum(_ticks(one) for one in inside) / TICK
    return found


def _ticks(pid: str) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


# --- the screens --------------------------------------------------------------------------------------------------


class _Screen:
    """One page: its stream (none when it polls), its connection, the tag of what it shows, when it saw what."""

    def __init__(self, known: dict, port: int) -> None:
        self.page = PAGE.format(place=known["place"])
        self.topic = f"calls:{known['path']}"
        self.cookie = known["cookie"]
        self.port, self.tag, self.asked = port, "", 0.0
        self.shown: list[tuple[float, float]] = []
        self.got = bytearray()
        self.connection = socket.create_connection(("127.0.0.1", port))
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.busy = self.again = False
        self.asks = 0

    def ask(self) -> None:
        if self.busy:
            self.again = True
            return
        self.busy, self.asked, self.asks = True, time.monotonic(), self.asks + 1
        tag = f"If-None-Match: {self.tag}\r\n" if self.tag else ""
        head = f"Host: 127.0.0.1:{self.port}\r\nCookie: {self.cookie}\r\nHX-Request: true\r\n{tag}"
        self.connection.sendall(f"GET {self.page} HTTP/1.1\r\n{head}\r\n".encode())

    def hear(self) -> None:
        """Bytes of an answer have come."""
        self.got += self.connection.recv(65_536)
        head, gap, body = self.got.partition(b"\r\n\r\n")
        if not gap:
            return
        length = re.search(rb"(?i)content-length: (\d+)", head)
        if not head.startswith(b"HTTP/1.1 304"):
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(bytes(self.got[:200]))
            if len(body) < int(length[1]) if length else not body.endswith(b"0\r\n\r\n"):
                return
            self.shown.append((self.asked, time.monotonic()))
            self.tag = re.search(rb"(?i)\netag: ([^\r]+)", head)[1].decode()
        self.got.clear()
        self.busy = False
        if self.again:
            self.again = False
            self.ask()

    def listen(self) -> socket.socket:
        """Opens the stream with a ticket of its own, as the page does."""
        _status, body = _get(self.port, "/listen/", f"Cookie: {self.cookie}\r\n")
        stream = socket.create_connection(("127.0.0.1", self.port + 1))
        path = f"/live/?ticket={json.loads(body)['ticket']}"
        stream.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        return stream


def _screens(town: dict, port: int, rate: float, ready, answer) -> None:
    screens = [_Screen(known, port) for known in town["screens"]]
    waiting = selectors.DefaultSelector()
    for screen in screens:
        waiting.register(screen.connection, selectors.EVENT_READ, (screen, False))
        if not rate:
            waiting.register(screen.listen(), selectors.EVENT_READ, (screen, True))
        screen.ask()
    until = time.monotonic() + 15.0
    while any(screen.busy for screen in screens) and time.monotonic() < until:
        _turn(waiting, time.monotonic() + 0.2, [], 0.0)
    for screen in screens:
        screen.shown.clear()
        screen.asks = 0
    now = time.monotonic()
    timers = [(now + random.random() * rate, number) for number in range(SCREENS)] if rate else []
    heapq.heapify(timers)
    ready.set()
    _turn(waiting, now + SECONDS + SETTLE + rate, timers, rate, screens)
    answer.put(([screen.shown for screen in screens], sum(screen.asks for screen in screens)))


def _turn(waiting, until: float, timers: list, rate: float, screens: list | tuple = ()) -> None:
    while (now := time.monotonic()) < until:
        while timers and timers[0][0] <= now:
            at, number = heapq.heappop(timers)
            screens[number].ask()
            if not rate:
                continue
            heapq.heappush(timers, (at + rate, number))
        for key, _events in waiting.select(min(0.05, max(0.0, timers[0][0] - now)) if timers else 0.05):
            screen, is_stream = key.data
            if not is_stream:
                screen.hear()
            elif any(topic.startswith(screen.topic) for topic in _topics(key.fileobj.recv(65_536))):
                screen.ask()


def _topics(raw: bytes) -> list[str]:
    return [topic for found in re.findall(rb'"topics":\[([^\]]*)\]', raw) for topic in json.loads(b"[" + found + b"]")]


# --- with Django --------------------------------------------------------------------------------------------------


def _writer(town: dict, events, ready) -> None:
    """A fact every EVENT_EVERY seconds in one community after the other, as a claim leaves one."""
    import linli.project.wsgi  # noqa: F401 (loads everything)
    from linli.kernel.facts import trail
    from linli.kernel.time import clock

    ready.wait(60)
    written, until = [], time.monotonic() + SECONDS
    while time.monotonic() < until:
        time.sleep(EVENT_EVERY)
        community = len(written) % COMMUNITIES
        path = town["grids"][community][len(written) % GRIDS]
        before = time.monotonic()
        trail.record("calls.claimed", actor=None, path=path, at=clock.now())
        written.append((before, community))
    events.put(written)


def _make() -> None:
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    import linli.project.wsgi  # noqa: F401 (loads everything)
    from linli.access.models import Account, Grant
    from linli.kernel.ids import new_id
    from linli.kernel.time import clock
    from linli.places.models import Place

    call_command("upgrade", stdout=sys.stderr)
    today = clock.today()
    street = Place.objects.create(path="0001", kind="subdistrict", name="崇文路街道", opened_on=today)
    communities, grids = [], []
    for number in range(COMMUNITIES):
        path = f"0001{number + 1:04}"
        community = Place.objects.create(
            path=path, kind="community", name=f"第{number + 1}社区", parent=street, opened_on=today
        )
        below = [f"{path}{grid + 1:04}" for grid in range(GRIDS)]
        for grid, at in enumerate(below):
            Place.objects.create(
                path=at, kind="grid", name=f"{grid + 1:02}网格", number=grid + 1, parent=community, opened_on=today
            )
        communities.append(community)
        grids.append(below)
    cookies = []
    for number in range(LEADERS):
        person, community = new_id(), communities[number % COMMUNITIES]
        account = Account.objects.create(
            username=f"leader{number}", name=f"干部{number}", person=person, created_at=clock.now()
        )
        Grant.objects.create(
            person=person, path=community.path, bundle="community", title="社区长", source=new_id(),
            starts_on=clock.today(),
        )  # fmt: skip
        client = Client()
        client.force_login(account)
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}")
    screens = []
    for number in range(SCREENS):
        leader = number % LEADERS
        community = leader % COMMUNITIES
        screens.append({"cookie": cookies[leader], "community": community,
                        "place": str(communities[community].pk), "path": communities[community].path})  # fmt: skip
    print(json.dumps({"screens": screens, "grids": grids}))


def _say(rate: float, found: Measured) -> None:
    waits = sorted(found.waits)
    pieces = ", ".join(f"{name} {share:.3f}" for name, share in found.by_piece.items())
    how = f"asking every {rate:.0f} s" if rate else "pushed"
    print(
        f"{how}: p50 {waits[len(waits) // 2]:.2f} s, p95 {found.p95():.2f} s, most {waits[-1]:.2f} s, "
        f"missed {found.missed}, share of a core {found.share:.3f} ({pieces}), asked {found.asks} times"
    )


if __name__ == "__main__":
    if "--make" in sys.argv:
        _make()
    else:
        for rate, found in measure([0.0, *(float(text) for text in sys.argv[1:] or ["2"])]).items():
            _say(rate, found)
