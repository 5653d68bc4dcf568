"""A surge: everybody opens the board while calls are claimed. How long a claim waits, and what becomes of the boards.

granian with two workers as `linli serve` starts it. One process asks for the board RATE times a second, several times
what the machine can answer; another claims a call ten times a second, for SECONDS (LINLI_BENCH_SURGE). The floor is the
promise: a claim is answered within a second.
"""

import http.client
import json
import multiprocessing
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from itertools import cycle
from pathlib import Path

from measured import Row, exact, row

HERE = Path(__file__).resolve().parent
SECONDS = int(os.environ.get("LINLI_BENCH_SURGE", "30"))
RATE, EVERY, VOLUNTEERS, OPEN = 150, 0.1, 40, 5_000
THREADS = 75  # that ask for the board, each twice a second: as many as wait at once


def run() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "LINLI_ENV": "development", "LINLI_DATA": folder, "LINLI_DATABASE": ""}
        env["PYTHONPATH"] = f"{HERE}{os.pathsep}{HERE.parent}"
        env["DJANGO_SETTINGS_MODULE"] = "linli.project.settings"
        command = [sys.executable, str(Path(__file__).resolve()), "--child"]
        done = subprocess.run(command, env=env, cwd=HERE.parent, stdout=subprocess.PIPE, check=True)
        rows: list[Row] = json.loads(done.stdout.splitlines()[-1])
        return rows


def _child() -> list[Row]:
    from bench_calls import _claiming, _desk, _offer, _sign_in
    from bench_http import _wait_for
    from calls_data import Town, prepare
    from django.core.management import call_command
    from django.db import connection

    prepare()
    call_command("collectstatic", interactive=False, verbosity=0)
    town = Town()
    for number, state in enumerate(("opened", "claimed")):
        town.calls(OPEN, state, first=1_000_000 + number * OPEN)
    calls = town.calls(int(SECONDS / EVERY), "offered", code="order.errand")
    _offer(calls)
    volunteers = cycle([_sign_in(number) for number in range(VOLUNTEERS)])
    claims = [_claiming(pk, next(volunteers)) for pk in calls]
    desk = f"sessionid={_desk().cookies['sessionid'].value}"
    connection.close()
    server, port = _served()
    try:
        _wait_for(port)
        with multiprocessing.get_context("spawn").Pool(2) as pool:
            boards = pool.apply_async(_ask_for_boards, (port, desk))
            waits, lost = pool.apply(_claim, (port, claims))
            shown, refused, board_waits = boards.get()
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
    return _rows(waits, lost, shown, refused, board_waits)


def _rows(waits: list[float], lost: int, shown: int, refused: int, board_waits: list[float]) -> list[Row]:
    asked = (shown + refused) / SECONDS
    return [
        row(f"surge: p95 of a claim, s, under {asked:.0f} boards asked for a second; floor: one second",
            statistics.quantiles(waits, n=20)[-1], 1.0, most=1.0, digits=3),
        exact("surge: claims that were not taken", lost, 0),
        row("surge: boards shown a second; floor: those refused at once", shown / SECONDS, refused / SECONDS),
        row("surge: p95 of a board or of its refusal, s; floor: one second",
            statistics.quantiles(board_waits, n=20)[-1], 1.0, digits=3),
    ]  # fmt: skip


def _served() -> tuple[subprocess.Popen[bytes], int]:
    from linli.cli.management.commands.serve import pieces
    from linli.testing_machine import free_port

    port = free_port()
    web = next(piece for piece in pieces("127.0.0.1", port, 2) if piece.name == "web")
    return subprocess.Popen(web.command), port


def _ask_for_boards(port: int, cookie: str) -> tuple[int, int, list[float]]:
    """(shown, refused, seconds of each), each thread at its own times, however long answers take."""
    until = time.monotonic() + SECONDS
    found: list[tuple[int, float]] = []

    def ask(number: int) -> None:
        time.sleep(number / RATE)
        while (begun := time.monotonic()) < until:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            asked.request("GET", "/calls/", headers={"Cookie": cookie})
            answer = asked.getresponse()
            answer.read()
            asked.close()
            found.append((answer.status, time.monotonic() - begun))
            time.sleep(max(0.0, begun + THREADS / RATE - time.monotonic()))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    shown = sum(status == 200 for status, _wait in found)
    refused = sum(status == 503 for status, _wait in found)
    assert shown + refused == len(found), {status for status, _wait in found}
    return shown, refused, [wait for _status, wait in found]


def _claim(port: int, claims: list[bytes]) -> tuple[list[float], int]:
    """(seconds of each claim, how many were not taken), one begun every EVERY seconds."""
    waits, lost, threads = list[float](), list[bytes](), []

    def send(request: bytes) -> None:
        begun = time.monotonic()
        with socket.create_connection(("127.0.0.1", port), 60) as connection:
            connection.sendall(request)
            answer = connection.recv(65_536)
        waits.append(time.monotonic() - begun)
        if not answer.startswith((b"HTTP/1.1 303", b"HTTP/1.1 302")):
            lost.append(answer[:300])

    for request in claims:
        thread = threading.Thread(target=send, args=(request,))
        thread.start()
        threads.append(thread)
        time.sleep(EVERY)
    for thread in threads:
        thread.join()
    print(*lost[:1], file=sys.stderr)
    return waits, len(lost)


if __name__ == "__main__":
    print(json.dumps(_child()) if "--child" in sys.argv else "\n".join(map(str, run())))
