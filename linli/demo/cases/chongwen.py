"""崇文路街道, 榆林市榆阳区: five levels, five leaders. Three modes side by side, every figure as in the account.

The account gives 7 communities, 64 grids, 57,125 residents and 4,170 leaders by kind. How they are distributed is made
up so that the figures come out exactly: the buildings of `BUILDINGS` are 181 and are divided among 562 floor leaders;
520 alleys hold 2,765 courtyards. Shops and their leaders are added, because the account does not count them.
"""

from linli.demo.bench import Bench
from linli.demo.folk import Folk
from linli.demo.ground import (
    BuildingType,
    CasePlace,
    Leader,
    Partner,
    Street,
    check,
    deal,
    floor_charges,
    raise_building,
    spread,
    words,
)
from linli.places.rules import PlaceKind

CODE = "610802006"
SEED = 610802006
APARTMENT, BUNGALOW, COMMERCIAL = "chongwen.apartment", "chongwen.bungalow", "chongwen.commercial"
RESIDENTS = 57_125
HOUSEHOLDS = 18_212
ALLEYS = 520
COURTYARDS = 2_765
MARKETS = 14
SHOP_LEADERS = 116
SHOPS_EACH = 10

LEADERS = {
    "sector_leader": 7, "community_leader": 7, "grid_leader": 64, "grid_worker": 64, "building_leader": 181,
    "floor_leader": 562, "alley_leader": 520, "courtyard_leader": 2_765,
}  # fmt: skip

# community -> grids of blocks of flats, grids of courtyards, grids that mix both
COMMUNITIES: dict[str, tuple[int, int, int]] = {
    "聚财社区": (2, 6, 1),
    "春苑社区": (2, 7, 1),
    "崇文路社区": (3, 5, 1),
    "芹涧路社区": (2, 6, 1),
    "迎滨路社区": (2, 7, 0),
    "学院社区": (2, 7, 1),
    "寨城庄社区": (1, 6, 1),
}

# How many, and what they are like. A floor leader takes two or three floors of a stairwell, or five or six doors.
BUILDINGS: list[tuple[int, BuildingType]] = [
    (35, BuildingType(floors=6, stairwells=2, doors=2, charges=(3, 3))),
    (36, BuildingType(floors=6, stairwells=1, doors=3, charges=(2, 2, 2))),
    (42, BuildingType(floors=6, stairwells=1, doors=4, charges=(3, 3))),
    (24, BuildingType(floors=5, stairwells=1, doors=3, charges=(3, 2))),
    (22, BuildingType(floors=11, stairwells=1, doors=4, charges=(3, 3, 3, 2))),
    (10, BuildingType(floors=18, stairwells=1, doors=4, charges=(3, 3, 3, 3, 3, 3))),
    (10, BuildingType(floors=3, stairwells=3, doors=2, doors_each=6)),
    (2, BuildingType(floors=5, stairwells=1, doors=2, doors_each=5)),
]

COMPOUNDS = words(
    """
    崇文 学府 榆阳 金沙 静园 春晖 聚鑫 宏远 阳光 金榆 文苑 锦绣 世纪 康馨 长乐 安泰 惠民 丰泽 玉泉 明珠 枫林
    红山 驼城 塞上 银河 鸿福 永安 和谐 馨园 开源 滨河 泰和 瑞祥 福源 昌盛 建业 新城 望湖 兴榆 柳营 文昌 德馨
    鼎盛 华庭 绿洲 朝阳 广榆 育才
    """
)
OFFICE, MARKET_OFFICE = "崇文路街道办事处", "榆阳区市场监督管理局崇文路所"
COMPOUND_SUFFIXES = ("小区", "苑", "家园", "花园", "家属院")
ALLEY_STEMS = words(
    """
    槐树 柳树 枣园 杏花 桃李 梨园 古城 钟楼 鼓楼 城墙 水巷 米市 盐店 布市 皮坊 毡房 铁匠 木匠 石匠 油坊 粉坊
    豆腐 驼铃 马号 井台 沙河 榆树 松柏 菜园 窑上 窑坡 砖窑 北门 南门 西门 东门 东沟 前坡 后坡 戏楼 学堂 文庙 书院
    药王 三官 五雷 香坊 碾子 槽坊 纸坊 银匠
    """
)
ROOMS = ("正房", "东房", "西房", "南房", "东耳房", "西耳房", "后房")
NUMERALS = "一二三四五六七八九十"


def build() -> Street:
    """The whole street: the same one each time."""
    folk = Folk(SEED, "61")
    street = Street(CODE, CasePlace(PlaceKind.SUBDISTRICT, "崇文路街道"))
    flats, yards, mixed = _grids(street.ground)
    forms = _blocks(flats, mixed, folk)
    _alleys(yards, mixed, folk)
    _markets(street.ground, folk)
    street.homes = folk.settle(street.ground.of_kind(PlaceKind.DOOR), RESIDENTS)
    street.partners = [Partner(name, "government", street.ground) for name in (OFFICE, MARKET_OFFICE)]
    street.leaders = _leaders(street, Bench(folk, street.homes), forms)
    _check(street)
    return street


