"""余杭街道, 杭州市余杭区: stairwell leaders, and 3+1+X in each compound.

Four levels: sub-district, community, compound, stairwell; each compound is a grid with a grid worker. Most homes are
rented, so the register shows many lodgers and floating households.
"""

from linli.demo.bench import Bench
from linli.demo.folk import Folk
from linli.demo.ground import BuildingType, CasePlace, Leader, Partner, Street, Union, raise_building, words
from linli.places.rules import PlaceKind

CODE = "330110013"
SEED = 330110013
MODE = "yuhang"
RESIDENTS_A_HOME = 2.4

COMMUNITIES = words(
    """
    凤阳 通济 锦银 云轩 毓溪 凤凰山 山西园 南安 宝塔 南渠 凤联 沈家店 上文山 凤栖 文昌 大禹
    """
)
# of each community: its compounds and how many buildings each has
COMPOUNDS: tuple[tuple[str, int], ...] = (("{}新苑", 3), ("{}东里", 2))
BUILDING = BuildingType(floors=6, stairwells=3, doors=2)

THREE_ONE_X: tuple[tuple[str, str, str], ...] = (
    ("{}小区党支部", "party", "党组织"),
    ("{}物业公司", "property_company", "物业"),
    ("{}业主委员会", "owners_committee", "业委会"),
    ("{}党员志愿队", "volunteers", "X：党员志愿者"),
    ("{}能人工作室", "self_governance", "X：居民代表与能人"),
)


def build() -> Street:
    folk = Folk(SEED, "33", renting=3.0)
    street = Street(CODE, CasePlace(PlaceKind.SUBDISTRICT, "余杭街道", mode=MODE))
    for name in COMMUNITIES:
        community = street.ground.add(PlaceKind.COMMUNITY, f"{name}社区")
        for number, (compound_name, buildings) in enumerate(COMPOUNDS, 1):
            grid = community.add(PlaceKind.GRID, f"{number:02d}网格")
            compound = grid.add(PlaceKind.COMPOUND, compound_name.format(name))
            for building in range(1, buildings + 1):
                raise_building(compound, f"{building}号楼", BUILDING)
            street.unions.append(Union("3+1+X", "three_one_x", compound))
            street.partners += [Partner(u.format(compound.name), k, compound, seat) for u, k, seat in THREE_ONE_X]
    doors = street.ground.of_kind(PlaceKind.DOOR)
    street.homes = folk.settle(doors, round(len(doors) * RESIDENTS_A_HOME))
    street.leaders = _leaders(street.ground, Bench(folk, street.homes))
    return street


def _leaders(root: CasePlace, bench: Bench) -> list[Leader]:
    found = [bench.official("subdistrict_leader", [root])]
    found += [bench.official("community_secretary", [community]) for community in root.children]
    found += [bench.official("grid_worker", [grid]) for grid in root.of_kind(PlaceKind.GRID)]
    found += [bench.official("compound_leader", [compound]) for compound in root.of_kind(PlaceKind.COMPOUND)]
    found += [bench.neighbour("stairwell_leader", [stair]) for stair in root.of_kind(PlaceKind.STAIRWELL)]
    return found
