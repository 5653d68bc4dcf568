"""The process itself, as `linli serve` starts it, heard over a socket by somebody with a ticket and by others."""

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
from linli.live.tickets import Ticket, sign
from linli.testing_machine import ROOT, children, free_port, wait_for

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

    def until(self, words, seconds=10):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if words in self.text:
                return True
            time.sleep(0.05)
        return False

    def close(self):
        self.connection.close()


def pids_of_live(process):
    return {pid for pid, command in children(process.pid).items() if "linli.live" in command}


def until(asked, seconds=60):
    deadline = time.monotonic() + seconds
    while not asked():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def wait_for_live(port, seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with heard(port, "") as asked:
                if asked.until("403"):
                    return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(port)


@contextmanager
def heard(*arguments, **head):
    made = Heard(*arguments, **head)
    try:
        yield made
    finally:
        made.close()


def test_a_page_hears_its_own_place_and_nothing_else(machine):
    machine.run("migrate")
    secret = read_keyring(machine.folder / "keys.json").secret_key
    now, port = int(time.time()), free_port()
    ours, theirs = Ticket(made=now, calls=(COMMUNITY,)), Ticket(made=now, calls=(NEXT,), near=(NEXT,), town=(NEXT,))
    with machine.serving(port) as process:
        wait_for(port)
        live = port + 1
        wait_for_live(live)
        refused = [sign(ours, "x" * 40), sign(Ticket(made=now - 3_600, calls=(COMMUNITY,)), secret), "", "nonsense"]
        for ticket in refused:
            with heard(live, ticket) as nobody:
                assert nobody.until("403"), nobody.text
                assert "text/event-stream" not in nobody.text
        with heard(live, sign(ours, secret)) as us, heard(live, sign(theirs, secret)) as them:
            assert us.until("event: hello")
            assert them.until("event: hello")
            assert "x-accel-buffering: no" in us.text.lower()
            subprocess.run([sys.executable, "-c", WRITE, f"{COMMUNITY}0001"], env=machine.around, cwd=ROOT, check=True)
            assert us.until(f'"topics":["calls:{COMMUNITY}"]'), us.text
            assert "个浏览器在听" in machine.run("doctor", LINLI_PORT=str(port))
            assert "changed" not in them.text

            (killed,) = pids_of_live(process)
            os.kill(killed, signal.SIGKILL)
            until(lambda: us.ended)  # its worker does not outlive it
            until(lambda: pids_of_live(process) - {killed})
            wait_for_live(live)
        with heard(live, sign(ours, secret)) as us:
            assert us.until("event: hello")
            process.send_signal(signal.SIGTERM)
            assert us.until("event: over"), "a stream is ended, not torn off"
            begun = time.monotonic()
            assert process.wait(30) == 0
            assert time.monotonic() - begun < 15
    said = machine.run("doctor", LINLI_PORT=str(port))
    assert "没有正常应答" in said


def test_without_a_port_nothing_is_pushed(machine):
    machine.around["LINLI_LIVE_PORT"] = "0"
    machine.run("migrate")
    port = free_port()
    with machine.serving(port) as process:
        wait_for(port)
        assert not any("linli.live" in command for command in children(process.pid).values())
    assert "推送:已关闭" in machine.run("doctor")


def test_the_process_loads_no_django():
    asked = "import sys, linli.live.process; print('django' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
