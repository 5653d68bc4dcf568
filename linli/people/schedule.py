"""The timed work of the register and its imports."""

from linli.kernel.work.beat import Schedule

SCHEDULES = [
    Schedule("resume_imports", "*/2 * * * *", "linli.people.imports.jobs.resume_stale", "接着做中断的导入"),
    Schedule("erase_expired", "10 3 * * *", "linli.people.jobs.erase_expired", "删除到期的个人信息"),
    Schedule("clean_uploads", "20 3 * * *", "linli.people.imports.jobs.clean_uploads", "删除过期的上传文件"),
]
