"""Flows that write letters about calls. A letter says what happened to which number: no name, no address, no content.

The letter's `about` is the key of the consequence: the same happening writes one letter, the next time another.
"""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.calls.models import Call, Slot
from linli.corps.models import Member
from linli.flows.happened import Happened
from linli.notices.actions.letters import NewLetter, write_letters

TO_CALLER: dict[str, str | Promise] = {
    "calls.claim": _("您的单子 %(number)s 有人接了。"),
    "calls.assign": _("您的单子 %(number)s 已安排专人来办。"),
    "calls.transfer": _("您的单子 %(number)s 换了一位来办。"),
    "calls.pause": _("您的单子 %(number)s 有一件事要问您,请打开看看。"),
    "calls.finish": _("您的单子 %(number)s 办好了,请确认。"),
    "calls.settle": _("您的单子 %(number)s 已结单。"),
    "calls.reopen": _("您的单子 %(number)s 重新办理。"),
    "calls.reject": _("您的单子 %(number)s 没有受理,请打开看原因。"),
}
TO_RECEIVER: dict[str, str | Promise] = {
    "calls.open": _("新单 %(number)s 请受理。"),
    "calls.claim": _("单子 %(number)s 有人接了。"),
    "calls.give_back": _("单子 %(number)s 被交回,请另派。"),
    "calls.release": _("单子 %(number)s 的承办人已离任,回到您这里,请另派。"),
    "calls.finish": _("单子 %(number)s 已办结,请回访。"),
    "calls.reopen": _("单子 %(number)s 被要求重新办理。"),
}
TO_HOLDER: dict[str, str | Promise] = {
    "calls.assign": _("单子 %(number)s 指派给您,请接手。"),
    "calls.transfer": _("单子 %(number)s 转给您,请接手。"),
    "calls.settle": _("您办的单子 %(number)s 已结单。"),
}
OF_CLOCK: dict[str, str | Promise] = {
    "calls.reminded": _("单子 %(number)s 的时限快到了,请抓紧。"),
    "calls.escalated": _("单子 %(number)s 超过时限,上报给您,请处理。"),
}
TO_UNIT = _("吹哨 %(number)s 需要贵单位到场,请应答。")


def tell_caller(happened: Happened) -> None:
    """The resident who asked, where we know which of our residents it is; they follow by their own link."""
    call = _call(happened)
    if call is not None:
        _write(happened, call, [call.caller], TO_CALLER[happened.topic])


def tell_receiver(happened: Happened) -> None:
    """Whoever is responsible for the call; not for what they did themselves."""
    call = _call(happened)
    if call is not None and call.receiver != call.holder:
        _write(happened, call, [call.receiver], TO_RECEIVER[happened.topic])


def tell_holder(happened: Happened) -> None:
    call = _call(happened)
    if call is not None:
        _write(happened, call, [happened.id("holder") or call.holder], TO_HOLDER[happened.topic])


def tell_units(happened: Happened) -> None:
    """Everybody known of each unit that a whistle names."""
    call = _call(happened)
    if call is not None:
        units = Slot.objects.filter(call=call).exclude(state="removed").values_list("unit", flat=True)
        _write(happened, call, _people_of(units), TO_UNIT)


def tell_of_clock(happened: Happened) -> None:
    """Whom a reminder, or a call that ran over its time, went to; of a unit's own clock, its people are reminded."""
    call = _call(happened)
    if call is None:
        return
    unit = happened.id("unit") if happened.topic == "calls.reminded" else None
    to = _people_of([unit]) if unit else []
    _write(happened, call, [happened.id("to"), *to], OF_CLOCK[happened.topic])


def _people_of(units: Iterable[UUID]) -> list[UUID]:
    return list(Member.objects.filter(unit__in=list(units), until=None).values_list("pk", flat=True))


def _call(happened: Happened) -> Call | None:
    """None for a call that is gone: there is nobody to tell about it any more."""
    return Call.objects.filter(pk=happened.ids["call"]).first()


def _write(happened: Happened, call: Call, to: Iterable[UUID | None], sentence: str | Promise) -> None:
    """The caller's letter leads nowhere: their own link is theirs alone. Everybody else's leads to the call."""
    title = str(sentence) % {"number": call.number}
    link = reverse("calls:call", args=[call.pk])
    urgency = "life" if call.classification == "life" else "normal"
    write_letters(
        [
            NewLetter(
                recipient=person,
                topic=happened.topic,
                title=title,
                path=call.path,
                link="" if person == call.caller else link,
                about=happened.key,
                urgency=urgency,
            )
            for person in dict.fromkeys(to)
            if person is not None
        ],
        now=happened.now,
    )
