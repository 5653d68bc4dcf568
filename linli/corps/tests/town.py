"""The cast's street with a mode, households and a full chain of leaders: what the corps tests start from."""

from datetime import date

from linli.access.actor import system
from linli.access.models import PostKind
from linli.corps.actions.appointments import appoint
from linli.corps.actions.members import add_member
from linli.corps.models import Appointment, Member
from linli.kernel.time import clock
from linli.people.models import Household
from linli.places.actions import load_shipped
from linli.places.models import Mode

START = date(2022, 3, 1)
PHONE = "13800001{:03d}"


class Corps:
    """`terms[key]` is the appointment at the place called `key` of the cast's street."""

    def __init__(self, street) -> None:
        self.street = street
        load_shipped(clock.now())
        apartment = Mode.objects.filter(path="", levels__post__code="floor_leader").distinct().first()
        bungalow = (
            Mode.objects.filter(path="", levels__post__code="courtyard_leader").distinct().order_by("code").first()
        )
        self.set_mode("building7", apartment)
        self.set_mode("building1", apartment)
        self.set_mode("alley", bungalow)
        self.household("door101", 3)
        self.household("door102", 2)
        self.household("door201", 4)
        self.household("yard1door", 5)
        self.terms: dict[str, Appointment] = {}
        for number, (key, place, code) in enumerate(
            [
                ("sector", "xueyuan", "sector_leader"),
                ("community", "xueyuan", "community_leader"),
                ("grid", "grid3", "grid_leader"),
                ("building", "building7", "building_leader"),
                ("floor1", "floor1", "floor_leader"),
                ("floor2", "floor2", "floor_leader"),
                ("alley", "alley", "alley_leader"),
                ("yard", "yard1", "courtyard_leader"),
            ]
        ):
            self.terms[key] = self.appoint(f"{'赵钱孙李周吴郑王'[number]}{key}", place, code, PHONE.format(number))

    def set_mode(self, key, mode) -> None:
        type(mode).objects.get(pk=mode.pk)
        place = self.street.places[key]
        type(place).objects.filter(pk=place.pk).update(mode=mode)

    def household(self, key, size) -> Household:
        door = self.street.places[key]
        made = Household(path=door.path, place=door, door=door.name, size=size, since=START)
        if hasattr(made, "root"):
            made.root = door.path[:4]
        made.save()
        return made

    def member(self, name, phone="", at="xueyuan") -> Member:
        return add_member(
            place=self.street.places[at], name=name, phone=phone, actor=system(), key=None, now=clock.now()
        )

    def appoint(self, name, place, code, phone="", ends_on=None) -> Appointment:
        home = "jucai" if self.street.places[place].path.startswith(self.street.places["jucai"].path) else "xueyuan"
        return appoint(
            member=self.member(name, phone, home), post=self.post(code), places=[self.street.places[place]],
            starts_on=START, ends_on=ends_on, wide=True, actor=system(), key=None, now=clock.now(),
        )  # fmt: skip

    def post(self, code) -> PostKind:
        return PostKind.objects.get(path="", code=code)
