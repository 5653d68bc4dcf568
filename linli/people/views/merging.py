"""Two rows that may be one person, side by side."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.access.actor import Actor
from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.kernel.pages.forms import KeyedForm, pressed_before, refusals_into
from linli.kernel.time import clock
from linli.people.actions import merging as actions
from linli.people.actions import sight
from linli.people.forms import MergeForm
from linli.people.models import Resident
from linli.people.queries import merging as queries
from linli.people.views.records import resident_url, seen_other


@require_http_methods(["GET", "HEAD", "POST"])
@requires(P.PEOPLE_EDIT)
def merge(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Choose the second row among similar ones, then whose value is kept for each field that differs."""
    if made := pressed_before(KeyedForm(request.POST or None), "people.merged", actor=request.actor):
        return seen_other(resident_url(made))
    one = _living(request.actor, pk)
    other_id = request.GET.get("with", "")
    if not other_id:
        alike = queries.look_alike(request.actor, one, request.GET.get("q", ""))
        sight.note_listed(path=one.path, kind="look_alike", hits=len(alike), actor=request.actor, now=clock.now())
        return render(request, "people/choose_double.html", {"resident": one, "alike": alike})
    other = _living(request.actor, other_id)
    differing, same = queries.compared(one, other, request.actor)
    form = MergeForm(request.POST or None, differing=differing)
    if request.method == "POST" and form.is_valid():
        merged = None
        with refusals_into(form):
            merged = actions.merge_residents(
                one=one, other=other, chosen=form.chosen(), actor=request.actor, key=form.cleaned_data["key"],
                now=clock.now(),
            )  # fmt: skip
        if not form.errors:
            undo = f"undo:{reverse('people:take_back', args=[merged.deed])}" if merged else ""
            messages.success(
                request, _("已合并为一条记录，两条旧记录都保留。30 天内没有再改，就可以撤回。"), extra_tags=undo
            )
            return seen_other(resident_url(merged.resident if merged else pk))
    if request.method != "POST":
        for seen in (one, other):
            sight.note_viewed(about=seen, actor=request.actor, now=clock.now())
    told = {"form": form, "one": one, "other": other, "same": same}
    return render(request, "people/merge.html", told, status=422 if form.is_bound else 200)


def _living(actor: Actor, pk: UUID | str) -> Resident:
    return queries.living(fetch(actor, P.PEOPLE_EDIT, Resident, queries.uuid_of(pk), related=("household__place",)))
