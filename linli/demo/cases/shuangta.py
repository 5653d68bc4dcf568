"""双塔街道, 苏州市姑苏区: volunteering like building blocks.

21 communities, 546 leaders of six kinds, the alley-network alliance. The account says "540 and more": each community
here has the same mix of 26. Lanes with their courtyards run the alley mode beside small blocks of
flats.
"""

from linli.demo.bench import Bench
from linli.demo.folk import Folk
from linli.demo.ground import BuildingType, CasePlace, Leader, Partner, Street, Union, check, raise_building, words
from linli.places.rules import PlaceKind

CODE = "320508021"
SEED = 320508021
MODE, ALLEY_MODE = "shuangta.building", "shuangta.alley"
RESIDENTS = 5_880

COMMUNITIES = words(
    """
    百步街 长岛 沧浪亭 城湾 翠园 大公园 定慧寺巷 二郎巷 葑溪 滚绣坊 宏葑 横街 锦帆路 里河 联青 觅渡 唐家巷
    网师巷 杏秀 杨枝 钟楼
    """
)

# of each community: residents' groups, lanes and their courtyards, buildings
GROUPS = 5
LANES: tuple[tuple[str, int], ...] = (("花桥巷", 2), ("井水巷", 1), ("石板巷", 1))
BLOCKS = 5
BLOCK = BuildingType(floors=4, stairwells=2, doors=2)
ROOMS = ("大厅", "花厅", "东厢", "西厢", "前屋", "后屋")

LEADERS = {
    "begonia_partner": 84, "party_household": 105, "resident_group_leader": 105, "building_head": 105, "alley_head": 63,
    "yard_head": 84,
}  # fmt: skip

# the blocks of the alliance: what it is called, what kind of unit it is, what it does there
ALLIANCE: tuple[tuple[str, str, str], ...] = (
    ("{}共建单位联席会", "enterprise", "共建单位"),
    ("{}警务室", "police", "社区民警"),
    ("{}青年志愿者队", "volunteers", "青年志愿者"),
    ("{}网格员队伍", "social", "网格员"),
    ("{}居民自治小组", "self_governance", "居民自治组织"),
)


def build() -> Street:
    folk = Folk(SEED, "32")
    street = Street(CODE, CasePlace(PlaceKind.SUBDISTRICT, "双塔街道", mode=MODE))
    for name in COMMUNITIES:
        _community(street, street.ground.add(PlaceKind.COMMUNITY, f"{name}社区"))
    street.homes = folk.settle(street.ground.of_kind(PlaceKind.DOOR), RESIDENTS)
    bench = Bench(folk, street.homes)
    for community in street.ground.children:
        street.leaders += _leaders(community, bench)
    for post, count in LEADERS.items():
        check(post, len(street.in_post(post)), count)
    check("communities", len(street.ground.children), 21)
    return street


def _community(street: Street, community: CasePlace) -> None:
    """Five grids, each with a residents' group and its block of flats; lanes with courtyards in the first three."""
    for group in range(1, GROUPS + 1):
        grid = community.add(PlaceKind.GRID, f"{group:02d}网格")
        raise_building(grid.add(PlaceKind.BUILDING_GROUP, f"第{group}居民小组"), f"{group}号楼", BLOCK)
        for lane, yards in LANES[group - 1 : group]:
            alley = grid.add(PlaceKind.ALLEY, lane, ALLEY_MODE)
            for yard in range(1, yards + 1):
                courtyard = alley.add(PlaceKind.COURTYARD, f"{yard}号院")
                for room in ROOMS:
                    courtyard.add(PlaceKind.DOOR, room)
    short = community.name.removesuffix("社区")
    street.unions.append(Union("巷网联盟", "alley_network", community))
    street.partners += [Partner(name.format(short), kind, community, seat) for name, kind, seat in ALLIANCE]


def _leaders(community: CasePlace, bench: Bench) -> list[Leader]:
    """The chain that the proof asks for, and beside it the blocks that fit anywhere."""
    found = [bench.official("community_secretary", [community])]
    grids = community.children
    for grid in grids:
        found += [bench.official("grid_leader", [grid]), bench.official("grid_worker", [grid])]
        found.append(bench.neighbour("party_household", [grid]))
    found += [bench.neighbour("begonia_partner", [grid]) for grid in grids[:4]]
    found += [bench.neighbour("resident_group_leader", [g]) for g in community.of_kind(PlaceKind.BUILDING_GROUP)]
    found += [bench.neighbour("building_head", [building]) for building in community.of_kind(PlaceKind.BUILDING)]
    for alley in community.of_kind(PlaceKind.ALLEY):
        found += [bench.neighbour("yard_head", [yard]) for yard in alley.children]
        found.append(bench.neighbour("alley_head", [alley]))
    return found
