"""Whether a row of a leaders' file means somebody of the same name who is known, or whom another row names, where no
phone says it."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from linli.access.rules import SEGMENT
from linli.corps import appointing
from linli.corps.queries.judged import Corps, Judged, Person, Term
from linli.kernel.errors import Invalid


def home_of(path: str) -> str:
    """The community that somebody works in, as far as a path says it."""
    return path[: 2 * SEGMENT]


class Twins:
    """Asks about the rows that would make a new member. `claimed`: terms that other rows of the file stand for."""

    def __init__(self, judged: Sequence[Judged], corps: Corps, root: str, claimed: set[UUID]) -> None:
        self.corps, self.root, self.claimed = corps, root, claimed
        self.named: dict[tuple[str, str], list[Judged]] = defaultdict(list)
        for item in judged:
            if item.state == "new" and item.person is None and item.blind:
                self.named[self._key(item)].append(item)

    def _key(self, item: Judged) -> tuple[str, str]:
        return item.row.name, home_of(item.places[0].path if item.places else self.root)

    def ask(self, item: Judged) -> None:
        """Sets `person`, `term` and `changes` (of the same person), or `first`, where the row may mean them."""
        for person in sorted(self._known(item), key=lambda person: not self._terms(item, person)):
            if not self._may_be(item, person):
                continue
            item.state, item.code, item.person = "twin", "corps.row_twin", person
            places = {place.id for place in item.places}
            item.term = next((term for term in self._terms(item, person) if term.places & places), None)
            if item.term:
                item.also = absorbed(self.corps, item, item.term, self.claimed)
            return
        others = self.named[self._key(item)] if not item.blind else []
        if len({other.blind for other in others}) == 1:
            item.state, item.code, item.first = "twin", "corps.row_twin_row", others[0]
            item.told = {"number": str(others[0].row.number)}

    def _known(self, item: Judged) -> list[Person]:
        name, home = self._key(item)
        found = self.corps.by_name.get(name, ())
        return [one for one in found if home_of(one.path) == home or len(one.path) < len(home)]

    def _terms(self, item: Judged, person: Person) -> list[Term]:
        running = self.corps.terms.get((person.id, item.post.pk), ()) if item.post else ()
        return [term for term in running if term.id not in self.claimed]

    def _may_be(self, item: Judged, person: Person) -> bool:
        """Two phones are two people, unless one of them has a post that no other row of the file stands for."""
        if item.blind and person.phone_blind and not self._terms(item, person):
            return False
        try:
            appointing.check_alone(self.corps.bundles.get(person.id, ()), item.post.bundle if item.post else "")
        except Invalid:
            return False
        return True


def absorbed(corps: Corps, item: Judged, term: Term, claimed: set[UUID]) -> tuple[Term, ...]:
    """Terms of the same holder in the same post that the row's places take in too, so that they end with `term`: a list
    may write in one row what were two terms. They are claimed with it."""
    claimed.add(term.id)
    places = {place.id for place in item.places}
    others = corps.terms.get((term.member, term.post), ())
    found = tuple(other for other in others if other.id not in claimed and other.places <= places)
    claimed.update(other.id for other in found)
    return found


def one_phone_each(judged: Sequence[Judged]) -> None:
    """Where the rows of one member say several phones none of them is written: each would undo the other."""
    said: dict[UUID, list[Judged]] = defaultdict(list)
    for item in judged:
        if item.person and item.blind and item.state != "rejected":
            said[item.person.id].append(item)
    for items in said.values():
        if len({item.blind for item in items}) > 1:
            for item in items:
                _without_phone(item)


def _without_phone(item: Judged) -> None:
    if "phone" not in item.changes:
        return
    item.changes = tuple(name for name in item.changes if name != "phone")
    item.row.warning = "corps.row_phones"
    if item.state == "changed" and not item.changes:
        item.state = "same"
