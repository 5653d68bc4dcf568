"""The migration of overlapping absences to entries that do not overlap: no minute and no reason is lost."""

import importlib
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.ids import new_id

MIGRATION = importlib.import_module("linli.calls.migrations.0006_absences_into_the_diary")
NOON = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

aways = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.sampled_from(list(MIGRATION.WORDS))), max_size=8)


@given(aways)
def test_no_minute_and_no_reason_is_lost(found):
    rows = [(new_id(), *row) for row in found]
    apart = MIGRATION.pieces(rows)
    for hour in range(13):
        before = {why for _, starts, ends, why in rows if starts <= hour < ends}
        after = [set(reasons) for _, starts, ends, reasons in apart if starts <= hour < ends]
        assert after == ([before] if before else [])
    spans = {pk: (starts, ends) for pk, starts, ends, _ in rows}
    assert all(spans[pk] == (starts, ends) for pk, starts, ends, _ in apart if pk)
    assert len({pk for pk, *_ in apart if pk}) == sum(pk is not None for pk, *_ in apart)


def test_an_absence_that_overlapped_nothing_stays_itself():
    pk, other = new_id(), new_id()
    rows = [(pk, 0, 4, "shift"), (other, 4, 8, "shift")]
    assert MIGRATION.pieces(rows) == [(pk, 0, 4, ["shift"]), (other, 4, 8, ["shift"])]


@pytest.mark.django_db(transaction=True)
def test_the_rows_are_carried_over_and_back():
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    executor.migrate([("calls", "0005_give_days_to_places")])
    try:
        old = executor.loader.project_state([("calls", "0005_give_days_to_places")]).apps.get_model("calls", "Away")
        person = new_id()
        for starts, ends, why in [(0, 4, "shift"), (2, 6, "leave"), (8, 9, "trip")]:
            old.objects.create(person=person, starts_at=NOON + starts * HOUR, ends_at=NOON + ends * HOUR, why=why)
        executor = MigrationExecutor(connection)
        executor.migrate(latest)
        from linli.corps.models import DiaryEntry

        found = DiaryEntry.objects.filter(person=person).order_by("starts_at")
        assert [(row.kind, row.title, (row.ends_at - row.starts_at) / HOUR) for row in found] == [
            ("shift", "", 2), ("absence", "当班、请假", 2), ("absence", "请假", 2), ("absence", "外出", 1),
        ]  # fmt: skip
        executor = MigrationExecutor(connection)
        executor.migrate([("calls", "0005_give_days_to_places")])
        assert old.objects.filter(person=person).count() == 5
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(latest)
