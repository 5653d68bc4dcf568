"""What this room says when it refuses: code -> sentence that names the field and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    "people.name_empty": _("「姓名」没有填写:请填写证件上的姓名。"),
    "people.name_wrong": _("「姓名」要有文字,最多 60 个字:请对照证件填写。"),
    "people.identity_scientific": _(
        "「证件号码」成了科学计数法,原来的号码已经丢失:请对照证件重新填写,不要从表格里复制。"
    ),
    "people.identity_shape": _("「证件号码」应为 18 位(老证 15 位),现在是 %(length)s 位:请对照证件核对。"),
    "people.identity_region": _("「证件号码」开头的地区码 %(region)s 不存在:请对照证件核对前两位。"),
    "people.identity_birth": _("「证件号码」里的出生日期 %(born)s 不存在或在今天之后:请对照证件核对第 7 到 14 位。"),
    "people.identity_check_digit": _("「证件号码」的校验位不对,至少有一位写错了:请对照证件逐位核对。"),
    "people.identity_taken": _(
        "「证件号码」已经登记在本街道另一位在册居民名下:请先查找此人;若是同一人,请办理迁居或合并。"
    ),
    "people.identity_birth_differs": _("「出生日期」与证件号码里的 %(born)s 不一致:请改其中一个。"),
    "people.document_shape": _("「证件号码」应为 5 到 20 位字母和数字:请对照证件核对。"),
    "people.document_kind": _("填写了「证件号码」,还要选择「证件种类」。"),
    "people.phone_scientific": _("「电话」成了科学计数法,原来的号码已经丢失:请重新填写。"),
    "people.phone_area": _("「电话」是座机时要带区号:请写成 0912-3456789 的样子。"),
    "people.phone_shape": _("「电话」不是手机号(11 位,1 开头)也不是带区号的座机:请核对。"),
}
