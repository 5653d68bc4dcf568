"""What this room says when it refuses: code -> sentence that names the field and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    "corps.already_ended": _("这个任期已于 %(end)s 结束,没有再改动。请刷新页面看最新情况。"),
    "corps.already_in_post": _("%(name)s 在这段时间里已经担任这里的%(title)s,不必重复任命。"),
    "corps.alliance_empty_name": _("「联盟名称」没有填写:请写成大家平时叫的名字。"),
    "corps.alliance_known": _("这里已经有名为「%(name)s」的联盟:请换一个名称,或打开原来的联盟。"),
    "corps.alliance_seat_known": _("%(name)s 已经在这个联盟里。"),
    "corps.auditor_alone": _("审计员不能兼任其他岗位,其他岗位也不能兼任审计员:请换一个人。"),
    "corps.card_not_here": _("这里不印公示牌:公示牌按网格、楼栋、院落、巷道、商区和小区印制。"),
    "corps.changed_meanwhile": _("刚才有人改过这条记录,没有保存您的改动。请看过最新内容后再提交。"),
    "corps.code_taken": _("已经有名为「%(title)s」的岗位:请换一个名称,或直接使用它。"),
    "corps.extension_not_later": _("「任期到」应晚于现在的 %(end)s。若要提前结束,请用「离任」。"),
    "corps.hand_over_to_self": _("「接任人」就是现任:请选另一位队员,或用「延长任期」。"),
    "corps.import_changed": _("这次导入已经处理过了。请刷新页面看结果。"),
    "corps.import_columns": _(
        "没有找到「%(columns)s」这一列,所以没有读取。请在表头里写上「姓名」和「职务」,或下载模板照着填。"
    ),
    "corps.import_empty": _("文件里没有一行责任人。请检查是否选对了文件和工作表。"),
    "corps.key_used": _("这次提交与之前的另一次操作重复了,没有执行。请刷新页面后重试。"),
    "corps.kind_not_own": _("随系统提供的岗位不能停用或改名;街道可以另加自己的岗位。"),
    "corps.kind_title_empty": _("「岗位名称」没有填写:请写成大家平时的叫法,例如「楼道长」。"),
    "corps.may_not_give": _("您的岗位不能任命这个职务。请联系上级岗位任命。"),
    "corps.member_gone": _("%(name)s 已经离队,不能再任职。如果重新加入,请先登记为队员。"),
    "corps.member_known": _("这里已经登记了同名同电话的 %(name)s:请直接使用原来的记录。"),
    "corps.member_missing": _("「队员」没有选择:请选一位已登记的队员,或填写新队员的姓名。"),
    "corps.nothing_to_undo": _("没有可以撤销的离任:它已经撤销过,或者是交接、调整造成的。"),
    "corps.place_closed": _("「负责范围」里的「%(place)s」已经撤销:请选现有的地点。"),
    "corps.places_missing": _("「负责范围」没有选择,或不在同一条街道:请至少选一个地点。"),
    "corps.post_elsewhere": _("「%(title)s」是别的街道自己的岗位,不能在这里使用:请另选职务。"),
    "corps.post_retired": _("「%(title)s」已经停用,不能再任命:请另选职务。"),
    "corps.reason_missing": _("「查看原因」没有填写:请写明为什么要看这个电话,例如「通知今晚值守」。"),
    "corps.relief_before_start": _("「离任日期」早于任期开始的 %(start)s:请选当天或以后的日子。"),
    "corps.seat_wrong": _("每个席位请选一个单位或一位队员,二者选一。"),
    "corps.term_ends_before": _("「任期到」应晚于「任期从」%(start)s:请改其中一个,长期任职可以留空。"),
    "corps.term_is_open": _("这个任期没有终止日期,不需要延长。"),
    "corps.term_wrong_year": _("日期的年份不对:请填 1990 年到 2100 年之间的日子。"),
    "corps.undo_too_late": _("离任只能在当天撤销。若要恢复,请重新任命。"),
    "corps.unit_empty_name": _("「单位名称」没有填写。"),
    "corps.unit_credit_code": _("「统一社会信用代码」应为 18 位(GB 32100),现在不对:请对照证照核对,也可以留空。"),
    "corps.unit_known": _("这里已经登记了「%(name)s」:请直接使用原来的记录。"),
    "corps.unit_phone": _("「联系电话」不是手机号,也不是带区号的座机或短号:请核对,也可以留空。"),
}
