"""Places that a leaders' list would make: a floor beside stairwells comes back, a building among others is asked about."""

import pytest

from linli.corps.models import Appointment, Member
from linli.corps.tests.test_import import (
    _uploads,
    book,
    charged,
    kept_out,
    lines,
    load,
    load_at,
    press,
    previewed,
    upload,
)
from linli.corps.tests.test_import_questions import decided
from linli.places.models import Place
from linli.testing_jobs import run_jobs

__all__ = ["_uploads"]  # the fixture: uploads in a folder of the test
pytestmark = pytest.mark.django_db
HEADER = ["姓名", "职务", "负责范围"]


def makes(corps, *rows):
    return load(corps, book(*rows, header=HEADER), make_places="on")


@pytest.mark.parametrize(
    ("where", "kind", "code"),
    [
        ("7号楼5-6层", "spread", "corps.row_spread"), ("7号楼 9层", "spread", "corps.row_spread"),
        ("7号楼501、502", "rejected", "corps.row_which_stairwell"),
    ],
)  # fmt: skip
def test_no_floor_is_made_beside_the_stairwells_of_its_building(corps, where, kind, code):
    places = Place.objects.count()
    run = makes(corps, ["孙甲", "楼层长", where])
    assert [(line.kind, line.code) for line in run.seen] == [(kind, code)]
    assert Place.objects.count() == places


def test_nor_beside_stairwells_that_the_same_list_makes(corps):
    run = makes(corps, ["孙甲", "楼层长", "2号楼1-3层"], ["孙乙", "楼道长", "2号楼1单元"])
    assert kept_out(run) == {"孙甲": "corps.row_which_stairwell"}


def test_a_building_without_stairwells_gets_its_floors(corps):
    makes(corps, ["孙甲", "楼层长", "2号楼1-3层"])
    assert [path[:-4] for path in charged("孙甲")] == [Place.objects.get(name="2号楼").path] * 3


@pytest.mark.parametrize("answer", ["", "return", "make"])
def test_a_building_among_others_may_be_a_slip_and_is_asked_about(corps, answer):
    upload(corps, book(["孙甲", "楼栋长", "9号楼"], header=HEADER), make_places="on")
    run = previewed(corps)
    (line,) = lines(run)
    assert (line.kind, line.code, line.told["n"]) == ("unlike", "corps.row_place_unlike", "1")
    assert "9号楼" in line.told["place"]
    if answer:
        press(corps, run, "decide", verdict="unlike", what=answer)
    press(corps, run, "confirm")
    run_jobs()
    assert Place.objects.filter(name="9号楼").exists() == bool(charged("孙甲")) == (answer == "make")


@pytest.mark.parametrize(("floor", "scope"), [("2层", ""), ("2楼", ""), ("", "7号楼1单元2楼"), ("", "7号楼1单元2层")])
def test_a_storey_is_the_floor_of_its_number(corps, floor, scope):
    header = ["姓名", "职务", "楼栋", "单元", "楼层", "负责范围"]
    at = ["7号楼", "1单元", floor, ""] if floor else ["", "", "", scope]
    load(corps, book(["孙甲", "楼层长", *at], header=header))
    assert charged("孙甲") == [corps.street.places["floor2"].path]


def test_a_new_storey_is_called_like_the_floors_beside_it(corps):
    makes(corps, ["孙甲", "楼层长", "7号楼1单元5楼"])
    assert Place.objects.get(path=charged("孙甲")[0]).name == "5层"


@pytest.mark.parametrize("written", ["底商1-3号", "底商1-3号门店", "1-3号门店", "门面1-3号"])
def test_shops_on_the_ground_floor_are_counted(corps, written):
    corps.street.place("market", "market", "学院路商街", "grid3")
    shops = [corps.street.place(f"shop{n}", "shop", f"{n}号门店", "market").path for n in (1, 2, 3)]
    load(corps, book(["孙甲", "门店长", f"学院路商街{written}"], header=HEADER))
    assert charged("孙甲") == shops