def _grids(root: CasePlace) -> tuple[list[CasePlace], list[CasePlace], list[CasePlace]]:
    """The grids of flats, of courtyards, and mixed; numbered within their community."""
    kinds: tuple[list[CasePlace], list[CasePlace], list[CasePlace]] = ([], [], [])
    for name, counts in COMMUNITIES.items():
        community = root.add(PlaceKind.COMMUNITY, name)
        number = 0
        for grids, count, mode in zip(kinds, counts, (APARTMENT, BUNGALOW, BUNGALOW), strict=True):
            for _ in range(count):
                number += 1
                grids.append(community.add(PlaceKind.GRID, f"{number:02d}网格", mode))
    return kinds


def _blocks(flats: list[CasePlace], mixed: list[CasePlace], folk: Folk) -> list[tuple[CasePlace, BuildingType]]:
    """Compounds and their buildings; in a mixed grid the compound runs the apartment mode for itself."""
    forms = [form for count, form in BUILDINGS for _ in range(count)]
    folk.rng.shuffle(forms)
    grids = [*flats, *mixed]
    names = [stem + suffix for suffix in COMPOUND_SUFFIXES for stem in COMPOUNDS]
    folk.rng.shuffle(names)
    raised = []
    for grid, held in zip(grids, deal([f.homes for f in forms], [2] * len(flats) + [1] * len(mixed)), strict=True):
        for start in range(0, len(held), 5):
            compound = grid.add(PlaceKind.COMPOUND, names.pop(), APARTMENT if grid.mode != APARTMENT else "")
            for number, position in enumerate(held[start : start + 5], 1):
                raised.append((raise_building(compound, f"{number}号楼", forms[position]), forms[position]))
    return raised


def _alleys(yards: list[CasePlace], mixed: list[CasePlace], folk: Folk) -> None:
    """Alleys of three to nine courtyards, courtyards of two to seven homes."""
    doors = HOUSEHOLDS - sum(count * form.homes for count, form in BUILDINGS)
    homes = iter(spread(doors, COURTYARDS, 2, 7, folk.rng))
    courtyards = spread(COURTYARDS, ALLEYS, 3, 9, folk.rng)
    grids = [*yards, *mixed]
    shares = deal(courtyards, [2] * len(yards) + [1] * len(mixed))
    for grid, stem, held in zip(grids, ALLEY_STEMS[: len(grids)], shares, strict=True):
        for number, position in enumerate(held, 1):
            alley = grid.add(PlaceKind.ALLEY, f"{stem}{chinese(number)}巷")
            for yard in range(1, courtyards[position] + 1):
                courtyard = alley.add(PlaceKind.COURTYARD, f"{yard}号院")
                for room in ROOMS[: next(homes)]:
                    courtyard.add(PlaceKind.DOOR, room)


def _markets(root: CasePlace, folk: Folk) -> None:
    """Two business quarters a community, in its first grids, under the commercial mode."""
    shops = spread(SHOP_LEADERS, MARKETS, 5, 12, folk.rng)
    for position, leaders in enumerate(shops):
        community = root.children[position // 2]
        market = community.children[position % 2].add(
            PlaceKind.MARKET, f"{community.name.removesuffix('社区')}{'南北'[position % 2]}商业街", COMMERCIAL
        )
        for number in range(1, leaders * SHOPS_EACH + 1):
            market.add(PlaceKind.SHOP, f"{number}号铺")


def _leaders(street: Street, bench: Bench, forms: list[tuple[CasePlace, BuildingType]]) -> list[Leader]:
    root = street.ground
    found = [bench.official("sector_leader", [community], unit=OFFICE) for community in root.children]
    found += [bench.official("community_leader", [community]) for community in root.children]
    for grid in root.of_kind(PlaceKind.GRID):
        found += [bench.official("grid_leader", [grid]), bench.official("grid_worker", [grid])]
    for building, form in forms:
        found += [bench.neighbour("floor_leader", charge) for charge in floor_charges(building, form)]
        found.append(bench.neighbour("building_leader", [building]))
    for alley in root.of_kind(PlaceKind.ALLEY):
        found += [bench.neighbour("courtyard_leader", [yard]) for yard in alley.children]
        found.append(bench.neighbour("alley_leader", [alley]))
    for market in root.of_kind(PlaceKind.MARKET):
        found.append(bench.official("market_supervisor", [market], unit=MARKET_OFFICE))
        for start in range(0, len(market.children), SHOPS_EACH):
            found.append(bench.official("shop_leader", market.children[start : start + SHOPS_EACH]))
    return found


def _check(street: Street) -> None:
    check("communities", len(street.ground.children), 7)
    check("grids", len(street.ground.of_kind(PlaceKind.GRID)), 64)
    check("residents", street.residents, RESIDENTS)
    check("households", len(street.homes), HOUSEHOLDS)
    for post, count in LEADERS.items():
        check(post, len(street.in_post(post)), count)
    check("leaders", sum(LEADERS.values()), 4_170)


def chinese(number: int) -> str:
    """1–99 in Chinese numerals, as alleys are numbered."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else NUMERALS[tens - 1] + "十"
    return head + (NUMERALS[ones - 1] if ones else "")
