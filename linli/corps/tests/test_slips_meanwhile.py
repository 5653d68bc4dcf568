"""What happens to people, posts and passwords between the order of slips and their print."""

from datetime import timedelta

import pytest

from linli.access.actions import change_password
from linli.access.models import Account, Grant, actor_of
from linli.corps.actions import slips
from linli.corps.models import SlipRun
from linli.corps.printing import write_slips as draw_slips
from linli.corps.tests.slipping import START, leader, order, take
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.testing import refused
from linli.testing_jobs import run_jobs
from linli.testing_meanwhile import meanwhile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("printed")]


def lose_post(street):
    Grant.objects.filter(person=street.people["administrator"].account.person).update(ends_on=clock.today())


def not_printed(run):
    run.refresh_from_db()
    assert not slips.file_of(run).exists() and run.people == []
    assert Fact.objects.filter(kind="corps.slips_not_printed", about=run.pk).count() == 1
    return run.state


def test_an_administrator_who_lost_the_post_meanwhile_opens_nothing(street, admin, monkeypatch):
    monkeypatch.setattr(slips, "write_slips", draw_slips)
    here = leader(street, "赵一", "building7")
    order(admin, street)
    lose_post(street)
    run_jobs()
    assert not Account.objects.filter(person=here).exists()
    assert not_printed(SlipRun.objects.get()) == "nobody"


def test_an_administrator_who_lost_the_post_meanwhile_gives_no_new_password(street, admin, printed):
    here = leader(street, "赵一", "building7")
    order(admin, street)
    run_jobs()
    order(admin, street, how="renew")
    lose_post(street)
    run_jobs()
    assert len(printed) == 1
    assert not_printed(SlipRun.objects.get(how="renew")) == "nobody"
    assert Account.objects.get(person=here).check_password(printed[0][here][1].password)


def test_a_run_whose_orderer_was_shut_out_ends_and_another_can_be_ordered(street, admin, printed):
    leader(street, "赵一", "building7")
    order(admin, street)
    run, orderer = SlipRun.objects.get(), Account.objects.filter(pk=street.people["administrator"].account.pk)
    orderer.update(is_active=False)
    run_jobs()
    assert (not_printed(run), printed) == ("stopped", [])
    orderer.update(is_active=True)
    assert "data-no-slips" in admin.get(f"/corps/accounts/slips/{run.pk}/").content.decode()
    assert refused(take(admin, run)) == "corps.slips_gone"
    assert order(admin, street).status_code == 302


def test_who_has_a_post_that_needs_a_second_factor_gets_no_new_password_with_others(street, admin, printed):
    both, near = leader(street, "赵一", "building7"), leader(street, "钱二", "floor1")
    order(admin, street)
    run_jobs()
    Grant.objects.create(
        person=both, bundle="street", path=street.places["street"].path, title="街道", source=new_id(), starts_on=START
    )
    order(admin, street, how="renew")
    run_jobs()
    assert set(printed[1]) == {near}
    assert Account.objects.get(person=both).check_password(printed[0][both][1].password)


def open_singly(street, admin, person):
    """The password of an account made on the page for one."""
    typed = {"path": street.places["street"].path, "name": "赵", "username": "zhao", "person": person, "key": new_id()}
    return admin.post("/account/admin/new/", typed).context["password"]


def test_a_password_given_singly_after_the_order_stands(street, admin, printed):
    one, two, three = (leader(street, f"赵{number}", "building7") for number in "一二三")
    order(admin, street)
    given = open_singly(street, admin, one)
    run_jobs()
    assert set(printed[0]) == {two, three}
    assert Account.objects.get(person=one).check_password(given)
    order(admin, street, how="renew")
    mine = Account.objects.get(person=two)
    reset = admin.post(f"/account/admin/{mine.pk}/password/", {"key": new_id()}).context["password"]
    run_jobs()
    assert set(printed[1]) == {one, three}
    assert Account.objects.get(person=two).check_password(reset)


def test_the_facts_about_each_account_name_the_run(street, admin):
    here = leader(street, "赵一", "building7")
    order(admin, street)
    run_jobs()
    order(admin, street, how="renew")
    run_jobs()
    account = Account.objects.get(person=here)
    opened, renewed = SlipRun.objects.order_by("ordered_at")
    said = dict(Fact.objects.filter(about=account.pk).values_list("kind", "data"))
    assert said["access.account_made"] == {"run": str(opened.pk)}
    assert said["access.password_reset"] == {"run": str(renewed.pk)}
    ordered = Fact.objects.filter(kind="corps.slips_ordered").order_by("seq")
    assert [fact.data for fact in ordered] == [{"count": 1, "how": "open"}, {"count": 1, "how": "renew"}]
    take(admin, renewed)
    assert Fact.objects.get(kind="corps.slips_taken").data == {"count": 1}


