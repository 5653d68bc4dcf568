"""The timed work of notices and the ways out of the house."""

from linli.kernel.work.beat import Schedule

SCHEDULES = [
    Schedule("spread_notices", "* * * * *", "linli.notices.jobs.resume_spreads", "接着写没写完的通知"),
    Schedule("send_due", "* * * * *", "linli.notices.jobs.send_due", "向外发送到时的提醒"),
    Schedule("forget_letters", "45 3 * * *", "linli.notices.jobs.forget", "清理旧的消息、发送记录和封面", erases=True),
]
