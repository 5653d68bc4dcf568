"""Appoint, relieve, undo, hand over, extend: the row, the grants and the trail move together."""

from datetime import datetime, timedelta

import pytest

from linli.access.actor import system
from linli.access.models import Account, Grant
from linli.corps.actions import appointments as actions
from linli.corps.actions.giving import check_may_give
from linli.corps.models import Appointment, Member
from linli.corps.tests.town import START
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.people.models import Resident
from linli.places.queries import mode_of
from linli.testing import refused

pytestmark = pytest.mark.django_db
OUTSIDERS = ["outsider", "outside_community"]


def valid_grants(member):
    return list(Grant.objects.filter(person=member.pk).valid_on(clock.today()).values_list("bundle", "path"))


def appoint(corps, who="community", **changes):
    data = {
        "key": new_id(), "post": corps.post("floor_leader").pk, "name": "新楼层", "phone": "13900000001",
        "places": [corps.street.id("floor2")], "starts_on": clock.today().isoformat(), "ends_on": "",
    }  # fmt: skip
    return corps.street.client(who).post(f"/corps/appoint/?at={corps.street.id('floor2')}", data | changes)


def test_appointing_gives_access_at_once(corps):
    assert appoint(corps).status_code == 302
    member = Member.objects.get(name="新楼层")
    assert valid_grants(member) == [("leader", corps.street.places["floor2"].path)]
    assert Fact.objects.filter(kind="corps.appointed").last().about == member.appointments.get().pk


def test_the_same_key_appoints_once(corps):
    key = new_id()
    assert [appoint(corps, key=key).status_code for _ in range(2)] == [302, 302]
    assert Member.objects.filter(name="新楼层").count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "请选一位已登记的队员"),
        ({"phone": "123"}, "「电话」"),
        ({"places": []}, "请至少勾选一个地点"),
        ({"ends_on": "2020-01-01"}, "「任期到」应晚于"),
        ({"starts_on": "明天"}, "日期"),
        ({"post": ""}, "职务"),
        ({"name": "<script>alert(1)</script>" * 9}, "60"),
    ],
)
def test_a_refusal_names_the_field_and_keeps_what_was_typed(corps, changes, words):
    before = Appointment.objects.count()
    answer = appoint(corps, **changes)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert "<script>alert" not in text
    assert changes.get("phone", "13900000001") in text
    assert Appointment.objects.count() == before


@pytest.mark.alike
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("street", 302),
        ("community", 302),
        ("grid", 403),
        ("floor", 403),
        ("partner", 403),
        ("outside_community", 404),
        ("outsider", 403),
        ("nobody", 403),
    ],
)
def test_who_may_appoint(corps, who, status):
    assert appoint(corps, who).status_code == status
    assert Member.objects.filter(name="新楼层").exists() == (status == 302)


def test_nobody_gives_a_post_above_their_own(corps):
    answer = appoint(corps, "community", post=corps.post("community_leader").pk)
    assert answer.status_code == 422  # not among the offered choices
    with pytest.raises(Exception, match=r"corps\.may_not_give"):
        check_may_give(corps.street.people["community"].account and _actor(corps, "community"), "street", ["0001"])


def _actor(corps, who):
    from linli.access.models import actor_of

    return actor_of(corps.street.people[who].account, clock.today())


def test_places_out_of_reach_are_refused(corps):
    answer = appoint(corps, "community", places=[corps.street.id("building1")])
    assert answer.status_code == 422
    assert not Member.objects.filter(name="新楼层").exists()


def test_a_resident_out_of_reach_is_not_appointed(corps):
    home = corps.household("outdoor", 1)
    foreign = Resident.objects.create(
        path=home.path, root=home.path[:4], household=home, name="外邻人", since=START, recorded_at=clock.now()
    )
    assert appoint(corps, name="", resident=foreign.pk).status_code == 404
    assert not Member.objects.filter(resident=foreign.pk).exists()


def test_whoever_keeps_a_grid_alone_makes_members_known_there(corps):
    corps.street.person("keeper", "管网格", "community", "grid3", "社区长")
    assert appoint(corps, "keeper").status_code == 302
    assert Member.objects.get(name="新楼层").path.startswith(corps.street.places["grid3"].path)


