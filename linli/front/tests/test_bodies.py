import asyncio

import pytest

from linli.front import bodies
from linli.front.bodies import Bodies, Gone, TooSlow


async def sent(*pieces, then=None):
    for piece in pieces:
        yield piece
    if then:
        await then.wait()


async def whole(bodies, pieces, length):
    async with bodies.received(pieces, length) as body:
        return body


def receive(length, *pieces):
    return asyncio.run(whole(Bodies(), sent(*pieces), length))


def test_a_body_is_handed_on_whole_or_not_at_all():
    assert receive(5, b"ab", b"cde") == b"abcde"
    with pytest.raises(Gone):
        receive(5, b"ab")


def test_who_sends_nothing_for_long_is_cut_off(monkeypatch):
    async def stops():
        await whole(Bodies(), sent(b"a", then=asyncio.Event()), 5)

    monkeypatch.setattr(bodies, "BETWEEN", 0.01)
    with pytest.raises(TooSlow):
        asyncio.run(stops())


def test_who_sends_a_little_for_ever_is_cut_off(monkeypatch):
    async def drips():
        while True:
            await asyncio.to_thread(int)
            yield b"a"

    monkeypatch.setattr(bodies, "WHOLE", 0.01)
    with pytest.raises(TooSlow):
        asyncio.run(whole(Bodies(), drips(), 2**20))


@pytest.mark.parametrize(("bound", "most"), [("MOST", 2), ("MOST_BYTES", 2)])
def test_when_there_is_no_room_the_one_that_has_been_coming_longest_makes_it(bound, most, monkeypatch):
    monkeypatch.setattr(bodies, bound, most)

    async def three():
        coming, end = Bodies(), asyncio.Event()
        asked = [asyncio.ensure_future(whole(coming, sent(b"a", then=end), 1)) for _ in range(3)]
        await asyncio.wait([asked[0]])
        end.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    first, *others = asyncio.run(three())
    assert isinstance(first, TooSlow)
    assert others == [b"a", b"a"]


def test_of_too_many_bytes_the_largest_makes_room(monkeypatch):
    monkeypatch.setattr(bodies, "MOST_BYTES", 10)

    async def three():
        coming, end = Bodies(), asyncio.Event()
        asked = [asyncio.ensure_future(whole(coming, sent(b"a" * size, then=end), size)) for size in (1, 8, 2)]
        await asyncio.wait([asked[1]])
        end.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    first, second, third = asyncio.run(three())
    assert (first, third) == (b"a", b"aa")
    assert isinstance(second, TooSlow)


def test_the_bytes_of_a_body_count_until_it_is_answered(monkeypatch):
    monkeypatch.setattr(bodies, "MOST_BYTES", 10)

    async def two():
        coming = Bodies()
        async with coming.received(sent(b"a" * 8), 8):
            with pytest.raises(TooSlow):
                await whole(coming, sent(b"a" * 8), 8)
        return await whole(coming, sent(b"a" * 8), 8)

    assert asyncio.run(two()) == b"a" * 8


def test_who_was_cut_off_does_not_live_on_by_a_piece_that_came_in_the_same_moment(monkeypatch):
    """Also when it is just expiring by itself: nobody else's body may fail by that."""
    monkeypatch.setattr(bodies, "MOST", 1)

    async def both(*, expired):
        coming, began, piece = Bodies(), asyncio.Event(), asyncio.Event()

        async def pieces():
            yield b"a"
            began.set()
            await piece.wait()
            yield b"b"

        first = asyncio.ensure_future(whole(coming, pieces(), 2))
        await began.wait()
        (one,) = coming._coming
        piece.set()
        if expired:
            one.limit._on_timeout()  # as the loop does
        second = await whole(coming, sent(b"c"), 1)
        return second, (await asyncio.gather(first, return_exceptions=True))[0], coming._bytes

    for expired in (False, True):
        second, first, left = asyncio.run(both(expired=expired))
        assert second == b"c"
        assert isinstance(first, TooSlow)
        assert left == 0
