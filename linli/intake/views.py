"""The four steps of an import, of every list: 选文件, 对列, 预览, 写入.

`pages.pages` gives each view its list `of`, and the mark with that list's permission.
"""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.access.marks import ActorRequest
from linli.access.queries import fetch
from linli.intake import queries
from linli.intake.actions import deciding as actions
from linli.intake.forms import CellForm, ColumnsForm, PlaceOfListForm, StartForm
from linli.intake.lists import List, list_of
from linli.intake.models import Intake
from linli.intake.returned import returned_rows, returned_sheets, row_cells
from linli.intake.rules import State
from linli.intake.vault import Vault
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.pages.answers import xlsx
from linli.kernel.pages.forms import key_of, refusals_into
from linli.kernel.time import clock
from linli.places.asked import place_named
from linli.places.choosing import Offer
from linli.places.models import Place

_ROW = re.compile(r"([0-9]{1,9}):([0-9]{1,9})")  # sheet and number


def _import(request: ActorRequest, of: List, pk: UUID) -> Intake:
    work = fetch(request.actor, of.permission, Intake, pk)
    if work.list != of.code:
        raise NotFound("access.not_found")
    return work


def _offer(request: ActorRequest, of: List, near: Place | None = None, here: Place | None = None) -> Offer:
    return Offer(request.actor, of.permission, kinds=of.roots, near=near.path if near else "", here=here)


def _to(url: str) -> HttpResponseRedirect:
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response


def _page(of: List, work: Intake | None = None, **told: Any) -> dict[str, Any]:
    """What every page is told."""
    about: dict[str, Any] = {"of": of, "urls": queries.links(of, work)}
    if work is not None:
        about |= {"work": work, "belongs_to": queries.belongs_to(work), "step": queries.step_of(work)}
        about["problem"] = queries.problem_of(work)
    return about | told


@require_GET
def index(request: ActorRequest, of: List) -> HttpResponse:
    near = place_named(request, of.permission)
    return _index(request, of, StartForm(of=of, offer=_offer(request, of, near)), near, 200)


def _index(request: ActorRequest, of: List, form: StartForm, near: Place | None, status: int) -> HttpResponse:
    imports = [(work, reverse(f"{of.pages}:show", args=[work.pk])) for work in queries.latest(of, request.actor)]
    told = _page(of, form=form, imports=imports, step=1, near=near)
    return render(request, "intake/index.html", told, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: ActorRequest, of: List) -> HttpResponse:
    if request.method != "POST":
        return redirect(f"{of.pages}:index")
    form = StartForm(request.POST, request.FILES, of=of, offer=_offer(request, of))
    if form.is_valid():
        typed = form.cleaned_data
        with refusals_into(form):
            work = actions.start_import(
                of=of, place=typed["place"], file_name=typed["file"].name, pieces=typed["file"].chunks(),
                options=form.options(), actor=request.actor, key=typed["key"], now=clock.now(),
            )  # fmt: skip
        if not form.errors:
            return _to(queries.links(of, work)["show"])
    return _index(request, of, form, None, 422)


@require_GET
@never_cache
def show(request: ActorRequest, of: List, pk: UUID) -> HttpResponse:
    """The page for the step that the import waits for."""
    work = _import(request, of, pk)
    told = _page(of, work)
    if queries.is_busy(work):
        return render(request, "intake/busy.html", told | {"percent": queries.progress(work)})
    if work.state == State.MAPPING:
        return redirect(f"{of.pages}:columns", pk)
    if work.state == State.PREVIEW:
        return render(request, "intake/preview.html", told | _preview(request, work))
    return render(request, "intake/ended.html", told | _ended(request, of, work))


def _ended(request: ActorRequest, of: List, work: Intake) -> dict[str, Any]:
    if work.state != State.DONE:
        return {}
    written = work.counts["accepted"] - work.counts.get("skipped", 0) - work.counts["same"]
    return {
        "written": written,
        "back": returned_rows(Vault(work.pk)),
        "onward": of.onward(request.actor, queries.place_of(work)),
        "done": str(of.words.done) % {"n": f"{written:,}"},
    }


def _preview(request: ActorRequest, work: Intake) -> dict[str, Any]:
    kind = request.GET.get("kind", "")
    everything = queries.lines_of(Vault(work.pk))
    shown = [line for line in everything if line.kind == kind] if kind else everything
    page = Paginator(shown, queries.PAGE).get_page(request.GET.get("page"))
    actions.note_seen(work=work, what="preview", actor=request.actor, now=clock.now())
    totals = queries.totals(work, everything)
    return {
        "totals": totals,
        "places": queries.places_made(work, everything),
        "back": returned_rows(Vault(work.pk), queries.not_returned(work, everything)),
        "alike": queries.alike_places(work),
        "options": queries.options_of(work, everything),
        "write": str(list_of(work).words.write) % {"n": f"{totals.written:,}"},
        "tables": [table for table in queries.tables_of(work) if table.used],
        "left_out": queries.left_out(work),
        "page": page,
        "lines": queries.shown_lines(work, list(page.object_list)),
        "tabs": queries.tabs_of(list_of(work), everything),
        "kind": kind,
    }


