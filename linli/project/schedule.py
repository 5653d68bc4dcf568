"""What runs when, in one table. `linli serve` starts the clock; `linli doctor` shows when each last ran."""

from linli.kernel.work.beat import Schedule

SCHEDULES = [
    Schedule("seal_trail", "* * * * *", "linli.kernel.jobs.seal_trail", "给新的留痕加封"),
    Schedule("deliver_outbox", "* * * * *", "linli.kernel.jobs.deliver_outbox", "发送待发消息"),
    Schedule("prepare_divisions", "* * * * *", "linli.places.jobs.prepare_divisions", "备好行政区划名录"),
    Schedule("calls_tick", "* * * * *", "linli.calls.jobs.tick", "诉求时限提醒、上报,扩大范围"),
    Schedule("calls_look_after", "*/10 * * * *", "linli.calls.jobs.look_after", "退回无人承办的诉求,结掉久无回音的"),
    Schedule("calls_erase", "15 3 * * *", "linli.calls.jobs.erase_expired", "删除到期的诉求人信息"),
    Schedule("resume_imports", "*/2 * * * *", "linli.people.imports.jobs.resume_stale", "接着做中断的导入"),
    Schedule("resume_leaders", "*/2 * * * *", "linli.corps.jobs.resume_stale", "接着做中断的名册导入和公示牌"),
    Schedule("clear_sessions", "*/10 * * * *", "linli.access.jobs.clear_ended_sessions", "清理到期的登录"),
    Schedule("erase_expired", "10 3 * * *", "linli.people.jobs.erase_expired", "删除到期的个人信息"),
    Schedule("clean_uploads", "20 3 * * *", "linli.people.imports.jobs.clean_uploads", "删除过期的上传文件"),
    Schedule("clean_files", "25 3 * * *", "linli.corps.jobs.clean_files", "删除过期的名册和公示牌文件"),
    Schedule("spread_notices", "* * * * *", "linli.notices.jobs.resume_spreads", "接着写没写完的通知"),
    Schedule("send_due", "* * * * *", "linli.notices.jobs.send_due", "向外发送到时的提醒"),
    Schedule("forget_letters", "45 3 * * *", "linli.notices.jobs.forget", "清理旧的消息、发送记录和封面"),
    Schedule("note_head", "5 0 * * *", "linli.kernel.jobs.note_head", "记下当日留痕链头"),
    Schedule("prune_outbox", "35 3 * * *", "linli.kernel.jobs.prune_outbox", "清理已发出的消息"),
    Schedule("prune_flows", "45 3 * * *", "linli.flows.jobs.prune", "清理已办完的联动"),
    Schedule("prune_tasks", "40 3 * * *", "linli.kernel.jobs.prune_task_results", "清理旧的任务结果"),
]
# What the clock does every second, because somebody is waiting for it; each looks by an index and mostly finds nothing.
EACH_ROUND = ["linli.flows.jobs.run"]
