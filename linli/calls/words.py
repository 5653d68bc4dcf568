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
    """Time limits: life and property 2 h, water, power, gas and heat 24 h, general 7 d, hard 15 d."""
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
        ("building", "本楼（巷）"),
        ("grid", "本网格"),
        ("neighbours", "相邻网格"),
        ("community", "本社区"),
        ("street", "全街道"),
    ]


def slot_choices() -> list[tuple[str, str]]:
    return [
        ("asked", "未应答"),
        ("received", "已接"),
        ("on_site", "到场"),
        ("done", "办完"),
        ("objected", "称不归其管"),
        ("removed", "已撤出"),
    ]


def privacy_choices() -> list[tuple[str, str]]:
    return [("public", "可公开"), ("contact", "联系方式保密"), ("health", "健康信息保密")]


def opener_choices() -> list[tuple[str, str]]:
    return [("resident", "居民"), ("leader", "责任人"), ("guard", "门卫"), ("staff", "工作人员"), ("api", "接口")]


def step_choices() -> list[tuple[str, str]]:
    return [
        ("on_site", "到场签到"),
        ("photo", "拍照"),
        ("amount", "填金额"),
        ("second_person", "两人同办"),
        ("code", "交接码"),
    ]


def purpose_choices() -> list[tuple[str, str]]:
    return [("opened", "现场"), ("on_site", "到场"), ("done", "办结"), ("receipt", "小票")]


def clock_choices() -> list[tuple[str, str]]:
    return [("answer", "接单"), ("on_site", "到场"), ("done", "办结")]


def deed_choices() -> list[tuple[str, str]]:
    """What a line of the history says that is not a move: opening, a helper, clocks."""
    return [
        ("open", "提出"),
        ("route", "转派"),
        ("object", "提出派单异议"),
        ("adjudicate", "裁定归属"),
        ("offer", "发到圈内"),
        ("widen", "扩大范围"),
        ("claim", "接单"),
        ("assign", "指派"),
        ("transfer", "移交"),
        ("give_back", "退回"),
        ("release", "原承办人已离任，退回"),
        ("pause", "暂停计时"),
        ("resume", "恢复计时"),
        ("arrive", "到场"),
        ("finish", "办结"),
        ("call_back", "回访"),
        ("settle", "结单"),
        ("reopen", "重开"),
        ("reject", "不予受理"),
        ("merge", "并案"),
        ("withdraw", "撤回"),
        ("correct", "更正"),
        ("succeed", "首接责任人已离任，另定责任人"),
        ("join", "一同承办"),
        ("photo", "添加照片"),
        ("slot", "单位应答"),
        ("waive", "免交接码"),
        ("phone", "电话已核实"),
        ("remind", "时限提醒"),
        ("escalate", "超时上报"),
    ]
