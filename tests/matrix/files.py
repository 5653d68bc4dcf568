"""Imports on their way in, printed cards: canaries that lie in files. Made by the real steps, in two communities."""

from datetime import timedelta

from linli.access.actor import system
from linli.corps.actions import cards
from linli.corps.actions import leaders as leader_imports
from linli.corps.models import LeaderImport
from linli.kernel.time import clock
from linli.people.imports import actions as register_imports
from linli.people.imports import steps
from linli.people.models import RegisterImport
from tests.matrix.canaries import Canaries

COMMUNITIES = {"a": "xueyuan", "e": "jucai"}


def add_files(canaries: Canaries) -> None:
    """Replace the bare rows of imports and print runs by ones with their files, each file full of marks."""
    for cell, community in COMMUNITIES.items():
        _register(canaries, cell, community)
        _leaders(canaries, cell, community)
        run = canaries.rows["corps.cardrun"][cell]
        cards.file_of(run).parent.mkdir(parents=True, exist_ok=True)
        cards.file_of(run).write_text(canaries.mark(run, "paper", cell))


def _keep(canaries: Canaries, label: str, cell: str, community: str, row) -> None:
    canaries.rows[label][cell] = row
    canaries.paths[row.pk] = canaries.street.places[community].path


def _register(canaries: Canaries, cell: str, community: str) -> None:
    place, now = canaries.street.places[community], clock.now()
    work = RegisterImport(path=place.path)
    name, refused = canaries.mark(work, "file_name", cell), canaries.mark(work, "file_name", cell)
    table = f"姓名,楼栋,门牌,联系电话\n{name},8号楼,101,139\n{refused},,,\n".encode()
    work = register_imports.start_import(
        place=place, file_name="台账.csv", pieces=[table], actor=system(), key=None, now=now, enqueue=False
    )
    steps.read(work.pk, now)
    work.refresh_from_db()
    register_imports._take_columns(work, system(), now)
    steps.check(work.pk, now)
    work.refresh_from_db()
    assert work.state == "preview", (work.state, work.problem)
    _keep(canaries, "people.registerimport", cell, community, work)


def _leaders(canaries: Canaries, cell: str, community: str) -> None:
    place, now = canaries.street.places[community], clock.now() - timedelta(minutes=1)
    run = LeaderImport(path=place.path)
    name, refused = canaries.mark(run, "file_name", cell), canaries.mark(run, "file_name", cell)
    table = f"姓名,职务,社区\n{name},社区长,{place.name}\n{refused},没有这个岗位,{place.name}\n".encode()
    run = leader_imports.start_import(
        root=place, chunks=[table], file_name="名单.csv", make_places=False, actor=system(), key=None, now=now
    )
    leader_imports.read_import(run.pk, now)
    run.refresh_from_db()
    assert run.state == "ready", (run.state, run.problem)
    _keep(canaries, "corps.leaderimport", cell, community, run)
