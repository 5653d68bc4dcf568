"""A list that writes a place otherwise than the tree has it: the same home, or a question; never a second place."""

import pytest

from linli.access.permissions import BUNDLES
from linli.access.permissions import Permission as P
from linli.intake.lists import all_lists
from linli.intake.queries import alike_places, places_made
from linli.people.imports.tests.cases import lines
from linli.people.imports.tests.files import xlsx
from linli.people.models import Household, Resident
from linli.places.models import Place

HEADER = ["楼栋", "单元", "房号", "姓名"]
HOME = ["3", "1", "501", "甲"]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (["楼栋", "单元", "楼层", "房号", "姓名"], ["3", "1", "5", "01", "甲"]),
        (["楼栋", "单元", "楼层", "房号", "姓名"], ["3", "1", "5层", "501", "甲"]),
        (["楼栋", "房号", "姓名"], ["3", "501", "甲"]),
        (HEADER, ["楼3", "一门洞", "5-01", "甲"]),
        (HEADER, ["#3", "壹单元", "501.0", "甲"]),
        (["住址", "姓名"], ["第3栋第1单元501", "甲"]),
        (["住址", "姓名"], ["榆林市榆阳区崇文路街道学院社区3号楼1单元501", "甲"]),
    ],
)
def test_another_spelling_is_the_same_home(desk, header, row):
    desk.load(xlsx([HOME], HEADER))
    assert desk.load(xlsx([row], header))["same"] == 1


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (["小区", *HEADER], ["学院小区", *HOME]),
        (["网格", *HEADER], ["04网格", *HOME]),
        (["住址", "姓名"], ["崇文路12号3号楼1单元501", "甲"]),
    ],
)
def test_a_level_more_than_the_tree_has_is_asked(desk, header, row):
    desk.load(xlsx([HOME], HEADER))
    before = Place.objects.count()
    assert desk.preview(xlsx([row], header))["rejected"] == 1
    assert [line.code for line in lines(desk, "rejected")] == ["imports.which_place"]
    desk.post("confirm/")
    assert (Place.objects.count(), Resident.objects.count()) == (before, 1)


def test_one_building_of_two_compounds_is_asked(desk):
    two = [["学院小区", "1", "1", "101", "甲"], ["阳光家园", "1", "1", "101", "乙"]]
    desk.load(xlsx(two, ["小区", *HEADER]))
    before = Place.objects.count()
    counts = desk.load(xlsx([row[1:] for row in two], HEADER))
    assert (counts["rejected"], counts["new"]) == (2, 0)
    assert (Place.objects.count(), Household.objects.count()) == (before, 2)