def test_the_same_building_leads_one_term_where_there_were_two(corps):
    """Two rows of last month are one row of this: both terms end, and none goes on beside the new one."""
    corps.street.place("building8", "building", "8号楼", "grid3")
    header = [*HEADER, "联系电话"]
    phone = "13900000001"
    load(corps, book(["孙甲", "楼栋长", "7号楼", phone], ["孙甲", "楼栋长", "8号楼", phone], header=header))
    load(corps, book(["孙甲", "楼栋长", "7号楼、8号楼", phone], header=header))
    terms = Appointment.objects.filter(member__name="孙甲")
    assert sorted(terms.values_list("ended_how", flat=True)) == ["", "changed", "changed"]
    again = load_at(corps, book(["孙甲", "楼栋长", "7号楼、8号楼", phone], header=header), "xueyuan")
    assert again.counts["same"] == 1


def test_the_same_as_above_is_the_same_person(corps):
    header = [*HEADER, "联系电话"]
    rows = [
        ["孙甲", "楼栋长", "7号楼", "13900000001"], ["同上", "楼层长", "7号楼1单元1层", ""],
        ["〃", "院落长", "槐树巷1号院", "〃"],
    ]  # fmt: skip
    run = load(corps, book(*rows, header=header))
    assert (kept_out(run), run.counts["new"]) == ({}, 3)
    assert Member.objects.get(name="孙甲").appointments.count() == 3


def test_the_same_as_above_with_nobody_above_says_that_the_name_is_missing(corps):
    run = load(corps, book(["同上", "楼栋长", "7号楼"], header=HEADER))
    assert list(kept_out(run).values()) == ["people.name_empty"]
    run = load(corps, book(["空缺", "楼栋长", "7号楼"], ["同上", "楼层长", "7号楼1单元1层"], header=HEADER))
    assert [line.code for line in run.seen] == ["corps.row_vacant"] * 2


LEFT = ["空缺", "已离任", "2022年3月已搬走，待补", "（已故）", "由网格员兼任", "已退休"]
ORDINARY = [
    "党员", "住在本楼", "无", "没有微信", "暂无手机", "无需短信", "退休教师", "兼任党小组长", "原社区书记", "原3号楼楼长，现负责5号楼",
]  # fmt: skip


@pytest.mark.alike
@pytest.mark.parametrize(("note", "out"), [*((note, True) for note in LEFT), *((note, False) for note in ORDINARY)])
def test_a_note_is_looked_at_and_not_written(corps, note, out):
    run = load(corps, book(["孙甲", "楼栋长", "7号楼", note], header=[*HEADER, "备注"]))
    assert (list(kept_out(run).values()) == ["corps.row_vacant"], run.counts["new"]) == (out, int(not out))


def test_a_note_that_was_misunderstood_is_corrected_in_the_preview(corps):
    upload(corps, book(["孙甲", "楼栋长", "7号楼", "空缺"], header=[*HEADER, "备注"]))
    run = previewed(corps)
    (line,) = (line for line in lines(run) if line.kind == "rejected")
    press(corps, run, f"cell/{line.sheet}/{line.number}/{line.column}", text="")
    run_jobs()
    run.refresh_from_db()
    assert (line.column, run.counts["new"], run.counts["rejected"]) == (3, 1, 0)


def test_every_row_that_is_listed_says_what_happens_and_a_place_can_be_corrected(corps):
    content = book(
        ["孙甲", "楼栋长", "八号楼"], ["孙乙", "楼层长", "03网格"], ["空缺", "楼栋长", "7号楼"], header=HEADER
    )
    upload(corps, content)
    run = previewed(corps)
    page = corps.street.client("community").get(f"/corps/imports/{run.pk}/")
    assert [bool(shown.remedy) for shown in page.context["lines"]] == [True] * 3
    assert [shown.line.column for shown in page.context["lines"]] == [2, 2, -1]


def test_a_row_of_one_question_stays_one(corps):
    run, asked = decided(corps, book(["王大爷", "楼栋长", "7号楼"], header=HEADER), "odd", "person")
    assert (len(asked), run.counts["total"]) == (1, 1)


