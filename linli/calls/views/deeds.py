"""Every deed on a call, from every page: one button, or a short form when the table asks for more."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.calls import telling
from linli.calls.actions import holding, whistle
from linli.calls.actions.deeds import DOINGS
from linli.calls.actions.moving import FACTS
from linli.calls.forms import deeds as forms
from linli.calls.models import Call
from linli.calls.queries import call_for, near, warnings_for
from linli.calls.queries.callers import to_be_rung
from linli.calls.queries.lists import offered_before
from linli.calls.rules import Deed, Role, State, open_deeds
from linli.calls.views import cards
from linli.kernel.errors import Conflict, NotFound
from linli.kernel.messages import message_of
from linli.kernel.pages.forms import KeyedForm, key_of, pressed_before, refusals_into
from linli.kernel.time import clock

HANDLERS = (P.CALLS_READ, P.CALLS_CLAIM, P.CALLS_OPEN, P.CALLS_RECEIVE)
NEXT = 6  # other calls shown to somebody who came second
TAPS = frozenset(DOINGS) - frozenset(forms.FORMS)


@requires(*HANDLERS)
def deed(request: ActorRequest, pk: UUID, name: str) -> HttpResponse:
    wanted = _named(name)
    try:
        call, roles = call_for(request.actor, pk)
    except NotFound:
        return _out_of_sight(request, pk, wanted)
    if wanted in TAPS:
        return _tapped(request, call, wanted) if request.method == "POST" else redirect("calls:call", pk)
    form = _form(request, call, wanted)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            return _typed(request, call, wanted, form)
    elif pressed_before(form, FACTS[wanted], actor=request.actor) == pk:
        return _after(request, call, wanted)
    may = wanted in open_deeds(State(call.state), roles, whistle=is_whistle(call))
    if not form.is_bound and not may:
        return _not_now(request, pk)
    choose = may and wanted in forms.NEEDS_PERSON
    context = {
        "call": call, "deed": wanted, "word": telling.DEED_WORDS[wanted], "form": form,
        "people": cards.people(call, clock.now(), receiving=wanted in forms.MAKES_RECEIVER) if choose else None,
        "fields": [form[field] for field in form.fields if field not in {"key", "to"}],
        "dangerous": wanted in forms.DANGEROUS, "multipart": form.is_multipart(),
    }  # fmt: skip
    return render(request, "calls/deed.html", context, status=422 if form.errors else 200)


def _out_of_sight(request: ActorRequest, pk: UUID, wanted: Deed) -> HttpResponse:
    """The answer to who gave the call away, or came second for it. Raises the usual NotFound for anybody else."""
    if request.method == "POST":
        if pressed_before(KeyedForm(request.POST), FACTS[wanted], actor=request.actor) == pk:
            return redirect("calls:mine")
        if wanted is Deed.CLAIM and offered_before(request.actor, pk):
            return _lost(request, Conflict("calls.taken"))
    raise NotFound("access.not_found")


def _not_now(request: ActorRequest, pk: UUID) -> HttpResponse:
    messages.warning(request, _("这一步现在办不了：单的状态已经变了，或者不归您办。"))
    return redirect("calls:call", pk)


@requires(*HANDLERS)
def join(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Adds a helper to the holder. Possible helpers are listed for readers who may ask them."""
    call, roles = call_for(request.actor, pk)
    if roles.isdisjoint({Role.HOLDER, Role.MANAGER}):
        return _not_now(request, pk)
    form = forms.ToForm(request.POST or None)
    if form.is_bound and form.is_valid():
        with refusals_into(form):
            typed = form.cleaned_data
            holding.join_call(call=call, person=typed["to"], actor=request.actor, key=typed["key"], now=clock.now())
            messages.success(request, _("已请这一位一同办。"))
            return redirect("calls:call", pk)
    return _extra(request, call, form, _("请人一同办"), people=cards.people(call, clock.now()))


