"""All timed work: the `schedule.py` of each room. `linli serve` starts the scheduler, `linli doctor` reports."""

from linli.kernel.work.beat import Schedule
from linli.project.rooms import modules

SCHEDULES: list[Schedule] = [schedule for _room, said in modules("schedule") for schedule in said.SCHEDULES]
# Work that the scheduler does every second, because somebody waits for it; each looks by an index and mostly finds
# nothing.
EACH_ROUND: list[str] = [run for _room, said in modules("schedule") for run in getattr(said, "EACH_ROUND", ())]
