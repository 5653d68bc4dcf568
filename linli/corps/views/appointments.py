"""Appoint, relieve, undo, hand over, extend. Each shows beforehand how many households the change touches."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.access.marks import ActorRequest, requires
from linli.access.models import PostKind
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.corps.actions import appointments as actions
from linli.corps.appointing import Width
from linli.corps.forms.roster import AppointForm, ExtendForm, HandOverForm, RelieveForm, place_choices
from linli.corps.models import Appointment, AwaitedTerm, Member
from linli.corps.queries import kinds, overview, roster
from linli.corps.queries.coverage import coverage
from linli.corps.queries.terms import charges_of
from linli.corps.queries.work import open_work
from linli.corps.views.coverage import place_and_roots
from linli.kernel.errors import NotFound
from linli.kernel.pages.forms import key_of, refusals_into
from linli.kernel.time import clock
from linli.people.models import Resident
from linli.places.models import Place
from linli.places.queries import address, addresses, mode_of

MOST_PLACES = 300


@requires(P.CORPS_APPOINT)
def appoint(request: ActorRequest) -> HttpResponse:
    """`?at=` the place, `?post=`, `?member=` or `?resident=` arrive filled in from a gap's proposals."""
    at, _roots = place_and_roots(request, P.CORPS_APPOINT)
    if at is None:
        return render(request, "corps/no_place.html")
    form = _appoint_form(request, at)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            made = _appointed(request, at, form)
            if isinstance(made, AwaitedTerm):
                return _waits(request, made)
            _tell_appointed(request, made, [x for x in (at, *_parts(at)) if str(x.pk) in form.cleaned_data["places"]])
            return redirect(f"{reverse('corps:coverage')}?at={at.pk}")
    chosen = _chosen(request, form)
    context = {
        "form": form, "at": at, "address": address(at, from_kind="community"), "chosen": chosen, "parent": at.parent,
        "parts": _parts(at), "keep": _kept(form),
        "known": roster.known_near(request.actor, at, "", limit=5) if chosen is None else [],
    }  # fmt: skip
    return render(request, "corps/appoint.html", context, status=422 if form.errors else 200)


def _waits(request: ActorRequest, made: AwaitedTerm) -> HttpResponse:
    """Says that nothing has changed yet, and until when the second person can confirm."""
    told = _("%(name)s 任%(title)s已提出，还没有生效：这个职务有您没有的台账权限，要由第二人在 %(day)s 前确认。")
    names = {"name": made.member.name, "title": _(made.post.title), "day": f"{made.lapses_on:%Y-%m-%d}"}
    messages.info(request, told % names)
    return redirect("corps:member", made.member_id)


def _parts(at: Place) -> list[Place]:
    return list(at.children.filter(closed_on=None).order_by("number", "name")[:MOST_PLACES])


def _tell_appointed(request: ActorRequest, made: Appointment, asked: list[Place]) -> None:
    """Names every place; and those left out because they lie in another one."""
    charged = charges_of([made.pk])[made.pk]
    where = overview.where(charged, addresses(charged, from_kind="community"))
    data = {"name": made.member.name, "title": _(made.post.title), "where": where}
    messages.success(request, _("%(name)s 已任%(title)s，负责%(where)s，即时生效。") % data)
    inside = [place for place in asked if place.path not in charged]
    if inside and charged:
        told = _("%(inside)s在所选的更大的范围里，不必另选，没有另记。")
        messages.info(request, told % {"inside": "、".join(f"「{place.name}」" for place in inside)})


def _appoint_form(request: ActorRequest, at: Place) -> AppointForm:
    posts, parts = overview.appointable_posts(request.actor, at), _parts(at)
    start: dict[str, Any] = {"starts_on": clock.today()}
    start |= {name: request.GET[name] for name in ("post", "member", "resident", "name") if request.GET.get(name)}
    if not parts or _fits(posts, start.get("post", ""), at):
        start["places"] = [str(at.pk)]
    form = AppointForm(request.POST or None, posts=posts, places=place_choices(at, parts), initial=start)
    form.offer(*_grouped(posts, at))
    return form


def _fits(posts: QuerySet[PostKind], asked: str, at: Place) -> bool:
    """Whether the post that the address names is as wide as the place that one comes from."""
    post = next((post for post in posts if str(post.pk) == asked), None)
    return post is not None and kinds.width_of(kinds.reach_of(post, at.path), at) is Width.FITS


def _kept(form: AppointForm) -> str:
    """What was chosen, for the links to other places; a phone number stays out of addresses."""
    said = {name: form[name].value() for name in ("post", "member", "resident", "name")}
    said["post"] = said["post"] or form["other_post"].value()
    return urlencode({name: value for name, value in said.items() if value})


def _grouped(posts: Iterable[PostKind], at: Place) -> tuple[list[tuple[Any, Any]], list[tuple[Any, Any]]]:
    """For two selects: the posts of the mode in force and of the street's other modes, each from the top level down
    with its deputies; and all others."""
    mode = mode_of(at.path)
    groups = [(_("这里的模式：%(mode)s") % {"mode": _(mode.name)}, overview.posts_of_modes([mode]))] if mode else []
    used = overview.modes_in_use(at.path)
    groups.append((_("街道在用的其他模式"), overview.posts_of_modes(used)))
    left, ours = list(posts), list[tuple[Any, Any]]()
    for title, named in groups:
        order = {post: number for number, post in reversed(list(enumerate(named)))}
        inside = [post for post in left if (post.deputy_of_id or post.pk) in order]
        left = [post for post in left if post not in inside]
        inside.sort(key=lambda post, order=order: order[post.deputy_of_id or post.pk])  # type: ignore[misc] # mypy
        if inside:
            ours.append((title, [(post.pk, _(post.title)) for post in inside]))
    others = [(post.pk, _(post.title)) for post in left]
    return (ours, others) if ours else (others, [])


