import asyncio

import pytest

from linli.front import bodies
from linli.front.bodies import Bodies, Gone, TooSlow


async def sent(*pieces, then=None):
    for piece in pieces:
        yield piece
    if then:
        await then.wait()


def receive(length, *pieces):
    return asyncio.run(Bodies().receive(sent(*pieces), length))


def test_a_body_is_handed_on_whole_or_not_at_all():
    assert receive(5, b"ab", b"cde") == b"abcde"
    with pytest.raises(Gone):
        receive(5, b"ab")


def test_who_sends_nothing_for_long_is_cut_off(monkeypatch):
    async def stops():
        await Bodies().receive(sent(b"a", then=asyncio.Event()), 5)

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
        asyncio.run(Bodies().receive(drips(), 2**20))


@pytest.mark.parametrize(("bound", "most"), [("MOST", 2), ("MOST_BYTES", 2)])
def test_when_there_is_no_room_the_one_that_has_been_coming_longest_makes_it(bound, most, monkeypatch):
    monkeypatch.setattr(bodies, bound, most)

    async def three():
        coming, whole = Bodies(), asyncio.Event()
        asked = [asyncio.ensure_future(coming.receive(sent(b"a", then=whole), 1)) for _ in range(3)]
        await asyncio.wait([asked[0]])
        whole.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    first, *others = asyncio.run(three())
    assert isinstance(first, TooSlow)
    assert others == [b"a", b"a"]
