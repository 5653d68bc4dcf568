"""Search of the register through the page: one street of 57,125 residents, alone and among 100 streets (5.7 million).

Ours: the request that the search box sends, with session, actor, search, masks, addresses, the list and the fact it
leaves in the trail. Floor: the page with nothing asked for; of that page itself: the statements with which it reads, by
a bare cursor; among the streets: alone. The data are written by plain SQL into a database of their own; a child process
runs it, so that it can be called from anywhere. LINLI_BENCH_STREETS=1 leaves the hundred streets out.

    python benchmarks/bench_search.py [streets]
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import NamedTuple

from measured import Row, row

RESIDENTS, STREETS, ROUNDS = 57_125, int(os.environ.get("LINLI_BENCH_STREETS", "100")), 40
COMMUNITIES, GRIDS, BUILDINGS_A_GRID, STAIRWELLS, FLOORS, DOORS = 7, 64, 4, 3, 8, 3
MOST, ALL = 2, "everybody"  # every kind against the page with nothing asked
IN_PAGE = {"HX-Request": "true"}  # what the search box of the page sends
ROOT, DAY = "0001", date(2022, 3, 1)


def run(streets: int = STREETS) -> list[Row]:
    here = Path(__file__).resolve().parent
    with tempfile.TemporaryDirectory() as folder:
        env = {
            **os.environ,
            "LINLI_ENV": "development",
            "LINLI_DATA": folder,
            "PYTHONPATH": f"{here}{os.pathsep}{here.parent}",
        }
        env["LINLI_DATABASE"] = ""
        command = [sys.executable, str(Path(__file__).resolve()), "--child", str(streets)]
        done = subprocess.run(command, env=env, cwd=here.parent, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout.splitlines()[-1])


class Figure(NamedTuple):
    """Milliseconds of a kind of search: the request, and its own statements by a bare cursor."""

    p95: float
    floor: float


# --- in the child -------------------------------------------------------------------------------------------------


def _measured(streets: int) -> list[Row]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        town = _Town()
        town.write()
        alone = town.figures()
        rows = _alone_rows(alone)
        if streets > 1:
            started = time.monotonic()
            town.copy(streets)
            print(f"{streets} streets written in {time.monotonic() - started:.0f} s", file=sys.stderr)
            rows += _among_rows(alone, town.figures(), streets)
        return rows
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _shown(figures: dict[tuple[str, str], Figure]) -> list[tuple[str, str]]:
    """Every kind as the street office searches, and the slowest of a grid worker."""
    slowest = max((key for key in figures if key[0] == "grid"), key=lambda key: figures[key].p95)
    return [*(key for key in figures if key[0] == "street"), slowest]


def _alone_rows(alone: dict[tuple[str, str], Figure]) -> list[Row]:
    rows = []
    for who, label in _shown(alone):
        ours, bare = alone[who, label]
        if label == ALL:
            rows.append(row(f"search: {label}, as {who}, p95 ms; floor: its statements", ours, bare, digits=1))
        else:
            floor, named = alone[who, ALL].p95, f"search: {label}, as {who}, p95 ms; floor: {ALL}"
            rows.append(row(named, ours, floor, most=MOST, digits=1))
    return rows


def _among_rows(alone: dict[tuple[str, str], Figure], among: dict[tuple[str, str], Figure], streets: int) -> list[Row]:
    named = f"search: {{1}}, as {{0}}, among {streets} streets, p95 ms; floor: alone"
    return [row(named.format(*key), among[key].p95, alone[key].p95, most=2, digits=1) for key in _shown(among)]


SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英建国志华玉兰文红梅春海波雪婷浩宇欣怡子涵一诺梓轩思雨佳琪"


class _Town:
    """One street, deterministic; what was written is remembered as texts to search for."""

    def __init__(self) -> None:
        self.random = random.Random(20220312)
        self.people: list[tuple[str, str, str, str]] = []  # name, phone, identity, door label

    def write(self) -> None:
        from django.db import connection, transaction

        with transaction.atomic():
            doors = self._places()
            self._residents(doors)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self.clients = {who: self._client(who, path) for who, path in (("street", ROOT), ("grid", self.grid))}

    def _places(self) -> list[tuple[str, str, str]]:
        """(id, path, label) of every door: street, communities, grids, buildings, stairwells, floors, doors."""
        from linli.access.rules import segment
        from linli.kernel.ids import new_ids
        from linli.people.rules import door_label
        from linli.places.models import Place

        made: list[Place] = []
        doors: list[tuple[str, str, str]] = []
        ids = iter(new_ids(40_000))

        def place(above: Place | None, kind: str, name: str, number: int) -> Place:
            path = (above.path if above else "") + segment(number)
            made.append(Place(id=next(ids), path=path, parent=above, kind=kind, name=name, opened_on=DAY))
            return made[-1]

        street = place(None, "subdistrict", "崇文路街道", 1)
        communities = [place(street, "community", f"第{n}社区", n) for n in range(1, COMMUNITIES + 1)]
        for number in range(1, GRIDS + 1):
            grid = place(communities[number % COMMUNITIES], "grid", f"{number:02d}网格", number)
            self.grid = grid.path
            for b in range(1, BUILDINGS_A_GRID + 1):
                building = place(grid, "building", f"{b}号楼", b)
                for s in range(1, STAIRWELLS + 1):
                    stairwell = place(building, "stairwell", f"{s}单元", s)
                    for f in range(1, FLOORS + 1):
                        floor = place(stairwell, "floor", f"{f}层", f)
                        for d in range(1, DOORS + 1):
                            door = place(floor, "door", f"{f}{d:02d}", d)
                            chain = [(p.kind, p.name) for p in (building, stairwell, floor, door)]
                            doors.append((door.id.hex, door.path, door_label(chain)))
        Place.objects.bulk_create(made, batch_size=1_000)
        return doors

    def _residents(self, doors: list[tuple[str, str, str]]) -> None:
        from django.db import connection

        from linli.kernel.ids import new_ids
        from linli.kernel.sealing.crypto import blind_many, seal_many
        from linli.people.models import IDENTITY_COLUMN, PHONE_COLUMN, PHONE_TAIL_COLUMN
        from linli.people.names import initials
        from linli.people.rules import check_digit

        pick, rows, needs = self.random, [], []
        sizes = [len(doors) and RESIDENTS // len(doors) + (n < RESIDENTS % len(doors)) for n in range(len(doors))]
        homes = new_ids(len(doors))
        household_of = [n for n, size in enumerate(sizes) for _ in range(size)]
        for n, home in enumerate(household_of):
            name = pick.choice(SURNAMES[:10] if pick.random() < 0.5 else SURNAMES) + "".join(
                pick.choices(GIVEN, k=pick.choice([1, 2, 2]))
            )
            phone = f"1{pick.randrange(30, 99)}{pick.randrange(10**8):08d}"
            region, day = f"6108{pick.randrange(2, 30):02d}", f"{pick.randrange(1, 13):02d}{pick.randrange(1, 29):02d}"
            number = f"{region}{1930 + n // 1000}{day}{n % 1000:03d}"
            self.people.append((name, phone, number + check_digit(number), doors[home][2]))
        ids = new_ids(len(self.people))
        phones, numbers = [p[1] for p in self.people], [p[2] for p in self.people]
        sealed_phone = seal_many(zip(ids, phones, strict=True), column=PHONE_COLUMN)
        sealed_number = seal_many(zip(ids, numbers, strict=True), column=IDENTITY_COLUMN)
        blinds = zip(blind_many(numbers, column=IDENTITY_COLUMN), blind_many(phones, column=PHONE_COLUMN),
                     blind_many((p[-4:] for p in phones), column=PHONE_TAIL_COLUMN), strict=True)  # fmt: skip
        residences = ["owner"] * 70 + ["lodger"] * 20 + ["floating"] * 8 + ["student", "other"]
        kinds = ["hearing"] * 4 + ["mobility"] * 4 + ["alone"] * 4 + ["dialysis"]
        for n, (pk, home, blind) in enumerate(zip(ids, household_of, blinds, strict=True)):
            name = self.people[n][0]
            rows.append((pk.hex, doors[home][1], ROOT, homes[home].hex, name, initials(name), pick.choice(residences),
                         sealed_number[n], blind[0], sealed_phone[n], blind[1], blind[2]))  # fmt: skip
            if pick.random() < 0.05:
                needs.append((pk.int % 2**60, pk.hex, doors[home][1], pick.choice(kinds)))
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO people_household (id, root, path, place_id, door, size, since, revision)"
                f" VALUES (%s, '{ROOT}', %s, %s, %s, %s, '2022-03-01', 1)",
                [(homes[n].hex, path, place, label, sizes[n]) for n, (place, path, label) in enumerate(doors)],
            )
            cursor.executemany(
                "INSERT INTO people_resident (id, path, root, household_id, name, initials, residence, identity_sealed,"
                " identity_blind, phone_sealed, phone_blind, phone_tail_blind, sex, relation, reach, identity_kind,"
                ' note_sealed, since, "left", recorded_at, revision) VALUES ('
                + "%s, " * 12
                + " '1', 'kin', 'call', 'id_card', x'', '2022-03-01', '', '2022-03-01 00:00:00', 1)",
                rows,
            )
            cursor.executemany(
                "INSERT INTO people_need (id, resident_id, path, kind, note)"
                " VALUES (printf('%%032x', %s), %s, %s, %s, '')",
                needs,
            )

    def copy(self, streets: int) -> None:
        """Every other street is this one again under another root: `0002`, `0003`, …; indexes are built at the end."""
        from django.db import connection

        from linli.access.rules import segment

        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA foreign_keys=OFF")
            cursor.execute(
                "SELECT sql, name FROM sqlite_master"
                " WHERE type = 'index' AND sql IS NOT NULL AND tbl_name LIKE 'people_%%'"
            )
            indexes = cursor.fetchall()
            for _sql, name in indexes:
                cursor.execute(f'DROP INDEX "{name}"')
            for number in range(2, streets + 1):
                root, mark = segment(number), f"{number:08x}"
                for table, links in (
                    ("people_household", ()),
                    ("people_resident", ("household_id",)),
                    ("people_need", ("resident_id",)),
                ):
                    cursor.execute(f"SELECT name FROM pragma_table_info('{table}')")
                    columns = [row[0] for row in cursor.fetchall()]
                    values = [self._copied(column, root, mark, links) for column in columns]
                    quoted = ", ".join(f'"{c}"' for c in columns)
                    below = f"path >= '{ROOT}' AND path < '{ROOT}zzzz'"
                    cursor.execute(
                        f"INSERT INTO {table} ({quoted}) SELECT {', '.join(values)} FROM {table} WHERE {below}"
                    )
            for sql, _name in indexes:
                cursor.execute(sql)
            cursor.execute("ANALYZE")
            cursor.execute("PRAGMA synchronous=FULL")

    @staticmethod
    def _copied(column: str, root: str, mark: str, links: tuple[str, ...]) -> str:
        if column == "id" or column in links:
            return f"'{mark}' || substr(\"{column}\", 9)"
        if column == "path":
            return f"'{root}' || substr(path, 5)"
        return f"'{root}'" if column == "root" else f'"{column}"'

    def _client(self, who: str, path: str):
        from django.test import Client

        from linli.access.models import Account, Grant
        from linli.kernel.ids import new_id
        from linli.kernel.time import clock

        account = Account.objects.create(username=who, name=who, person=new_id(), created_at=clock.now(), password="!")
        bundle = "registrar" if path == ROOT else "grid"
        Grant.objects.create(person=account.person, bundle=bundle, path=path, title=who, source=new_id(), starts_on=DAY)
        client = Client()
        client.force_login(account)
        return client

    def kinds(self) -> dict[str, list[dict[str, str]]]:
        """Label -> what is asked, ROUNDS times."""
        some = [self.random.choice(self.people) for _ in range(ROUNDS)]
        from linli.people.names import initials

        texts = {
            "whole name": [name for name, *_ in some],
            "surname": [name[0] for name, *_ in some],
            "given name": [name[1:] for name, *_ in some],
            "nobody": ["".join(self.random.choices("龘靐齉爩鱻麤", k=2)) for _ in some],
            "initials": [initials(name) for name, *_ in some],
            "one initial": [initials(name)[0] for name, *_ in some],
            "end of the phone": [phone[-4:] for _, phone, _, _ in some],
            "whole phone": [phone for _, phone, _, _ in some],
            "identity number": [number for _, _, number, _ in some],
            "door 3-2-501": [door for *_, door in some],
            "doors of 3-2": [door.rsplit("-", 1)[0] for *_, door in some],
            "room 501": [door.rsplit("-", 1)[1] for *_, door in some],
        }
        asked = {label: [{"q": text} for text in found] for label, found in texts.items()}
        for label in ("whole phone", "identity number"):
            asked[label] = [{**typed, "reason": "核对来电"} for typed in asked[label]]
        asked[ALL] = [{} for _ in some]
        asked["students"] = [{"residence": "student"} for _ in some]
        asked["dialysis"] = [{"need": "dialysis"} for _ in some]
        asked["any need"] = [{"need": "any"} for _ in some]
        return asked

    def figures(self) -> dict[tuple[str, str], Figure]:
        """By who asks and what for."""
        from linli.people.actions import sight

        sight.REVEALS_A_DAY = sys.maxsize  # each look-up of a number counts as a reveal
        found: dict[tuple[str, str], Figure] = {}
        for who, client in self.clients.items():
            client.post("/people/", headers=IN_PAGE)  # imports, templates, pinyin: once a process
            for label, asked in self.kinds().items():
                found[who, label] = self._figure(client, asked, f"{label}, as {who}")
        return found

    def _figure(self, client, asked: list[dict[str, str]], what: str) -> Figure:
        times = sorted(self._request(client, one) for one in asked)
        floor = statistics.median(self._bare(client, one) for one in asked[:10])
        ours = times[int(len(times) * 0.95) - 1]
        told = f"{ours:7.1f} ms  p50 {statistics.median(times):6.1f}  bare {floor:6.2f}  {what}"
        print(told, file=sys.stderr, flush=True)
        return Figure(ours, floor)

    @staticmethod
    def _request(client, asked: dict[str, str]) -> float:
        """Milliseconds of the request that answers with the page."""
        started = time.perf_counter()
        answer = client.post("/people/", asked, headers=IN_PAGE)
        spent = (time.perf_counter() - started) * 1000
        assert answer.status_code == 200, answer.status_code
        return spent

    @staticmethod
    def _bare(client, asked: dict[str, str]) -> float:
        """Milliseconds of what the request reads, by a bare cursor."""
        from django.db import connection

        kept: list[tuple[str, object]] = []

        def keep(execute, sql, params, many, context):
            if sql.lstrip().startswith("SELECT"):
                kept.append((sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(keep):
            _Town._request(client, asked)
        started = time.perf_counter()
        with connection.cursor() as cursor:
            for sql, params in kept:
                cursor.execute(sql, params)
                cursor.fetchall()
        return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(_measured(int(sys.argv[2])), ensure_ascii=False))
    else:
        for line in run(int(sys.argv[1]) if sys.argv[1:] else STREETS):
            print(line)
