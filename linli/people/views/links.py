"""A resident's own record: the link that opens it, what they see and correct, the paper form for those without a
phone."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.access.marks import ActorRequest, public, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.access.rules import SEGMENT
from linli.kernel.errors import NotAllowed, NotFound
from linli.kernel.pages.forms import key_of, refusals_into
from linli.kernel.pages.qr import qr_of
from linli.kernel.time import clock
from linli.people import rules
from linli.people.actions import links as actions
from linli.people.actions import sight
from linli.people.forms import DecideForm, SelfForm, needs_initial
from linli.people.models import Proposal, Resident, SelfLink
from linli.people.queries import history, records
from linli.people.queries import links as queries
from linli.people.views.editing import Meanwhile, changed_meanwhile, differences, with_revision
from linli.people.views.records import resident_url, seen_other, words_of
from linli.places.queries import address

_OPENED = "people_link"  # session key: the id of the link that this browser opened


@require_POST
@requires(P.PEOPLE_EDIT)
def make_link(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The address and its QR code, shown on this page only."""
    one = fetch(request.actor, P.PEOPLE_EDIT, Resident, pk)
    token = actions.make_link(resident=one, actor=request.actor, key=key_of(request), now=clock.now())
    url = f"{settings.LINLI_PUBLIC_URL}{reverse('people:self', args=[token])}"
    told = {"resident": one, "url": url, "qr": qr_of(url), "days": actions.LINK_DAYS}
    answer = render(request, "people/link.html", told)
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@public("a resident opens their own record with the one-time link they were given")
def self_open(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link shows only a masked name, because previews of messengers open it too. The button uses the
    link."""
    _refuse_staff(request)
    now = clock.now()
    if request.method == "POST":
        link = actions.open_link(token=token, now=now)
        request.session.cycle_key()  # whoever set the browser's session before does not read the record with it
        request.session[_OPENED] = str(link.pk)
        return seen_other(reverse("people:self_record"))
    link = queries.usable(token, now)
    return _private(request, "people/self_open.html", {"name": rules.mask_name(link.resident.name)})


def _refuse_staff(request: HttpRequest) -> None:
    """Raises NotAllowed in a browser in which somebody is signed in: a link is for the resident, not for its maker."""
    if request.user.is_authenticated:
        raise NotAllowed("people.link_not_for_staff")


def _private(request: HttpRequest, template: str, told: dict[str, Any], status: int = 200) -> HttpResponse:
    """Large print, and never in a cache. No other site learns the address: the frame's referrer policy says so."""
    answer = render(request, template, {**told, "large_print": True}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _opened(request: HttpRequest) -> SelfLink:
    _refuse_staff(request)
    pk = request.session.get(_OPENED)
    if not pk:
        raise NotFound("people.link_gone")
    return queries.opened(pk, clock.now())


@require_safe
@public("a resident reads their own record after opening it with their link")
def self_record(request: HttpRequest) -> HttpResponse:
    one = _opened(request).resident
    needs = dict(rules.need_choices())
    told = {
        "resident": one,
        "phone": rules.mask_phone(records.phone_of(one)),
        "identity": records.identity_as_seen(records.identity_of(one)),
        "needs": [(needs[need.kind], need.note) for need in one.needs.all()],
        "address": address(one.household.place),
        "looks": history.looks_at(one),
        "history": history.of_resident(one, today=clock.today(), reads=one.path.__eq__),
        "proposal": records.open_proposal(one),
        **words_of(one),
    }
    return _private(request, "people/self_record.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@public("a resident corrects their own record after opening it with their link")
def self_correct(request: HttpRequest) -> HttpResponse:
    link = _opened(request)
    one, changed = link.resident, Meanwhile()
    plain = ("name", "reach", "identity_kind", "revision")
    initial = {name: getattr(one, name) for name in plain} | needs_initial(one)
    form = SelfForm(request.POST or None, initial=initial)
    form.know_phone(rules.mask_phone(records.phone_of(one)))
    if request.method == "POST" and form.is_valid():
        waits, typed = False, form.cleaned_data
        with refusals_into(form), changed_meanwhile() as changed:
            waits = actions.correct_self(
                link=link, revision=typed["revision"], person=form.particulars(), key=typed["key"], now=clock.now()
            )
        if changed:
            with_revision(form, one.revision)
        elif not form.errors:
            messages.success(request, _("已保存。"))
            if waits:
                messages.info(request, _("姓名或证件号码的改动已交给社区核对，核对后生效。"))
            return seen_other(reverse("people:self_record"))
    told: dict[str, Any] = {"form": form, "resident": one}
    if changed:
        known = records.identity_as_seen(records.identity_of(one))
        told["differences"] = differences(form, initial | {"identity": known})
    return _private(request, "people/self_correct.html", told, 409 if changed else 422 if form.is_bound else 200)


@require_safe
@requires(P.PEOPLE_EDIT)
def paper(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The record as a paper form to correct with a pen at the desk; numbers are masked as on the screen."""
    one = fetch(request.actor, P.PEOPLE_EDIT, Resident, pk, related=("household__place",))
    sight.note_printed(resident=one, actor=request.actor, now=clock.now())
    told = {
        "resident": one,
        "sight": records.sight_of(one, request.actor),
        "address": address(one.household.place),
        "needs": {need.kind: need.note for need in one.needs.all()},
        "need_words": [(word, _ticked(one, kind)) for kind, word in rules.need_choices()],
        "today": clock.today(),
        **words_of(one),
    }
    return render(request, "people/paper.html", told)


def _ticked(one: Resident, kind: str) -> str | None:
    """The note beside a need that somebody has, None when they do not have it."""
    return next((need.note for need in one.needs.all() if need.kind == kind), None)


@require_safe
@requires(P.PEOPLE_IMPORT)
def proposals(request: ActorRequest) -> HttpResponse:
    waiting = list(records.open_proposals(request.actor)[:200])
    for street, some in groupby(sorted(one.path[:SEGMENT] for one in waiting)):
        sight.note_listed(path=street, kind="proposals", hits=len(list(some)), actor=request.actor, now=clock.now())
    return render(request, "people/proposals.html", {"proposals": waiting})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(P.PEOPLE_IMPORT)
def decide(request: ActorRequest, pk: UUID) -> HttpResponse:
    proposal = fetch(request.actor, P.PEOPLE_IMPORT, Proposal, pk, related=("resident__household__place",))
    one = proposal.resident
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        with refusals_into(form):
            actions.decide_proposal(
                proposal=proposal, accept=typed["verdict"] == "accept", reason=typed["reason"], actor=request.actor,
                key=typed["key"], now=clock.now(),
            )  # fmt: skip
        if not form.errors:
            messages.success(request, _("已处理 %(name)s 的申请。") % {"name": one.name})
            return seen_other(resident_url(one.pk))
    if request.method != "POST":
        sight.note_viewed(about=one, actor=request.actor, now=clock.now())
    told = {
        "form": form,
        "proposal": proposal,
        "resident": one,
        "address": address(one.household.place),
        "sight": records.sight_of(one, request.actor),
        "asked_identity": records.identity_as_seen(records.proposed_identity_of(proposal)),
        "asked_open": bool(proposal.identity_kind) and proposal.state == "open",
        "asked_kind": dict(rules.identity_choices()).get(proposal.identity_kind, ""),
    }
    return render(request, "people/decide.html", told, status=422 if form.is_bound else 200)
