"""What a cell refuses, denies or leaves open is asked about, or said and kept: never taken for its opposite."""

import pytest

from linli.people.imports.matching import TOGETHER
from linli.people.imports.persons import Names
from linli.people.imports.tests.cases import HEADER, NAME_FIRST, WHERE, lines, living, read, row
from linli.people.imports.tests.files import xlsx
from linli.people.imports.words import Doubts, Gone, Needs, Noted, Reach, Statuses, when_gone
from linli.people.models import Household, Need
from linli.people.queries.records import note_of


@pytest.mark.parametrize(
    ("text", "how"),
    [
        *((text, "refused") for text in (
            "不要打电话", "勿发短信", "不用微信", "别打电话", "没有微信", "无手机", "不会用手机", "请勿上门", "谢绝入户", "除电话外", "电话不通", "微信：无",
            "电话没有", "不方便接电话", "拒接电话", "禁止上门", "微信不用", "电话联系不上", "文字勿电话",
        )),
        ("打电话", "call"), ("只能上门", "door"), ("发微信，不要打电话", "text"), ("不要打电话，请上门", "door"), ("短信（不要打电话）", "text"),
        ("不打电话发短信", "text"), ("不识字，打电话", "call"), ("微信", "text"),
    ],
)  # fmt: skip
def test_a_channel_that_is_refused_is_not_wished_for(text, how):
    assert Reach({})[text] == how


def test_a_refused_channel_is_said_and_kept_in_the_note(desk):
    desk.preview(xlsx([[*row("甲"), "不要打电话"], [*row("乙"), "发短信，不要打电话"]], [*HEADER, "联系方法"]))
    assert [line.code for line in lines(desk, "values")] == ["imports.reach_refused"]
    desk.post("confirm/")
    assert note_of(living()["甲"]) == "联系方法：不要打电话"
    assert living()["乙"].reach == "text"


DENIED = [
    "独居：否", "残疾:无", "透析 否", "不独居", "独居（否）", "残疾=无", "独居×", "独居情况：无", "是否独居：否", "独居:不是", "独居/否", "否(独居)", "独居n",
    "独居:没有", "并非独居", "残疾证:无", "不再独居",
]  # fmt: skip
AFFIRMED = [
    "独居",
    "独居:是",
    "独居(是)",
    "独居：√",
    "是否独居：是",
    "无残疾、独居",
    "残疾：否；独居：是",
    "独居:有",
    "独居 2020年起",
]
OPEN = [
    "独居？",
    "疑似独居",
    "可能独居",
    "是否独居",
    "原独居",
    "独居待核实",
    "独居不详",
    "老伴独居",
    "与独居老人同住",
    "照顾独居老人",
]


@pytest.mark.parametrize(
    ("text", "sure", "offered"),
    [*((text, 0, 0) for text in DENIED), *((text, 1, 1) for text in AFFIRMED), *((text, 0, 1) for text in OPEN)],
)
def test_a_need_is_taken_only_where_it_is_affirmed(text, sure, offered):
    assert [kind for kind, _how in Needs()[text]] == ["alone"] * sure
    assert [kind for kind, _how in Noted()[text]] == ["alone"] * offered
    assert Doubts()[text] is (offered > sure)


@pytest.mark.parametrize(("what", "needs"), [("", 0), ("write", 1)])
def test_a_need_that_is_left_open_is_asked_about(desk, what, needs):
    desk.preview(xlsx([[*row("甲"), "独居？"]], [*HEADER, "特殊需要"]))
    assert len(lines(desk, "noted")) == 1
    if what:
        desk.post("decide/", verdict="noted", what=what)
    desk.post("confirm/")
    assert (Need.objects.count(), note_of(living()["甲"])) == (needs, "特殊需要：独居?")


