"""The ladder: the chain of each place, read for many places at once."""

from linli.access.models import Grant
from linli.corps.queries.chain import chain
from linli.corps.queries.ladder import Rung, above, anyone_over, first_in, ladders
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.places.models import Mode

PEOPLE = [new_id() for _ in range(3)]


def test_the_ladder_is_the_chain_of_the_corps(corps):
    for key in ("door101", "door202", "yard1door", "floor1", "grid3", "outdoor"):
        path = corps.street.places[key].path
        links = list(chain(path).links)
        rungs = ladders([path], clock.today())[path]
        assert [rung.people for rung in reversed(rungs)] == [
            tuple(holder.member for holder in link.holders) for link in links
        ], key


def test_without_a_mode_the_nearest_post_answers(corps):
    path = corps.street.places["grid9"].path
    assert ladders([path], clock.today())[path] == []
    there = set(Grant.objects.filter(path=path).values_list("person", flat=True))
    first = anyone_over(path, clock.today())
    assert first in there
    assert anyone_over(path, clock.today(), but=first) != first
    Grant.objects.exclude(person=first).delete()
    Grant.objects.filter(person=first).update(path="")  # held everywhere, given on the command line
    assert anyone_over(path, clock.today()) == first


def test_vacant_rungs_are_passed_over_by_name():
    one, two = PEOPLE[0], PEOPLE[1]
    rungs = [Rung("a", "x", ()), Rung("b", "x", (one,)), Rung("c", "x", ()), Rung("d", "x", (two,))]
    assert first_in(rungs) == one
    assert above(rungs, -1, 1) == (rungs[1], ["a"], False)
    assert above(rungs, 1, 1) == (rungs[3], ["c"], True)
    assert above(rungs, 3, 1) == (None, [], True)
    assert above([], -1, 1) == (None, [], True)


def test_levels_below_the_place_are_none_of_its_rungs(corps):
    """Of a grid nobody is missing on its floors; of a door everybody is who should be above it."""
    place = corps.street.places["grid3"]
    corps.set_mode("grid3", Mode.objects.filter(path="", levels__post__code="floor_leader").distinct().first())
    day = clock.today()
    titles = {rung.title for rung in ladders([place.path], day)[place.path]}
    assert titles.isdisjoint({"楼栋长", "楼层长"})
    assert "网格长" in titles
    links = {link.title for link in chain(place.path, day).links if not link.below}
    assert titles == links
    door = corps.street.places["door201"].path
    corps.terms["floor2"].charges.all().delete()
    [lowest, *_] = ladders([door], day)[door]
    assert (lowest.title, lowest.people) == ("楼层长", ())
