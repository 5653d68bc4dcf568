"""What stands in the column of names: who is a person, and what is said behind a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.people.imports.persons import Names, read_name
from linli.people.imports.tests.cases import NAME_FIRST, WHERE, read


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("空置", "imports.empty_home"), ("(无人居住)", "imports.empty_home"), ("空缺", "imports.vacant"),
        ("待核实", "imports.to_verify"), ("同上", "imports.to_verify"), ("出租", "imports.let"), ("合计", "imports.footer"),
        ("岗位空缺", "imports.vacant"), ("空缺(李四代管)", "imports.vacant"), ("空岗", "imports.vacant"),
        ("待聘", "imports.vacant"), ("已离职", "imports.vacant"), ("物业公司", "imports.organisation"),
        ("榆林建设公司宿舍", "imports.organisation"), ("合计3人", "imports.footer"), ("本页小计", "imports.footer"),
        ("共35户", "imports.footer"), ("张三、李四", "imports.several_people"), ("张三 李四", "imports.several_people"),
        ("空关", "imports.empty_home"), ("未住人", "imports.empty_home"), ("装修中", "imports.empty_home"),
        ("车库", "imports.empty_home"), ("不在家", "imports.to_verify"), ("外出务工", "imports.to_verify"),
        ("查无此人", "imports.to_verify"), ("拒不配合", "imports.to_verify"), ("联系不上", "imports.to_verify"),
        ("已搬走", "imports.to_verify"), ("死亡", "imports.to_verify"), ("N/A", "imports.to_verify"),
        ("租客", "imports.let"), ("1号楼", "imports.name_place"), ("三单元", "imports.name_place"),
        ("示例", "imports.example"), ("张*", "imports.name_hidden"), ("张某", "imports.name_hidden"),
        ("李某某", "imports.name_hidden"), ("张三😀", "imports.name_symbol"),
        ("儿子", "imports.to_verify"), ("无人在家", "imports.empty_home"), ("2022年4月19日", "imports.footer"),
        ("35户102人", "imports.footer"), ("王芳(填表人)", "imports.footer"), ("槐树巷", "imports.name_place"), ("王五等", "imports.several_people"),
        ("空房子", "imports.empty_home"), ("无住户", "imports.empty_home"), ("长期无人", "imports.empty_home"), ("已租", "imports.empty_home"),
        ("学区房", "imports.empty_home"), ("门市", "imports.empty_home"), ("没交房", "imports.empty_home"), ("电话不通", "imports.to_verify"),
        ("拒登", "imports.to_verify"), ("未采集", "imports.to_verify"), ("同101", "imports.to_verify"), ("详见备注", "imports.to_verify"),
        ("作废", "imports.to_verify"), ("志愿者", "imports.to_verify"), ("#n/a", "imports.to_verify"), ("去逝", "imports.to_verify"),
        ("招募中", "imports.vacant"), ("社区兼", "imports.vacant"), ("由网格员兼任", "imports.vacant"), ("撤销", "imports.vacant"), ("TBD", "imports.vacant"),
        ("统计人", "imports.footer"), ("接上页", "imports.footer"), ("张三(示例)", "imports.example"), ("李XX", "imports.name_hidden"), ("X", "imports.name_hidden"),
        ("1.张三", "imports.name_number"), ("①张三", "imports.name_number"), ("张三65岁", "imports.name_number"), ("张三√", "imports.name_symbol"),
        ("张三→李四", "imports.name_symbol"), ("张三\\李四", "imports.several_people"), ("张三(妻李四)", "imports.several_people"),
        ("张三(丈夫:李四)", "imports.several_people"), ("张三李四", "imports.name_odd"), ("张三妻李四", "imports.name_odd"), ("张三-李四", "imports.name_odd"),
        ("张三(李四)", "imports.name_odd"), ("张三母亲", "imports.name_odd"), ("张三的女儿", "imports.name_odd"), ("王大爷", "imports.name_odd"),
        ("老王", "imports.name_odd"), ("未取名", "imports.name_odd"), ("新生儿", "imports.name_odd"), ("张家", "imports.name_odd"), ("原张三", "imports.name_odd"),
        ("手机人", ""), ("王选举", ""), ("欧阳文华", ""), ("王房", ""), ("李家", "imports.name_odd"), ("王妻", ""), ("张三(曾用名张四)", ""), ("张三(女)", ""),
        *((name, "imports.name_odd") for name in ("户主张三", "张三户主", "第二户主李四", "租户李四", "房东王五", "妻子王芳", "长子张三", "保姆李四", "王芳母", "李四家")),
        *((name, "imports.to_verify") for name in ("独居老人", "未成年", "外来户")),
        ("空海", ""), ("无名氏", "imports.name_odd"), ("石家庄", ""), ("第五伦", ""), ("房东升", ""), ("单于", ""), ("户小明", ""), ("待业青", ""), ("王空", ""), ("安康", ""), ("共小华", ""), ("王小计", ""),
        ("王如故", ""), ("高见上", ""), ("欧阳无忌", ""), ("阿卜杜拉·买买提", ""), ("阿卜杜拉买买提", ""), ("古丽·吐尔逊", ""),
    ],
)  # fmt: skip
def test_what_stands_for_nobody_is_no_resident(written, fault):
    assert Names()[written][1] == fault


@given(
    st.text(
        "王李张刘伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文空户房等某家妻老小原代的一", min_size=1, max_size=5
    )
)
def test_a_quick_look_at_a_name_says_what_a_close_one_says(text):
    assert Names()[text] == read_name(text)


@pytest.mark.parametrize(("written", "name", "note"), [
    ("张三已故", "张三", "姓名后注：已故"), ("张三(不在家)", "张三", "姓名后注：不在家"), ("王如故", "王如故", ""),
])  # fmt: skip
def test_what_is_said_behind_a_name(written, name, note):
    rows = read((*WHERE, "name"), ("学院", "3", "501", written))
    assert (rows.name, rows.fault, rows.note) == ([name], [""], [note])
    assert rows.gone == ["died" if "已故" in written else ""]


def test_a_sex_behind_a_name_is_no_relation():
    rows = read(
        (*WHERE, "name"), ("学院", "3", "501", "王芳(女)"), ("学院", "3", "501", "王伟（男）"), ("", "", "", "李花(妻)")
    )
    assert (rows.name, rows.sex, rows.relation) == (["王芳", "王伟", "李花"], ["2", "1", ""], ["", "", "spouse"])


def test_a_lone_name_is_of_the_family_above():
    rows = read(
        ("", *NAME_FIRST), (1, "李一", "3号楼", "1单元", "101"), ("", "王花", "", "", ""), (3, "李小", "", "", "")
    )
    assert (rows.fault, rows.home) == ([""] * 3, [0] * 3)


@pytest.mark.parametrize(
    ("alone", "odd"),
    [
        ("王花", False), ("欧阳娜娜", False), ("买买提·艾力", False), ("甲妻", False), ("采集人", True), ("仅供参考", True), ("内部资料", True),
        ("阿卜杜拉", True), ("End1", True), ("John Smith", False),
    ],
)  # fmt: skip
def test_a_lone_word_that_begins_with_no_surname_is_asked_about(alone, odd):
    rows = read(
        ("", *NAME_FIRST),
        (1, "李一", "3号楼", "1单元", "101"),
        ("", alone, "", "", ""),
        (3, alone, "3号楼", "1单元", "102"),
    )
    assert (rows.fault, rows.odd) == ([""] * 3, {1} if odd else set())


@pytest.mark.parametrize("line", ["汇总", "完", "附件1", "年 月 日", "温馨提示", "空白", "P1"])
def test_what_stands_below_a_list_is_no_name(line):
    rows = read(NAME_FIRST, ("李一", "3号楼", "1单元", "101"), (line, "", "", ""))
    assert rows.fault[1] in {"imports.footer", "imports.section"}
