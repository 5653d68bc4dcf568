"""Who goes first, who is refused, and who runs while others wait for the lock."""

import asyncio
import json
from contextlib import ExitStack
from threading import Event, Thread
from types import SimpleNamespace

from django.urls import reverse

from linli.front import giving_way, line
from linli.front.line import Job, Line, Rank
from linli.front.process import Front, leads_to_a_board
from linli.kernel.pictures import reading
from linli.kernel.pictures.tests.drawn import jpeg
from linli.testing_waiting import CEILING

BOARD, CLAIM = "/board/", "/calls/1/claim/"


def job(rank, name=""):
    return Job(rank, {"name": name}, None)


def test_what_somebody_waits_for_at_a_door_goes_first():
    waiting = Line()
    for rank in (Rank.BOARD, Rank.PAGE, Rank.WRITE, Rank.WRITE):
        assert waiting.put(job(rank))
    taken = []
    while waiting.busy():
        taken.append(waiting.take().rank)
        waiting.done()
    assert taken == [Rank.WRITE, Rank.WRITE, Rank.PAGE, Rank.BOARD]


def test_boards_are_refused_first_and_claims_still_taken():
    waiting = Line()
    boards = [waiting.put(job(Rank.BOARD)) for _ in range(line.MOST[Rank.BOARD] + 1)]
    assert boards == [True] * line.MOST[Rank.BOARD] + [False]
    assert waiting.put(job(Rank.PAGE)) and waiting.put(job(Rank.WRITE))
    assert line.MOST[Rank.BOARD] < line.MOST[Rank.PAGE] < line.MOST[Rank.WRITE]


def test_the_last_thread_that_waits_for_no_lock_answers_readers_only():
    waiting, left = Line(), []
    for rank in (Rank.WRITE,) * line.THREADS:
        waiting.put(job(rank))
    waiting.put(job(Rank.PAGE))
    with ExitStack() as away:
        for _ in range(line.THREADS - 1):
            assert waiting.take().rank == Rank.WRITE
            away.callback(waiting.done)
            left.append(away.enter_context(waiting.given_away()))
        assert waiting.take().rank == Rank.PAGE
        with waiting.given_away() as others:
            left.append(others)
        waiting.done()
    assert left == [True] * (line.THREADS - 1) + [False]
    assert waiting.take().rank == Rank.WRITE


def test_the_health_check_goes_on_while_writes_wait_for_the_lock():
    waiting = Line()
    for _ in range(line.THREADS):
        waiting.put(job(Rank.WRITE))
    front = Front(None)
    waiting.put(job(front._rank("GET", "/healthz")))
    with ExitStack() as away:
        for _ in range(line.THREADS - 1):
            waiting.take()
            away.callback(waiting.done)
            away.enter_context(waiting.given_away())
        assert waiting.take().rank == Rank.HEALTH
        waiting.done()


def test_others_run_while_a_picture_is_decoded(settings, tmp_path, monkeypatch):
    settings.LINLI_DATA = tmp_path
    waiting, taken, decode = Line(), [], reading._opened
    for rank in (Rank.WRITE, Rank.PAGE):
        waiting.put(job(rank))

    def other():
        taken.append(waiting.take().rank)
        waiting.done()

    def meanwhile(raw):
        thread = Thread(target=other, daemon=True)
        thread.start()
        thread.join(CEILING)
        taken.append("decoded")
        return decode(raw)

    def uploads():
        giving_way.install(waiting)
        taken.append(waiting.take().rank)
        reading.read_picture(jpeg())
        waiting.done()

    monkeypatch.setattr(reading, "_opened", meanwhile)
    thread = Thread(target=uploads)
    thread.start()
    thread.join()
    assert taken == [Rank.WRITE, Rank.PAGE, "decoded"] and not waiting.busy()


def test_who_sends_something_in_a_surge_is_told_that_it_was_not_taken(monkeypatch):
    monkeypatch.setitem(line.MOST, Rank.WRITE, 0)
    monkeypatch.setitem(line.MOST, Rank.PAGE, 0)

    async def ask(method):
        protocol, task = asked(Front(None), [], method, CLAIM)
        await task
        return protocol.answer

    for method, code, again in (("POST", "front.not_taken", False), ("GET", "front.too_many", True)):
        status, headers, body = asyncio.run(ask(method))
        assert (status, headers["referrer-policy"]) == (503, "no-referrer")
        assert f'data-refusal="{code}"'.encode() in body
        assert (b"http-equiv" in body) is again


def test_dashboards_and_lists_are_known_by_their_mark():
    for name in ("command:board", "command:now", "calls:board", "corps:coverage", "people:index"):
        assert leads_to_a_board(reverse(name)), name
    for name in ("web:home", "calls:near", "calls:mine", "notices:to_do", "notices:inbox"):
        assert not leads_to_a_board(reverse(name)), name


class Protocol:
    """The server's side of one request."""

    def __init__(self, done):
        self.done, self.answer = done, None

    def response_bytes(self, status, headers, body):
        self.answer = status, dict(headers), body
        self.done.append(self)


def asked(front, done, method, path, **headers):
    protocol = Protocol(done)
    scope = SimpleNamespace(
        method=method, path=path, query_string="", headers=headers, scheme="http", server="127.0.0.1:80",
        client="127.0.0.1:1", http_version="1.1",
    )  # fmt: skip
    return protocol, asyncio.ensure_future(front.__rsgi__(scope, protocol))


class Wsgi(list):
    def close(self):
        pass


def test_under_a_surge_boards_are_shed_and_a_claim_passes_those_that_wait():
    """Django stands still on the first request; the rest comes meanwhile."""
    stands, go = Event(), Event()

    def django(environ, start):
        stands.set()
        assert go.wait(60)
        start("200 OK", [])
        return Wsgi([environ["PATH_INFO"].encode()])

    async def surge():
        front, done = Front(django), []
        front.__rsgi_init__(asyncio.get_running_loop())
        first = asked(front, done, "GET", BOARD)
        await asyncio.to_thread(stands.wait)
        boards = [asked(front, done, "GET", BOARD) for _ in range(10)]
        machine = asked(front, done, "GET", BOARD, accept="application/json")
        claim = asked(front, done, "POST", CLAIM)
        await asyncio.gather(*(task for _protocol, task in (*boards[line.MOST[Rank.BOARD] :], machine)))
        shed = list(done)
        go.set()
        await asyncio.gather(*(task for _protocol, task in (first, *boards, claim)))
        return shed, [one.answer[2].decode() for one in done if one not in shed]

    shed, answered = asyncio.run(surge())
    assert {(one.answer[0], one.answer[1]["retry-after"]) for one in shed} == {(503, "10")}
    assert b'data-refusal="front.too_many"' in shed[0].answer[2]
    assert json.loads(shed[-1].answer[2])["code"] == "front.too_many"
    assert answered == [BOARD, CLAIM] + [BOARD] * line.MOST[Rank.BOARD]
