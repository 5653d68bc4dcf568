"""The past of a demonstration, gone through in order: what people did, and between it what the scheduler did.

Everything is done by the actions of the pages at the moment at which it happened: the clock stands there
(`clock.standing_at`), so that facts, letters, deadlines and escalations bear the times of those days.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import count

from django.db.models import Min
from django.utils import timezone

from linli.calls import jobs as calls
from linli.calls.models import Call, Clock
from linli.flows import jobs as flows
from linli.kernel import jobs as kernel
from linli.kernel.time import clock

Deed = Callable[[datetime], None]
_MINUTE = timedelta(minutes=1)
_LOOKS = timedelta(hours=1)  # how often those are looked after that wait for days, and the trail is sealed


class Days:
    """What is to happen between `begun` and `end`. What would happen later is left out: it has not happened yet."""

    def __init__(self, begun: datetime, end: datetime) -> None:
        self.end = end
        self._now = self._looked = begun
        self._planned: list[tuple[datetime, int, Deed]] = []
        self._numbers = count()

    def at(self, when: datetime, deed: Deed) -> None:
        """Before the end, `deed` is done at `when`; two deeds of one moment in the order in which they were planned."""
        if when <= self.end:
            heappush(self._planned, (max(when, self._now), next(self._numbers), deed))

    def before(self, minutes: float) -> datetime:
        """So many minutes before the end."""
        return self.end - timedelta(minutes=minutes)

    def on(self, day: int, at: str) -> datetime:
        """`at` ("08:30") on a day counted from today: -1 is yesterday."""
        return moment(timezone.localdate(self.end) + timedelta(days=day), at)

    def go(self) -> None:
        while self._planned:
            when, _number, deed = heappop(self._planned)
            self._let_pass(when)
            with clock.standing_at(when):
                deed(when)
                flows.run(when)
            self._now = when
        self._let_pass(self.end)
        self._work(self.end)

    def _let_pass(self, until: datetime) -> None:
        """To each moment at which something is due, the scheduler's next minute at the earliest."""
        while (due := _next_due()) is not None:
            at = max(due, self._now + _MINUTE)
            if at >= until:
                return
            self._work(at)

    def _work(self, now: datetime) -> None:
        """What the scheduler and the worker of `linli serve` do then."""
        with clock.standing_at(now):
            calls.tick(now)
            flows.run(now)
            if now - self._looked >= _LOOKS or now == self.end:
                calls.look_after(now)
                flows.run(now)
                kernel.seal_trail(now)
                self._looked = now
        self._now = now


def moment(day: date, at: str) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(at)))


def _next_due() -> datetime | None:
    """When a deadline must be looked at, or a circle widens."""
    moments = [
        Clock.objects.filter(next_at__isnull=False).aggregate(at=Min("next_at"))["at"],
        Call.objects.filter(widens_at__isnull=False, state="offered").aggregate(at=Min("widens_at"))["at"],
    ]
    return min((at for at in moments if at is not None), default=None)
