"""The lists of choices. Functions, so that a new choice needs no migration."""


def state_choices() -> list[tuple[str, str]]:
    return [
        ("drafted", "起草"),
        ("declared", "待第二人确认"),
        ("in_force", "生效中"),
        ("lapsed", "过期停用"),
        ("closing", "已结束"),
        ("destroyed", "已销毁"),
        ("dropped", "作废"),
    ]


def basis_choices() -> list[tuple[str, str]]:
    """The laws that an incident may stand on (docs/decisions/034-incidents.md)."""
    return [
        ("emergency", "突发事件应对法"),
        ("health_emergency", "突发公共卫生事件应对法"),
        ("infectious", "传染病防治法"),
        ("flood", "防洪法"),
        ("fire", "消防法"),
        ("earthquake", "防震减灾法"),
    ]


def ask_choices() -> list[tuple[str, str]]:
    """What may be asked of people beyond the ordinary, while an incident holds."""
    return [
        ("symptoms", "体温和症状"),
        ("tests", "检测日期和结果"),
        ("contacts", "接触和共同暴露"),
        ("travel", "来返行程"),
        ("isolation", "隔离和健康监测情况"),
        ("needs", "生活和就医需要"),
        ("whereabouts", "转移安置去向"),
        ("housing", "房屋安全"),
    ]


def asker_choices() -> list[tuple[str, str]]:
    """The posts that may ask, by their bundle (`access.permissions`)."""
    return [("community", "社区"), ("grid", "网格"), ("leader", "包户责任人"), ("registrar", "台账专员")]


def function_choices() -> list[tuple[str, str]]:
    """What exists only while an incident holds."""
    return [
        ("check_in", "强制签到"),
        ("gates", "卡口查验"),
        ("restrictions", "限制出入"),
        ("health_questions", "询问健康情况"),
    ]


def verdict_choices() -> list[tuple[str, str]]:
    return [("open", "待答复"), ("upheld", "已采纳"), ("declined", "未采纳")]


def phase_choices() -> list[tuple[str, str]]:
    """The kinds of phases (`rules.packs.PhaseKind`)."""
    return [
        ("central", "集中隔离"),
        ("home_isolation", "居家隔离"),
        ("home_monitoring", "居家健康监测"),
        ("self_monitoring", "自我健康监测"),
        ("testing", "只做检测"),
    ]
