"""What waits on the day of the demonstration: calls of every kind in every state, two or three of them going wrong."""

from typing import Any

from linli.access.models import Account
from linli.access.permissions import Permission as P
from linli.calls.queries.receiving import first_receiver
from linli.demo.life.days import Days
from linli.demo.life.matters import Matter, Step
from linli.demo.life.stage import Stage
from linli.people.models import Resident
from linli.places.models import Place

FOOD = [("大米", "10 千克"), ("菜籽油", "1 桶"), ("青菜", "3 斤")]
FOOD_AND_EGGS = [("面条", "2 把"), ("鸡蛋", "2 斤")]


class Today:
    """Plans its matters; `order` is the one whose own page the printed sign-ins show."""

    def __init__(self, stage: Stage, days: Days) -> None:
        self.stage, self.days = stage, days
        self._callers = 0

    def plan(self) -> None:
        self._whistles()
        self._care()
        self._orders()
        self._repairs()
        self._services()
        self._ended()

    def _ask(self, minutes: float, kind: str, place: Place, title: str, *steps: Step, **told: Any) -> Matter:
        """Opened so many minutes before the end; each step says so many minutes after."""
        names = ("田老太", "宋师傅", "曹阿姨", "冯先生", "许女士", "丁大爷")
        who = {"caller_name": names[self._callers % len(names)], "caller_phone": self.stage.phone()}
        self._callers += 1
        said = {**who, "address": place.name if place.kind == "door" else "2单元 302", **told}
        return Matter(self.stage, self.days).open(
            self.days.before(minutes), steps, kind=kind, place=place, title=title, **said
        )

    # --- whistles ---------------------------------------------------------------------------------------------------

    def _whistles(self) -> None:
        """One that is overdue: the police were there, the water company is, the city inspectors do not answer."""
        stage = self.stage
        whistler = "near" if stage.close().may(P.CALLS_WHISTLE, stage.near.path) else "worker"
        alone = {"caller_name": "", "caller_phone": "", "address": ""}
        self._ask(
            215,
            "whistle.demand",
            stage.near,
            "三栋楼的下水同时堵了，占道的摊位挡住抢修车",
            Step(4, "answer", "police", {"step": "received"}),
            Step(22, "answer", "police", {"step": "on_site"}),
            Step(60, "answer", "police", {"step": "done", "note": "已疏导交通"}),
            Step(7, "answer", "water", {"step": "received"}),
            Step(29, "answer", "water", {"step": "on_site"}),
            by=whistler,
            units=("police", "water", "city"),
            **alone,
        )
        self._past_whistle("whistle.emergency", 6 * 1440 + 100, stage.near, whistler, "主管道爆裂，路面积水", 3)
        self._past_whistle("whistle.enforcement", 4 * 1440 + 30, stage.community, "office", "夜市占道，三家一起到", 2)

    def _past_whistle(self, kind: str, minutes: float, place: Place, by: str, title: str, late: int) -> None:
        alone = {"caller_name": "", "caller_phone": "", "address": ""}
        steps = []
        for number, unit in enumerate(("police", "water", "city")):
            slow = 12 if number == late - 1 else 0
            steps += [
                Step(3 + number + slow, "answer", unit, {"step": "received"}),
                Step(18 + number + slow, "answer", unit, {"step": "on_site"}),
                Step(70 + number * 9, "answer", unit, {"step": "done"}),
            ]
        steps.append(Step(110, "end_whistle", "holder", {"note": "已办完，现场恢复"}))
        steps += [
            Step(130, "rate_part", "holder", {"unit": unit, "rating": 5 - number})
            for number, unit in enumerate(("police", "water", "city"))
        ]
        self._ask(minutes, kind, place, title, *steps, by=by, units=("police", "water", "city"), **alone)

    # --- care -------------------------------------------------------------------------------------------------------

    def _care(self) -> None:
        """An old man whom his neighbours have not seen for five days; his leader has not answered, so it goes up. And
        one of last week, found in time."""
        self._ask(
            27,
            "care.unseen",
            self._silent_door(),
            "独居老人五天没出门，敲门没人应",
            detail="对门邻居说，上周三以后没见过他，窗帘一直拉着。",
            caller_name="对门邻居",
        )
        self._ask(
            5 * 1440 + 400,
            "care.unseen",
            self.stage.spots[0].place,
            "老太太三天没下楼",
            Step(5, "claim"),
            Step(11, "arrive", "holder"),
            Step(40, "finish", "holder", {"note": "摔伤，已送医院，家属已到"}),
        )

    def _silent_door(self) -> Place:
        """The door of an old resident who lives alone near, and whose leader cannot sign in."""
        stage = self.stage
        known = set(Account.objects.values_list("person", flat=True))
        old = Resident.objects.under(stage.near.path).filter(until=None, born_on__lt="1955-01-01", household__size=1)
        for one in old.select_related("household__place").order_by("path"):
            place = one.household.place
            leader = first_receiver(stage.kinds["care.unseen"], place.path, one.recorded_at.date())
            if leader not in known and not place.path.startswith(stage.own.path):
                return place
        return stage.door(stage.near, -1)

    # --- orders -----------------------------------------------------------------------------------------------------

    def _orders(self) -> None:
        stage = self.stage
        own, here, there = stage.own_building(), stage.spots[1].place, stage.spots[-1].place
        around = [spot.place for spot in stage.spots if spot.place.path.startswith(stage.community.path)][-1]
        self._ask(
            25,
            "order.food",
            own,
            "买米、油和青菜",
            items=FOOD,
            detail="腿脚不便，放到门口敲两下。",
            caller_name="田老太",
        )
        self._ask(78, "order.medicine", around, "降压药吃完了", items=[("氨氯地平片", "2 盒")])
        self._ask(
            150,
            "order.food",
            here,
            "买面条和鸡蛋",
            Step(9, "claim"),
            Step(85, "finish", "holder", {"amount": "31.80"}),
            Step(100, "judge", "caller", {"rating": 5}),
            items=FOOD_AND_EGGS,
        )
        self._ask(
            170,
            "order.bill",
            around,
            "代缴燃气费",
            Step(14, "claim"),
            Step(95, "finish", "holder", {"amount": "100.00"}),
            items=[("燃气费", "1 户")],
        )
        self._ask(95, "order.errand", there, "取快递", Step(12, "claim"))

    # --- repairs ----------------------------------------------------------------------------------------------------

    def _repairs(self) -> None:
        stage = self.stage
        mine, near = stage.door(stage.own), stage.door(stage.near, 40)
        self._ask(200, "repair", mine, "厨房水管滴水", Step(25, "claim", "own"), Step(175, "arrive", "own"))
        self._ask(170, "repair", near, "单元门锁坏了", Step(70, "claim", "near"))
        self._ask(
            1500,
            "repair",
            stage.door(stage.own, 1),
            "卫生间顶棚渗水",
            Step(30, "claim", "own"),
            Step(55, "pause", "own", {"reason": "明天几点在家？我带维修师傅上门"}),
        )
        self._ask(
            5 * 1440,
            "repair",
            stage.door(stage.near, 44),
            "暖气片不热",
            Step(80, "claim", "near"),
            Step(200, "pause", "near", {"reason": "您家换过暖气阀门吗？换了才好约师傅"}),
        )
        self._ask(
            410,
            "repair",
            stage.spots[0].place,
            "楼道灯不亮",
            Step(20, "claim"),
            Step(60, "arrive", "holder"),
            Step(130, "finish", "holder", {"picture": "repaired"}),
        )
        self._ask(
            2 * 1440,
            "repair",
            stage.spots[1].place,
            "单元门又关不上了",
            Step(20, "claim"),
            Step(60, "arrive", "holder"),
            Step(100, "finish", "holder", {"picture": "repaired"}),
            Step(2 * 1440 - 45, "reopen", "caller", {"reason": "修过以后还是关不上"}),
        )

    # --- services ---------------------------------------------------------------------------------------------------

    def _services(self) -> None:
        stage = self.stage
        home, other = stage.spots[0].place, stage.spots[1].place
        self._ask(40, "service.policy", home, "残疾人补贴要哪些材料")
        self._ask(
            160,
            "service.opinion",
            other,
            "快递柜占了消防通道",
            Step(60, "object", "receiver", {"reason": "柜子是物业放的，应由物业处理"}),
        )
        self._ask(1300, "service.dispute", home, "空调滴水，楼上楼下吵起来", Step(90, "claim", "worker"))
        self._ask(55, "medical.question", other, "老人血压高，药吃完了", Step(20, "claim", "receiver"))
        self._ask(300, "service.help", home, "读一封法院来信", Step(50, "claim"), Step(140, "finish", "holder"))
        self._ask(
            1000,
            "service.hazard",
            other,
            "井盖翘起来了",
            Step(30, "claim"),
            Step(45, "transfer", "worker", {"to": "near", "reason": "网格里就近处理"}),
        )
        self._ask(
            600,
            "service.civility",
            home,
            "小广告贴满楼道",
            Step(100, "claim"),
            Step(140, "give_back", "holder", {"reason": "这周在外地，请别的同志接"}),
        )

    # --- calls that ended otherwise ---------------------------------------------------------------------------------

    def _ended(self) -> None:
        stage = self.stage
        home = stage.spots[0].place
        first = self._ask(
            1600,
            "service.civility",
            home,
            "垃圾桶满了没人清",
            Step(60, "claim"),
            Step(300, "finish", "holder"),
            Step(330, "judge", "caller", {"rating": 4}),
        )
        self._ask(
            1590,
            "service.civility",
            home,
            "垃圾桶满了",
            Step(20, "merge", "worker", {"into": first, "reason": "同一处垃圾桶"}),
        )
        self._ask(
            2900,
            "service.policy",
            home,
            "想查别人家的低保",
            Step(50, "reject", "worker", {"reason": "涉及他人隐私，不能查"}),
        )
        self._ask(1700, "order.errand", home, "取快递", Step(6, "withdraw", "caller", {"reason": "孩子已经取了"}))


def unit_names(street: Place) -> dict[str, tuple[str, str, str, str]]:
    """key -> name, kind, telephone, its person."""
    town = street.name.removesuffix("街道").removesuffix("镇")
    return {
        "police": (f"{town}派出所", "police", "0912-5550110", "何志强"),
        "water": (f"{town}供水服务站", "enterprise", "0912-5550120", "罗建国"),
        "city": (f"{town}城管执法中队", "government", "0912-5550130", "魏长河"),
    }
