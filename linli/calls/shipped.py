"""The kinds of calls that ship with Linli, as data: whistles, errands, the six services, care, medical, repair.

Sources: the four classes and their limits (2 h, 24 h, 7 d, 15 d) and "on site in 30 minutes, the matter not finished,
nobody leaves" are Beijing's; the errands are 瓜州's orders, the six services 崇文路's, care is 余杭's. A street edits a
copy of its own; these change with an update of Linli only.
"""

from dataclasses import dataclass

_HOUR, _DAY = 60, 24 * 60
_ALL = ("resident", "leader", "guard", "staff", "api")
_INSIDE = ("leader", "guard", "staff")
_WIDENING = ((0, "building"), (10, "grid"), (30, "neighbours"), (60, "community"), (180, "street"))


@dataclass(frozen=True)
class ShippedKind:
    """Field for field what `models.CallKind` keeps."""

    code: str
    name: str
    icon: str
    family: str
    classification: str
    answer_minutes: int
    done_minutes: int
    may_open: tuple[str, ...] = _ALL
    on_site_minutes: int = 0
    working_days: bool = False
    circle: tuple[tuple[int, str], ...] = ()
    steps: tuple[str, ...] = ()
    settlement: str = "confirm"
    privacy: str = "contact"
    is_public: bool = False
    post: str = ""
    most_held: int = 0
    example: str = ""


def _whistle(code: str, name: str, classification: str, done: int, example: str) -> ShippedKind:
    return ShippedKind(
        code, name, "whistle", "whistle", classification, 10, done, may_open=("leader", "staff"), on_site_minutes=30,
        steps=("on_site",), settlement="whistler", example=example,
    )  # fmt: skip


def _errand(code: str, name: str, example: str, *, amount: bool = True) -> ShippedKind:
    steps = ("amount", "photo", "code") if amount else ("code",)
    return ShippedKind(
        code, name, "order", "order", "general", 2 * _HOUR, _DAY, circle=_WIDENING, steps=steps,
        settlement="sitting" if amount else "confirm", most_held=5, is_public=True, example=example,
    )  # fmt: skip


def _service(code: str, name: str, post: str, classification: str, example: str) -> ShippedKind:
    answer, done = {"utility": (2 * _HOUR, _DAY), "general": (_DAY, 7 * _DAY), "hard": (_DAY, 15 * _DAY)}[
        classification
    ]
    return ShippedKind(
        code, name, "service", "service", classification, answer, done, working_days=classification != "utility",
        is_public=True, post=post, example=example,
    )  # fmt: skip


KINDS = [
    _whistle("whistle.demand", "吹哨:群众诉求", "general", 7 * _DAY, "小区无物业,三栋楼下水管同时堵,街道一家解决不了"),
    _whistle("whistle.enforcement", "吹哨:联合执法", "general", 7 * _DAY, "占道经营、违建,需要城管、市监、公安一起到"),
    _whistle("whistle.emergency", "吹哨:应急处置", "life", 2 * _HOUR, "管网爆裂、楼道起火,需要马上到场"),
    _errand("order.food", "代买米面油菜", "米 10 千克、油 1 桶、青菜 3 斤"),
    _errand("order.medicine", "代买药品", "降压药一盒,药名写清楚,处方拍照"),
    _errand("order.bill", "代缴费用", "水费、电费、燃气费、话费"),
    _errand("order.errand", "跑腿", "取快递、送东西到门口", amount=False),
    _service("service.policy", "政策咨询", "policy_publicist", "general", "低保、医保、补贴怎么办"),
    _service("service.opinion", "民意反馈", "opinion_reporter", "general", "对社区工作的意见和建议"),
    _service("service.hazard", "安全隐患", "hazard_inspector", "utility", "电动车楼道充电、井盖缺失、线路老化"),
    _service("service.dispute", "矛盾纠纷", "mediator", "hard", "漏水、噪声、占地引起的邻里纠纷"),
    _service("service.civility", "文明创建", "civility_promoter", "general", "乱贴乱画、垃圾堆放、不文明行为"),
    _service("service.help", "群众服务", "resident_servant", "general", "搬重物、读信、陪同办事"),
    ShippedKind(
        "care.unseen", "多日未见", "care", "care", "life", 15, 2 * _HOUR, on_site_minutes=30, steps=("on_site",),
        settlement="none", privacy="health", example="独居老人五天没有出门,敲门无人应",
    ),
    ShippedKind(
        "medical.question", "问医", "medical", "medical", "utility", _HOUR, _DAY, post="medical_worker",
        settlement="confirm", privacy="health", example="老人血压高,药吃完了怎么办",
    ),
    ShippedKind(
        "repair", "报修", "repair", "repair", "utility", 2 * _HOUR, _DAY, on_site_minutes=8 * _HOUR,
        circle=((0, "leader"), (60, "grid"), (240, "community")), steps=("photo",), is_public=True,
        example="楼道灯不亮、单元门坏、停水",
    ),
]  # fmt: skip