@requires(P.CALLS_ASSIGN)
def waive(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The resident lost the code: the holder may finish without it."""
    call = fetch(request.actor, P.CALLS_ASSIGN, Call, pk)
    form = forms.WaiveForm(request.POST or None)
    if form.is_bound and form.is_valid():
        with refusals_into(form):
            holding.waive_code(call=call, actor=request.actor, now=clock.now(), **form.cleaned_data)
            messages.success(request, _("交接码已免去，办理的人不用再要码。"))
            return redirect("calls:call", pk)
    return _extra(request, call, form, _("免交接码"))


def _extra(
    request: ActorRequest, call: Call, form: KeyedForm, word: str, *, people: list[cards.Choice] | None = None
) -> HttpResponse:
    context = {
        "call": call, "deed": word, "word": word, "form": form, "people": people,
        "fields": [form[field] for field in form.fields if field not in {"key", "to"}],
    }  # fmt: skip
    return render(request, "calls/deed.html", context, status=422 if form.errors else 200)


def is_whistle(call: Call) -> bool:
    return call.kind.family == "whistle"


def _named(name: str) -> Deed:
    """Raises NotFound for a word that is not a person's deed: widening and releasing are done by the worker."""
    found = next((one for one in DOINGS if str(one) == name), None)
    if found is None:
        raise NotFound("access.not_found")
    return found


def _form(request: ActorRequest, call: Call, wanted: Deed) -> KeyedForm:
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    if wanted is Deed.FINISH and is_whistle(call):
        return forms.EndForm(data)
    if wanted is Deed.FINISH:
        return forms.FinishForm(data, files, call=call)
    if wanted is Deed.MERGE:
        return forms.MergeForm(data, others=cards.others(request.actor, call))
    if wanted is Deed.SETTLE:
        return forms.SettleForm(data, rates=request.actor.person != call.holder)
    return forms.FORMS[wanted](data)


def _typed(request: ActorRequest, call: Call, wanted: Deed, form: KeyedForm) -> HttpResponseRedirect:
    typed = dict(form.cleaned_data)
    if wanted is Deed.MERGE:
        typed["into"] = call_for(request.actor, typed["into"])[0]
    if "photos" in typed:
        typed["photos"] = [typed["photos"]] if typed.get("photos") else []
    doing = whistle.finish_whistle if wanted is Deed.FINISH and is_whistle(call) else DOINGS[wanted].action
    doing(call=call, actor=request.actor, now=clock.now(), **typed)
    return _after(request, call, wanted)


def _after(request: ActorRequest, call: Call, wanted: Deed) -> HttpResponseRedirect:
    """Say what was done; then to the call, or to one's own when it is no longer theirs to see."""
    messages.success(request, _said(call, wanted))
    if wanted is Deed.PAUSE and to_be_rung(call):
        messages.warning(request, _("居民收不到这个问题的通知：请打电话或上门问。"))
    if wanted in {Deed.FINISH, Deed.GIVE_BACK} or not _sees(request, call.pk):
        return redirect("calls:mine")
    return redirect("calls:call", call.pk)


def _sees(request: ActorRequest, pk: UUID) -> bool:
    try:
        call_for(request.actor, pk)
    except NotFound:
        return False
    return True


def _said(call: Call, wanted: Deed) -> str:
    if wanted is Deed.CLAIM:
        return _("您接下了 %(number)s。") % {"number": call.number}
    return _("%(number)s：%(deed)s，已记下。") % {"number": call.number, "deed": telling.DEED_WORDS[wanted]}


def _tapped(request: ActorRequest, call: Call, wanted: Deed) -> HttpResponse:
    """One button. Whoever loses a race for a call is told so, and shown other waiting calls."""
    try:
        DOINGS[wanted].action(call=call, actor=request.actor, key=key_of(request), now=clock.now())
    except Conflict as refusal:
        if wanted is not Deed.CLAIM:
            raise
        return _mine_already(request, call) or _lost(request, refusal)
    messages.success(request, _said(call, wanted))
    if wanted is Deed.CLAIM and request.actor.person:
        for warned in warnings_for(request.actor.person, clock.now()):
            messages.warning(request, telling.warning(warned))
    return redirect("calls:call", call.pk)


def _mine_already(request: ActorRequest, call: Call) -> HttpResponse | None:
    """To the call, for who claimed it before, on another page that is still open."""
    if not _sees(request, call.pk) or call_for(request.actor, call.pk)[0].holder != request.actor.person:
        return None
    messages.info(request, _("%(number)s 您已经接下了。") % {"number": call.number})
    return redirect("calls:call", call.pk)


def _lost(request: ActorRequest, refusal: Conflict) -> HttpResponse:
    """Why they cannot have the call, and the next calls that they can."""
    context = {"message": message_of(refusal), "error": refusal, "taken": refusal.code == "calls.taken"}
    context["jobs"] = cards.jobs(request.actor, near(request.actor), clock.now())[:NEXT]
    return render(request, "calls/taken.html", context, status=409)
