"""瓜州县城: three tiers, community Party committee → courtyard branch → building group.

8 urban communities in three towns around the county seat, 90 grids, 144 compounds and courtyards, 111 units that report
in. Only the urban communities are set up; the villages of the three towns are not part of the account.
"""

from linli.demo.bench import Bench
from linli.demo.folk import Folk
from linli.demo.ground import BuildingType, CasePlace, Leader, Partner, Street, check, raise_building, words
from linli.places.rules import PlaceKind

SEED = 620922100
MODE = "guazhou"
GRIDS = 90
COMPOUNDS = 144
UNITS = 111
RESIDENTS_A_HOME = 2.5

# town (official code) -> its urban communities: grids, compounds and courtyards
TOWNS: dict[tuple[str, str], dict[str, tuple[int, int]]] = {
    ("620922100", "渊泉镇"): {
        "疏勒社区": (13, 21), "榆林社区": (12, 19), "渊泉社区": (14, 23),
        "祁连社区": (12, 19), "常乐社区": (12, 18), "张芝社区": (13, 21),
    },
    ("620922103", "南岔镇"): {"农垦社区": (7, 12)},
    ("620922105", "瓜州镇"): {"农垦企业社区": (7, 11)},
}  # fmt: skip

BLOCK = BuildingType(floors=4, stairwells=2, doors=2)
BLOCKS = 2
STEMS = words(
    """
    疏勒 榆林 渊泉 锁阳 桥湾 蜜瓜 胡杨 祁连 张芝 常乐 玉门 瓜园 双塔 布隆 草圣 红柳 沙枣 西湖 腰站 石岗
    """
)
SUFFIXES = ("小区", "家园", "家属院", "花苑", "大院", "公寓", "新村", "平房院")
UNIT_STEMS = words(
    """
    发展改革局 教育局 科技局 工业信息局 公安局 民政局 司法局 财政局 人社局 自然资源局 生态环境局 住建局 交通局
    水务局 农业农村局 商务局 文旅局 卫健局 应急局 审计局 统计局 医保局 林草局 市场监管局 税务局 气象局 供电公司
    供热公司 供水公司 邮政公司 人民医院 中医医院 第一中学 第二中学 第一小学 渊泉小学 幼儿园
    """
)
UNIT_SUFFIXES = ("机关党支部", "窗口党支部", "退休党支部")


def build() -> list[Street]:
    """Three towns; together they are the county seat."""
    folk = Folk(SEED, "62")
    streets = []
    names = [stem + suffix for suffix in SUFFIXES for stem in STEMS]
    for (code, town), communities in TOWNS.items():
        street = Street(code, CasePlace(PlaceKind.SUBDISTRICT, town, mode=MODE), whole=False)
        for name, (grids, compounds) in communities.items():
            community = street.ground.add(PlaceKind.COMMUNITY, name)
            _community(community, grids, [names.pop(0) for _ in range(compounds)])
        doors = street.ground.of_kind(PlaceKind.DOOR)
        street.homes = folk.settle(doors, round(len(doors) * RESIDENTS_A_HOME))
        street.leaders = _leaders(street.ground, Bench(folk, street.homes))
        streets.append(street)
    _units(streets)
    _check(streets)
    return streets


def _community(community: CasePlace, grids: int, names: list[str]) -> None:
    """The compounds and courtyards dealt to the grids in turn; in each one building group of two blocks of flats."""
    made = [community.add(PlaceKind.GRID, f"{number:02d}网格") for number in range(1, grids + 1)]
    for position, name in enumerate(names):
        group = made[position % grids].add(PlaceKind.COURTYARD, name).add(PlaceKind.BUILDING_GROUP, "1楼组")
        for number in range(1, BLOCKS + 1):
            raise_building(group, f"{number}号楼", BLOCK)


def _leaders(root: CasePlace, bench: Bench) -> list[Leader]:
    found = [bench.official("community_secretary", [community]) for community in root.children]
    found += [bench.official("grid_worker", [grid]) for grid in root.of_kind(PlaceKind.GRID)]
    found += [bench.neighbour("courtyard_secretary", [yard]) for yard in root.of_kind(PlaceKind.COURTYARD)]
    found += [bench.neighbour("building_group_leader", [group]) for group in root.of_kind(PlaceKind.BUILDING_GROUP)]
    return found


def _units(streets: list[Street]) -> None:
    """Every unit reports in at a community, in turn."""
    where = [(street, community) for street in streets for community in street.ground.children]
    names = [stem + suffix for suffix in UNIT_SUFFIXES for stem in UNIT_STEMS]
    for position, name in enumerate(names):
        street, community = where[position % len(where)]
        street.partners.append(Partner(name, "government" if "局" in name else "enterprise", community))


def _check(streets: list[Street]) -> None:
    grounds = [street.ground for street in streets]
    check("communities", sum(len(ground.children) for ground in grounds), 8)
    check("grids", sum(len(ground.of_kind(PlaceKind.GRID)) for ground in grounds), GRIDS)
    check("compounds", sum(len(ground.of_kind(PlaceKind.COURTYARD)) for ground in grounds), COMPOUNDS)
    check("units", sum(len(street.partners) for street in streets), UNITS)
