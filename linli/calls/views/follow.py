"""The caller's own page of a call: whoever has its link is the caller. Nothing here names anybody."""

from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.access.marks import public
from linli.calls import telling
from linli.calls.actions import ending, holding, routing
from linli.calls.actions.opening import hand_over_code
from linli.calls.actions.phones import check_phone_code, send_phone_code
from linli.calls.actions.photos import add_photo
from linli.calls.forms.ask import AnswerForm, JudgedForm, PhoneCodeForm, WhyForm
from linli.calls.forms.photos import PhotoForm
from linli.calls.models import Call
from linli.calls.queries.callers import may_check_phone
from linli.calls.queries.merged import surviving
from linli.calls.queries.photos import photo_for
from linli.calls.queries.roles import by_token
from linli.calls.rules import ENDED, Deed, Role, State, open_deeds
from linli.calls.views.cards import due_of
from linli.calls.views.photos import picture
from linli.corps.queries.overview import duty_phone
from linli.kernel.pages.forms import KeyedForm, refusals_into
from linli.kernel.pages.qr import qr_of
from linli.kernel.time import clock
from linli.places.queries import address

FORMS: dict[str, type[KeyedForm]] = {
    "settle": JudgedForm, "reopen": WhyForm, "resume": AnswerForm, "withdraw": KeyedForm, "photo": PhotoForm,
    "send_code": KeyedForm, "code": PhoneCodeForm,
}  # fmt: skip


@public("the caller's own page: whoever holds the secret link is the caller and needs no account")
def follow(request: HttpRequest, token: str) -> HttpResponse:
    call = by_token(token)
    forms = {deed: form(auto_id=_ids(deed)) for deed, form in FORMS.items()}
    deed = request.POST.get("deed", "")
    if request.method == "POST" and deed in FORMS:
        form = FORMS[deed](request.POST, request.FILES, auto_id=_ids(deed))
        if form.is_valid():
            with refusals_into(form):
                messages.success(request, _do(request, deed, call, token, form.cleaned_data))
                return redirect("calls:follow", token)
        forms[deed] = form
    bad = any(form.is_bound for form in forms.values())
    answer = render(request, "calls/follow.html", _told(by_token(token), token, forms), status=422 if bad else 200)
    answer["X-Robots-Tag"] = "noindex"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _ids(deed: str) -> str:
    """Five forms on one page: each has its own field names, and so its own ids."""
    return f"id_{deed}_%s"


def _do(request: HttpRequest, deed: str, call: Call, token: str, typed: dict[str, Any]) -> str:
    """One deed of the caller; returns the message to show."""
    common = {"call": call, "token": token, "actor": None, "key": typed["key"], "now": clock.now()}
    match deed:
        case "settle":
            judged = {"rating": typed["rating"], "solved": typed["solved"]}
            ending.confirm_call(call=call, key=typed["key"], now=common["now"], token=token, **judged)
            return _("谢谢您的评价。") if typed["solved"] else _("已记下：没有解决。责任人会看到，您也可以请重新办。")
        case "reopen":
            ending.reopen_call(reason=typed["reason"], **common)
            return _("已经退回，会重新办。")
        case "resume":
            holding.resume_call(answer=typed["answer"], **common)
            return _("回答已经送到办理的人手里。")
        case "send_code":
            address = get_adapter(request).get_client_ip(request)
            send_phone_code(call=call, token=token, address=address, now=common["now"])
            return _("验证码已发到您的手机，5 分钟内有效。")
        case "code":
            check_phone_code(call=call, token=token, code=typed["code"], key=typed["key"], now=common["now"])
            return _("电话已核实。")
        case "photo":
            address = get_adapter(request).get_client_ip(request)
            add_photo(upload=typed["photos"], purpose="opened", address=address, **common)
            return _("照片已加上。")
        case _:
            routing.withdraw_call(**common)
            return _("已撤回。")


def _told(call: Call, token: str, forms: dict[str, KeyedForm]) -> dict[str, Any]:
    into = surviving(call)
    link = f"{settings.LINLI_PUBLIC_URL}{reverse('calls:follow', args=[token])}"
    may = open_deeds(State(call.state), {Role.OPENER})
    may_rate = call.state == State.SETTLED and not call.rating
    may_reopen = Deed.REOPEN in may and call.state in ENDED
    may_check = call.state not in ENDED and may_check_phone(call)
    done = call.state == State.DONE
    drawn = {
        "settle": done or may_rate, "reopen": done or may_reopen, "resume": call.state == State.PAUSED,
        "send_code": may_check, "code": may_check, "photo": call.state not in ENDED,
    }  # fmt: skip
    return {
        "untold": [form for deed, form in forms.items() if form.errors and not drawn.get(deed)],
        "call": call, "token": token, "forms": forms, "link": link, "qr": qr_of(link), "into": into,
        "duty_phone": duty_phone(call.place),
        "address": address(call.place, from_kind="community"), "steps": telling.steps(State(into.state)),
        "history": telling.for_resident(call.events.order_by("at", "revision")), "items": call.items.order_by("order"),
        "code": hand_over_code(token) if _needs_code(call) else "",
        "pictures": call.photos.order_by("at"), "over": call.state in ENDED,
        "may_rate": may_rate, "may_check_phone": may_check, "due": due_of(into),
        "goes_on": [] if into == call else telling.for_resident(into.events.order_by("at", "revision"), reasons=False),
        "may_withdraw": Deed.WITHDRAW in may, "may_reopen": may_reopen,
    }  # fmt: skip


def _needs_code(call: Call) -> bool:
    """The call may have been corrected to a kind without a code."""
    return bool(call.code_digest) and "code" in call.kind.steps and call.state not in ENDED


@public("a picture of the caller's own call, behind the same secret link")
def follow_photo(_request: HttpRequest, token: str, pk: UUID) -> HttpResponse:
    return picture(photo_for(None, pk, token=token)[1])
