"""Registers as people keep them, made from a seed, with what every row really is."""

from dataclasses import dataclass, field
from random import Random

from linli.people.imports.tests.files import identity

NOBODIES = ["空置", "无人居住", "空缺", "待定", "待核实", "同上", "出租", "拒访", "不详", "空房(待租)", "#N/A", "12345",
            "岗位空缺", "空岗(李四代管)", "物业公司", "合计3人", "不在家", "外出务工", "车库", "1号楼", "三单元", "本页小计", "共35户", "示例", "空房子", "电话不通", "未采集", "同101", "学区房", "志愿者", "接上页"]  # fmt: skip
SEVERAL = [
    "张三、李四",
    "王伟 李花",
    "张三等3人",
    "张三\n李四",
    "张三男110101199003070011",
    "李\ufffd",
    "赵?",
    "张*",
    "张某",
    "张三 李四",
]
ODD = ["张三母亲", "王大爷", "新生儿", "张三李四", "张三-李四", "张三(李四)", "老王", "未取名"]
FOOTERS = [
    "合计：12户30人",
    "填表人：王芳    审核人：李强",
    "2号楼住户",
    "备注：以上属实",
    "本页合计",
    "审核人:王明",
    "4号楼",
    "沿街商户名单",
    "采集人",
    "仅供参考",
    "汇总",
]
TITLES = ["{n}号楼", "一、{n}号楼", "{n}号楼住户", "({n}){n}号楼"]
NOTES = ["", "", "", "", "低保", "独居老人", "听力残疾，请发短信", "孕妇", "耳背", "无疾病"]
PHONES = [
    "138{n:08d}",
    "138 {n:04d} {n:04d}",
    "138{n:08d}(儿子)",
    "本人138{n:08d} 儿子13900000001",
    "0912-389{n:04d}",
    "3895566",
    "",
]
DAYS = ["1950-03-05", "1950/3/5", "1950年3月5日", "19500305", "85年3月", "1950", "", "", "1899-01-01"]
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周阿欧", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文"
DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Door:
    """The home that a row is really of."""

    compound: str
    building: int
    stairwell: int
    room: str


@dataclass
class Made:
    """`doors`: the home of each row, None where the row is nobody's; `people`: who the row is, "" for nobody."""

    header: list[str] = field(default_factory=list)
    rows: list[list[object]] = field(default_factory=list)
    doors: list[Door | None] = field(default_factory=list)
    people: list[str] = field(default_factory=list)


def chinese(number: str) -> str:
    return "".join(DIGITS[int(c)] if c.isdigit() else c for c in number)


