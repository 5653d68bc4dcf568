"""The five cases, by the name that `linli demo` takes."""

from collections.abc import Callable
from typing import NamedTuple

from linli.demo.cases import chongwen, guazhou, hongqiao, shuangta, yuhang
from linli.demo.ground import Street


class Case(NamedTuple):
    title: str
    build: Callable[[], list[Street]]


CASES: dict[str, Case] = {
    "chongwen": Case("崇文路街道 · 五级五长", lambda: [chongwen.build()]),
    "shuangta": Case("双塔街道 · 乐高式志愿服务", lambda: [shuangta.build()]),
    "guazhou": Case("瓜州县城 · 社区E家", guazhou.build),
    "hongqiao": Case("宏侨社区 · 蜂巢微治理", lambda: [hongqiao.build()]),
    "yuhang": Case("余杭街道 · 楼道长", lambda: [yuhang.build()]),
}
