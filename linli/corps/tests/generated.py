"""Leaders' lists as people keep them, made from a seed, with who every row really is."""

from dataclasses import dataclass, field
from random import Random

NOBODIES = ["空缺", "暂缺", "待定", "待选", "招募中", "社区兼", "由网格员兼任", "物业", "TBD", "null", "#N/A", "已离职", "撤销", "不设", "无人担任", "空缺(李四代管)",
            "张三(已离职)", "张三(原)", "同2号楼", "共12人", "填表人：王芳", "审核：李强", "志愿者", "合计", "-", "?", "12345"]  # fmt: skip
SEVERAL = [
    "张三、李四",
    "张三/李四",
    "张三 李四",
    "张三\n李四",
    "张三→李四",
    "张*",
    "赵伟13800000001",
    "李\ufffd",
    "夫妻二人",
]
ODD = ["张三李四", "王大爷", "老王", "张三母亲", "张三(兼)", "原张三", "张三改李四"]
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英"
POSTS = ("楼栋长", "楼层长", "单元长", "网格长", "天王")
BUILDINGS, STAIRWELLS, FLOORS = (1, 2, 3), (1, 2), (1, 2, 3)
NUMERALS = "零一二三"


@dataclass(frozen=True)
class Leader:
    name: str
    phone: str


@dataclass
class Made:
    """`people`: who each row is, None for nobody; `places`: the names that its scope stands for."""

    header: list[str] = field(default_factory=list)
    rows: list[list[object]] = field(default_factory=list)
    people: list[Leader | None] = field(default_factory=list)
    places: list[frozenset[str]] = field(default_factory=list)


class _Maker:
    def __init__(self, seed: int, size: int) -> None:
        self.pick, self.size = Random(seed), size
        self.in_one_cell, self.numbered = self.pick.random() < 0.6, self.pick.random() < 0.4
        self.with_phones = self.pick.random() < 0.8
        self.made = Made()

    def make(self) -> Made:
        where = ["负责范围"] if self.in_one_cell else ["楼栋", "单元", "楼层"]
        self.made.header = ["序号"] * self.numbered + ["姓名", "职务", *where, "联系电话"]
        leaders = [self._leader() for _ in range(self.size // 2 + 1)]
        while len(self.made.rows) < self.size:
            leader = self.pick.choice(leaders)
            if self.pick.random() < 0.3:
                self._add(self.pick.choice([*NOBODIES, *SEVERAL]), None, "")
            else:
                odd = self.pick.choice(ODD) if self.pick.random() < 0.1 else ""
                self._add(odd or leader.name, None if odd else leader, leader.phone)
        return self.made

    def _leader(self) -> Leader:
        name = self.pick.choice(SURNAMES) + "".join(self.pick.choices(GIVEN, k=self.pick.randint(1, 2)))
        phone = f"137{self.pick.randrange(10**8):08d}" if self.with_phones else ""
        return Leader(name, phone)

    def _add(self, name: str, leader: Leader | None, phone: str) -> None:
        building = self.pick.choice(BUILDINGS)
        written, places = self._where(building)
        post = self.pick.choice(POSTS[:2]) if self.pick.random() < 0.9 else self.pick.choice(POSTS)
        if self.made.rows and self.pick.random() < 0.1:
            post = "同上"
        phone = self.pick.choice([phone, phone, phone.replace("137", "137 "), f"{phone}(手机)" if phone else "", ""])
        number: list[object] = [len(self.made.rows) + 1] * self.numbered
        self.made.rows.append([*number, name, post, *written, phone])
        self.made.people.append(leader)
        self.made.places.append(frozenset(places))

    def _where(self, building: int) -> tuple[list[str], list[str]]:
        """The cells, and the doors of the tree (as building-stairwell-floor) that they stand for."""
        spelt = self.pick.choice([f"{building}号楼", f"{building}栋", f"{building}#", f"{NUMERALS[building]}号楼"])
        what = self.pick.randrange(4)
        if what == 0:
            return self._cells(spelt, "", ""), [f"{building}"]
        stairwell = self.pick.choice(STAIRWELLS)
        inside = self.pick.choice([f"{stairwell}单元", f"{NUMERALS[stairwell]}单元"])
        if what == 1:
            return self._cells(spelt, inside, ""), [f"{building}-{stairwell}"]
        if what == 2:
            floor = self.pick.choice(FLOORS)
            return self._cells(spelt, inside, f"{floor}层"), [f"{building}-{stairwell}-{floor}"]
        floors = self.pick.choice([("1-2层", (1, 2)), ("1、3层", (1, 3)), ("1至3层", (1, 2, 3)), ("二、三层", (2, 3))])
        return self._cells(spelt, inside, floors[0]), [f"{building}-{stairwell}-{floor}" for floor in floors[1]]

    def _cells(self, building: str, stairwell: str, floor: str) -> list[str]:
        if self.in_one_cell:
            return [f"{building}{stairwell}{floor}"]
        none = self.pick.choice(["", "", "/", "-"])
        return [building, stairwell or none, floor or none]


def leaders(seed: int, size: int = 8) -> Made:
    return _Maker(seed, size).make()


def next_month(made: Made, seed: int) -> Made:
    """The same list later: phones changed or left out, scopes changed, a leader gone, another one there."""
    pick, phone = Random(seed), len(made.header) - 1
    changed = Made(made.header, [list(row) for row in made.rows], list(made.people), list(made.places))
    for at, row in enumerate(changed.rows):
        what = pick.randrange(6)
        if what == 0:
            row[phone] = f"139{pick.randrange(10**8):08d}"
        elif what == 1:
            row[phone] = ""
        elif what == 2:
            other = pick.randrange(len(made.rows))
            first = made.header.index("职务") + 1
            row[first:phone] = made.rows[other][first:phone]
            changed.places[at] = made.places[other]
        elif what == 3:  # the row of somebody else again, without the phone
            other = pick.randrange(len(made.rows))
            changed.rows[at] = [*made.rows[other][:phone], ""]
            changed.people[at], changed.places[at] = made.people[other], made.places[other]
    return changed
