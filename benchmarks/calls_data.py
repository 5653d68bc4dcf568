"""The data of the benchmarks of calls: a street with leaders, and any number of calls and clocks by plain SQL."""

from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)
A_YEAR = 500_000  # minutes over which calls are spread


def prepare() -> None:
    from django.core.management import call_command

    import linli.project.wsgi  # noqa: F401 (loads everything and sets the collector as the server does)

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from linli.calls.actions import load_shipped

    load_shipped(NOW)


class Town:
    """A street of 7 communities, 64 grids and 512 buildings, each building with a leader; the data by plain SQL."""

    def __init__(self) -> None:
        from linli.access.rules import segment
        from linli.kernel.ids import new_ids

        self.paths: list[str] = []
        self.rows: list[tuple] = []
        ids = iter(new_ids(600))
        street = next(ids)
        self._place(street, None, "0001", "subdistrict", "崇文路街道", 1)
        communities = [(next(ids), "0001" + segment(n + 1)) for n in range(7)]
        for n, (pk, path) in enumerate(communities):
            self._place(pk, street, path, "community", f"第{n + 1}社区", n + 1)
        for n in range(64):
            above, path = communities[n % 7]
            grid = path + segment(n // 7 + 1)
            pk = next(ids)
            self._place(pk, above, grid, "grid", f"{n + 1:02d}网格", n + 1)
            for b in range(8):
                self._place(next(ids), pk, grid + segment(b + 1), "building", f"{b + 1}号楼", b + 1)
                self.paths.append(grid + segment(b + 1))
        self._write()

    def _place(self, pk: object, parent: object, path: str, kind: str, name: str, number: int) -> None:
        self.rows.append((path, pk, parent, kind, name, number))

    def _write(self) -> None:
        from linli.places.models import Place

        Place.objects.bulk_create(
            Place(path=path, id=pk, parent_id=parent, kind=kind, name=name, number=number, opened_on="2022-03-01")
            for path, pk, parent, kind, name, number in self.rows
        )
        self.place = {path: pk.hex for path, pk, *_ in self.rows}

    def leaders(self) -> None:
        """A mode in force for the street, and a leader of every level in office."""
        from linli.access.models import PostKind
        from linli.corps.models import Appointment, Charge, Member
        from linli.places.actions import load_shipped
        from linli.places.models import Mode, Place

        load_shipped(NOW)
        Place.objects.filter(path="0001").update(mode=Mode.objects.get(path="", code="chongwen.apartment"))
        posts = {4: "sector_leader", 8: "community_leader", 12: "grid_leader", 16: "building_leader"}
        kinds = {length: PostKind.objects.get(path="", code=code) for length, code in posts.items()}
        for path, pk, *_ in self.rows:
            member = Member.objects.create(path=path, name="责任人", since="2022-03-01")
            term = Appointment.objects.create(
                path=path, member=member, post=kinds[len(path)], starts_on="2022-03-01", recorded_at=NOW
            )
            Charge.objects.create(path=path, appointment=term, place_id=pk)

    def calls(self, count: int, state: str, *, first: int = 0, roots: int = 1, code: str = "") -> list[str]:
        """`count` calls in `state`, of every kind or that of `code`, spread over the buildings of `roots` streets.

        Only the first street has places.
        """
        from django.db import connection, transaction

        from linli.calls.models import CallKind
        from linli.kernel.ids import new_ids

        wanted = CallKind.objects.filter(code=code) if code else CallKind.objects.order_by("code")
        kinds = [pk.hex for pk in wanted.values_list("pk", flat=True)]
        ended = state == "settled"
        made: list[str] = []
        for start in range(0, count, 50_000):
            ids = [pk.hex for pk in new_ids(min(50_000, count - start))]
            made += ids
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany(
                    _CALL, (self._call(pk, first + start + n, state, kinds, ended, roots) for n, pk in enumerate(ids))
                )
        return made

    def _call(self, pk: str, n: int, state: str, kinds: list[str], ended: bool, roots: int) -> tuple:
        building = self.paths[n % len(self.paths)]
        root = f"{n % roots + 1:04d}"
        at = _at(n)
        holder = pk if state in {"claimed", "settled"} else None
        return (
            root + building[4:], pk, root, str(n), at[:10], self.place[building], kinds[n % len(kinds)], b"", False,
            b"", b"", b"", False, at, state, at, holder, at if ended else None, at if ended else None,
            n % 9 > 0 if ended else None, n % 5 + 1 if ended and n % 3 else None, pk,
        )  # fmt: skip

    def answer_clocks(self, calls: list[str], *, roots: int = 1) -> None:
        """The stopped clock of each of `calls`, that were made in this order: ten of eleven were answered in time."""
        from django.db import connection, transaction

        from linli.kernel.ids import new_ids

        for start in range(0, len(calls), 50_000):
            part = calls[start : start + 50_000]
            rows = (
                self._clock(pk.hex, call, start + n, roots)
                for n, (pk, call) in enumerate(zip(new_ids(len(part)), part, strict=True))
            )
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany(_CLOCK, rows)

    def _clock(self, pk: str, call: str, n: int, roots: int) -> tuple:
        path = f"{n % roots + 1:04d}" + self.paths[n % len(self.paths)][4:]
        return path, pk, call, _at(n, minutes=-60), _at(n), _at(n, minutes=1 if n % 11 == 0 else -30), False


def _at(n: int, *, minutes: int = 0) -> str:
    return (NOW - timedelta(minutes=n % A_YEAR - minutes)).strftime("%Y-%m-%d %H:%M:%S+00:00")


_CALL = """
    INSERT INTO calls_call (path, id, root, number, day, place_id, kind_id, title, detail_sealed, text_only,
        caller_name_sealed, caller_phone_sealed, address_sealed, channel, on_behalf, opened_at, classification, state,
        state_at, holder, ended_at, done_at, solved, rating, circle, pause_reason, code_tries, reopened, revision,
        doubtful, receiver)
    VALUES (%s, %s, %s, %s, %s, %s, %s, '楼道灯不亮', %s, %s, %s, %s, %s, 'page', %s, %s, 'general', %s, %s, %s, %s, %s,
        %s, %s, 'building', '', 0, 0, 2, 0, %s)
"""
_CLOCK = """
    INSERT INTO calls_clock (path, id, call_id, what, seconds, spent, started_at, due_at, stopped_at, stage, working)
    VALUES (%s, %s, %s, 'answer', 3600, 0, %s, %s, %s, 0, %s)
"""
