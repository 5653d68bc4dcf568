"""A post is not given for a place wider than its level: that would hide the places inside without a leader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.corps import appointing
from linli.corps.appointing import Rung, Width
from linli.corps.models import Appointment, Charge, Member
from linli.corps.queries.coverage import coverage
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.places.models import Place
from linli.places.rules import DEPTH, PlaceKind
from linli.places.shipped import MODES
from linli.testing import refused

K = PlaceKind
SHIPPED = appointing.reaches(
    Rung(mode.code, level.post, K(level.place_kind), frozenset({level.span[0], level.or_span[0]}))
    for mode in MODES
    for level in mode.levels
)
ANYWHERE = "volunteer"


@pytest.mark.parametrize(
    ("post", "kind", "divided", "width"),
    [
        ("building_leader", K.BUILDING, False, Width.FITS),
        ("building_leader", K.FLOOR, False, Width.FITS),
        ("building_leader", K.COMMUNITY, True, Width.TOO_WIDE),
        ("building_leader", K.COMMUNITY, False, Width.TOO_WIDE),
        ("building_leader", K.GRID, True, Width.TOO_WIDE),
        ("building_leader", K.COMPOUND, True, Width.TOO_WIDE),
        ("building_leader", K.COMPOUND, False, Width.ASKED),
        ("floor_leader", K.STAIRWELL, True, Width.ASKED),  # the mode advises 2 to 3 floors
        ("floor_leader", K.BUILDING, True, Width.ASKED),
        ("floor_leader", K.COMPOUND, True, Width.TOO_WIDE),
        ("floor_leader", K.SUBDISTRICT, False, Width.TOO_WIDE),
        ("shop_leader", K.MARKET, True, Width.ASKED),  # 10 shops
        ("shop_leader", K.GRID, True, Width.TOO_WIDE),
        ("stairwell_leader", K.BUILDING, True, Width.TOO_WIDE),
        ("stairwell_leader", K.BUILDING, False, Width.ASKED),
        ("courtyard_leader", K.ALLEY, True, Width.TOO_WIDE),
        ("grid_leader", K.GRID, True, Width.FITS),
        ("grid_leader", K.COMMUNITY, True, Width.TOO_WIDE),
        ("sector_leader", K.COMMUNITY, True, Width.FITS),
        ("sector_leader", K.SECTOR, True, Width.FITS),
        ("sector_leader", K.SUBDISTRICT, True, Width.TOO_WIDE),
        (ANYWHERE, K.SUBDISTRICT, True, Width.FITS),
    ],
)
def test_how_wide_a_place_a_post_leads(post, kind, divided, width):
    assert appointing.width(SHIPPED.get(post), kind, divided=divided) is width


@given(st.sampled_from(sorted(SHIPPED)), st.sampled_from(list(PlaceKind)), st.booleans())
def test_what_is_as_narrow_as_the_level_always_fits_and_only_that_without_a_question(post, kind, divided):
    narrow = DEPTH[kind] >= min(DEPTH[one] for one in SHIPPED[post].kinds)
    assert (appointing.width(SHIPPED[post], kind, divided=divided) is Width.FITS) == narrow


@given(st.lists(st.lists(st.sampled_from(["0001", "0002"]), min_size=1, max_size=4).map("".join), max_size=6))
def test_the_outermost_places_cover_all_and_none_lies_in_another(paths):
    kept = appointing.outermost(paths)
    assert kept <= set(paths)
    assert all(any(path.startswith(one) for one in kept) for path in paths)
    assert not any(one != other and one.startswith(other) for one in kept for other in kept)


def typed(corps, at, post, places, **more):
    data = {
        "key": new_id(), "post": corps.post(post).pk, "name": "新长", "phone": "13900000001",
        "places": [corps.street.id(place) for place in places], "starts_on": clock.today().isoformat(),
    }  # fmt: skip
    return corps.street.client("community").post(f"/corps/appoint/?at={corps.street.id(at)}", data | more)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "post"), [("xueyuan", "building_leader"), ("grid3", "building_leader"), ("alley", "courtyard_leader")]
)
def test_a_post_of_a_lower_level_is_not_given_for_a_whole_wider_place(corps, at, post):
    before = coverage(corps.street.places["street"].path).gaps
    for agreed in ({}, {"wide": "on"}):
        answer = typed(corps, at, post, [at], **agreed)
        assert (answer.status_code, refused(answer)) == (422, "corps.place_too_wide")
    assert not Member.objects.filter(name="新长").exists()
    assert coverage(corps.street.places["street"].path).gaps == before


@pytest.mark.django_db
def test_one_floor_leader_for_a_whole_stairwell_is_asked_about(corps):
    answer = typed(corps, "stair1", "floor_leader", ["stair1"])
    assert (answer.status_code, refused(answer)) == (422, "corps.place_wide")
    assert 'name="wide"' in answer.content.decode()
    assert typed(corps, "stair1", "floor_leader", ["stair1"], wide="on").status_code == 302
    assert Charge.objects.get(appointment__member__name="新长").place_id == corps.street.places["stair1"].pk


@pytest.mark.django_db
def test_a_deputy_is_held_to_the_level_of_the_post(corps):
    answer = typed(corps, "xueyuan", "deputy_building_leader", ["xueyuan"])
    assert refused(answer) == "corps.place_too_wide"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "post", "ticked"),
    [
        ("xueyuan", "", False), ("xueyuan", "building_leader", False), ("grid3", "grid_leader", True),
        ("building7", "building_leader", True), ("stair1", "floor_leader", False), ("door101", "", True),
    ],
)  # fmt: skip
def test_the_place_one_comes_from_is_ticked_only_where_the_post_is_as_wide(corps, at, post, ticked):
    asked = f"&post={corps.post(post).pk}" if post else ""
    page = corps.street.client("community").get(f"/corps/appoint/?at={corps.street.id(at)}{asked}")
    assert page.context["form"]["places"].value() == ([str(corps.street.id(at))] if ticked else None)


@pytest.mark.django_db
def test_a_place_inside_another_is_left_out_and_said_and_every_other_is_named(corps):
    corps.street.place("building8", "building", "8号楼", "grid3")
    data = {"wide": "on"}
    answer = typed(corps, "stair1", "floor_leader", ["stair1", "floor1", "floor2"], **data)
    term = Appointment.objects.get(member__name="新长")
    assert list(term.charges.values_list("path", flat=True)) == [corps.street.places["stair1"].path]
    told = corps.street.client("community").get(answer["Location"]).content.decode()
    assert "「1层」、「2层」" in told
    both = typed(corps, "grid3", "building_leader", ["building7", "building8"], name="两栋长", phone="13900000002")
    told = corps.street.client("community").get(both["Location"]).content.decode()
    assert "7号楼、8号楼" in told


@pytest.mark.django_db
@pytest.mark.parametrize("deed", ["hand-over", "extend"])
def test_a_place_that_is_too_wide_is_neither_passed_on_nor_kept_longer(corps, deed):
    term = corps.terms["building"]
    wide = Place.objects.get(pk=corps.street.id("xueyuan"))
    Charge.objects.filter(appointment=term).update(place=wide, path=wide.path)
    later = clock.today().replace(year=clock.today().year + 1, day=1)
    Appointment.objects.filter(pk=term.pk).update(ends_on=later)
    to = corps.member("接任人", "13900000003")
    data = {"key": new_id(), "to": to.pk, "on": clock.today().isoformat()}
    answer = corps.street.client("community").post(f"/corps/appointments/{term.pk}/{deed}/", data)
    assert (answer.status_code, refused(answer)) == (422, "corps.term_too_wide")
    assert Appointment.objects.get(pk=term.pk).ends_on == later


@pytest.mark.django_db
def test_the_post_chosen_goes_along_to_another_place(corps):
    post = corps.post("building_leader").pk
    page = typed(corps, "xueyuan", "building_leader", ["xueyuan"]).content.decode()
    assert f"?at={corps.street.id('grid3')}&amp;post={post}" in page
