"""Who goes to which door, and who helps."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.rounds.rules.assigning import Answer, How, Passed, Seat, Why, assign, loads
from linli.rounds.rules.helping import Helper, nearest, shared

A, B, C, D = (UUID(int=number) for number in range(1, 5))
POST = UUID(int=99)
STREET, GRID, FLOOR, DOOR, OTHER = "0001", "00010001", "000100010001", "0001000100010001", "0001000100020001"


def answer(seats, away=(), door=DOOR):
    (one,) = assign([(door, None)], sorted(seats, key=lambda seat: (seat.path, seat.rank)), frozenset(away))
    return one.answer


def seat(path, *holders, deputies=(), rank=0, post=POST):
    return Seat(path, rank, post, holders, deputies)


@pytest.mark.parametrize(
    ("seats", "away", "to", "how", "why"),
    [
        ([seat(STREET, A), seat(GRID, B), seat(FLOOR, C)], [], C, How.LEADER, []),
        ([seat(STREET, A), seat(GRID, B), seat(FLOOR, C, deputies=(D,))], [C], D, How.DEPUTY, []),
        ([seat(STREET, A), seat(GRID, B), seat(FLOOR, C, D)], [C], D, How.LEADER, []),
        ([seat(STREET, A), seat(GRID, B), seat(FLOOR, C)], [C], B, How.ABOVE, [(FLOOR, Why.AWAY)]),
        ([seat(STREET, A), seat(GRID, B), seat(FLOOR)], [], B, How.ABOVE, [(FLOOR, Why.VACANT)]),
        ([seat(STREET, A), seat(GRID, B), seat(FLOOR, deputies=(D,))], [], D, How.DEPUTY, []),
        (
            [seat(STREET, A), seat(GRID, B, deputies=(D,)), seat(FLOOR)], [B], D, How.ABOVE, [(FLOOR, Why.VACANT)],
        ),
        (
            [seat(STREET, A), seat(GRID, B), seat(FLOOR)], [A, B], B, How.AWAY,
            [(FLOOR, Why.VACANT), (GRID, Why.AWAY), (STREET, Why.AWAY)],
        ),
        ([seat(GRID), seat(FLOOR)], [], None, How.NOBODY, [(FLOOR, Why.VACANT), (GRID, Why.VACANT)]),
        ([], [], None, How.NOBODY, []),
        ([seat("", A)], [], A, How.LEADER, []),
        ([seat(GRID, A, rank=2), seat(GRID, B, rank=1)], [], B, How.LEADER, []),
        ([seat(DOOR, A), seat(FLOOR, B)], [], A, How.LEADER, []),
        ([seat(OTHER, A)], [], None, How.NOBODY, []),
    ],
)  # fmt: skip
def test_a_door_goes_to_the_lowest_who_is_there(seats, away, to, how, why):
    found = answer(seats, away)
    assert (found.to, found.how) == (to, how)
    assert [(one.path, one.why) for one in found.passed] == why


def test_the_reason_names_the_post():
    empty = UUID(int=7)
    assert answer([seat(STREET, A), seat(FLOOR, post=empty)]) == Answer(
        A, How.ABOVE, STREET, (Passed(FLOOR, empty, Why.VACANT),)
    )


@pytest.mark.parametrize(("checks", "seats"), [([DOOR, FLOOR], []), ([DOOR], [seat(FLOOR, A), seat(STREET, B)])])
def test_what_is_not_in_order_is_a_mistake(checks, seats):
    with pytest.raises(ValueError, match="order of path"):
        list(assign([(path, None) for path in checks], seats))


paths = st.lists(st.integers(1, 3), min_size=1, max_size=5).map(lambda parts: "".join(f"{part:04}" for part in parts))
people = st.lists(st.integers(1, 9).map(lambda number: UUID(int=number)), max_size=2).map(tuple)
seats_drawn = st.lists(
    st.builds(Seat, paths | st.just(""), st.integers(0, 2), st.just(POST), people, people), max_size=12
)


def by_hand(path, seats, away):
    """The same rule, asked for each door anew."""
    line = sorted((one for one in seats if path.startswith(one.path)), key=lambda one: (-len(one.path), one.rank))
    passed = False
    for one in line:
        for person in (*one.holders, *one.deputies):
            if person not in away:
                how = How.ABOVE if passed else How.LEADER if person in one.holders else How.DEPUTY
                return person, how
        passed = True
    named = [person for one in line for person in (*one.holders, *one.deputies)]
    return (named[0], How.AWAY) if named else (None, How.NOBODY)


@given(st.lists(paths, max_size=20), seats_drawn, st.frozensets(st.integers(1, 9).map(lambda n: UUID(int=n))))
def test_walking_side_by_side_gives_what_each_door_alone_gives(doors, seats, away):
    checks = sorted((path, number) for number, path in enumerate(doors))
    found = list(assign(checks, sorted(seats, key=lambda one: (one.path, one.rank)), away))
    assert [(one.path, one.check) for one in found] == checks  # every check once, none lost
    assert [(one.answer.to, one.answer.how) for one in found] == [
        by_hand(path, sorted(seats, key=lambda one: (one.path, one.rank)), away) for path, _ in checks
    ]
    held = loads(found)
    assert sum(len(load.doors) for load in held.values()) == len({
        (one.path, one.answer.to) for one in found if one.answer.to
    })  # fmt: skip


def test_no_more_is_remembered_than_the_line_to_the_door():
    """A street of any length: seats are read no further than the door asked for, and forgotten behind it."""
    read = []

    def seats():
        for number in range(1, 1001):
            read.append(number)
            yield seat(f"0001{number:04}", A)

    walk = assign(((f"0001{number:04}0001", None) for number in range(1, 1001)), seats())
    for number, _one in zip(range(1, 11), walk, strict=False):
        assert len(read) <= number + 2
    line = walk.gi_frame.f_locals["line"]
    assert len(line._above) == 1


def test_a_door_with_two_checks_is_one_door():
    found = assign([(DOOR, "elder"), (DOOR, "returnee"), (DOOR + "x", "elder")], [seat(FLOOR, A)])
    assert loads(found)[A].doors == [DOOR, DOOR + "x"]


def test_the_nearest_come_first_and_of_them_those_with_fewer_doors():
    near = Helper(A, "000100010002", 9)
    assert nearest(FLOOR, [Helper(B, "0001000200010001", 0), near, Helper(C, "00010001", 2)], 2) == [
        Helper(C, "00010001", 2), near,
    ]  # fmt: skip


def test_seventy_doors_are_shared_by_four():
    parts = shared([f"{number:04}" for number in range(70)], [Helper(A, "", 12), Helper(B, "", 14), Helper(C, "", 16)])
    assert [(part.person, len(part.doors)) for part in parts] == [(None, 28), (A, 16), (B, 14), (C, 12)]


def test_nobody_is_asked_for_two_doors():
    assert shared(["a", "b", "c", "d"], [Helper(A, "", 2)]) == shared(["a", "b", "c", "d"], [])


@given(st.integers(0, 200), st.lists(st.integers(0, 80), max_size=3))
def test_sharing_loses_no_door_and_leaves_nobody_higher_than_needed(count, had):
    doors = [f"{number:04}" for number in range(count)]
    helpers = [Helper(UUID(int=number + 1), "", doors_had) for number, doors_had in enumerate(had)]
    parts = shared(doors, helpers)
    assert [door for part in parts for door in part.doors] == doors
    loads_of = {helper.person: helper.doors for helper in helpers}
    after = [len(part.doors) + loads_of.get(part.person, 0) for part in parts]
    assert max(after) - min(after) <= 1 or len(parts) == 1 or all(len(part.doors) >= 3 for part in parts[1:])
    assert max(after) <= max(count, 0) or count == 0
    assert all(len(part.doors) >= 3 for part in parts[1:])