class _Maker:
    def __init__(self, seed: int, size: int) -> None:
        self.pick, self.size = Random(seed), size
        self.style = self.pick.choice(["columns", "columns", "address", "mix"])
        self.with_grid = self.pick.random() < 0.5
        self.with_compound = self.pick.random() < 0.5
        self.short_rooms = self.pick.random() < 0.3
        self.serial = self.pick.randrange(400)
        self.name_first, self.numbered = self.pick.random() < 0.4, self.pick.random() < 0.4
        self.made = Made()

    def make(self) -> Made:
        header: list[object] = [*self._where(), "姓名", "与户主关系", "联系电话", "身份证号", "出生日期", "备注"]
        self.made.header = ["序号"] * self.numbered + self._ordered(header)
        doors = self._doors()
        while len(self.made.rows) < self.size:
            door = self.pick.choice(doors)
            self._family(door, titled=self._title(door))
            if self.pick.random() < 0.35:
                self._nobody(self.pick.choice(doors))
        return self.made

    def _ordered(self, row: list[object]) -> list[object]:
        """With the name before the address, as many lists have it."""
        at = len(self._where())
        return [row[at], *row[:at], *row[at + 1 :]] if self.name_first else row

    def _line(self, text: str) -> None:
        """A line merged across the table stands in its first column."""
        self._add([text, *[""] * (len(self.made.header) - 1)], None, "", line=True)

    def _title(self, door: Door) -> bool:
        """Now and then a title says the building, and the rows below leave it out."""
        titled = self.style == "columns" and not self.with_compound and self.pick.random() < 0.15
        if titled:
            self._line(self.pick.choice(TITLES).format(n=door.building))
        return titled

    def _where(self) -> list[str]:
        grid, compound = ["网格"] * self.with_grid, ["小区"] * self.with_compound
        return {
            "columns": [*grid, *compound, "楼栋", "单元", "房号"],
            "address": [*grid, *compound, "住址"],
            "mix": [*grid, *compound, "楼栋", "住址"],
        }[self.style]

    def _doors(self) -> list[Door]:
        compounds = ["学院小区", "阳光家园"] if self.with_compound else [""]
        rooms = ["5-1", "6-1", "605-1", "12-2"] if self.short_rooms else ["101", "102", "501", "1203", "东户"]
        return [
            Door(compound, building, stairwell, room)
            for compound in compounds for building in (1, 2, 13) for stairwell in (1, 2) for room in rooms
        ]  # fmt: skip

    def _building(self, door: Door) -> str:
        number = f"{door.building}"
        return self.pick.choice(
            [
                f"{number}号楼",
                f"{number}栋",
                f"{number}#",
                f"{number}幢",
                "十三号楼" if number == "13" else f"{chinese(number)}号楼",
            ]
        )

    def _stairwell(self, door: Door) -> str:
        return self.pick.choice(
            [f"{door.stairwell}单元", f"{chinese(str(door.stairwell))}单元", f"{door.stairwell} 单元"]
        )

    def _room(self, door: Door) -> str:
        if not door.room.isdigit():
            return door.room
        return self.pick.choice([door.room, f"{door.room}室", door.room.zfill(4), chinese(door.room), f" {door.room}"])

    def _address(self, door: Door, *, building: bool) -> list[str]:
        inside = f"{self._stairwell(door)}{self._room(door).strip()}"
        if door.room.isdigit() and self.pick.random() < 0.3:
            inside = f"{door.stairwell}-{door.room}"
        if building:
            return [self._building(door), inside]
        before = self.pick.choice(["", "榆林市榆阳区崇文路12号"]) if door.compound else ""
        return [f"{before}{door.compound}{self._building(door)}{inside}"]

    def _place(self, door: Door) -> list[object]:
        grid = [self.pick.choice(["03网格", "3", "第三网格"])] * self.with_grid
        compound = [door.compound] * self.with_compound
        if self.style == "columns":
            return [*grid, *compound, self._building(door), self._stairwell(door), self._room(door)]
        return [*grid, *compound, *self._address(door, building=self.style == "mix")]

    def _family(self, door: Door, *, titled: bool) -> None:
        for at in range(self.pick.randint(1, 3)):
            name = self.pick.choice(SURNAMES) + "".join(self.pick.choices(GIVEN, k=2))
            self.serial += 1
            number = identity(self.serial % 1000, f"19{50 + self.serial % 40}0307") if self.pick.random() < 0.5 else ""
            relation = "户主" if at == 0 else self.pick.choice(["配偶", "子女", "父母"])
            blank = at > 0 and self.pick.random() < 0.5
            where = ["" if self.pick.random() < 0.8 else "同上" for _ in self._where()] if blank else self._place(door)
            if titled and at == 0:
                where[-3] = ""
            phone = self.pick.choice(PHONES).format(n=self.serial)
            row = [
                *where,
                name,
                relation,
                phone,
                number,
                self.pick.choice(DAYS) if not number else "",
                self.pick.choice(NOTES),
            ]
            self._add(row, door, f"{name} {number}")
            if self.pick.random() < 0.1 and not blank:
                self._add([*self._place(door), *row[len(where) :]], door, f"{name} {number}")

    def _nobody(self, door: Door) -> None:
        width = len(self.made.header) - self.numbered
        what = self.pick.randrange(6)
        if what == 0:
            self._line(self.pick.choice(FOOTERS))
        elif what == 1:
            self._add(list(self.made.header), None, "", line=True)
        elif what == 2:
            self._add([""] * len(self.made.header), None, "", line=True)
        else:
            said = self.pick.choice((NOBODIES, SEVERAL, ODD)[what - 3])
            self._add([*self._place(door), said, *[""] * (width - len(self._where()) - 1)], None, "")

    def _add(self, row: list[object], door: Door | None, who: str, *, line: bool = False) -> None:
        number: list[object] = [len(self.made.rows) + 1] * self.numbered
        self.made.rows.append(row if line else number + self._ordered(row))
        self.made.doors.append(door)
        self.made.people.append(who)


def register(seed: int, size: int = 12) -> Made:
    return _Maker(seed, size).make()
