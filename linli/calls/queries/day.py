"""The calls of a place in figures, for the meeting at which one shift hands over to the next. Reads only."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Sum

from linli.access.models import under
from linli.access.rules import SEGMENT
from linli.calls.models import Call
from linli.calls.queries.lists import late_count
from linli.calls.queries.sittings import due_orders
from linli.calls.rules import State


@dataclass(frozen=True)
class Day:
    """`came`: (name of the kind, how many) opened since, the most first; `settled` since. `waiting` (for somebody to
    take them), `held`, `done` (for the caller or a sitting) are open now, `late` of them are past a deadline.
    `disputed` wait for a ruling, `orders` with `money` in all for the next sitting."""

    came: list[tuple[str, int]]
    settled: int
    waiting: int
    held: int
    done: int
    late: int
    disputed: int
    orders: int
    money: str

    @property
    def opened(self) -> int:
        return sum(n for _name, n in self.came)

    @property
    def open_now(self) -> int:
        return self.waiting + self.held + self.done


def day_of(path: str, since: datetime, now: datetime) -> Day:
    """Figures of all calls at and below `path`, from `since` to `now`. The caller checks permissions."""
    here = Call.objects.filter(under([path]), root=path[:SEGMENT])
    names = here.filter(opened_at__gte=since, opened_at__lte=now).values_list("kind__name").annotate(n=Count("pk"))
    came = Counter[str]()
    for name, n in names.order_by("kind__name"):
        came[name] += n
    states = Counter(dict(here.filter(ended_at=None).values_list("state").annotate(n=Count("pk")).order_by("state")))
    orders = due_orders(path).order_by().aggregate(n=Count("pk"), total=Sum("amount"))
    return Day(
        came=came.most_common(),
        settled=here.filter(state="settled", ended_at__gte=since, ended_at__lte=now).count(),
        waiting=sum(states[str(state)] for state in (State.OPENED, State.OFFERED, State.DISPUTED)),
        held=sum(states[str(state)] for state in (State.CLAIMED, State.PAUSED, State.ON_SITE)),
        done=states[str(State.DONE)],
        late=late_count([path], now),
        disputed=states[str(State.DISPUTED)],
        orders=orders["n"],
        money=f"{orders['total'] or Decimal(0):.2f}",
    )