def test_a_worker_taken_for_dead_stops_when_another_began(street, admin, printed, monkeypatch):
    """The first is held up in a portion for longer than the silence; the second has begun meanwhile."""
    people = [leader(street, f"赵{number}", "building7") for number in "一二三"]
    order(admin, street)
    run, given, opening = SlipRun.objects.get(), [], slips.open_accounts
    monkeypatch.setattr(slips, "AT_ONCE", 1)

    def held_up(part, batch, **by):
        if not given:
            given.append(True)
            with clock.standing_at(clock.now() + timedelta(minutes=11)):
                slips.resume_stale(clock.now())
                slips.write(run.pk)
            return {}
        return opening(part, batch, **by)

    monkeypatch.setattr(slips, "open_accounts", held_up)
    slips.write(run.pk)
    assert len(printed) == 1 and set(printed[0]) == set(people)
    for person in people:
        assert Account.objects.get(person=person).check_password(printed[0][person][1].password)


def test_a_long_run_that_gives_signs_of_life_is_left_alone(street, admin, monkeypatch):
    for number in "一二三":
        leader(street, f"赵{number}", "building7")
    order(admin, street)
    run, begun, opening = SlipRun.objects.get(), clock.now(), slips.open_accounts
    monkeypatch.setattr(slips, "AT_ONCE", 1)
    portions = []

    def slow(part, batch, **by):
        portions.append(part)
        monkeypatch.setattr(clock, "now", lambda: begun + timedelta(minutes=6 * len(portions)))
        slips.resume_stale(clock.now())
        assert SlipRun.objects.get().alive_at >= clock.now() - timedelta(minutes=6)
        return opening(part, batch, **by)

    monkeypatch.setattr(slips, "open_accounts", slow)
    slips.write(run.pk)
    assert (SlipRun.objects.get().state, len(portions)) == ("ready", 3)


def test_slips_being_printed_are_not_said_to_be_taken(street, admin):
    leader(street, "赵一", "building7")
    order(admin, street)
    assert refused(take(admin, SlipRun.objects.get())) == "corps.slips_going"


def test_slips_older_than_three_days_are_not_given_out_before_the_night_removes_them(street, admin):
    leader(street, "赵一", "building7")
    order(admin, street)
    run_jobs()
    run = SlipRun.objects.get()
    SlipRun.objects.update(ordered_at=run.ordered_at - timedelta(days=3, minutes=1))
    assert refused(take(admin, run)) == "corps.slips_gone"


@pytest.mark.django_db(transaction=True)
def test_who_chooses_a_password_at_that_moment_keeps_it_and_the_others_get_theirs(street, admin, printed):
    here, near = leader(street, "赵一", "building7"), leader(street, "钱二", "floor1")
    order(admin, street)
    run_jobs()
    order(admin, street, how="renew")
    run, mine = SlipRun.objects.get(how="renew"), Account.objects.get(person=here)

    def choose():
        by = {"actor": actor_of(mine, clock.today()), "key": new_id(), "now": clock.now()}
        change_password(account=mine, old=printed[0][here][1].password, new="linli-own-word-1", **by)

    assert meanwhile(choose, lambda: slips.write(run.pk)) == ""
    assert set(printed[1]) == {near}
    assert Account.objects.get(person=here).check_password("linli-own-word-1")


def test_what_stopped_in_the_middle_is_begun_again_with_passwords_that_are_right(street, admin, printed, monkeypatch):
    people = [leader(street, f"赵{number}", "building7") for number in "一二三"]
    order(admin, street)
    run, now = SlipRun.objects.get(), clock.now()
    write = slips.write_slips
    monkeypatch.setattr(slips, "write_slips", lambda *_a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        slips.write(run.pk)
    monkeypatch.setattr(slips, "write_slips", write)
    slips.resume_stale(now)
    assert SlipRun.objects.get().alive_at >= run.alive_at
    slips.resume_stale(clock.now() + timedelta(minutes=11))
    run_jobs()
    assert set(printed[-1]) == set(people)
    for person in people:
        assert Account.objects.get(person=person).check_password(printed[-1][person][1].password)
