"""The ladder: the chain of each place, read for many places at once."""

from linli.access.models import Grant
from linli.corps.queries.chain import chain
from linli.corps.queries.ladder import Rung, above, anyone_over, first_in, ladders
from linli.kernel.ids import new_id
from linli.kernel.time import clock

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


def test_vacant_rungs_are_passed_over_by_name():
    one, two = PEOPLE[0], PEOPLE[1]
    rungs = [Rung("a", "x", ()), Rung("b", "x", (one,)), Rung("c", "x", ()), Rung("d", "x", (two,))]
    assert first_in(rungs) == one
    assert above(rungs, -1, 1) == (rungs[1], ["a"], False)
    assert above(rungs, 1, 1) == (rungs[3], ["c"], True)
    assert above(rungs, 3, 1) == (None, [], True)
    assert above([], -1, 1) == (None, [], True)
