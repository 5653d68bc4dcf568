"""The working days of a street."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.kernel.pages.forms import refusals_into
from linli.kernel.time import clock
from linli.places import actions, queries
from linli.places.asked import place_asked
from linli.places.calendar import years_wanted
from linli.places.forms import DayForm

MOST_DAYS = 60


@requires(P.PLACES_CALENDAR)
def days(request: ActorRequest) -> HttpResponse:
    """The days on which the street works or does not, against the week and the public holidays."""
    street = queries.street_of(place_asked(request, P.PLACES_CALENDAR))
    may_edit = request.actor.may(P.PLACES_CALENDAR, street.path)
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            typed = form.cleaned_data
            works = {"yes": True, "no": False, "usual": None}[typed["works"]]
            actions.set_day(
                street=street, day=typed["day"], works=works, note=typed["note"], actor=request.actor,
                key=typed["key"], now=clock.now(),
            )  # fmt: skip
            messages.success(request, _("已记入日历。正在走的时限不变，新开的单照它算。"))
            return redirect(f"{request.path}?at={street.pk}")
    years = queries.holidays_known(street.path, (clock.today().year, clock.today().year + 1))
    context = {
        "years": years.items(),
        "wanted": years_wanted(clock.today()),
        "street": street,
        "form": form,
        "may_edit": may_edit,
        "days": queries.own_days(street.path)[:MOST_DAYS],
    }
    return render(request, "places/days.html", context, status=422 if form.errors else 200)
