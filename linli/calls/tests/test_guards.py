"""Each test here fails when the one guard that it names is removed from the code."""

from linli.access.models import Grant
from linli.calls import queries
from linli.calls.actions.opening import MOST_BY_PHONE
from linli.calls.models import OfferedAt, SittingTime
from linli.calls.queries.correcting import place_instead
from linli.corps.tests.town import START
from linli.kernel.ids import new_id
from linli.people.tests.conftest import Homes


def also(town, key, bundle, place):
    """A second post for the one called `key`."""
    Grant.objects.create(
        person=town.street.people[key].account.person, bundle=bundle, path=town.street.places[place].path,
        title="兼任", source=new_id(), starts_on=START,
    )  # fmt: skip


def test_who_settles_at_a_place_does_not_set_its_times(town):
    """A grid's leader runs the sittings; the community decides when they are."""
    url = f"/calls/sittings/?at={town.street.id('grid3')}"
    client = town.street.client("grid")
    assert client.get(url).status_code == 200
    assert client.post(url, {"key": str(new_id()), "times": "12:00"}).status_code == 403
    assert not SittingTime.objects.exists()


def test_a_volunteer_sees_near_them_only_what_is_offered(town):
    waiting = town.open("service.hazard", by=None, caller_phone="13800138000").call
    assert waiting.state == "opened"
    assert [call.pk for call in queries.near(town.actor("floor"))] == [waiting.pk]
    assert queries.near(town.actor("volunteer")) == []


def test_near_is_where_one_takes_calls_on_not_where_one_receives_them(town):
    """The office of a community, and a leader of one floor in the next."""
    town.street.person("double", "双岗", "street", "xueyuan", "社区专班")
    also(town, "double", "leader", "outdoor")
    received = town.open("service.hazard", by=None, caller_phone="13800138000").call
    claimed = town.open("service.hazard", "outdoor", by=None, caller_phone="13800138001").call
    assert queries.roles_of(town.actor("double"), received)
    assert [call.pk for call in queries.near(town.actor("double"))] == [claimed.pk]


def test_a_call_offered_to_the_whole_street_is_taken_by_who_may_take_calls(town):
    town.street.person("gate", "门卫", "guard", "building7", "门卫")
    call = town.open().call
    OfferedAt.objects.create(call=call, path=town.street.places["street"].path)
    answer = town.street.client("gate").post(f"/calls/{call.pk}/claim/", {"key": str(new_id())})
    assert answer.status_code == 404
    assert town.fresh(call).holder is None


def test_too_many_by_one_phone_counts_for_a_neighbour_with_a_post_elsewhere(town):
    """Only somebody who may open calls at this very place is the worker whose calls are never doubted."""
    phone = {"caller_phone": "13800001234"}
    for number in range(MOST_BY_PHONE):
        town.open("service.opinion", ["door101", "door102"][number % 2], by=None, **phone)
    assert town.open("service.opinion", by="outsider", **phone).call.doubtful
    assert not town.open("service.opinion", by="floor", **phone).call.doubtful


def test_a_call_is_not_moved_beside_what_one_receives_calls_of(town):
    call = town.open("service.hazard", "floor1", by=None, caller_phone="13800138000").call
    offered = {place.name for place in place_instead(town.actor("floor"), call).found("")}
    assert offered == {"1层", "101", "102"}


def test_a_place_that_is_only_read_is_none_to_correct_a_call_to(town):
    also(town, "grid", "commander", "xueyuan")
    town.street.place("grid5", "grid", "05网格", "xueyuan")
    call = town.open("service.hazard", by=None, caller_phone="13800138000").call
    assert town.street.id("building7") in {place.pk for place in place_instead(town.actor("grid"), call).found("7号楼")}
    assert town.street.id("grid5") not in {
        place.pk for place in place_instead(town.actor("grid"), call).found("05网格")
    }
    assert town.street.id("grid5") in {
        place.pk for place in place_instead(town.actor("community"), call).found("05网格")
    }


def test_a_number_typed_for_a_neighbour_is_nobodys_who_lives_elsewhere(town):
    """A number may be mistyped: only a resident who lives where the call lies is taken for the caller."""
    Homes(town.street).add("door101", "张建国", phone="13800001234")
    call = town.open("service.help", "door102", caller_phone="13800001234", on_behalf=True).call
    assert call.caller is None
