"""Import of leaders: upload, preview, confirm, progress, the refused rows returned, a template."""

import time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.corps.actions import leaders as actions
from linli.corps.forms.leaders import LeaderFileForm
from linli.corps.leaders import COLUMNS, TITLES
from linli.corps.leaders_moves import BUSY, WAITING, State
from linli.corps.models import LeaderImport
from linli.corps.queries import leaders as queries
from linli.corps.queries import overview
from linli.corps.queries.columns import columns_of
from linli.corps.views.coverage import place_and_roots
from linli.kernel.errors import Invalid, NotFound
from linli.kernel.messages import message_of
from linli.kernel.pages.answers import xlsx
from linli.kernel.pages.forms import key_of, refusals_into
from linli.kernel.sheets.workbooks import Choice, WorkSheet
from linli.kernel.time import clock
from linli.people.imports.forms import ColumnsForm
from linli.people.imports.vault import Vault
from linli.places.queries import address

PAGE = 100
STALLED_SECONDS = 60


@requires(P.CORPS_APPOINT)
def imports(request: ActorRequest) -> HttpResponse:
    at, roots = place_and_roots(request, P.CORPS_APPOINT)
    if at is None:
        return render(request, "corps/no_place.html")
    form = LeaderFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        with refusals_into(form):
            made = actions.start_import(
                root=at, chunks=typed["file"].chunks(), file_name=typed["file"].name, make_places=typed["make_places"],
                actor=request.actor, key=typed["key"], now=clock.now(),
            )  # fmt: skip
            return redirect("corps:import", made.pk)
    context = {
        "at": at, "roots": roots, "form": form, "runs": queries.imports(at.path),
        "address": address(at, from_kind="subdistrict"),
    }  # fmt: skip
    return render(request, "corps/imports.html", context, status=422 if form.errors else 200)


