"""The timed work of sessions and accounts."""

from linli.kernel.work.beat import Schedule

SCHEDULES = [
    Schedule("clear_sessions", "*/10 * * * *", "linli.access.jobs.clear_ended_sessions", "清理到期的登录"),
    Schedule("erase_accounts", "25 3 * * *", "linli.access.jobs.erase_expired", "删除停用已久的账号", erases=True),
]
