"""A page is told when its stream is over, so that it asks for its next ticket at once; and no stream outlives one."""

import asyncio

import pytest

from linli.live import process
from linli.live.hub import Listener
from linli.live.process import Live
from linli.live.tickets import LASTS, Ticket

MOST = 5  # messages after which a stream that should have ended is ended by the test


@pytest.fixture(autouse=True)
def _nothing_waits(monkeypatch):
    monkeypatch.setattr(process, "SPACING", 0)
    monkeypatch.setattr(process, "BEAT_EVERY", 0)


def stream(made, *, over=False):
    """The names of the events that came, and whether the answer was complete."""
    sent = []

    async def run():
        listener = Listener(Ticket(made=made), 0.0)
        listener.over = over
        listener.woken.set()

        async def send(message):
            sent.append(message)
            if len(sent) > MOST:
                listener.end()

        await Live()._stream(listener, send, whole=True)

    asyncio.run(run())
    text = b"".join(message.get("body", b"") for message in sent).decode()
    names = [line.removeprefix("event: ") for line in text.splitlines() if line.startswith("event: ")]
    return names, not sent[-1].get("more_body", False)


@pytest.mark.parametrize(("made", "over"), [(0, False), (4_000_000_000, True)])
def test_a_stream_that_is_over_says_so(made, over):
    assert stream(made, over=over) == (["hello", "over"], True)


def test_a_stream_goes_on_until_its_ticket_ends(monkeypatch):
    moments = iter([1_000 + LASTS - 1, 1_000 + LASTS])
    monkeypatch.setattr(process.time, "time", lambda: next(moments, 1_000 + LASTS))
    names, whole = stream(1_000)
    assert (names[0], names[-1], whole) == ("hello", "over", True)
    assert len(names) in {2, 3}
