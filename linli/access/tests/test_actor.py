from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from linli.access import actions
from linli.access.actor import system
from linli.access.admission import FOREIGN_VIEWS, admit, name_of
from linli.access.marks import public
from linli.access.models import Account, Grant, actor_of
from linli.access.permissions import BUNDLES, Permission, bundle_choices
from linli.access.queries import check_no_conflict, fetch
from linli.kernel.errors import Conflict, NotFound
from linli.kernel.ids import new_id
from linli.kernel.time import clock

pytestmark = pytest.mark.django_db
P = Permission


def give(street, key, bundle, place, starts=0, ends=None):
    today = clock.today()
    Grant.objects.create(
        person=street.people[key].account.person, bundle=bundle, path=street.places[place].path, title="x", source=new_id(),
        starts_on=today + timedelta(days=starts), ends_on=None if ends is None else today + timedelta(days=ends),
    )  # fmt: skip


def actor(street, key):
    return actor_of(street.people[key].account, clock.today())


@pytest.mark.parametrize(
    ("starts", "ends", "valid"),
    [(0, None, True), (-1, 1, True), (1, None, False), (-5, 0, False), (0, 1, True), (0, 0, False)],
)
def test_posts_count_from_their_first_day_to_the_one_before_their_end(street, starts, ends, valid):
    give(street, "nobody", "grid", "grid9", starts, ends)
    assert actor(street, "nobody").may(P.PEOPLE_READ, street.places["outdoor"].path) is valid


def test_several_posts_at_several_places_add_up(street):
    give(street, "grid", "leader", "building1")
    held = actor(street, "grid")
    assert held.paths(P.PEOPLE_READ) == [street.places["grid3"].path, street.places["building1"].path]
    assert held.paths(P.PEOPLE_EDIT) == [street.places["grid3"].path]
    assert not held.may(P.PEOPLE_EDIT, street.places["outdoor"].path)


def test_an_auditor_with_another_post_keeps_the_auditors_alone(street):
    give(street, "auditor", "community", "xueyuan")
    held = actor(street, "auditor")
    assert held.may(P.ACCESS_AUDIT) and not held.may(P.PEOPLE_READ)
    assert "不能兼任" in street.client("auditor").get("/account/").content.decode()


def test_giving_the_second_post_is_refused_both_ways(street):
    with pytest.raises(Conflict):
        check_no_conflict(street.people["auditor"].account.person, "leader")
    with pytest.raises(Conflict):
        check_no_conflict(street.people["grid"].account.person, "auditor")
    check_no_conflict(street.people["grid"].account.person, "leader")
    give(street, "nobody", "auditor", "street", starts=10)
    with pytest.raises(Conflict):
        check_no_conflict(street.people["nobody"].account.person, "leader")
    last = Grant.objects.filter(person=street.people["grid"].account.person)
    last.update(ends_on=clock.today() + timedelta(days=1))  # their last day in office
    with pytest.raises(Conflict):
        check_no_conflict(street.people["grid"].account.person, "auditor")
    last.update(ends_on=clock.today())
    check_no_conflict(street.people["grid"].account.person, "auditor")


def test_a_post_at_the_deployment_covers_every_street_and_comes_from_the_console_only(street):
    account = Account.objects.create_user("root", "x", name="控制台", created_at=clock.now())
    actions.give_post(
        account=account,
        bundle="administrator",
        title="管理",
        path="",
        starts_on=clock.today(),
        actor=system(),
        now=clock.now(),
    )
    account.refresh_from_db()
    held = actor_of(account, clock.today())
    assert held.may(P.ACCESS_ACCOUNTS, street.places["grid9"].path)
    assert Account.objects.reachable(held, P.ACCESS_ACCOUNTS).count() == Account.objects.count()
    with pytest.raises(Conflict):
        actions.give_post(
            account=account,
            bundle="auditor",
            title="审",
            path="",
            starts_on=clock.today(),
            actor=system(),
            now=clock.now(),
        )


def test_absent_and_out_of_reach_are_one_refusal(street):
    mine, other = street.people["grid"].account, street.people["outsider"].account
    asker = actor(street, "administrator")
    assert fetch(asker, P.ACCESS_ACCOUNTS, Account, mine.pk) == mine
    Account.objects.filter(pk=other.pk).update(path="0009")
    refusals = []
    for pk in (other.pk, new_id()):
        with pytest.raises(NotFound) as refusal:
            fetch(asker, P.ACCESS_ACCOUNTS, Account, pk)
        refusals.append((refusal.value.code, refusal.value.data))
    assert refusals[0] == refusals[1]


def test_a_view_without_a_mark_is_refused_even_for_a_child_of_a_marked_one(rf, street):
    @public("a page for everybody")
    def marked(request):
        return HttpResponse()

    def naked(request):
        return marked(request)

    request = rf.get("/")
    request.user = AnonymousUser()
    assert admit(request, marked) is None
    with pytest.raises(PermissionDenied):
        admit(request, naked)


def test_public_pages_ask_the_database_nothing_about_the_asker(street, django_assert_num_queries):
    client = street.client("grid")
    with django_assert_num_queries(1):  # the query of the page itself
        assert client.get("/healthz").status_code == 200


def test_every_foreign_view_is_mounted_and_has_a_reason():
    from django.urls import get_resolver

    callbacks = [pattern.callback for pattern in _patterns(get_resolver().url_patterns)]
    mounted = {name_of(view) for view in callbacks if not hasattr(view, "access_mark")}
    assert set(FOREIGN_VIEWS) <= mounted
    assert all(len(reason) > 20 for reason in FOREIGN_VIEWS.values())
    foreign = {name for name in mounted if not name.startswith("linli.")}
    assert foreign <= set(FOREIGN_VIEWS)


def _patterns(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _patterns(pattern.url_patterns)
        else:
            yield pattern


def test_bundles_are_all_named_and_nobody_holds_everything():
    assert {code for code, _title in bundle_choices()} == set(BUNDLES)
    assert all(held < set(Permission) for held in BUNDLES.values())
    content = {P.PEOPLE_READ, P.PEOPLE_EDIT, P.PEOPLE_EXPORT, P.PEOPLE_IMPORT, P.PEOPLE_REVEAL, P.CORPS_REVEAL}
    for watcher in ("auditor", "administrator"):
        assert not BUNDLES[watcher] & content
    assert list(Permission) == sorted(Permission)
