"""Kinds of posts: those that ship, and a street's own."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.access.marks import ActorRequest, requires
from linli.access.models import PostKind
from linli.access.permissions import Permission as P
from linli.corps.actions import kinds as actions
from linli.corps.forms.kinds import ChangeKindForm, KindForm
from linli.corps.queries import kinds as queries
from linli.kernel.errors import NotFound
from linli.kernel.pages.forms import key_of, refusals_into
from linli.kernel.pages.kinds import KindLine, turned
from linli.kernel.time import clock
from linli.places.models import Place


@requires(P.CORPS_KINDS)
def kinds(request: ActorRequest) -> HttpResponse:
    """All kinds of posts of a street, and a form for one of its own."""
    street = _street(request)
    principals = queries.kinds(street).filter(deputy_of=None, retired=False)
    bundles = queries.bundles_to_give(request.actor, street)
    form = KindForm(request.POST or None, bundles=bundles, principals=principals)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        with refusals_into(form):
            actions.add_kind(
                street=street, title=typed["title"], bundle=typed["bundle"], deputy_of=typed["deputy_of"],
                note=typed["note"], actor=request.actor, key=typed["key"], now=clock.now(),
            )  # fmt: skip
            messages.success(request, _("已增加岗位「%(title)s」。") % {"title": typed["title"]})
            return redirect(_list(street))
    context = {
        "street": street, "streets": queries.streets(request.actor), "form": form,
        "heads": [_("岗位"), _("权限"), _("在任")], "lines": [_line(kind) for kind in queries.kinds(street)],
    }  # fmt: skip
    return render(request, "corps/kinds.html", context, status=422 if form.errors else 200)


def _street(request: ActorRequest) -> Place:
    streets = queries.streets(request.actor)
    asked = request.GET.get("at", "")
    found = next((street for street in streets if not asked or str(street.pk) == asked), None)
    if found is None:
        raise NotFound("access.not_found")
    return found


def _list(street: Place) -> str:
    return f"{reverse('corps:kinds')}?at={street.pk}"


def _line(kind: PostKind) -> KindLine:
    title, permits = queries.permissions_in_words()[kind.bundle]
    holders: int = kind.holders  # type: ignore[attr-defined] # counted by the query
    deputy = _("%(title)s的副职") % {"title": kind.deputy_of.said} if kind.deputy_of else ""
    asks = _("停用「%(title)s」？在任的 %(n)s 人任职到期满为止，以后不能再任命。") % {"title": kind.said, "n": holders}
    permitted = _("%(bundle)s（%(count)s 项）") % {"bundle": _(title), "count": permits}
    cells = ((_("权限"), permitted), (_("在任"), str(holders)))
    return KindLine(
        kind, cells, " · ".join(filter(None, [deputy, kind.note])),
        change=reverse("corps:kind", args=[kind.pk]) if kind.path else "",
        retire=reverse("corps:retire_kind", args=[kind.pk]) if kind.path else "",
        restore=reverse("corps:restore_kind", args=[kind.pk]) if kind.path else "",
        asks=asks,
    )  # fmt: skip


@requires(P.CORPS_KINDS)
def kind(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A street's own kind, to be named anew."""
    found, street = queries.own_kind(request.actor, pk)
    start = {"title": found.title, "note": found.note, "revision": found.revision}
    form = ChangeKindForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        with refusals_into(form):
            actions.change_kind(
                kind=found, title=typed["title"], note=typed["note"], revision=typed["revision"], actor=request.actor,
                key=typed["key"], now=clock.now(),
            )  # fmt: skip
            messages.success(request, _("已保存「%(name)s」。") % {"name": typed["title"]})
            return redirect(_list(street))
    context = {"form": form, "street": street, "line": _line(found), "back": _list(street)}
    return render(request, "corps/kind_form.html", context, status=422 if form.errors else 200)


@require_POST
@requires(P.CORPS_KINDS)
def retire_kind(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _turned(request, pk, "corps:restore_kind", retired=True)


@require_POST
@requires(P.CORPS_KINDS)
def restore_kind(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _turned(request, pk, "corps:retire_kind", retired=False)


def _turned(request: ActorRequest, pk: UUID, undo: str, *, retired: bool) -> HttpResponse:
    found, street = queries.own_kind(request.actor, pk)
    actions.retire_kind(kind=found, retired=retired, actor=request.actor, key=key_of(request), now=clock.now())
    return turned(request, found, retired=retired, back=_list(street), undo=reverse(undo, args=[pk]))
