"""Governance modes: what ships, a street's own, where each is in force."""

import pytest
from django.urls import reverse

from linli.access.actor import system
from linli.access.models import PostKind
from linli.access.permissions import BUNDLES
from linli.access.shipped_posts import POSTS
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.places import actions, queries
from linli.places.forms_levels import rearrange
from linli.places.models import Level, Mode, Place
from linli.places.rules import DEPTH, PlaceKind
from linli.places.shipped import MODES
from linli.testing import refused

pytestmark = pytest.mark.usefixtures("shipped")


def at(name, *args):
    return reverse(f"places:{name}", args=args)


def shipped_mode(code="chongwen.apartment"):
    return Mode.objects.get(path="", code=code)


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("chongwen.apartment", "片长 社区长 网格长 楼栋长 楼层长"),
        ("chongwen.bungalow", "片长 社区长 网格长 巷道长 院落长"),
        ("chongwen.commercial", "片长 社区长 网格长 监长 门店长"),
        ("guazhou", "社区书记 院落支部书记 楼组长"),
        ("yuhang", "街道负责人 社区书记 小区长 楼道长"),
        ("hongqiao", "大蜂巢长 小蜂房长 楼组支部书记 楼栋党员"),
        ("shuangta.building", "社区书记 网格长 居民小组长 楼长"),
        ("shuangta.alley", "社区书记 网格长 巷长 院长"),
    ],
)
def test_the_five_cases_are_governed_as_their_accounts_say(code, chain):
    levels = list(shipped_mode(code).levels.select_related("post"))
    assert " ".join(level.post.title for level in levels) == chain
    depths = [DEPTH[PlaceKind(level.place_kind)] for level in levels]
    assert depths == sorted(depths)
    assert levels[-1].duty == "cover"


def test_the_published_spans_are_the_advice():
    spans = {
        level.post.code: (level.span_unit, level.span_min, level.span_max)
        for level in Level.objects.select_related("post")
    }
    assert spans["floor_leader"] == ("floors", 2, 3)
    assert spans["shop_leader"] == ("shops", 1, 10)
    assert spans["grid_leader"] == ("households", 300, 500)
    floor = Level.objects.get(mode__code="chongwen.apartment", post__code="floor_leader")
    assert (floor.or_span_unit, floor.or_span_min, floor.or_span_max) == ("households", 5, 6)


def test_every_shipped_post_has_a_known_bundle_and_leaders_have_deputies():
    assert {post.bundle for post in POSTS} <= set(BUNDLES)
    for level in Level.objects.select_related("post"):
        assert PostKind.objects.filter(deputy_of=level.post).exists()
    assert {level.post for mode in MODES for level in mode.levels} <= {post.code for post in POSTS}


def test_loading_again_changes_nothing_and_repairs_what_was_spoilt(django_assert_max_num_queries):
    before = Fact.objects.count()
    with django_assert_max_num_queries(8):
        actions.load_shipped(clock.now())
    assert Fact.objects.count() == before
    ids = set(Mode.objects.values_list("pk", flat=True))
    shipped_mode().levels.all().delete()
    PostKind.objects.filter(code="grid_leader").update(title="错")
    actions.load_shipped(clock.now())
    assert shipped_mode().levels.count() == 5
    assert PostKind.objects.get(path="", code="grid_leader").title == "网格长"
    assert set(Mode.objects.values_list("pk", flat=True)) == ids


def assign(street, post, key, mode, who="street", revision=None):
    revision = revision or Place.objects.get(pk=street.id(key)).revision
    chosen = {"mode": str(mode.pk) if mode else "", "revision": revision}
    return post(street.client(who), at("mode", street.id(key)), **chosen)


def test_different_parts_run_different_modes(street, post):
    apartment, bungalow = shipped_mode(), shipped_mode("chongwen.bungalow")
    assert assign(street, post, "street", apartment).status_code == 303
    assert assign(street, post, "alley", bungalow).status_code == 303
    assert queries.mode_of(street.places["door101"].path) == apartment
    assert queries.mode_of(street.places["yard1door"].path) == bungalow
    page = street.client("grid").get(at("place", street.id("yard1"))).content.decode()
    assert bungalow.name in page
    assert "沿用自槐树巷" in page
    assert assign(street, post, "alley", None).status_code == 303
    assert queries.mode_of(street.places["yard1door"].path) == apartment


