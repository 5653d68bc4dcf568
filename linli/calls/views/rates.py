"""The three rates of a place over some days, each with its definition; how much it whistles, as a band."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.calls import queries
from linli.calls.forms.desk import PeriodForm
from linli.calls.queries import Rate, Rates
from linli.kernel.pages.answers import xlsx
from linli.kernel.pages.costly import costly
from linli.kernel.sheets.workbooks import WorkSheet
from linli.kernel.time import clock
from linli.places.asked import place_asked
from linli.places.models import Place

MEANINGS: dict[str, str | Promise] = {
    "answered": gettext_lazy("该在这段时间里接的单，有多少按时接了。"),
    "solved": gettext_lazy(
        "这段时间办结的，有多少居民没有说「没解决」。居民要求重新办的，那一次办结算没解决；重新办好再算一次。不予受理、并案、撤回的不算。"
    ),
    "satisfied": gettext_lazy("这段时间办结并且评了分的，有多少评了 4 分、5 分。后来重新办的，原来的评分照算。"),
}
BANDS: dict[str, str | Promise] = {
    "none": gettext_lazy("没有吹过"),
    "low": gettext_lazy("比常见的少"),
    "usual": gettext_lazy("在常见范围里"),
    "high": gettext_lazy("比常见的多"),
}


@dataclass(frozen=True)
class Row:
    """Shares from 0 to 1; None when there is nothing to count. `few`: too few to be meaningful."""

    name: str
    counted: int
    answered: float | None
    solved: float | None
    satisfied: float | None
    few: bool


def row(rates: Rates) -> Row:
    parts = (rates.answered, rates.solved, rates.satisfied)
    answered, solved, satisfied = (_share(part) for part in parts)
    few = any(part.few for part in parts)
    return Row(rates.name, max(part.whole for part in parts), answered, solved, satisfied, few)


def _share(rate: Rate) -> float | None:
    return rate.part / rate.whole if rate.whole else None


@dataclass(frozen=True)
class Kpi:
    name: str
    share: float | None
    part: int
    whole: int
    meaning: str | Promise


@costly
@requires(P.CALLS_READ)
def rates(request: ActorRequest) -> HttpResponse:
    at = place_asked(request, P.CALLS_READ)
    form = PeriodForm(request.GET)
    since, until = form.days(clock.today())
    found = queries.rates(at.path, *_moments(since, until))
    whole = found["place"][0]
    context = {
        "form": form, "at": at, "since": since, "until": until, "kpis": _kpis(whole), "tables": _tables(found),
        "bands": [(band, BANDS[band.band]) for band in queries.whistle_bands(at.path, *_moments(since, until))],
    }  # fmt: skip
    return render(request, "calls/rates.html", context)


@costly
@requires(P.CALLS_READ)
def line(request: ActorRequest) -> HttpResponse:
    """For the head of the desk, loaded after the desk: counting a month takes longer than showing it."""
    at = place_asked(request, P.CALLS_READ)
    whole = queries.rates_of(at.path, *_moments(*_days(request)))
    return render(request, "calls/rates_line.html", {"at": at, "rates": row(whole)})


@costly
@requires(P.CALLS_READ)
def sheet(request: ActorRequest) -> HttpResponse:
    """The same tables as a workbook, with the definitions on a sheet of their own."""
    at = place_asked(request, P.CALLS_READ)
    since, until = _days(request)
    found = queries.rates(at.path, *_moments(since, until))
    return xlsx(f"rates-{since:%Y%m%d}-{until:%Y%m%d}.xlsx", _sheets(at, since, until, found))


def _days(request: ActorRequest) -> tuple[date, date]:
    return PeriodForm(request.GET).days(clock.today())


def _moments(since: date, until: date) -> tuple[datetime, datetime]:
    """Up to now at the latest: calls that may still be answered in time do not count yet."""
    begin = timezone.make_aware(datetime.combine(since, time.min))
    return begin, min(timezone.make_aware(datetime.combine(until + timedelta(days=1), time.min)), clock.now())


def _kpis(whole: Rates) -> list[Kpi]:
    rows = [
        (_("响应率"), whole.answered, "answered"), (_("解决率"), whole.solved, "solved"),
        (_("满意率"), whole.satisfied, "satisfied"),
    ]  # fmt: skip
    return [Kpi(name, _share(rate), rate.part, rate.whole, MEANINGS[key]) for name, rate, key in rows]


def _tables(found: dict[str, list[Rates]]) -> list[dict[str, object]]:
    return [
        {"title": _("按地点"), "what": _("地点"), "rows": [row(line) for line in found["place"][1:]]},
        {"title": _("按类别"), "what": _("类别"), "rows": [row(line) for line in found["kind"]]},
        {"title": _("按单位（吹哨）"), "what": _("单位"), "rows": [row(line) for line in found["unit"]]},
    ]


def _sheets(at: Place, since: date, until: date, found: dict[str, list[Rates]]) -> list[WorkSheet]:
    above = [[at.name, f"{since:%Y-%m-%d} – {until:%Y-%m-%d}"]]
    head = [_("件"), _("响应率"), _("解决率"), _("满意率")]
    sheets = [
        WorkSheet(
            name=str(table["title"]), above=above, header=[str(table["what"]), *head], widths=[28, 8, 12, 12, 12],
            rows=[[r.name, r.counted, *map(_percent, (r.answered, r.solved, r.satisfied))] for r in _rows(table)],
        )
        for table in _tables(found)
    ]  # fmt: skip
    names = {"answered": _("响应率"), "solved": _("解决率"), "satisfied": _("满意率")}
    meanings = [[names[key], str(text)] for key, text in MEANINGS.items()]
    return [*sheets, WorkSheet(name=_("口径"), header=[_("指标"), _("怎样算")], rows=meanings, widths=[12, 80])]


def _rows(table: dict[str, object]) -> list[Row]:
    rows = table["rows"]
    assert isinstance(rows, list)
    return rows


def _percent(share: float | None) -> str:
    """Rounded down: 99.96 % is not 100."""
    return "–" if share is None else f"{int(share * 1000) / 10:.1f}%"
