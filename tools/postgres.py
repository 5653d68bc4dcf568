"""Run a command against a PostgreSQL of its own: `python tools/postgres.py COMMAND…`.

A throw-away cluster on a free loopback port, in a temporary folder, with durability off because it lives for one run
only. The command finds its address in LINLI_DATABASE. Where PostgreSQL is not installed the run is skipped in one line;
with CI=true that is a failure.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PLAIN = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=4GB",
    "jit=off",
    "autovacuum=off",  # it counts rows of open transactions as absent, and a test lives in one: its plans go wrong
    "max_connections=60",
    "shared_buffers=128MB",
    "timezone=UTC",
]
READY_WITHIN = 120  # seconds, on a machine that does other things too


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL server that Debian installed, or of the one on PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parent.parent.name))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _owner() -> dict[str, int]:
    """PostgreSQL refuses to run as root: Debian's package made a user for it."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(server: subprocess.Popen[bytes], programs: Path, port: int) -> None:
    until = time.monotonic() + READY_WITHIN
    while time.monotonic() < until:
        if server.poll() is not None:
            raise SystemExit(f"PostgreSQL ended at once with code {server.returncode}")
        ready = subprocess.run(
            [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], check=False, timeout=10
        )
        if ready.returncode == 0:
            return
        time.sleep(0.1)
    raise SystemExit(f"PostgreSQL did not answer within {READY_WITHIN} seconds")


@contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """Yields the address of a fresh database `linli`, owned by a user who may create databases."""
    owner, password, port = _owner(), secrets.token_hex(16), _free_port()
    folder = Path(tempfile.mkdtemp(prefix="linli-postgres-"))
    data, secret = folder / "data", folder / "password"
    secret.write_text(password)
    if owner:
        for path in (folder, secret):
            os.chown(path, owner["user"], owner["group"])
    settings = [part for line in PLAIN for part in ("-c", line)]
    server = None
    try:
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "linli", "-A", "scram-sha-256", f"--pwfile={secret}",
             "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, cwd=folder, **owner,
        )  # fmt: skip
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", folder, *settings],
            stdout=subprocess.DEVNULL, stderr=(folder / "log").open("wb"), cwd=folder, **owner,
        )  # fmt: skip
        _wait_until_ready(server, programs, port)
        subprocess.run(
            [programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "linli", "linli"],
            check=True, env={**os.environ, "PGPASSWORD": password},
        )  # fmt: skip
        yield f"postgresql://linli:{password}@127.0.0.1:{port}/linli"
    finally:
        if server is not None and server.poll() is None:
            server.send_signal(signal.SIGINT)  # fast shutdown: open sessions are cut
            server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    programs = binaries()
    if programs is None:
        print("● 跳过 PostgreSQL 测试：未安装 / PostgreSQL tests skipped: not installed (apt-get install postgresql)")
        return 1 if os.environ.get("CI") == "true" else 0
    with cluster(programs) as address:
        print(f"▸ PostgreSQL: {programs.parent.name}", flush=True)
        return subprocess.run(command, check=False, env={**os.environ, "LINLI_DATABASE": address}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
