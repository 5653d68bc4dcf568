"""What kinds of places there are, what may lie in what, and how a level of governance answers for its place."""

from enum import StrEnum


class PlaceKind(StrEnum):
    SUBDISTRICT = "subdistrict"
    COMMUNITY = "community"
    SECTOR = "sector"
    GRID = "grid"
    COMPOUND = "compound"
    ALLEY = "alley"
    MARKET = "market"
    COURTYARD = "courtyard"
    BUILDING_GROUP = "building_group"
    BUILDING = "building"
    STAIRWELL = "stairwell"
    FLOOR = "floor"
    DOOR = "door"
    SHOP = "shop"


def kind_choices() -> list[tuple[str, str]]:
    return [
        ("subdistrict", "街道"), ("community", "社区"), ("sector", "片区"), ("grid", "网格"), ("compound", "小区"),
        ("alley", "巷道"), ("market", "商区"), ("courtyard", "院落"), ("building_group", "楼组"), ("building", "楼栋"),
        ("stairwell", "单元"), ("floor", "楼层"), ("door", "户"), ("shop", "门店"),
    ]


# A place lies in a place of a smaller number: a street has no parent, a door has no children.
DEPTH: dict[PlaceKind, int] = {
    PlaceKind.SUBDISTRICT: 0, PlaceKind.COMMUNITY: 10, PlaceKind.SECTOR: 20, PlaceKind.GRID: 30,
    PlaceKind.COMPOUND: 40, PlaceKind.ALLEY: 40, PlaceKind.MARKET: 40, PlaceKind.COURTYARD: 45,
    PlaceKind.BUILDING_GROUP: 50, PlaceKind.BUILDING: 55, PlaceKind.STAIRWELL: 60, PlaceKind.FLOOR: 70,
    PlaceKind.DOOR: 80, PlaceKind.SHOP: 80,
}  # fmt: skip

# What each household or shop hangs on: the units that the coverage proof counts.
UNITS = frozenset({PlaceKind.DOOR, PlaceKind.SHOP})


class Duty(StrEnum):
    """What a level does for its place (the account of 崇文路: 指挥、主抓、负责、联络、包户)."""

    COMMAND = "command"
    CHARGE = "charge"
    RESPONSIBLE = "responsible"
    LIAISE = "liaise"
    COVER = "cover"


def duty_choices() -> list[tuple[str, str]]:
    return [("command", "指挥"), ("charge", "主抓"), ("responsible", "负责"), ("liaise", "联络"), ("cover", "包户")]


class SpanUnit(StrEnum):
    NONE = "none"
    HOUSEHOLDS = "households"
    FLOORS = "floors"
    SHOPS = "shops"
    BUILDINGS = "buildings"
    PEOPLE = "people"


def span_unit_choices() -> list[tuple[str, str]]:
    return [
        ("none", "不限"), ("households", "户"), ("floors", "层"), ("shops", "店"), ("buildings", "栋"), ("people", "人"),
    ]


def may_lie_in(kind: PlaceKind, parent: PlaceKind | None) -> bool:
    """A street stands alone; everything else lies in something coarser."""
    if parent is None:
        return kind is PlaceKind.SUBDISTRICT
    return DEPTH[kind] > DEPTH[parent]
