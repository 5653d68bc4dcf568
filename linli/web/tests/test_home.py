"""The home page of a post that answers for several floors."""

from datetime import timedelta

import pytest
import time_machine

from linli.access.models import Account, Grant, actor_of
from linli.calls.navigation import late_now
from linli.calls.tests.town import Town
from linli.command.tests.governed import Governed
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.testing_kept import laid


@pytest.fixture
def page(street):
    """The floor leader's home, their second floor given beside the first."""
    Governed(street).whole_chain()
    floor = street.people["floor"]
    grant = Grant.objects.get(person=floor.account.person)
    grant.pk, grant.path, grant.source = new_id(), street.places["floor2"].path, new_id()
    grant.save(force_insert=True)
    return floor.client.get("/").content.decode()


def test_each_floor_says_where_it_is(page):
    assert "03网格 7号楼 1单元 1层</h2>" in page
    assert "03网格 7号楼 1单元 2层</h2>" in page


def test_the_same_people_above_are_named_once(page):
    assert page.count("遇事找谁") == 1
    assert page.count("高红") == 1


def test_whom_to_ask_has_a_number_to_ring(street):
    Governed(street).whole_chain()
    street.places["xueyuan"].duty_phone = "0571-88001234"
    street.places["xueyuan"].save()
    assert 'href="tel:0571-88001234"' in street.client("floor").get("/").content.decode()


@pytest.fixture
def town(street):
    return laid(Town, street)


def steps(town, key, url):
    found = town.street.client(key).get("/").context["home"].steps
    return [step for step in found if step.url == url]


def home(town, key):
    return town.street.client(key).get("/").content.decode()


def test_what_waits_for_somebody_is_the_first_step(town):
    town.open("order.errand", title="取快递")
    page = home(town, "floor")
    assert "附近有 1 件等人接" in page
    assert 'href="/calls/near/"' in page
    assert "取快递" not in home(town, "outsider")


def test_what_one_holds_is_named_with_its_time_left(town):
    call = town.claimed("order.errand", "floor", title="取快递")
    [held] = steps(town, "floor", f"/calls/{call.pk}/")
    assert (held.kind, held.text) == ("bad", "取快递")  # opened long before `now`
    assert "附近有" not in home(town, "floor")


def test_of_many_calls_that_one_holds_the_first_are_named_in_one_line(town):
    for number in range(5):
        town.claimed("order.errand", "floor", title=f"取快递{number}")
    [held] = steps(town, "floor", "/calls/mine/")
    assert "您手上有 5 件单" in held.text


def test_what_nobody_answered_in_time_is_a_step_of_the_community(town):
    call = town.open("order.errand", title="取快递")
    [late] = steps(town, "community", f"/calls/{call.call.pk}/")  # opened long before `now`
    assert (late.kind, late.text) == ("bad", "取快递")
    assert steps(town, "outsider", late.url) == []
    assert steps(town, "floor", late.url) == []  # a post that may read leaders there but not pass calls on


def test_a_step_names_the_building_of_a_call_not_its_door(town):
    """The door is opened on the call's own page, which records the look."""
    call = town.claimed("order.errand", "floor", title="取快递")
    for key in ("floor", "community"):
        [step] = steps(town, key, f"/calls/{call.pk}/")
        assert step.why.startswith("03网格 7号楼 · ")


def test_of_many_late_calls_the_number_is_told(town):
    for number in range(5):
        town.open("order.errand", title=f"取快递{number}")
    assert "5 件诉求要现在处理" in home(town, "community")


def test_late_calls_elsewhere_are_not_counted_in_the_navigation(town):
    town.open("order.errand", title="取快递")  # long ago
    today = clock.today()
    asked = {key: actor_of(town.street.people[key].account, today) for key in ("community", "outsider", "floor")}
    counted = {key: late_now(actor) for key, actor in asked.items()}
    assert counted == {"community": 1, "outsider": 0, "floor": 0}


def test_a_late_call_that_one_holds_oneself_is_told_once(town):
    call = town.claimed("order.errand", "community", title="取快递")
    assert len(steps(town, "community", f"/calls/{call.pk}/")) == 1


def test_what_others_may_take_is_no_step_of_who_takes_nothing(town):
    town.open("order.errand", title="取快递")
    assert "等人接" not in home(town, "street")


def test_a_unit_is_told_what_calls_it(town):
    town.of_unit("派出所", "police")
    town.whistle("派出所")
    assert "单位有 1 件哨要应答" in home(town, "police")
    assert "要应答" not in home(town, "volunteer")


def test_a_guide_stays_until_it_is_put_away(street):
    """Twice with one key is once; another account keeps its own."""
    for key, code in (("grid", "grid"), ("floor", "leader")):
        Account.objects.filter(pk=street.people[key].account.pk).update(guide=code)
    client = street.client("grid")
    assert "data-guide" in client.get("/").content.decode()
    key = str(new_id())
    for _press in range(2):
        assert client.post("/guide/away/", {"key": key})["Location"] == "/"
    assert "data-guide" not in client.get("/").content.decode()
    assert Fact.objects.filter(kind="web.guide_put_away").count() == 1
    assert "data-guide" in street.client("floor").get("/").content.decode()


def test_an_unknown_guide_is_none(street):
    Account.objects.filter(pk=street.people["grid"].account.pk).update(guide="gone")
    assert "data-guide" not in street.client("grid").get("/").content.decode()


def steps_to(client, url):
    return [step.text for step in client.get("/").context["home"].steps if step.url == url]


def test_the_auditor_reads_how_often_whole_numbers_were_seen(street):
    path = street.places["grid3"].path
    for days in (1, 2, 9):
        trail.record("people.revealed", actor=None, path=path, at=clock.now() - timedelta(days=days))
    [text] = steps_to(street.client("auditor"), "/account/trail/")
    assert " 2 " in text


def test_the_administrator_reads_which_accounts_were_never_used(street):
    assert steps_to(street.client("administrator"), "/account/admin/") == []
    Account.objects.filter(pk=street.people["floor"].account.pk).update(must_change_password=True)
    [text] = steps_to(street.client("administrator"), "/account/admin/")
    assert text.startswith("1 ")


def test_a_call_that_waits_for_its_caller_is_not_overdue_on_the_home_page(town):
    """In a pause clocks stand still, so that its time says nothing; the town's own clock began years ago."""
    call = town.claimed("order.errand", "floor", title="取快递")
    [held] = steps(town, "floor", f"/calls/{call.pk}/")
    assert held.kind == "bad"
    town.do("pause_call", call, "floor", reason="您在家吗？")
    [held] = steps(town, "floor", f"/calls/{call.pk}/")
    assert held.kind == "info"


def test_what_happened_since_the_evening_before_is_told_to_who_reads_calls(town):
    town.open("order.errand", title="取快递")
    with time_machine.travel(town.now + timedelta(hours=1), tick=False):
        told = town.street.client("community").get("/").context["home"].lately
        assert [(one.call.title, one.settled) for one in told] == [("取快递", False)]
        assert town.street.client("outsider").get("/").context["home"].lately == []
    assert town.street.client("community").get("/").context["home"].lately == []  # long after
