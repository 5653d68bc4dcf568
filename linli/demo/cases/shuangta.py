"""双塔街道, 苏州市姑苏区: volunteering like building blocks.

21 communities, 546 leaders of six kinds, the alley-network alliance. The account says "540 and more": each community
here has the same mix of 26. Residents' groups are its grids; lanes with their courtyards lie beside small blocks of
flats.
"""

from linli.demo.bench import Bench
from linli.demo.folk import Folk
from linli.demo.ground import BuildingType, Ground, Leader, Partner, Street, Union, check, raise_building, words
from linli.places.rules import PlaceKind

CODE = "320508021"
SEED = 320508021
MODE = "lego"
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
ROOMS = ("大厅", "花厅", "东厢", "西厢", "前楼", "后楼")

LEADERS = {
    "begonia_partner": 84, "party_household": 105, "group_leader": 105, "block_leader": 105, "lane_leader": 63,
    "yard_leader": 84,
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
    street = Street(CODE, Ground(PlaceKind.SUBDISTRICT, "双塔街道"))
    for name in COMMUNITIES:
        _community(street, street.ground.add(PlaceKind.COMMUNITY, f"{name}社区", MODE))
    street.homes = folk.settle(street.ground.of_kind(PlaceKind.DOOR), RESIDENTS)
    bench = Bench(folk, street.homes)
    for community in street.ground.children:
        street.leaders += _leaders(community, bench)
    for post, count in LEADERS.items():
        check(post, len(street.in_post(post)), count)
    check("communities", len(street.ground.children), 21)
    return street


def _community(street: Street, community: Ground) -> None:
    """Five residents' groups: lanes with their courtyards in the first three, a block of flats in each."""
    for group in range(1, GROUPS + 1):
        grid = community.add(PlaceKind.GRID, f"{group:02d}网格")
        raise_building(grid, f"{group}号楼", BLOCK)
        for lane, yards in LANES[group - 1 : group]:
            alley = grid.add(PlaceKind.ALLEY, lane)
            for yard in range(1, yards + 1):
                courtyard = alley.add(PlaceKind.COURTYARD, f"{yard}号院")
                for room in ROOMS:
                    courtyard.add(PlaceKind.DOOR, room)
    short = community.name.removesuffix("社区")
    street.unions.append(Union("巷网联盟", "alley_network", community))
    street.partners += [Partner(name.format(short), kind, community, seat) for name, kind, seat in ALLIANCE]


def _leaders(community: Ground, bench: Bench) -> list[Leader]:
    """What the proof asks for (group, lane or building, courtyard), then the blocks that fit anywhere."""
    found = [bench.official("community_leader", [community])]
    grids = community.children
    for grid in grids:
        found += [bench.official("grid_worker", [grid]), bench.neighbour("group_leader", [grid])]
        found.append(bench.neighbour("party_household", [grid]))
    found += [bench.neighbour("begonia_partner", [grid]) for grid in grids[:4]]
    found += [bench.neighbour("block_leader", [building]) for building in community.of_kind(PlaceKind.BUILDING)]
    for alley in community.of_kind(PlaceKind.ALLEY):
        found += [bench.neighbour("yard_leader", [yard]) for yard in alley.children]
        found.append(bench.neighbour("lane_leader", [alley]))
    return found
