"""Leaders' lists as streets keep them: where a leader stands in one cell, several places in a cell, nobody in a post."""

import pytest

from linli.corps.models import Appointment, Member
from linli.corps.tests.test_import import HEADER, _uploads, book, load, press, previewed, refused, row, upload
from linli.places.models import Place
from linli.testing_jobs import run_jobs

pytestmark = pytest.mark.django_db
__all__ = ["_uploads"]
SCOPE = ["姓名", "职务", "联系电话", "负责范围"]


def judged(corps, *rows, header=HEADER, who="community", **data):
    """Name -> code of what the preview refuses."""
    assert upload(corps, book(*rows, header=header), who, **data).status_code == 303
    return refused(previewed(corps, who))


def charged(name):
    return sorted(Member.objects.get(name=name).appointments.get().charges.values_list("place__name", flat=True))


def test_a_scope_in_one_cell_is_resolved(corps):
    rows = [
        ["王一层", "楼层长", "13700000001", "03网格7号楼1单元1-2层"],
        ["张楼栋", "楼栋长", "13700000002", "7栋"],
        ["李院", "院落长", "13700000003", "槐树巷1号院"],
    ]
    run = load(corps, book(*rows, header=SCOPE))
    assert (run.state, run.counts["new"], run.counts["rejected"]) == ("done", 3, 0)
    assert charged("王一层") == ["1层", "2层"]
    assert charged("张楼栋") == ["7号楼"]
    assert load(corps, book(*rows, header=SCOPE)).counts["same"] == 3


def test_nobody_is_put_anywhere_while_a_column_with_places_is_not_read(corps):
    rows = [["王一层", "社区长", "13700000001", "学院那一片"]]
    header = [*SCOPE[:3], "分管片儿"]
    assert judged(corps, *rows, header=header, who="street") == {"王一层": "corps.row_unread"}


@pytest.mark.alike
@pytest.mark.parametrize(
    "word",
    [
        "空缺",
        "暂缺",
        "待定",
        "无",
        "(空缺)",
        "空缺(李四代管)",
        "岗位空缺",
        "空岗",
        "待聘",
        "已离职",
        "张三(已离职)",
        "张三(原)",
        "张三(已故)",
        "招募中",
        "社区兼",
        "由网格员兼任",
        "撤销",
        "不设",
        "TBD",
        "待选",
    ],
)
def test_nobody_in_a_post_is_no_appointment(corps, word):
    before = (Member.objects.count(), Appointment.objects.count())
    rows = [row(word, "楼栋长", building="7号楼"), row("合计", "楼栋长", building="共3栋")]
    assert judged(corps, *rows) == {word: "corps.row_vacant", "合计": "corps.row_nobody"}
    load(corps, book(*rows))
    assert (Member.objects.count(), Appointment.objects.count()) == before


@pytest.mark.alike
@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("物业公司", "corps.row_nobody"), ("合计3人", "corps.row_nobody"), ("张三、李四", "imports.several_people"),
        ("张三 李四", "imports.several_people"), ("张*", "imports.name_hidden"), ("张某", "imports.name_hidden"),
        ("同2号楼", "corps.row_nobody"), ("志愿者", "corps.row_nobody"), ("#n/a", "corps.row_nobody"), ("张三→李四", "imports.name_symbol"),
    ],
)  # fmt: skip
def test_who_is_no_one_person_is_not_appointed(corps, word, code):
    assert judged(corps, row(word, "楼栋长", building="7号楼")) == {word: code}
    assert not Member.objects.filter(name__startswith=word[:1]).filter(name__endswith=word[-1:]).exists()


@pytest.mark.parametrize("name", ["王空", "安康", "共小华", "古丽·买买提"])
def test_a_name_that_only_looks_like_nobody_is_appointed(corps, name):
    assert load(corps, book(row(name, "楼栋长", building="7号楼"))).counts["new"] == 1


def test_a_term_that_is_over_is_refused_in_the_preview(corps):
    old = row("旧人", "楼栋长", building="7号楼", ends="2020-01-01")
    assert judged(corps, old) == {"旧人": "corps.row_term_over"}


