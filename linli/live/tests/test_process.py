"""The process itself, as `linli serve` starts it: what streams with and without a ticket receive over a socket."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest

from linli.kernel.sealing.crypto import read_keyring
from linli.live.process import _seconds
from linli.live.tickets import Ticket, sign
from linli.testing_machine import ROOT, children, free_port, wait_for
from linli.testing_waiting import CEILING, until

pytestmark = pytest.mark.slow
COMMUNITY, NEXT = "00010003", "00010004"
WRITE = """
import sys, linli, django; django.setup()
from linli.kernel.time import clock
from linli.kernel.facts import trail
trail.record("calls.claimed", actor=None, path=sys.argv[1], at=clock.now())
"""


class Heard:
    """A stream held open in a thread; `text` is what has come so far."""

    def __init__(self, port, ticket, **head):
        self.connection = socket.create_connection(("127.0.0.1", port), 20)
        more = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        self.connection.sendall(f"GET /live/?ticket={ticket} HTTP/1.1\r\nHost: x\r\n{more}\r\n".encode())
        self.raw, self.ended = b"", False
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        try:
            while got := self.connection.recv(65_536):
                self.raw += got
        except OSError:
            pass
        self.ended = True

    @property
    def text(self):
        return self.raw.decode()

    def until(self, words):
        """Waits for `words` or the end of the stream; returns whether they came."""
        until(lambda: words in self.text or self.ended, said=lambda: self.text)
        return words in self.text

    def close(self):
        self.connection.close()


def pids_of_live(process):
    return {pid for pid, command in children(process.pid).items() if "linli.live" in command}


def answers(port):
    """Whether the live process answers: without a ticket it refuses."""
    try:
        with heard(port, "") as asked:
            return asked.until("403")
    except OSError:
        return False


@contextmanager
def heard(*arguments, **head):
    made = Heard(*arguments, **head)
    try:
        yield made
    finally:
        made.close()


def test_a_page_hears_its_own_place_and_nothing_else(machine):
    secret = read_keyring(machine.folder / "keys.json").secret_key
    port = free_port()

    def ticket(made_ago=0, **paths):  # a ticket opens streams for two minutes only, so each is made when it is used
        return sign(Ticket(made=int(time.time()) - made_ago, **paths), secret)

    def ours():
        return ticket(calls=(COMMUNITY,))

    with machine.serving(port) as process:
        wait_for(port)
        live = port + 1
        until(lambda: answers(live))
        forged = sign(Ticket(made=int(time.time()), calls=(COMMUNITY,)), "x" * 40)
        for refused in (forged, ticket(made_ago=3_600, calls=(COMMUNITY,)), "", "nonsense"):
            with heard(live, refused) as nobody:
                assert nobody.until("403"), nobody.text
                assert "text/event-stream" not in nobody.text
        theirs = ticket(calls=(NEXT,), near=(NEXT,), town=(NEXT,))
        with heard(live, ours()) as us, heard(live, theirs) as them:
            assert us.until("event: hello")
            assert them.until("event: hello")
            assert "x-accel-buffering: no" in us.text.lower()
            subprocess.run([sys.executable, "-c", WRITE, f"{COMMUNITY}0001"], env=machine.around, cwd=ROOT, check=True)
            assert us.until(f'"topics":["calls:{COMMUNITY}"]'), us.text
            assert "个浏览器在听" in machine.run("doctor", LINLI_PORT=str(port))
            assert "changed" not in them.text

            (killed,) = pids_of_live(process)
            os.kill(killed, signal.SIGKILL)
            until(lambda: us.ended)  # the worker must not outlive the server
            until(lambda: pids_of_live(process) - {killed})
            until(lambda: answers(live))
        with heard(live, ours()) as us:
            assert us.until("event: hello")
            process.send_signal(signal.SIGTERM)
            assert us.until("event: over"), "a stream is ended, not torn off"
            assert process.wait(CEILING) == 0
    said = machine.run("doctor", LINLI_PORT=str(port))
    assert "没有正常应答" in said


@pytest.mark.one_database  # that a process is not started; on both, the test above hears it where it is
def test_without_a_port_nothing_is_pushed(machine):
    machine.around["LINLI_LIVE_PORT"] = "0"
    port = free_port()
    with machine.serving(port) as process:
        wait_for(port)
        assert not any("linli.live" in command for command in children(process.pid).values())
    assert "推送：已关闭" in machine.run("doctor")


def test_the_process_loads_no_django():
    asked = "import sys, linli.live.process; print('django' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"


@pytest.mark.parametrize("since", ["", "x", "-1", "1.5", "\u0663", "9" * 16, "9" * 400, "9" * 5_000])
def test_a_moment_that_is_none_is_the_one_of_the_ticket(since):
    """400 digits are no number that a clock holds, 5,000 none that Python reads: either was answered with 500."""
    assert _seconds(since, 7.0) == 7.0
    assert _seconds("1669800000123", 7.0) == 1669800000.123
