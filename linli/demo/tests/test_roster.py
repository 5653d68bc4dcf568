"""The list of leaders says of everybody what the case says, in words that the import reads."""

import pytest

from linli.corps.leaders import COLUMNS, parse_rows
from linli.demo.cases import CASES
from linli.demo.roster import TITLES, has_row, write_roster
from linli.kernel.sheets import find_header, read_workbook
from linli.places.rules import PlaceKind, normal_name


@pytest.mark.parametrize("name", list(CASES))
def test_each_row_is_one_leader_with_exactly_their_charges(name, tmp_path):
    for street in CASES[name].build():
        path = tmp_path / "roster.xlsx"
        write_roster(street, path)
        [sheet] = read_workbook(path, file_name=path.name)
        header = find_header(sheet.rows, COLUMNS)
        rows = list(parse_rows(sheet.rows[header.row + 1 :], header.mapping, header.row + 2))
        leaders = [leader for leader in street.leaders if has_row(leader)]
        assert len(rows) == len(leaders)
        for row, leader in zip(rows, leaders, strict=True):
            assert not row.problem
            assert (row.name, row.phone, row.title, row.unit) == (
                leader.name, leader.phone, TITLES[leader.post], leader.unit,
            )  # fmt: skip
            assert [_plain(chain) for chain in row.chains] == [_plain(place.chain) for place in leader.charges]


def _plain(chain):
    """What a row must say of a chain: floors between stairwell and door, and groups of buildings, go without saying."""
    inner = chain[-1][0]
    left_out = {PlaceKind.BUILDING_GROUP} | ({PlaceKind.FLOOR} if inner is PlaceKind.DOOR else set())
    return [(kind, normal_name(kind, name)) for kind, name in chain if kind not in left_out]


def test_only_streets_and_groups_of_buildings_have_no_row():
    for case in CASES.values():
        for street in case.build():
            kinds = {leader.charges[0].kind for leader in street.leaders if not has_row(leader)}
            assert kinds <= {PlaceKind.SUBDISTRICT, PlaceKind.BUILDING_GROUP}
