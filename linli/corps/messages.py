"""What this room says when it refuses: code -> sentence that names the field and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    "corps.already_ended": _("这个任期已于 %(end)s 结束，没有再改动。请刷新页面看最新情况。"),
    "corps.already_in_post": _("%(name)s 在这段时间里已经担任这里的%(title)s，不必重复任命。"),
    "corps.alliance_empty_name": _("「联盟名称」没有填写：请写成大家平时叫的名字。"),
    "corps.alliance_known": _("这里已经有名为「%(name)s」的联盟：请换一个名称，或打开原来的联盟。"),
    "corps.alliance_seat_known": _("%(name)s 已经在这个联盟里。"),
    "corps.asked_already": _("%(name)s 任%(title)s已经提出过，正等第二人确认，不必再提。"),
    "corps.asked_over": _("这件任命已经有人办过，或者已经过期。请刷新页面看最新情况。"),
    "corps.auditor_alone": _("审计员不能兼任其他岗位，其他岗位也不能兼任审计员：请换一个人。"),
    "corps.cards_nothing": _("%(name)s 里还没有网格和楼栋，没有可印的公示牌：请先建立网格。"),
    "corps.changed_meanwhile": _("刚才有人改过这条记录，没有保存您的改动。请看过最新内容后再提交。"),
    "corps.code_taken": _("已经有名为「%(title)s」的岗位：请换一个名称，或直接使用它。"),
    "corps.diary_kind": _("有一项不在可选的范围里：请从列表里选。"),
    "corps.diary_known": _("这一项已经登记过了：%(standing)s。要改时间，请修改原来的安排。"),
    "corps.diary_no_person": _("这个账号没有对应的队员，没有日程可登记。请联系社区把账号关联到您本人。"),
    "corps.diary_not_yours": _("这一项不是本人登记的，不能在这里结束。请联系安排它的人。"),
    "corps.diary_over": _("这一项已经结束，没有再改动。请刷新页面看最新情况。"),
    "corps.diary_rows": _("有 %(count)s 行排不进去，整张表都没有保存。第一处：%(first)s"),
    "corps.diary_taken": _("这段时间已有安排：%(standing)s。请换一个时间，或先把原来的改期、取消。"),
    "corps.diary_years": _("年份不对：请核对日期，1990 年到 2100 年之间的才能登记。"),
    "corps.diary_times": _("「到」应晚于「从」，也应晚于现在。"),
    "corps.diary_twice": _("同一个人的时间与第 %(number)s 行重叠：请改其中一行。"),
    "corps.extension_not_later": _("「任期到」应晚于现在的 %(end)s。若要提前结束，请用「离任」。"),
    "corps.hand_over_to_self": _("「接任人」就是现任：请选另一位队员，或用「延长任期」。"),
    "corps.receipt_own": _("账号是您建的，或就是您自己的：请任命他的人、社区或审计员来确认。"),
    "corps.receipt_same_line": _("您的岗位是由建这个账号的人任命的（直接或间接）：请另一位或审计员来确认。"),
    "corps.receipt_lacks": _("他还有岗位不在您的范围内：请任命他的人，或管那里的人来确认。"),
    "corps.receipt_unused": _("本人还没有登录、换上自己的密码：请他先登录一次，再来确认。"),
    "corps.receipt_over": _("这个账号不用再确认：别人刚确认过，或已经停用。请刷新页面。"),
    "corps.confirm_lacks": _("这个职务有您自己没有的台账权限，您不能做第二人：请由台账专员、社区或审计员确认。"),
    "corps.confirm_own": _("提出任命的人和被任命的人都不能做第二人：请由另一位确认。"),
    "corps.confirm_same_line": _("您是由提出这件任命的人任命的，不能做第二人：请由另一位或审计员确认。"),
    "corps.columns_needed": _("没有一列对应到「%(columns)s」。请指明哪一列是它，否则无法导入。"),
    "corps.giver_gone": _("提出这件任命的 %(name)s 现在无权任命这个职务了：请由现任重新提出。"),
    "corps.kind_not_own": _("随系统提供的岗位不能停用或改名；街道可以另加自己的岗位。"),
    "corps.kind_title_empty": _("「岗位名称」没有填写：请写成大家平时的叫法，例如「楼道长」。"),
    "corps.not_oneself": _("不能任命自己、延长自己的任期，也不能由自己接任：请由同级或上级的另一位办理。"),
    "corps.row_oneself": _("这一行是您自己：不能任命自己或改自己的任期，请由另一位导入。"),
    "corps.may_not_give": _("您的岗位不能任命这个职务。请联系上级岗位任命。"),
    "corps.member_gone": _("%(name)s 已经离队，不能再任职。如果重新加入，请先登记为队员。"),
    "corps.member_known": _("这里已经登记了同名同电话的 %(name)s：请直接使用原来的记录。"),
    "corps.nothing_to_undo": _("没有可以撤销的离任：它已经撤销过，或者是交接、调整造成的。"),
    "corps.place_closed": _("「负责范围」里的「%(place)s」已经撤销：请选现有的地点。"),
    "corps.place_too_wide": _(
        "「%(title)s」负责的是%(kind)s，不能整个负责「%(place)s」，否则里面没有人负责的%(kind)s看不出来。"
        "请打开「%(place)s」，勾选具体的%(kind)s。"
    ),
    "corps.place_wide": _(
        "「%(title)s」一般负责%(kind)s，「%(place)s」比它大。确实由一个人负责整个「%(place)s」，请勾选这一项再提交；"
        "不是，就改选里面的%(kind)s。"
    ),
    "corps.places_missing": _("「负责范围」没有选择，或不在同一条街道：请至少选一个地点。"),
    "corps.post_elsewhere": _("「%(title)s」是别的街道自己的岗位，不能在这里使用：请另选职务。"),
    "corps.post_retired": _("「%(title)s」已经停用，不能再任命：请另选职务。"),
    "corps.relief_before_start": _("「离任日期」早于任期开始的 %(start)s：请选当天或以后的日子。"),
    "corps.row_above": _("「%(place)s」比这次导入的范围「%(root)s」大：请在上一级导入这一行，或写明负责的地点。"),
    "corps.row_date": _("「%(column)s」里的「%(text)s」不是日期：请写成 2022-03-01 的样子。"),
    "corps.row_elsewhere": _("「%(place)s」不在这次导入的范围「%(root)s」里：请核对写法，或到那里去导入这一行。"),
    "corps.row_may_not_give": _("您的岗位不能任命%(title)s：请由上级岗位导入这一行。"),
    "corps.row_no_place": _("没有写负责的地点：请至少填写街道、社区、网格或楼栋中的一项。"),
    "corps.row_no_post": _("「职务」没有填写：请填写例如「楼层长」。"),
    "corps.row_place_unlike": _("要新建「%(place)s」，那里已有别的%(kind)s %(n)s 处：请核对是不是写错了。"),
    "corps.row_place_unknown": _("没有找到「%(place)s」：请核对写法，先建立这个地点，或勾选「一并建立」。"),
    "corps.row_post_unknown": _("没有「%(title)s」这个职务：请改成已有的职务，或先在「岗位设置」里增加。"),
    "corps.row_name_odd": _("姓名一格写的是「%(text)s」：请确认是不是姓名，写入时写「%(name)s」。"),
    "corps.row_phone_words": _("电话一格里还有别的号码或话：只取了一个号码，请核对。"),
    "corps.row_phones": _("同一个人在表里有几个不同的电话：没有写入，请核对后只写一个。"),
    "corps.row_twin": _("名册里已有同名的人，电话或范围不同：请确认是不是同一个人。"),
    "corps.row_twin_row": _("与第 %(number)s 行同名，这一行没有电话：请确认是不是同一个人。"),
    "corps.row_nobody": _("姓名一格写的是「%(text)s」：不是一个人，没有任命。"),
    "corps.row_scope_two": _("「%(text)s」里有两处都写了几个地点：请分成几行，每行只有一处写几个。"),
    "corps.row_scope_unread": _("没有看懂「%(text)s」是哪里：请写成「2号楼1-3层」「5号楼、6号楼」的样子。"),
    "corps.row_term": _("「任期到」应晚于「任期从」：请改其中一个。"),
    "corps.row_term_over": _("「任期到」%(ends)s 已经过去，没有任命：请改日期，长期任职可以留空。"),
    "corps.row_too_wide": _("「%(title)s」负责的是%(kind)s，不能整个负责「%(place)s」：请写明是哪几个%(kind)s。"),
    "corps.row_wide": _("「%(title)s」一般负责%(kind)s，「%(place)s」比它大：请确认是不是由一个人负责。"),
    "corps.row_place_inside": _("有的地点在这一行写的更大的地点里，没有另记。"),
    "corps.row_twice": _("与第 %(number)s 行重复，只保留第一行。"),
    "corps.row_which_stairwell": _(
        "「%(building)s」分单元，没有写「%(place)s」在哪个单元：请写明单元，例如「2号楼1单元1-3层」，每个单元一行。"
    ),
    "corps.row_spread": _(
        "「%(building)s」分单元（%(stairwells)s），「%(place)s」没写单元：是不是每个单元的都归一个人负责？"
    ),
    "corps.row_which_place": _(
        "「%(place)s」可能是几处地方，或和「地点」里的写法不同：请补全网格、小区、单元，写得和「地点」里一样。"
    ),
    "corps.row_unit_unknown": _("没有登记单位「%(unit)s」：请先在「单位与联盟」里登记，或清空这一格。"),
    "corps.row_unread": _("这一行没有写地点，而有的列没有读取：请回到「对列」，说明哪一列写的是负责范围。"),
    "corps.row_waits": _("这个岗位能看登记，要由第二人确认。"),
    "corps.row_vacant": _("写的是「%(text)s」：这个岗位没有人，不任命，缺口照样显示。"),
    "corps.seat_wrong": _("每个席位请选一个单位或一位队员，二者选一。"),
    "corps.term_ends_before": _("「任期到」应晚于「任期从」%(start)s：请改其中一个，长期任职可以留空。"),
    "corps.term_is_open": _("这个任期没有终止日期，不需要延长。"),
    "corps.term_too_wide": _(
        "「%(title)s」负责的是%(kind)s，这个任期却写着整个「%(place)s」，不能照样交接或延长。"
        "请先办理离任，再按具体的%(kind)s重新任命。"
    ),
    "corps.term_wrong_year": _("日期的年份不对：请填 1990 年到 2100 年之间的日子。"),
    "corps.undo_too_late": _("离任只能在当天撤销。若要恢复，请重新任命。"),
    "corps.unit_empty_name": _("「单位名称」没有填写。"),
    "corps.unit_credit_code": _("「统一社会信用代码」应为 18 位（GB 32100），现在不对：请对照证照核对，也可以留空。"),
    "corps.unit_known": _("这里已经登记了「%(name)s」：请直接使用原来的记录。"),
    "corps.unit_phone": _("「联系电话」不是手机号，也不是带区号的座机或短号：请核对，也可以留空。"),
    "corps.slips_going": _("这里的登录条正在印。请等它印好，再印别的。"),
    "corps.slips_nobody": _("「%(name)s」没有要开通的人。"),
    "corps.slips_of_another": _("登录条只有下单的人能取。请自己给没登录过的人换密码、重新印。"),
    "corps.slips_gone": _("这份登录条已经取走，或已过期删除，系统里不再保存。请换密码、重新印。"),
}