def test_who_saves_a_mode_over_somebody_elses_is_told(street, post):
    page = street.client("street").get(at("mode", street.id("grid3"))).content.decode()
    assert 'name="revision" value="1"' in page
    assert assign(street, post, "grid3", shipped_mode()).status_code == 303
    answer = assign(street, post, "grid3", shipped_mode("chongwen.bungalow"), revision=1)
    assert (answer.status_code, refused(answer)) == (422, "places.changed_meanwhile")
    assert answer.context["form"]["mode"].value() == str(shipped_mode("chongwen.bungalow").pk)
    assert Place.objects.get(pk=street.id("grid3")).mode == shipped_mode()


def test_a_street_says_which_of_its_parts_run_which_mode(street, post):
    page = street.client("street").get(at("place", street.id("street"))).content.decode()
    assert "还没有选模式" in page
    assert assign(street, post, "alley", shipped_mode("chongwen.bungalow")).status_code == 303
    page = street.client("street").get(at("place", street.id("street"))).content.decode()
    assert "还没有选模式" not in page
    assert "各片自己选了模式" in page
    assert "槐树巷" in page and shipped_mode("chongwen.bungalow").name in page


def test_without_a_mode_there_is_none(street):
    assert queries.mode_of(street.places["door101"].path) is None


@pytest.mark.parametrize(("who", "status"), [("community", 403), ("grid", 403), ("outsider", 403), ("street", 303)])
def test_who_may_lay_a_mode(street, post, who, status):
    assert assign(street, post, "grid3", shipped_mode(), who).status_code == status


def copy(street, post, name="本街道楼房", code="chongwen.apartment"):
    answer = post(
        street.client("street"), at("mode_copy", shipped_mode(code).pk), name=name, street=str(street.id("street"))
    )
    assert answer.status_code == 303
    return Mode.objects.get(name=name)


def test_a_copy_is_the_streets_own(street, post):
    own = copy(street, post)
    assert own.path == street.places["street"].path
    assert own.levels.count() == 5
    assert shipped_mode().levels.count() == 5
    again = post(
        street.client("street"), at("mode_copy", shipped_mode().pk), name="本街道楼房", street=str(street.id("street"))
    )
    assert again.status_code == 422


def test_what_ships_cannot_be_edited(street, post):
    answer = post(street.client("street"), at("mode_edit", shipped_mode().pk), deed="save", name="x")
    assert answer.status_code == 422
    assert shipped_mode().name == "楼房小区（五级五长）"


def sent(mode, levels, deed="save", **more):
    """The form of a mode as a browser sends it."""
    data = {"name": mode.name, "note": mode.note, "revision": mode.revision, "deed": deed, **more}
    data |= {"level-TOTAL_FORMS": len(levels), "level-INITIAL_FORMS": len(levels)}
    for number, level in enumerate(levels):
        data |= {f"level-{number}-{name}": value for name, value in level.items()}
    return data


def level(kind, code, duty="cover", span=("none", 0, 0)):
    post = PostKind.objects.get(path="", code=code)
    values = {
        "place_kind": kind,
        "post": str(post.pk),
        "duty": duty,
        "or_span_unit": "none",
        "or_span_min": "",
        "or_span_max": "",
    }
    return values | dict(zip(("span_unit", "span_min", "span_max"), span, strict=True))


