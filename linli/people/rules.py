"""Words of the register: how somebody lives here, how they belong to the household, what they need."""


def residence_choices() -> list[tuple[str, str]]:
    return [
        ("owner", "自住"), ("lodger", "租住"), ("student", "学生"), ("floating", "流动人口"), ("other", "其他"),
    ]


def relation_choices() -> list[tuple[str, str]]:
    """A short list of our own, mapped from GB/T 4761-2008 (relation to the head of the household)."""
    return [
        ("head", "户主"), ("spouse", "配偶"), ("child", "子女"), ("child_in_law", "儿媳女婿"), ("grandchild", "孙辈"),
        ("parent", "父母"), ("grandparent", "祖辈"), ("sibling", "兄弟姐妹"), ("kin", "其他亲属"),
        ("non_kin", "非亲属"), ("unknown", "未填"),
    ]


def sex_choices() -> list[tuple[str, str]]:
    """GB/T 2261.1."""
    return [("0", "未知"), ("1", "男"), ("2", "女"), ("9", "未说明")]


def need_choices() -> list[tuple[str, str]]:
    return [
        ("hearing", "听力"), ("sight", "视力"), ("speech", "言语"), ("language", "语言"), ("mobility", "行动"),
        ("alone", "独居老人"), ("chronic", "长期用药"), ("dialysis", "透析"), ("pregnant", "孕产"), ("child", "无人照看儿童"),
        ("other", "其他"),
    ]


def reach_choices() -> list[tuple[str, str]]:
    return [("call", "打电话"), ("text", "发文字"), ("door", "上门"), ("relay", "找联系人转达")]


def identity_choices() -> list[tuple[str, str]]:
    return [
        ("id_card", "居民身份证"), ("permit", "港澳台居民居住证"), ("passport", "护照"), ("foreign", "外国人永久居留身份证"),
        ("other", "其他证件"), ("none", "未登记"),
    ]
