"""What a file of leaders would change: each row compared with the street's present members and terms."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from linli.access.actor import Actor
from linli.access.models import PostKind, under
from linli.access.permissions import Permission as P
from linli.access.rules import SEGMENT, ancestors, covers
from linli.corps import appointing
from linli.corps.appointing import Width
from linli.corps.leaders import Row, in_words, narrow
from linli.corps.models import PartnerUnit
from linli.corps.queries.judged import PHONE, Judged, Person, Term, corps_of
from linli.corps.queries.kinds import levels_in_words, reaches
from linli.corps.queries.second import At, is_set_up, lacks
from linli.corps.queries.stairwells import IN_STAIRWELLS, Stairwells
from linli.corps.queries.twins import Twins, absorbed, one_phone_each
from linli.corps.scopes import NO_PLACE
from linli.kernel.errors import Invalid, NotAllowed
from linli.kernel.sealing import crypto
from linli.people.rules import normal_text
from linli.places.chains import Chain, Found, Index
from linli.places.heads import OurStreet
from linli.places.meanings import Meanings
from linli.places.models import Place
from linli.places.rules import PlaceKind, is_odd, kind_word

# What a list makes among others of its kind only when it is new, or written wrong.
_SELDOM_NEW = frozenset(
    {
        PlaceKind.GRID, PlaceKind.COMPOUND, PlaceKind.ALLEY, PlaceKind.MARKET, PlaceKind.COURTYARD, PlaceKind.BUILDING,
        PlaceKind.STAIRWELL,
    }
)  # fmt: skip


class Judge:
    """Judges rows in the order of the file, so that the second of two equal rows is the duplicate."""

    def __init__(self, root: Place, actor: Actor, today: date, *, make_places: bool) -> None:
        self.root, self.actor, self.today, self.make_places = root, actor, today, make_places
        self.posts = _posts(root.path)
        self.units = _units(root)
        self.line = _line_of(root)
        self.reaches = reaches(root.path)
        self.above: dict[Chain, Found] = {}  # places that the root lies in, of rows that leave theirs blank
        self.corps = corps_of(root.path, today)
        self.index = Index(root)
        self.set_up = is_set_up(root.path)
        self.found: Mapping[Chain, Found] = {}
        self._named: set[tuple[Chain, PlaceKind]] = set()  # (place, kind of what a row names in it)
        self._seen: dict[tuple[object, ...], tuple[int, int]] = {}
        self._claimed: set[UUID] = set()
        self._allowed: dict[tuple[str, str], bool] = {}

    def judge(self, rows: Sequence[Row]) -> list[Judged]:
        heads = {
            chain[0][1] for row in rows for chain in row.chains if chain[:1] and chain[0][0] is PlaceKind.SUBDISTRICT
        }
        for row in rows:
            row.chains = tuple(_under_ours(chain, self.line, heads) for chain in row.chains)
            self._narrow(row)
        self._find([row for row in rows if not row.problem])
        self.blinds = crypto.blind_many([row.phone for row in rows], column=PHONE)
        judged = [self._prepared(row, blind) for row, blind in zip(rows, self.blinds, strict=True)]
        # exact matches first, so that they are not taken for changes of somebody else's row; rows with the phone before
        # those of the same name, post and places without it
        open_ones = [item for item in judged if not item.state]
        for item in sorted(open_ones, key=lambda item: (item.row.name, item.blind) not in self.corps.by_phone):
            self._match_exactly(item)
        for item in judged:
            if not item.state:
                self._match_change(item)
        twins = Twins(judged, self.corps, self.root.path, self._claimed)
        for item in judged:
            if item.state == "new" and item.person is None:
                self._ask(item, twins)
        one_phone_each(judged)
        for item in judged:
            self._not_oneself(item)
            self._ask_places(item)
        return judged

    def _ask(self, item: Judged, twins: Twins) -> None:
        if item.row.written:
            item.state, item.code = "odd", "corps.row_name_odd"
            item.told = {"text": item.row.written[:30], "name": item.row.name[:30]}
            return
        twins.ask(item)
        if item.person:
            item.changes = ("places",) if item.term else ()
            item.changes += self._changes(item, item.person, item.term)

    def _find(self, rows: Sequence[Row]) -> None:
        """The places that the rows mean; a row of which that cannot be told has a problem."""
        below = {chain for row in rows for chain in row.chains if chain and chain not in self.above}
        meanings = Meanings(self.index, below, makes=self.make_places)
        stairwells = Stairwells(self.index, meanings, below)
        for row in rows:
            stairwells.spread(row)
        below |= {chain for row in rows if row.spread for chain in row.chains}
        meant = {chain: meanings.of(chain) for chain in below}
        for row in rows:
            doubtful = [chain for chain in row.chains if chain in meant and meant[chain].doubt]
            if doubtful:
                row.problem, row.told = "corps.row_which_place", {"place": in_words(doubtful[:1])}
            elif self.make_places and any(_is_odd(chain, meanings) for chain in row.chains if chain in meant):
                row.problem, row.told = "corps.row_scope_unread", {"text": in_words(row.chains)[:40]}
            elif self.make_places:
                self._check_made(row, meanings, below, stairwells)
            row.chains = tuple(meant[chain].chain if chain in meant else chain for chain in row.chains)
            _leave_out_inner(row)
        self._named = {
            (chain[:length], kind)
            for row in rows
            for chain in row.chains
            for length in range(len(chain))
            for kind, _name in chain[length:]
        }
        found = {one.chain: one.found for one in meant.values() if one.found and not one.doubt}
        self.found = {**found, **self.above}

    def _check_made(
        self, row: Row, meanings: Meanings, below: Collection[Chain], stairwells: Stairwells
    ) -> None:  # fmt: skip
        """A home is not made beside the stairwells of its building. A place that would be made among others of its kind
        may be a slip of the pen: `unlike` says so, and is asked about."""
        for chain in row.chains:
            if chain not in below or meanings.of(chain).found:
                continue
            for at, (kind, name) in enumerate(chain):
                if kind in IN_STAIRWELLS and stairwells.of(chain[:at]):
                    row.problem = "corps.row_which_stairwell"
                    row.told = {"building": chain[at - 1][1][:30], "place": name[:30]}
                    return
            at = next(at for at in range(len(chain)) if meanings.of(chain[: at + 1]).found is None)
            above, kind = meanings.of(chain[:at]).found, chain[at][0]
            there = self.index.count_inside(above.path, kind) if above and kind in _SELDOM_NEW else 0
            if there and not row.unlike:
                row.unlike = {"place": in_words([chain[: at + 1]])[:40], "kind": kind_word(kind), "n": str(there)}

    def _narrow(self, row: Row) -> None:
        if row.problem == NO_PLACE:
            if row.unread:  # another column may say the place: nothing is inferred
                row.problem = "corps.row_unread"
            else:
                self._stand(row)
            return
        kind, line = PlaceKind(self.root.kind), {kind: place.name for kind, place in self.line.items()}
        try:
            row.chains = tuple(narrow(chain, line, kind) for chain in row.chains)
        except Invalid as refusal:
            row.chains = ()
            row.problem, row.told = refusal.code, {key: str(value) for key, value in refusal.data.items()}

    def _stand(self, row: Row) -> None:
        """A 片长 or 社区长 whose row names no place stands at the root, or at the one place above it of the kind that
        the modes give the post: whoever imports must be allowed to appoint there. Anybody else must name a place."""
        post = self.posts.get(normal_text(row.title))
        reach = self._reach(post) if post else None
        kinds = reach.kinds & set(self.line) if reach else frozenset()
        if len(kinds) != 1:
            return
        (kind,) = kinds
        place = self.line[kind]
        chain: Chain = () if place.pk == self.root.pk else ((kind, place.name),)
        if chain and self.actor.account is not None and not self.actor.may(P.CORPS_APPOINT, place.path):
            row.problem, row.told = "corps.row_above", {"place": place.name, "root": self.root.name}
            return
        if chain:
            self.above[chain] = Found(place.pk, place.path)
        row.chains, row.problem = (chain,), ""

    def _prepared(self, row: Row, blind: bytes | None) -> Judged:
        item = Judged(row, "", blind=blind)
        if row.problem:
            return _reject(item, row.problem, **row.told)
        if row.ends and row.ends <= self.today:
            return _reject(item, "corps.row_term_over", ends=row.ends.isoformat())
        item.post = self.posts.get(normal_text(row.title))
        if item.post is None:
            return _reject(item, "corps.row_post_unknown", title=row.title[:20])
        highest = min((self.above[chain].path for chain in row.chains if chain in self.above), default=self.root.path)
        if not self._may_give(item.post.bundle, highest):
            return _reject(item, "corps.row_may_not_give", title=row.title)
        if self._widest(item, Width.TOO_WIDE):
            return self._reject_wide(item)
        kinds = {chain[-1][0] if chain else self.root.kind for chain in row.chains}
        item.second = self.set_up and lacks(self.actor, item.post.bundle, [At(highest, kind) for kind in kinds])
        missing = next((chain for chain in row.chains if chain and chain not in self.found), None)
        if missing and not self.make_places:
            return _reject(item, "corps.row_place_unknown", place=in_words([missing]))
        item.places = tuple(
            self.found[chain] if chain else self.index.root for chain in row.chains if not chain or chain in self.found
        )
        item.unit = self.units.get(normal_text(row.unit)) if row.unit else None
        if row.unit and item.unit is None:
            return _reject(item, "corps.row_unit_unknown", unit=row.unit[:30])
        return self._not_twice(item, row, blind)

    def _not_twice(self, item: Judged, row: Row, blind: bytes | None) -> Judged:
        key = (row.name, blind, item.post and item.post.pk, frozenset(row.chains))
        first = self._seen.setdefault(key, row.key)
        return item if first == row.key else _reject(item, "corps.row_twice", number=str(first[1]))

    def _reach(self, post: PostKind) -> appointing.Reach | None:
        return self.reaches.get(post.deputy_of_id or post.pk)

    def _widest(self, item: Judged, width: Width) -> str:
        """The first place of the row that has this width for its post, in words; "" when there is none."""
        reach = self._reach(item.post) if item.post else None
        for chain in item.row.chains if reach else ():
            kind = chain[-1][0] if chain else PlaceKind(self.root.kind)
            if appointing.width(reach, kind, divided=self._is_divided(chain, reach)) is width:
                return in_words([chain]) or self.root.name
        return ""

    def _is_divided(self, chain: Chain, reach: appointing.Reach | None) -> bool:
        """Whether the tree, or another row, has places of the post's own level there."""
        kinds = reach.kinds if reach else frozenset()
        there = self.found.get(chain) if chain else Found(self.root.pk, self.root.path)
        return any((chain, kind) in self._named for kind in kinds) or (
            there is not None and any(self.index.count_inside(there.path, kind) for kind in kinds)
        )

    def _reject_wide(self, item: Judged) -> Judged:
        reach = self._reach(item.post) if item.post else None
        place = self._widest(item, Width.TOO_WIDE) or self._widest(item, Width.ASKED)
        return _reject(item, "corps.row_too_wide", title=item.row.title, place=place[:40], kind=levels_in_words(reach))

    def _ask_places(self, item: Judged) -> None:
        """One leader for a place wider than their level, a place made among others, floors of several stairwells:
        asked, unless it stands so already. One row is asked one thing: whose name is in doubt too comes back."""
        if item.state in {"same", "rejected"} or (item.state == "changed" and "places" not in item.changes):
            return
        place = self._widest(item, Width.ASKED)
        if item.row.unlike and len(item.places) < len(item.row.chains) and (place or item.state in {"odd", "twin"}):
            _reject(item, "corps.row_place_unlike", **item.row.unlike)
        elif item.row.unlike and len(item.places) < len(item.row.chains):
            item.state, item.code, item.told = "unlike", "corps.row_place_unlike", dict(item.row.unlike)
        elif place and item.state in {"odd", "twin"}:
            self._reject_wide(item)
        elif place:
            reach = self._reach(item.post) if item.post else None
            item.state, item.code = "wide", "corps.row_wide"
            item.told = {"title": item.row.title, "place": place[:40], "kind": levels_in_words(reach)}
        self._ask_stairwells(item)
        self._ask_note(item)

    def _ask_note(self, item: Judged) -> None:
        """Whether they hold the post, where the note leaves it open; with another question the row comes back."""
        told = {"text": item.row.doubt[:30], "name": item.row.name[:30]}
        if item.row.doubt and item.state in {"new", "changed"}:
            item.state, item.code, item.told = "held", "corps.row_note", told
        elif item.row.doubt and item.state != "rejected":
            _reject(item, "corps.row_note", **told)

    def _ask_stairwells(self, item: Judged) -> None:
        if item.row.spread and item.state in {"new", "changed"}:
            item.state, item.code, item.told = "spread", "corps.row_spread", dict(item.row.spread)
        elif item.row.spread and item.state != "rejected":
            _reject(item, "corps.row_which_stairwell", **item.row.spread)

    def _may_give(self, bundle: str, path: str) -> bool:
        if self.actor.account is None:
            return True
        if (bundle, path) not in self._allowed:
            giver = [held.bundle for held in self.actor.held if covers(held.path, path)]
            try:
                appointing.check_may_give(giver, bundle)
                self._allowed[bundle, path] = True
            except NotAllowed:
                self._allowed[bundle, path] = False
        return self._allowed[bundle, path]

    def _match_exactly(self, item: Judged) -> None:
        """The same person in the same post at the same places: the same, or with another phone, unit or term."""
        places = frozenset(place.id for place in item.places)
        for person in self._candidates(item):
            for term in self.corps.terms.get((person.id, item.post.pk if item.post else person.id), ()):
                if term.places == places and term.id not in self._claimed and len(item.places) == len(item.row.chains):
                    self._claimed.add(term.id)
                    item.person, item.term = person, term
                    item.changes = self._changes(item, person, term)
                    item.state = "changed" if item.changes else "same"
                    return

    def _candidates(self, item: Judged) -> list[Person]:
        """Candidates for the row's person: the same name with the same phone first, then the same name."""
        same = self.corps.by_phone.get((item.row.name, item.blind)) if item.blind else None
        named = self.corps.by_name.get(item.row.name, [])
        return [same, *(person for person in named if person is not same)] if same else named

    def _changes(self, item: Judged, person: Person, term: Term | None) -> tuple[str, ...]:
        row = item.row
        different = {
            "phone": bool(item.blind) and item.blind != person.phone_blind,
            "unit": item.unit is not None and item.unit != person.unit,
            "starts": term is not None and row.starts is not None and row.starts != term.starts,
            "ends": term is not None and row.ends is not None and row.ends != term.ends,
        }
        return tuple(name for name, differs in different.items() if differs)

    def _match_change(self, item: Judged) -> None:
        """The same person (name and phone) in the same post at overlapping places: the places changed. Else: new."""
        places = {place.id for place in item.places}
        person = self.corps.by_phone.get((item.row.name, item.blind)) if item.blind else None
        item.person = person
        for term in self.corps.terms.get((person.id, item.post.pk), ()) if person and item.post else ():
            if term.places & places and term.id not in self._claimed:
                item.term, item.state = term, "changed"
                item.also = absorbed(self.corps, item, term, self._claimed)
                item.changes = ("places", *self._changes(item, person, term)) if person else ("places",)
                return
        item.state = "new"
        if person and item.post:
            self._keep_auditors_alone(item, person, item.post)

    def _not_oneself(self, item: Judged) -> None:
        """The same rule as for one appointment (`giving.check_not_oneself`)."""
        given = item.state == "new" or (item.state == "changed" and {"places", "starts", "ends"} & set(item.changes))
        if given and item.person and item.person.id == self.actor.person:
            _reject(item, "corps.row_oneself")

    def _keep_auditors_alone(self, item: Judged, person: Person, post: PostKind) -> None:
        try:
            appointing.check_alone(self.corps.bundles.get(person.id, ()), post.bundle)
        except Invalid as refusal:
            _reject(item, refusal.code)


