"""The timed work of sessions."""

from linli.kernel.work.beat import Schedule

SCHEDULES = [
    Schedule("clear_sessions", "*/10 * * * *", "linli.access.jobs.clear_ended_sessions", "清理到期的登录"),
]
