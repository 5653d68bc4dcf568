"""Imports a workbook by the same steps as a user, and reports progress."""

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Self

from linli.access.actor import Actor
from linli.access.models import Account, actor_of
from linli.corps.leaders_list import LEADERS
from linli.intake.actions.deciding import import_file
from linli.intake.lists import List
from linli.intake.models import Intake
from linli.intake.queries import lines_of
from linli.intake.vault import Vault
from linli.kernel.time import clock
from linli.people.imports.register_list import REGISTER
from linli.places.alike import OTHER
from linli.places.models import Place

Progress = Callable[[str], None]
BEAT_SECONDS = 2.0


class IncompleteError(Exception):
    """A row of a demonstration file was refused: the case or the import is wrong, so stop."""


def bring_register(path: Path, street: Place, actor: Actor, progress: Progress) -> None:
    """The resident register, as the street's registrar."""
    if not _is_done(REGISTER, path, street):
        progress("正在读取居民台账（与网页导入同一套检查）……")
        work = _bring(REGISTER, path, street, actor, progress)
        progress(f"居民台账已写入：{work.counts['accepted']:,} 人。")


def bring_leaders(path: Path, street: Place, actor: Actor, progress: Progress) -> None:
    """The list of leaders, as from the console, which needs no second person for posts over the register."""
    if not _is_done(LEADERS, path, street):
        progress("正在读取责任人名册……")
        work = _bring(LEADERS, path, street, actor, progress)
        progress(f"责任人名册已写入：{work.counts['new']:,} 个任命。")


def _is_done(of: List, path: Path, street: Place) -> bool:
    return Intake.objects.filter(list=of.code, path=street.path, file_name=path.name, state="done").exists()


def _bring(of: List, path: Path, street: Place, actor: Actor, progress: Progress) -> Intake:
    with Pulse(progress) as pulse:

        def tell(work: Intake) -> None:
            pulse.watch(Vault(work.pk), "核对" if not work.counts else "写入")
            if work.counts:
                progress("核对完毕：共 {total:,} 行，新增 {new:,}，退回 {rejected:,}。".format(**work.counts))
                if work.counts["rejected"]:
                    raise IncompleteError(path.name, lines_of(Vault(work.pk))[:3])

        work = import_file(of=of, path=path, place=street, actor=actor, now=clock.now(), tell=tell, alike={"": OTHER})
    if work.counts["rejected"]:
        raise IncompleteError(path.name, work.counts)
    return work


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
