"""The ASGI application: `/live/` streams topics to whoever has a ticket, `/live/health` reports its state.

A page that cannot reach it polls instead: it makes pages faster, but they are correct without it.
"""

import asyncio
import contextlib
import json
import resource
import signal
import threading
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

import structlog

import linli  # noqa: F401 (puts the safe SQLite engine in place)
from linli.kernel.facts.declared import declare
from linli.kernel.sealing.crypto import read_keyring
from linli.kernel.work.processes import begin
from linli.live import tickets
from linli.live.hub import Hub, Listener
from linli.live.source import open_source
from linli.project.options import data_folder, keys_file, option
from linli.project.rooms import modules

LOOK_EVERY = 0.25  # seconds between two looks at the trail
COUNT_EVERY = 1.0  # between two counts of unread letters
SPACING = 1.0  # seconds between two events of one stream, so that a burst of changes becomes one event
# seconds between keep-alive lines, so that proxies keep the stream open and the page notices when it is gone
BEAT_EVERY = 15.0
MARGIN = 2.0  # seconds of tolerance for clocks of two machines and for facts written just before their commit
LATE = 10.0  # seconds without a read of the database after which /live/health reports failure
# Padding, so that proxies and browsers that buffer the start of an answer pass it on at once.
PADDING = b":" + b" " * 2048 + b"\n"
EVERY = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    # A page sends its ticket and no cookie, so another origin without a ticket hears nothing.
    (b"access-control-allow-origin", b"*"),
]
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
    *EVERY,
]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
log = structlog.get_logger(__name__)


class Live:
    def __init__(self) -> None:
        self.hub = Hub()
        self.secret = ""
        self.looked = 0.0
        self.stopping = threading.Event()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    # --- the process ---------------------------------------------------------------------------------------------

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        self.secret = read_keyring(keys_file()).secret_key
        for room, said in modules("facts"):
            declare(room.name, said)
        _allow_many_files()
        begin(data_folder())
        loop = asyncio.get_running_loop()
        # The server waits for open answers before it calls our shutdown; open streams would keep it waiting until it is
        # killed.
        before = signal.getsignal(signal.SIGTERM)

        def stop(number: int, frame: Any) -> None:
            self.stopping.set()
            loop.call_soon_threadsafe(self.hub.end)
            if callable(before):
                before(number, frame)

        signal.signal(signal.SIGTERM, stop)
        watcher = threading.Thread(target=self._watch, args=(loop,), daemon=True)
        watcher.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.stopping.set()
        await asyncio.to_thread(watcher.join, 2)
        await send({"type": "lifespan.shutdown.complete"})

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Runs in a thread of its own. When the database cannot be reached it tries again; meanwhile pages poll."""
        while not self.stopping.is_set():
            try:
                self._watch_one_connection(loop)
            except Exception as error:  # noqa: BLE001 (whatever the database says: there is nobody else to handle it)
                log.warning("live.database", error=repr(error))
                self.stopping.wait(2)

    def _watch_one_connection(self, loop: asyncio.AbstractEventLoop) -> None:
        with contextlib.closing(open_source(option("LINLI_DATABASE"), data_folder())) as source:
            moved, counted, known = True, 0.0, frozenset[str]()
            while not self.stopping.wait(LOOK_EVERY):
                changes = source.changes()
                self.looked = time.monotonic()
                if changes:
                    loop.call_soon_threadsafe(self.hub.happened, changes, time.time())
                moved = moved or source.moved
                people = frozenset(self.hub.people)
                if (moved or not people <= known) and self.looked - counted >= COUNT_EVERY:
                    loop.call_soon_threadsafe(self.hub.counted, source.letters(people))
                    moved, counted, known = False, self.looked, people

    # --- one request ---------------------------------------------------------------------------------------------

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["path"] == "/live/health":
            await self._tell_health(send)
        elif scope["path"] != "/live/" or scope["method"] != "GET":
            await _refuse(send, 404)
        else:
            await self._open(parse_qs(scope["query_string"].decode("latin-1")), receive, send)

    async def _tell_health(self, send: Send) -> None:
        well = time.monotonic() - self.looked < LATE
        body = json.dumps({"well": well, "streams": len(self.hub.listeners)}).encode()
        await _whole(send, 200 if well else 503, body, b"application/json")

    async def _open(self, asked: dict[str, list[str]], receive: Receive, send: Send) -> None:
        now = time.time()
        ticket = tickets.read(asked.get("ticket", [""])[0], self.secret, now)
        if ticket is None:
            await _refuse(send, 403)
            return
        if not self.hub.has_room(ticket):
            await _refuse(send, 503)
            return
        since = _seconds(asked.get("since", [""])[0], ticket.made)
        listener, whole = self.hub.join(ticket, since - MARGIN)
        gone = asyncio.ensure_future(_until_gone(receive, listener))
        try:
            await self._stream(listener, send, whole=whole)
        finally:
            gone.cancel()
            self.hub.leave(listener)

    async def _stream(self, listener: Listener, send: Send, *, whole: bool) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        hello = _event("hello", {"at": _now(), "whole": whole})
        await send({"type": "http.response.body", "body": PADDING + hello, "more_body": True})
        while not listener.over and time.time() < listener.ticket.until:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(listener.woken.wait(), BEAT_EVERY)
            if listener.over:
                break
            topics = sorted(listener.waiting)
            listener.waiting.clear()
            listener.woken.clear()
            event = _event("changed", {"at": _now(), "topics": topics}) if topics else _event("beat", {"at": _now()})
            await send({"type": "http.response.body", "body": event, "more_body": True})
            await asyncio.sleep(SPACING)
        await send({"type": "http.response.body", "body": _event("over", {}), "more_body": False})


async def _until_gone(receive: Receive, listener: Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.end()


async def _refuse(send: Send, status: int) -> None:
    await _whole(send, status, b"", b"text/plain; charset=utf-8")


async def _whole(send: Send, status: int, body: bytes, content: bytes) -> None:
    headers = [(b"content-type", content), (b"cache-control", b"no-store"), *EVERY]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _event(name: str, data: dict[str, Any]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


def _now() -> int:
    """Milliseconds since 1970: the page sends it back as `since` when it connects again."""
    return int(time.time() * 1000)


MOST_DIGITS = 15  # of milliseconds since 1970: some thirty thousand years


def _seconds(milliseconds: str, otherwise: float) -> float:
    known = milliseconds.isascii() and milliseconds.isdigit() and len(milliseconds) <= MOST_DIGITS
    return int(milliseconds) / 1000 if known else otherwise


def _allow_many_files() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


application = Live()
