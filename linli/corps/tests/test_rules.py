"""The fold compared with a naive oracle that looks at every door on its own, and small rules by tables."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.access.rules import ancestors, common_path, parent_path, segment
from linli.corps import appointing, rules
from linli.corps.rules import Advice, Carried, Link, ProofInput, Reason, Span, fold
from linli.kernel.errors import Conflict, Invalid, NotAllowed

KINDS_BY_DEPTH = ["subdistrict", "community", "grid", "building", "stairwell", "floor"]
POSTS = ["片长", "社区长", "网格长", "楼栋长", "楼层长", "门店长"]
DEPUTIES = {f"副{post}": post for post in POSTS}
APARTMENT = [
    Link("片长", "community"),
    Link("社区长", "community"),
    Link("网格长", "grid"),
    Link("楼栋长", "building"),
    Link("楼层长", "floor", "cover", (Advice("floors", 2, 3), Advice("households", 5, 6))),
]
MODES = {
    "楼房": APARTMENT,
    "商区": [*APARTMENT[:3], Link("门店长", "shop", "cover", (Advice("shops", 0, 10),))],
    "空": [],
}


@st.composite
def grounds(draw):
    """A small random town: places of any coarser-to-finer kinds, doors, shops, modes and charges anywhere."""
    places, doors = [("0001", "subdistrict", draw(st.sampled_from([None, "楼房"])))], {}
    made = {"0001": 0}

    def grow(path, depth):
        for _ in range(draw(st.integers(0, 3))):
            made[path] = made.get(path, 0) + 1
            child = path + segment(made[path])
            what = draw(st.integers(depth, len(KINDS_BY_DEPTH) + 1))
            if what < len(KINDS_BY_DEPTH):
                places.append((child, KINDS_BY_DEPTH[what], draw(st.sampled_from([None, None, "楼房", "商区", "空"]))))
                grow(child, what + 1)
            elif what == len(KINDS_BY_DEPTH):
                doors[child] = (draw(st.integers(1, 3)), draw(st.integers(0, 9)))
            else:
                places.append((child, "shop", None))

    grow("0001", 1)
    everywhere = [path for path, _, _ in places] + list(doors)
    one = st.tuples(st.sampled_from(everywhere), st.sampled_from([*POSTS, *DEPUTIES]))
    charges = draw(st.lists(one, max_size=12))
    root = draw(st.sampled_from([path for path, kind, _ in places if kind != "shop"]))
    return ground_of(root, places, doors, charges), doors


def ground_of(root, places, doors, charges):
    """What the queries would read for `root`: counts per parent of doors, single counts for charged doors."""
    above = set(ancestors(root))
    inside = [row for row in places if row[0].startswith(root) or row[0] in above]
    leaves: dict[str, list[int]] = {}
    for path, (households, residents) in doors.items():
        if path.startswith(root):
            count = leaves.setdefault(parent_path(path), [0, 0])
            count[0] += households
            count[1] += residents
    charged = {path for path, _ in charges}
    return ProofInput(
        root=root,
        places=sorted(inside),
        modes=MODES,
        charges=charges,
        deputy_of=DEPUTIES,
        leaves=[(path, *count) for path, count in leaves.items()],
        doors={path: count for path, count in doors.items() if path in charged and path.startswith(root)},
    )


def units_of(ground, doors):
    """(path, households, shops, residents) of every unit inside the root."""
    for path, (households, residents) in doors.items():
        if path.startswith(ground.root):
            yield path, households, 0, residents
    for path, kind, _ in ground.places:
        if kind == "shop" and path.startswith(ground.root):
            yield path, 0, 1, 0


def judged_naively(ground, path):
    """What the chain of one unit lacks: (posts missing or None without a mode, held by a deputy alone)."""
    mode = None
    for place, _, named in ground.places:
        if path.startswith(place) and named is not None:
            mode = named
    if not MODES.get(mode):
        return None, False
    held = {post for at, post in ground.charges if path.startswith(at)}
    stood_in = {DEPUTIES[post] for post in held if post in DEPUTIES}
    wanted = [link.post for link in MODES[mode]]
    missing = [post for post in wanted if post not in held and post not in stood_in]
    return missing, not missing and any(post not in held for post in wanted)


@given(grounds())
@settings(max_examples=400, deadline=None)
def test_the_fold_says_what_looking_at_every_door_says(made):
    ground, doors = made
    folded = fold(ground)
    for at in folded.nodes:
        expected = dict.fromkeys(["households", "shops", "residents", "covered", "acting", "uncovered_residents"], 0)
        for path, households, shops, residents in units_of(ground, doors):
            if not path.startswith(at):
                continue
            missing, acting = judged_naively(ground, path)
            expected["households"] += households
            expected["shops"] += shops
            expected["residents"] += residents
            expected["covered"] += (households + shops) * (missing == [])
            expected["acting"] += (households + shops) * acting
            expected["uncovered_residents"] += residents * (missing != [])
        node = folded.nodes[at]
        assert {name: getattr(node, name) for name in expected} == expected


@given(grounds())
@settings(max_examples=400, deadline=None)
def test_every_missing_link_of_every_unit_is_in_exactly_one_gap(made):
    ground, doors = made
    expected: dict = {}
    for path, households, shops, residents in units_of(ground, doors):
        missing, _ = judged_naively(ground, path)
        for post in [None] if missing is None else missing:
            count = expected.setdefault(post, [0, 0, 0])
            for number, value in enumerate((households, shops, residents)):
                count[number] += value
    found: dict = {}
    for gap in fold(ground).gaps:
        count = found.setdefault(gap.post, [0, 0, 0])
        for number, value in enumerate((gap.households, gap.shops, gap.residents)):
            count[number] += value
        assert (gap.post is None) == (gap.reason is Reason.NO_MODE)
    assert found == expected


@given(grounds())
@settings(max_examples=200, deadline=None)
def test_a_single_door_is_judged_as_the_fold_counts_it(made):
    ground, doors = made
    prepared = rules.Fold(ground)
    for path, *_ in units_of(ground, doors):
        missing, acting = prepared.missing(path)
        naive = judged_naively(ground, path)
        assert (None if missing is None else [link.post for link in missing], acting) == naive


def town(**without):
    """崇文路: one building of two floors with two doors each, everybody in office but those in `without`."""
    places = [
        ("0001", "subdistrict", "楼房"),
        ("00010001", "community", None),
        ("000100010001", "grid", None),
        ("0001000100010001", "building", None),
        ("00010001000100010001", "floor", None),
        ("00010001000100010002", "floor", None),
    ]
    doors = {f"0001000100010001000{floor}000{door}": (1, 3) for floor in (1, 2) for door in (1, 2)}
    charges = [
        ("00010001", "片长"),
        ("00010001", "社区长"),
        ("000100010001", "网格长"),
        ("0001000100010001", "楼栋长"),
        ("00010001000100010001", "楼层长"),
        ("00010001000100010002", "楼层长"),
    ]
    return places, doors, [charge for charge in charges if charge not in without.get("charges", [])]


def test_a_full_chain_covers_every_door():
    places, doors, charges = town()
    total = fold(ground_of("0001", places, doors, charges)).nodes["0001"]
    assert (total.households, total.covered, total.residents, total.uncovered) == (4, 4, 12, 0)


def test_without_a_floor_leader_exactly_that_floor_is_open():
    places, doors, charges = town(charges=[("00010001000100010002", "楼层长")])
    folded = fold(ground_of("0001", places, doors, charges))
    (gap,) = folded.gaps
    assert (gap.path, gap.post, gap.reason, gap.households, gap.residents) == (
        "00010001000100010002", "楼层长", Reason.VACANT, 2, 6,
    )  # fmt: skip
    assert folded.nodes["00010001000100010001"].uncovered == 0


def test_a_deputy_holds_the_link_and_is_shown_as_acting():
    places, doors, charges = town(charges=[("00010001000100010002", "楼层长")])
    folded = fold(ground_of("0001", places, doors, [*charges, ("00010001000100010002", "副楼层长")]))
    assert (folded.nodes["0001"].covered, folded.nodes["0001"].acting, folded.gaps) == (4, 2, [])


def test_a_door_straight_under_the_building_has_no_floor_and_is_a_gap():
    places, doors, charges = town()
    folded = fold(ground_of("0001", places, doors | {"00010001000100010009": (1, 5)}, charges))
    (gap,) = folded.gaps
    assert (gap.path, gap.post, gap.reason, gap.residents) == ("0001000100010001", "楼层长", Reason.NO_PLACE, 5)


def test_a_leader_of_single_doors_covers_those_doors_alone():
    places, doors, charges = town(charges=[("00010001000100010002", "楼层长")])
    folded = fold(ground_of("0001", places, doors, [*charges, ("000100010001000100020001", "楼层长")]))
    (gap,) = folded.gaps
    assert (gap.households, folded.nodes["0001"].covered) == (1, 3)


@pytest.mark.parametrize("mode", [None, "空"])
def test_without_a_mode_nothing_counts_as_covered(mode):
    places, doors, charges = town()
    places[0] = ("0001", "subdistrict", mode)
    folded = fold(ground_of("0001", places, doors, charges))
    (gap,) = folded.gaps
    assert (gap.reason, gap.path, gap.households, folded.nodes["0001"].covered) == (
        Reason.NO_MODE,
        "000100010001",
        4,
        0,
    )


def test_doors_of_a_closed_place_count_at_the_nearest_open_one():
    places, doors, charges = town()
    folded = fold(ground_of("0001", [row for row in places if not row[0].endswith("00010002")], doors, charges))
    (gap,) = folded.gaps
    assert (gap.path, gap.reason, gap.households) == ("0001000100010001", Reason.NO_PLACE, 2)
    assert folded.nodes["0001"].households == 4


FLOORS, HOMES = Advice("floors", 2, 3), Advice("households", 5, 6)


@pytest.mark.parametrize(
    ("loads", "carried"),
    [
        ([(FLOORS, 6), (HOMES, 14)], Carried(Span.OVER, 14, "households", 6)),
        ([(FLOORS, 8), (HOMES, 7)], Carried(Span.OVER, 8, "floors", 3)),
        ([(FLOORS, 3), (HOMES, 14)], Carried(Span.FITTING, 3, "floors", 3)),
        ([(FLOORS, 9), (HOMES, 6)], Carried(Span.FITTING, 6, "households", 6)),
        ([(FLOORS, 0), (HOMES, 14)], Carried(Span.OVER, 14, "households", 6)),
        ([(FLOORS, 1), (HOMES, 2)], Carried(Span.LIGHT, 1, "floors", 3)),
        ([(FLOORS, 0), (HOMES, 0)], Carried(Span.NONE)),
        ([], Carried(Span.NONE)),
    ],
)
def test_keeping_to_either_span_is_keeping_to_the_advice(loads, carried):
    assert rules.carried(loads) == carried


TODAY = date(2022, 3, 10)


@pytest.mark.parametrize(
    ("end", "soon"),
    [
        (None, False),
        (date(2022, 3, 10), False),
        (date(2022, 3, 11), True),
        (date(2022, 3, 24), True),
        (date(2022, 3, 25), False),
    ],
)
def test_a_term_that_ends_within_a_fortnight_is_soon(end, soon):
    assert rules.ends_soon(end, TODAY) is soon


@pytest.mark.parametrize(
    ("giver", "bundle", "allowed"),
    [
        (["street"], "community", True),
        (["street"], "auditor", False),
        (["street"], "administrator", False),
        (["community"], "grid", True),
        (["community"], "community", False),
        (["community"], "street", False),
        (["grid"], "leader", False),
        ([], "none", False),
    ],
)
def test_nobody_gives_more_than_their_post_hands_out(giver, bundle, allowed):
    if allowed:
        appointing.check_may_give(giver, bundle)
    else:
        with pytest.raises(NotAllowed, match=r"corps\.may_not_give"):
            appointing.check_may_give(giver, bundle)


@pytest.mark.parametrize(
    ("held", "bundle", "refused"),
    [
        ([], "auditor", False),
        (["grid"], "auditor", True),
        (["auditor"], "grid", True),
        (["none"], "auditor", False),
        (["grid"], "leader", False),
    ],
)
def test_an_auditor_holds_nothing_else(held, bundle, refused):
    if refused:
        with pytest.raises(Invalid, match=r"corps\.auditor_alone"):
            appointing.check_alone(held, bundle)
    else:
        appointing.check_alone(held, bundle)


@pytest.mark.parametrize(
    ("start", "end", "on", "code"),
    [
        (date(2022, 3, 1), None, date(2022, 3, 10), None),
        (date(2022, 3, 10), None, date(2022, 3, 10), None),
        (date(2022, 3, 11), None, date(2022, 3, 10), "corps.relief_before_start"),
        (date(2022, 3, 1), date(2022, 3, 10), date(2022, 3, 10), "corps.already_ended"),
    ],
)
def test_a_relief_lies_inside_the_term(start, end, on, code):
    if code is None:
        appointing.check_relief(start, end, on)
    else:
        with pytest.raises((Invalid, Conflict), match=code):
            appointing.check_relief(start, end, on)


@pytest.mark.parametrize(
    ("paths", "common"),
    [
        (["00010002"], "00010002"),
        (["000100020003", "000100020004"], "00010002"),
        (["0001", "00010002"], "0001"),
        (["0001", "0002"], ""),
    ],
)
def test_the_common_place_of_several(paths, common):
    assert common_path(paths) == common
