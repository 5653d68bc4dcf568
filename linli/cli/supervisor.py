"""Keeps the processes of `linli serve` running: starts them, restarts those that died, ends all together."""

import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from types import FrameType

import structlog

from linli.kernel.work.processes import end_with_parent

PATIENCE = 20.0  # seconds that a process gets to end by itself
LONG_LIVED = 60.0  # seconds: a process that lived this long is restarted without waiting
LONGEST_WAIT = 30.0
log = structlog.get_logger(__name__)


@dataclass
class Piece:
    """One process. `wait` is how long to wait before its next start: 1, 2, 4 … seconds while it keeps dying."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = 0.0
    again_at: float = 0.0
    starts: int = field(default=0)

    def start(self) -> None:
        # In a session of its own, so that Ctrl+C reaches the supervisor alone.
        self.process = subprocess.Popen(
            self.command,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 (no threads here)
        )
        self.started = time.monotonic()
        self.starts += 1

    def tend(self) -> None:
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            self.wait = 1.0 if now - self.started > LONG_LIVED else min(max(1.0, self.wait * 2), LONGEST_WAIT)
            log.error("serve.piece_died", piece=self.name, status=self.process.returncode, again_in=self.wait)
            self.process, self.again_at = None, now + self.wait
        if self.process is None and now >= self.again_at:
            self.start()


class Supervisor:
    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.stopping = False

    def run(self) -> None:
        """Run until SIGTERM or SIGINT."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        try:
            while not self.stopping:
                for piece in self.pieces:
                    piece.tend()
                time.sleep(0.2)
        finally:
            self._end_all()

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _end_all(self) -> None:
        alive = [piece.process for piece in self.pieces if piece.process is not None]
        for process in alive:
            process.terminate()
        until = time.monotonic() + PATIENCE
        for process in alive:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def port_is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            return False
    return True
