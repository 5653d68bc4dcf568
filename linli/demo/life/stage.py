"""Where the life of a demonstration takes place, and who takes part in it."""

from dataclasses import dataclass
from random import Random
from uuid import UUID

from linli.access.actions import change_password, make_account, one_time_password
from linli.access.actor import Actor
from linli.access.models import Account, Grant, PostKind
from linli.access.rules import ancestors
from linli.calls.models import CallKind
from linli.calls.queries.receiving import first_receiver
from linli.corps.models import Appointment, Charge, Member, PartnerUnit
from linli.demo import accounts
from linli.demo.cases import Case
from linli.demo.files import actor_called
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.people.models import Household, Resident
from linli.places.models import Place

_BUILDINGS = ("building", "courtyard", "alley", "compound")
PHONES = "1549"  # of the block that nobody has (`numbers`)


@dataclass(frozen=True)
class Spot:
    """A building or courtyard with the leader who receives its calls."""

    place: Place
    leader: UUID


class Stage:
    """The street of a case. `community` is that of its community worker; `near` is where its first leader with a
    sign-in is posted (a grid, a compound), `own` where the second is (floors, a yard, a building)."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.rng = Random(case.codes[0])
        self.street = Place.objects.get(parent=None, code=case.codes[0], closed_on=None)
        self.community = self._place_of("shequ")
        (self.near_login, *_), (self.own_login, *_) = case.eyes[0], case.eyes[-1]
        self.near, self.own = self._place_of(self.near_login), self._place_of(self.own_login)
        self.kinds = {kind.code: kind for kind in CallKind.objects.filter(path="")}
        self.posts = {post.code: post for post in PostKind.objects.filter(path="")}
        self.units: dict[str, PartnerUnit] = {}
        self.spots: list[Spot] = []  # those of `near` first, then of the community, then one of each other community
        self._people = 0

    def _place_of(self, username: str) -> Place:
        person = Account.objects.values_list("person", flat=True).get(username=username)
        path = Grant.objects.filter(person=person).order_by("path").values_list("path", flat=True)[0]
        return Place.objects.get(path=path)

    # --- people -----------------------------------------------------------------------------------------------------

    def office(self) -> Actor:
        return actor_called(accounts.OFFICE)

    def worker(self) -> Actor:
        """The community worker."""
        return actor_called("shequ")

    def keeper(self) -> Actor:
        """The registrar."""
        return actor_called("taizhang")

    def close(self) -> Actor:
        """Who is posted at `near`."""
        return actor_called(self.near_login)

    def lowest(self) -> Actor:
        """Who is posted at `own`."""
        return actor_called(self.own_login)

    def person(self, member: UUID) -> Actor:
        """The member, with the account that the administrator opened for them, and that they use."""
        account = Account.objects.filter(person=member).first() or self.open_account(member)
        return actor_called(account.username)

    def open_account(self, member: UUID) -> Account:
        """One that its owner uses, with the printed password."""
        row = Member.objects.get(pk=member)
        return accounts.make(self._username(row), row.name, self.street.path, row, "leader")

    def open_slip(self, member: UUID) -> str:
        """One that nobody has signed in to yet; its one-time password."""
        row = Member.objects.get(pk=member)
        _account, password = make_account(
            username=self._username(row), name=row.name, path=self.street.path, person=member,
            actor=actor_called("guanli"), key=new_id(), now=clock.now(),
        )  # fmt: skip
        return password

    def choose_password(self, member: UUID, once: str) -> None:
        """Its owner signs in for the first time, and never again in the demonstration."""
        account = Account.objects.get(person=member)
        change_password(
            account=account, old=once, new=one_time_password(), actor=actor_called(account.username), key=new_id(),
            now=clock.now(),
        )  # fmt: skip

    def _username(self, member: Member) -> str:
        self._people += 1
        return f"{member.initials.lower()}{self._people:02d}"

    def post_at(self, place: Place) -> Appointment:
        """Some term in office exactly there."""
        charge = Charge.objects.filter(path=place.path, appointment__ends_on=None).order_by("pk")[0]
        return charge.appointment

    # --- places -----------------------------------------------------------------------------------------------------

    def find_spots(self, near: int, around: int, elsewhere: int) -> None:
        """Choose so many buildings and courtyards in each ring, and open the accounts of their leaders."""
        here = self._spots_at(self.near, near)
        paths = [spot.place.path for spot in here]
        community = [s for s in self._spots_at(self.community, near + around) if s.place.path not in paths][:around]
        others = Place.objects.filter(parent=self.street, closed_on=None).exclude(pk=self.community.pk).order_by("path")
        far = [spot for place in others for spot in self._spots_at(place, 1)][:elsewhere]
        self.spots = [*here, *community, *far]
        for spot in self.spots:
            self.person(spot.leader)

    def _spots_at(self, place: Place, most: int) -> list[Spot]:
        found: list[Spot] = []
        rows = Place.objects.under(place.path).filter(kind__in=("building", "courtyard", "stairwell"), closed_on=None)
        for row in rows.order_by("path").iterator():
            leader = first_receiver(self.kinds["repair"], row.path, clock.today())
            if leader and leader not in {spot.leader for spot in [*self.spots, *found]}:
                found.append(Spot(row, leader))
            if len(found) == most:
                break
        return found

    def own_building(self) -> Place:
        """The building, yard or compound around `own`."""
        line = Place.objects.filter(path__in=ancestors(self.own.path), kind__in=_BUILDINGS)
        return line.order_by("-path")[0]

    def door(self, place: Place, number: int = 0) -> Place:
        """An inhabited door there, by its number in the order of the paths."""
        homes = Household.objects.under(place.path).filter(until=None, size__gt=0).order_by("path")
        home = homes[number % homes.count()]
        return home.place

    def neighbour(self, place: Place, number: int = 0) -> Resident:
        """A grown resident there, by number."""
        grown = Resident.objects.under(place.path).filter(until=None, born_on__lt="1990-01-01").order_by("path", "pk")
        return grown[number % grown.count()]

    def phone(self) -> str:
        self._people += 1
        return f"{PHONES}{self._people * 7_654_321 % 10**7:07d}"
