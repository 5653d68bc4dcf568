"""The inbox, one letter, the badge of the navigation."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.access.marks import ActorRequest, signed_in
from linli.kernel.errors import NotAllowed
from linli.kernel.pages.forms import refusals_into
from linli.kernel.pages.paging import page_of
from linli.kernel.pages.refreshing import part
from linli.kernel.time import clock
from linli.notices import queries
from linli.notices.actions import letters
from linli.notices.actions.channels import save_preference
from linli.notices.forms.publishing import PreferenceForm
from linli.notices.markdown import as_html
from linli.notices.queries.channels import preference as preference_of
from linli.notices.tokens import marked


@signed_in
def inbox(request: ActorRequest) -> HttpResponse:
    """Letters to the account's owner, the newest first; `?show=unread` leaves out those already read."""
    unread = request.GET.get("show") == "unread"
    found = queries.inbox(request.actor.person, unread=unread)
    page = page_of(found, order=("-at", "-id"), cursor=request.GET.get("after", ""), size=queries.INBOX)
    context = {
        "page": page, "unread": unread, "count": queries.unread_count(request.actor.person),
        "most": queries.COUNTED, "now": clock.now().isoformat(),
    }  # fmt: skip
    return render(request, "notices/inbox.html", context)


@signed_in
def letter(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Opening a letter marks it read. A letter of a notice is shown; any other redirects to what it is about."""
    found = letters.read_letter(letter=pk, actor=request.actor, now=clock.now())
    if found.notice is None:
        return redirect(marked(found.link) or "notices:inbox")
    context = {"letter": found, "notice": found.notice, "text": as_html(found.notice.body)}
    return render(request, "notices/letter.html", context)


@require_POST
@signed_in
def read_all(request: ActorRequest) -> HttpResponse:
    """`until` is when the list was shown: letters that came afterwards were not seen and stay unread."""
    until = _moment(request.POST.get("until", ""))
    count = letters.read_all(actor=request.actor, now=clock.now(), until=until)
    messages.success(request, _("%(n)s 条已标为已读。") % {"n": count})
    return redirect("notices:inbox")


@require_POST
@signed_in
def read(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Mark one letter read without opening it."""
    letters.read_letter(letter=pk, actor=request.actor, now=clock.now())
    return redirect("notices:inbox")


@signed_in
def badge(request: ActorRequest) -> HttpResponse:
    """The number of unread letters, for both places of the navigation: 304 when the browser already shows it."""
    count = queries.unread_count(request.actor.person)
    tag = queries.badge_tag(count)
    told = {"count": count, "tag": tag, "most": queries.COUNTED, "alone": True}
    return part(request, tag, lambda: render_to_string("notices/badge.html", told, request))


def _moment(text: str) -> datetime:
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    return found if found is not None and found.tzinfo is not None else clock.now()


@signed_in
def preference(request: ActorRequest) -> HttpResponse:
    """How the account's owner wants to be reached outside."""
    person = request.actor.person
    if person is None:
        raise NotAllowed("notices.no_person")
    chosen = preference_of(person)
    form = PreferenceForm(request.POST or None, initial=vars(chosen))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        with refusals_into(form):
            save_preference(
                actor=request.actor, outside=typed["outside"], digest=typed["digest"],
                quiet=(typed["quiet_from"], typed["quiet_until"]), key=typed["key"], now=clock.now(),
            )  # fmt: skip
            messages.success(request, _("提醒设置已保存。"))
            return redirect("notices:inbox")
    return render(request, "notices/preference.html", {"form": form}, status=422 if form.errors else 200)
