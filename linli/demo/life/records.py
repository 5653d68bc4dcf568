"""What happened in the register: a lodger who is deaf moved in, somebody moved out, numbers were looked at, a resident
asks for a correction, and a list waits at its preview."""

from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.demo.life.days import Days
from linli.demo.life.stage import Stage
from linli.intake.actions import worker
from linli.intake.actions.deciding import import_file, start_import
from linli.kernel.ids import new_id
from linli.kernel.sheets.workbooks import Value, WorkSheet, write_workbook
from linli.people.actions.links import correct_self, make_link, open_link
from linli.people.actions.moves import move_out
from linli.people.actions.records import add_resident
from linli.people.actions.sight import note_viewed, reveal
from linli.people.imports.register_list import REGISTER
from linli.people.models import Household, Resident
from linli.people.particulars import Particulars
from linli.places.queries import address


def plan(stage: Stage, days: Days) -> None:
    days.at(days.on(-8, "10:30"), lambda now: _moved_in(stage, now))
    days.at(days.on(-5, "16:10"), lambda now: _moved_out(stage, now))
    days.at(days.on(-3, "11:15"), lambda now: _brought(stage, now))
    days.at(days.on(-2, "20:20"), lambda now: _asks(stage, now))
    days.at(days.before(185), lambda now: _looks(stage, now))
    days.at(days.before(175), lambda now: _waits(stage, now))


def _moved_in(stage: Stage, now: datetime) -> None:
    home = Household.objects.under(stage.near.path).filter(until=None, size__gt=0).order_by("path")[5]
    lodger = Particulars(
        name="乔文静",
        sex="2",
        born_on=date(1996, 4, 12),
        relation="non_kin",
        residence="lodger",
        reach="text",
        phone=stage.phone(),
        needs={"hearing": "请发短信，不要打电话"},
    )
    add_resident(
        household=home, person=lodger, on=now.date(), reason="新租住", actor=stage.worker(), key=new_id(), now=now
    )


def _moved_out(stage: Stage, now: datetime) -> None:
    gone = stage.neighbour(stage.community, -3)
    move_out(residents=[gone], on=now.date(), reason="随子女迁居外地", actor=stage.worker(), key=new_id(), now=now)


def _asks(stage: Stage, now: datetime) -> None:
    """By the link that the registrar gave; a new name waits until somebody has seen the papers."""
    resident = stage.neighbour(stage.near, 12)
    token = make_link(resident=resident, actor=stage.keeper(), key=new_id(), now=now)
    link = open_link(token=token, now=now)
    link.refresh_from_db()
    typed = Particulars(
        name=resident.name[0] + "雅琴",
        sex=resident.sex,
        born_on=resident.born_on,
        relation=resident.relation,
        residence=resident.residence,
        reach=resident.reach,
        identity=None,
        identity_kind=resident.identity_kind,
        phone=stage.phone(),
        needs={},
    )
    correct_self(link=link, revision=resident.revision, person=typed, key=new_id(), now=now)


def _looks(stage: Stage, now: datetime) -> None:
    """Whole numbers, each with a reason, for the auditor to read."""
    for actor, number, reason in (
        (stage.close(), 3, "送药前先打电话"),
        (stage.worker(), 8, "核对低保材料"),
        (stage.keeper(), 21, "核对重名"),
    ):
        resident = _with_phone(stage, number)
        note_viewed(about=resident, actor=actor, now=now)
        if not actor.may(P.PEOPLE_REVEAL, resident.path):
            continue
        reveal(resident=resident, field="phone", reason=reason, actor=actor, key=new_id(), now=now)


def _with_phone(stage: Stage, number: int) -> Resident:
    rows = Resident.objects.under(stage.near.path).filter(until=None, phone_blind__isnull=False).order_by("path", "pk")
    return rows[number]


HEADER: list[Value] = ["详细住址", "姓名", "与户主关系", "性别", "出生日期", "联系电话", "居住类型", "备注"]


def _lines(stage: Stage, names: tuple[str, ...], odd: bool) -> list[list[Value]]:
    """People at doors of the community; an odd list has a row that cannot be read and one that says it twice."""
    doors = [stage.door(stage.community, 30 + 7 * number) for number in range(len(names))]
    rows: list[list[Value]] = [
        [
            address(door),
            name,
            "非亲属",
            "男" if number % 2 else "女",
            f"199{number % 10}-0{number % 9 + 1}-1{number % 9}",
            stage.phone(),
            "租住",
            "",
        ]
        for number, (door, name) in enumerate(zip(doors, names, strict=True))
    ]
    if odd:
        rows.append(["没有写清的地方", "汤小伟", "非亲属", "男", "1990-01-01", "", "租住", "住址待核"])
        rows.append(list(rows[0]))
        rows[1][4] = "93年13月"
    return rows


def _workbook(stage: Stage, folder: Path, name: str, people: tuple[str, ...], *, odd: bool, now: datetime) -> Path:
    path = folder / name
    sheet = WorkSheet(
        name="新迁入",
        above=[[f"{stage.community.name}新迁入人员"]],
        header=HEADER,
        rows=iter(_lines(stage, people, odd)),
        widths=[40.0] + [12.0] * (len(HEADER) - 1),
    )
    write_workbook(path, [sheet], created=now)
    return path


def _brought(stage: Stage, now: datetime) -> None:
    """A short list, read and written."""
    with TemporaryDirectory() as folder:
        people = ("谭嘉怡", "秦家豪", "叶晓婷", "廖俊杰")
        path = _workbook(stage, Path(folder), "上周新迁入.xlsx", people, odd=False, now=now)
        import_file(of=REGISTER, path=path, place=stage.community, actor=_clerk(stage), now=now)


def _waits(stage: Stage, now: datetime) -> None:
    """A second one, at its preview: three of its rows ask for a decision."""
    with TemporaryDirectory() as folder:
        people = ("熊思雨", "龚伟", "黎春燕", "尹浩然", "常梦瑶")
        path = _workbook(stage, Path(folder), "本周新迁入.xlsx", people, odd=True, now=now)
        with path.open("rb") as file:
            work = start_import(
                of=REGISTER,
                place=stage.community,
                file_name=path.name,
                pieces=iter([file.read()]),
                actor=_clerk(stage),
                key=new_id(),
                now=now,
                enqueue=False,
            )
    worker.read(work.pk, now)
    worker.check(work.pk, now)


def _clerk(stage: Stage) -> Actor:
    return stage.keeper()