def _chosen(request: ActorRequest, form: AppointForm) -> roster.MemberLine | None:
    """The member already picked, so that a refused form still shows who it is."""
    text = form["member"].value()
    try:
        pk = UUID(str(text))
    except ValueError:
        return None
    found = Member.objects.reachable(request.actor, P.CORPS_READ).filter(pk=pk).select_related("unit")
    return next(iter(roster.lines(found)), None)


def _appointed(request: ActorRequest, at: Place, form: AppointForm) -> Appointment | AwaitedTerm:
    """Everything in the form's one transaction: a new member is made together with the first post."""
    typed, actor, now = form.cleaned_data, request.actor, clock.now()
    places = list(Place.objects.reachable(actor, P.CORPS_APPOINT).filter(pk__in=typed["places"]))
    terms = {name: typed[name] for name in ("post", "starts_on", "ends_on", "wide")} | {"places": places}
    if typed["member"]:
        member = fetch(actor, P.CORPS_READ, Member, typed["member"])
        return actions.appoint(member=member, actor=actor, key=typed["key"], now=now, **terms)
    resident = fetch(actor, P.PEOPLE_READ, Resident, typed["resident"]) if typed["resident"] else None
    person = {"name": typed["name"] or (resident.name if resident else ""), "phone": typed["phone"]}
    home = roster.home_within(at, actor)
    return actions.appoint_new(
        home=home, resident=resident.pk if resident else None, actor=actor, key=typed["key"], now=now, **person, **terms
    )


@requires(P.CORPS_APPOINT)
def pick(request: ActorRequest) -> HttpResponse:
    """Members to choose from while a name is typed (a fragment of the appoint and hand-over forms)."""
    at, _roots = place_and_roots(request, P.CORPS_APPOINT)
    if at is None:
        raise NotFound("access.not_found")
    text = request.GET.get("q", "").strip()[:60]
    name = "to" if request.GET.get("for") == "to" else "member"
    known = roster.known_near(request.actor, at, text)
    return render(request, "corps/pick.html", {"known": known, "text": text, "field_name": name})


def _own(request: HttpRequest, pk: UUID) -> Appointment:
    asked: Any = request
    return fetch(asked.actor, P.CORPS_APPOINT, Appointment, pk, related=("member", "post"))


def _page(request: ActorRequest, template: str, appointment: Appointment, form: Any) -> HttpResponse:
    held = roster.in_words([appointment], clock.today())[0]
    touched = sum(coverage(path).total.units for path in charges_of([appointment.pk])[appointment.pk])
    context = {"form": form, "held": held, "appointment": appointment, "touched": touched}
    context["open_work"] = open_work(appointment.member_id)
    return render(request, template, context, status=422 if form.errors else 200)


@requires(P.CORPS_APPOINT)
def relieve(request: ActorRequest, pk: UUID) -> HttpResponse:
    appointment = _own(request, pk)
    form = RelieveForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        with refusals_into(form):
            actions.relieve(
                appointment=appointment, on=typed["on"], reason=typed["reason"], actor=request.actor, key=typed["key"],
                now=clock.now(),
            )  # fmt: skip
            undo = f"undo:{reverse('corps:undo', args=[pk])}"
            told = _("%(name)s 已不再担任%(title)s。") % {
                "name": appointment.member.name,
                "title": _(appointment.post.title),
            }
            messages.success(request, told, extra_tags=undo)
            return redirect("corps:member", appointment.member_id)
    return _page(request, "corps/relieve.html", appointment, form)


@require_POST
@requires(P.CORPS_APPOINT)
def undo(request: ActorRequest, pk: UUID) -> HttpResponse:
    appointment = _own(request, pk)
    actions.undo_relief(appointment=appointment, actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, _("已撤销离任，%(name)s 照旧任职。") % {"name": appointment.member.name})
    return redirect("corps:member", appointment.member_id)


@requires(P.CORPS_APPOINT)
def hand_over(request: ActorRequest, pk: UUID) -> HttpResponse:
    appointment = _own(request, pk)
    form = HandOverForm(request.POST or None, initial={"on": clock.today(), "ends_on": appointment.ends_on})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        with refusals_into(form):
            to = fetch(request.actor, P.CORPS_READ, Member, typed["to"])
            made = actions.hand_over(
                appointment=appointment, to=to, on=typed["on"], ends_on=typed["ends_on"], actor=request.actor,
                key=typed["key"], now=clock.now(),
            )  # fmt: skip
            if isinstance(made, AwaitedTerm):
                return _waits(request, made)
            told = _("%(title)s已由 %(old)s 交给 %(new)s。")
            names = {"title": _(appointment.post.title), "old": appointment.member.name, "new": to.name}
            messages.success(request, told % names)
            return redirect("corps:member", to.pk)
    return _page(request, "corps/hand_over.html", appointment, form)


@requires(P.CORPS_APPOINT)
def extend(request: ActorRequest, pk: UUID) -> HttpResponse:
    appointment = _own(request, pk)
    form = ExtendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        with refusals_into(form):
            made = actions.extend(
                appointment=appointment, ends_on=typed["ends_on"], actor=request.actor, key=typed["key"],
                now=clock.now(),
            )  # fmt: skip
            if made is not None:
                return _waits(request, made)
            messages.success(request, _("已延长 %(name)s 的任期。") % {"name": appointment.member.name})
            return redirect("corps:member", appointment.member_id)
    return _page(request, "corps/extend.html", appointment, form)
