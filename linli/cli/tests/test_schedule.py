from datetime import UTC, datetime, timedelta

from django.utils.module_loading import import_string

from linli.kernel.work.beat import latest_due
from linli.project.schedule import SCHEDULES

NOON = datetime(2022, 3, 14, 4, 0, 30, tzinfo=UTC)


def test_every_schedule_names_a_job_that_is_there_and_a_time_that_comes():
    for schedule in SCHEDULES:
        assert callable(import_string(schedule.run)), schedule.job
        assert latest_due(schedule.cron, NOON, NOON + timedelta(days=1)) is not None
        assert schedule.what
    assert len({schedule.job for schedule in SCHEDULES}) == len(SCHEDULES)
