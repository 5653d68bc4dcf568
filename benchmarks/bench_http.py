"""What our middleware costs: the same two views under granian as WSGI with one thread, bare and with the whole frame.

Both servers run at once, on loopback, one worker each; the load comes from a process of its own over persistent
connections, in many short turns to one server and then to the other, the first of each pair in turn, so that a busy
machine slows both alike. The figure is the ratio of the medians; beside it stand the quartiles of the ratios of single
pairs, and what a request cost each server in processor time, which a busy machine hardly changes.
"""

import multiprocessing
import os
import selectors
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from measured import Row, row

HERE = Path(__file__).resolve().parent
CONNECTIONS = 8
TURNS = 40
SECONDS = 0.2


def run() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        around = {**os.environ, "LINLI_ENV": "development", "LINLI_DATA": folder, "LINLI_DATABASE": ""}
        around["PYTHONPATH"] = f"{HERE}{os.pathsep}{HERE.parent}"
        around["DJANGO_SETTINGS_MODULE"] = "linli.project.settings"
        _prepare(around)
        with _server("http_app:bare", around) as bare, _server("http_app:full", around) as full:
            return [*_figures("hello", "/hello/", full, bare), *_figures("one ORM read", "/one/", full, bare)]


def _prepare(around: dict[str, str]) -> None:
    make = (
        "import linli, django; django.setup(); from django.core.management import call_command as c;"
        "c('migrate', verbosity=0); c('createcachetable', verbosity=0);"
        "from linli.access.models import PostKind; PostKind.objects.create(code='bench', title='楼栋长', bundle='none')"
    )
    subprocess.run([sys.executable, "-c", make], env=around, check=True)


@dataclass(frozen=True)
class Server:
    port: int
    process: int

    def spent(self) -> float:
        """Processor seconds of the server and its worker so far, from /proc."""
        pids = [self.process]
        for pid in pids:
            for task in Path(f"/proc/{pid}/task").iterdir():
                pids += map(int, (task / "children").read_text().split())
        ticks = 0
        for pid in pids:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def _server(target: str, around: dict[str, str]) -> Iterator[Server]:
    """A granian with one worker on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    granian = str(Path(sys.executable).with_name("granian"))
    command = [
        granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
        "--blocking-threads", "1", "--no-ws", "--log-level", "warning", target,
    ]  # fmt: skip
    process = subprocess.Popen(command, env=around, cwd=HERE)
    try:
        _wait_for(port)
        yield Server(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(port)


def _figures(what: str, address: str, full: Server, bare: Server) -> list[Row]:
    with multiprocessing.get_context("spawn").Pool(1) as turns:

        def turn(server: Server, seconds: float) -> tuple[int, float]:
            return turns.apply(load, (server.port, address, seconds))

        for server in (full, bare):
            turn(server, 1.0)
        before = {server: server.spent() for server in (full, bare)}
        rates, counts = {full: [], bare: []}, dict.fromkeys((full, bare), 0)
        for number in range(TURNS):
            for server in (full, bare) if number % 2 else (bare, full):
                count, seconds = turn(server, SECONDS)
                rates[server].append(count / seconds)
                counts[server] += count
    cost = {server: (server.spent() - before[server]) / counts[server] * 1e6 for server in (full, bare)}
    ours, floor = statistics.median(rates[full]), statistics.median(rates[bare])
    low, _, high = statistics.quantiles((a / b for a, b in zip(rates[full], rates[bare], strict=True)), n=4)
    return [
        row(f"http: {what}, requests/s with the whole frame (pairs {low:.2f}–{high:.2f}); floor: bare Django", ours,
            floor, least=0.8, digits=0),
        row(f"http: {what}, processor µs a request; floor: bare Django", cost[full], cost[bare], digits=0),
    ]  # fmt: skip


def load(port: int, address: str, seconds: float) -> tuple[int, float]:
    """(answers, the seconds they took) over CONNECTIONS persistent connections, each with one request under way."""
    request = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode()
    waiting = selectors.DefaultSelector()
    for _ in range(CONNECTIONS):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(request)
        waiting.register(connection, selectors.EVENT_READ, bytearray())
    count, begun = 0, time.perf_counter()
    while (now := time.perf_counter()) - begun < seconds:
        for key, _events in waiting.select(1):
            got = key.data
            got += key.fileobj.recv(65_536)
            if _whole(got):
                count += 1
                got.clear()
                key.fileobj.sendall(request)
    for key in list(waiting.get_map().values()):
        key.fileobj.close()
    return count, now - begun


def _whole(answer: bytearray) -> bool:
    """True when the answer is complete, by its length or its last chunk. Raises RuntimeError for anything but 200."""
    head, gap, body = answer.partition(b"\r\n\r\n")
    if not gap:
        return False
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(bytes(answer[:300]))
    _before, named, after = head.lower().partition(b"content-length: ")
    return len(body) >= int(after.split(b"\r\n")[0]) if named else body.endswith(b"0\r\n\r\n")


if __name__ == "__main__":
    for line in run():
        print(line)
