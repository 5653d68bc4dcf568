"""The four steps of an import: 选文件, 对列, 预览, 写入."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.kernel.errors import NotFound
from linli.kernel.pages.answers import xlsx
from linli.kernel.pages.forms import key_of, refusals_into
from linli.kernel.time import clock
from linli.people.imports import actions, preview, queries
from linli.people.imports.columns import field_labels
from linli.people.imports.forms import CellForm, ColumnsForm, StartForm
from linli.people.imports.rules import State
from linli.people.imports.template import template_sheets
from linli.people.imports.vault import Vault
from linli.people.models import RegisterImport
from linli.places.choosing import Offer

FILTERS = (
    ("", gettext_noop("全部")), ("rejected", gettext_noop("退回")), ("moved", gettext_noop("搬家")),
    ("duplicate", gettext_noop("重复")), ("values", gettext_noop("有内容没写入")),
)  # fmt: skip


def _import(request: ActorRequest, pk: UUID) -> RegisterImport:
    return fetch(request.actor, P.PEOPLE_IMPORT, RegisterImport, pk)


def _offers(request: ActorRequest) -> dict[str, Offer]:
    return {"place": Offer(request.actor, P.PEOPLE_IMPORT, kinds=queries.ROOTS)}


def _to(work: RegisterImport) -> HttpResponseRedirect:
    response = redirect("people:imports:show", pk=work.pk)
    response.status_code = 303
    return response


@require_GET
@requires(P.PEOPLE_IMPORT)
def index(request: ActorRequest) -> HttpResponse:
    form = StartForm(offers=_offers(request))
    return _index(request, form, 200)


def _index(request: ActorRequest, form: StartForm, status: int) -> HttpResponse:
    told = {"form": form, "imports": queries.latest(request.actor), "step": 1, "busy": queries.is_busy}
    return render(request, "people/imports/index.html", told, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(P.PEOPLE_IMPORT)
def start(request: ActorRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("people:imports:index")
    form = StartForm(request.POST, request.FILES, offers=_offers(request))
    if form.is_valid():
        typed = form.cleaned_data
        with refusals_into(form):
            work = actions.start_import(
                place=typed["place"], file_name=typed["file"].name, pieces=typed["file"].chunks(),
                actor=request.actor, key=typed["key"], now=clock.now(),
            )  # fmt: skip
        if not form.errors:
            return _to(work)
    return _index(request, form, 422)


@require_GET
@never_cache
@requires(P.PEOPLE_IMPORT)
def show(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The page for the step that the import waits for."""
    work = _import(request, pk)
    told: dict[str, Any] = {"work": work, "step": queries.step_of(work), "problem": queries.problem_of(work)}
    if queries.is_busy(work):
        return render(request, "people/imports/busy.html", told | {"percent": queries.progress(work)})
    if work.state == State.MAPPING:
        return redirect("people:imports:columns", pk=pk)
    if work.state == State.PREVIEW:
        return render(request, "people/imports/preview.html", told | _preview(request, work))
    told |= {"has_returned": Vault(pk).has("returned")} | _onward(request, work)
    return render(request, "people/imports/ended.html", told)


def _onward(request: ActorRequest, work: RegisterImport) -> dict[str, Any]:
    """The pages that the reader may go on to after an import, each at the place of the import."""
    asked = {"may_appoint": P.CORPS_APPOINT, "may_read_corps": P.CORPS_READ, "may_read_people": P.PEOPLE_READ}
    told = {name: request.actor.may(permission, work.path) for name, permission in asked.items()}
    return told | {"place": queries.place_of(work)}


def _preview(request: ActorRequest, work: RegisterImport) -> dict[str, Any]:
    vault = Vault(work.pk)
    kind = request.GET.get("kind", "")
    everything = preview.worries(vault)
    shown = preview.worries(vault, kind) if kind else everything
    page = Paginator(shown, preview.PAGE).get_page(request.GET.get("page"))
    actions.note_seen(work=work, what="preview", actor=request.actor, now=clock.now())
    sheets = [(at, table) for at, table in enumerate(work.mapping["tables"]) if table.get("use")]
    return {
        "totals": queries.totals(work, everything),
        "tables": [table for table in queries.tables_of(work) if table.used],
        "page": page,
        "lines": queries.worry_lines(work, list(page.object_list)),
        "filters": FILTERS,
        "kind": kind,
        "several": len(sheets) > 1,
    }


