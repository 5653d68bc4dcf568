from linli.kernel.work.beat import Schedule

SCHEDULES = [Schedule("back_up", "30 2 * * *", "linli.cli.jobs.start_backup", "每夜备份")]
