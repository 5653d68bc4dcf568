"""What runs when: the `schedule.py` of each room. `linli serve` starts the clock, `linli doctor` tells."""

from linli.kernel.work.beat import Schedule
from linli.project.rooms import modules

SCHEDULES: list[Schedule] = [schedule for _room, said in modules("schedule") for schedule in said.SCHEDULES]
# What the clock does every second, because somebody is waiting for it; each looks by an index and mostly finds nothing.
EACH_ROUND: list[str] = [run for _room, said in modules("schedule") for run in getattr(said, "EACH_ROUND", ())]
