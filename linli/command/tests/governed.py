"""The cast's street with a mode, leaders and households: used by every test of the board."""

from datetime import date, timedelta

from linli.access.models import PostKind
from linli.corps.models import Appointment, Charge, Member
from linli.kernel.time import clock
from linli.people.models import Household
from linli.places.models import Level, Mode, Place

LEVELS = [
    ("community", "community_leader", "社区长", "charge"),
    ("grid", "grid_leader", "网格长", "responsible"),
    ("building", "building_leader", "楼栋长", "liaise"),
]


class Governed:
    """Every household of the two communities needs a community, a grid and a building leader."""

    def __init__(self, street):
        self.street = street
        self.posts = {}
        mode = Mode.objects.create(code="test", name="试行模式")
        for order, (kind, code, title, duty) in enumerate(LEVELS):
            post = PostKind.objects.filter(code=code).first() or PostKind.objects.create(
                code=code, title=title, bundle="none"
            )
            self.posts[kind] = post
            Level.objects.create(mode=mode, order=order, place_kind=kind, post=post, duty=duty)
        Place.objects.filter(pk=street.id("street")).update(mode=mode)
        for door in ("door101", "door102", "door201", "door202"):
            self.household(door, 3)
        self.household("outdoor", 2)

    def household(self, door, size):
        place = self.street.places[door]
        return Household.objects.create(
            path=place.path, root=place.path[:4], place=place, door=place.name, size=size, since=date(2022, 3, 1)
        )

    def lead(self, key, name, *, days=None, phone=b"x" * 16):
        """`name` leads the place called `key` from March 2022 on, for `days` from today (None: without end)."""
        place = self.street.places[key]
        member = Member.objects.create(path=place.path, name=name, since=date(2022, 3, 1), phone_blind=phone)
        ends = None if days is None else clock.today() + timedelta(days=days)
        appointment = Appointment.objects.create(
            path=place.path,
            member=member,
            post=self.posts[place.kind],
            starts_on=date(2022, 3, 1),
            ends_on=ends,
            recorded_at=clock.now(),
        )
        Charge.objects.create(path=place.path, appointment=appointment, place=place)
        return appointment

    def whole_chain(self):
        self.lead("xueyuan", "高红")
        self.lead("grid3", "马强")
        return self.lead("building7", "罗敏")