class TestAlike:
    """A compound, an alley or a building that is spelt otherwise is one place, or a question; never a second one."""

    FIRST = ["锦绣家园", "2", "1", "101", "甲"]
    COMPOUND = ["小区", *HEADER]

    def compounds(self):
        return sorted(Place.objects.filter(kind="compound").values_list("name", flat=True))

    @pytest.mark.parametrize("name", ["锦绣家园小区", "锦绣 家园", "锦绣家园（小区）"])
    @pytest.mark.parametrize("at_once", [True, False])
    def test_with_and_without_the_word_it_is_one(self, desk, name, at_once):
        other = [name, "2", "1", "102", "乙"]
        if at_once:
            assert desk.load(xlsx([self.FIRST, other], self.COMPOUND))["new"] == 2
        else:
            desk.load(xlsx([self.FIRST], self.COMPOUND))
            assert desk.load(xlsx([other], self.COMPOUND))["new"] == 1
        assert (len(self.compounds()), Place.objects.filter(kind="building", name="2号楼").count()) == (1, 1)
        assert desk.preview(xlsx([["锦绣家园小区2号楼1单元102", "乙"]], ["住址", "姓名"]))["same"] == 1

    @pytest.mark.alike
    @pytest.mark.parametrize("name", ["锦秀家园", "锦绣花园", "锦绣新村", "锦绣佳园小区"])
    @pytest.mark.parametrize(("what", "homes", "places"), [("", 1, 1), ("same", 2, 1), ("other", 2, 2)])
    def test_one_that_sounds_alike_is_asked_once_for_all_its_rows(self, desk, name, what, homes, places):
        desk.load(xlsx([self.FIRST], self.COMPOUND))
        file = xlsx([[name, "2", "1", "102", "乙"], [name, "3", "1", "102", "丙"]], self.COMPOUND)
        desk.preview(file)
        ((pair, word, said),) = alike_places(desk.work)
        assert (pair.other, pair.rows, word, said) == ("锦绣家园", 2, "小区", "")
        assert [line.code for line in lines(desk, "rejected")] == ["imports.place_alike"] * 2
        assert "data-alike" in desk.page()
        if what:
            desk.post("decide/", alike=pair.key, what=what)
            assert desk.work.refresh_from_db() is None
            assert (desk.state, alike_places(desk.work)[0][2]) == ("preview", what)
        desk.post("confirm/")
        assert (desk.state, len(self.compounds())) == ("done", places)
        assert Household.objects.count() == (3 if what else 1) == homes + bool(what)

    @pytest.mark.parametrize(
        ("header", "there", "name"),
        [
            (["巷道", "院落", "房号", "姓名"], ["槐树巷", "3号", "东屋", "甲"], "槐树胡同"),
            (["楼栋", "房号", "姓名"], ["教学楼", "101", "甲"], "教学大楼"),
            (["院落", "房号", "姓名"], ["供销社院", "101", "甲"], "供销社大院"),
        ],
    )
    def test_alleys_courtyards_and_buildings_too(self, desk, header, there, name):
        desk.load(xlsx([there], header))
        before = Place.objects.count()
        assert desk.load(xlsx([[name, *there[1:-1], "乙"]], header))["rejected"] == 1
        assert Place.objects.count() == before

    def test_two_that_end_in_other_kinds_of_homes_are_two(self, desk):
        rows = [["锦绣新苑", *HOME], ["锦绣公寓", *HOME[:3], "乙"]]
        assert desk.load(xlsx(rows, self.COMPOUND))["new"] == 2

    def test_what_nobody_asked_cannot_be_said(self, desk):
        desk.preview(xlsx([self.FIRST], self.COMPOUND))
        assert desk.post("decide/", alike="compound/锦绣家园/别处", what="same").status_code == 422

    def test_two_of_other_communities_are_two(self, make_desk):
        desk = make_desk("registrar", "street")
        rows = [["学院社区", *self.FIRST], ["聚财社区", "锦绣花园", "2", "1", "101", "乙"]]
        assert desk.load(xlsx(rows, ["社区", *self.COMPOUND]))["new"] == 2

    def test_the_preview_names_what_it_would_make(self, desk):
        desk.preview(xlsx([self.FIRST, ["槐树新村", "12", "1", "101", "丙"]], self.COMPOUND))
        made = {one.kind: (one.count, list(one.names)) for one in places_made(desk.work)}
        assert made["小区"] == (2, ["槐树新村", "锦绣家园"])
        assert made["楼栋"] == (2, ["槐树新村 12号楼", "锦绣家园 2号楼"])
        assert made["户"] == (2, [])
        assert "槐树新村 12号楼" in desk.page()
        desk.post("confirm/")
        assert places_made(desk.work)[0].names == ()


def test_the_preview_names_shops_and_floors(desk):
    desk.preview(
        xlsx(
            [["3", "1", "5", "东户", "", "甲"], ["3", "", "", "", "张三超市", "乙"]],
            ["楼栋", "单元", "楼层", "房号", "门店", "姓名"],
        )
    )
    made = {one.kind: list(one.names) for one in places_made(desk.work)}
    assert (made["楼层"], made["门店"], made["单元"], made["户"]) == (["3号楼 1单元 5层"], ["3号楼 张三超市"], [], [])


def test_whoever_may_import_may_make_the_places(desk):
    lists = [one for one in all_lists().values() if any(option.name == "make_places" for option in one.options)]
    for held in BUNDLES.values():
        assert P.PLACES_EDIT in held or held.isdisjoint(one.permission for one in lists)


