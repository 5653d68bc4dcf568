"""Messages of an import: about a file, a row, a value. Each says what is wrong and then what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    # the file and the steps
    "imports.no_people": _("选用的工作表里没有居民行。请确认表头选对了，表头下面有内容。"),
    "imports.name_not_mapped": _("没有一列对应到“姓名”。请指明哪一列是姓名，否则无法导入。"),
    "imports.address_not_mapped": _(
        "没有一列对应到住址。请指明楼栋、门牌号或“住址（合在一格）”，否则不知道人住在哪里。"
    ),
    # rows that are rejected
    "imports.no_name": _("没有姓名：请补上姓名"),
    "imports.bad_name": _("姓名不像姓名：要有文字，最多 60 个字"),
    "imports.empty_home": _("姓名一格写的是空置：不是居民，不导入。这一户没有人就不用写"),
    "imports.vacant": _("姓名一格写的是空缺、待定之类：不是居民，不导入"),
    "imports.to_verify": _("姓名一格写的是待核实、同上之类：请写上姓名再导入"),
    "imports.let": _("姓名一格写的是出租、住户之类：请写上住的人的姓名"),
    "imports.header_again": _("这一行是重复的表头：不是居民"),
    "imports.footer": _("这一行是合计或填表说明：不是居民"),
    "imports.section": _("这一行是分段标题：不是居民"),
    "imports.nothing_mapped": _("这一行只有不导入的列：没有可导入的内容"),
    "imports.no_address": _("没有住址：请补上楼栋和门牌号"),
    "imports.no_door": _("住址不完整，缺门牌号：请补上房号"),
    "imports.no_building": _("住址不完整，缺楼栋、院落或巷道：请补上"),
    "imports.address_differs": _("几格里的住址不一致：请核对楼栋、单元和房号，改成同一处"),
    "imports.several_places": _("一格里写了几处地方：请每行只写一处"),
    "imports.which_door": _("有几处都叫这个房号：请补上单元（或小区、网格）"),
    "imports.no_community": _("没有写社区：请在“社区”一列补上"),
    "imports.no_such_community": _("本街道没有这个社区：请核对社区名，或先在“地点”里添加"),
    "imports.out_of_scope": _("不在这次导入的范围内：请核对社区或网格，或由对方导入"),
    "imports.registered_elsewhere": _("此人已登记在本街道别处，不在您的范围内：请对方先办理迁出"),
    "imports.undecided_move": _("住址与台账不同，是否搬家未决定：决定后再导入"),
    "imports.undecided_duplicate": _("与第 %(other)s 行像是同一人，未决定：决定后再导入"),
    # rows that need a decision
    "imports.moved": _("原在 %(address)s"),
    "imports.duplicate": _("与第 %(other)s 行是同一人：请选择合并或分开"),
    "imports.duplicate_number": _("与第 %(other)s 行证件号相同、姓名不同：请核对"),
    # values that are left out
    "imports.identity_number_cell": _("证件号已被表格软件改坏（成了数字）：请从原件重录"),
    "imports.identity_scientific": _("证件号已被表格软件改坏（科学计数法）：请从原件重录"),
    "imports.identity_rounded": _("证件号末三位 000，像被改坏：请从原件核对后重录"),
    "imports.identity_shape": _("证件号位数不对：请对照证件核对"),
    "imports.identity_region": _("证件号开头的地区码不对：请对照证件核对"),
    "imports.identity_birth": _("证件号里的出生日期不对：请对照证件核对"),
    "imports.identity_check_digit": _("证件号末位不对：至少有一位写错了，请逐位核对"),
    "imports.phone_wrong": _("不像电话号码：请写 11 位手机号，座机带区号"),
    "imports.identity_kind_unknown": _("证件类型不认识：请写居民身份证、护照等"),
    "imports.sex_unknown": _("性别不认识：请写男或女"),
    "imports.sex_differs": _("性别与证件号不一致：请核对"),
    "imports.born_unreadable": _("出生日期看不明白：请写成 1950-03-05 的样子"),
    "imports.born_differs": _("出生日期与证件号不一致：请核对"),
    "imports.relation_unknown": _("与户主关系不认识：请写户主、配偶、子女等"),
    "imports.residence_unknown": _("居住方式不认识：请写自住、租住、学生、流动人口或其他"),
    "imports.reach_unknown": _("联系方法不认识：请写打电话、发文字、上门或找联系人转达"),
    "imports.phones_several": _("电话一格里有几个号码：已取第一个"),
}
