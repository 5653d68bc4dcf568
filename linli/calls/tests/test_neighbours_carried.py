"""The migration that gives the neighbours of grids to places: every row is there afterwards, and after going back."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from linli.testing import Street

BEFORE = [("calls", "0008_path_of_kinds_that_ship"), ("places", "0002_days_a_street_works")]
ROWS = ("pk", "path", "beside")


@pytest.mark.django_db(transaction=True)
def test_the_rows_are_carried_over_and_back():
    street = Street()
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        MigrationExecutor(connection).migrate(BEFORE)
        old = MigrationExecutor(connection).loader.project_state(BEFORE).apps.get_model("calls", "Border").objects
        old.create(path=street.places["grid3"].path, beside_id=street.id("grid9"))
        old.create(path=street.places["grid9"].path, beside_id=None)
        rows = set(old.values_list(*ROWS))
        MigrationExecutor(connection).migrate(latest)
        from linli.places.models import Border

        assert set(Border.objects.values_list(*ROWS)) == rows
        MigrationExecutor(connection).migrate(BEFORE)
        assert set(old.values_list(*ROWS)) == rows
    finally:
        MigrationExecutor(connection).migrate(latest)