@require_GET
@never_cache
@requires(P.PEOPLE_IMPORT)
def state(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The progress bar, refreshed every second; when the worker has finished, the whole page is reloaded."""
    work = _import(request, pk)
    if not queries.is_busy(work):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse("people:imports:show", args=[pk])
        return response
    return render(request, "people/imports/bar.html", {"work": work, "percent": queries.progress(work)})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@requires(P.PEOPLE_IMPORT)
def columns(request: ActorRequest, pk: UUID) -> HttpResponse:
    work = _import(request, pk)
    if work.state != State.MAPPING:
        return _to(work)
    form = ColumnsForm(request.POST or None, tables=queries.tables_of(work))
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.set_columns(
                work=work, tables=form.chosen(), actor=request.actor, key=form.cleaned_data["key"], now=clock.now()
            )
        if not form.errors:
            return _to(work)
    told = {"work": work, "form": form, "step": 2, "problem": queries.problem_of(work)}
    return render(request, "people/imports/columns.html", told, status=422 if form.errors else 200)


@require_POST
@requires(P.PEOPLE_IMPORT)
def change_columns(request: ActorRequest, pk: UUID) -> HttpResponse:
    work = _import(request, pk)
    actions.open_columns(work=work, actor=request.actor, key=key_of(request), now=clock.now())
    return redirect("people:imports:columns", pk=pk)


@require_POST
@requires(P.PEOPLE_IMPORT)
def decide(request: ActorRequest, pk: UUID) -> HttpResponse:
    """An empty `row` decides for every row of `verdict`."""
    work = _import(request, pk)
    row = request.POST.get("row", "")
    actions.decide(
        work=work, verdict=request.POST.get("verdict", ""), row=int(row) if row.isdecimal() else None,
        what=request.POST.get("what", ""), actor=request.actor, key=key_of(request), now=clock.now(),
    )  # fmt: skip
    response = HttpResponseRedirect(f"{reverse('people:imports:show', args=[pk])}?{request.GET.urlencode()}")
    response.status_code = 303
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@requires(P.PEOPLE_IMPORT)
def cell(request: ActorRequest, pk: UUID, sheet: int, number: int, column: int) -> HttpResponse:
    """One row of the user's file, and a corrected value for one of its cells."""
    work = _import(request, pk)
    if work.state != State.PREVIEW:
        return _to(work)
    cells = preview.row_cells(Vault(pk), sheet, number)
    if column >= len(cells):
        raise NotFound("imports.cell_gone")
    form = CellForm(request.POST or None, initial={"text": str(cells[column])})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        with refusals_into(form):
            actions.correct_cell(
                work=work, cell=(sheet, number, column), text=typed["text"], actor=request.actor, key=typed["key"],
                now=clock.now(),
            )  # fmt: skip
        if not form.errors:
            return _to(work)
    actions.note_seen(work=work, what="row", actor=request.actor, now=clock.now())
    table = work.mapping["tables"][sheet]
    row = [(name, value, at == column) for at, (name, value) in enumerate(zip(table["names"], cells, strict=False))]
    meaning = field_labels().get(table["columns"].get(str(column), ""), "")
    told = {
        "work": work,
        "form": form,
        "row": row,
        "number": number,
        "name": table["names"][column],
        "meaning": meaning,
    }
    return render(request, "people/imports/cell.html", told | {"step": 3}, status=422 if form.errors else 200)


@require_POST
@requires(P.PEOPLE_IMPORT)
def confirm(request: ActorRequest, pk: UUID) -> HttpResponse:
    work = _import(request, pk)
    actions.confirm(work=work, actor=request.actor, key=key_of(request), now=clock.now())
    return _to(work)


@require_POST
@requires(P.PEOPLE_IMPORT)
def give_up(request: ActorRequest, pk: UUID) -> HttpResponse:
    work = _import(request, pk)
    actions.give_up(work=work, actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, _("已放弃这次导入，台账没有变动，文件已删除。"))
    response = redirect("people:imports:index")
    response.status_code = 303
    return response


@require_GET
@never_cache
@requires(P.PEOPLE_IMPORT)
def returned(request: ActorRequest, pk: UUID) -> HttpResponse:
    work = _import(request, pk)
    sheets = preview.returned_sheets(Vault(pk))
    actions.note_seen(work=work, what="returned", actor=request.actor, now=clock.now())
    return xlsx(f"退回-{work.file_name.rsplit('.', 1)[0]}.xlsx", sheets)


@require_GET
@requires(P.PEOPLE_IMPORT)
def template(request: ActorRequest) -> HttpResponse:  # noqa: ARG001 (a view is called with its request)
    return xlsx("居民台账模板.xlsx", template_sheets())
