"""Writes a case's leaders down as a street office keeps them: one sheet, one row an appointment.

The columns are those that the import of leaders knows. Where a leader takes several floors, doors or shops the row says
so in one cell, as people write it: 5-6层, 501、502, 1-10号.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path

from linli.access.shipped_posts import POSTS
from linli.demo.ground import AS_OF, CasePlace, Leader, Street
from linli.kernel.sheets.workbooks import Value, WorkSheet, write_workbook
from linli.places.rules import PlaceKind, sorting_number

HEADERS: dict[PlaceKind, str] = {
    PlaceKind.SUBDISTRICT: "街道", PlaceKind.COMMUNITY: "社区", PlaceKind.GRID: "网格", PlaceKind.COMPOUND: "小区",
    PlaceKind.ALLEY: "巷道", PlaceKind.MARKET: "商区", PlaceKind.COURTYARD: "院落", PlaceKind.BUILDING_GROUP: "楼组",
    PlaceKind.BUILDING: "楼栋", PlaceKind.STAIRWELL: "单元", PlaceKind.FLOOR: "楼层", PlaceKind.DOOR: "门牌",
    PlaceKind.SHOP: "门店",
}  # fmt: skip
TITLES = {post.code: post.title for post in POSTS}


def sheet(street: Street) -> WorkSheet:
    """Only with the columns that somebody of this street needs."""
    lines = [_names(leader.charges) for leader in street.leaders]
    kinds = [kind for kind in HEADERS if any(kind in line for line in lines)]
    return WorkSheet(
        name="责任人名册",
        above=[[f"{street.ground.name}责任人名册"], [f"{AS_OF.year}年{AS_OF.month}月 · 共 {len(street.leaders)} 人"]],
        header=["序号", "职务", "姓名", "联系电话", *(HEADERS[kind] for kind in kinds), "工作单位", "任职日期"],
        rows=_rows(street.leaders, lines, kinds),
        widths=(8.0, 12.0, 10.0, 14.0, *[11.0] * len(kinds), 30.0, 14.0),
    )


def _rows(leaders: list[Leader], lines: list[dict[PlaceKind, str]], kinds: list[PlaceKind]) -> Iterator[list[Value]]:
    for number, (leader, line) in enumerate(zip(leaders, lines, strict=True), 1):
        cells = [line.get(kind, "") for kind in kinds]
        yield [number, TITLES[leader.post], leader.name, leader.phone, *cells, leader.unit, AS_OF]


def _names(charges: list[CasePlace]) -> dict[PlaceKind, str]:
    """One cell a level: the way to the first place, and at its own level all of them."""
    names = dict(charges[0].chain)
    kind = charges[0].kind
    names[kind] = _together(kind, [place.name for place in charges])
    if kind is PlaceKind.DOOR and len({place.parent for place in charges}) > 1:
        names.pop(PlaceKind.FLOOR, None)  # the doors' numbers say their floors
    return names


def _together(kind: PlaceKind, names: list[str]) -> str:
    """ "3层、4层、5层" as "3-5层"; doors and names one by one."""
    numbers = [sorting_number(kind, name) for name in names]
    in_a_row = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    if len(names) == 1 or kind is PlaceKind.DOOR or not in_a_row:
        return "、".join(names)
    return f"{numbers[0]}-{numbers[-1]}{'层' if kind is PlaceKind.FLOOR else '号'}"


def write_roster(street: Street, target: Path) -> None:
    write_workbook(target, [sheet(street)], created=datetime.combine(AS_OF, time(), UTC))
