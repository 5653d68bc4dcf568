"""Chooses leaders: residents of the doors they are responsible for, each with one post only and a phone."""

from collections.abc import Iterable

from linli.demo.folk import Folk
from linli.demo.ground import CasePlace, Home, Leader, Person
from linli.places.rules import PlaceKind


class Bench:
    """People already chosen are not chosen again."""

    def __init__(self, folk: Folk, homes: Iterable[Home]) -> None:
        self.folk = folk
        self._homes = {id(home.door): home.people for home in homes}
        self._chosen: set[int] = set()

    def neighbour(self, post: str, charges: list[CasePlace], *, among: list[CasePlace] | None = None) -> Leader:
        """A leader who lives behind one of the doors of `among` (of `charges`, when not given).

        Raises ValueError when every adult there already holds a post.
        """
        doors = [d for place in among or charges for d in place.walk() if d.kind is PlaceKind.DOOR]
        adults = [p for d in doors for p in self._homes.get(id(d), ()) if p.age >= 18 and id(p) not in self._chosen]
        if not adults:
            raise ValueError((post, charges[0].chain))
        best = max(map(fitness, adults))
        person = self.folk.rng.choice([p for p in adults if fitness(p) == best])
        self._chosen.add(id(person))
        person.phone = person.phone or self.folk.numbers.phone()
        return Leader(post, person.name, person.phone, charges)

    def official(self, post: str, charges: list[CasePlace], *, unit: str = "") -> Leader:
        """A leader from outside the register: a cadre, a community worker, a shopkeeper."""
        name, phone = self.folk.adult()
        return Leader(post, name, phone, charges, unit)


def fitness(person: Person) -> int:
    """Owners between 32 and 68 with a phone first, then any adult with one."""
    settled = person.residence == "owner" and 32 <= person.age <= 68 and "mobility" not in person.needs
    return 2 * bool(person.phone) + settled
