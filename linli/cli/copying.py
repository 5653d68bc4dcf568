"""Making a backup (`backups` says what it is): copied, checked, and only then given its name.

SQLite is copied by its online backup interface inside one read transaction, PostgreSQL by pg_dump from an exported
snapshot: in both cases the counts of the manifest belong to exactly the state that was copied, while others go on
working. The folder bears another name until everything in it is complete, sound and on the disk.
"""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection, transaction

from linli import __version__
from linli.access.actor import system
from linli.cli import picture_copies, postgres, sealed_files
from linli.cli.backups import MANIFEST, Manifest, check, counts_now, digest_of, fingerprints, read, tables
from linli.cli.problems import BackupProblem
from linli.kernel.facts import trail
from linli.kernel.pictures.shelf import Shelf
from linli.kernel.sealing import crypto
from linli.kernel.work.processes import InUse, lock

PAGES = 4_096  # pages a step: 16 MB between two reports of progress
Progress = Callable[[int], None]


def make(folder: Path, *, now: datetime, progress: Progress, photos: bool = True) -> Manifest:
    """Write a backup into `folder`, which must not exist yet. Raises BackupProblem, and then leaves nothing behind."""
    if folder.exists():
        raise BackupProblem(f"{folder} 已经有了。请换一个目录名。")
    chosen = [shelf for shelf in picture_copies.shelves() if photos or not shelf.bulky]
    making = folder.with_name(f"{folder.name}.making")
    with _alone():
        shutil.rmtree(making, ignore_errors=True)  # of a backup that was killed
        try:
            making.mkdir(mode=0o700, parents=True)
            _check_room(making, chosen)
            manifest = _fill(making, chosen, now, progress)
            check(making, read(making))
            _onto_the_disk(making)
            making.replace(folder)
        except OSError as error:
            told = f"写不进 {folder.parent}（{error.strerror}）。没有备份任何东西；请换一个地方。"
            raise BackupProblem(told) from None
        finally:
            shutil.rmtree(making, ignore_errors=True)
    return manifest


def record(folder: Path, *, now: datetime, progress: Progress, photos: bool = True) -> Manifest:
    """`make`, and a fact of it in the trail. Raises BackupProblem."""
    while trail.seal_facts(now):
        pass  # seal first, so that the manifest's head covers every fact in the copy
    manifest = make(folder, now=now, progress=progress, photos=photos)
    with transaction.atomic():
        data = {"sha256": manifest.sha256, "bytes": manifest.bytes, "sealed": manifest.sealed}
        trail.record("kernel.backed_up", actor=system(), path="", at=now, data=data)
    return manifest


@contextmanager
def _alone() -> Iterator[None]:
    """Two backups at once would copy the database to the same place."""
    with (Path(settings.LINLI_DATA) / "backup.lock").open("a") as file:
        try:
            lock(file.fileno(), alone=True)
        except InUse:
            raise BackupProblem("另一份备份正在做。请等它完成再运行。") from None
        yield


def _fill(folder: Path, chosen: list[Shelf], now: datetime, progress: Progress) -> Manifest:
    sqlite = connection.vendor == "sqlite"
    file = folder / ("linli.sqlite3.sealed" if sqlite else "linli.dump.sealed")
    file.touch(mode=0o600)
    ring = crypto.keyring()
    with file.open("wb") as target:
        counts, head = _copy_sqlite(target, ring, progress) if sqlite else _dump_postgres(target, ring)
    copied = {shelf.name: _copy_shelf(shelf, folder, ring) for shelf in chosen}
    manifest = Manifest(
        version=__version__,
        made_at=now.isoformat(timespec="seconds"),
        engine=connection.vendor,
        file=file.name,
        bytes=file.stat().st_size,
        sha256=digest_of(file),
        counts=counts,
        head=list(head),
        keys=fingerprints(ring),
        sealed=ring.current,
        shelves=copied,
    )
    text = folder / MANIFEST
    text.touch(mode=0o600)
    text.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
    return manifest


