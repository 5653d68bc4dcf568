"""What may be said, and when. Values in, values out."""

from datetime import datetime, time, timedelta

MOST_LINK = 120


def is_own_address(link: str) -> bool:
    """A link of a letter leads to a page of ours, or nowhere."""
    return not link or (
        link.startswith("/") and not link.startswith("//") and "\\" not in link and len(link) <= MOST_LINK
    )


def fitting(title: str, most: int) -> str:
    """`title` on one line, cut where the column ends: a long name in it must not lose somebody their letter."""
    words = " ".join(title.split())
    return words if len(words) <= most else words[: most - 1] + "…"


def after_quiet(at: datetime, quiet_from: time | None, quiet_until: time | None) -> datetime:
    """`at`, or the end of the quiet hours that it falls into. `at` is aware, on the neighbourhood's clocks.

    Quiet hours may go over midnight (22:00 to 07:00); equal ends are no quiet hours.
    """
    if quiet_from is None or quiet_until is None or quiet_from == quiet_until:
        return at
    moment = at.time()
    over_midnight = quiet_from > quiet_until
    inside = (moment >= quiet_from or moment < quiet_until) if over_midnight else quiet_from <= moment < quiet_until
    if not inside:
        return at
    end = at.replace(hour=quiet_until.hour, minute=quiet_until.minute, second=0, microsecond=0)
    return end + timedelta(days=1) if over_midnight and moment >= quiet_from else end
