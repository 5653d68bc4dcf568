"""The rows of a benchmark, and what a part of it cost: processor seconds, seconds in one function, peak memory."""

import os
import resource
import threading
import time
from pathlib import Path
from typing import TypedDict


class Row(TypedDict):
    """One figure: ours and the floor in the unit that `what` names, their ratio, the target in words, reached."""

    what: str
    ours: float
    floor: float
    ratio: float
    target: str
    ok: bool


def row(
    what: str, ours: float, floor: float, *, most: float | None = None, least: float | None = None, digits: int = 2
) -> Row:
    """Ours beside its floor; `most` or `least` bounds the ratio, without either it is only reported."""
    ratio = ours / floor if floor else 0.0
    target, ok = "reported", True
    if most is not None:
        target, ok = f"≤ {most:.2f} ×", ratio <= most
    elif least is not None:
        target, ok = f"≥ {least:.2f} ×", ratio >= least
    return {
        "what": what, "ours": round(ours, digits), "floor": round(floor, digits), "ratio": round(ratio, 3),
        "target": target, "ok": ok,
    }  # fmt: skip


def exact(what: str, ours: int, wanted: int) -> Row:
    """A count that must be `wanted`, on every machine."""
    ratio = ours / wanted if wanted else 0.0
    target = f"exactly {wanted:,}"
    return {"what": what, "ours": ours, "floor": wanted, "ratio": ratio, "target": target, "ok": ours == wanted}


class Timed:
    """Processor seconds of this process, of the children that ended meanwhile and of the server's process that works
    for this connection, where the database is PostgreSQL on this machine; and by the clock on the wall.
    """

    def __enter__(self):
        self._server = _server_process()
        self._started, self._used = time.perf_counter(), self._now()
        return self

    def __exit__(self, *_) -> None:
        self.seconds, self.wall = self._now() - self._used, time.perf_counter() - self._started

    def _now(self) -> float:
        spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(one.ru_utime + one.ru_stime for one in spent) + _spent_by(self._server)


def _server_process() -> Path | None:
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        found = Path(f"/proc/{cursor.fetchone()[0]}")
    try:
        return found if b"postgres" in (found / "cmdline").read_bytes() else None
    except OSError:
        return None


def _spent_by(process: Path | None) -> float:
    """User and system seconds, as /proc tells them: fields 14 and 15, counted after the name in brackets."""
    if process is None:
        return 0.0
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Sealing:
    """Counts the seconds spent in sealing and blinding, by wrapping those functions."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def watch(self, owner, name: str) -> None:
        inner = getattr(owner, name)

        def timed(*args, **kwargs):
            started = time.process_time()
            try:
                return inner(*args, **kwargs)
            finally:
                self.seconds += time.process_time() - started

        setattr(owner, name, timed)


class Memory:
    """The peak memory of this process and its children together, in MB, sampled fifty times a second."""

    def __init__(self) -> None:
        self.peak, self._on = 0, True

    def __enter__(self):
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._on = False
        self._thread.join()

    def _look(self) -> None:
        while self._on:
            self.peak = max(self.peak, sum(map(_resident_megabytes, _family(os.getpid()))))
            time.sleep(0.02)


def _family(pid: int) -> list[int]:
    found = [pid]
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += _family(int(child))
    except OSError:
        pass
    return found


def _resident_megabytes(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 // 1024**2
    except OSError:
        return 0
