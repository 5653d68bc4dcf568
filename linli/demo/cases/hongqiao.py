"""宏侨社区, 福清市宏路街道: the beehive (蜂巢). 4,883 households, compounds as small hives, the three carriages
(三驾车) in each.

One member is responsible for each building and one branch for each group of buildings; the community is the big hive.
Each compound is a grid of its own with a grid worker.
"""

from linli.demo.bench import Bench
from linli.demo.folk import Folk
from linli.demo.ground import BuildingType, CasePlace, Leader, Partner, Street, Union, check, raise_building
from linli.places.rules import PlaceKind

CODE = "350181005"
SEED = 350181005
MODE = "hongqiao"
RESIDENTS = 13_916
HOUSEHOLDS = 4_883

TOWER = BuildingType(floors=18, stairwells=1, doors=4)
WALK_UP = BuildingType(floors=6, stairwells=2, doors=2)
NARROW = BuildingType(floors=11, stairwells=1, doors=1)

# compound -> its buildings, by kind
COMPOUNDS: dict[str, list[tuple[int, BuildingType]]] = {
    "宏侨花园": [(10, TOWER)],
    "融侨新城": [(12, TOWER)],
    "石竹湖畔": [(10, TOWER)],
    "玉融山庄": [(8, TOWER)],
    "清荣苑": [(11, TOWER)],
    "宏路家园": [(9, TOWER)],
    "侨兴里": [(12, WALK_UP)],
    "福厦小区": [(11, WALK_UP), (1, NARROW)],
}
BUILDINGS_A_GROUP = 4

CARRIAGES: tuple[tuple[str, str, str], ...] = (
    ("{}居民小组", "self_governance", "居委会"),
    ("{}物业服务中心", "property_company", "物业公司"),
    ("{}楼栋党小组", "party", "楼栋党小组"),
)


def build() -> Street:
    folk = Folk(SEED, "35")
    street = Street(CODE, CasePlace(PlaceKind.SUBDISTRICT, "宏路街道", mode=MODE))
    community = street.ground.add(PlaceKind.COMMUNITY, "宏侨社区")
    for number, (name, blocks) in enumerate(COMPOUNDS.items(), 1):
        compound = community.add(PlaceKind.GRID, f"{number:02d}网格").add(PlaceKind.COMPOUND, name)
        _raise(compound, [form for count, form in blocks for _ in range(count)])
        street.unions.append(Union("党建三驾车", "three_carriages", compound))
        street.partners += [Partner(unit.format(name), kind, compound, seat) for unit, kind, seat in CARRIAGES]
    street.homes = folk.settle(street.ground.of_kind(PlaceKind.DOOR), RESIDENTS)
    street.leaders = _leaders(community, Bench(folk, street.homes))
    check("households", len(street.homes), HOUSEHOLDS)
    return street


def _raise(compound: CasePlace, forms: list[BuildingType]) -> None:
    for start in range(0, len(forms), BUILDINGS_A_GROUP):
        group = compound.add(PlaceKind.BUILDING_GROUP, f"第{start // BUILDINGS_A_GROUP + 1}楼组")
        for number, form in enumerate(forms[start : start + BUILDINGS_A_GROUP], start + 1):
            raise_building(group, f"{number}号楼", form)


def _leaders(community: CasePlace, bench: Bench) -> list[Leader]:
    found = [bench.official("hive_leader", [community])]
    found += [bench.official("grid_worker", [grid]) for grid in community.children]
    found += [bench.neighbour("cell_leader", [compound]) for compound in community.of_kind(PlaceKind.COMPOUND)]
    found += [bench.neighbour("branch_secretary", [group]) for group in community.of_kind(PlaceKind.BUILDING_GROUP)]
    found += [bench.neighbour("building_member", [building]) for building in community.of_kind(PlaceKind.BUILDING)]
    return found
