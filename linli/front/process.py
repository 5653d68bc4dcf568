"""The application that granian serves (RSGI): receives requests whole, and answers them in their turn by Django."""

import asyncio
import sys
import threading
import time
from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import structlog
from django.conf import settings
from django.urls import Resolver404, resolve

from linli.front import giving_way, refusals
from linli.front.bodies import Bodies, Gone, TooSlow
from linli.front.environ import Scope, environ_of
from linli.front.line import PATIENCE, THREADS, Job, Line, Rank
from linli.kernel.pages.costly import is_costly
from linli.project.wsgi import application as django

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEALTH = "/healthz"
Answer = tuple[int, list[tuple[str, str]], bytes]
log = structlog.get_logger(__name__)


class Front:
    def __init__(self, wsgi: Callable[..., Any]) -> None:
        self.wsgi = wsgi
        self.line = Line()
        self.bodies = Bodies()

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        # How long the network waits for a thread that computes: each request waited Python's 5 ms several times.
        sys.setswitchinterval(0.0005)
        for number in range(THREADS):
            threading.Thread(target=self._run, args=(loop,), name=f"django-{number}", daemon=True).start()

    async def __rsgi__(self, scope: Scope, protocol: Any) -> None:
        headers = list(scope.headers.items())
        try:
            answer = await self._answer(scope, headers, protocol)
        except Gone:
            return
        protocol.response_bytes(*answer)

    async def _answer(self, scope: Scope, headers: list[tuple[str, str]], protocol: Any) -> Answer:
        told = dict(headers)
        if "transfer-encoding" in told:  # nothing of ours sends one, and a cut one would look whole
            return refusals.refusal(HTTPStatus.LENGTH_REQUIRED, scope.path, told)
        length = told.get("content-length", "0")
        # One that is too long is refused by Django, unread (`web.middleware`).
        wanted = int(length) if length.isdigit() and int(length) <= settings.FILE_UPLOAD_MAX_MEMORY_SIZE else 0
        try:
            async with self.bodies.received(protocol, wanted) as body:
                answer = await self._in_its_turn(scope, headers, body)
        except TooSlow:
            return refusals.refusal(HTTPStatus.REQUEST_TIMEOUT, scope.path, told)
        sends = scope.method not in SAFE
        return answer or refusals.refusal(HTTPStatus.SERVICE_UNAVAILABLE, scope.path, told, sends=sends)

    async def _in_its_turn(self, scope: Scope, headers: list[tuple[str, str]], body: bytes) -> Answer | None:
        """None: too many wait, or it waited too long."""
        waiting: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        rank = self._rank(scope.method, scope.path)
        taken = self.line.put(Job(rank, environ_of(scope, headers, body), waiting))
        return await waiting if taken else None

    def _rank(self, method: str, path: str) -> Rank:
        if path == HEALTH:
            return Rank.HEALTH
        if method not in SAFE:
            return Rank.WRITE
        return Rank.BOARD if self.line.busy() and leads_to_a_board(path) else Rank.PAGE

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        """One of the threads that run Django, until the process ends."""
        giving_way.install(self.line)
        while True:
            self._answer_next(loop)

    def _answer_next(self, loop: asyncio.AbstractEventLoop) -> None:
        job = self.line.take()
        try:
            answer = None if _is_late(job) else self._ask_django(job.environ)
        finally:
            self.line.done()
        loop.call_soon_threadsafe(_hand_over, job.answer, answer)

    def _ask_django(self, environ: dict[str, Any]) -> Answer:
        told: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
            told[:] = [int(status[:3]), headers]

        try:
            response = self.wsgi(environ, start)
            try:
                body = b"".join(response)
            finally:
                response.close()
        except Exception:  # Django answers every error of ours with a page: this is one of the answer's own making
            log.exception("front.broken")
            return HTTPStatus.INTERNAL_SERVER_ERROR, [], b""
        return told[0], told[1], body


def _is_late(job: Job) -> bool:
    return job.rank > Rank.HEALTH and time.monotonic() - job.came > PATIENCE


def _hand_over(waiting: "asyncio.Future[Answer | None]", answer: Answer | None) -> None:
    if not waiting.done():
        waiting.set_result(answer)


@lru_cache(maxsize=4096)
def leads_to_a_board(path: str) -> bool:
    try:
        return is_costly(resolve(path).func)
    except Resolver404:
        return False


application = Front(django)
