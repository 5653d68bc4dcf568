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
                _("%(n)s 人都算搬家？点“写入”以后才真的搬，写入前都可以改。"),
                writes=True,
            ),
            "keep": Choice(_("不搬"), _("全部不搬"), _("%(n)s 人都不搬，仍住原来的地址？写入前都可以改。")),
        },
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
DECISIONS: dict[str, tuple[str, ...]] = {verdict: tuple(asked.choices) for verdict, asked in QUESTIONS.items()}
