"""What stands at another place decides nothing here, and of what stands above the nearest does."""

import pytest

from linli.access.models import Grant
from linli.calls import actions
from linli.calls.models import CallKind, Helper, Taker
from linli.calls.queries.circles import ground_of
from linli.calls.queries.lists import mergeable
from linli.calls.queries.receiving import first_receiver, sits_for
from linli.calls.queries.standing import helps
from linli.calls.queries.takers import taker_named
from linli.corps.models import Alliance, Charge, Member, PartnerUnit, Seat
from linli.corps.tests.town import START
from linli.kernel.errors import Conflict, Invalid, NotAllowed
from linli.kernel.ids import new_id


def seat_at(town, place, unit="派出所"):
    here = town.street.places[place]
    alliance = Alliance.objects.create(path=here.path, place=here, name="联盟", kind="party", since=START)
    return Seat.objects.create(alliance=alliance, role="民警", unit=town.units[unit])


def receiver(town, kind, place="door101"):
    return first_receiver(kind, town.street.places[place].path, town.now.date())


def test_a_rule_of_the_next_community_sends_nobody_here(town):
    me, seat, kind = town.of_unit("派出所", "police"), seat_at(town, "jucai"), town.kind("service.help")
    before = receiver(town, kind)
    Taker.objects.create(path=seat.alliance.path, kind=kind, seat=seat)
    assert receiver(town, kind, "outdoor") == me.person
    assert receiver(town, kind) == before != me.person


def test_of_two_rules_that_of_the_nearest_place_counts(town):
    kind, near, wide = town.kind("service.help"), town.of_unit("派出所", "police"), town.of_unit("城管执法队", "city")
    for place, unit in (("xueyuan", "城管执法队"), ("grid3", "派出所")):
        seat = seat_at(town, place, unit)
        Taker.objects.create(path=seat.alliance.path, kind=kind, seat=seat)
    assert receiver(town, kind) == near.person
    assert near.person != wide.person


def test_of_two_in_a_post_whoever_is_nearest_gets_the_call(town):
    wider, place = town.corps.appoint("大网格", "grid3", "grid_leader", "13700000111"), town.street.places["xueyuan"]
    Charge.objects.filter(appointment=wider).update(place=place, path=place.path)
    kind = town.kind("service.help")
    kind.post = "grid_leader"
    assert receiver(town, kind) == town.corps.terms["grid"].member_id


def test_no_seat_beside_the_place_is_offered_its_calls(town):
    """Seats at, above and below a place are offered; those of the next grid, or of the next community, are not."""
    town.street.place("grid5", "grid", "05网格", "xueyuan")
    path = town.street.places["grid3"].path
    for place, offered in [("grid3", True), ("street", True), ("building7", True), ("grid5", False), ("grid9", False)]:
        seat = seat_at(town, place)
        if offered:
            assert taker_named(f"seat:{seat.pk}", path) == (seat, None)
        else:
            with pytest.raises(Invalid, match=r"calls\.taker_unknown"):
                taker_named(f"seat:{seat.pk}", path)


def test_no_whistle_calls_a_unit_of_another_street(town):
    town.street.place("elsewhere", "subdistrict", "凤凰台街道")
    path = town.street.places["elsewhere"].path
    town.units["外街"] = PartnerUnit.objects.create(path=path, name="外街", kind="government", joined_on=START)
    with pytest.raises(Invalid, match=r"calls\.unit_gone"):
        town.whistle("派出所", "外街")
    assert town.whistle("派出所").slots.count() == 1


def test_a_kind_for_leaders_is_opened_where_one_leads(town):
    kind = CallKind.objects.filter(path="", code="service.hazard")
    kind.update(may_open=["leader"])
    assert town.open("service.hazard", by="floor").call
    with pytest.raises(NotAllowed, match=r"calls\.may_not_open"):
        town.open("service.hazard", "outdoor", by="floor")


def test_a_kind_of_another_street_is_not_opened_here(town):
    kind = town.kind("service.hazard")
    kind.path = "0009"
    with pytest.raises(Conflict, match=r"calls\.kind_closed"):
        actions.open_call(
            place=town.street.places["door101"], kind=kind, actor=town.actor("grid"), key=new_id(), now=town.now,
            title="井盖", channel="leader",
        )  # fmt: skip


def test_the_circle_of_a_house_is_the_nearest_house(town):
    """A courtyard in an alley: both are houses to a circle, and the nearer one is meant."""
    path = town.street.places["yard1door"].path
    assert ground_of("building", path) == [town.street.places["yard1"].path]
    assert ground_of("community", path) == [town.street.places["xueyuan"].path]


def test_no_call_of_another_street_is_offered_to_merge_with_also_to_who_settles_both(town):
    town.street.place("elsewhere", "subdistrict", "凤凰台街道")
    town.street.place("far", "door", "9号", "elsewhere")
    Grant.objects.create(
        person=town.actor("community").person, bundle="community", path=town.street.places["elsewhere"].path,
        title="兼任", source=new_id(), starts_on=START,
    )  # fmt: skip
    call, same = (town.open("service.hazard", by=None, caller_phone=f"1380013800{n}").call for n in (1, 2))
    far = town.open("service.hazard", "far", by=None, caller_phone="13800138003").call
    assert [found.pk for found in mergeable(town.actor("community"), call)] == [same.pk]
    with pytest.raises(Invalid, match=r"calls\.merge_into"):
        town.do("merge_calls", call, "community", into=far, reason="同一件事")


def test_no_whistle_calls_a_unit_that_has_left(town):
    PartnerUnit.objects.filter(name="派出所").update(left_on=town.now.date())
    town.units["派出所"].refresh_from_db()
    with pytest.raises(Invalid, match=r"calls\.unit_gone"):
        town.whistle("派出所", "城管执法队")


def test_a_seat_is_its_members_until_they_leave(town):
    here, me = town.street.places["grid3"], town.corps.member("钟老师", "13700000222")
    alliance = Alliance.objects.create(path=here.path, place=here, name="联盟", kind="party", since=START)
    seat = Seat.objects.create(alliance=alliance, role="骨干", member=me)
    Taker.objects.create(path=here.path, kind=town.kind("service.help"), seat=seat)
    assert sits_for(me.pk, "service.help", here.path)
    assert not sits_for(me.pk, "repair", here.path)
    Member.objects.filter(pk=me.pk).update(until=town.now.date())
    assert not sits_for(me.pk, "service.help", here.path)


def test_who_helps_is_who_was_asked_and_nobody_beside_them(town):
    call = town.claimed()
    Helper.objects.create(call=call, person=town.actor("volunteer2").person, name="志愿2", at=town.now)
    assert helps(town.actor("volunteer2"), call)
    assert not helps(town.actor("volunteer_grid"), call)
    assert not helps(town.actor("building"), call)