DEAD = [
    "亡", "殁", "病故", "去世", "已故", "死亡", "（亡）", "姓名后注：亡", "2020年亡", "2020.3亡", "故", "本人亡", "人亡", "亡（2020）", "亡于2020", "死于2020年",
    "2020年故", "卒", "身亡", "死亡:是", "因病去世",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "what"),
    [
        *((text, "died") for text in DEAD), ("销户", "away"), ("户口注销", "away"),
        *((text, "") for text in ("死亡：否", "是否死亡：否", "销户：否", "老伴亡", "配偶已亡", "父母双亡", "双亲亡故", "王如故", "因故未登记", "未死亡", "丈夫病故，独居")),
    ],
)  # fmt: skip
def test_whoever_a_note_calls_dead_is_asked_about(text, what):
    assert Gone()[text] == what


def test_a_status_that_denies_it_is_no_death():
    assert [Statuses()[text] for text in ("亡", "殁", "2020年亡")] == ["died"] * 3


@pytest.mark.parametrize(
    "written",
    ["张三（亡）", "张三 亡", "张三亡", "张三(殁)", "张三殁", "张三销户", "张三 死", "张三[亡]", "张三【亡】", "张三-亡", "张三：亡", "张三已亡", "张三(2020年去世)"],
)  # fmt: skip
def test_whoever_is_called_dead_beside_their_name_is_asked_about(desk, written):
    assert desk.load(xlsx([row(written)], HEADER))["left"] == 1
    assert not living()


@pytest.mark.parametrize("written", ["死", "故", "张三死", "亡张三", "†张三"])
def test_a_name_that_may_speak_of_the_dead_is_asked_about(written):
    assert Names()[written][1] == "imports.name_odd"


def test_the_question_names_the_day(desk):
    assert [when_gone(note) for note in ("2020年3月去世", "党员 2019.3.5亡", "去世", "2020年入党，已故")] == [
        "2020年3月", "2019.3.5", "", "",
    ]  # fmt: skip
    desk.preview(xlsx([row("亡甲", note="2020年3月去世")], HEADER))
    (line,) = lines(desk, "left")
    assert "2020年3月" in line.told["why"]
    assert "2020年3月" in desk.page()


@pytest.mark.parametrize(
    ("written", "name", "sex", "note"),
    [
        ("张三 女", "张三", "2", ""), ("李四(男)", "李四", "1", ""), ("王五 65岁", "王五", "", "姓名后注：65岁"), ("李四（女，65岁）", "李四", "2", "姓名后注：女,65岁"),
        ("赵六 男 40岁", "赵六", "1", "姓名后注：男 40岁"), ("张三,女", "张三", "2", ""), ("王五（65）", "王五", "", "姓名后注：65"),
    ],
)  # fmt: skip
def test_sex_and_age_are_taken_off_a_name_and_said(written, name, sex, note):
    rows = read((*WHERE, "name"), ("学院", "3", "501", written))
    assert (rows.name, rows.sex, rows.note, rows.value_faults) == (
        [name], [sex], [note], [(0, "name", "imports.name_sex_age")],
    )  # fmt: skip


@pytest.mark.parametrize("written", ["在外打工", "外出", "户籍空挂", "人户分离", "打工", "常年在外", "挂户", "挂靠户", "出国", "人不在", "户在人不在", "外地打工"])  # fmt: skip
def test_where_somebody_is_is_no_name(written):
    assert Names()[written][1] == "imports.to_verify"


@pytest.mark.parametrize(
    "name", ["共小华", "乜", "难", "黑", "乜小丽", "难大勇", "黑铁", "死明", "仝月", "张三女", "王亚男"]
)
def test_no_list_of_surnames_refuses_anybody(name):
    rows = read((*WHERE, "name"), ("学院", "3", "501", name))
    assert (rows.name, rows.fault, rows.value_faults) == ([name], [""], [])


def test_two_names_of_rare_surnames_are_asked_about():
    assert Names()["共小华 难大勇"][1] == "imports.name_odd"


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        (("合家欢", "3号楼", "1单元", "101"), ""), (("制小表", "3号楼", "1单元", "101"), ""), (("单一", "3号楼", "1单元", "101"), ""),
        *(((name, "3号楼", "1单元", "101"), "imports.footer_person") for name in ("张制表", "张领导", "总计明", "以上明")),
        *((("王芳", place, "", "101"), "imports.footer_person") for place in ("制表小区", "合计小区", "盖章楼")),
        (("单位", "3号楼", "1单元", "101"), "imports.organisation"), (("小计", "3号楼", "1单元", "101"), "imports.footer"), (("合计", "", "", ""), "imports.footer"),
        (("王芳", "制表：李四", "", ""), "imports.footer"), (("王芳", "共3栋", "", ""), "imports.footer"),
    ],
)  # fmt: skip
def test_a_family_is_not_passed_over_as_a_footer(cells, fault):
    assert read(NAME_FIRST, ("李一", "3号楼", "1单元", "102"), cells).fault[1] == fault


