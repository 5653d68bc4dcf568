"""The governance modes that ship with Linli: those of the five accounts, as data.

A level reads (place kind, post code, duty, span, other span). Spans are what the accounts advise: (unit, least, most).
Two levels may stand at places of one kind: a sector's commander and a community's leader both answer for a community.
"""

from dataclasses import dataclass

Span = tuple[str, int, int]
NO_SPAN: Span = ("none", 0, 0)


@dataclass(frozen=True)
class ShippedLevel:
    place_kind: str
    post: str
    duty: str
    span: Span = NO_SPAN
    or_span: Span = NO_SPAN


@dataclass(frozen=True)
class ShippedMode:
    code: str
    name: str
    note: str
    levels: tuple[ShippedLevel, ...]


_L = ShippedLevel
_GRID_SPAN: Span = ("households", 300, 500)
_TOP = (
    _L("community", "sector_leader", "command"),
    _L("community", "community_leader", "charge"),
    _L("grid", "grid_leader", "responsible", _GRID_SPAN),
)

MODES = [
    ShippedMode(
        "chongwen.apartment", "楼房小区（五级五长）",
            "崇文路街道：片长指挥，社区长主抓，网格长负责，楼栋长联络，楼层长包户",
        (*_TOP, _L("building", "building_leader", "liaise"),
         _L("floor", "floor_leader", "cover", ("floors", 2, 3), ("households", 5, 6))),
    ),
    ShippedMode(
        "chongwen.bungalow", "平房片区（五级五长）", "崇文路街道：巷道长联络，院落长包本院每一户",
        (*_TOP, _L("alley", "alley_leader", "liaise"), _L("courtyard", "courtyard_leader", "cover")),
    ),
    ShippedMode(
        "chongwen.commercial", "商区（五级五长）", "崇文路街道：监长由市场监管所干部担任，门店长包 10 家门店",
        (*_TOP, _L("market", "market_supervisor", "liaise"), _L("shop", "shop_leader", "cover", ("shops", 1, 10))),
    ),
    ShippedMode(
        "guazhou", "三级党组织（社区E家）", "瓜州县城：社区党委、院落党支部、楼栋党小组",
        (_L("community", "community_secretary", "charge"), _L("courtyard", "courtyard_secretary", "responsible"),
         _L("building_group", "building_group_leader", "cover")),
    ),
    ShippedMode(
        "yuhang", "四级（楼道长）", "余杭街道：街道、社区、小区、楼道",
        (_L("subdistrict", "subdistrict_leader", "command"), _L("community", "community_secretary", "charge"),
         _L("compound", "compound_leader", "responsible"), _L("stairwell", "stairwell_leader", "cover")),
    ),
    ShippedMode(
        "hongqiao", "大小蜂巢（党建三驾车）", "宏侨社区：社区为大蜂巢，小区为小蜂房，楼组建支部，楼栋有党员",
        (_L("community", "hive_leader", "charge"), _L("compound", "cell_leader", "responsible"),
         _L("building_group", "branch_secretary", "liaise"), _L("building", "building_member", "cover")),
    ),
    ShippedMode(
        "shuangta.building", "乐高式（楼长）", "双塔街道：网格长负责，居民小组长联络，楼长包楼",
        (_L("community", "community_secretary", "charge"), _L("grid", "grid_leader", "responsible", _GRID_SPAN),
         _L("building_group", "resident_group_leader", "liaise"), _L("building", "building_head", "cover")),
    ),
    ShippedMode(
        "shuangta.alley", "乐高式（巷长、院长）", "双塔街道：巷长联络，院长包院",
        (_L("community", "community_secretary", "charge"), _L("grid", "grid_leader", "responsible", _GRID_SPAN),
         _L("alley", "alley_head", "liaise"), _L("courtyard", "yard_head", "cover")),
    ),
]  # fmt: skip
