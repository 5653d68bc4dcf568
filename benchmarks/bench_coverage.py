"""Hive board, coverage page and gap list: one street of 57,125 residents, alone and among 100 streets (5.7 million).

Figures are of the whole request: while nothing changes; the first one after a change of a place, a resident or a
leader in turn; and the first one after places moved, when every row of the street is read again.
Floor: the same rows read by plain SQL and thrown away. Peer: the proof as a recursive query in the database. The data
are written by plain SQL into a database of their own; a child process runs it, so that it can be called from anywhere.

    python benchmarks/bench_coverage.py [streets]
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measured import Row, row

HERE = Path(__file__).resolve().parent
HOUSEHOLDS, RESIDENTS, STREETS, ROUNDS = 18_212, 57_125, 100, 40
PAGES = {"board": "/board/", "page": "/corps/", "gaps": "/corps/gaps/"}
LABELS = {  # what it is, and how many times its floor it may take
    "coverage": ("the proof by itself", 3.0),
    "board": ("board, unchanged", 1.5),
    "board_cold": ("board, first after a change", 3.0),
    "board_moved": ("board, first after places moved", 3.0),
    "page": ("chain page, unchanged", 1.5),
    "page_cold": ("chain page, first after a change", 3.0),
    "page_moved": ("chain page, first after places moved", 3.0),
    "gaps": ("gap list, unchanged", 1.5),
    "gaps_cold": ("gap list, first after a change", 3.0),
    "gaps_moved": ("gap list, first after places moved", 3.0),
}
COMMUNITIES, GRIDS, BUILDINGS, FLOORS, ALLEYS, YARDS = 7, 64, 181, 562, 520, 2_765


def run(streets: int = STREETS) -> list[Row]:
    root = HERE.parent
    with tempfile.TemporaryDirectory() as folder:
        env = {
            **os.environ,
            "LINLI_ENV": "development",
            "LINLI_DATA": folder,
            "PYTHONPATH": f"{HERE}{os.pathsep}{root}",
        }
        command = [sys.executable, str(Path(__file__).resolve()), "--child", str(streets)]
        done = subprocess.run(command, env=env, cwd=root, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout.splitlines()[-1])


# --- in the child -------------------------------------------------------------------------------------------------


def _measured(streets: int) -> list[Row]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")
    from django.conf import settings
    from django.db import connection

    import linli.project.wsgi  # noqa: F401 (loads everything and sets the collector as the server does)

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}  # no manifest of built assets is needed here

    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        town = _Town()
        town.write()
        alone = _figures(town)
        town.copy(streets)
        among = _figures(town)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    return _rows(alone, among, streets)


def _rows(alone: dict, among: dict, streets: int) -> list[Row]:
    rows = []
    for what, (label, most) in LABELS.items():
        ours = alone[what]
        rows.append(row(f"coverage: {label}, p95 ms; floor: its rows by plain SQL", ours, alone["floor"], most=most))
        rows.append(
            row(f"coverage: {label}, among {streets} streets, p95 ms; floor: alone", among[what], ours, most=1.5)
        )
    best, peer = alone["coverage_median"], alone["peer"]
    rows.append(row("coverage: the proof, median ms; peer: a recursive query", best, peer, most=1))
    return rows


def _figures(town: "_Town") -> dict[str, float]:
    from linli.corps.queries.coverage import coverage

    found = coverage(town.root, town.day)
    assert found.total.households == HOUSEHOLDS
    assert found.total.residents == RESIDENTS
    assert found.total.covered == HOUSEHOLDS - town.open_doors
    client = town.client()
    times = {}
    for what, address in PAGES.items():
        times[f"{what}_cold"] = _times(lambda a=address: _fetched(client, a), before=town.change)
        times[f"{what}_moved"] = _times(lambda a=address: _fetched(client, a), before=town.move)
        times[what] = _times(lambda a=address: _fetched(client, a))
    coverage = _times(lambda: coverage(town.root, town.day))
    floor = _times(town.read_rows)
    peer = _times(town.recursive, rounds=5)
    return {
        "coverage": _p95(coverage),
        "coverage_median": statistics.median(coverage),
        "floor": statistics.median(floor),
        "peer": statistics.median(peer),
        **{what: _p95(values) for what, values in times.items()},
    }


def _fetched(client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)


def _times(
    work: Callable[[], object], rounds: int = ROUNDS, before: Callable[[], object] = lambda: None
) -> list[float]:
    work()
    taken = []
    for _ in range(rounds):
        before()
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


class _Town:
    """One street in the published numbers, its ids numbered so that a copy differs in its first eight digits."""

    def __init__(self) -> None:
        from datetime import date

        from linli.access.models import PostKind
        from linli.places.models import Level, Mode

        self.day, self.root, self.open_doors, self.changes = date(2022, 3, 10), "0001", 0, 0
        titles = ["片长", "社区长", "网格长", "楼栋长", "楼层长", "巷道长", "院落长"]
        self.posts = {t: PostKind.objects.create(code=f"bench_{t}", title=t, bundle="leader") for t in titles}
        kinds = ["community", "community", "grid", "building", "floor"]
        self.apartment = self._mode(Mode, Level, "楼房", titles[:5], kinds)
        self.bungalow = self._mode(Mode, Level, "平房", [*titles[:3], *titles[5:]], [*kinds[:3], "alley", "courtyard"])
        self.places, self.households, self.charges, self.made = [], [], [], 0
        self.doors_left = HOUSEHOLDS

    def _mode(self, modes, levels, name, titles, kinds):
        mode = modes.objects.create(code=f"bench_{name}", name=name)
        for order, (title, kind) in enumerate(zip(titles, kinds, strict=True)):
            post = self.posts[title]
            levels.objects.create(mode=mode, order=order, place_kind=kind, post=post, duty="cover",
                                  span_unit="households", span_max=500)  # fmt: skip
        return mode

    def _id(self, table: int) -> str:
        self.made += 1
        return f"00000001-0000-7000-{0x8000 + table:04x}-{self.made:012x}"

    def _place(self, path: str, parent: str | None, kind: str, mode=None) -> str:
        pk = self._id(1)
        self.places.append((pk, path, parent, kind, f"{kind}{path[-4:]}", mode and mode.pk))
        return pk

    def _leader(self, title: str, path: str, place: str) -> None:
        self.charges.append((self._id(2), self._id(3), self._id(4), path, place, title))

    def _door(self, parent_path: str, parent: str, number: int) -> None:
        from linli.access.rules import segment

        path = parent_path + segment(number)
        pk = self._place(path, parent, "door")
        done = HOUSEHOLDS - self.doors_left
        size = (RESIDENTS * (done + 1)) // HOUSEHOLDS - (RESIDENTS * done) // HOUSEHOLDS
        self.households.append((self._id(5), path, pk, size))
        self.doors_left -= 1

    def write(self) -> None:
        from linli.access.rules import segment

        street = self._place("0001", None, "subdistrict", self.apartment)
        communities, grids, floors, yards = [], [], [], []
        for number in range(COMMUNITIES):
            path = "0001" + segment(number + 1)
            communities.append((path, pk := self._place(path, street, "community")))
            self._leader("片长", path, pk)
            self._leader("社区长", path, pk)
        grids = self._below("grid", communities, GRIDS, "网格长")
        buildings = self._below("building", grids, BUILDINGS, "楼栋长")
        floors = self._below("floor", buildings, FLOORS, "楼层长")
        alleys = self._below("alley", grids, ALLEYS, "巷道长", start=200, mode=self.bungalow)
        yards = self._below("courtyard", alleys, YARDS, "院落长")
        leaves = floors + yards
        for number in range(HOUSEHOLDS):
            path, pk = leaves[number % len(leaves)]
            self._door(path, pk, 1 + number // len(leaves))
        self._leave_three(floors)
        self._insert()

    def _below(self, kind: str, above: list, count: int, title: str, start: int = 0, mode=None) -> list:
        from linli.access.rules import segment

        made = []
        for number in range(count):
            path, parent = above[number % len(above)]
            path += segment(start + 1 + number // len(above))
            made.append((path, pk := self._place(path, parent, kind, mode)))
            self._leader(title, path, pk)
        return made

    def _leave_three(self, floors: list) -> None:
        """Three floors without their leader: the page has gaps to show."""
        gone = {path for path, _ in floors[:3]}
        self.charges = [row for row in self.charges if row[3] not in gone]
        self.open_doors = sum(row[1][:-4] in gone for row in self.households)

    def _insert(self) -> None:
        """The first street through the models, so that columns added later get their defaults; `copy` is plain SQL."""
        from django.db import connection, transaction

        from linli.corps.models import Appointment, Charge, Member
        from linli.kernel.time import clock
        from linli.people.models import Household
        from linli.places.models import Place

        day, at = self.day, clock.now()
        places = [
            Place(id=pk, path=path, parent_id=parent, kind=kind, name=name, mode_id=mode, opened_on=day)
            for pk, path, parent, kind, name, mode in self.places
        ]
        homes = [
            Household(id=pk, path=path, root=path[:4], place_id=place, size=size, door="x", since=day)
            for pk, path, place, size in self.households
        ]
        members = [
            Member(
                id=c[2], path=c[3], name="某某", initials="mm", since=day, phone_blind=(n % 20 and b"%032d" % n) or None
            )
            for n, c in enumerate(self.charges)  # one in twenty has no phone
        ]
        terms = [
            Appointment(id=c[1], path=c[3], member_id=c[2], post=self.posts[c[5]], starts_on=day, recorded_at=at)
            for c in self.charges
        ]
        charges = [Charge(id=c[0], path=c[3], appointment_id=c[1], place_id=c[4]) for c in self.charges]
        with transaction.atomic():
            for model, rows in [
                (Place, places),
                (Household, homes),
                (Member, members),
                (Appointment, terms),
                (Charge, charges),
            ]:
                model.objects.bulk_create(rows, batch_size=1000)
        with connection.cursor() as cursor:
            self._settle(cursor)

    def copy(self, streets: int) -> None:
        """Streets 2 … n as copies of the first: path and ids differ in their first digits only."""
        from django.db import connection, transaction

        tables = {
            "places_place": {"id", "parent_id"},
            "people_household": {"id", "place_id"},
            "corps_member": {"id"},
            "corps_appointment": {"id", "member_id"},
            "corps_charge": {"id", "appointment_id", "place_id"},
        }
        with transaction.atomic(), connection.cursor() as cursor:
            for table, ids in tables.items():
                names = [column.name for column in connection.introspection.get_table_description(cursor, table)]
                picked = ", ".join(self._copied(name, name in ids) for name in names)
                cursor.execute(
                    f"""WITH RECURSIVE other(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM other WHERE n < %s)
                        INSERT INTO {table} ({", ".join(names)})
                        SELECT {picked} FROM {table} AS t CROSS JOIN other WHERE t.path LIKE '0001%%'""",
                    [streets],
                )
        with connection.cursor() as cursor:
            self._settle(cursor)

    def _copied(self, name: str, is_id: bool) -> str:
        from django.db import connection

        if name in {"path", "root"}:
            digits = "printf('%%04d', n)" if connection.vendor == "sqlite" else "lpad(n::text, 4, '0')"
            return f"{digits} || substr(t.path, 5)"
        if not is_id:
            return f"t.{name}"
        if connection.vendor == "sqlite":
            return f"printf('%%08x', n) || substr(t.{name}, 9)"
        return f"(lpad(to_hex(n), 8, '0') || substr(t.{name}::text, 9))::uuid"

    def _settle(self, cursor) -> None:
        from django.db import connection

        if connection.vendor == "sqlite":
            cursor.execute("ANALYZE")
        elif not connection.in_atomic_block:
            cursor.execute("VACUUM ANALYZE")

    def client(self):
        from django.test import Client

        from linli.access.models import Account, Grant
        from linli.kernel.ids import new_id
        from linli.kernel.time import clock

        account = Account.objects.filter(username="bench").first() or Account.objects.create(
            username="bench", name="街道", person=new_id(), created_at=clock.now()
        )
        grant = {"bundle": "street", "path": self.root, "title": "街道办", "starts_on": self.day}
        Grant.objects.get_or_create(person=account.person, defaults={**grant, "source": new_id()})
        self.change()  # a street in use has a trail
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(account)
        return client

    def change(self) -> None:
        """What a write on a place, a resident or a leader changes, in turn, so that the cached proof is outdated."""
        self.changes += 1
        self.tell(("places.changed", "people.moved_in", "corps.appointed")[self.changes % 3])

    def move(self) -> None:
        """What the move of a building changes: every cached row is outdated."""
        self.tell("places.moved")

    def tell(self, kind: str) -> None:
        from linli.kernel.facts import trail
        from linli.kernel.time import clock

        trail.record(kind, actor=None, path=self.root, at=clock.now())

    def read_rows(self) -> None:
        """The floor: every row that the proof needs, read and thrown away."""
        from django.db import connection

        with connection.cursor() as cursor:
            kinds = "('subdistrict','community','sector','grid','compound','alley','market','courtyard','building',"
            kinds += "'building_group','stairwell','floor','shop')"
            top = self.root + "zzzz"
            places = f"""SELECT path, kind, mode_id FROM places_place
                         WHERE path >= %s AND path < %s AND kind IN {kinds} AND closed_on IS NULL"""
            homes = """SELECT substr(path, 1, length(path) - 4), COUNT(*), SUM(size) FROM people_household
                       WHERE until IS NULL AND path >= %s AND path < %s GROUP BY 1"""
            terms = """SELECT c.path, a.post_id FROM corps_charge c JOIN corps_appointment a ON a.id = c.appointment_id
                       WHERE c.path >= %s AND c.path < %s"""
            for sql in (places, homes, terms):
                cursor.execute(sql, [self.root, top])
                cursor.fetchall()

    def recursive(self) -> int:
        """The peer: the same verdict by walking down in the database, one row a place and post."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                """WITH RECURSIVE walk(id, path, kind, mode_id) AS (
                     SELECT id, path, kind, mode_id FROM places_place WHERE path = %s
                     UNION ALL
                     SELECT p.id, p.path, p.kind, COALESCE(p.mode_id, w.mode_id) FROM places_place p
                     JOIN walk w ON p.parent_id = w.id WHERE p.closed_on IS NULL),
                   held(id, post_id) AS (
                     SELECT c.place_id, a.post_id FROM corps_charge c
                     JOIN corps_appointment a ON a.id = c.appointment_id
                     UNION
                     SELECT p.id, h.post_id FROM places_place p JOIN held h ON p.parent_id = h.id
                     WHERE p.path >= %s AND p.path < %s),
                   whole(id) AS (
                     SELECT w.id FROM walk w JOIN places_level l ON l.mode_id = w.mode_id
                     LEFT JOIN held h ON h.id = w.id AND h.post_id = l.post_id
                     GROUP BY w.id HAVING COUNT(*) = COUNT(h.post_id))
                   SELECT COUNT(*) FROM people_household hh JOIN whole ON whole.id = hh.place_id
                   WHERE hh.until IS NULL""",
                [self.root, self.root, self.root + "zzzz"],
            )
            (covered,) = cursor.fetchone()
        assert covered == HOUSEHOLDS - self.open_doors, covered
        return covered


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(_measured(int(sys.argv[2])), ensure_ascii=False))
    else:
        for line in run(int(sys.argv[1]) if sys.argv[1:] else STREETS):
            print(line)
