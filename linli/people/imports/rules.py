"""What an import of a register asks of the user, and the choices. Values in, values out."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from linli.intake.lists import Choice, Question

# verdict -> the question to the user, and its choices in the order of the buttons
QUESTIONS: Mapping[str, Question] = {
    "moved": Question(
        _("搬家"),
        _("%(n)s 人像是搬了家，逐行没有另选的，一起决定："),
        {
            "move": Choice(
                _("确认搬家"),
                _("全部确认搬家"),
                _("%(n)s 人都算搬家？点「写入」以后才真的搬，写入前都可以改。"),
                writes=True,
            ),
            "keep": Choice(_("不搬"), _("全部不搬"), _("%(n)s 人都不搬，仍住原来的地址？写入前都可以改。")),
        },
    ),
    "other": Question(
        _("同号异名"),
        _("%(n)s 行的证件号已登记在别的姓名下，逐行没有另选的，一起决定："),
        {
            "rename": Choice(
                _("是同一人，改姓名"),
                _("全部是同一人"),
                _("%(n)s 行都算同一人：姓名和其他内容改成表里写的？写入前都可以改。"),
                writes=True,
            ),
            "return": Choice(_("号码写错了，退回"), _("全部退回"), _("%(n)s 行都退回，台账不变？写入前都可以改。")),
        },
    ),
    "number": Question(
        _("证件号不同"),
        _("%(n)s 行与台账里同一户的人同名、证件号不同，逐行没有另选的，一起决定："),
        {
            "renumber": Choice(
                _("是同一人，改证件号"),
                _("全部是同一人"),
                _("%(n)s 行都算同一人：证件号和其他内容改成表里写的？写入前都可以改。"),
                writes=True,
            ),
            "apart": Choice(
                _("是另一人"), _("全部是另外的人"), _("%(n)s 行都当作另外的人写入？写入前都可以改。"), writes=True
            ),
            "return": Choice(_("号码写错了，退回"), _("全部退回"), _("%(n)s 行都退回，台账不变？写入前都可以改。")),
        },
    ),
    "odd": Question(
        _("是不是姓名"),
        _("%(n)s 行的姓名不像一个人的姓名，逐行没有另选的，一起决定："),
        {
            "person": Choice(
                _("是姓名，写入"), _("全部是姓名，写入"), _("%(n)s 行都照写？写入前都可以改。"), writes=True
            ),
            "return": Choice(_("不是，退回"), _("全部退回"), _("%(n)s 行都退回，台账不变？写入前都可以改。")),
        },
    ),
    "gone": Question(
        _("已离开"),
        _("%(n)s 人在台账里已迁出或去世，逐行没有另选的，一起决定："),
        {
            "skip": Choice(_("不写入"), _("全部不写入"), _("%(n)s 人都不写入，台账不变？写入前都可以改。")),
            "again": Choice(
                _("又住回来"), _("全部又住回来"), _("%(n)s 人都重新登记为住在这里？写入前都可以改。"), writes=True
            ),
        },
    ),
    "left": Question(
        _("写着已离开"),
        _("%(n)s 行写着已去世或已搬走，逐行没有另选的，一起决定："),
        {
            "skip": Choice(_("不写入"), _("全部不写入"), _("%(n)s 行都不写入，台账不变？写入前都可以改。")),
            "living": Choice(
                _("仍住在这里"), _("全部仍住在这里"), _("%(n)s 行都登记为住在这里？写入前都可以改。"), writes=True
            ),
        },
    ),
    "left_moved": Question(
        _("写着已离开，地址不同"),
        _("%(n)s 行写着已去世或已搬走，住址也与台账不同，逐行没有另选的，一起决定："),
        {
            "skip": Choice(_("不写入"), _("全部不写入"), _("%(n)s 行都不写入，台账不变？写入前都可以改。")),
            "move": Choice(
                _("仍在，搬到表里的住址"),
                _("全部搬到表里的住址"),
                _("%(n)s 人都算搬家？点「写入」以后才真的搬，写入前都可以改。"),
                writes=True,
            ),
            "keep": Choice(
                _("仍在，住址不变"), _("全部住址不变"), _("%(n)s 人都不搬，仍住原来的地址？写入前都可以改。")
            ),
        },
    ),
    "together": Question(
        _("是不是一户"),
        _("%(n)s 行在同一个院或没有房号的门里，姓不同，没写关系和户号，逐行没有另选的，一起决定："),
        {
            "one": Choice(
                _("是一户"), _("同一个门的都是一户"), _("%(n)s 行都按同一个门一户写入？写入前都可以改。"), writes=True
            ),
            "each": Choice(_("各是一户"), _("全部各是一户"), _("%(n)s 行每人一户？写入前都可以改。"), writes=True),
            "return": Choice(_("退回"), _("全部退回"), _("%(n)s 行都退回，台账不变？写入前都可以改。")),
        },
    ),
    "empty": Question(
        _("空置、出租"),
        _("%(n)s 行写着空置或出租，姓名却有人，逐行没有另选的，一起决定："),
        {
            "skip": Choice(_("不住这里，不写入"), _("全部不写入"), _("%(n)s 行都不写入，台账不变？写入前都可以改。")),
            "lodger": Choice(
                _("是租户，写租住"), _("全部是租户"), _("%(n)s 人都登记为租住？写入前都可以改。"), writes=True
            ),
            "living": Choice(
                _("本人住在这里"), _("全部住在这里"), _("%(n)s 行都照常登记？写入前都可以改。"), writes=True
            ),
        },
    ),
    "lives": Question(
        _("居住方式"),
        _("%(n)s 行的备注里像是居住方式，没有决定就只留在备注里："),
        {
            "write": Choice(
                _("写入居住方式"), _("写入居住方式"), _("把 %(n)s 行备注里的居住方式记下来？备注也保留。"), writes=True
            ),
            "skip": Choice(_("只留在备注里"), _("只留在备注里"), _("%(n)s 行都只留在备注里？")),
        },
        offer=True,
    ),
    "noted": Question(
        _("备注"),
        _("%(n)s 行的备注里像是特殊需要，没有决定就只留在备注里："),
        {
            "write": Choice(
                _("写入特殊需要"), _("写入特殊需要"), _("把 %(n)s 行备注里的特殊需要记下来？备注也保留。"), writes=True
            ),
            "skip": Choice(_("只留在备注里"), _("只留在备注里"), _("%(n)s 行都只留在备注里？")),
        },
        offer=True,
    ),
    "duplicate": Question(
        _("重复"),
        _("%(n)s 行像是重复，逐行没有另选的，一起决定："),
        {
            "merge": Choice(_("合并"), _("全部合并"), _("%(n)s 行都与前面的行合并成同一人？写入前都可以改。")),
            "separate": Choice(
                _("分开"), _("全部分开"), _("%(n)s 行都当作另外的人分开写入？写入前都可以改。"), writes=True
            ),
        },
    ),
}
