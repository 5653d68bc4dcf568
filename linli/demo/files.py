"""Imports a workbook by the same steps as a user, and reports progress."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Self

from linli.access.actor import Actor
from linli.access.models import Account, actor_of
from linli.corps.actions.leaders import confirm_import, read_import, start_import, write_import
from linli.corps.models import LeaderImport
from linli.kernel.time import clock
from linli.people.imports.actions import import_file
from linli.people.imports.vault import Vault
from linli.people.models import RegisterImport
from linli.places.models import Place

Progress = Callable[[str], None]
PIECE = 256 * 1024
BEAT_SECONDS = 2.0


class IncompleteError(Exception):
    """A row of a demonstration file was refused: the case or the import is wrong, so stop."""


def bring_register(path: Path, street: Place, actor: Actor, progress: Progress) -> None:
    """The resident register, as the street's registrar."""
    if RegisterImport.objects.filter(path=street.path, file_name=path.name, state="done").exists():
        return
    progress("正在读取居民台账（与网页导入同一套检查）……")
    with Pulse(progress) as pulse:

        def tell(work: RegisterImport) -> None:
            pulse.watch(Vault(work.pk), "核对" if not work.counts else "写入")
            if work.counts:
                progress("核对完毕：共 {total:,} 行，新增 {new:,}，退回 {rejected:,}。".format(**work.counts))

        work = import_file(path=path, place=street, actor=actor, now=clock.now(), tell=tell)
    if work.counts["rejected"] or work.counts.get("undecided"):
        raise IncompleteError(path.name, work.counts)
    progress(f"居民台账已写入：{work.counts['accepted']:,} 人。")


def bring_leaders(path: Path, street: Place, actor: Actor, progress: Progress) -> None:
    """The list of leaders, as the street office."""
    if LeaderImport.objects.filter(path=street.path, file_name=path.name, state="done").exists():
        return
    progress("正在读取责任人名册……")
    with path.open("rb") as file, Pulse(progress) as pulse:
        chunks: Iterator[bytes] = iter(lambda: file.read(PIECE), b"")
        run = start_import(
            root=street, chunks=chunks, file_name=path.name, make_places=False, actor=actor, key=None, now=clock.now()
        )
        pulse.watch(Vault(run.pk), "读取名册")
        read_import(run.pk, clock.now())
        run.refresh_from_db()
        _check_ready(run)
        confirm_import(run=run, actor=actor, key=None, now=clock.now())
        pulse.watch(Vault(run.pk), "写入任命")
        write_import(run.pk, clock.now())
    run.refresh_from_db()
    if run.state != "done":
        raise IncompleteError(run.file_name, run.problem)
    progress(f"责任人名册已写入：{run.counts['new']:,} 个任命。")


def _check_ready(run: LeaderImport) -> None:
    if run.state != "ready" or run.counts["rejected"]:
        refused = [line for line in Vault(run.pk).read("preview", []) if line[1] == "rejected"]
        raise IncompleteError(run.file_name, run.problem or run.counts, refused[:3])


def actor_called(username: str) -> Actor:
    """The account's actor with the posts of today."""
    return actor_of(Account.objects.get(username=username), clock.today())


class Pulse:
    """Reports the progress of an import while the main thread works on it; reads the progress file, not the
    database."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._over = progress, Event()
        self._watched: tuple[Vault, str] | None = None

    def watch(self, vault: Vault, what: str) -> None:
        self._watched = (vault, what)

    def __enter__(self) -> Self:
        self._thread = Thread(target=self._beat, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(BEAT_SECONDS):
            if self._watched:
                vault, what = self._watched
                self._progress(f"  正在{what}…… {vault.progress()[0]}%")
