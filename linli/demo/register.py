"""Writes a case's people down as communities keep them: one workbook, a sheet a community and kind of dwelling.

Each community has its own habits (`HABITS`): whose rows repeat the address and whose leave it blank or write 同上 below
the head of the household, how dates look, where full-width digits slip in, how relations are called. The content is
right throughout: trouble files belong to the tests of the import.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import NamedTuple

from linli.demo.ground import AS_OF, CasePlace, Home, Person, Street
from linli.kernel.sheets.workbooks import Value, WorkSheet, write_workbook
from linli.people.rules import need_choices, reach_choices, relation_choices, residence_choices
from linli.places.rules import PlaceKind

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
NEEDS, REACH = dict(need_choices()), dict(reach_choices())
RELATIONS, RESIDENCES = dict(relation_choices()), dict(residence_choices())

# How families say it, by sex; what is missing here is called as in our own template.
FAMILY_WORDS: dict[tuple[str, str], str] = {
    ("spouse", "1"): "丈夫", ("spouse", "2"): "妻子", ("child", "1"): "儿子", ("child", "2"): "女儿",
    ("child_in_law", "1"): "女婿", ("child_in_law", "2"): "儿媳",
    ("grandchild", "1"): "孙子", ("grandchild", "2"): "孙女", ("parent", "1"): "父亲", ("parent", "2"): "母亲",
    ("grandparent", "2"): "祖母",
}  # fmt: skip

DATE_SHAPES: tuple[Callable[[date], str], ...] = (
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day:%Y%m%d}",
)


class Habits(NamedTuple):
    """`below` is what stands in the address cells of everybody but the head: None repeats the address.

    `shape` picks from DATE_SHAPES; None writes real dates of the spreadsheet.
    """

    below: str | None
    shape: int | None
    family_words: bool
    full_width_every: int  # every so many households the door's digits are full-width; 0: never


HABITS: tuple[Habits, ...] = (
    Habits(below="", shape=0, family_words=False, full_width_every=0),
    Habits(below=None, shape=1, family_words=True, full_width_every=40),
    Habits(below="", shape=2, family_words=True, full_width_every=0),
    Habits(below="同上", shape=3, family_words=False, full_width_every=0),
    Habits(below=None, shape=4, family_words=False, full_width_every=25),
    Habits(below="", shape=None, family_words=True, full_width_every=60),
    Habits(below=None, shape=0, family_words=True, full_width_every=0),
)

PLACE_HEADERS: dict[PlaceKind, str] = {
    PlaceKind.COMMUNITY: "所属社区", PlaceKind.GRID: "网格", PlaceKind.COMPOUND: "小区名称", PlaceKind.ALLEY: "巷道",
    PlaceKind.COURTYARD: "院落", PlaceKind.BUILDING: "楼号", PlaceKind.STAIRWELL: "单元", PlaceKind.FLOOR: "楼层",
    PlaceKind.DOOR: "门牌号",
}  # fmt: skip
PERSON_HEADERS = (
    "姓名", "与户主关系", "性别", "出生日期", "身份证号码", "联系电话", "居住类型", "特殊需要", "联系方法", "备注",
)  # fmt: skip

WIDTHS = {
    "户主姓名": 10.0,
    "姓名": 10.0,
    "身份证号码": 21.0,
    "联系电话": 14.0,
    "出生日期": 14.0,
    "所属社区": 13.0,
    "小区名称": 14.0,
}


def sheets(street: Street) -> Iterator[WorkSheet]:
    """The sheets of the register. Every home lies in exactly one."""
    by_sheet: dict[tuple[CasePlace, tuple[PlaceKind, ...]], list[Home]] = {}
    for home in street.homes:
        community = home.door.above(PlaceKind.COMMUNITY)
        assert community is not None
        kinds = tuple(kind for kind, _ in home.door.chain if kind in PLACE_HEADERS)
        by_sheet.setdefault((community, kinds), []).append(home)
    for (community, kinds), homes in by_sheet.items():
        position = street.ground.children.index(community)
        dwelling = "楼房" if PlaceKind.BUILDING in kinds else "平房"
        header = ["序号", *(PLACE_HEADERS[kind] for kind in kinds), "户主姓名", *PERSON_HEADERS]
        yield WorkSheet(
            name=f"{community.name}{dwelling}",
            above=[
                [f"{street.ground.name}{community.name}居民台账({dwelling})"],
                [f"登记单位:{community.name}居民委员会        登记日期:{AS_OF.year}年{AS_OF.month}月{AS_OF.day}日"],
            ],
            header=header,
            rows=_rows(homes, HABITS[position % len(HABITS)]),
            widths=[WIDTHS.get(name, 8.0) for name in header],
        )


def _rows(homes: list[Home], habits: Habits) -> Iterator[list[Value]]:
    for number, home in enumerate(homes, 1):
        names = [name for kind, name in home.door.chain if kind in PLACE_HEADERS]
        if habits.full_width_every and number % habits.full_width_every == 0:
            names[-1] = names[-1].translate(FULL_WIDTH)
        address: list[Value] = [*names, home.people[0].name]
        below = address if habits.below is None else [habits.below] * len(address)
        for place, person in enumerate(home.people):
            yield [number if place == 0 else "", *(address if place == 0 else below), *_person(person, habits)]


def _person(person: Person, habits: Habits) -> list[Value]:
    relation = FAMILY_WORDS.get((person.relation, person.sex)) if habits.family_words else None
    born: Value = person.born if habits.shape is None else DATE_SHAPES[habits.shape](person.born)
    return [
        person.name,
        relation or RELATIONS[person.relation],
        "男" if person.sex == "1" else "女",
        born,
        person.identity,
        person.phone,
        RESIDENCES[person.residence],
        "、".join(NEEDS[need] for need in person.needs),
        "" if person.reach == "call" else REACH[person.reach],
        "",
    ]


def write_register(street: Street, target: Path, tell: Callable[[str], None] | None = None) -> None:
    """Write the register of `street` as .xlsx at `target`, in about five seconds for 57,125 people.

    `tell` hears the name of each sheet before it is written.
    """
    pages = sheets(street) if tell is None else _told(sheets(street), tell)
    write_workbook(target, pages, created=datetime.combine(AS_OF, time(), UTC))


def _told(pages: Iterator[WorkSheet], tell: Callable[[str], None]) -> Iterator[WorkSheet]:
    for page in pages:
        tell(page.name)
        yield page
