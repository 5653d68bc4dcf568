"""A call in words, for the resident who asked and for staff. Nothing here decides.

A resident reads what happened, never who did it: names of staff are not shown. Reasons are shown only for the three
deeds that are written to the resident (a question, a refusal, a correction).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.calls.models import CallEvent
from linli.calls.queries.responders import Warned
from linli.calls.rules import Deed, State
from linli.calls.words import circle_choices, class_choices

STEPS: tuple[tuple[str | Promise, frozenset[State]], ...] = (
    (gettext_lazy("已收到"), frozenset({State.OPENED, State.DISPUTED, State.OFFERED})),
    (gettext_lazy("有人接了"), frozenset({State.CLAIMED, State.PAUSED})),
    (gettext_lazy("正在办"), frozenset({State.ON_SITE})),
    (gettext_lazy("办好了"), frozenset({State.DONE})),
    (gettext_lazy("已结束"), frozenset({State.SETTLED})),
)
HAPPENED: dict[str, str | Promise] = {
    "open": gettext_lazy("已经登记，有专人负责。"),
    Deed.ROUTE: gettext_lazy("已转给更合适的人。"),
    Deed.OBJECT: gettext_lazy("正在确定由谁来办。"),
    Deed.ADJUDICATE: gettext_lazy("已确定由谁来办。"),
    Deed.OFFER: gettext_lazy("正在请附近的人来接。"),
    Deed.WIDEN: gettext_lazy("已请更多的人来接。"),
    Deed.CLAIM: gettext_lazy("有人接了。"),
    Deed.ASSIGN: gettext_lazy("已安排专人来办。"),
    Deed.TRANSFER: gettext_lazy("换了一位来办。"),
    Deed.GIVE_BACK: gettext_lazy("原来的人办不了，正在另请人。"),
    Deed.RELEASE: gettext_lazy("原来的人办不了，正在另请人。"),
    "join": gettext_lazy("多了一位一同来办。"),
    "correct": gettext_lazy("更正了登记的内容。"),
    "photo": gettext_lazy("加了照片。"),
    "slot": gettext_lazy("有单位应答了。"),
    Deed.PAUSE: gettext_lazy("有一件事要问您。"),
    Deed.RESUME: gettext_lazy("继续办理。"),
    Deed.ARRIVE: gettext_lazy("办理的人已到场。"),
    Deed.FINISH: gettext_lazy("办理的人说办好了，请您确认。"),
    Deed.CALL_BACK: gettext_lazy("社区做了回访。"),
    Deed.SETTLE: gettext_lazy("已结单。"),
    Deed.REOPEN: gettext_lazy("重新办理。"),
    Deed.REJECT: gettext_lazy("这件事我们办不了。"),
    Deed.MERGE: gettext_lazy("和别人说的同一件事并在一起办。"),
    Deed.WITHDRAW: gettext_lazy("已撤回。"),
    "escalate": gettext_lazy("没有按时办，已报给上一级。"),
}
_BY_ITSELF = frozenset({Deed.ASSIGN, Deed.SETTLE, Deed.REOPEN})  # the system gives a reason of its own for these
TO_RESIDENT = frozenset({Deed.PAUSE, Deed.REJECT, "correct"})
DEED_WORDS: dict[str, str | Promise] = {
    Deed.ROUTE: gettext_lazy("转派"),
    Deed.OBJECT: gettext_lazy("不该我办"),
    Deed.ADJUDICATE: gettext_lazy("裁定"),
    Deed.OFFER: gettext_lazy("请附近的人接"),
    Deed.CLAIM: gettext_lazy("我来接"),
    Deed.ASSIGN: gettext_lazy("指派"),
    Deed.TRANSFER: gettext_lazy("换人"),
    Deed.GIVE_BACK: gettext_lazy("交回"),
    Deed.PAUSE: gettext_lazy("问居民"),
    Deed.RESUME: gettext_lazy("继续办"),
    Deed.ARRIVE: gettext_lazy("我到了"),
    Deed.FINISH: gettext_lazy("办好了"),
    Deed.CALL_BACK: gettext_lazy("回访"),
    Deed.SETTLE: gettext_lazy("结单"),
    Deed.REOPEN: gettext_lazy("重新办"),
    Deed.REJECT: gettext_lazy("不予受理"),
    Deed.MERGE: gettext_lazy("并案"),
    Deed.WITHDRAW: gettext_lazy("撤回"),
}


@dataclass(frozen=True)
class ProgressStep:
    name: str
    here: bool
    done: bool


def steps(state: State) -> list[ProgressStep]:
    """The five steps a resident sees; none for a call that ended another way."""
    at = next((number for number, (_name, states) in enumerate(STEPS) if state in states), None)
    if at is None:
        return []
    return [
        ProgressStep(str(name), here=number == at, done=number < at) for number, (name, _states) in enumerate(STEPS)
    ]


@dataclass(frozen=True)
class ToldToResident:
    """One line of the history as a resident reads it."""

    at: datetime
    text: str
    reason: str


def for_resident(events: Iterable[CallEvent], *, reasons: bool = True) -> list[ToldToResident]:
    """What concerns the caller, without names; reminders among staff are left out. `reasons` False for a call of
    somebody else into which theirs was merged: what was asked or told there is that person's."""
    told = TO_RESIDENT if reasons else frozenset()
    return [
        ToldToResident(event.at, str(HAPPENED[event.deed]), reason_of(event) if event.deed in told else "")
        for event in events
        if event.deed in HAPPENED
    ]


def reason_of(event: CallEvent) -> str:
    """The reason as it was typed; the system's own reasons and corrections are shown in the reader's language."""
    if event.deed == Deed.WIDEN and event.reason:
        return _(dict(circle_choices()).get(event.reason, event.reason))
    if event.deed in _BY_ITSELF and event.by is None and event.reason:
        return _(event.reason)
    changes = _(";").join(_changes(event.changed))
    return _("%(reason)s（%(changes)s）") % {"reason": event.reason, "changes": changes} if changes else event.reason


def _changes(changed: dict[str, list[str]]) -> Iterator[str]:
    graves = dict(class_choices())
    for what, (was, is_now) in changed.items():
        match what:
            case "kind":
                yield _("类别「%(was)s」改为「%(now)s」") % {"was": _(was), "now": _(is_now)}
            case "place" if was == is_now:
                yield _("地点在「%(was)s」里改动") % {"was": was}
            case "place":
                yield _("地点「%(was)s」改为「%(now)s」") % {"was": was, "now": is_now}
            case "classification":
                yield _("轻重「%(was)s」改为「%(now)s」") % {"was": _(graves[was]), "now": _(graves[is_now])}
            case _title:
                yield _("原来写的是「%(was)s」") % {"was": was}


def warning(warned: Warned) -> str:
    """Warnings for somebody who has just claimed; the claim stands."""
    if warned.at:
        return _("提醒：您登记了 %(at)s 起不在。办不完请提前移交。") % {
            "at": f"{timezone.localtime(warned.at):%m-%d %H:%M}"
        }
    return _("提醒：您手上已有 %(count)s 件。忙不过来请退回几件。") % {"count": warned.count}