def _under_ours(chain: Chain, line: Mapping[PlaceKind, Place], heads: Collection[str]) -> Chain:
    """ "榆林市榆阳区崇文路街道" at the beginning of a chain as our street's name, where it is ours."""
    if not chain or chain[0][0] is not PlaceKind.SUBDISTRICT:
        return chain
    street = line[PlaceKind.SUBDISTRICT]
    ours = OurStreet(street.name, next((place.code for place in line.values() if place.code), ""))
    return ((PlaceKind.SUBDISTRICT, street.name), *chain[1:]) if ours.is_named(chain[0][1], heads) else chain


def _leave_out_inner(row: Row) -> None:
    """Of places inside one another the outer one is meant, as in `appoint`."""
    named = set(row.chains)
    kept = [chain for chain in row.chains if not any(chain[:length] in named for length in range(len(chain)))]
    row.inside, row.chains = len(kept) < len(row.chains), tuple(kept)


def _is_odd(chain: Chain, meanings: Meanings) -> bool:
    """Whether a place would be made that is called oddly, or a stairwell or floor outside any building."""
    kinds = {kind for kind, _name in chain}
    outside = bool(kinds & {PlaceKind.STAIRWELL, PlaceKind.FLOOR}) and not kinds & {
        PlaceKind.BUILDING,
        PlaceKind.COURTYARD,
    }
    missing = [step for at, step in enumerate(chain) if meanings.of(chain[: at + 1]).found is None]
    return bool(missing) and (outside or any(is_odd(*step) for step in missing))


def _reject(item: Judged, code: str, **told: str) -> Judged:
    item.state, item.code, item.told = "rejected", code, told
    return item


def _posts(path: str) -> dict[str, PostKind]:
    """Title -> kind: the street's own kinds win over shipped ones; retired ones are unknown."""
    rows = PostKind.objects.for_street(path[:SEGMENT]).filter(retired=False).order_by("path", "-code")
    return {normal_text(post.title): post for post in rows}


def _line_of(root: Place) -> dict[PlaceKind, Place]:
    """The root of the import and what it lies in, by kind."""
    return {PlaceKind(place.kind): place for place in Place.objects.filter(path__in=ancestors(root.path))}


def _units(root: Place) -> dict[str, UUID]:
    rows = PartnerUnit.objects.filter(under([root.path[:SEGMENT]]), left_on=None)
    return {normal_text(name): pk for pk, name in rows.values_list("pk", "name")}
