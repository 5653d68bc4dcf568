"""How much time is left until a deadline, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class TimeLeft:
    """The time left until a deadline. `kind` is the tag's colour, `share` how much of the time is used, 0–100:
    amber from half of it, red from where little is left, so that a deadline is seen before it has passed."""

    kind: str
    text: str
    share: int


def left(started_at: datetime, due_at: datetime, now: datetime) -> TimeLeft:
    whole = max((due_at - started_at).total_seconds(), 1)
    share = min(100, max(0, int((now - started_at).total_seconds() * 100 / whole)))
    if now >= due_at:
        return TimeLeft("bad", _("超 %(time)s") % {"time": span(now - due_at)}, 100)
    return TimeLeft(_colour(share), _("剩 %(time)s") % {"time": span(due_at - now)}, share)


def _colour(share: int) -> str:
    """The steps at which whoever holds it is reminded: half of the time, and four fifths."""
    if share >= 80:
        return "bad"
    return "warn" if share >= 50 else "info"


def span(time: timedelta) -> str:
    """A duration in words: 52 分, 1 小时 59 分, 20 小时, 6 天. Minutes are said while they matter."""
    minutes = max(int(time.total_seconds() // 60), 0)
    if minutes < 60:  # minutes of an hour
        return ngettext("%(n)s 分", "%(n)s 分", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 6 and minutes % 60:  # 1 小时 59 分 is not 1 小时
        return _("%(h)s 小时 %(m)s 分") % {"h": hours, "m": minutes % 60}
    if hours < 48:  # two days and more are shown in days
        return ngettext("%(n)s 小时", "%(n)s 小时", hours) % {"n": hours}
    return ngettext("%(n)s 天", "%(n)s 天", hours // 24) % {"n": hours // 24}
