"""The words of the room: lists that grow without a migration."""


def state_choices() -> list[tuple[str, str]]:
    return [
        ("opened", "待受理"),
        ("disputed", "派单待裁"),
        ("offered", "待接"),
        ("claimed", "已接"),
        ("paused", "等居民"),
        ("on_site", "到场"),
        ("done", "办结待结单"),
        ("settled", "已结单"),
        ("rejected", "不予受理"),
        ("merged", "已并案"),
        ("withdrawn", "已撤回"),
    ]


def family_choices() -> list[tuple[str, str]]:
    return [
        ("whistle", "吹哨"),
        ("order", "开单"),
        ("service", "六员服务"),
        ("care", "关爱"),
        ("medical", "问医"),
        ("repair", "报修"),
    ]


def class_choices() -> list[tuple[str, str]]:
    """Time limits: domain facts 2.2 (life and property 2 h, utilities 24 h, general 7 d, hard 15 d)."""
    return [("life", "生命财产"), ("utility", "水电气热"), ("general", "一般"), ("hard", "疑难")]


def channel_choices() -> list[tuple[str, str]]:
    return [
        ("page", "网页"),
        ("qr", "扫码"),
        ("desk", "代办"),
        ("leader", "责任人"),
        ("round", "走访"),
        ("api", "接口"),
    ]


def settlement_choices() -> list[tuple[str, str]]:
    return [("confirm", "居民确认"), ("sitting", "定时结单"), ("whistler", "吹哨人确认"), ("none", "办结即结")]


def circle_choices() -> list[tuple[str, str]]:
    return [
        ("leader", "包户责任人"),
        ("building", "本楼(巷)"),
        ("grid", "本网格"),
        ("neighbours", "相邻网格"),
        ("community", "本社区"),
        ("street", "全街道"),
    ]


def slot_choices() -> list[tuple[str, str]]:
    return [("asked", "未应答"), ("received", "已接"), ("on_site", "到场"), ("done", "办完"), ("removed", "已撤出")]


def privacy_choices() -> list[tuple[str, str]]:
    return [("public", "可公开"), ("contact", "联系方式保密"), ("health", "健康信息保密")]
