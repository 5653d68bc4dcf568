"""Rows in another state than the first of their model, under a name of their own ("notices.notice:draft").

Their ids are tried in an address where a plain row is refused: only a draft can be changed, only what failed can be
tried again.
"""

from datetime import timedelta
from typing import Any

from linli.corps.models import DiaryEntry
from linli.flows.models import Consequence
from linli.incidents.models import Incident
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.notices.models import Letter, Notice
from linli.notices.queries.covers import COVERS
from linli.testing import Street
from tests.matrix.canaries import AT, CELLS, Canaries

STATES: dict[str, tuple[type[Any], dict[str, Any]]] = {
    "notices.notice:draft": (Notice, {"published_at": None, "spread_at": None}),
    "notices.notice:members": (Notice, {"audience": "members"}),
    "incidents.incident:drafted": (Incident, {"state": "drafted", "confirmed_at": None}),
    "incidents.incident:declared": (Incident, {"state": "declared", "confirmed_at": None, "declared_by": new_id()}),
    "flows.consequence:failed": (Consequence, {"dead_at": AT}),
    "flows.consequence:retrying": (Consequence, {"attempts": 1}),
    "flows.consequence:done": (Consequence, {"done_at": AT}),
}


def marked(street: Street) -> Canaries:
    """The canaries of all models and states, in the database; their covers are files, which `lay_covers` writes."""
    canaries = Canaries(street)
    add_states(canaries)
    return canaries


def add_states(canaries: Canaries) -> None:
    for label, (model, state) in STATES.items():
        canaries.rows[label] = {cell: canaries.make(model, cell, **state) for cell in CELLS}
    _whole_street(canaries)
    _covers(canaries)
    _diaries(canaries)


def _whole_street(canaries: Canaries) -> None:
    """One notice to all residents of the first street, with a letter behind every door."""
    path = canaries.street.places["street"].path
    plain = {"title": "明天停水", "body": "请提前接水", "by_name": "街道办", "path": path}
    notice = canaries.make(Notice, "a", **plain)
    cells = [cell for cell, key in CELLS.items() if canaries.street.places[key].path.startswith(path)]
    canaries.rows["notices.notice:street"] = dict.fromkeys(CELLS, notice)
    canaries.rows["notices.letter:street"] = letters = {}
    for cell in CELLS:
        about = notice if cell in cells else canaries.rows["notices.notice"][cell]
        letters[cell] = canaries.make(
            Letter, cell, notice=about, topic="notice", recipient=canaries.rows["people.resident"][cell].pk
        )


def _covers(canaries: Canaries) -> None:
    """A picture for every article, full of marks."""
    for cell, notice in canaries.rows["notices.notice"].items():
        notice.cover = new_id()
        notice.save(update_fields=["cover"])
        canaries.covers[notice.cover] = canaries.mark(notice, "title", cell)


def lay_covers(canaries: Canaries) -> None:
    for cover, text in canaries.covers.items():
        COVERS.write(cover, text.encode())


def _diaries(canaries: Canaries) -> None:
    """What the one who may do everything entered for themselves, which nobody else ends; and members busy elsewhere."""
    person = canaries.street.people["everywhere"].account.person
    own = canaries.rows["corps.diaryentry:own"] = {}
    away = canaries.rows["corps.diaryentry:elsewhere"] = {}
    members = canaries.rows["corps.member"]
    for number, cell in enumerate(CELLS):
        starts = clock.now() + timedelta(days=1, hours=number)
        times = {"starts_at": starts, "ends_at": starts + timedelta(hours=1)}
        own[cell] = canaries.make(DiaryEntry, cell, person=person, source="corps", **times)
        next_cell = list(CELLS)[(number + 1) % len(CELLS)]
        away[cell] = canaries.make(DiaryEntry, cell, person=members[next_cell].pk, **times)
