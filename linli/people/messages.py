"""What this room says when it refuses: code -> sentence that names the field and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    "people.name_empty": _("「姓名」没有填写：请填写证件上的姓名。"),
    "people.name_wrong": _("「姓名」要有文字，最多 60 个字：请对照证件填写。"),
    "people.name_number": _("「姓名」里有一串数字，像是证件号或电话：请只写姓名，号码写到各自的一格。"),
    "people.name_damaged": _("「姓名」里有电脑认不出的字（问号或方框）：请对照证件重新输入这个字。"),
    "people.name_lines": _("「姓名」里贴进了几行或几列：请每次只登记一个人。"),
    "people.alike_present": _(
        "本街道已有同名、同电话的「%(name)s」在册：请先查找此人，是同一人就办理迁居；确实是另一个人，请勾选后再保存。"
    ),
    "people.identity_scientific": _(
        "「证件号码」成了科学计数法，原来的号码已经丢失：请对照证件重新填写，不要从表格里复制。"
    ),
    "people.identity_shape": _("「证件号码」应为 18 位（老证 15 位），现在是 %(length)s 位：请对照证件核对。"),
    "people.identity_region": _("「证件号码」开头的地区码 %(region)s 不存在：请对照证件核对前两位。"),
    "people.identity_birth": _("「证件号码」里的出生日期 %(born)s 不存在或在今天之后：请对照证件核对第 7 到 14 位。"),
    "people.identity_check_digit": _("「证件号码」的校验位不对，至少有一位写错了：请对照证件逐位核对。"),
    "people.identity_taken": _(
        "「证件号码」已经登记在本街道另一位在册居民名下：请先查找此人；若是同一人，请办理迁居或合并。"
    ),
    "people.identity_birth_differs": _("「出生日期」与证件号码里的 %(born)s 不一致：请改其中一个。"),
    "people.born_differs_from_registered": _("「出生日期」与已登记的证件号码不一致：请对照证件改正，或留空不改。"),
    "people.identity_sex_differs": _("「性别」与证件号码里的不一致：请对照证件改其中一个。"),
    "people.document_shape": _("「证件号码」应为 5 到 20 位字母和数字：请对照证件核对。"),
    "people.document_kind": _("填写了「证件号码」，还要选择「证件种类」。"),
    "people.phone_scientific": _("「电话」成了科学计数法，原来的号码已经丢失：请重新填写。"),
    "people.phone_area": _("「电话」是座机时要带区号：请写成 0912-3456789 的样子。"),
    "people.phone_shape": _(
        "「电话」不是手机号（11 位，1 开头）也不是带区号的座机：请核对。港澳台和外国的号码请写国家或地区号，如 +852。"
    ),
    "people.born_later": _("「出生日期」在今天之后：请核对。"),
    "people.born_too_early": _("「出生日期」在 1900 年以前：请核对。"),
    "people.day_wrong": _("「日期」要在 1900 年之后、今天或以前：请核对。"),
    "people.day_before_since": _("「日期」早于入住日期 %(since)s：请核对日期，或先更正入住日期。"),
    "people.not_a_door": _("「%(name)s」不是可以住人的户，或已经停用：请重新选择门牌。"),
    "people.household_ended": _("这一户已经没有人在册，不能再加人：请在这个门牌下登记新住户。"),
    "people.door_closed": _("原来的门牌已经停用，不能恢复：请登记到新的门牌。"),
    "people.relative_of_nobody": _(
        "「与户主关系」：这一户只有这一个人，请选「户主」；户主还没有登记的，先登记户主，或选「未填」。"
    ),
    "people.head_already": _("「与户主关系」：这一户已有户主，请改选其他关系，或先调整户内关系。"),
    "people.two_heads": _("「与户主关系」：一户只能有一位户主，请只留一位。"),
    "people.changed_meanwhile": _("您填写期间，别人改动了这条记录。请对照现在的内容，再决定是否保存。"),
    "people.already_left": _("其中有人已经不在这一户（已迁出、迁居、去世或合并）：请返回查看最新记录。"),
    "people.nobody_chosen": _("「哪些人」：请至少选一位，而且要在同一户。"),
    "people.same_door": _("「新门牌」就是现在的住处：请选择另一个门牌。"),
    "people.too_late_to_take_back": _("只能在登记当天撤回，合并在 30 天内撤回。请用更正或重新登记来改正。"),
    "people.merged_changed_since": _("合并后的记录已经改过，不能再撤回合并。请打开合并后的记录更正。"),
    "people.taken_back_already": _("这次登记已经撤回过了。"),
    "people.moved_since": _("登记之后又有变动，不能再撤回：请按现在的情况更正。"),
    "people.merge_same": _("这是同一条记录：请选择另一条来合并。"),
    "people.merge_numbers_differ": _(
        "两条记录的证件号码不同，不是同一个人，不能合并。若其中一个号码写错了，请先更正或删除它，再合并。"
    ),
    "people.identity_for_keepers": _("您的岗位不能查看证件号码。确需核对，请联系社区台账专员。"),
    "people.look_ceiling": _(
        "您今天已看过 %(most)s 位不同的居民，到了每日上限，审计员会知道。请明天再看；"
        "今天急着要看的，请同一社区的同事代查。每天都不够用的，请系统管理员调高上限。"
    ),
    "people.reveal_ceiling": _("您今天已查看 %(most)s 人的完整号码，到了每日上限：请明天再看，或联系社区台账专员。"),
    "people.export_own": _("这是您自己提出的导出：请另一位台账专员、社区或审计员审批。"),
    "people.export_same_line": _("您的岗位是由提出导出的人任命的（直接或间接），不能审批：请另一位或审计员审批。"),
    "people.export_lacks": _("要导出的人不都在您管的台账里，您不能审批：请管这些台账的人或审计员审批。"),
    "people.export_decided": _("这份导出申请已经有人审批过，或者已经过期。请刷新页面看最新情况。"),
    "people.export_not_yours": _("这份文件只有申请的人能取：您自己要用，请自己申请。"),
    "people.export_over": _("这份文件不能再取了：没有同意，已过有效期，或者次数已用完。还需要的话，请重新申请。"),
    "people.export_once": _("这份导出已经生成过：请重新填写原因再导出。"),
    "people.link_not_for_staff": _("这个浏览器里有工作人员登录着：本人链接请在居民自己的手机上打开。"),
    "people.link_shown_once": _("链接只显示一次：请返回重新生成，旧链接随即作废。"),
    "people.link_gone": _("这个链接已用过、已过期或不正确：请联系网格员或社区重新索取。"),
}
