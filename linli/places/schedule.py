"""The timed work of places."""

from linli.kernel.work.beat import Schedule

SCHEDULES = [
    Schedule("prepare_divisions", "* * * * *", "linli.places.jobs.prepare_divisions", "备好行政区划名录"),
]
