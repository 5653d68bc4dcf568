"""The ordinary matters of two weeks: what residents asked for, who took it, how it went.

One table, dealt out by a fixed seed, so that the rates have something to say.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from linli.calls.actions.sittings import close_sitting, open_sitting, set_sitting_times
from linli.calls.queries.sittings import due_orders, sitting_moment
from linli.demo.life.days import Days
from linli.demo.life.matters import Matter, Step
from linli.demo.life.stage import Stage
from linli.kernel.ids import new_id

DAYS = 14
A_DAY = 6
SITTINGS = ("12:00", "18:00")
PAID_WITHIN = timedelta(hours=3)


class Asked(NamedTuple):
    """`at`: the hours between which people ask. `items`: the lines of an order, with what each costs."""

    kind: str
    title: str
    at: tuple[int, int] = (8, 19)
    items: tuple[tuple[str, str, str], ...] = ()


ASKED = (
    Asked("order.food", "买米、油和青菜", (8, 16), (("大米", "10 千克", "52.00"), ("菜籽油", "5 升", "68.90"),
        ("青菜", "3 斤", "9.60"))),
    Asked("repair", "楼道灯不亮"),
    Asked("order.medicine", "降压药吃完了", (8, 16), (("苯磺酸氨氯地平片", "2 盒", "46.40"),)),
    Asked("service.hazard", "电动车停在楼道里充电", (8, 12)),
    Asked("order.errand", "取快递，放门口就行", (9, 18)),
    Asked("repair", "单元门关不上"),
    Asked("service.policy", "问高龄津贴怎么办", (8, 11)),
    Asked("order.food", "买面粉和鸡蛋", (8, 16), (("面粉", "5 千克", "26.50"), ("鸡蛋", "3 斤", "17.40"))),
    Asked("service.help", "帮忙搬一张旧床下楼", (8, 11)),
    Asked("order.bill", "代缴电费", (8, 16), (("电费", "1 户", "120.00"),)),
    Asked("medical.question", "伤口换药去哪里", (8, 11)),
    Asked("repair", "下水道返味"),
    Asked("service.civility", "楼道口堆了旧家具", (8, 11)),
    Asked("order.errand", "给老母亲送一趟饭", (10, 17)),
    Asked("service.dispute", "楼上漏水，两家说不拢", (8, 11)),
    Asked("order.food", "买菜", (8, 16), (("土豆", "5 斤", "12.50"), ("白菜", "2 棵", "8.00"))),
    Asked("repair", "门禁刷卡没反应"),
    Asked("service.opinion", "想在小区加两把长椅", (8, 11)),
    Asked("care.unseen", "隔壁老人两天没见着", (8, 17)),
)  # fmt: skip
CALLERS = ("王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "马", "朱", "胡", "郭", "何", "高")


def plan(stage: Stage, days: Days) -> None:
    """Two weeks of it, up to the end, and the sittings that settled the orders."""
    days.at(days.on(-DAYS, "08:10"), lambda now: _set_times(stage, now))
    number = 0
    for day in range(-DAYS, 1):
        for _ in range(A_DAY - (day % 7 in (5, 6))):
            asked = ASKED[number % len(ASKED)]
            _plan_one(stage, days, day, number, asked)
            number += 1
        for at in SITTINGS:
            days.at(days.on(day, at) + timedelta(minutes=4), lambda now: _settle(stage, now))


def _plan_one(stage: Stage, days: Days, day: int, number: int, asked: Asked) -> None:
    rng = stage.rng
    hour = rng.randint(asked.at[0], asked.at[1] - 1)
    when = days.on(day, f"{hour:02d}:{rng.randrange(60):02d}")
    at_home = asked.items or asked.kind.startswith(("service", "medical"))  # what the community of the stage settles
    spots = [spot for spot in stage.spots if not at_home or spot.place.path.startswith(stage.community.path)]
    spot = spots[rng.randrange(len(spots))]
    told: dict[str, Any] = {
        "kind": asked.kind, "place": spot.place, "title": asked.title,
        "caller_name": f"{rng.choice(CALLERS)}{rng.choice(('女士', '先生', '阿姨', '大爷'))}",
        "caller_phone": stage.phone(), "address": f"{rng.randint(1, 6)}0{rng.randint(1, 2)}",
        "items": [(name, quantity) for name, quantity, _cost in asked.items],
    }  # fmt: skip
    Matter(stage, days).open(when, list(_course(stage, number, asked)), **told)


def _course(stage: Stage, number: int, asked: Asked) -> Iterator[Step]:
    """Most go well; every ninth is taken late, every eleventh is never judged, every thirteenth was not solved."""
    rng, kind = stage.rng, stage.kinds[asked.kind]
    late = number % 9 == 4
    after = (
        kind.answer_minutes * 1.4
        if late and kind.answer_minutes < 300
        else rng.uniform(0.06, 0.5) * min(kind.answer_minutes, 180)
    )
    yield Step(after, "claim", "receiver")
    if "on_site" in kind.steps or kind.code == "repair":
        after += rng.randint(8, 14) if kind.classification == "life" else rng.randint(15, 70)
        yield Step(after, "arrive", "holder")
    after += rng.randint(10, 25) if kind.classification == "life" else rng.randint(25, 140)
    amount = {"amount": str(sum(round(float(cost) * 100) for *_line, cost in asked.items) / 100)} if asked.items else {}
    picture = {"picture": "repaired"} if kind.code == "repair" else {}
    yield Step(after, "finish", "holder", {**amount, **picture})
    if kind.settlement == "none" or number % 11 == 5:
        return
    after += rng.randint(10, 200)
    if number % 13 == 7 and not amount:
        yield Step(after, "judge", "caller", {"rating": 2, "solved": False})
        yield Step(after + 30, "reopen", "receiver", {"reason": "居民说没有办好，再去一次"})
        yield Step(after + 50, "claim", "receiver")
        yield Step(after + 120, "finish", "holder", picture)
        yield Step(after + 180, "judge", "caller", {"rating": 4})
    else:
        yield Step(after, "judge", "caller", {"rating": 3 if late else rng.choice((4, 5, 5, 5))})


def _set_times(stage: Stage, now: datetime) -> None:
    times = [time.fromisoformat(at) for at in SITTINGS]
    set_sitting_times(place=stage.community, times=times, actor=stage.worker(), key=new_id(), now=now)


def _settle(stage: Stage, now: datetime) -> None:
    """The community's sitting; the orders of the last hours are paid at the next one."""
    paid = list(due_orders(stage.community.path).filter(done_at__lt=now - PAID_WITHIN).values_list("pk", flat=True))
    if paid:
        worker, at = stage.worker(), sitting_moment(stage.community.path, now)
        sitting = open_sitting(place=stage.community, at=at, actor=worker, key=new_id(), now=now)
        close_sitting(sitting=sitting, calls=paid, actor=worker, key=new_id(), now=now)