def test_lists_of_places_are_split_and_nothing_odd_is_made(corps):
    places = Place.objects.count()
    rows = [
        row("建甲", "楼栋长", "13900780001", building="5号楼、6号楼"),
        row("建乙", "楼层长", "13900780002", building="7号楼", stairwell="1单元", floor="全部"),
        row("建丁", "楼层长", "13900780004", building="7号楼", stairwell="1单元", floor="一至二层"),
        row("建戊", "楼栋长", "13900780005", building="共3栋"),
    ]
    wrong = {"建乙": "corps.row_scope_unread", "建戊": "corps.row_scope_unread"}
    assert judged(corps, *rows, make_places="on") == wrong
    load(corps, book(*rows), make_places="on")
    assert charged("建甲") == ["5号楼", "6号楼"]
    assert charged("建丁") == ["1层", "2层"]
    assert Place.objects.count() == places + 2


@pytest.mark.parametrize("data", [{}, {"make_places": "on"}])
def test_a_scope_that_may_be_several_places_is_asked(corps, data):
    place = corps.street.place
    place("compound", "compound", "学院小区", "xueyuan")
    for name, floor in (("other7", "1层"), ("stair7", "9层")):
        place(name, "stairwell", {"other7": "2单元", "stair7": "3单元"}[name], "building7")
        place(f"{name}floor", "floor", floor, name)
    places = Place.objects.count()
    rows = [
        ["问甲", "楼栋长", "", "学院小区7号楼"],  # 7号楼 lies in the grid and in no compound
        ["问乙", "楼层长", "", "7号楼1层"],  # in two stairwells
        ["建丙", "楼层长", "", "7号楼9层"],
    ]
    which = {"问甲": "corps.row_which_place"}
    assert judged(corps, *rows, header=SCOPE, **data) == which
    run = load(corps, book(*rows, header=SCOPE), **data)
    assert [line.code for line in run.seen if line.who == "问乙"] == ["corps.row_spread"]
    assert (charged("建丙"), Place.objects.count()) == (["9层"], places)


def test_no_place_is_made_of_an_odd_scope(corps):
    places = Place.objects.count()
    header = [*SCOPE[:3], "楼栋", "单元"]
    rows = [
        ["怪甲", "楼栋长", "", "2号楼东", ""], ["怪乙", "楼栋长", "", "2号楼（含底商）", ""], ["怪丙", "楼层长", "", "", "1单元"],
        ["怪丁", "楼栋长", "", "2号楼1单元", ""],
    ]  # fmt: skip
    odd = dict.fromkeys(["怪甲", "怪乙", "怪丙", "怪丁"], "corps.row_scope_unread")
    assert judged(corps, *rows, header=header, make_places="on") == odd
    assert judged(corps, ["怪戊", "楼栋长", "", "7号楼2"], header=SCOPE, make_places="on") == {"怪戊": odd["怪甲"]}
    load(corps, book(["圈己", "楼栋长", "", "⑧⑨号楼"], header=SCOPE), make_places="on")
    assert (charged("圈己"), Place.objects.count()) == (["8号楼", "9号楼"], places + 2)


def test_where_a_leader_lives_is_not_where_they_lead(corps):
    header = ["姓名", "职务", "联系电话", "住址", "负责范围"]
    load(corps, book(["王网格", "网格长", "13700000001", "7号楼1单元101", "03网格"], header=header))
    assert charged("王网格") == ["03网格"]


def test_whoever_confirms_writes_with_their_own_posts_only(corps):
    """The community's secretary may not give a post of the community; the street's officer, who left the preview, may."""
    content = book(["高书记", "社区长", "13700000009", ""], header=SCOPE)
    assert upload(corps, content, "street", at="xueyuan").status_code == 303
    run = previewed(corps, "street")
    assert (run.state, run.counts["new"]) == ("preview", 1)
    assert press(corps, run, "confirm", "community").status_code == 303
    run_jobs()
    run.refresh_from_db()
    assert (run.state, run.problem["code"]) == ("preview", "intake.checked_for_you")
    assert refused(run) == {"高书记": "corps.row_may_not_give"}
    press(corps, run, "confirm", "community")
    run_jobs()
    assert not Member.objects.filter(name="高书记").exists()


@pytest.mark.parametrize(
    ("scope", "code"),
    [
        ("崇文路街道03网格7号楼", ""), ("清涧镇03网格7号楼", "corps.row_elsewhere"), ("榆林市榆阳区崇文路街道03网格7号楼", ""),
        ("西安市雁塔区03网格7号楼", "corps.row_elsewhere"), ("雁塔区学院小区3号楼", "corps.row_elsewhere"),
    ],
)  # fmt: skip
def test_a_scope_that_begins_with_a_street_is_of_that_street(corps, scope, code):
    found = judged(corps, ["张楼栋", "楼栋长", "13700000002", scope], header=SCOPE)
    assert found == ({"张楼栋": code} if code else {})