def test_a_side_of_an_unsaid_floor_is_asked(desk):
    header = ["楼栋", "单元", "楼层", "房号", "姓名"]
    rows = [["3", "1", "1", "东户", "甲"], ["3", "1", "无", "东户", "乙"], ["3", "1", "2", "东户", "丙"]]
    assert desk.load(xlsx(rows[:2], header))["rejected"] == 1
    assert desk.load(xlsx(rows[1:], header))["new"] == 1
    assert desk.preview(xlsx([["3", "1", "东户", "甲"]], HEADER))["rejected"] == 1
    assert [line.code for line in lines(desk, "rejected")] == ["imports.which_door"]


def test_no_place_is_made_of_an_odd_cell(desk):
    rows = [
        ["03网格（王芳）", "3", "1", "101", "甲"], ["3网格李丽", "3", "1", "102", "乙"], ["3-1", "3", "1", "103", "丙"],
        ["03网格", "1-2", "1", "101", "丁"], ["03网格", "3", "1-2单元", "101", "戊"], ["03网格", "①②号楼", "1", "101", "己"],
    ]  # fmt: skip
    assert desk.preview(xlsx(rows, ["网格", *HEADER]))["new"] == 1
    assert [line.code for line in lines(desk, "rejected")] == [*["imports.place_odd"] * 4, "imports.several_places"]
    desk.post("confirm/")
    assert not Place.objects.filter(name__contains="王芳").exists()


@pytest.mark.parametrize(
    "address",
    [
        "现住3-501",
        "3-501;3-502",
        "原3-501现3-502",
        "3-501或3-502",
        "本小区3-501",
        "户口在3-501",
        "租住3-501",
        "西3-2-501",
    ],
)
def test_no_compound_is_made_of_words_about_a_home(desk, address):
    before = Place.objects.count()
    assert desk.load(xlsx([[address, "甲"]], ["住址", "姓名"]))["rejected"] == 1
    assert Place.objects.count() == before


@pytest.mark.parametrize("compound", ["学院/花园", "学院小区、花园", "其他", "散居", "独栋"])
def test_no_compound_is_made_of_none(desk, compound):
    before = Place.objects.count()
    assert desk.load(xlsx([[compound, "3", "1", "501", "甲"]], ["小区", *HEADER]))["rejected"] == 1
    assert Place.objects.count() == before


@pytest.mark.parametrize("mark", ["同", "↓", "│", "々", "上同", "如上"])
def test_marks_for_the_cell_above(desk, mark):
    assert desk.load(xlsx([HOME, [mark, mark, "502", "乙"], [mark, mark, mark, "丙"]], HEADER))["new"] == 3
    assert Household.objects.filter(door="3-1-502").get().size == 2


def test_another_mark_is_no_name_of_a_place(desk):
    assert desk.load(xlsx([HOME, ["同左", "", "502", "乙"], ["··", "1", "503", "丙"]], HEADER))["new"] == 1


def test_a_building_of_no_compound_is_not_that_of_a_compound(desk):
    rows = [
        ["学院小区", *HOME],
        ["无", *HOME[:3], "乙"],
        ["无", "4", "1", "501", "丙"],
        ["学院小区", "5", "1", "501", "丁"],
    ]
    header = ["小区", *HEADER]
    assert desk.load(xlsx(rows, header))["new"] == 3
    assert desk.preview(xlsx(rows, header))["same"] == 3
    assert [line.code for line in lines(desk, "rejected")] == ["imports.which_place"]


def test_whoever_makes_nothing_gets_back_what_is_missing(desk):
    desk.load(xlsx([HOME], HEADER))
    before = Place.objects.count()
    desk.preview(xlsx([[*HOME[:3], "乙"], ["3", "1", "502", "丙"], ["4", "1", "101", "丁"]], HEADER))
    assert desk.post("decide/", option="make_places", what="off").status_code == 303
    assert [line.code for line in lines(desk, "rejected")] == ["imports.place_missing"] * 2
    desk.work.refresh_from_db()
    assert not places_made(desk.work)
    desk.post("confirm/")
    assert (Place.objects.count(), Resident.objects.count()) == (before, 2)


def test_what_is_missing_is_made_again_once_that_is_ticked(desk):
    desk.preview(xlsx([HOME], HEADER))
    for what, rejected in (("off", 1), ("on", 0)):
        desk.post("decide/", option="make_places", what=what)
        desk.work.refresh_from_db()
        assert desk.work.counts["rejected"] == rejected
    assert 'data-option="make_places"' in desk.page()
