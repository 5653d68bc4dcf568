"""People behind the doors of the cast's street, made directly through the models."""

from datetime import date

import pytest

from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.people.models import Household, Need, Resident
from linli.people.particulars import Particulars, checked, columns
from linli.people.rules import check_digit
from linli.testing_kept import laid

SINCE = date(2022, 3, 1)


def identity(serial: int, born: str = "19800101", region: str = "610802") -> str:
    """A valid number of a person who does not exist."""
    body = f"{region}{born}{serial:03d}"
    return body + check_digit(body)


class Homes:
    """`homes.add("door101", "李小明", phone=…)` adds a resident behind a door; they can be found by name afterwards."""

    def __init__(self, street):
        self.street = street
        self.households: dict[str, Household] = {}
        self.people: dict[str, Resident] = {}

    def household(self, door: str, label: str = "") -> Household:
        if door not in self.households:
            place = self.street.places[door]
            self.households[door] = Household.objects.create(
                path=place.path, root=place.path[:4], place=place, door=label or f"7-1-{place.name}", since=SINCE
            )
        return self.households[door]

    def add(self, door: str, name: str, needs=(), **known) -> Resident:
        home = self.household(door)
        person = checked(Particulars(name=name, **{"relation": "unknown", **known}), today=clock.today())
        row = new_id()
        one = Resident.objects.create(
            id=row,
            path=home.path,
            root=home.root,
            household=home,
            since=SINCE,
            recorded_at=clock.now(),
            **columns(row, person),
        )
        for kind in needs:
            Need.objects.create(resident=one, path=home.path, kind=kind)
        Household.objects.filter(pk=home.pk).update(size=home.size + 1)
        home.refresh_from_db()
        self.people[name] = one
        return one

    def size(self, door: str) -> int:
        return Household.objects.get(pk=self.households[door].pk).size


def neighbours(street):
    """101: the family 李 (head, wife with poor hearing, child). 102: a lodger. Next community: an outsider's neighbour."""
    made = Homes(street)
    made.add("door101", "李小明", relation="head", phone="13812340001", identity_kind="id_card", identity=identity(123))
    made.add("door101", "王秀英", relation="spouse", phone="13812340002", needs=("hearing", "chronic"))
    made.add("door101", "李一诺", relation="child", residence="owner", born_on=date(2015, 6, 1))
    made.add("door102", "买买提·艾力", relation="head", residence="lodger", phone="09123456789")
    made.household("yard1door", "槐树巷-1-东屋")
    made.add("yard1door", "单小明", relation="head", phone="13812340001")
    made.household("outdoor", "1-101")
    made.add("outdoor", "李外邻", relation="head", phone="13900000009", identity_kind="id_card", identity=identity(777))
    return made


@pytest.fixture
def homes(street):
    return laid(neighbours, street)
