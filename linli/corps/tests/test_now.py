"""The kept proof is never older than the last write: random actions, checked in two processes."""

import random
from datetime import timedelta
from importlib.util import find_spec, module_from_spec

import pytest

from linli.access.actor import system
from linli.access.models import PostKind
from linli.corps.actions.appointments import appoint, relieve
from linli.corps.actions.members import add_member
from linli.corps.models import Appointment
from linli.corps.queries import now as served
from linli.corps.queries.coverage import Coverage, coverage
from linli.kernel.errors import Expected
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.people.actions import moves, records
from linli.people.models import Household, Resident
from linli.people.particulars import Particulars
from linli.places import actions as places
from linli.places.models import Mode, Place
from linli.places.rules import PlaceKind

pytestmark = pytest.mark.django_db


def another_process():
    """The module imported a second time, with a cache of its own."""
    spec = find_spec(served.__name__)
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


class Deeds:
    """Random actions of the rooms; a refused one changes nothing and does not count."""

    def __init__(self, corps, seed: int) -> None:
        self.dice = random.Random(seed)
        self.street = corps.street.places["street"]
        self.done = set()
        self.all = (
            *(self.appoint, self.relieve, self.settle, self.join, self.leave, self.mode, self.move, self.close),
            *(self.reopen, self.lay_out, self.rename, self.merge, self.look, self.seal),
        )

    def one(self) -> None:
        deed = self.dice.choice(self.all)
        try:
            deed(actor=system(), key=new_id(), now=clock.now())
        except Expected:
            return
        self.done.add(deed.__name__)

    def place(self, *kinds, closed=False) -> Place:
        found = Place.objects.under(self.street.path).filter(kind__in=kinds, closed_on__isnull=not closed)
        return self.some(found.order_by("path"))

    def some(self, rows):
        return self.dice.choice(list(rows) or [None])

    def appoint(self, **by):
        post = self.some(PostKind.objects.filter(path="", bundle="leader").order_by("code"))
        place = self.place(*PlaceKind)
        member = add_member(place=place, name="某人", phone="", actor=system(), key=None, now=by["now"])
        appoint(member=member, post=post, places=[place], starts_on=clock.today(), ends_on=None, **by)

    def relieve(self, **by):
        if term := self.some(Appointment.objects.filter(ends_on=None).order_by("path", "pk")):
            relieve(appointment=term, on=clock.today(), **by)

    def settle(self, **by):
        records.add_household(place=self.place("door"), person=Particulars("新来人"), on=clock.today(), **by)

    def join(self, **by):
        home = self.some(Household.objects.filter(until=None).order_by("path", "pk"))
        records.add_resident(household=home, person=Particulars("又一人"), on=clock.today(), **by)

    def leave(self, **by):
        if one := self.some(Resident.objects.filter(until=None).select_related("household").order_by("path", "pk")):
            moves.move_out(residents=[one], on=clock.today(), reason="", **by)

    def mode(self, **by):
        mode = self.dice.choice([None, *Mode.objects.filter(path="").order_by("code")])
        place = self.place("building", "alley", "grid")
        places.assign_mode(place=place, mode=mode, revision=place.revision, **by)

    def move(self, **by):
        inside = {"door": ("floor", "courtyard", "building"), "floor": ("stairwell", "building"), "building": ("grid",)}
        kind = self.dice.choice(list(inside))
        places.move_place(place=self.place(kind), to=self.place(*inside[kind]), **by)

    def rename(self, **by):
        place = self.place("door", "building", "grid")
        places.change_place(place=place, name=f"{self.dice.randint(1, 99)}{place.name[-2:]}", facts={}, **by)

    def merge(self, **by):
        kind = self.dice.choice(["door", "floor"])
        places.merge_places(place=self.place(kind), into=self.place(kind), **by)

    def close(self, **by):
        places.close_place(place=self.place("door", "floor", "courtyard"), with_children=True, **by)

    def reopen(self, **by):
        if place := self.place(*PlaceKind, closed=True):
            places.reopen_place(place=place, **by)

    def lay_out(self, *, actor, now, key):
        chain = ((PlaceKind.DOOR, f"{self.dice.randint(1, 99)}室"),)
        places.ensure_places(root=self.place("floor", "courtyard"), chains=[chain], actor=actor, now=now)

    def look(self, *, actor, now, key):
        trail.record("people.searched", actor=actor, path=self.street.path, at=now)

    def seal(self, *, actor, now, key):
        trail.seal_facts(now)


