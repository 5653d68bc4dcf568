"""The words of the room: every list of choices, each Chinese word once."""

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from linli.places.rules import duty_choices

REASON_WORDS: dict[str, Promise] = {"vacant": _("空缺"), "no_place": _("没有这一级地点"), "no_mode": _("没有治理模式")}
LOAD_UNITS: dict[str, Promise] = {
    "households": _("户"),
    "floors": _("层"),
    "shops": _("店"),
    "buildings": _("栋"),
    "people": _("人"),
}


def homes_said(households: int, shops: int) -> str:
    """ "378 户、100 店": a shop is never counted among the households. "0 户" where there is neither."""
    said = [ngettext("%(n)s 户", "%(n)s 户", households) % {"n": f"{households:,}"}] if households or not shops else []
    said += [ngettext("%(n)s 店", "%(n)s 店", shops) % {"n": f"{shops:,}"}] if shops else []
    return gettext("、").join(said)


def unit_kind_choices() -> list[tuple[str, str]]:
    return [
        ("government", "机关单位"), ("police", "社区民警"), ("medical", "医疗机构"), ("school", "学校"),
        ("enterprise", "企业"), ("property_company", "物业公司"), ("owners_committee", "业委会"),
        ("party", "党组织"), ("social", "社会组织"), ("volunteers", "志愿队伍"), ("self_governance", "居民自治组织"),
    ]  # fmt: skip


def alliance_kind_choices() -> list[tuple[str, str]]:
    """The alliances of the cases: shuangta, hongqiao, yuhang; and a place's own."""
    return [
        ("alley_network", "巷网联盟"),
        ("three_carriages", "党建三驾车"),
        ("three_one_x", "3+1+X"),
        ("other", "其他联盟"),
    ]


# The roles in an alliance of each kind, as its account names them. A form offers them, nothing is refused.
ALLIANCE_ROLES: dict[str, tuple[str, ...]] = {
    "alley_network": ("驻地单位", "社区民警", "青年志愿者", "网格员", "居民自治组织"),
    "three_carriages": ("居委会", "物业公司", "楼栋党小组"),
    "three_one_x": ("党组织", "物业公司", "业委会", "楼道长", "党员志愿者", "居民代表", "特长人员"),
    "other": ("成员单位", "联系人"),
}


def ended_how_choices() -> list[tuple[str, str]]:
    return [("relieved", "卸任"), ("handed_over", "交接"), ("changed", "调整范围"), ("left", "离队")]


def awaited_state_choices() -> list[tuple[str, str]]:
    return [("waiting", "等第二人确认"), ("confirmed", "已确认"), ("declined", "不同意"), ("lapsed", "过期未确认")]


def diary_kind_choices() -> list[tuple[str, str]]:
    """A claim is only noted: a person may hold several at once. The others say where somebody is
    (`spans.EXCLUSIVE`)."""
    return [("absence", "不在"), ("shift", "当班"), ("visit", "走访"), ("claim", "承办")]


# The kind's words in the sentence of a refusal, between the times and the title.
DIARY_STANDING: dict[str, Promise] = {
    "absence": _("已登记不在"),
    "shift": _("已在岗"),
    "visit": _("已安排走访"),
    "claim": _("已承办"),
}


def absence_choices() -> list[tuple[str, str]]:
    """What somebody enters into their own diary."""
    return [("shift", "当班"), ("leave", "请假"), ("trip", "外出")]


def run_state_choices() -> list[tuple[str, str]]:
    return [("writing", "正在写入"), ("done", "已完成"), ("failed", "未成功")]


def duty_titles() -> dict[str, str]:
    return dict(duty_choices())


def slip_state_choices() -> list[tuple[str, str]]:
    return [
        ("writing", "正在排版"),
        ("ready", "等人来取"),
        ("taken", "已取走"),
        ("nobody", "没有人要印"),
        ("stopped", "没有做完"),
    ]