@require_GET
@never_cache
def state(request: ActorRequest, of: List, pk: UUID) -> HttpResponse:
    """The progress bar, refreshed every second; when the worker has finished, the whole page is reloaded."""
    work = _import(request, of, pk)
    urls = queries.links(of, work)
    if not queries.is_busy(work):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = urls["show"]
        return response
    return render(request, "intake/bar.html", {"work": work, "urls": urls, "percent": queries.progress(work)})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def columns(request: ActorRequest, of: List, pk: UUID) -> HttpResponse:
    work = _import(request, of, pk)
    if work.state != State.MAPPING:
        return _to(queries.links(of, work)["show"])
    form = ColumnsForm(request.POST or None, of=of, tables=queries.tables_of(work))
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.set_columns(
                work=work, tables=form.chosen(), actor=request.actor, key=form.cleaned_data["key"], now=clock.now()
            )
        if not form.errors:
            return _to(queries.links(of, work)["show"])
    told = _page(of, work, form=form, left_out=queries.left_out(work))
    told["problem"] = told["problem"] or queries.missing_of(work)
    return render(request, "intake/columns.html", told, status=422 if form.errors else 200)


@require_POST
def change_columns(request: ActorRequest, of: List, pk: UUID) -> HttpResponse:
    work = _import(request, of, pk)
    actions.open_columns(work=work, actor=request.actor, key=key_of(request), now=clock.now())
    return redirect(f"{of.pages}:columns", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def place(request: ActorRequest, of: List, pk: UUID) -> HttpResponse:
    """Which place the list belongs to: another one needs no new upload."""
    work = _import(request, of, pk)
    if work.state not in {State.MAPPING, State.PREVIEW}:
        return _to(queries.links(of, work)["show"])
    here = queries.place_of(work)
    form = PlaceOfListForm(
        request.POST or None, of=of, offer=_offer(request, of, near=here, here=here), initial={"place": here}
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        with refusals_into(form):
            actions.change_place(
                work=work, place=typed["place"], actor=request.actor, key=typed["key"], now=clock.now()
            )
        if not form.errors:
            return _to(queries.links(of, work)["show"])
    return render(request, "intake/place.html", _page(of, work, form=form), status=422 if form.errors else 200)


@require_POST
def decide(request: ActorRequest, of: List, pk: UUID) -> HttpResponse:
    """An empty `row` decides for every row of `verdict`; `alike` is said of two names of places, `option` of all
    rows."""
    work = _import(request, of, pk)
    if pair := request.POST.get("alike", ""):
        actions.say_alike(
            work=work, pair=pair, what=request.POST.get("what", ""), actor=request.actor, key=key_of(request),
            now=clock.now(),
        )  # fmt: skip
        return _to(queries.links(of, work)["show"])
    if option := request.POST.get("option", ""):
        actions.set_option(
            work=work, name=option, on=request.POST.get("what") == "on", actor=request.actor, key=key_of(request),
            now=clock.now(),
        )  # fmt: skip
        return _to(queries.links(of, work)["show"])
    said = request.POST.get("row", "")
    row = _ROW.fullmatch(said)
    if said and not row:
        raise Invalid("intake.not_decidable")
    actions.decide(
        work=work, verdict=request.POST.get("verdict", ""), row=row and (int(row[1]), int(row[2])),
        what=request.POST.get("what", ""), actor=request.actor, key=key_of(request), now=clock.now(),
    )  # fmt: skip
    return _to(f"{queries.links(of, work)['show']}?{request.GET.urlencode()}")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def cell(request: ActorRequest, of: List, pk: UUID, sheet: int, number: int, column: int) -> HttpResponse:
    """One row of the user's file, and a corrected value for one of its cells."""
    work = _import(request, of, pk)
    if work.state != State.PREVIEW:
        return _to(queries.links(of, work)["show"])
    cells, names = row_cells(Vault(pk), sheet, number), queries.header_of(work, sheet)
    if column >= min(len(cells), len(names)):
        raise NotFound("intake.cell_gone")
    form = CellForm(request.POST or None, initial={"text": str(cells[column])})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        with refusals_into(form):
            actions.correct_cell(
                work=work, cell=(sheet, number, column), text=typed["text"], actor=request.actor, key=typed["key"],
                now=clock.now(),
            )  # fmt: skip
        if not form.errors:
            return _to(queries.links(of, work)["show"])
    actions.note_seen(work=work, what="row", actor=request.actor, now=clock.now())
    table = work.mapping["tables"][sheet]
    row = [(name, value, at == column) for at, (name, value) in enumerate(zip(names, cells, strict=False))]
    told = {
        "form": form, "row": row, "number": number, "sheet": table["name"],
        "cell": queries.cell_of(table, number, column),
        "meaning": queries.meaning_of(work, sheet, column),
    }  # fmt: skip
    return render(request, "intake/cell.html", _page(of, work, **told), status=422 if form.errors else 200)


@require_POST
def confirm(request: ActorRequest, of: List, pk: UUID) -> HttpResponse:
    work = _import(request, of, pk)
    actions.confirm(work=work, actor=request.actor, key=key_of(request), now=clock.now())
    return _to(queries.links(of, work)["show"])


@require_POST
def give_up(request: ActorRequest, of: List, pk: UUID) -> HttpResponse:
    work = _import(request, of, pk)
    actions.give_up(work=work, actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, _("已放弃这次导入，什么都没有写入，文件已删除。"))
    return _to(reverse(f"{of.pages}:index"))


@require_GET
@never_cache
def returned(request: ActorRequest, of: List, pk: UUID) -> HttpResponse:
    work = _import(request, of, pk)
    vault = Vault(pk)
    sheets = returned_sheets(vault, queries.not_returned(work, queries.lines_of(vault)))
    actions.note_seen(work=work, what="returned", actor=request.actor, now=clock.now())
    return xlsx(f"退回-{work.file_name.rsplit('.', 1)[0]}.xlsx", sheets)


@require_GET
def template(request: ActorRequest, of: List) -> HttpResponse:
    name, sheets = of.template
    return xlsx(name, sheets(request.actor, place_named(request, of.permission)))
