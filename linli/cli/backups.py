"""One backup = one folder: copies of database and pictures, and a manifest of what they must contain.

Keys are never in it. `copying` makes one. The copy is encrypted (`sealed_files`) under the current key of the key
file, without which nobody reads it; the manifest beside it holds counts and fingerprints, nothing personal. Folders are
for their owner alone (0700, files 0600). A backup of an earlier version lies there in the clear: it can be restored,
and should be made anew.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection

from linli.cli import picture_copies, postgres, sealed_files
from linli.cli.problems import BackupProblem
from linli.kernel.errors import Invalid
from linli.kernel.facts import trail
from linli.kernel.pictures.shelf import Shelf
from linli.kernel.sealing import crypto

MANIFEST = "manifest.json"
PAGES = 4_096  # pages a step: 16 MB between two reports of progress
# Sessions, cached counts and finished tasks may differ a moment later without anything being wrong.
PASSING = ("django_session", "linli_cache", "usersessions_usersession")
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Manifest:
    """`counts`: table -> rows; `head`: the trail's; `keys`: key id -> fingerprint, to check that the key file fits.

    `sealed`: id of the key that encrypts the file; "" for an unencrypted backup of an earlier version. `shelves`: name
    of each shelf of pictures that was copied -> how many, sha256 of its file.
    """

    version: str
    made_at: str
    engine: str
    file: str
    bytes: int
    sha256: str
    counts: dict[str, int]
    head: list[Any]
    keys: dict[str, str]
    sealed: str = ""
    shelves: dict[str, tuple[int, str]] = field(default_factory=dict)


def read(folder: Path) -> Manifest:
    """The manifest, after checking that the files match it. Raises BackupProblem."""
    try:
        manifest = _manifest_of(json.loads((folder / MANIFEST).read_text()))
    except (OSError, ValueError, TypeError, AttributeError):
        raise BackupProblem(f"{folder} 里没有完整的 {MANIFEST}，不是 linli backup 做的备份。") from None
    files = {manifest.file: manifest.sha256}
    files |= {picture_copies.file_of(shelf): manifest.shelves[shelf.name][1] for shelf in _copied(manifest)}
    if any(not (folder / name).exists() or digest_of(folder / name) != digest for name, digest in files.items()):
        raise BackupProblem("备份文件与清单对不上：可能没传完，或被改动过。没有恢复任何东西；请换一份备份。")
    if manifest.engine != connection.vendor:
        raise BackupProblem(f"这份备份来自 {manifest.engine}，现在的数据库是 {connection.vendor}，不能直接恢复。")
    missing = manifest.keys.items() - fingerprints(crypto.keyring()).items()
    if missing:
        names = "、".join(sorted(key for key, _print in missing))
        raise BackupProblem(f"现在的密钥文件里没有这份备份用的密钥（{names}）。请先放回当时保存的密钥文件。")
    return manifest


def check(folder: Path, manifest: Manifest) -> None:
    """Open the whole copy of the database, as a restore would. Raises BackupProblem."""
    try:
        for _piece in _pieces(folder / manifest.file, sealed=bool(manifest.sealed)):
            pass
    except sealed_files.Broken:
        raise BackupProblem(f"刚做的备份解不开，已经删掉（{folder}）。以前的备份都还在。") from None


def _manifest_of(told: dict[str, Any]) -> Manifest:
    """A backup of before the shelves held photos only, and named them by themselves."""
    count, digest = told.pop("photos", 0), told.pop("photos_sha256", "")
    return Manifest(**({"shelves": {"photos": (count, digest)} if digest else {}} | told))


def _copied(manifest: Manifest) -> list[Shelf]:
    return [shelf for shelf in picture_copies.shelves() if shelf.name in manifest.shelves]


def left_out(manifest: Manifest) -> list[Shelf]:
    """The shelves that are not in the backup."""
    return [shelf for shelf in picture_copies.shelves() if shelf.name not in manifest.shelves]


def digest_of(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fingerprints(ring: crypto.Keyring) -> dict[str, str]:
    """Enough to tell keys apart; the key cannot be recovered from it."""
    named = {**ring.sealing, "blind": ring.blind, "trail": ring.trail}
    return {name: hashlib.sha256(b"linli/fingerprint/" + key).hexdigest()[:16] for name, key in named.items()}


def in_the_clear(folder: Path) -> list[Path]:
    """The backups in `folder` that are not encrypted: those of an earlier version."""
    return [path.parent for path in sorted(folder.glob(f"*/{MANIFEST}")) if '"sealed": "k' not in path.read_text()]


def holds_data() -> bool:
    """True when the current database has an account or a place: overwriting it would lose data."""
    tables = set(connection.introspection.table_names())
    return any(table in tables and counts_now([table])[table] for table in ("access_account", "places_place"))


def tables() -> list[str]:
    return sorted(t for t in connection.introspection.table_names() if t not in PASSING)


def counts_now(tables: list[str]) -> dict[str, int]:
    counts = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 (our own tables)
            counts[table] = cursor.fetchone()[0]
    return counts


def put_back(folder: Path, manifest: Manifest, *, now: datetime) -> Path | None:
    """Put pictures back, replace the database by the backup, then check counts and head against the manifest.

    On SQLite the database that was there is kept beside it; returns its path. On PostgreSQL it is replaced in one
    transaction. Raises BackupProblem.
    """
    aside = None
    pieces = _pieces(folder / manifest.file, sealed=bool(manifest.sealed))
    try:
        _put_pictures_back(folder, manifest)
        if connection.vendor == "sqlite":
            aside = _replace_file(pieces, now)
        else:
            connection.close()
            postgres.replace(pieces)
    except sealed_files.Broken:
        raise BackupProblem("备份文件解不开：被改动过，或不完整。没有恢复任何东西；请换一份备份。") from None
    _compare(manifest)
    return aside


def _put_pictures_back(folder: Path, manifest: Manifest) -> None:
    """Called first, so that an obstacle is found before the database is touched."""
    try:
        for shelf in _copied(manifest):
            picture_copies.put_back(shelf, _pieces(folder / picture_copies.file_of(shelf), sealed=True))
    except Invalid:
        raise BackupProblem("磁盘满了，图片没有全部放回，数据库没有动。请腾出空间，再运行一次。") from None


def _pieces(file: Path, *, sealed: bool) -> Iterator[bytes]:
    with file.open("rb") as stream:
        if sealed:
            yield from sealed_files.opened(stream, crypto.keyring())
        else:
            yield from iter(lambda: stream.read(sealed_files.PIECE), b"")


def _replace_file(pieces: Iterable[bytes], now: datetime) -> Path | None:
    place = Path(connection.settings_dict["NAME"])
    fresh = place.with_suffix(".restoring")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    try:
        with fresh.open("wb") as target:
            target.writelines(pieces)
    except sealed_files.Broken:
        fresh.unlink()
        raise
    with closing(sqlite3.connect(fresh)) as trial:
        if trial.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            fresh.unlink()
            raise BackupProblem("备份文件内部已损坏。没有恢复任何东西；请换一份备份。")
    connection.close()
    aside = None
    if place.exists():
        aside = place.with_name(f"{place.name}.before-{now:%Y%m%d-%H%M%S}")
        with closing(sqlite3.connect(place)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        place.replace(aside)
        aside.touch()  # its week begins now (`kernel.jobs.forget_replaced`)
    for beside in ("-wal", "-shm"):
        place.with_name(place.name + beside).unlink(missing_ok=True)
    fresh.replace(place)
    return aside


def _compare(manifest: Manifest) -> None:
    now = counts_now(sorted(manifest.counts))
    wrong = [table for table, count in manifest.counts.items() if now[table] != count]
    if wrong or list(trail.head()) != manifest.head:
        raise BackupProblem(
            f"恢复后的行数或留痕链头与清单不一致（{'、'.join(wrong) or '链头'}）。请不要使用，换一份备份。"
        )