def test_one_person_holds_several_posts_at_several_places(corps):
    member = corps.terms["floor1"].member
    for place, code in [("floor2", "floor_leader"), ("alley", "alley_leader")]:
        answer = (
            appoint(
                corps, member=member.pk, name="", phone="", places=[corps.street.id(place)], post=corps.post(code).pk
            )
            if place == "floor2"
            else corps.street.client("community").post(
                f"/corps/appoint/?at={corps.street.id('alley')}",
                {
                    "key": new_id(),
                    "post": corps.post(code).pk,
                    "member": member.pk,
                    "places": [corps.street.id(place)],
                    "starts_on": clock.today().isoformat(),
                },
            )
        )
        assert answer.status_code == 302, answer.content.decode()
    assert len(valid_grants(member)) == 3


def test_the_same_post_at_the_same_place_twice_is_a_conflict(corps):
    answer = appoint(corps, member=corps.terms["floor2"].member_id, name="", phone="")
    assert answer.status_code == 422
    assert refused(answer) == "corps.already_in_post"


def change(corps, deed, term="floor1", who="community", **data):
    address = f"/corps/appointments/{corps.terms[term].pk}/{deed}/"
    return corps.street.client(who).post(address, {"key": new_id(), "on": clock.today().isoformat(), **data})


def test_relief_ends_access_at_once_and_can_be_undone_today(corps):
    member = corps.terms["floor1"].member
    before = valid_grants(member)
    assert change(corps, "relieve").status_code == 302
    assert valid_grants(member) == []
    assert change(corps, "undo").status_code == 302
    assert valid_grants(member) == before
    term = Appointment.objects.get(pk=corps.terms["floor1"].pk)
    assert (term.ends_on, term.ended_how, term.ended_at) == (None, "", None)


def test_a_relief_is_not_undone_tomorrow(corps):
    change(corps, "relieve")
    term = Appointment.objects.select_related("member", "post").get(pk=corps.terms["floor1"].pk)
    with pytest.raises(Conflict, match=r"corps\.undo_too_late"):
        actions.undo_relief(
            appointment=term, actor=_actor(corps, "street"), key=None, now=clock.now() + timedelta(days=1, minutes=1)
        )
    assert valid_grants(term.member) == []


def test_undo_gives_back_the_term_it_had(corps):
    end = clock.today() + timedelta(days=40)
    change(corps, "extend", ends_on="")  # open already: refused
    Appointment.objects.filter(pk=corps.terms["floor1"].pk).update(ends_on=end)
    Grant.objects.filter(source=corps.terms["floor1"].pk).update(ends_on=end)
    change(corps, "relieve")
    change(corps, "undo")
    assert Grant.objects.get(source=corps.terms["floor1"].pk).ends_on == end


@pytest.mark.alike
@pytest.mark.parametrize("deed", ["relieve", "undo", "hand-over", "extend"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("outsider", 403), ("outside_community", 404), ("grid", 403), ("nobody", 403), ("anonymous", 302)],
)
def test_outsiders_change_nothing(corps, deed, who, status):
    answer = change(corps, deed, who=who)
    assert answer.status_code == status
    assert "赵" not in answer.content.decode()
    assert Appointment.objects.get(pk=corps.terms["floor1"].pk).revision == 1


def test_a_hand_over_leaves_no_day_between(corps):
    new = corps.member("接任人", "13900000002")
    assert change(corps, "hand-over", to=new.pk).status_code == 302
    old, made = Appointment.objects.get(pk=corps.terms["floor1"].pk), new.appointments.get()
    assert (old.ends_on, old.ended_how, made.starts_on) == (clock.today(), "handed_over", clock.today())
    assert valid_grants(old.member) == []
    assert valid_grants(new) == [("leader", corps.street.places["floor1"].path)]


