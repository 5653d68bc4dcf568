"""How much time is left until a deadline, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class TimeLeft:
    """The time left until a deadline. `kind` is the tag's colour; `share` how much of the time is used, 0–100."""

    kind: str
    text: str
    share: int


def left(started_at: datetime, due_at: datetime, now: datetime) -> TimeLeft:
    whole = max((due_at - started_at).total_seconds(), 1)
    share = min(100, max(0, int((now - started_at).total_seconds() * 100 / whole)))
    if now >= due_at:
        return TimeLeft("bad", _("超 %(time)s") % {"time": span(now - due_at)}, 100)
    kind = "warn" if share >= 80 else "info"  # the second reminder
    return TimeLeft(kind, _("剩 %(time)s") % {"time": span(due_at - now)}, share)


def span(time: timedelta) -> str:
    """The largest unit of a duration: 52 分, 3 小时, 6 天."""
    minutes = max(int(time.total_seconds() // 60), 0)
    if minutes < 60:  # minutes of an hour
        return ngettext("%(n)s 分", "%(n)s 分", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:  # two days and more are shown in days
        return ngettext("%(n)s 小时", "%(n)s 小时", hours) % {"n": hours}
    return ngettext("%(n)s 天", "%(n)s 天", hours // 24) % {"n": hours // 24}
