"""Looking back: on which days a contact with a case counts, and whether a stay in an area does."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Window:
    """Days, both included."""

    first: date
    last: date

    def holds(self, first: date, last: date) -> bool:
        """Whether a meeting or stay from `first` to `last` touches the window."""
        return first <= self.last and last >= self.first


def exposure_window(*, onset: date | None, sampled: date, isolated: date, lookback_days: int) -> Window:
    """When meeting a case counts: from so many days before onset, or before sampling where the case did not fall ill or
    the sample came first, until the case was isolated."""
    began = min(onset or sampled, sampled)
    return Window(began - timedelta(days=lookback_days), max(isolated, began))


def last_contact(window: Window, meetings: list[tuple[date, date]]) -> date | None:
    """The day from which a contact's calendar counts: the last one inside the window. None: no contact."""
    return max((min(last, window.last) for first, last in meetings if window.holds(first, last)), default=None)


def left_lately(left: date, *, today: date, lookback_days: int) -> bool:
    """Whether somebody who left an area on `left` is asked today: today is the first of the days looked back on."""
    return timedelta(0) <= today - left <= timedelta(days=lookback_days)
