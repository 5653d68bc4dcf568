"""The five cases, by the name that `linli demo` takes."""

from collections.abc import Callable
from typing import NamedTuple

from linli.demo.cases import chongwen, guazhou, hongqiao, shuangta, yuhang
from linli.demo.ground import Street


class Case(NamedTuple):
    """`codes` are the official codes of its streets; `eyes` are accounts of leaders: username, post, what they see."""

    title: str
    codes: tuple[str, ...]
    build: Callable[[], list[Street]]
    eyes: tuple[tuple[str, str, str], ...]


CASES: dict[str, Case] = {
    "chongwen": Case(
        "崇文路街道 · 五级五长", (chongwen.CODE,), lambda: [chongwen.build()],
        (("wangge", "grid_worker", "网格员：本网格的居民"), ("louceng", "floor_leader", "楼层长：自己包的门户")),
    ),
    "shuangta": Case(
        "双塔街道 · 乐高式志愿服务", (shuangta.CODE,), lambda: [shuangta.build()],
        (("wangge", "grid_worker", "网格员：本网格的居民"), ("yuanzhang", "yard_head", "院长：自己的院落")),
    ),
    "guazhou": Case(
        "瓜州县城 · 社区E家", tuple(code for code, _ in guazhou.TOWNS), guazhou.build,
        (("wangge", "grid_worker", "网格员：本网格的居民"), ("louzu", "building_group_leader", "楼组长：自己的楼组")),
    ),
    "hongqiao": Case(
        "宏侨社区 · 蜂巢微治理", (hongqiao.CODE,), lambda: [hongqiao.build()],
        (("fengfang", "cell_leader", "小蜂房长：本小区"), ("loudong", "building_member", "楼栋党员：自己的楼栋")),
    ),
    "yuhang": Case(
        "余杭街道 · 楼道长", (yuhang.CODE,), lambda: [yuhang.build()],
        (("xiaoqu", "compound_leader", "小区长：本小区"), ("loudao", "stairwell_leader", "楼道长：自己的楼道")),
    ),
}  # fmt: skip
