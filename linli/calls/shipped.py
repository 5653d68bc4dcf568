"""The kinds of calls that ship with Linli, as data: whistles, errands, the six services, care, medical, repair.

Sources: the four classes and their limits (2 h, 24 h, 7 d, 15 d) and "on site in 30 minutes, the matter not finished,
nobody leaves" are Beijing's; the errands are 瓜州's orders, the six services 崇文路's, care is 余杭's. A street edits a
copy of its own; these change with an update of Linli only.
"""

from linli.calls.drafts import KindDraft

_HOUR, _DAY = 60, 24 * 60
_WIDENING = ((0, "building"), (10, "grid"), (30, "neighbours"), (60, "community"), (180, "street"))


def _whistle(name: str, classification: str, done: int, example: str) -> KindDraft:
    return KindDraft(
        name, "whistle", classification, 10, done, may_open=("leader", "staff"), icon="whistle", on_site_minutes=30,
        steps=("on_site",), settlement="whistler", example=example,
    )  # fmt: skip


def _errand(name: str, example: str, *, amount: bool = True) -> KindDraft:
    steps = ("amount", "photo", "code") if amount else ("code",)
    return KindDraft(
        name, "order", "general", 2 * _HOUR, _DAY, icon="order", circle=_WIDENING, steps=steps,
        settlement="sitting" if amount else "confirm", most_held=5, is_public=True, example=example,
    )  # fmt: skip


def _service(name: str, post: str, classification: str, example: str) -> KindDraft:
    answer, done = {"utility": (2 * _HOUR, _DAY), "general": (_DAY, 7 * _DAY), "hard": (_DAY, 15 * _DAY)}[
        classification
    ]
    return KindDraft(
        name, "service", classification, answer, done, icon="service", working_days=classification != "utility",
        is_public=True, post=post, example=example,
    )  # fmt: skip


KINDS: dict[str, KindDraft] = {
    "whistle.demand": _whistle("吹哨：群众诉求", "general", 7 * _DAY,
        "小区无物业，三栋楼下水管同时堵，街道一家解决不了"),
    "whistle.enforcement": _whistle("吹哨：联合执法", "general", 7 * _DAY,
        "占道经营、违建，需要城管、市监、公安一起到"),
    "whistle.emergency": _whistle("吹哨：应急处置", "life", 2 * _HOUR, "管网爆裂、楼道起火，需要马上到场"),
    "order.food": _errand("代买米面油菜", "米 10 千克、油 1 桶、青菜 3 斤"),
    "order.medicine": _errand("代买药品", "降压药一盒，药名写清楚，处方拍照"),
    "order.bill": _errand("代缴费用", "水费、电费、燃气费、话费"),
    "order.errand": _errand("跑腿", "取快递、送东西到门口", amount=False),
    "service.policy": _service("政策咨询", "policy_publicist", "general", "低保、医保、补贴怎么办"),
    "service.opinion": _service("民意反馈", "opinion_reporter", "general", "对社区工作的意见和建议"),
    "service.hazard": _service("安全隐患", "hazard_inspector", "utility", "电动车楼道充电、井盖缺失、线路老化"),
    "service.dispute": _service("矛盾纠纷", "mediator", "hard", "漏水、噪声、占地引起的邻里纠纷"),
    "service.civility": _service("文明创建", "civility_promoter", "general", "乱贴乱画、垃圾堆放、不文明行为"),
    "service.help": _service("群众服务", "resident_servant", "general", "搬重物、读信、陪同办事"),
    "care.unseen": KindDraft(
        "多日未见", "care", "life", 15, 2 * _HOUR, icon="care", on_site_minutes=30,
        steps=("on_site",), settlement="none", privacy="health", example="独居老人五天没有出门，敲门无人应",
    ),
    "medical.question": KindDraft(
        "问医", "medical", "utility", _HOUR, _DAY, icon="medical",
        post="medical_worker", settlement="confirm", privacy="health", example="老人血压高，药吃完了怎么办",
    ),
    "repair": KindDraft(
        "报修", "repair", "utility", 2 * _HOUR, _DAY, icon="repair", on_site_minutes=8 * _HOUR,
        circle=((0, "leader"), (60, "grid"), (240, "community")), steps=("photo",), is_public=True,
        example="楼道灯不亮、单元门坏、停水",
    ),
}  # fmt: skip
