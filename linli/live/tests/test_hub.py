import pytest

from linli.kernel.facts import declared
from linli.live.hub import MOST_OF_ONE, Hub
from linli.live.tickets import Ticket
from linli.live.topics import Change, change_of

COMMUNITY, GRID, DOOR = "00010003", "000100030002", "0001000300020007000100010001"
NEXT_GRID, NEXT_COMMUNITY = "000100030003", "00010004"
ME, YOU = "aa" * 16, "bb" * 16


@pytest.fixture
def hub():
    return Hub()


def hears(hub, change, **ticket):
    listener, _whole = hub.join(Ticket(made=0, **ticket), 2.0)
    hub.happened([change], 1.0)
    hub.leave(listener)
    return sorted(listener.waiting)


def test_a_place_is_named_no_deeper_than_the_community(hub):
    claimed = Change("calls", DOOR)
    assert hears(hub, claimed, calls=("0001",)) == ["calls:00010003"]
    assert hears(hub, claimed, calls=("",)) == ["calls:00010003"]
    assert hears(hub, claimed, calls=(COMMUNITY,)) == ["calls:00010003"]


def test_whose_post_lies_deeper_hears_their_own_place(hub):
    assert hears(hub, Change("calls", DOOR), calls=(GRID,)) == [f"calls:{GRID}"]


@pytest.mark.parametrize("elsewhere", [NEXT_COMMUNITY, NEXT_GRID, "0002", DOOR + "0001"])
def test_another_place_hears_nothing(hub, elsewhere):
    assert hears(hub, Change("calls", DOOR), calls=(elsewhere,), near=(elsewhere,), town=(elsewhere,)) == []


def test_another_person_hears_nothing(hub):
    held = Change("calls", DOOR, people=(ME,))
    assert hears(hub, held, person=ME) == ["me"]
    assert hears(hub, held, person=YOU) == []
    assert hears(hub, held) == []


def test_a_post_for_calls_does_not_hear_of_the_register(hub):
    assert hears(hub, Change("town", DOOR), calls=(COMMUNITY,), near=(COMMUNITY,)) == []
    assert hears(hub, Change("town", DOOR), town=(COMMUNITY,)) == ["town:00010003"]


def test_whoever_is_inside_the_circle_hears_that_something_is_near(hub):
    offered = Change("calls", DOOR, circle=(GRID, NEXT_GRID))
    assert hears(hub, offered, near=(NEXT_GRID + "0001",)) == ["near"]
    assert hears(hub, offered, near=("000100030009",)) == []
    assert hears(hub, Change("calls", DOOR, circle=()), near=(NEXT_GRID,)) == []


def test_a_call_taken_back_is_told_to_the_community_it_was_offered_in():
    assert change_of("calls.withdrawn", DOOR) == Change("calls", DOOR, circle=(COMMUNITY,))
    assert change_of("calls.claimed", DOOR) == Change("calls", DOOR)


@pytest.mark.parametrize(
    "kind",
    [
        *(k.code for k in declared.kinds() if k.reads),
        "people.import_started",
        "access.signed_in",
        "kernel.started",
        "no.room",
    ],
)
def test_what_changes_no_page_is_not_told(kind):
    assert change_of(kind, DOOR) is None


def test_a_page_hears_what_happened_since_it_was_made(hub):
    hub.happened([Change("calls", DOOR)], 100.0)
    late, _ = hub.join(Ticket(made=0, calls=(COMMUNITY,)), 101.0)
    early, whole = hub.join(Ticket(made=0, calls=(COMMUNITY,)), 99.0)
    other, _ = hub.join(Ticket(made=0, calls=(NEXT_COMMUNITY,)), 99.0)
    assert (late.waiting, early.waiting, other.waiting) == (set(), {"calls:00010003"}, set())
    assert early.woken.is_set()
    assert whole


def test_a_page_from_before_what_is_remembered_is_told_to_ask_for_everything(hub):
    hub.happened((Change("calls", f"{COMMUNITY}{n:04}") for n in range(5_001)), 100.0)
    assert not hub.join(Ticket(made=0), 99.0)[1]
    assert hub.join(Ticket(made=0), 101.0)[1]


def test_a_badge_is_told_when_its_number_differs_and_to_nobody_else(hub):
    mine, _ = hub.join(Ticket(made=0, person=ME), 50.0)
    yours, _ = hub.join(Ticket(made=0, person=YOU), 50.0)
    hub.counted({ME: ((1, 40.0),), YOU: ((0, 0.0),)})
    assert (mine.waiting, yours.waiting) == (set(), set())  # the page already shows letters from before it was made
    hub.counted({ME: ((2, 60.0),), YOU: ((0, 0.0),)})
    assert (mine.waiting, yours.waiting) == ({"me"}, set())
    mine.waiting.clear()
    hub.counted({ME: ((1, 60.0),), YOU: ((0, 0.0),)})  # read on another device
    assert (mine.waiting, yours.waiting) == ({"me"}, set())


def test_a_letter_between_page_and_stream_is_not_missed(hub):
    hub.counted({ME: ((1, 60.0),)})
    assert hub.join(Ticket(made=0, person=ME), 50.0)[0].waiting == {"me"}
    assert hub.join(Ticket(made=0, person=ME), 70.0)[0].waiting == set()


def test_streams_are_bounded_and_what_left_is_forgotten(hub):
    ticket = Ticket(made=0, person=ME, calls=(COMMUNITY,), near=(GRID,), town=("0001",))
    joined = [hub.join(ticket, 0.0)[0] for _ in range(MOST_OF_ONE)]
    assert not hub.has_room(ticket)
    assert hub.has_room(Ticket(made=0, person=YOU))
    for listener in joined:
        hub.leave(listener)
    assert hub.has_room(ticket)
    assert hub.people == {}
    assert hub.posts == {"calls": {}, "near": {}, "town": {}}


def test_at_the_end_every_stream_is_woken_and_none_begins(hub):
    listener, _ = hub.join(Ticket(made=0), 0.0)
    hub.end()
    assert listener.over
    assert listener.woken.is_set()
    assert not hub.has_room(Ticket(made=0))
