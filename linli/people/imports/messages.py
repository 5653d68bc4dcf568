"""Messages of an import: about a file, a row, a value. Each says what is wrong and then what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    # the file and the steps
    "imports.no_people": _("选用的工作表里没有居民行。请确认表头选对了，表头下面有内容。"),
    "imports.name_not_mapped": _(
        "没有一列对应到「姓名」。请指明哪一列是住在那里的人的姓名（房东、业主不一定住在那里）。"
    ),
    "imports.address_not_mapped": _(
        "没有一列对应到住址。请指明楼栋、门牌号或「住址（合在一格）」，否则不知道人住在哪里。"
    ),
    # rows that are rejected
    "imports.no_name": _("没有姓名：请补上姓名"),
    "imports.bad_name": _("姓名不像姓名：要有文字，最多 60 个字"),
    "imports.empty_home": _("姓名一格写的是空置：不是居民，不导入。这一户没有人就不用写"),
    "imports.vacant": _("姓名一格写的是空缺、待定之类：不是居民，不导入"),
    "imports.to_verify": _("姓名一格写的是待核实、同上之类：请写上姓名再导入"),
    "imports.let": _("姓名一格写的是出租、住户之类：请写上住的人的姓名"),
    "imports.example": _("姓名一格写的是示例：不是居民，不导入"),
    "imports.organisation": _("姓名一格写的是单位或宿舍，不是人名：请写上住的人的姓名"),
    "imports.name_place": _("姓名一格写的是楼栋、单元之类，不是人名：请写上姓名"),
    "imports.name_hidden": _("姓名不完整（有星号或写成「某」）：请写全名"),
    "imports.name_symbol": _("姓名里有表情或符号：请只写姓名"),
    "imports.several_people": _("姓名一格里有几个人：请一人一行"),
    "imports.name_number": _("姓名一格里有号码：请把姓名、证件号和电话分到各自的列"),
    "imports.name_damaged": _("姓名里有电脑认不出的字（问号或方框）：请对照证件重新输入"),
    "imports.header_again": _("这一行是重复的表头：不是居民"),
    "imports.footer": _("这一行是合计或填表说明：不是居民"),
    "imports.footer_person": _("像合计或填表说明，却有电话、证件号或关系：是居民的，请改姓名或住址"),
    "imports.section": _("这一行是分段标题：不是居民"),
    "imports.nothing_mapped": _("这一行只在不导入的列里有内容：没有可导入的"),
    "imports.no_address": _("没有住址：请补上楼栋和门牌号"),
    "imports.head_no_address": _("写着户主（或另一个户主的家里人），住址空着：请补上住址，与上面同一个门的也请写上"),
    "imports.address_none": _("住址一格写的是无、不详、见上之类：请写上楼栋和房号"),
    "imports.address_unread": _("住址没有看明白，或写了几处：请写成「3号楼2单元501」的样子，每行一处"),
    "imports.no_door": _("住址不完整，缺门牌号：请补上房号"),
    "imports.no_building": _("住址不完整，缺楼栋、院落或巷道：请补上"),
    "imports.address_differs": _("几格里的住址不一致：请核对楼栋、单元和房号，改成同一处"),
    "imports.compound_blank": _("上面的行写了小区或巷道，这一行空着：请补上，没有就写「无」"),
    "imports.floor_blank": _("上面的行写了楼层，这一行空着：请补上，没有就写「无」"),
    "imports.section_unread": _("上面的分段标题没有看懂，不知道这一行属于哪里：请补上小区或巷道，再删掉那一行标题"),
    "imports.place_odd": _(
        "网格、楼栋或单元一格不像一处地方的名称：请只写名称，如 03网格、3号楼；真叫这个名的，先在「地点」里添加"
    ),
    "imports.several_places": _("一格里写了几处地方：请每行只写一处"),
    "imports.which_door": _("有几处可能是这个房号：请补上单元、楼层（或小区、网格），写得和台账里一样"),
    "imports.which_place": _(
        "分不清是不是台账里已有的那一处：同名的楼栋或院落写法不同。请补全小区、网格，写得和「地点」里一样，或先在「地点」里建好"
    ),
    "imports.place_alike": _("有一处地点和别处写法相近：请在预览上面决定是不是同一处，或者改成一样的写法"),
    "imports.no_community": _("没有写社区：请在「社区」一列补上"),
    "imports.no_such_community": _("本街道没有这个社区：请核对社区名，或先在「地点」里添加"),
    "imports.out_of_scope": _("不在这次导入的范围内：请核对社区或网格，或由对方导入"),
    "imports.other_street": _(
        "住址开头写的是别的街道、乡镇或市区，不在这次导入的范围内：请由对方导入；其实是小区的名字，先在「地点」里建好这个小区"
    ),
    "imports.registered_elsewhere": _("此人已登记在本街道别处，不在您的范围内：请对方先办理迁出"),
    "imports.undecided_moved": _("住址与台账不同，是否搬家未决定：决定后再导入"),
    "imports.undecided_other": _("证件号已登记在另一个姓名下：请核对姓名和号码后再导入"),
    "imports.undecided_number": _("台账里同一户有同名的人，证件号不同，未决定：请核对证件号后再导入"),
    "imports.undecided_odd": _("不像一个人的姓名，未决定：请写上姓名再导入"),
    "imports.undecided_gone": _("台账里已迁出或去世，是否又住回来未决定：决定后再导入"),
    "imports.undecided_left": _("表里写着已去世或已搬走，未决定：请核对后再导入"),
    "imports.undecided_left_moved": _("表里写着已去世或已搬走，未决定：请核对后再导入"),
    "imports.undecided_duplicate": _("与第 %(other)s 行像是同一人，未决定：决定后再导入"),
    # rows that need a decision
    "imports.moved": _("原在 %(address)s"),
    "imports.duplicate": _("与第 %(other)s 行是同一人：请选择合并或分开"),
    "imports.duplicate_number": _("与第 %(other)s 行证件号相同、姓名不同：请核对"),
    "imports.other_name": _("这个证件号登记在另一个姓名下，住在 %(address)s：请核对是不是同一个人"),
    "imports.other_number": _("台账里这一户有同名的人，证件号不同：请核对是不是同一个人"),
    "imports.name_odd": _("「%(name)s」像是称呼、几个人或别的话：请确认是不是姓名"),
    "imports.died_before": _("台账里已于 %(day)s 去世%(why)s：不会再登记，除非您确认"),
    "imports.moved_before": _("台账里已于 %(day)s 迁出%(why)s：请确认是不是又住回来了"),
    "imports.died_in_file": _("表里写着已去世：请确认要不要登记"),
    "imports.moved_in_file": _("表里写着已搬走：请确认要不要登记"),
    "imports.away_in_file": _("表里写着已注销、失踪之类：请确认要不要登记"),
    "imports.away_in_file_moved": _("表里写着已注销、失踪之类，住址也不同（台账里在 %(address)s）：请确认"),
    "imports.died_in_file_moved": _("表里写着已去世，住址也不同（台账里在 %(address)s）：请确认"),
    "imports.moved_in_file_moved": _("表里写着已搬走，住址也不同（台账里在 %(address)s）：请确认"),
    "imports.noted": _("备注里像是有特殊需要：%(needs)s"),
    # values that are written, not quite as they stand
    "imports.room_letters": _("房号里有字母 O、I 或 l：当作数字 0、1 读了，请核对"),
    # values that are left out
    "imports.of_owner": _("这一列在业主和租户之间，像是业主的：没有写给租户，请核对"),
    "imports.error_cell": _("这一格是出错的公式，没有内容：请填写"),
    "imports.identity_masked": _("证件号是打了星号的：没有写入，请填完整号码"),
    "imports.head_unknown": _("户主一格和这一列别的格不一样：没有按它分户，请核对"),
    "imports.phone_masked": _("电话是打了星号的：没有写入，请填完整号码"),
    "imports.born_year_only": _("只有出生年份：没有写入，请写到日"),
    "imports.born_too_early": _("出生日期在 1900 年以前：请核对"),
    "imports.since_unreadable": _("入住日期看不明白：请写成 2019-03-05 的样子"),
    "imports.status_unknown": _("人员状态不认识：没有写入，请写在住、迁出或死亡"),
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
    "imports.phones_several": _("电话一格里有几个号码：取了一个，其余写进备注"),
}
