"""The timed work of incidents."""

from linli.kernel.work.beat import Schedule

SCHEDULES = [
    Schedule("incidents_look_after", "*/10 * * * *", "linli.incidents.jobs.look_after", "到期没有复核的应急事件停用"),
    Schedule(
        "incidents_destroy", "25 3 * * *", "linli.incidents.jobs.destroy_due", "销毁已结束的应急事件的资料", erases=True
    ),
]
