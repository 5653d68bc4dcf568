"""The timed work of calls."""

from linli.kernel.work.beat import Schedule

SCHEDULES = [
    Schedule("calls_tick", "* * * * *", "linli.calls.jobs.tick", "诉求时限提醒、上报，扩大范围"),
    Schedule("calls_look_after", "*/10 * * * *", "linli.calls.jobs.look_after", "退回无人承办的诉求，结掉久无回音的"),
    Schedule("calls_erase", "15 3 * * *", "linli.calls.jobs.erase_expired", "删除到期的诉求人信息", erases=True),
]
