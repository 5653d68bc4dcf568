"""Exporting the register: with a reason, marked, counted, and only one's own part. Many people, or whole numbers, are
asked for, and fetched once somebody else has granted it (docs/decisions/030)."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.access.actor import Actor
from linli.access.marks import ActorRequest as Request
from linli.access.marks import requires
from linli.access.permissions import Permission as P
from linli.access.queries import check_may, fetch
from linli.kernel.pages.answers import xlsx
from linli.kernel.pages.forms import key_of, refusals_into, tell_refusals
from linli.kernel.time import clock
from linli.people import rules
from linli.people.actions import exports as actions
from linli.people.actions import sight
from linli.people.forms import ExportForm, RefuseForm, SearchForm
from linli.people.models import ExportRequest
from linli.people.queries import export as workbook
from linli.people.queries import exports as queries
from linli.people.queries import records, search
from linli.people.views.search import asked_of
from linli.places.models import Place
from linli.places.queries import addresses


@require_http_methods(["GET", "HEAD", "POST"])
@requires(P.PEOPLE_EXPORT)
def export(request: Request) -> HttpResponse:
    """The form says how many people the file will contain; sending it returns the file, or asks for it."""
    filters = SearchForm(request.GET, needs=records.needs_offered(request.actor))
    filters.is_valid()
    asked, place = asked_of(request, filters)
    if place:
        check_may(request.actor, P.PEOPLE_EXPORT, place.path)
    count = search.everything(request.actor, P.PEOPLE_EXPORT, asked).count()
    form, left = ExportForm(request.POST or None), _left(request.actor)
    if request.method == "POST" and form.is_valid():
        whole = form.cleaned_data["whole_phone"] or form.cleaned_data["whole_identity"]
        with refusals_into(form):
            if rules.needs_approver(count, left, whole=whole):
                return _ask(request, form, asked, count)
            return _at_once(request, form, asked, place, count)
    told = {"form": form, "count": count, "place": place, "asked": asked, "left": left, "many": count > left}
    return render(request, "people/export.html", told, status=422 if form.is_bound else 200)


def _left(actor: Actor) -> int:
    """How many people the actor may still take out today without asking."""
    return max(settings.LINLI_EXPORT_ALONE - queries.taken_today(actor, clock.now()), 0)


def _wanted(form: ExportForm) -> workbook.Wanted:
    return workbook.Wanted(form.cleaned_data["whole_phone"], form.cleaned_data["whole_identity"])


def _at_once(
    request: Request, form: ExportForm, asked: search.SearchQuery, place: Place | None, count: int
) -> HttpResponse:
    typed, now = form.cleaned_data, clock.now()
    sight.note_exported(
        path=place.path if place else request.actor.paths(P.PEOPLE_EXPORT)[0], reason=typed["reason"], rows=count,
        columns=[], actor=request.actor, key=typed["key"], now=now,
    )  # fmt: skip
    rows = search.everything(request.actor, P.PEOPLE_EXPORT, asked)
    where = place.name if place else _("本人管辖的全部范围")
    why = workbook.Why(typed["reason"], dict(rules.purpose_choices())[typed["purpose"]])
    book = workbook.sheets(rows, _wanted(form), actor=request.actor, where=where, why=why, count=count, now=now)
    return xlsx(f"居民台账-{now:%Y%m%d}.xlsx", book)


def _ask(request: Request, form: ExportForm, asked: search.SearchQuery, count: int) -> HttpResponse:
    typed = form.cleaned_data
    row = actions.ask(
        asked=asked, wanted=_wanted(form), path=queries.whole_path(request.actor, asked), rows=count,
        purpose=actions.Purpose(typed["purpose"], typed["reason"]), actor=request.actor, key=typed["key"],
        now=clock.now(),
    )  # fmt: skip
    names = queries.approvers(row)
    if names:
        told = _("已提出申请，编号 %(number)s。同意之前什么也不会导出。能审批的有：%(names)s。")
        messages.success(request, told % {"number": row.number, "names": "、".join(names)})
    else:
        told = _("已提出申请，编号 %(number)s。现在还没有别人能审批：请系统管理员在控制台指定一位审计员。")
        messages.warning(request, told % {"number": row.number})
    return redirect("people:exports")


@requires(P.PEOPLE_EXPORT, P.CORPS_CONFIRM)
def requests(request: Request) -> HttpResponse:
    """What waits for the reader, and what they asked for themselves."""
    actor = request.actor
    others = queries.of_others(actor).order_by("made_at", "pk")[: queries.SHOWN]
    own = queries.mine(actor).order_by("-made_at", "-pk")[: queries.SHOWN]
    told = {"waiting": queries.lines(others, actor), "mine": queries.lines(own, actor), "form": RefuseForm()}
    return render(request, "people/exports.html", told)


@require_POST
@requires(P.PEOPLE_EXPORT)
def fetch_file(request: Request, pk: UUID) -> HttpResponse:
    """The file is made here, of who is in the register and in the asker's reach now."""
    row, now = fetch(request.actor, P.PEOPLE_EXPORT, ExportRequest, pk), clock.now()
    rows = search.everything(request.actor, P.PEOPLE_EXPORT, queries.search_of(row))
    count = rows.count()
    actions.fetched(row=row, rows=count, actor=request.actor, key=key_of(request), now=now)
    where = addresses([row.place or row.path]).get(row.place or row.path, _("本人管辖的全部范围"))
    why = workbook.Why(row.reason, row.get_purpose_display(), row.number, row.decided_by_name)
    book = workbook.sheets(
        rows, queries.wanted_of(row), actor=request.actor, where=where, why=why, count=count, now=now
    )
    return xlsx(f"居民台账-{now:%Y%m%d}-{row.number}.xlsx", book)


@require_POST
@requires(P.PEOPLE_EXPORT, P.CORPS_CONFIRM)
def grant(request: Request, pk: UUID) -> HttpResponse:
    row = fetch(request.actor, P.CORPS_CONFIRM, ExportRequest, pk)
    actions.grant(row=row, actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, _("已同意编号 %(number)s，%(name)s 可以取文件了。") % _called(row))
    return redirect("people:exports")


@require_POST
@requires(P.PEOPLE_EXPORT, P.CORPS_CONFIRM)
def refuse(request: Request, pk: UUID) -> HttpResponse:
    row, form = fetch(request.actor, P.CORPS_CONFIRM, ExportRequest, pk), RefuseForm(request.POST)
    if form.is_valid():
        with refusals_into(form):
            actions.refuse(row=row, **form.cleaned_data, actor=request.actor, now=clock.now())
            messages.success(request, _("已不同意编号 %(number)s，原因会告诉 %(name)s。") % _called(row))
    tell_refusals(request, form)
    return redirect("people:exports")


def _called(row: ExportRequest) -> dict[str, str]:
    return {"number": row.number, "name": row.made_by_name}
