"""What a written address says, by tables: every habit into levels, or nothing taken for what it is not."""

import pytest

from linli.places.rules import PlaceKind, is_odd, normal_name
from linli.places.written import parse_address, title_levels


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("3栋2单元501室", "building 3栋, stairwell 2单元, door 501"),
        ("3#2-501", "building 3#, stairwell 2, door 501"),
        ("三号楼二单元五〇一", "building 三号楼, stairwell 二单元, door 501"),
        ("3号楼2单元5〇1", "building 3号楼, stairwell 2单元, door 501"),
        ("百步街社区百步新村3号楼2单元503室", "community 百步街社区, compound 百步新村, building 3号楼, stairwell 2单元, door 503"),
        ("3-2-501", "building 3, stairwell 2, door 501"),
        ("3-2-5-01", "building 3, stairwell 2, floor 5, door 501"),
        ("3 2 501", "building 3, stairwell 2, door 501"),
        ("A-1203", "building A, door 1203"),
        ("5-1", "door 5-1"),
        ("2-5-01", "door 2-5-01"),
        ("3号楼2-501", "building 3号楼, stairwell 2, door 501"),
        ("3号楼2-5-01", "building 3号楼, stairwell 2, floor 5, door 501"),
        ("3号楼5-1", "building 3号楼, door 5-1"),
        ("3号楼2单元605-1", "building 3号楼, stairwell 2单元, door 605-1"),
        ("3号楼甲单元501", "building 3号楼, stairwell 甲单元, door 501"),
        ("3号楼2单元5楼东户", "building 3号楼, stairwell 2单元, floor 5楼, door 东户"),
        ("3号楼负一层101", "building 3号楼, floor 负一层, door 101"),
        ("3号楼地下室", "building 3号楼, door 地下室"),
        ("东楼3单元201", "building 东楼, stairwell 3单元, door 201"),
        ("万达广场A座1203", "market 万达广场, building A座, door 1203"),
        ("金茂大厦1203", "compound 金茂大厦, door 1203"),
        ("气象局家属院3号平房", "compound 气象局家属院, door 平房3号"),
        ("翠湖花园3号别墅", "compound 翠湖花园, door 别墅3号"),
        ("别墅3号", "door 别墅3号"),
        ("12号院", "courtyard 12号院, door 院内"),
        ("槐树巷12号院东屋", "alley 槐树巷, courtyard 12号院, door 东屋"),
        ("崇文路12号老王饭店", "alley 崇文路, courtyard 12号院, door 老王饭店"),
        ("崇文路12号3号楼2单元501", "alley 崇文路, courtyard 12号院, building 3号楼, stairwell 2单元, door 501"),
        ("崇文路学院小区3号楼2单元501", "compound 学院小区, building 3号楼, stairwell 2单元, door 501"),
        ("陕西省榆林市榆阳区学院小区3号楼501", "compound 学院小区, building 3号楼, door 501"),
        ("榆林市政家属院3号楼501", "compound 榆林市政家属院, building 3号楼, door 501"),
        ("学院小区3号楼501(出租)", "compound 学院小区, building 3号楼, door 501"),
        ("王家村3组12号", "community 王家村, alley 3组, courtyard 12号院, door 院内"),
        ("第3栋第2单元501", "building 第3栋, stairwell 第2单元, door 501"),
        ("叁栋贰单元伍佰零一", "building 叁栋, stairwell 贰单元, door 501"),
        ("3号楼一门洞101", "building 3号楼, stairwell 一门洞, door 101"),
        ("3号楼2单元1F东户", "building 3号楼, stairwell 2单元, floor 1F, door 东户"),
        ("槐树巷十二号", "alley 槐树巷, courtyard 十二号院, door 院内"),
        ("槐树巷12", "alley 槐树巷, courtyard 12院, door 院内"),
        ("槐树巷12号院内", "alley 槐树巷, courtyard 12号院, door 院内"),
        ("槐树巷12号院内东房", "alley 槐树巷, courtyard 12号院, door 东房"),
        ("3号楼2单元5层", "building 3号楼, stairwell 2单元, floor 5层"),
        ("外地", "door 外地"),
        ("解放路12号2-501", "alley 解放路, courtyard 12号院, building 2, door 501"),
        ("西湖花苑东苑3-2-101", "compound 西湖花苑, door 东苑3-2-101"),
        ("阳光小区西3-2-501", "compound 阳光小区, door 西3-2-501"),
        ("罗马城市花园B区3-1-101", "compound 罗马城市花园B区, building 3, stairwell 1, door 101"),
        ("新都市花园A区3-1-101", "compound 新都市花园A区, building 3, stairwell 1, door 101"),
        ("水乡花园3-2-501", "compound 水乡花园, building 3, stairwell 2, door 501"),
        ("古镇花园3-2-501", "compound 古镇花园, building 3, stairwell 2, door 501"),
        ("梦里水乡小区3-2-501", "compound 梦里水乡小区, building 3, stairwell 2, door 501"),
        ("农贸市场A区12号", "market 农贸市场, door A区12号"),
        ("清涧镇花园小区3-2-501", "compound 花园小区, building 3, stairwell 2, door 501"),
        ("榆林市府谷县学院小区3-2-501", "compound 学院小区, building 3, stairwell 2, door 501"),
        ("花园街道学院小区3-2-501", "compound 学院小区, building 3, stairwell 2, door 501"),
        ("3号楼2单元No.501", "building 3号楼, stairwell 2单元, door 501"),
    ],
)  # fmt: skip
def test_an_address_in_one_text(text, levels):
    assert ", ".join(f"{level} {name}" for level, name in parse_address(text).items()) == levels