def test_levels_are_saved_in_their_order(street, post):
    own = copy(street, post)
    levels = [
        level("community", "community_leader", "charge"),
        level("building", "building_leader", "liaise"),
        level("stairwell", "stairwell_leader", span=("households", 6, 12)),
    ]
    answer = post(street.client("street"), at("mode_edit", own.pk), **sent(own, levels, name="三级"))
    assert answer.status_code == 303
    own.refresh_from_db()
    saved = list(own.levels.values_list("order", "place_kind", "post__code", "span_max"))
    assert saved == [
        (1, "community", "community_leader", 0),
        (2, "building", "building_leader", 0),
        (3, "stairwell", "stairwell_leader", 12),
    ]
    assert own.name == "三级"
    stale = Mode(pk=own.pk, name="三级", note="", revision=1)
    second = post(street.client("street"), at("mode_edit", own.pk), **sent(stale, levels))
    assert second.status_code == 422
    assert refused(second) == "places.changed_meanwhile"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ([("building", "building_leader"), ("community", "community_leader")], "第 2 级的地点比上一级还大"),
        ([("building", "building_leader"), ("building", "building_leader")], "完全相同"),
        ([("building", "building_leader", "cover", ("floors", 3, 2))], "幅度不对"),
        ([("building", "building_leader", "cover", ("floors", 0, 0))], "幅度不对"),
        ([], "1 到 12 级"),
    ],
)
def test_impossible_chains_are_refused_and_kept_on_the_page(street, post, wrong, said):
    own = copy(street, post)
    answer = post(
        street.client("street"), at("mode_edit", own.pk), **sent(own, [level(*w) for w in wrong], name="改了名")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "改了名" in page
    assert own.levels.count() == 5


def test_buttons_rearrange_and_write_nothing(street, post):
    own = copy(street, post)
    levels = [level("community", "community_leader"), level("grid", "grid_leader")]
    for deed in ("add", "remove:0", "up:1", "down:0", "up:99", "remove:x", "nonsense"):
        assert post(street.client("street"), at("mode_edit", own.pk), **sent(own, levels, deed)).status_code == 200
    own.refresh_from_db()
    assert (own.levels.count(), own.revision) == (5, 1)


@pytest.mark.parametrize(
    ("deed", "order"),
    [("up:1", "bac"), ("up:0", "abc"), ("down:2", "abc"), ("down:0", "bac"), ("remove:1", "ac"), ("up:9", "abc")],
)
def test_rearranging(deed, order):
    assert "".join(row["n"] for row in rearrange([{"n": "a"}, {"n": "b"}, {"n": "c"}], deed)) == order


def test_a_new_title_can_be_named_on_the_way(street, post):
    own = copy(street, post)
    answer = post(street.client("street"), at("mode_edit", own.pk), **sent(own, [], "post", title="楼门长"))
    kind = PostKind.objects.get(title="楼门长")
    assert (kind.path, kind.bundle) == (street.places["street"].path, "leader")
    assert PostKind.objects.get(deputy_of=kind).title == "副楼门长"
    assert (
        str(kind.pk)
        in post(
            street.client("street"), at("mode_edit", own.pk), **sent(own, [level("grid", "grid_leader")], "add")
        ).content.decode()
    )
    assert "已添加职务" in answer.content.decode()
    again = post(street.client("street"), at("mode_edit", own.pk), **sent(own, [], "post", title="楼门长"))
    assert refused(again) == "places.post_title_taken"


def test_a_mode_in_use_is_not_retired(street, post):
    own = copy(street, post)
    assign(street, post, "alley", own)
    post(street.client("street"), at("mode_retire", own.pk))
    assert not Mode.objects.get(pk=own.pk).retired
    assign(street, post, "alley", None)
    post(street.client("street"), at("mode_retire", own.pk))
    assert Mode.objects.get(pk=own.pk).retired


def test_another_streets_mode_is_unseen(street, post):
    own = copy(street, post)
    Mode.objects.filter(pk=own.pk).update(path="0009")
    assert street.client("street").get(at("mode_page", own.pk)).status_code == 404
    assert street.client("street").get(at("mode_edit", own.pk)).status_code == 404
    own.refresh_from_db()
    with pytest.raises(Exception, match=r"places\.mode_unusable"):
        actions.assign_mode(
            place=Place.objects.get(pk=street.id("grid3")),
            mode=own,
            revision=1,
            actor=system(),
            key=None,
            now=clock.now(),
        )


@pytest.mark.parametrize("who", ["outsider", "nobody", "auditor", "anonymous"])
def test_reading_modes_needs_a_post_that_reads(street, who):
    expected = {"outsider": 200, "nobody": 403, "auditor": 403, "anonymous": 302}[who]
    status = street.client(who).get(at("modes")).status_code
    assert status == expected or (who == "anonymous" and status == 303)


def test_a_single_door_runs_no_mode_of_its_own(street, post):
    client, door = street.client("street"), street.id("door101")
    assert at("mode", door) not in client.get(at("place", door)).content.decode()
    answer = assign(street, post, "door101", shipped_mode())
    assert answer.status_code == 422
    assert refused(answer) == "places.mode_on_unit"
    assert Place.objects.get(pk=door).mode_id is None


def test_a_door_that_was_given_a_mode_once_can_lose_it(street, post):
    client, door = street.client("street"), street.id("door101")
    Place.objects.filter(pk=door).update(mode=shipped_mode())
    assert at("mode", door) in client.get(at("place", door)).content.decode()
    assert assign(street, post, "door101", None).status_code == 303
    assert Place.objects.get(pk=door).mode_id is None


def test_what_ships_is_named_in_the_readers_language_and_what_a_street_named_is_not(street, post):
    client = street.client("street")
    assign(street, post, "grid3", shipped_mode())
    own = actions.copy_mode(
        mode=shipped_mode(),
        street=street.places["street"],
        name="我们的模式",
        actor=system(),
        key=None,
        now=clock.now(),
    )
    assign(street, post, "building7", own)
    type(street.people["street"].account).objects.filter(username="street").update(language="en")
    page = client.get(at("place", street.id("grid3"))).content.decode()
    assert "Apartment compounds (five levels, five leaders)" in page
    assert "Floor leader" in page
    assert "楼层长" not in page
    assert "我们的模式" in page
