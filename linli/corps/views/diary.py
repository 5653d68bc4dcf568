"""Where somebody is: a member's diary, and one's own with its absences.

One's own diary is read by everybody with an account, whoever entered something; absences are entered by posts that are
sent to doors (docs/decisions/019).
"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.access.marks import ActorRequest, requires, signed_in
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.corps.actions import absences
from linli.corps.actions.looks import note_diary_viewed
from linli.corps.forms.diary import AbsenceForm
from linli.corps.models import DiaryEntry, Member
from linli.corps.queries.diary import diary_of, own_entry
from linli.kernel.pages.forms import key_of, refusals_into
from linli.kernel.time import clock


@requires(P.CORPS_READ)
def diary(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = fetch(request.actor, P.CORPS_READ, Member, pk)
    if found.pk != request.actor.person:
        note_diary_viewed(member=found, actor=request.actor, now=clock.now())
    context = {"member": found, "diary": diary_of(request.actor, found.pk, clock.now()), "now": clock.now()}
    return render(request, "corps/diary.html", context)


@require_safe
@signed_in
def my_diary(request: ActorRequest) -> HttpResponse:
    return _my_diary(request, AbsenceForm())


def _my_diary(request: ActorRequest, form: AbsenceForm) -> HttpResponse:
    actor, now = request.actor, clock.now()
    found = diary_of(actor, actor.person, now) if actor.person else None
    context = {"form": form, "diary": found, "now": now, "may_enter": actor.may(P.CORPS_DIARY)}
    return render(request, "corps/my_diary.html", context, status=422 if form.errors else 200)


@requires(P.CORPS_DIARY)
def record_absence(request: ActorRequest) -> HttpResponse:
    """The form of one's own diary; a GET of its address, after a reload, leads back there."""
    form = AbsenceForm(request.POST)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            absences.record_absence(actor=request.actor, now=clock.now(), **form.cleaned_data)
            messages.success(request, _("已登记。这段时间不会派单给您。"))
            return redirect("corps:my_diary")
    return _my_diary(request, form) if request.method == "POST" else redirect("corps:my_diary")


@require_POST
@signed_in
def end_absence(request: ActorRequest, pk: UUID) -> HttpResponse:
    found: DiaryEntry = own_entry(request.actor, pk)
    absences.end_absence(entry=found, actor=request.actor, key=key_of(request), now=clock.now())
    begun = found.starts_at <= clock.now()
    messages.success(request, _("已结束，您可以接单了。") if begun else _("已取消，那段时间可以派单给您。"))
    return redirect("corps:my_diary")
