"""The timed work of the register."""

from linli.kernel.work.beat import Schedule

SCHEDULES = [
    Schedule("erase_expired", "10 3 * * *", "linli.people.jobs.erase_expired", "删除到期的个人信息", erases=True),
    Schedule("lapse_exports", "20 0 * * *", "linli.people.jobs.lapse_exports", "没人审批的导出申请过期"),
]
