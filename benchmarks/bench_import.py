"""Import of a whole street's register, against the bare floor and against django-import-export, in one run.

Ours is everything between the uploaded file and the committed register: seal the upload, parse in the child process,
stage sealed, validate, match, stage the plan, write people and households with every index, the trail. It happens in a
street whose doors exist already; a second figure makes 34,000 places from the file as well. Time spent sealing,
blinding and staging sealed is measured inside and reported on its own line.

The floor parses the same file with calamine in this process and puts the same rows, ready-made, into a copy of the
residents' table with the same indexes by executemany (SQLite) or COPY (PostgreSQL): no checks, no matching, no ids.
The peer is django-import-export in bulk mode into the same model, as its manual says.

Seconds are processor seconds of all processes of a part, user and system, the database server's own among them where it
runs here: what a machine that does other work at the same time cannot spoil. Wall-clock seconds are shown as the parts
run.

Each runs in a process of its own over a fresh database; `LINLI_BENCH_ROWS` changes the size, `LINLI_BENCH_LARGE=1` adds
a million residents.
"""

import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from measured import Memory, Row, Sealing, Timed, row

HERE = Path(__file__).resolve().parent
STREET = 57_125
LARGE = 1_000_000


def run() -> list[Row]:
    count = int(os.environ.get("LINLI_BENCH_ROWS", STREET))
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        rows = _figures(Path(folder), count)
        if os.environ.get("LINLI_BENCH_LARGE"):
            rows += _figures(Path(folder), LARGE)
    return rows


def _figures(folder: Path, count: int) -> list[Row]:
    """For a street the best of two runs, with places and the peer; for a million one run and its floor after it."""
    file = folder / f"{count}.xlsx"
    _part("make", file, count, folder / "make")
    if count > STREET:
        ours = _part("both", file, count, folder / "both")
        return _own_rows(count, ours, ours["floor"])
    made = _part("places", file, count, folder / "places")
    floor = made["floor"]
    ours = min((_part("ours", file, count, folder / f"ours{n}") for n in range(2)), key=lambda one: one["seconds"])
    peer = _part("peer", file, count, folder / "peer")["seconds"]
    plain = ours["seconds"] - ours["sealing"]
    return [
        *_own_rows(count, ours, floor),
        row(f"import {count:,}: with all its places, s", made["seconds"] - made["sealing"], floor),
        row(f"import {count:,}: without encryption, s; peer: django-import-export in bulk", plain, peer, most=0.25),
        row(f"import {count:,}: with encryption, s; peer: the same, which has none", ours["seconds"], peer),
    ]


def _own_rows(count: int, ours: dict, floor: float) -> list[Row]:
    allowed = 300 if count <= STREET else 1500  # MB: a machine's speed does not change it
    plain = ours["seconds"] - ours["sealing"]
    return [
        row(
            f"import {count:,}: parse, validate, match, write, index, s; floor: parse and insert", plain, floor, most=2
        ),
        row(f"import {count:,}: encryption on its own, s; the same floor", ours["sealing"], floor),
        row(f"import {count:,}: peak memory with the parser, MB; of what it may take", ours["memory"], allowed, most=1),
    ]


def _part(what: str, file: Path, count: int, data: Path) -> dict:
    """Run one part in a process of its own; it prints its figures as JSON on the last line."""
    around = {
        **os.environ, "LINLI_ENV": "development", "LINLI_DATA": str(data), "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": "linli.project.settings",
        "PYTHONPATH": f"{HERE}{os.pathsep}{HERE.parent}",
    }  # fmt: skip
    command = [sys.executable, str(HERE / "bench_import.py"), what, str(file), str(count)]
    done = subprocess.run(command, env=around, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout.strip().splitlines()[-1])
    print(f"  {what} {count:,}: {found}", file=sys.stderr)
    return found


# --- the parts, each in its own process ---------------------------------------------------------------------------


