"""The timed work of cards, diaries and terms."""

from linli.kernel.work.beat import Schedule

SCHEDULES = [
    Schedule("resume_leaders", "*/2 * * * *", "linli.corps.jobs.resume_stale", "接着做中断的公示牌和登录条"),
    Schedule("forget_diaries", "18 3 * * *", "linli.corps.jobs.forget_diaries", "删除到期的日程", erases=True),
    Schedule("erase_leaders", "22 3 * * *", "linli.corps.jobs.erase_expired", "删除到期的责任人信息", erases=True),
    Schedule("lapse_awaited", "6 0 * * *", "linli.corps.jobs.lapse_awaited", "没人确认的任命过期"),
    Schedule("clean_files", "25 3 * * *", "linli.corps.jobs.clean_files", "删除过期的公示牌和登录条文件"),
]