CHANGED = [
    "更换电话", "换号", "电话已换", "13800000001（已换号）", "13800000001 换号", "老号码13800000001", "13800000001 旧", "旧号13800000001 新号13900000002",
    "13800000001改为13900000002", "13800000001→13900000002", "13800000001(原号)", "13800000001(以前的)",
]  # fmt: skip


@pytest.mark.parametrize("cell", CHANGED)
def test_a_number_that_was_changed_is_asked_about(cell):
    rows = read((*WHERE, "name", "phone"), ("学院", "3", "501", "甲", cell))
    assert (rows.phone, rows.value_faults) == ([""], [(0, "phone", "imports.phone_changed")])
    assert all(digits in rows.note[0] for digits in ("13800000001", "13900000002") if digits in cell)


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        *((note, False) for note in ("更换电话", "换号", "电话已换", "老号码", "已换手机号", "号码变更", "原电话", "手机号已更换")),
        *((note, True) for note in ("未换号", "门锁已换", "老人机", "更换门锁", "老人电话见子女")),
    ],
)  # fmt: skip
def test_a_note_that_calls_the_number_old_keeps_it_out(note, kept):
    rows = read((*WHERE, "name", "phone", "note"), ("学院", "3", "501", "甲", "13800000001", note))
    assert bool(rows.phone[0]) is kept
    assert kept or "13800000001" in rows.note[0]


class TestTogether:
    """People of several surnames in one 院, or behind one 东户."""

    COLUMNS = ["住址", "姓名", "与户主关系", "户号"]

    @pytest.mark.parametrize("address", ["槐树巷12号院", "槐树巷12号院东屋", "7号楼1单元1层东户"])
    @pytest.mark.parametrize(("what", "homes"), [("", 0), ("return", 0), ("one", 1), ("each", 2)])
    def test_they_are_not_one_household_unasked(self, desk, address, what, homes):
        file = xlsx([[address, "张三", "", ""], [address, "李四", "", ""]], self.COLUMNS)
        assert desk.preview(file)[TOGETHER] == 2
        if what:
            desk.post("decide/", verdict=TOGETHER, what=what)
        desk.post("confirm/")
        assert (desk.state, Household.objects.count(), len(living())) == ("done", homes, 2 if homes else 0)
        counts = desk.preview(file)
        assert (counts["same"], counts[TOGETHER]) == ((2, 0) if homes else (0, 2))

    @pytest.mark.parametrize(
        "rows",
        [
            [("槐树巷12号院", "张三", "户主", ""), ("槐树巷12号院", "李四", "妻", "")],
            [("槐树巷12号院", "张三", "", "7"), ("槐树巷12号院", "李四", "", "7")],
            [("槐树巷12号院", "张三", "", ""), ("槐树巷12号院", "张小三", "", "")],
            [("7号楼1单元101", "张三", "", ""), ("7号楼1单元101", "李四", "", "")],
        ],
    )
    def test_what_says_that_they_are_one_is_no_question(self, desk, rows):
        counts = desk.load(xlsx(list(map(list, rows)), self.COLUMNS))
        assert (counts[TOGETHER], counts["new"], Household.objects.count()) == (0, 2, 1)


def test_the_preview_names_the_letters_and_the_number_that_were_read(desk):
    home = ["7号楼", "1单元", "1O1"]
    desk.preview(xlsx([row("甲", "13800000001、13900000002", home=home)], HEADER))
    told = {line.code: line.told for line in lines(desk, "as_read")}
    assert told == {"imports.room_letters": {"said": "O"}, "imports.phones_several": {"said": "138****0001"}}
    assert "138****0001" in desk.page()
