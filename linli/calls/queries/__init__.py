"""Reads of calls. Nothing here writes, except facts of looks at personal data."""

from linli.calls.queries.detail import Detail, detail_for, may_see
from linli.calls.queries.kinds import (
    kind_for,
    kinds_at,
    kinds_for,
    public_kinds,
    takers_at,
)
from linli.calls.queries.lately import Happened, lately
from linli.calls.queries.lists import (
    Column,
    Filters,
    Mine,
    Urgent,
    board,
    called,
    history,
    mine,
    near,
    of_unit,
    slot_for,
    urgent,
    with_clocks,
)
from linli.calls.queries.photos import photo_for
from linli.calls.queries.rates import Band, Rate, Rates, rates, rates_of, whistle_bands
from linli.calls.queries.responders import Warned, responders, warnings_for
from linli.calls.queries.roles import by_token, call_for, roles_of
from linli.calls.queries.sittings import (
    OrderLine,
    Sheet,
    due_orders,
    next_time,
    sheet,
    sitting_moment,
    sitting_today,
    sittings,
    times_at,
)

__all__ = [
    "Band",
    "Column",
    "Detail",
    "Filters",
    "Happened",
    "Mine",
    "OrderLine",
    "Rate",
    "Rates",
    "Sheet",
    "Urgent",
    "Warned",
    "board",
    "by_token",
    "call_for",
    "called",
    "detail_for",
    "due_orders",
    "history",
    "kind_for",
    "kinds_at",
    "kinds_for",
    "lately",
    "may_see",
    "mine",
    "near",
    "next_time",
    "of_unit",
    "photo_for",
    "public_kinds",
    "rates",
    "rates_of",
    "responders",
    "roles_of",
    "sheet",
    "sitting_moment",
    "sitting_today",
    "sittings",
    "slot_for",
    "takers_at",
    "times_at",
    "urgent",
    "warnings_for",
    "whistle_bands",
    "with_clocks",
]  # fmt: skip
