"""What `linli demo` does: the database, the case, the sign-ins, and the server if asked."""

from django.conf import settings
from django.core.management import call_command

from linli.demo import life
from linli.demo.cases import CASES
from linli.demo.loading import NotAloneError, load, sign_ins
from linli.kernel.jobs import note_head
from linli.kernel.time import clock


def run(case: str = "chongwen", serve: bool = False) -> int:
    """Load `case` and print its sign-ins; returns the exit code. With `serve`, ends when the server ends."""
    if case not in CASES:
        print(f"没有名为「{case}」的演示。可选：{'、'.join(CASES)}。")
        return 2
    if settings.LINLI_ENV == "production":
        print("演示账号的口令是公开的，不能装进正式环境。请另选一个数据目录，并设 LINLI_ENV=demo 再运行。")
        return 2
    call_command("upgrade")
    try:
        with clock.standing_at(life.begun(clock.now())):
            load(case, say)
    except NotAloneError as found:
        print(f"这里已经有「{found}」的数据。演示不与其他街道混在一起：请设 LINLI_DATA 为另一个空目录再运行。")
        return 1
    if not life.is_lived(CASES[case]):
        say("正在演这两周的日子：开单、领单、吹哨、通知……")
        life.live(CASES[case])
        note_head(clock.now())  # beside the database, as the scheduler does every night
    print("\n".join(sign_ins(CASES[case])))
    if serve:
        call_command("serve")
    return 0


def say(line: str) -> None:
    """Progress is seen while it happens, also through a pipe."""
    print(line, flush=True)