def test_a_hand_over_that_cannot_be_leaves_the_old_holder_in_office(corps):
    other = corps.terms["floor1"].member
    answer = change(corps, "hand-over", to=other.pk)
    assert answer.status_code == 422
    assert Appointment.objects.get(pk=corps.terms["floor1"].pk).ends_on is None
    assert len(valid_grants(other)) == 1


def test_a_term_is_extended_with_its_grants(corps):
    end, later = clock.today() + timedelta(days=5), clock.today() + timedelta(days=365)
    Appointment.objects.filter(pk=corps.terms["floor1"].pk).update(ends_on=end)
    Grant.objects.filter(source=corps.terms["floor1"].pk).update(ends_on=end)
    assert change(corps, "extend", ends_on=end.isoformat()).status_code == 422
    assert change(corps, "extend", ends_on=later.isoformat()).status_code == 302
    assert Grant.objects.get(source=corps.terms["floor1"].pk).ends_on == later


def test_two_desks_relieving_one_leader_the_second_is_told(corps):
    stale = Appointment.objects.select_related("post").get(pk=corps.terms["floor1"].pk)
    change(corps, "relieve")
    with pytest.raises(Conflict, match=r"corps\.changed_meanwhile"):
        actions.relieve(appointment=stale, on=clock.today(), actor=_actor(corps, "street"), key=None, now=clock.now())


def test_leaving_the_corps_ends_every_post(corps):
    member = corps.terms["floor1"].member
    answer = corps.street.client("community").post(
        f"/corps/members/{member.pk}/leave/", {"key": new_id(), "on": clock.today().isoformat()}
    )
    assert answer.status_code == 302
    assert valid_grants(member) == []
    assert Appointment.objects.get(pk=corps.terms["floor1"].pk).ended_how == "left"


def test_the_phone_is_masked_until_a_reason_is_given(corps):
    member = corps.terms["floor1"].member
    masked = corps.street.client("community").get(f"/corps/members/{member.pk}/").content.decode()
    assert ("138****1004" in masked, "13800001004" in masked) == (True, False)
    address = f"/corps/members/{member.pk}/phone/"
    assert corps.street.client("community").post(address, {"reason": ""}).status_code == 422
    shown = corps.street.client("community").post(address, {"reason": "通知今晚值守"})
    assert "13800001004" in shown.content.decode()
    fact = Fact.objects.filter(kind="corps.phone_revealed").get()
    assert (fact.about, fact.data) == (member.pk, {"reason": "通知今晚值守"})
    assert corps.street.client("floor").post(address, {"reason": "想看"}).status_code == 403
    assert corps.street.client("outsider").post(address, {"reason": "想看"}).status_code == 404
    assert list(trail.verify()) == []


def test_a_member_is_registered_and_changed_with_the_phone_kept(corps):
    client = corps.street.client("community")
    at = f"?at={corps.street.id('xueyuan')}"
    assert (
        client.post(f"/corps/members/new/{at}", {"key": new_id(), "name": "新队员", "phone": "13900000009"}).status_code
        == 302
    )
    member = Member.objects.get(name="新队员")
    again = client.post(f"/corps/members/new/{at}", {"key": new_id(), "name": "新队员", "phone": "13900000009"})
    assert (again.status_code, refused(again)) == (422, "corps.member_known")
    assert (
        client.post(
            f"/corps/members/{member.pk}/change/",
            {"key": new_id(), "name": "新队员甲", "phone": "", "revision": member.revision},
        ).status_code
        == 302
    )
    assert "139****0009" in client.get(f"/corps/members/{member.pk}/").content.decode()
    assert b"13900000009" not in bytes(Member.objects.get(pk=member.pk).phone_sealed)
    assert corps.street.client("outside_community").get(f"/corps/members/{member.pk}/").status_code == 404


def test_who_saves_an_old_page_of_a_member_is_told_and_keeps_what_they_typed(corps):
    member = corps.terms["floor1"].member
    client, change = corps.street.client("community"), f"/corps/members/{member.pk}/change/"
    old = Member.objects.get(pk=member.pk).revision
    assert f'name="revision" value="{old}"' in client.get(change).content.decode()
    typed = {"name": member.name, "phone": "", "revision": old}
    assert client.post(change, typed | {"key": new_id(), "phone": "13900000007"}).status_code == 302
    answer = client.post(change, typed | {"key": new_id(), "name": "赵改名"})
    assert (answer.status_code, refused(answer)) == (422, "corps.changed_meanwhile")
    assert 'value="赵改名"' in answer.content.decode()
    assert Member.objects.get(pk=member.pk).name == member.name
    assert "139****0007" in client.get(f"/corps/members/{member.pk}/").content.decode()


