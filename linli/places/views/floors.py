"""Floors for doors that have none: a preview of what their numbers name, then the action."""

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from linli.access.marks import ActorRequest, requires
from linli.access.permissions import Permission as P
from linli.access.queries import fetch
from linli.access.rules import parent_path
from linli.kernel.pages.forms import KeyedForm, refusals_into
from linli.kernel.time import clock
from linli.places import actions, queries
from linli.places.floors import Lacking, lacking
from linli.places.models import Place
from linli.places.views.change import show, to_place, undo_tag

MOST_SHOWN = 200


@requires(P.PLACES_EDIT)
def floors(request: ActorRequest, pk: UUID) -> HttpResponse:
    place = fetch(request.actor, P.PLACES_EDIT, Place, pk)
    form = KeyedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            key = form.cleaned_data["key"]
            doors, made = actions.add_floors(place=place, actor=request.actor, key=key, now=clock.now())
            text = _("%(doors)s 户已放进楼层，新建楼层 %(made)s 层。") % {"doors": doors, "made": made}
            messages.success(request, text, extra_tags=undo_tag(place))
            return to_place(place.pk)
    found = lacking(place)
    stay = found.stay[:MOST_SHOWN]
    where = queries.addresses([door.path for door in stay], from_kind="grid")
    context = {
        "found": found,
        "made": len(found.missing()),
        "lines": _lines(found),
        "stay": [(where.get(door.path, door.name), door in found.doubled) for door in stay],
        "most": MOST_SHOWN,
    }
    return show(request, "floors", place, form, **context)


def _lines(found: Lacking) -> list[tuple[str, int, int, str]]:
    """(address, doors, floors to make, those floors in words) of each building or stairwell, only the first ones."""
    doors = Counter(parent_path(door.path) for door in found.moves)
    new: dict[str, list[str]] = {}
    for above, floor in found.missing():
        new.setdefault(above.path, []).append(floor)
    shown = list(doors)[:MOST_SHOWN]
    where = queries.addresses(shown, from_kind="grid")
    return [(where[path], doors[path], len(new.get(path, [])), _spans(new.get(path, []))) for path in shown]


def _spans(numbers: list[str]) -> str:
    """ "1–6、8" for the floors 1 to 6 and 8. `numbers` ascend."""
    spans: list[list[int]] = []
    for number in map(int, numbers):
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return "、".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)
