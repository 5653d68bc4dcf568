"""Members: the list, one member, a new one, a change, the phone with a reason, leaving."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.corps.actions import members as actions
from linli.corps.forms.roster import ChangeMemberForm, LeaveForm, MemberFilter, MemberForm, RevealForm
from linli.corps.models import Member
from linli.corps.queries import roster, second
from linli.corps.queries.work import open_work
from linli.corps.views.coverage import place_and_roots
from linli.kernel.errors import NotFound
from linli.kernel.pages.costly import costly
from linli.kernel.pages.forms import refusals_into
from linli.kernel.time import clock
from linli.places.queries import address

PAGE = 50


@costly
@requires(P.CORPS_READ)
def members(request: ActorRequest) -> HttpResponse:
    at, roots = place_and_roots(request)
    if at is None:
        return render(request, "corps/no_place.html")
    form = MemberFilter(request.GET, posts=roster.kinds_in_use(at))
    form.is_valid()
    post = form.cleaned_data.get("post")
    asked = {"text": form.cleaned_data.get("q", ""), "post": UUID(post) if post else None}
    rows = roster.members(request.actor, at, gone=form.cleaned_data.get("gone", False), **asked)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"at": at, "roots": roots, "form": form, "page": page, "lines": roster.lines(page.object_list)}
    return render(request, "corps/members.html", context | {"may_appoint": request.actor.may(P.CORPS_APPOINT, at.path)})


@requires(P.CORPS_READ)
def member(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = fetch(request.actor, P.CORPS_READ, Member, pk, related=("unit",))
    return _member_page(request, found)


def _member_page(
    request: ActorRequest, found: Member, *, phone: str = "", form: RevealForm | None = None
) -> HttpResponse:
    actor = request.actor
    context = {
        "member": found, "phone": roster.phone_of(found), "whole_phone": phone, "posts": roster.posts_held(found),
        "form": form or RevealForm(), "home": address(roster.place_of(found), from_kind="subdistrict"),
        "may_appoint": actor.may(P.CORPS_APPOINT, found.path), "may_reveal": actor.may(P.CORPS_REVEAL, found.path),
        "may_account": actor.may(P.ACCESS_ACCOUNTS, found.path), "has_account": roster.has_account(found),
        "awaited": second.of_member(found.pk),
    }  # fmt: skip
    return render(request, "corps/member.html", context, status=422 if form and form.errors else 200)


@requires(P.CORPS_APPOINT)
def new_member(request: ActorRequest) -> HttpResponse:
    at, _roots = place_and_roots(request, P.CORPS_APPOINT)
    if at is None:
        raise NotFound("access.not_found")
    form = MemberForm(request.POST or None, units=roster.units_at(request.actor, at))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        with refusals_into(form):
            made = actions.add_member(
                place=at, name=typed["name"], phone=typed["phone"], unit=typed["unit"], actor=request.actor,
                key=typed["key"], now=clock.now(),
            )  # fmt: skip
            messages.success(request, _("已登记 %(name)s。接下来可以任命。") % {"name": made.name})
            return redirect("corps:member", made.pk)
    context = {"form": form, "at": at, "address": address(at, from_kind="subdistrict")}
    return render(request, "corps/member_form.html", context, status=422 if form.errors else 200)


@requires(P.CORPS_APPOINT)
def change_member(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = fetch(request.actor, P.CORPS_APPOINT, Member, pk)
    units = roster.units_at(request.actor, roster.place_of(found))
    start = {"name": found.name, "unit": found.unit_id, "revision": found.revision}
    form = ChangeMemberForm(request.POST or None, units=units, initial=start)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        with refusals_into(form):
            actions.change_member(
                member=found, revision=typed["revision"], name=typed["name"], phone=form.phone_to_save(),
                unit=typed["unit"], actor=request.actor, key=typed["key"], now=clock.now(),
            )  # fmt: skip
            messages.success(request, _("已保存 %(name)s 的资料。") % {"name": typed["name"]})
            return redirect("corps:member", found.pk)
    context = {"form": form, "member": found}
    return render(request, "corps/member_form.html", context, status=422 if form.errors else 200)


@require_POST
@requires(P.CORPS_REVEAL)
def reveal(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One phone, with a reason that is recorded; shown once, never part of an address."""
    found = fetch(request.actor, P.CORPS_REVEAL, Member, pk, related=("unit",))
    form, phone = RevealForm(request.POST), ""
    if form.is_valid():
        with refusals_into(form):
            reason = form.cleaned_data["reason"]
            phone = actions.reveal_phone(member=found, reason=reason, actor=request.actor, now=clock.now())
    answer = _member_page(request, found, phone=phone, form=form)
    answer["Cache-Control"] = "no-store"
    return answer


@requires(P.CORPS_APPOINT)
def leave(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = fetch(request.actor, P.CORPS_APPOINT, Member, pk)
    form = LeaveForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["on"]
        with refusals_into(form):
            ended = actions.remove_member(
                member=found, on=on, actor=request.actor, key=form.cleaned_data["key"], now=clock.now()
            )
            told = ngettext(
                "%(name)s 已离队，%(count)d 个岗位同时结束。", "%(name)s 已离队，%(count)d 个岗位同时结束。", ended
            )
            messages.success(request, told % {"name": found.name, "count": ended})
            return redirect("corps:member", found.pk)
    context = {
        "form": form,
        "member": found,
        "posts": [post for post in roster.posts_held(found) if post.state != "past"],
        "open_work": open_work(found.pk),
    }
    return render(request, "corps/leave.html", context, status=422 if form.errors else 200)
