"""The kernel's own timed work."""

from linli.kernel.work.beat import Schedule

SCHEDULES = [
    Schedule("seal_trail", "* * * * *", "linli.kernel.jobs.seal_trail", "给新的留痕加封"),
    Schedule("deliver_outbox", "* * * * *", "linli.kernel.jobs.deliver_outbox", "发送待发消息"),
    Schedule("note_head", "5 0 * * *", "linli.kernel.jobs.note_head", "记下当日留痕链头"),
    Schedule("prune_outbox", "35 3 * * *", "linli.kernel.jobs.prune_outbox", "清理已发出的消息"),
    Schedule("forget_replaced", "50 3 * * *", "linli.kernel.jobs.forget_replaced", "删除恢复备份时换下的旧数据库"),
    Schedule("forget_sent", "45 3 * * *", "linli.kernel.jobs.forget_sent", "清理一个月前提交内容的摘要"),
    Schedule("empty_log", "10,25,40 4 * * *", "linli.kernel.jobs.empty_log", "清空数据库日志里已删除的内容"),
    Schedule("prune_tasks", "40 3 * * *", "linli.kernel.jobs.prune_task_results", "清理旧的任务结果"),
]
EACH_ROUND = ["linli.kernel.jobs.mind_the_disk"]