@requires(P.CORPS_APPOINT)
def show_import(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Progress while it runs (refreshed every second), then the preview, then the result."""
    run = fetch(request.actor, P.CORPS_APPOINT, LeaderImport, pk, related=("place",))
    if run.state == State.COLUMNS:
        return redirect("corps:import_columns", pk)
    vault = Vault(run.pk)
    percent, alive = vault.progress()
    wanted = request.GET.get("state", "")
    lines = [_shown(line) for line in vault.read("preview", []) if not wanted or line[1] == wanted]
    beat = max(alive, run.beat_at.timestamp() if run.beat_at else 0)
    context = {
        "run": run, "percent": percent, "stalled": time.time() - beat > STALLED_SECONDS, "wanted": wanted,
        "page": Paginator(lines, PAGE).get_page(request.GET.get("page")), "problem": _problem(run),
        "tabs": [(state, run.counts.get(state, 0)) for state in queries.STATES],
    }  # fmt: skip
    template = "corps/import_progress.html" if request.headers.get("HX-Request") and run.state in BUSY else ""
    answer = render(request, template or "corps/import.html", context)
    if request.headers.get("HX-Request") and run.state not in BUSY:
        answer["HX-Refresh"] = "true"
    return answer


def _problem(run: LeaderImport) -> str:
    if not run.problem:
        return ""
    return message_of(Invalid(run.problem["code"], **run.problem["data"]))


def _shown(line: tuple[Any, ...]) -> dict[str, Any]:
    number, state, name, title, where, code, told, changes, warning = line
    reason = message_of(Invalid(code, **told)) if code else message_of(Invalid(warning)) if warning else ""
    words = {"phone": _("电话"), "unit": _("单位"), "starts": _("任期从"), "ends": _("任期到"), "places": _("负责范围")}
    return {
        "number": number, "state": state, "name": name, "title": title, "where": where, "reason": reason,
        "changes": [words[change] for change in changes], "warned": bool(warning) and not code,
    }  # fmt: skip


@requires(P.CORPS_APPOINT)
def columns(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What each column of the file means, shown for correction; the preview is made anew from it."""
    run = fetch(request.actor, P.CORPS_APPOINT, LeaderImport, pk, related=("place",))
    table = columns_of(run, TITLES)
    if run.state not in WAITING or table is None:
        return redirect("corps:import", pk)
    form = ColumnsForm(request.POST or None, tables=[table], labels=TITLES)
    del form.fields["use0"]  # only one sheet is read, so there is nothing to choose
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.set_columns(
                run=run, columns=form.chosen_of(table), actor=request.actor, key=form.cleaned_data["key"],
                now=clock.now(),
            )  # fmt: skip
            return redirect("corps:import", pk)
    context = {
        "run": run, "form": form, "problem": _problem(run), "table": table,
        "columns": form.choices_of(table),
    }  # fmt: skip
    return render(request, "corps/import_columns.html", context, status=422 if form.errors else 200)


@require_POST
@requires(P.CORPS_APPOINT)
def change_import(request: ActorRequest, pk: UUID, deed: str) -> HttpResponse:
    run = fetch(request.actor, P.CORPS_APPOINT, LeaderImport, pk, related=("place",))
    deeds = {"confirm": actions.confirm_import, "drop": actions.drop_import, "resume": actions.resume_import}
    if deed not in deeds:
        raise NotFound("access.not_found")
    deeds[deed](run=run, actor=request.actor, key=key_of(request), now=clock.now())
    if deed == "drop":
        messages.success(request, _("已放弃这次导入，没有写入任何内容。"))
        return redirect(f"{reverse('corps:imports')}?at={run.place_id}")
    return redirect("corps:import", pk)


@requires(P.CORPS_APPOINT)
def rejected(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The refused rows as the user's own table, with the reason in front."""
    run = fetch(request.actor, P.CORPS_APPOINT, LeaderImport, pk)
    vault = Vault(run.pk)
    table, preview = vault.read("table"), vault.read("preview", [])
    if table is None:
        raise NotFound("imports.gone")
    lines = [_shown(line) for line in preview if line[1] == "rejected"]
    rows = ([line["reason"], *table["rows"][line["number"] - table["first"]]] for line in lines)
    sheet = WorkSheet(
        _("退回的行"), rows, header=[_("退回原因"), *table["header"]], widths=(50, *[14] * len(table["header"])),
        text_columns=range(1, len(table["header"]) + 1), marked_columns=(0,),
    )  # fmt: skip
    return xlsx("leaders-rejected.xlsx", [sheet])


@requires(P.CORPS_APPOINT)
def template(request: ActorRequest) -> HttpResponse:
    """An empty table with our columns, the posts to choose from, and one worked example per mode in a second sheet."""
    at, _roots = place_and_roots(request, P.CORPS_APPOINT)
    posts = [post.title for post in overview.appointable_posts(request.actor, at)] if at else []
    header = [TITLES[known] for known in COLUMNS]
    column = {known: number for number, known in enumerate(COLUMNS)}
    notes = {
        column["floor"]: _("例如 5-6层"), column["door"]: _("例如 501、502"), column["shop"]: _("例如 1-10号"),
        column["starts"]: _("例如 2022-03-01，不填为导入当天"), column["ends"]: _("长期任职可以不填"),
    }  # fmt: skip
    sheet = WorkSheet(
        _("责任人"), [], header=header, widths=[12] * len(header), text_columns=range(len(header)),
        choices={column["post"]: Choice(posts, _("从列表里选"))}, comments=notes,
    )  # fmt: skip
    samples = [
        {"name": "赵楼层", "post": "楼层长", "phone": "13800000001", "community": "学院社区", "grid": "03网格",
         "building": "7号楼", "stairwell": "2单元", "floor": "5-6层"},
        {"name": "孙院落", "post": "院落长", "community": "学院社区", "grid": "03网格", "alley": "槐树巷",
         "courtyard": "1号院"},
        {"name": "周门店", "post": "门店长", "community": "学院社区", "grid": "03网格", "market": "学院路商街",
         "shop": "1-10号"},
    ]  # fmt: skip
    rows = [[sample.get(known, "") for known in COLUMNS] for sample in samples]
    example = WorkSheet(_("填写示例"), rows, header=header, widths=[12] * len(header), text_columns=range(len(header)))
    return xlsx("leaders-template.xlsx", [sheet, example])
