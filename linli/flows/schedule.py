"""The timed work of consequences."""

from linli.kernel.work.beat import Schedule

SCHEDULES = [
    Schedule("prune_flows", "45 3 * * *", "linli.flows.jobs.prune", "清理已办完的联动"),
]
EACH_ROUND = ["linli.flows.jobs.run"]