def said(found: Coverage):
    return dict(found.nodes), [(gap.path, gap.post, gap.reason, gap.households, gap.residents) for gap in found.gaps]


@pytest.mark.parametrize("seed", range(6))
def test_after_any_deed_two_processes_say_what_a_fresh_look_says(corps, seed):
    deeds, processes = Deeds(corps, seed), [another_process(), another_process()]
    street, community = deeds.street, corps.street.places["xueyuan"]
    for _ in range(60):
        deeds.one()
        for process in processes:
            if deeds.dice.random() < 0.6:
                continue  # it looks again only after several actions
            for place in (street, community):
                assert said(process.coverage_now(place)) == said(coverage(place.path)), deeds.done
    assert len(deeds.done) >= 10  # nearly every kind of action was done, so nearly every kind was checked


def test_only_the_rows_that_a_deed_may_have_touched_are_read_again(corps):
    process, street = another_process(), corps.street.places["street"]
    deeds = Deeds(corps, 1)
    deeds.settle(actor=system(), key=new_id(), now=clock.now())
    before = process.coverage_now(street)
    deeds.settle(actor=system(), key=new_id(), now=clock.now())
    after = process.coverage_now(street)
    assert after.total.households == before.total.households + 1
    assert after.terms is before.terms
    assert after.ground.places is before.ground.places
    deeds.lay_out(actor=system(), key=None, now=clock.now())
    assert process.coverage_now(street).ground.leaves is after.ground.leaves
    trail.seal_facts(clock.now())
    assert process.coverage_now(street).ground.leaves is after.ground.leaves
    deeds.appoint(actor=system(), key=new_id(), now=clock.now())
    last = process.coverage_now(street)
    assert last.ground.leaves is after.ground.leaves
    assert len(last.terms) == len(after.terms) + 1


@pytest.mark.parametrize("facts", [0, 9])
def test_an_older_database_put_back_is_not_taken_for_the_newer_one(corps, facts):
    """`linli restore` under a running process: marks may repeat, so nothing kept before may be used."""
    process, street = another_process(), corps.street.places["street"]
    trail.seal_facts(clock.now())
    process.coverage_now(street)
    process._counted[street.path] = (process.version_at(street.path).seal + 5, process.Marks(*[facts] * 4))
    Household.objects.filter(path=corps.street.places["door101"].path).update(size=30)  # as the older one had it
    # a fact of this kind alone leaves households unchanged
    trail.record("corps.appointed", actor=system(), path=street.path, at=clock.now())
    assert process.coverage_now(street).total.residents == coverage(street.path).total.residents


def test_each_day_has_a_proof_of_its_own(corps):
    """A term ends at midnight without anybody writing: what was worked out for today is not tomorrow's."""
    process, street = another_process(), corps.street.places["street"]
    today, tomorrow = clock.today(), clock.today() + timedelta(days=1)
    relieve(appointment=corps.terms["grid"], on=tomorrow, actor=system(), key=new_id(), now=clock.now())
    for day in (today, tomorrow, today, tomorrow):
        assert said(process.coverage_now(street, day)) == said(coverage(street.path, day))
    assert process.coverage_now(street, today).total.covered > process.coverage_now(street, tomorrow).total.covered


def test_a_small_value_is_kept_by_what_it_is_of_where_and_when(corps):
    process, today = another_process(), clock.today()
    places = [corps.street.places[key] for key in ("street", "xueyuan")]
    trail.record("corps.appointed", actor=system(), path=places[0].path, at=clock.now())
    for _ in range(2):
        for what in ("gaps", "load"):
            for place in places:
                for day in (today, today + timedelta(days=1)):
                    wanted = (what, place.pk, day)
                    made = process.worked_out_once(what, place, day, lambda root, on, what=what: (what, root.pk, on))
                    assert made == wanted
    assert len(process._small) == 8


def test_what_happens_above_a_place_is_news_there(corps):
    process, grid = another_process(), corps.street.places["grid3"]
    trail.record("corps.appointed", actor=system(), path=grid.path, at=clock.now())
    before = process.coverage_now(grid)
    relieve(appointment=corps.terms["community"], on=clock.today(), actor=system(), key=new_id(), now=clock.now())
    assert said(process.coverage_now(grid)) == said(coverage(grid.path)) != said(before)