class TestFloorsOfSeveralStairwells:
    """「7号楼1-2层」 of a building with stairwells: its floors 1 and 2 in every stairwell, once somebody says so."""

    ROWS = [["孙甲", "楼层长", "7号楼1-2层"]]

    @pytest.fixture(autouse=True)
    def _second_stairwell(self, corps):
        corps.street.place("other7", "stairwell", "2单元", "building7")
        for floor in (1, 2):
            corps.street.place(f"other{floor}", "floor", f"{floor}层", "other7")

    @pytest.mark.parametrize("answer", ["", "return", "every"])
    def test_they_are_asked_about_with_that_answer(self, corps, answer):
        places = Place.objects.count()
        _run, asked = decided(corps, book(*self.ROWS, header=HEADER), "spread", answer)
        ((code, told),) = [(line.code, line.told) for line in asked]
        assert (code, told["place"], told["stairwells"]) == ("corps.row_spread", "1层、2层", "1单元、2单元")
        found = [corps.street.places[name].path for name in ("floor1", "floor2", "other1", "other2")]
        assert (sorted(charged("孙甲")), Place.objects.count()) == (sorted(found) if answer == "every" else [], places)

    def test_what_stands_so_is_the_same(self, corps):
        decided(corps, book(*self.ROWS, header=HEADER), "spread", "every")
        assert load(corps, book(*self.ROWS, header=HEADER)).counts["same"] == 1

    def test_a_floor_that_one_stairwell_has_is_that_one(self, corps):
        corps.street.place("other9", "floor", "9层", "other7")
        run = load(corps, book(["孙甲", "楼层长", "7号楼9层"], header=HEADER))
        assert (run.counts["new"], charged("孙甲")) == (1, [corps.street.places["other9"].path])

    def test_those_to_be_made_are_made_in_the_stairwells(self, corps):
        upload(corps, book(["孙甲", "楼层长", "7号楼5层"], header=HEADER), make_places="on")
        run = previewed(corps)
        assert [line.kind for line in lines(run)] == ["spread"]
        press(corps, run, "decide", verdict="spread", what="every")
        press(corps, run, "confirm")
        run_jobs()
        above = sorted(corps.street.places[name].path for name in ("stair1", "other7"))
        assert [path[:-4] for path in charged("孙甲")] == above

    def test_a_name_in_doubt_besides_comes_back(self, corps):
        run = load(corps, book(["王大爷", "楼层长", "7号楼1-2层"], header=HEADER))
        assert [line.code for line in run.seen] == ["corps.row_which_stairwell"]


class TestMakingPlacesFromThePreview:
    def offered(self, corps, run, who="community"):
        page = corps.street.client(who).get(f"/corps/imports/{run.pk}/")
        return [(option.name, ticked, rows) for option, ticked, rows in page.context["options"]]

    def test_it_is_ticked_where_places_are_missing_and_taken_back(self, corps):
        places = Place.objects.count()
        upload(corps, book(["孙甲", "楼栋长", "9号楼"], ["孙乙", "楼栋长", "7号楼"], header=HEADER))
        run = previewed(corps)
        assert self.offered(corps, run) == [("make_places", False, 1)]
        press(corps, run, "decide", option="make_places", what="on")
        run_jobs()
        assert [line.kind for line in lines(run) if line.who == "孙甲"] == ["unlike"]
        assert self.offered(corps, run) == [("make_places", True, 0)]
        assert "9号楼" in corps.street.client("community").get(f"/corps/imports/{run.pk}/").content.decode()
        press(corps, run, "decide", option="make_places", what="off")
        run_jobs()
        assert self.offered(corps, run) == [("make_places", False, 1)]
        press(corps, run, "decide", option="make_places", what="on")
        run_jobs()
        press(corps, run, "decide", verdict="unlike", what="make")
        press(corps, run, "confirm")
        run_jobs()
        assert (len(charged("孙甲")), Place.objects.count()) == (1, places + 1)

    def test_an_option_that_there_is_not_is_refused(self, corps):
        upload(corps, book(["孙甲", "楼栋长", "9号楼"], header=HEADER))
        assert press(corps, previewed(corps), "decide", option="no", what="on").status_code == 422