def test_an_account_of_the_member_sees_what_the_post_gives_and_loses_it(corps):
    member = corps.terms["floor1"].member
    account = Account.objects.create(username="leader1", name=member.name, person=member.pk, created_at=clock.now())
    from django.test import Client

    client = Client()
    client.force_login(account)
    assert client.get("/corps/").status_code == 200
    change(corps, "relieve")
    assert client.get("/corps/").status_code == 403


def test_an_auditor_holds_nothing_else(corps):
    from linli.access.actor import system

    member = corps.terms["floor1"].member
    member.refresh_from_db()
    with pytest.raises(Invalid, match=r"corps\.auditor_alone"):
        actions.appoint(
            member=member, post=corps.post("auditor"), places=[corps.street.places["street"]], starts_on=clock.today(),
            ends_on=None, actor=system(), key=None, now=datetime.now(tz=clock.now().tzinfo),
        )  # fmt: skip


def test_nobody_leaves_a_coming_post_by_somebody_who_could_not_give_it(corps):
    member = corps.member("袁街道")
    actions.appoint(
        member=member, post=corps.post("registrar"), places=[corps.street.places["xueyuan"]],
        starts_on=clock.today() + timedelta(days=9), ends_on=None, actor=system(), key=None, now=clock.now(),
    )  # fmt: skip
    address = f"/corps/members/{member.pk}/leave/"
    typed = {"key": new_id(), "on": clock.today().isoformat()}
    assert corps.street.client("community").post(address, typed).status_code == 403
    member.refresh_from_db()
    assert member.until is None
    assert member.appointments.get().ends_on is None


def test_the_posts_of_the_mode_in_force_come_first_and_those_of_no_mode_are_folded(corps):
    form = corps.street.client("community").get(f"/corps/appoint/?at={corps.street.id('floor2')}").context["form"]
    (_, _), (named, ours), (_other, of_street) = form.fields["post"].choices
    assert named == f"这里的模式：{mode_of(corps.street.places['floor2'].path).name}"
    titles, others = [title for _, title in ours], [title for _, title in of_street]
    assert titles.index("网格长") < titles.index("楼栋长") < titles.index("楼层长")
    assert ("巷道长" in others, "巷道长" in titles, "海棠合伙人" in others) == (True, False, False)
    (_, _), *rest = form.fields["other_post"].choices
    folded = [title for _, title in rest]
    assert ("网格员" in folded, "海棠合伙人" in folded) == (True, True)
    assert not {*titles, *others} & set(folded)


def test_a_folded_post_is_given_and_two_posts_at_once_are_refused(corps):
    worker, leader = corps.post("volunteer").pk, corps.post("floor_leader").pk
    answer = appoint(corps, other_post=worker, post=leader)
    assert (answer.status_code, refused(answer)) == (422, "two_posts")
    assert appoint(corps, other_post=worker, post="").status_code == 302
    assert Member.objects.get(name="新楼层").appointments.get().post_id == worker


def test_who_leaves_gets_nothing_of_a_post_that_was_to_come(corps):
    term, first = corps.terms["floor1"], clock.today() + timedelta(days=10)
    Appointment.objects.filter(pk=term.pk).update(starts_on=first)
    Grant.objects.filter(source=term.pk).update(starts_on=first)
    address = f"/corps/members/{term.member_id}/leave/"
    answer = corps.street.client("community").post(address, {"key": new_id(), "on": clock.today().isoformat()})
    assert answer.status_code == 302
    for days in (0, 9, 10, 11, 400):
        day = clock.today() + timedelta(days=days)
        assert not Grant.objects.valid_on(day).filter(person=term.member_id).exists(), days
