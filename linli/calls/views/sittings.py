"""Settlement sittings: the times of a community, the sheet of who owes whom, on paper and as a workbook."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.calls import actions, queries
from linli.calls.forms.kinds import TimesForm
from linli.calls.models import Sitting
from linli.kernel.errors import Invalid
from linli.kernel.pages.answers import xlsx
from linli.kernel.pages.forms import key_of, refusals_into
from linli.kernel.sheets.workbooks import Value, WorkSheet
from linli.kernel.time import clock
from linli.places.asked import place_asked
from linli.places.models import Place
from linli.places.queries import addresses, roots

SHOWN = 60


@requires(P.CALLS_ASSIGN)
def sittings(request: ActorRequest) -> HttpResponse:
    """The sittings of a place, the newest first, and at what times it settles."""
    at = place_asked(request, P.CALLS_ASSIGN)
    may_kinds = request.actor.may(P.CALLS_KINDS, at.path)
    times = queries.times_at(at.path)
    form = TimesForm(request.POST or None, initial={"times": " ".join(f"{row.time:%H:%M}" for row in times)})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.set_sitting_times(place=at, actor=request.actor, now=clock.now(), **form.cleaned_data)
            messages.success(request, _("已保存结单时间。"))
            return redirect(f"{request.path}?at={at.pk}")
    found = list(queries.sittings(request.actor, at.path)[:SHOWN])
    where = addresses({sitting.path for sitting in found}, from_kind="community")
    context = {
        "at": at, "roots": roots(request.actor, P.CALLS_ASSIGN), "times": times, "form": form, "may_kinds": may_kinds,
        "sittings": [(sitting, where.get(sitting.path, "")) for sitting in found],
        "due": queries.due_orders(at.path).count(), "next": queries.next_time(at.path, clock.now()),
    }  # fmt: skip
    return render(request, "calls/sittings.html", context, status=422 if form.errors else 200)


@require_POST
@requires(P.CALLS_ASSIGN)
def open_sitting(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The sitting that is open there today already, else a new one."""
    place = fetch(request.actor, P.CALLS_ASSIGN, Place, pk)
    now = clock.now()
    standing = queries.sitting_today(place.path, now)
    sitting = standing or actions.open_sitting(
        place=place, at=queries.sitting_moment(place.path, now), actor=request.actor, key=key_of(request), now=now
    )  # fmt: skip
    return redirect("calls:sitting", sitting.pk)


@requires(P.CALLS_ASSIGN)
def sitting(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = fetch(request.actor, P.CALLS_ASSIGN, Sitting, pk)
    context = {
        "sitting": found, "sheet": queries.sheet(found, request.actor, clock.now()),
        "place": addresses([found.path], from_kind="community").get(found.path, ""),
    }  # fmt: skip
    return render(request, "calls/sitting.html", context)


@require_POST
@requires(P.CALLS_ASSIGN)
def close_sitting(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Settles the orders that are ticked; the others wait for the next sitting."""
    found = fetch(request.actor, P.CALLS_ASSIGN, Sitting, pk)
    try:
        calls = [UUID(text) for text in request.POST.getlist("call")]
    except ValueError:
        raise Invalid("calls.sitting_nothing") from None
    if not calls:
        raise Invalid("calls.sitting_nothing")
    total = actions.close_sitting(sitting=found, calls=calls, actor=request.actor, key=key_of(request), now=clock.now())
    messages.success(request, _("已结清 %(n)s 单，合计 %(total)s 元。") % {"n": len(set(calls)), "total": total})
    return redirect("calls:sitting", pk)


@requires(P.CALLS_ASSIGN)
def sitting_sheet(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = fetch(request.actor, P.CALLS_ASSIGN, Sitting, pk)
    sheet = queries.sheet(found, request.actor, clock.now())
    rows: list[list[Value]] = [
        [line.number, line.holder_name, f"{line.door} {line.caller_name}", line.title, float(line.amount)]
        for line in sheet.lines
    ]
    owed: list[list[Value]] = [[name, count, float(amount)] for name, count, amount in sheet.owed]
    return xlsx(f"sitting-{timezone.localtime(found.at):%Y%m%d-%H%M}.xlsx", [
        WorkSheet(
            name=_("结单表"), header=[_("单号"), _("谁付过钱"), _("该收谁的"), _("买了什么"), _("实付（元）")],
            rows=[*rows, ["", "", "", _("合计"), float(sheet.total)]], widths=[12, 16, 28, 36, 12], text_columns=[0],
        ),
        WorkSheet(
            name=_("每人垫付"), header=[_("姓名"), _("单数"), _("金额（元）")], rows=owed, widths=[16, 8, 12]
        ),
    ])  # fmt: skip
