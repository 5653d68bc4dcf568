"""The real server, with one worker, and clients that nobody would write on purpose."""

import http.client
import socket
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from urllib.parse import urlencode

import pytest

from linli.testing_machine import free_port, wait_for
from linli.testing_waiting import CEILING

SLOW = 20
TOKEN = "x" * 32
HEAD = "POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n{}"


@pytest.fixture
def port(machine):
    port = free_port()
    with machine.serving(port):
        assert wait_for(port) == 200
        yield port


def connected(port, said):
    client = socket.create_connection(("127.0.0.1", port), CEILING)
    client.sendall(said.encode())
    return client


def ask(port, method, path, body="", **headers):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=CEILING)) as connection:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def sign_in(port):
    """With a wrong password, which is written down."""
    form = urlencode({"login": "nobody", "password": "wrong", "csrfmiddlewaretoken": TOKEN})
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={TOKEN}"}
    return ask(port, "POST", "/sign-in/", form, **kind)[0]


@pytest.mark.slow
def test_who_sends_slowly_holds_up_nobody(port):
    with ExitStack() as opened:
        slow = [opened.enter_context(connected(port, HEAD.format("a" * number))) for number in range(SLOW)]
        assert ask(port, "GET", "/sign-in/")[0] == 200
        assert sign_in(port) == 200
        for number, client in enumerate(slow):
            client.sendall(b"a" * (100 - number))
            assert client.recv(100).startswith(b"HTTP/1.1 403")  # whole now, and answered by Django: without a token


@pytest.mark.slow
def test_a_request_reaches_django_as_it_was_sent(port):
    assert ask(port, "GET", "/%E6%B2%A1%E6%9C%89/")[0] == 404
    assert ask(port, "GET", "/%ff/")[0] == 404
    assert ask(port, "HEAD", "/sign-in/") == (200, "")
    assert ask(port, "GET", "/sign-in/", Host="elsewhere.example")[0] == 400
    with closing(connected(port, HEAD.replace("Content-Length: 100", "Transfer-Encoding: chunked").format(""))) as one:
        assert one.recv(100).startswith(b"HTTP/1.1 411")
    with closing(connected(port, HEAD.replace("100", str(2**30)).format(""))) as one:
        assert one.recv(100).startswith(b"HTTP/1.1 413")  # unread


@pytest.mark.slow
@pytest.mark.one_database  # PostgreSQL has no lock that all writers wait for
def test_readers_go_on_while_writers_wait_for_the_lock(machine, port):
    with (
        closing(sqlite3.connect(machine.folder / "linli.sqlite3", isolation_level=None)) as other,
        ThreadPoolExecutor(6) as writers,
    ):
        other.execute("BEGIN IMMEDIATE")
        waiting = [writers.submit(sign_in, port) for _ in range(6)]
        for _ in range(5):
            assert ask(port, "GET", "/sign-in/")[0] == 200
        assert not any(one.done() for one in waiting)
        other.execute("ROLLBACK")
        assert [one.result() for one in waiting] == [200] * 6