def _copy_shelf(shelf: Shelf, folder: Path, ring: crypto.Keyring) -> tuple[int, str]:
    file = folder / picture_copies.file_of(shelf)
    count = picture_copies.copy(shelf, file, ring)
    return count, digest_of(file)


def _check_room(folder: Path, chosen: list[Shelf]) -> None:
    """The database is copied beside itself first, then sealed into `folder`; PostgreSQL's dump is sealed at once."""
    size = _size_of_database()
    try:
        picture_copies.check_room(folder, chosen, beside=size)
    except picture_copies.NoRoom as short:
        raise BackupProblem(
            f"{folder.parent} 的空间不够（要 {short.needed:,} MB）。没有备份任何东西。请换一个地方，"
            "或加 --no-photos 不带照片，并用 rsync 另外复制数据目录下的 photos。"
        ) from None
    if connection.vendor == "sqlite" and shutil.disk_usage(settings.LINLI_DATA).free < size + picture_copies.SPARE:
        raise BackupProblem(
            f"数据目录所在的磁盘空间不够（备份时要临时多用 {(size + picture_copies.SPARE) // 1_000_000:,} MB）。"
            "没有备份任何东西；请先腾出空间。"
        )


def _size_of_database() -> int:
    if connection.vendor == "sqlite":
        return Path(connection.settings_dict["NAME"]).stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def _onto_the_disk(folder: Path) -> None:
    for path in [*folder.iterdir(), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _copy_sqlite(sealed: IO[bytes], ring: crypto.Keyring, progress: Progress) -> tuple[dict[str, int], tuple[int, str]]:
    """Makes an unencrypted copy beside the database, with the same permissions, and deletes it afterwards."""

    def report(_status: int, remaining: int, total: int) -> None:
        progress(100 - remaining * 100 // max(total, 1))

    address = str(connection.settings_dict["NAME"])
    clear = Path(f"{address}.copying")
    clear.unlink(missing_ok=True)
    clear.touch(mode=0o600)
    try:
        with (
            _sound(),
            closing(sqlite3.connect(address, isolation_level=None)) as source,
            closing(sqlite3.connect(clear)) as target,
        ):
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(target, pages=PAGES, progress=report)
            source.execute("COMMIT")
            target.execute("PRAGMA journal_mode=DELETE")  # one file, no WAL beside it
            _check(target)
            counted = _counts_of(target), _head_of(target)
        with clear.open("rb") as stream:
            sealed_files.seal(iter(lambda: stream.read(sealed_files.PIECE), b""), sealed, ring)
    finally:
        clear.unlink(missing_ok=True)
    return counted


@contextmanager
def _sound() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise BackupProblem(
            f"数据库文件已损坏（{error}）。没有备份任何东西，以前的备份都还在。请先停服务，恢复最近一份好的备份。"
        ) from None


def _check(copy: sqlite3.Connection) -> None:
    """Raises DatabaseError when pages of the copy do not hold together."""
    found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise sqlite3.DatabaseError(found)


def _counts_of(database: sqlite3.Connection) -> dict[str, int]:
    return {table: database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables()}  # noqa: S608 (names of our own tables)


def _head_of(database: sqlite3.Connection) -> tuple[int, str]:
    row = database.execute("SELECT number, digest FROM kernel_seal ORDER BY number DESC LIMIT 1").fetchone()
    return (row[0], bytes(row[1]).hex()) if row else (0, "")


def _dump_postgres(sealed: IO[bytes], ring: crypto.Keyring) -> tuple[dict[str, int], tuple[int, str]]:
    """pg_dump is piped straight into the encryption: nothing is written unencrypted."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        counts, head = counts_now(tables()), trail.head()
        with postgres.dump(snapshot) as stream:
            sealed_files.seal(iter(lambda: stream.read(sealed_files.PIECE), b""), sealed, ring)
    return counts, head
