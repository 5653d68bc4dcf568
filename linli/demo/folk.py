"""The people behind the doors: who lives together, ages, numbers, needs. All fictional, all from a seed.

Shares follow what a county town looks like in the censuses: a third of households of one or two, three generations
under one roof in one of six, lodgers and floating families more in courtyards than in flats, nearly one resident in
five over sixty. They are plausible, not statistics.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from linli.demo.ground import AS_OF, CasePlace, Home, Person
from linli.demo.names import Names
from linli.demo.numbers import Numbers
from linli.places.rules import PlaceKind

SIZE_WEIGHTS = {1: 10, 2: 24, 3: 30, 4: 20, 5: 11, 6: 4, 7: 1}

# size -> (weight, how they live here, who they are); the first role is the head of the household.
MOULDS: dict[int, list[tuple[int, str, str]]] = {
    1: [(26, "owner", "old"), (22, "owner", "mid"), (22, "lodger", "young"), (5, "student", "student"),
        (16, "floating", "mid")],
    2: [(34, "owner", "old spouse"), (18, "owner", "young spouse"), (14, "owner", "mid spouse"),
        (8, "owner", "mid child"), (12, "lodger", "young spouse"), (10, "floating", "young mate"),
        (4, "student", "student mate")],
    3: [(44, "owner", "mid spouse child"), (16, "owner", "young spouse child"), (10, "owner", "old spouse grown"),
        (5, "owner", "mid mother child"), (15, "floating", "young spouse child"), (6, "lodger", "young mate mate"),
        (4, "student", "student mate mate")],
    4: [(40, "owner", "mid spouse child child"), (20, "owner", "mid spouse child mother"),
        (8, "owner", "old spouse grown in_law"), (22, "floating", "mid spouse child child"),
        (6, "lodger", "young mate mate mate"), (3, "student", "student mate mate mate")],
    5: [(36, "owner", "mid spouse child child mother"), (30, "owner", "mid spouse child father mother"),
        (20, "owner", "old spouse grown in_law grandchild"), (14, "floating", "mid spouse child child sibling")],
    6: [(50, "owner", "mid spouse child child father mother"),
        (40, "owner", "old spouse grown in_law grandchild grandchild"),
        (10, "owner", "mid spouse child child mother grandmother")],
    7: [(60, "owner", "mid spouse child child father mother sibling"),
        (40, "owner", "old spouse grown in_law grandchild grandchild sibling")],
}  # fmt: skip

RELATION = {
    "old": "head", "mid": "head", "young": "head", "student": "head", "spouse": "spouse", "child": "child",
    "grown": "child", "in_law": "child_in_law", "grandchild": "grandchild", "father": "parent", "mother": "parent",
    "grandmother": "grandparent", "sibling": "sibling", "mate": "non_kin",
}  # fmt: skip
HEAD_AGES = {"old": (61, 86), "mid": (34, 56), "young": (23, 34), "student": (18, 23)}
# role -> years older (+) or younger (-) than whom
AGE_FROM: dict[str, tuple[str, int, int]] = {
    "spouse": ("head", -4, 4), "child": ("head", -33, -23), "grown": ("head", -32, -24), "in_law": ("grown", -3, 3),
    "grandchild": ("grown", -30, -23), "father": ("head", 23, 29), "mother": ("head", 21, 28),
    "grandmother": ("head", 43, 50), "sibling": ("head", -8, 8),
}  # fmt: skip
MEN = {"old": 0.62, "mid": 0.72, "young": 0.58, "student": 0.5, "child": 0.52, "grown": 0.62, "grandchild": 0.52,
       "father": 1.0, "mother": 0.0, "grandmother": 0.0, "sibling": 0.5, "mate": 0.55}  # fmt: skip

# A need, who may have it (from age, to age), and how many in ten thousand of them do.
NEEDS: list[tuple[str, int, int, int]] = [
    ("hearing", 75, 130, 900), ("hearing", 0, 74, 45), ("sight", 65, 130, 260), ("sight", 0, 64, 30),
    ("speech", 3, 130, 16), ("mobility", 75, 130, 1400), ("mobility", 50, 74, 160), ("mobility", 0, 49, 35),
    ("chronic", 60, 130, 2600), ("chronic", 40, 59, 420), ("dialysis", 30, 85, 8),
]  # fmt: skip


PROVINCES = ("13", "14", "15", "32", "34", "37", "41", "42", "50", "51", "61", "62")  # where people come from


class Kin(NamedTuple):
    """What later roles of a household need to know of an earlier one."""

    age: int
    sex: str
    surname: str


class Folk:
    """Fills doors with people, from one seed.

    `province` gives the first two digits of the locals' identity numbers; `renting` multiplies the share of households
    that do not own their home.
    """

    def __init__(self, seed: int, province: str, *, renting: float = 1.0) -> None:
        self.rng = Random(seed)
        self.names = Names(self.rng)
        self.numbers = Numbers()
        self.province = province
        self.renting = renting
        self._elsewhere = [elsewhere for elsewhere in PROVINCES if elsewhere != province]

    def sizes(self, homes: int, residents: int) -> list[int]:
        """Household sizes of 1–7 that sum to `residents`."""
        sizes = self.rng.choices(list(SIZE_WEIGHTS), weights=list(SIZE_WEIGHTS.values()), k=homes)
        missing = residents - sum(sizes)
        while missing:
            step = 1 if missing > 0 else -1
            at = self.rng.randrange(homes)
            if 1 <= sizes[at] + step <= 7:
                sizes[at] += step
                missing -= step
        return sizes

    def settle(self, doors: Sequence[CasePlace], residents: int) -> list[Home]:
        """One household behind each door, `residents` people in all."""
        sizes = self.sizes(len(doors), residents)
        return [self.home(door, size) for door, size in zip(doors, sizes, strict=True)]

    def home(self, door: CasePlace, size: int) -> Home:
        moulds = MOULDS[size]
        in_yard = door.parent is not None and door.parent.kind is PlaceKind.COURTYARD
        rented = self.renting * (1.5 if in_yard else 0.6)
        weights = [w if residence == "owner" else w * rented for w, residence, _ in moulds]
        _, residence, roles = self.rng.choices(moulds, weights=weights)[0]
        return Home(door, self._household(roles.split(), residence))

    def adult(self, *, sex: str | None = None, low: int = 28, high: int = 58) -> tuple[str, str]:
        """Name and phone of somebody who holds a post and is not in the register."""
        sex = sex or self.rng.choice("12")
        year = AS_OF.year - self.rng.randint(low, high)
        return self.names.full(self.names.surname(), sex=sex, year=year), self.numbers.phone()

    def _household(self, roles: list[str], residence: str) -> list[Person]:
        """One person for each role; each is made from those before it, the head first."""
        people: list[Person] = []
        kin: dict[str, Kin] = {}
        for role in roles:
            part = "head" if role in HEAD_AGES else role
            kin[part] = made = Kin(self._age(role, roles[0], kin), self._sex(role, kin), self._surname(role, kin))
            born = self._birthday(made.age)
            name = self.names.full(made.surname, sex=made.sex, year=born.year, taken={p.name for p in people})
            people.append(Person(name, made.sex, born, RELATION[role], residence))
        for person in people:
            self._fill(person, alone=len(people) == 1)
        return people

    def _age(self, role: str, head: str, kin: dict[str, Kin]) -> int:
        if role in HEAD_AGES:
            return self.rng.randint(*HEAD_AGES[role])
        if role == "mate":
            return self.rng.randint(*HEAD_AGES["student" if head == "student" else "young"])
        whom, low, high = AGE_FROM[role]
        least = 20 if role in ("spouse", "in_law", "sibling") else 0
        return min(98, max(least, kin[whom].age + self.rng.randint(low, high)))

    def _sex(self, role: str, kin: dict[str, Kin]) -> str:
        whose = {"spouse": "head", "in_law": "grown"}.get(role)
        if whose:
            return "2" if kin[whose].sex == "1" else "1"
        return "1" if self.rng.random() < MEN[role] else "2"

    def _surname(self, role: str, kin: dict[str, Kin]) -> str:
        """Children bear the father's surname; who marries in brings their own."""
        if role in ("child", "grown"):
            spouse = kin.get("spouse")
            return spouse.surname if spouse and spouse.sex == "1" else kin["head"].surname
        if role == "grandchild":
            return kin["grown" if kin["grown"].sex == "1" else "in_law"].surname
        return kin["head"].surname if role in ("father", "sibling") else self.names.surname()

    def _birthday(self, age: int) -> date:
        """A day on which somebody of `age` at AS_OF may have been born."""
        return AS_OF.replace(year=AS_OF.year - age) - timedelta(days=self.rng.randrange(365))

    def _fill(self, person: Person, *, alone: bool) -> None:
        """Numbers, needs, and how to reach this person. A few babies have no identity number yet."""
        rng, age = self.rng, person.age
        local = person.residence == "owner" or rng.random() < 0.5
        if age > 0 or rng.random() < 0.7:
            province = self.province if local else rng.choice(self._elsewhere)
            person.identity = self.numbers.identity(born=person.born, sex=person.sex, province=province)
        if rng.random() < (0.97 if 16 <= age < 70 else 0.72 if age >= 70 else 0.0):
            person.phone = self.numbers.phone()
        needs = [need for need, low, high, share in NEEDS if low <= age <= high and rng.random() * 10_000 < share]
        if alone and age >= 60:
            needs.append("alone")
        if person.sex == "2" and person.relation in ("head", "spouse") and 22 <= age <= 38 and rng.random() < 0.03:
            needs.append("pregnant")
        if not local and age < 60 and rng.random() < 0.004:
            needs.append("language")
        person.needs = tuple(needs)
        if "hearing" in needs or "speech" in needs:
            person.reach = "text" if person.phone else "door"
        elif not person.phone:
            person.reach = "door" if age >= 60 else "relay"
