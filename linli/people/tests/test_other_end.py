"""Where somebody moved, and why, is told only to who reaches both ends: of a move, a merge, and one taken back."""

import pytest

from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.people.models import Move, Resident
from linli.people.tests.deeds import send

WHY, FAR = "躲避家暴", "1-101"  # the door in the next community


@pytest.fixture
def moved(homes):
    """王秀英 has moved from 7-1-101 to the next community; the deed is one of those with two ends."""

    def made(what="within", *, back=False):
        wife, old, new = homes.people["王秀英"], homes.households["door101"], homes.households["outdoor"]
        there = old if back else new
        Resident.objects.filter(pk=wife.pk).update(household=there, path=there.path)
        Move.objects.create(
            deed=new_id(), resident=wife, what=what, came_from=old, went_to=new, on=clock.today(), reason=WHY,
            recorded_at=clock.now(), recorded_by_name="马网格", taken_back_at=clock.now() if back else None,
            taken_back_by_name="马网格" if back else "",
        )  # fmt: skip
        return old, new

    return made


def story(homes, who, home):
    answer = homes.street.client(who).get(f"/people/household/{home.pk}/")
    return answer.content.decode(), next(event for event in answer.context["history"] if event.who[:1] == "王")


@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize("what", ["within", "merge"])
@pytest.mark.parametrize("who", ["community", "grid", "building", "floor"])
def test_the_old_door_does_not_tell_where_and_why(homes, moved, who, what, back):
    old, _new = moved(what, back=back)
    text, event = story(homes, who, old)
    assert (event.origin, event.goal, event.reason, event.deed) == ("7-1-101", "", "", None)
    assert WHY not in text and FAR not in text.replace("7-1-101", "")
    assert event.who == ("王秀英" if back else "王**")


@pytest.mark.parametrize("what", ["within", "merge"])
@pytest.mark.parametrize("who", ["outsider", "outside_community"])
def test_nor_does_the_new_door_tell_whence(homes, moved, who, what):
    _old, new = moved(what)
    text, event = story(homes, who, new)
    assert (event.origin, event.goal, event.reason, event.deed) == ("", FAR, "", None)
    assert "7-1-101" not in text and WHY not in text


def test_who_reads_both_ends_is_told_both_and_why(homes, moved):
    old, _new = moved()
    _text, event = story(homes, "registrar", old)
    assert (event.origin, event.goal, event.reason) == ("7-1-101", FAR, WHY)
    assert event.deed is not None


def test_within_ones_own_part_nothing_is_hidden(homes):
    send(homes, "move")
    _text, event = story(homes, "grid", homes.households["door101"])
    assert event.origin == "7-1-101" and event.goal.endswith("202")
    assert event.reason == "换房" and event.deed is not None


@pytest.mark.parametrize(("who", "linked"), [("registrar", True), ("grid", False)])
def test_an_old_record_leads_to_the_merged_one_only_where_that_is_read(homes, who, linked):
    one, other = homes.people["王秀英"], homes.people["李外邻"]
    Resident.objects.filter(pk=one.pk).update(merged_into=other, until=clock.today(), left="merged")
    answer = homes.street.client(who).get(f"/people/resident/{one.pk}/")
    assert (f"/people/resident/{other.pk}/" in answer.content.decode()) == linked
