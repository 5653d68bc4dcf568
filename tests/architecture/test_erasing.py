"""What `retention.py` says is erased, is erased: by the nightly jobs of the room, when its days are over and not before.

`retention.py` itself erases nothing. One row of every model is filled, its end set by the room's `ENDS`
(tests/matrix.py), and the rooms' nightly jobs are run as the days go by.
"""

from datetime import timedelta

import pytest
from django.db import models

from linli.kernel.ids import new_id
from linli.kernel.sealing.fields import BlindIndexField
from linli.kernel.time import clock
from linli.project import rooms
from linli.project.schedule import SCHEDULES
from linli.testing import START
from tests.architecture.source import own_models, said
from tests.matrix.canaries import LEFT_OUT, Canaries, in_order

# Columns without a job of their own, and why.
LEFT_STANDING = {
    "Notice.title": "a notice says nothing about a person, and is kept like what hung on the wall",
    "Notice.body": "likewise",
    "Channel.address_sealed": "the address of a gateway: a new one is written over it",
    "Place.duty_phone": "the telephone of an office, printed on the card: a new one is written over it",
    "Place.supervision_phone": "likewise",
    "PlaceEvent.by": "ten years: the history of a place is no older yet",
    "PlaceEvent.by_name": "likewise",
    **dict.fromkeys(
        ("Account.username", "Account.name", "Account.email", "Account.person", "Account.last_login", "Grant.person"),
        "erased with its row: linli/access/tests/test_expiry.py",
    ),
}


class OneOfEach(Canaries):
    """One row of every model, at one door."""

    def __post_init__(self):
        for model in in_order():
            if model._meta.label_lower not in LEFT_OUT:
                self.rows[model._meta.label_lower] = {"a": self.make(model, "a")}


def retained():
    """("Model.column", model, column's name, days) of what the rooms say is erased."""
    named = {model.__name__: model for model in own_models()}
    for _room, module in rooms.modules("retention"):
        for column, entry in getattr(module, "RETENTION", {}).items():
            if column not in LEFT_STANDING:
                yield column, named[column.split(".")[0]], column.split(".")[1], entry.days


def something(column):
    """A value for a column that was left empty."""
    if isinstance(column, BlindIndexField):
        return new_id().bytes
    return {
        models.UUIDField: new_id(),
        models.DateField: START,
        models.JSONField: {"code": "x"},
        models.BinaryField: new_id().bytes,
    }.get(type(column), "x")


def fill_and_end(rows):
    for label, row in rows.items():
        ends = {name: at() if callable(at) else at for name, at in said("ENDS").get(label, {}).items()}
        type(row).objects.filter(pk=row.pk).update(**ends)
        row.pk = ends.get(row._meta.pk.name, row.pk)
    for _column, model, name, _days in retained():
        row = model.objects.filter(pk=rows[model._meta.label_lower].pk)
        if not row.values_list(name, flat=True).get():
            row.update(**{name: something(model._meta.get_field(name))})


def held():
    """ "Model.column" -> its value now; a column whose row is gone is absent."""
    return {
        column: value
        for column, model, name, _days in retained()
        for value in model.objects.values_list(name, flat=True)
    }


def run_nightly_jobs(now):
    for schedule in SCHEDULES:
        if schedule.cron.split()[1] != "*":
            rooms.resolve_name(schedule.run)(now)


@pytest.fixture
def ended(street, settings, tmp_path):
    settings.LINLI_DATA = settings.LINLI_UPLOADS = tmp_path
    rows = {label: cells["a"] for label, cells in OneOfEach(street).rows.items()}
    fill_and_end(rows)
    return held()


def test_what_is_said_to_be_erased_is_erased_in_time(ended):
    now, days = clock.now(), {column: days for column, _model, _name, days in retained()}
    assert sorted(days.keys() - ended.keys()) == []
    for end in sorted(set(days.values())):
        due = {column for column in days if days[column] == end}
        run_nightly_jobs(now + timedelta(days=end - 1))
        early = held()
        assert sorted(c for c in due if early.get(c) != ended[c]) == [], f"gone before {end} days"
        run_nightly_jobs(now + timedelta(days=end + 2))
        late = held()
        assert sorted(c for c in due if late.get(c) == ended[c]) == [], f"still there after {end} days"


def test_every_excuse_is_still_needed():
    there = {column for _room, module in rooms.modules("retention") for column in getattr(module, "RETENTION", {})}
    assert sorted(set(LEFT_STANDING) - there) == []
