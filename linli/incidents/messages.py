"""What the room says when it refuses, and the faults of a pack: code -> sentence that names what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    "incidents.no_such_move": _("应急事件现在的状态不能这样做。请刷新页面看最新状态。"),
    "incidents.not_yours": _("这一步要由另外的人来做。请看页面上写明由谁确认。"),
    "incidents.over": _("应急事件已经销毁或作废，不能再改。"),
    "incidents.review_too_late": _("「复核日期」最迟是 %(latest)s，请改早一些：每 30 天之内要复核一次。"),
    "incidents.review_past": _("「复核日期」要在今天之后，请改晚一些。"),
    "incidents.changed_meanwhile": _("您打开之后，有人改过这里。请刷新页面看最新内容，再改一次。"),
    "incidents.missing": _("这一项没有填写，请补上。"),
    "incidents.end_past": _("「结束日期」已经过了，请改晚一些，或留空。"),
    "incidents.second_own": _("自己宣布的，要由别人确认。"),
    "incidents.second_same_line": _("您的岗位是宣布的人任命的，要由另一条线上的人确认。"),
    "incidents.second_lacks": _("您在这里没有宣布应急事件的权限，也不是审计员，不能确认。"),
    "incidents.was_destroyed": _("这件应急事件的资料已经销毁过，不能再次生效。请另外起草一件。"),
    "incidents.not_in_force": _("应急事件没有生效，或已过复核日期，不能开启功能。"),
    "incidents.function_until": _("「用到哪一天」要在今天到 %(latest)s（复核日期）之间，请改一改。"),
    "incidents.function_is_on": _("这项功能已经开着。要改场合或日期，请先关闭。"),
    "incidents.function_is_off": _("这项功能已经关闭。请刷新页面。"),
    "incidents.place_outside": _("这个社区不在应急事件的范围里，请选范围里的社区。"),
    "incidents.appeals_over": _("应急事件没有生效，或申诉期已过，不能再登记或答复申诉。"),
    "incidents.appeal_is_decided": _("这件申诉已经答复。请刷新页面看结果。"),
    "incidents.pack_unreadable": _("方案读不懂，请检查引号、方括号和等号。位置：%(where)s。"),
    "incidents.pack_faults": _("方案有错，没有保存：\n%(faults)s"),
    "incidents.zone_grows": _("风险区这样改会扩大范围。请另写理由，由第二个人确认后才能扩大。"),
    "incidents.zone_too_wide": _("「%(zone)s」只能划在：%(kinds)s。请选小一些的地点。"),
    "incidents.pack_missing": _("条目「%(entry)s」的「%(field)s」没有填写，请补上。"),
    "incidents.pack_no_such_field": _("条目「%(entry)s」里不认识「%(name)s」，请删去或改成认识的名称。"),
    "incidents.pack_too_long": _("条目「%(entry)s」的「%(field)s」写得太长，最多 %(max_length)s 个字，请写短一些。"),
    "incidents.pack_not_whole": _("条目「%(entry)s」的「%(field)s」要写整数，现在是「%(typed)s」。"),
    "incidents.pack_not_day": _("条目「%(entry)s」的「%(field)s」要写日期（例如 2022-06-28），现在是「%(typed)s」。"),
    "incidents.pack_not_of": _("条目「%(entry)s」的「%(field)s」不能写「%(typed)s」，可以写：%(expected)s。"),
    "incidents.pack_not_code": _("条目「%(entry)s」的「%(field)s」只能用小写字母、数字和连接线，现在是「%(typed)s」。"),
    "incidents.pack_too_small": _("条目「%(entry)s」的「%(field)s」最小是 %(ge)s，现在是「%(typed)s」。"),
    "incidents.pack_too_big": _("条目「%(entry)s」的「%(field)s」最大是 %(le)s，现在是「%(typed)s」。"),
    "incidents.pack_wrong_shape": _(
        "条目「%(entry)s」的「%(field)s」写法不对，现在是「%(typed)s」。请照模板的写法改。"
    ),
    "incidents.pack_not_rising": _("条目「%(entry)s」的「%(field)s」要从小到大写，不能重复。"),
    "incidents.pack_past_phase": _("条目「%(entry)s」的「%(field)s」写了 %(day)s，这一阶段只有 %(days)s 天，请改小。"),
    "incidents.pack_no_end": _(
        "条目「%(entry)s」的「%(field)s」是 0（没有期限），请写明几天检测一次或每天测几次体温。"
    ),
    "incidents.pack_phases_or_none": _(
        "条目「%(entry)s」的「%(field)s」和 no_measures 要写其中一个：有阶段，或写明为什么不采取措施。"
    ),
    "incidents.pack_open_phase_not_last": _("条目「%(entry)s」的「%(field)s」里，没有期限的阶段只能放在最后。"),
    "incidents.pack_negative_without_test": _(
        "条目「%(entry)s」的「%(field)s」要求检测阴性，却没有安排检测。请写上检测日，或去掉这一条。"
    ),
    "incidents.pack_repealed_early": _("条目「%(entry)s」的「%(field)s」要晚于生效日期，请核对。"),
    "incidents.pack_no_such_zone": _(
        "条目「%(entry)s」的「%(field)s」里，「%(name)s」不是方案里的另一个风险区，请核对。"
    ),
    "incidents.pack_twice": _("条目「%(entry)s」的「%(field)s」里，「%(name)s」写了两次，请留一个。"),
}
