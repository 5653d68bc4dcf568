"""The timed work of every import."""

from linli.kernel.work.beat import Schedule

SCHEDULES = [
    Schedule("resume_imports", "*/2 * * * *", "linli.intake.jobs.resume_stale", "接着做中断的导入"),
    Schedule("erase_imports", "12 3 * * *", "linli.intake.jobs.erase_expired", "删除到期的导入记录", erases=True),
    Schedule("clean_uploads", "20 3 * * *", "linli.intake.jobs.clean_uploads", "删除过期的上传文件"),
]
