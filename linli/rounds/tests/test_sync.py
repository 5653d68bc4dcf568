"""What phones send: any order, twice, by several phones, by wrong clocks."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.rounds.rules.sync import FORCE_AFTER, Door, Mark, Piece, Take, force, in_order, take, together

NOON = datetime(2022, 3, 20, 4, 0, tzinfo=UTC)
HOME = UUID(int=1)
MINE, HIS = UUID(int=11), UUID(int=12)
YEAR = timedelta(days=365)


def piece(pk, branch=MINE, number=1, base=0, minutes=1, **more):
    values = {
        "door": HOME, "epoch": 0, "at": NOON + timedelta(minutes=minutes), "offset": timedelta(), "listed_at": NOON,
        "digest": f"answers {pk}", **more,
    }  # fmt: skip
    return Piece(id=UUID(int=pk), branch=branch, number=number, base=base, **values)


def sent(*pieces, door=None, after=timedelta(hours=1), judge=lambda _: ""):
    door = door or Door(HOME)
    receipts = take({HOME: door}, pieces, now=NOON + after, judge=judge)
    return door, receipts


def marks(door):
    return {pk.int: set(found) for pk, found in door.marks.items()}


def test_one_after_the_other_is_taken_without_a_mark():
    door, receipts = sent(piece(101), piece(102, number=2, minutes=2))
    assert [(one.take, one.version) for one in receipts] == [(Take.TAKEN, 1), (Take.TAKEN, 2)]
    assert marks(door) == {}


def test_a_piece_without_the_one_before_it_is_held_and_then_released():
    door, receipts = sent(piece(103, number=3, minutes=3), piece(102, number=2, minutes=2))
    assert [one.take for one in receipts] == [Take.HELD, Take.HELD]
    assert len(door.backlog) == 2
    door, receipts = sent(piece(101), door=door)
    assert [(one.take, one.version) for one in receipts] == [(Take.TAKEN, 1)]
    assert [taken.piece.number for taken in door.trunk] == [1, 2, 3]
    assert (door.backlog, marks(door)) == ({}, {})


def test_held_and_released_in_one_batch_says_taken():
    _door, receipts = sent(piece(102, number=2, minutes=2), piece(101))
    assert [(one.take, one.version) for one in receipts] == [(Take.TAKEN, 2), (Take.TAKEN, 1)]


def test_two_phones_at_one_door_are_both_kept_and_both_marked():
    door, receipts = sent(piece(101), piece(201, branch=HIS, minutes=5))
    assert {one.take for one in receipts} == {Take.TAKEN}
    assert marks(door) == {101: {Mark.CONCURRENT}, 201: {Mark.CONCURRENT}}
    assert [(one.id.int, other.id.int) for one, other in together(door)] == [(101, 201)]


def test_who_had_seen_the_other_is_not_marked():
    door, _receipts = sent(piece(101))
    door, _receipts = sent(piece(201, branch=HIS, base=1, minutes=9), door=door)
    assert marks(door) == {}


def test_sent_twice_is_doubled_and_says_what_it_stands_at():
    door, _receipts = sent(piece(101), piece(103, number=3))
    door, receipts = sent(piece(101), piece(103, number=3), door=door)
    assert [(one.take, one.stands, one.version) for one in receipts] == [
        (Take.DOUBLED, Take.TAKEN, 1), (Take.DOUBLED, Take.HELD, 0),
    ]  # fmt: skip
    assert door.version == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (piece(101, digest="other answers"), "rounds.sync_changed"),
        (piece(109, door=UUID(int=2)), "rounds.sync_no_door"),
        (piece(109, number=0), "rounds.sync_not_whole"),
        (piece(109, base=-1), "rounds.sync_not_whole"),
        (piece(109, base=7), "rounds.sync_ahead"),
        (piece(109, epoch=1), "rounds.sync_ahead"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(wrong, code):
    door, receipts = sent(piece(101), wrong)
    assert [(one.take, one.code) for one in receipts] == [(Take.TAKEN, ""), (Take.REFUSED, code)]
    assert [taken.piece.id.int for taken in door.trunk] == [101]


def test_the_lease_the_round_and_the_form_are_judged_by_who_knows_them():
    door, (receipt,) = sent(piece(101), judge=lambda _: "rounds.sync_closed")
    assert (receipt.take, receipt.stands, receipt.code, door.version) == (
        Take.REFUSED, Take.REFUSED, "rounds.sync_closed", 0,
    )  # fmt: skip


def test_what_was_taken_stays_doubled_when_the_round_has_closed():
    door, _receipts = sent(piece(101))
    _door, (receipt,) = sent(piece(101), door=door, judge=lambda _: "rounds.sync_closed")
    assert (receipt.take, receipt.stands) == (Take.DOUBLED, Take.TAKEN)


def test_after_a_set_time_it_is_taken_with_a_mark_and_the_late_one_too():
    door, _receipts = sent(piece(102, number=2, minutes=2), piece(103, number=3, minutes=3))
    assert force(door, NOON + FORCE_AFTER) == []
    taken = force(door, NOON + timedelta(hours=1) + FORCE_AFTER)
    assert [one.number for one in taken] == [2, 3]
    assert marks(door) == {102: {Mark.FORCED}}
    door, (receipt,) = sent(piece(101), door=door, after=timedelta(days=3))
    assert receipt.take is Take.TAKEN
    assert marks(door) == {102: {Mark.FORCED}, 101: {Mark.LATE}}
    assert [one.piece.number for one in in_order(door)] == [1, 2, 3]


def test_two_tabs_with_one_number_lose_nothing():
    door, _receipts = sent(piece(101), piece(102), piece(103, number=2, minutes=4))
    assert marks(door) == {101: {Mark.FORKED}, 102: {Mark.FORKED}}
    assert door.version == 3


@pytest.mark.parametrize("wrong", [YEAR, -YEAR])
def test_a_clock_a_year_wrong_sorts_right_by_what_the_last_contact_told(wrong):
    mine = replace(piece(101, minutes=10), at=NOON + timedelta(minutes=10) + wrong, offset=-wrong)
    door, _receipts = sent(mine, piece(201, branch=HIS, minutes=5))
    assert [one.piece.id.int for one in in_order(door)] == [201, 101]
    assert Mark.CLOCK not in door.marks[mine.id]


@pytest.mark.parametrize("wrong", [YEAR, -YEAR])
def test_a_clock_that_jumped_after_the_contact_is_not_believed(wrong):
    mine = [replace(one, at=one.at + wrong) for one in (piece(101), piece(102, number=2, minutes=2))]
    door, _receipts = sent(*mine)
    assert [(one.piece.number, one.when) for one in in_order(door)] == [(1, NOON), (2, NOON)]
    assert marks(door) == {101: {Mark.CLOCK}, 102: {Mark.CLOCK}}


def test_after_a_restore_what_a_phone_had_seen_counts_for_nothing():
    door, _receipts = sent(piece(101), door=Door(HOME, epoch=1))
    door, _receipts = sent(piece(201, branch=HIS, base=1, minutes=9), door=door)
    assert marks(door) == {101: {Mark.CONCURRENT}, 201: {Mark.CONCURRENT}}


# ---- any order, any doubling, any split ---------------------------------------------------------------------------


@st.composite
def work(draw):
    """Pieces of up to four phones that all walked by the same list; some clocks are a year wrong, some numbers used
    twice."""
    found, pk = [], 100
    for branch in range(draw(st.integers(1, 4))):
        offset = draw(st.sampled_from([timedelta(), YEAR, -YEAR]))
        known = draw(st.booleans())  # whether the phone knows that its clock is wrong
        for number in range(1, draw(st.integers(1, 5)) + 1):
            for _copy in range(draw(st.sampled_from([1, 1, 1, 2]))):
                pk += 1
                one = piece(pk, branch=UUID(int=branch + 10), number=number, minutes=draw(st.integers(0, 50)))
                found.append(replace(one, at=one.at - offset, offset=offset if known else timedelta()))
    return found


@st.composite
def sending(draw, pieces):
    """The pieces in some order, some of them several times, in some batches."""
    again = draw(st.lists(st.sampled_from(pieces), max_size=12))
    order = draw(st.permutations([*pieces, *again]))
    cuts = sorted(draw(st.lists(st.integers(0, len(order)), max_size=4)))
    return [order[start:end] for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True)]


def after(batches):
    door, receipts = Door(HOME), []
    for number, batch in enumerate(batches):
        receipts += take({HOME: door}, batch, now=NOON + timedelta(hours=1, minutes=number))
    return door, receipts


@given(st.data())
def test_any_order_any_doubling_any_split_gives_the_same_trunk(data):
    pieces = data.draw(work())
    door, receipts = after(data.draw(sending(pieces)))
    plain, _receipts = after([pieces])
    assert [one.piece for one in in_order(door)] == [one.piece for one in in_order(plain)]
    assert [one.when for one in in_order(door)] == [one.when for one in in_order(plain)]
    assert door.marks == plain.marks
    assert Counter(one.piece.id for one in door.trunk) == Counter(one.id for one in pieces)  # nothing lost or doubled
    assert [one.version for one in door.trunk] == list(range(1, len(pieces) + 1))
    assert door.backlog == {}
    firsts = Counter(one.piece for one in receipts if one.take in {Take.TAKEN, Take.HELD})
    assert firsts == Counter(one.id for one in pieces)  # each acknowledged, as new, once
    assert {one.take for one in receipts} <= {Take.TAKEN, Take.HELD, Take.DOUBLED}


@given(st.data())
def test_replaying_everything_changes_nothing(data):
    pieces = data.draw(work())
    batches = data.draw(sending(pieces))
    door, _receipts = after(batches)
    before = (list(door.trunk), {pk: set(found) for pk, found in door.marks.items()})
    again = [receipt for batch in batches for receipt in take({HOME: door}, batch, now=NOON + YEAR)]
    assert (door.trunk, door.marks, door.backlog) == (*before, {})
    assert {(one.take, one.stands) for one in again} == {(Take.DOUBLED, Take.TAKEN)}


@given(st.data())
def test_pieces_that_never_come_keep_nothing_back_for_ever(data):
    pieces = data.draw(work())
    lost = data.draw(st.sets(st.sampled_from(pieces)))
    door, _receipts = after(data.draw(sending(pieces)))
    missing = Door(HOME)
    rest = [one for one in pieces if one not in lost]
    take({HOME: missing}, data.draw(st.permutations(rest)), now=NOON + timedelta(hours=1))
    force(missing, NOON + timedelta(hours=1) + FORCE_AFTER)
    assert {one.piece.id for one in missing.trunk} == {one.id for one in rest}
    take({HOME: missing}, data.draw(st.permutations(pieces)), now=NOON + timedelta(days=9))
    assert Counter(one.piece.id for one in missing.trunk) == Counter(one.id for one in pieces)
    assert [one.piece for one in in_order(missing)] == [one.piece for one in in_order(door)]
    forced = {pk for pk, found in missing.marks.items() if Mark.FORCED in found}
    late = {pk for pk, found in missing.marks.items() if Mark.LATE in found}
    assert bool(forced) >= bool(late)
    rest_of = {pk: found - {Mark.FORCED, Mark.LATE} for pk, found in missing.marks.items()}
    assert {pk: found for pk, found in rest_of.items() if found} == (
        door.marks
    )  # fmt: skip


class Phone:
    """A phone that walks by its list, offline, and remembers what it has seen."""

    def __init__(self, branch):
        self.branch, self.number, self.base = branch, 0, 0
        self.seen, self.queue = frozenset(), []

    def visit(self, pk):
        self.number += 1
        made = piece(pk, branch=self.branch, number=self.number, base=self.base)
        self.queue.append(made)
        return made, self.seen

    def fetch(self, door):
        self.base, self.seen = door.version, frozenset(one.piece.id for one in door.trunk)


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(["visit", "visit", "send", "lose answer", "fetch"])), max_size=40
    )
)
def test_exactly_those_are_marked_who_could_not_know_of_each_other(steps):
    """Phones work, send, fetch and lose answers in any order; who knew of whom is kept beside and compared."""
    door, phones, knew = Door(HOME), [Phone(UUID(int=20 + number)) for number in range(3)], {}
    for step, (which, what) in enumerate(steps):
        phone = phones[which]
        if what == "visit":
            made, seen = phone.visit(1000 + step)
            knew[made.id] = (phone.branch, seen)
        elif what == "fetch":
            phone.fetch(door)
        else:
            sent = take({HOME: door}, phone.queue[::-1] if step % 2 else phone.queue, now=NOON + timedelta(hours=2))
            if what == "send":
                done = {one.piece for one in sent}
                phone.queue = [one for one in phone.queue if one.id not in done]
    for phone in phones:
        take({HOME: door}, phone.queue, now=NOON + timedelta(hours=3))
    assert {one.piece.id for one in door.trunk} == set(knew)
    blind = {
        frozenset((one, other))
        for one, (branch, seen) in knew.items()
        for other, (others_branch, others_seen) in knew.items()
        if branch != others_branch and one not in others_seen and other not in seen
    }
    assert {frozenset((one.id, other.id)) for one, other in together(door)} == blind
    marked = {pk for pk, found in door.marks.items() if Mark.CONCURRENT in found}
    assert marked == {pk for pair in blind for pk in pair}
