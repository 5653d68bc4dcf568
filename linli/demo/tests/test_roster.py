"""The list of leaders contains what the case says, in words that the import reads."""

import pytest

from linli.corps.leaders import COLUMNS, parse_rows
from linli.demo.cases import CASES
from linli.demo.roster import TITLES, write_roster
from linli.intake.plain import read_records
from linli.kernel.sheets import find_header, read_workbook
from linli.places.rules import PlaceKind, normal_name


@pytest.mark.parametrize("name", list(CASES))
def test_each_row_is_one_leader_with_exactly_their_charges(name, tmp_path):
    for street in CASES[name].build():
        path = tmp_path / "roster.xlsx"
        write_roster(street, path)
        [sheet] = read_workbook(path)
        header = find_header(sheet.rows, COLUMNS)
        at = {field: column for column, field in header.mapping.items()}
        rows = list(parse_rows(read_records(0, enumerate(sheet.rows[header.row + 1 :], header.row + 2), at)))
        assert len(rows) == len(street.leaders)
        for row, leader in zip(rows, street.leaders, strict=True):
            assert not row.problem
            assert (row.name, row.phone, row.title, row.unit) == (
                leader.name, leader.phone, TITLES[leader.post], leader.unit,
            )  # fmt: skip
            assert [_plain(chain) for chain in row.chains] == [_plain(place.chain) for place in leader.charges]


def _plain(chain):
    """What a row must say of a chain: the street, and floors between stairwell and door, may be left out."""
    inner = chain[-1][0] if chain else None
    left_out = {PlaceKind.SUBDISTRICT} | ({PlaceKind.FLOOR} if inner is PlaceKind.DOOR else set())
    return [(kind, normal_name(kind, name)) for kind, name in chain if kind not in left_out]
