"""Imports on their way in, printed cards: canaries that lie in files. Made by the real steps, in two communities."""

from dataclasses import replace

from linli.access.actor import system
from linli.corps.actions import cards
from linli.corps.leaders_list import LEADERS
from linli.intake.actions import deciding, worker
from linli.intake.models import Intake
from linli.kernel.time import clock
from linli.people.imports.register_list import REGISTER
from tests.matrix.canaries import Canaries

COMMUNITIES = {"a": "xueyuan", "e": "jucai"}
# The rows of a list are shown to whoever may see its room: as what each stands, and who is meant by its marks.
LISTS = {REGISTER: ("intake.intake", "people.intake"), LEADERS: ("intake.intake:leaders", "corps.intake")}


def add_files(canaries: Canaries) -> None:
    """Replace the bare rows of imports and print runs by ones with their files, each file full of marks."""
    for cell, community in COMMUNITIES.items():
        place = canaries.street.places[community]
        _import(canaries, cell, community, REGISTER, "姓名,楼栋,门牌,联系电话\n{name},8号楼,101,139\n{refused},,,\n")
        table = f"姓名,职务,社区\n{{name}},社区长,{place.name}\n{{refused}},没有这个岗位,{place.name}\n"
        _import(canaries, cell, community, LEADERS, table)
        run = canaries.rows["corps.cardrun"][cell]
        cards.file_of(run).parent.mkdir(parents=True, exist_ok=True)
        cards.file_of(run).write_text(canaries.mark(run, "paper", cell))


def _import(canaries: Canaries, cell: str, community: str, of, table: str) -> None:
    place, now, (label, meant) = canaries.street.places[community], clock.now(), LISTS[of]
    work = Intake(path=place.path)
    name, refused = canaries.mark(work, "file_name", cell), canaries.mark(work, "file_name", cell)
    for mark in (name, refused):
        canaries.marks[mark] = replace(canaries.marks[mark], model=meant)
    work = deciding.start_import(
        of=of, place=place, file_name="名单.csv", pieces=[table.format(name=name, refused=refused).encode()],
        actor=system(), key=None, now=now, enqueue=False,
    )  # fmt: skip
    worker.read(work.pk, now)
    work.refresh_from_db()
    deciding._take_columns(work, system(), now)
    worker.check(work.pk, now)
    work.refresh_from_db()
    assert work.state == "preview", (work.state, work.problem)
    rows = canaries.rows.setdefault(label, dict(canaries.rows["intake.intake"]))
    rows[cell] = work
    canaries.paths[work.pk] = place.path
