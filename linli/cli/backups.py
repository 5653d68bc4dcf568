"""One backup = one folder: the database's copy and a manifest that says what must be in it. Keys are never in it.

SQLite is copied by its online backup interface inside one read transaction, PostgreSQL by pg_dump from an exported
snapshot: in both cases the counts of the manifest belong to exactly the state that was copied, while others go on
working. Folders are for their owner alone (0700, files 0600); names and doors lie in them as readable as in the
database, so they belong on an encrypted disk (docs/operations.md).
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from linli import __version__
from linli.kernel import crypto, trail

MANIFEST = "manifest.json"
PAGES = 4_096  # pages a step: 16 MB between two reports of progress
# Sessions, cached counts and finished tasks may differ a moment later without anything being wrong.
PASSING = ("django_session", "linli_cache", "usersessions_usersession")
Progress = Callable[[int], None]


class BackupProblem(Exception):
    """A sentence for the person at the console."""


@dataclass(frozen=True)
class Manifest:
    """`counts`: table -> rows; `head`: the trail's; `keys`: key id -> fingerprint, to tell whether the keys fit."""

    version: str
    made_at: str
    engine: str
    file: str
    bytes: int
    sha256: str
    counts: dict[str, int]
    head: list[Any]
    keys: dict[str, str]


def make(folder: Path, *, now: datetime, progress: Progress) -> Manifest:
    """Write a backup into `folder`, which must not exist yet. Raises BackupProblem."""
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        raise BackupProblem(f"{folder} 已经有了。请换一个目录名。") from None
    sqlite = connection.vendor == "sqlite"
    file = folder / ("linli.sqlite3" if sqlite else "linli.dump")
    file.touch(mode=0o600)
    counts, head = _copy_sqlite(file, progress) if sqlite else _dump_postgres(file)
    manifest = Manifest(
        version=__version__,
        made_at=now.isoformat(timespec="seconds"),
        engine=connection.vendor,
        file=file.name,
        bytes=file.stat().st_size,
        sha256=digest_of(file),
        counts=counts,
        head=list(head),
        keys=fingerprints(crypto.keyring()),
    )
    text = folder / MANIFEST
    text.touch(mode=0o600)
    text.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
    return manifest