def part_make(file: Path, count: int) -> dict:
    from register_file import write_register

    write_register(file, count)
    return {"megabytes": file.stat().st_size // 1024**2}


@contextmanager
def _database() -> Iterator[None]:
    """A fresh database of its own beside the deployment's, which is never touched."""
    from django.db import connection

    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _apart(work: Callable[[], object]) -> None:
    """In a process of its own: what the making of the street took is no part of the import's memory."""
    from django.db import connection

    connection.close()
    child = os.fork()
    if child == 0:
        failed = True
        try:
            work()
            failed = False
        finally:
            os._exit(failed)
    _, status = os.waitpid(child, 0)
    assert status == 0, status


def _street(count: int):
    from register_file import COMMUNITIES

    from linli.access.rules import segment
    from linli.kernel.time import clock
    from linli.places.models import Place

    names = COMMUNITIES + [f"第{number}" for number in range(len(COMMUNITIES), count // 7_000 + 3)]
    root = Place.objects.create(
        path=segment(1), kind="subdistrict", name="崇文路街道", opened_on=clock.today(), children_made=len(names)
    )
    for number, name in enumerate(names, 1):
        Place.objects.create(
            path=root.path + segment(number), parent=root, kind="community", name=f"{name}社区", opened_on=clock.today()
        )
    return root


def _doors(root, file: Path) -> None:
    """Every place of the file, as the set-up by pattern would have made it."""
    from linli.access.actor import system
    from linli.kernel.sheets import ROOMY
    from linli.kernel.sheets.reader import Columns, _pieces, read_stream
    from linli.kernel.time import clock
    from linli.places.actions.growing import ensure_places
    from linli.places.rules import PlaceKind as K

    kinds = (K.COMMUNITY, K.GRID, K.COMPOUND, K.BUILDING, K.STAIRWELL, K.FLOOR, K.DOOR)
    chains: dict = {}
    with file.open("rb") as content:
        for part in read_stream(_pieces(content), limits=ROOMY):
            if isinstance(part, Columns):
                chains |= dict.fromkeys(zip(*part.columns[:7], strict=True))
    wanted = [
        tuple(zip(kinds, chain, strict=True))
        for chain in chains
        if chain[6] and chain[0].endswith("社区") and chain[0] != "社区"
    ]
    ensure_places(root=root, chains=wanted, actor=system(), now=clock.now())


def _import(file: Path, count: int, *, places: bool) -> dict:
    from linli.access.actor import system
    from linli.intake import vault
    from linli.intake.actions.deciding import import_file
    from linli.kernel.sealing import crypto
    from linli.kernel.sheets import DEFAULT, ROOMY
    from linli.kernel.time import clock
    from linli.people.imports.register_list import REGISTER
    from linli.people.models import Resident
    from linli.people.names import initials
    from linli.places.pinyin import initials as place_initials

    root = _street(count)
    if not places:
        _apart(lambda: _doors(root, file))
    initials("王"), place_initials("王")  # tables of readings: built once in a worker's life, not for each import
    sealing, memory = Sealing(), Memory()
    sealing.watch(crypto, "seal_many")
    sealing.watch(crypto, "blind_many")
    sealing.watch(vault.Sealer, "_put")
    sealing.watch(vault, "_open_piece")
    root.refresh_from_db()
    with memory, Timed() as timed:
        limits = DEFAULT if count <= STREET else ROOMY
        work = import_file(of=REGISTER, path=file, place=root, actor=system("基准"), now=clock.now(), limits=limits)
    assert work.counts["accepted"] == count == Resident.objects.filter(until=None).count(), work.counts
    return {"seconds": timed.seconds, "wall": timed.wall, "sealing": sealing.seconds, "memory": memory.peak}


def part_ours(file: Path, count: int) -> dict:
    return _import(file, count, places=False)


def part_both(file: Path, count: int) -> dict:
    """An import, and then the floor with the rows that it left."""
    ours = _import(file, count, places=False)
    return ours | {"floor": _floor(file, count)["seconds"]}


def part_places(file: Path, count: int) -> dict:
    """An import that makes its places as well, and then the better of two floors with the rows that it left."""
    made = _import(file, count, places=True)
    return made | {"floor": min(_floor(file, count)["seconds"] for _ in range(2))}


def _floor(file: Path, count: int) -> dict:
    """Parse with calamine, insert what the import left in the register into a table like the residents'."""
    from django.db import connection, transaction
    from python_calamine import load_workbook

    from linli.people.imports import bulk
    from linli.people.imports.writing import _RESIDENT
    from linli.people.models import Resident

    names = ", ".join(map(connection.ops.quote_name, _RESIDENT))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM people_resident ORDER BY id")
        rows = [tuple(map(_plain, row)) for row in cursor.fetchall()]
    table, about = _copy_of_table(connection), Resident._meta  # noqa: SLF001 (it writes into a copy of the table)
    gc.collect()
    gc.freeze()  # making the rows is not part of the floor, so they are kept out of garbage collection
    with Timed() as timed:
        parsed = load_workbook(str(file)).get_sheet_by_index(0).to_python()
        assert len(parsed) == count + 3
        name, about.db_table = about.db_table, table
        with transaction.atomic():
            bulk.insert(Resident, _RESIDENT, rows)
        about.db_table = name
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {table}")
    return {"seconds": timed.seconds, "wall": timed.wall}


def _plain(value):
    return bytes(value) if isinstance(value, memoryview) else value


def _copy_of_table(connection) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("CREATE TABLE bench_resident (LIKE people_resident INCLUDING ALL)")
            return "bench_resident"
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = 'people_resident' AND sql IS NOT NULL ORDER BY type DESC"
        )
        for (statement,) in cursor.fetchall():
            cursor.execute(
                statement.replace('"people_resident"', '"bench_resident"').replace('INDEX "', 'INDEX "bench_')
            )
    return "bench_resident"


def part_peer(file: Path, count: int) -> dict:
    """django-import-export with use_bulk, transactions, its own openpyxl reader, into the same model."""
    from import_export import fields, resources

    from linli.kernel.ids import new_id
    from linli.kernel.time import clock
    from linli.people.models import Household, Resident

    root = _street(count)
    home = Household.objects.create(path=root.path, root=root.path[:4], place=root, door="-", since=clock.today())
    now = clock.now()

    class Register(resources.ModelResource):
        name = fields.Field(column_name="姓 名", attribute="name")
        relation = fields.Field(column_name="与户主关系", attribute="relation")
        sex = fields.Field(column_name="性别", attribute="sex")
        residence = fields.Field(column_name="居住类型", attribute="residence")

        class Meta:
            model = Resident
            fields = ("name", "relation", "sex", "residence")
            import_id_fields = ()
            use_bulk = True
            batch_size = 1000
            skip_diff = True
            force_init_instance = True
            use_transactions = True

        def init_instance(self, row=None):
            return Resident(
                id=new_id(), household=home, path=home.path, root=home.root, since=now.date(), recorded_at=now
            )

        def before_import_row(self, row, **kwargs):
            row["性别"] = {"男": "1", "女": "2"}.get(row["性别"], "0")
            row["与户主关系"] = "head" if row["与户主关系"] == "户主" else "unknown"
            row["居住类型"] = "owner"

    with Timed() as timed:
        result = _loaded(Register, file)
    assert result.totals["new"] == count, result.totals
    return {"seconds": timed.seconds, "wall": timed.wall}


def _loaded(register, file: Path):
    import tablib

    data = tablib.Dataset().load(file.read_bytes(), format="xlsx", headers=False)
    named = tablib.Dataset(*list(data)[3:], headers=data[2])
    return register().import_data(named, raise_errors=True)


def main(what: str, file: str, count: str) -> None:
    import django

    Path(os.environ["LINLI_DATA"]).mkdir(parents=True, exist_ok=True)
    django.setup()
    with nullcontext() if what == "make" else _database():
        print(json.dumps(globals()[f"part_{what}"](Path(file), int(count))))


if __name__ == "__main__":
    main(*sys.argv[1:])