def test_what_is_known_from_elsewhere_is_not_looked_for():
    assert parse_address("2-501", building=True) == {"stairwell": "2", "door": "501"}
    assert parse_address("5-1", building=True) == {"door": "5-1"}
    assert parse_address("5-501", building=True, stairwell=True) == {"door": "5-501"}


@pytest.mark.parametrize(
    ("title", "building"),
    [
        ("1号楼", "1号楼"), ("１号楼 登记", "1号楼"), ("学院小区3栋住户登记表", "3栋"), ("1号楼台账.xlsx", "1号楼"), ("A座", "A座"),
        ("东楼", "东楼"), ("Sheet1", None), ("台账", None), ("1-3号楼", None), ("1号楼、2号楼", None), ("楼栋", None),
    ],
)  # fmt: skip
def test_the_name_of_a_sheet_may_be_a_building(title, building):
    assert title_levels(title).get("building") == building


def test_the_name_of_a_sheet_may_say_the_stairwell():
    assert title_levels("1单元") == {"stairwell": "1单元"}
    assert title_levels("3号楼2单元台账") == {"building": "3号楼", "stairwell": "2单元"}
    assert title_levels("1-2单元") == title_levels("1单元、2单元") == title_levels("共3单元") == {}


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (PlaceKind.GRID, ["3", "第三网格", "网格3"]),
        (PlaceKind.BUILDING, ["1", "1号楼", "楼1", "#1", "No.1", "壹号楼", "第1栋", "Ⅰ号楼", "ⅰ栋", "I号楼"]),
        (PlaceKind.BUILDING, ["3", "Ⅲ号楼", "III号楼", "ⅲ号楼", "第III栋", "iii"]),
        (PlaceKind.BUILDING, ["I座", "I"]),
        (PlaceKind.STAIRWELL, ["1", "1单元", "1梯", "一门洞", "单元1", "壹单元", "第一单元"]),
        (PlaceKind.COURTYARD, ["12", "十二号院", "#12"]),
        (PlaceKind.DOOR, ["501", "5-01", "0501", "伍佰零一"]),
        (PlaceKind.DOOR, ["5-1", "5-1室"]),
        (PlaceKind.DOOR, ["605-1", "605-1号"]),
    ],
)
def test_spellings_of_one_name(kind, names):
    assert len({normal_name(kind, name) for name in names}) == 1


@pytest.mark.parametrize(
    ("kind", "odd", "names"),
    [
        (PlaceKind.GRID, False, ["3", "03网格", "第三网格", "网格3", "学院路网格", "三"]),
        (PlaceKind.GRID, True, ["3网格王芳", "学院3网格", "学院社区第三网格", "3-1", "03网格(2)"]),
        (PlaceKind.BUILDING, False, ["3号楼", "A-1", "东楼", "商住楼", "1A", "3栋楼", "3幢楼", "SOHO-B座"]),
        (PlaceKind.BUILDING, True, ["1-2", "1-2号楼", "2号楼东", "3栋楼东", "2号楼（含底商）"]),
        (PlaceKind.BUILDING, True, ["A-C座", "A至C栋", "a1-a3"]),
        (PlaceKind.STAIRWELL, False, ["1单元", "东单元"]),
        (PlaceKind.STAIRWELL, True, ["1-2单元", "1~2"]),
        (PlaceKind.DOOR, False, ["5-1"]),
        (PlaceKind.BUILDING, False, ["东南楼", "甲楼", "东"]),
        (PlaceKind.BUILDING, True, ["南北楼", "甲乙", "东西"]),
        (
            PlaceKind.COMPOUND,
            False,
            ["学院小区", "学院", "原乡小镇", "现代城", "中海·国际", "阳光小区(一期)", "本溪花园", "租界里"],
        ),
        (
            PlaceKind.COMPOUND,
            True,
            ["现住", "3-501;", "原3-501现", "原", "本小区", "户口在", "租住", "西", "学院/花园", "3-501或"],
        ),
        (PlaceKind.COMPOUND, True, ["学院小区、花园", "其他", "散居", "独栋", "待定"]),
        (PlaceKind.ALLEY, False, ["槐树巷", "学院路一段"]),
        (PlaceKind.ALLEY, True, ["槐树巷、柳树巷", "学院路/花园路"]),
        (PlaceKind.FLOOR, False, ["5", "5层", "五楼", "负1层", "B1", "5F", "顶层", "夹层", "底商", "地下室"]),
        (PlaceKind.FLOOR, True, ["3层以上", "奇数", "除1层", "单数", "待定", "6/18", "1-2", "高层", "1层东"]),
    ],
)
def test_no_place_is_made_of_what_may_be_no_name(kind, odd, names):
    assert {is_odd(kind, name) for name in names} == {odd}


@pytest.mark.parametrize("kind", [PlaceKind.BUILDING, PlaceKind.STAIRWELL, PlaceKind.DOOR])
def test_a_side_without_its_word_is_the_same_place(kind):
    word = {PlaceKind.BUILDING: "栋", PlaceKind.STAIRWELL: "单元", PlaceKind.DOOR: "户"}[kind]
    assert normal_name(kind, f"东{word}") == normal_name(kind, "东") != normal_name(kind, f"西{word}")