def read(folder: Path) -> Manifest:
    """The manifest, after checking that the file is the one it speaks of. Raises BackupProblem."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
    except (OSError, ValueError, TypeError):
        raise BackupProblem(f"{folder} 里没有完整的 {MANIFEST},不是 linli backup 做的备份。") from None
    file = folder / manifest.file
    if not file.exists() or digest_of(file) != manifest.sha256:
        raise BackupProblem("备份文件与清单对不上:可能没传完,或被改动过。没有恢复任何东西;请换一份备份。")
    if manifest.engine != connection.vendor:
        raise BackupProblem(f"这份备份来自 {manifest.engine},现在的数据库是 {connection.vendor},不能直接恢复。")
    missing = manifest.keys.items() - fingerprints(crypto.keyring()).items()
    if missing:
        names = "、".join(sorted(key for key, _print in missing))
        raise BackupProblem(f"现在的密钥文件里没有这份备份用的密钥({names})。请先放回当时保存的密钥文件。")
    return manifest


def digest_of(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fingerprints(ring: crypto.Keyring) -> dict[str, str]:
    """Enough to tell keys apart, nothing to get them back from."""
    named = {**ring.sealing, "blind": ring.blind, "trail": ring.trail}
    return {name: hashlib.sha256(b"linli/fingerprint/" + key).hexdigest()[:16] for name, key in named.items()}


def holds_data() -> bool:
    """True when the database now in place has an account or a place: overwriting it loses something."""
    tables = set(connection.introspection.table_names())
    return any(table in tables and _counts_now([table])[table] for table in ("access_account", "places_place"))


def _tables() -> list[str]:
    return sorted(t for t in connection.introspection.table_names() if t not in PASSING)


def _counts_now(tables: list[str]) -> dict[str, int]:
    counts = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 (our own tables)
            counts[table] = cursor.fetchone()[0]
    return counts


def _copy_sqlite(file: Path, progress: Progress) -> tuple[dict[str, int], tuple[int, str]]:
    def report(_status: int, remaining: int, total: int) -> None:
        progress(100 - remaining * 100 // max(total, 1))

    address = str(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(address, isolation_level=None)) as source, closing(sqlite3.connect(file)) as target:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target, pages=PAGES, progress=report)
        source.execute("COMMIT")
        target.execute("PRAGMA journal_mode=DELETE")  # one file, no WAL beside it
        return _counts_of(target), _head_of(target)


def _counts_of(database: sqlite3.Connection) -> dict[str, int]:
    return {table: database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in _tables()}  # noqa: S608


def _head_of(database: sqlite3.Connection) -> tuple[int, str]:
    row = database.execute("SELECT number, digest FROM kernel_seal ORDER BY number DESC LIMIT 1").fetchone()
    return (row[0], bytes(row[1]).hex()) if row else (0, "")


def _dump_postgres(file: Path) -> tuple[dict[str, int], tuple[int, str]]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        counts, head = _counts_now(_tables()), trail.head()
        _postgres("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={file}")
    return counts, head


def _postgres(program: str, *arguments: str) -> None:
    """Run a PostgreSQL program against our database; the password goes by environment, not by command line."""
    found = shutil.which(program) or next(map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))), "")
    if not found:
        raise BackupProblem(f"没有找到 {program}。请安装 postgresql-client。")
    told = connection.settings_dict
    command = [found, "-h", told["HOST"], "-p", told["PORT"] or "5432", "-U", told["USER"], "-d", told["NAME"]]
    ran = subprocess.run(
        [*command, *arguments], env={**os.environ, "PGPASSWORD": told["PASSWORD"]}, capture_output=True, check=False
    )
    if ran.returncode:
        raise BackupProblem(f"{program} 没有成功:{ran.stderr.decode(errors='replace').strip()[-400:]}")


def put_back(folder: Path, manifest: Manifest, *, now: datetime) -> Path | None:
    """Replace the database by the backup, then check counts and head against the manifest.

    On SQLite the database that was there is kept beside it; returns its path. On PostgreSQL it is replaced in one
    transaction. Raises BackupProblem.
    """
    aside = None
    if connection.vendor == "sqlite":
        aside = _replace_file(folder / manifest.file, now)
    else:
        connection.close()
        _postgres(
            "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", str(folder / manifest.file)
        )
    _compare(manifest)
    return aside


def _replace_file(copy: Path, now: datetime) -> Path | None:
    place = Path(connection.settings_dict["NAME"])
    fresh = place.with_suffix(".restoring")
    shutil.copyfile(copy, fresh)
    fresh.chmod(0o600)
    with closing(sqlite3.connect(fresh)) as trial:
        if trial.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            fresh.unlink()
            raise BackupProblem("备份文件内部已损坏。没有恢复任何东西;请换一份备份。")
    connection.close()
    aside = None
    if place.exists():
        aside = place.with_name(f"{place.name}.before-{now:%Y%m%d-%H%M%S}")
        with closing(sqlite3.connect(place)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        place.replace(aside)
    for beside in ("-wal", "-shm"):
        place.with_name(place.name + beside).unlink(missing_ok=True)
    fresh.replace(place)
    return aside


def _compare(manifest: Manifest) -> None:
    now = _counts_now(sorted(manifest.counts))
    wrong = [table for table, count in manifest.counts.items() if now[table] != count]
    if wrong or list(trail.head()) != manifest.head:
        raise BackupProblem(
            f"恢复后的行数或留痕链头与清单不一致({'、'.join(wrong) or '链头'})。请不要使用,换一份备份。"
        )
