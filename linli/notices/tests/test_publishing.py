"""A notice from the draft to the last letter: who is reached, once each, also when the worker dies; and withdrawing
it."""

import pytest
from django.db import connection
from django.urls import reverse

from linli.access.models import PostKind, actor_of
from linli.corps.models import Appointment, Charge
from linli.kernel.errors import Conflict
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.notices.actions import spreading
from linli.notices.actions.publishing import Wording, change_draft, drop_draft
from linli.notices.models import Letter, Notice
from linli.notices.tests.conftest import SINCE, make_member
from linli.people.models import Resident
from linli.testing import refusals, refused
from linli.testing_jobs import run_jobs


def typed(**known):
    plain = {
        "title": "明天停水",
        "body": "明天 9 点到 17 点停水,请**提前接水**。",
        "audience": "residents",
        "urgency": "normal",
    }
    return {**plain, "key": new_id(), **known}


def draft(street, key="community", at="xueyuan", **known) -> Notice:
    answer = street.client(key).post(f"/notices/sent/new/?at={street.id(at)}", typed(**known))
    assert answer.status_code == 302, answer.content.decode()
    return Notice.objects.get(pk=answer["Location"].strip("/").split("/")[-1])


def send(street, notice, key="community"):
    return street.client(key).post(f"/notices/sent/{notice.pk}/send/", {"key": new_id()})


def publish(street, key="community", at="xueyuan", **known) -> Notice:
    notice = draft(street, key, at, **known)
    assert send(street, notice, key).status_code == 302
    run_jobs()
    notice.refresh_from_db()
    return notice


def test_nothing_goes_out_before_it_was_looked_at_and_confirmed(street, homes):
    notice = draft(street)
    assert Letter.objects.count() == 0
    page = street.client("community").get(f"/notices/sent/{notice.pk}/").content.decode()
    assert "将送到 3 人" in page
    assert "<strong>提前接水</strong>" in page
    send(street, notice)
    run_jobs()
    notice.refresh_from_db()
    assert (notice.wanted, notice.letters, Letter.objects.count()) == (3, 3, 3)
    assert notice.spread_at
    assert set(Fact.objects.filter(about=notice.pk).values_list("kind", flat=True)) == {
        "notices.drafted", "notices.published",
    }  # fmt: skip


@pytest.mark.parametrize(("at", "who"), [("building7", 3), ("floor1", 3), ("xueyuan", 3), ("street", 4)])
def test_residents_of_exactly_that_place(street, homes, at, who):
    notice = publish(street, "street", at)
    assert notice.letters == who
    assert {letter.path[: len(notice.path)] for letter in Letter.objects.all()} == {notice.path}


def test_leaders_and_a_post(street, homes, leaders):
    assert publish(street, audience="leaders").letters == 2
    post = PostKind.objects.get(code="building_leader")
    notice = publish(street, audience="post", post=post.pk)
    assert list(notice.sent.values_list("recipient", flat=True)) == [leaders["building"].pk]
    assert publish(street, audience="members").letters == 2
    assert "明天停水" in street.client("building").get("/notices/").content.decode()
    letter = notice.sent.get()
    assert "提前接水" in street.client("building").get(f"/notices/{letter.pk}/").content.decode()


def test_a_notice_to_a_post_reaches_its_deputies_and_nobody_twice(street, homes, leaders):
    post = PostKind.objects.get(code="building_leader")
    PostKind.objects.create(code="deputy_building_leader", title="副楼栋长", bundle="leader", deputy_of=post)
    deputy = make_member(street, "floor", "building7", "deputy_building_leader")
    both = Appointment.objects.create(
        member=leaders["building"], post=post.deputies.get(), starts_on=SINCE, path=street.places["stair1"].path,
        recorded_at=clock.now(),
    )  # fmt: skip
    Charge.objects.create(appointment=both, place=street.places["stair1"], path=street.places["stair1"].path)
    notice = publish(street, audience="post", post=post.pk)
    assert set(notice.sent.values_list("recipient", flat=True)) == {leaders["building"].pk, deputy.pk}
    assert notice.letters == notice.wanted == 2
    to_deputies = publish(street, audience="post", post=post.deputies.get().pk)
    assert to_deputies.letters == 2, "who was chosen by the deputy's own post"


def test_who_moved_away_gets_none(street, homes):
    Resident.objects.filter(name="李小明").update(until=clock.today(), left="moved")
    assert publish(street).letters == 2


def test_an_empty_audience_is_said_and_sends_nothing(street):
    notice = draft(street)
    send(street, notice)
    assert refused(street.client("community").get(f"/notices/sent/{notice.pk}/")) == "notices.nobody_there"
    assert Notice.objects.get(pk=notice.pk).published_at is None


def test_pressed_twice_is_sent_once(street, homes):
    notice, key = draft(street), new_id()
    for _ in range(2):
        street.client("community").post(f"/notices/sent/{notice.pk}/send/", {"key": key})
    assert street.client("community").post(f"/notices/sent/{notice.pk}/send/", {"key": new_id()}).status_code == 409
    run_jobs()
    assert Letter.objects.filter(notice=notice).count() == 3
    same = typed()
    made = [
        street.client("community").post(f"/notices/sent/new/?at={street.id('grid3')}", same)["Location"] for _ in "12"
    ]
    assert made[0] == made[1]


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
def test_every_size_of_batch_reaches_everybody_once(street, homes, monkeypatch, batch):
    monkeypatch.setattr(spreading, "BATCH", batch)
    notice = publish(street, "street", "street")
    assert (notice.letters, Letter.objects.count()) == (4, 4)


def test_a_worker_that_dies_loses_its_batch_and_nothing_else(street, homes, monkeypatch):
    monkeypatch.setattr(spreading, "BATCH", 1)
    notice = draft(street)
    send(street, notice)
    connection.run_on_commit.clear()
    real, calls = spreading._insert, []

    def dies(*args):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(spreading, "_insert", dies)
    with pytest.raises(KeyboardInterrupt):
        spreading.spread(notice.pk, clock.now())
    half = Notice.objects.get(pk=notice.pk)
    assert half.spread_at is None
    assert half.letters == Letter.objects.count() < 3
    monkeypatch.setattr(spreading, "_insert", real)
    spreading.resume(clock.now() + spreading.SILENT * 2)
    run_jobs()
    done = Notice.objects.get(pk=notice.pk)
    assert (done.letters, Letter.objects.count()) == (3, 3)
    assert done.spread_at
    assert spreading.spread(notice.pk, clock.now()) == 0


def test_a_place_that_moved_meanwhile_is_begun_anew_without_doubles(street, homes):
    notice = publish(street)
    Notice.objects.filter(pk=notice.pk).update(spread_at=None, spread_after="zzzz0001")
    assert spreading.spread(notice.pk, clock.now()) == 0
    assert Letter.objects.count() == 3
    Letter.objects.order_by("path").last().delete()  # not written yet when it moved
    Notice.objects.filter(pk=notice.pk).update(spread_at=None, spread_after="zzzz0001")
    assert spreading.spread(notice.pk, clock.now()) == 1


def test_withdrawn_disappears_for_who_has_not_read_and_says_so_to_who_has(street, homes, leaders):
    notice = publish(street, audience="leaders")
    read = notice.sent.get(recipient=leaders["building"].pk)
    street.client("building").get(f"/notices/{read.pk}/")
    street.client("community").post(f"/notices/sent/{notice.pk}/withdraw/", {"key": new_id()})
    run_jobs()
    assert list(Letter.objects.filter(notice=notice)) == [read]
    assert "明天停水" not in street.client("grid").get("/notices/").content.decode()
    assert "已撤回" in street.client("building").get(f"/notices/{read.pk}/").content.decode()


def test_withdrawn_half_way_stops_the_letters(street, homes):
    notice = draft(street)
    send(street, notice)
    street.client("community").post(f"/notices/sent/{notice.pk}/withdraw/", {"key": new_id()})
    run_jobs()
    assert Letter.objects.count() == 0


@pytest.mark.parametrize(
    "key", ["outsider", "outside_community", "building", "partner", "registrar", "nobody", "auditor"]
)
def test_nobody_else_writes_or_sees_it(street, homes, key):
    notice, client = draft(street), street.client(key)
    assert client.get(f"/notices/sent/{notice.pk}/").status_code in {403, 404}
    assert client.get(f"/notices/sent/{notice.pk}/change/").status_code in {403, 404}
    for deed in ("send", "drop", "withdraw"):
        assert client.post(f"/notices/sent/{notice.pk}/{deed}/", {"key": new_id()}).status_code in {403, 404}
    assert client.post(f"/notices/sent/new/?at={street.id('xueyuan')}", typed()).status_code in {403, 404}
    assert Notice.objects.get(pk=notice.pk).published_at is None
    assert client.get(f"/notices/n/{notice.pk}/").status_code == 404


def test_a_grid_worker_writes_to_the_grid_and_not_beyond(street, homes):
    assert publish(street, "grid", "building7").letters == 3
    assert street.client("grid").post(f"/notices/sent/new/?at={street.id('xueyuan')}", typed()).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"), ({"title": "长" * 81}, "title"), ({"body": ""}, "body"), ({"audience": "all"}, "audience"),
        ({"audience": "post"}, "post"), ({"audience": "leaders", "column": "joint"}, "column"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(street, wrong, field):
    answer = street.client("community").post(f"/notices/sent/new/?at={street.id('xueyuan')}", typed(**wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert refusals(answer).keys() == {field}
    assert "提前接水" in page or field == "body"
    assert Notice.objects.count() == 0


def test_a_draft_is_changed_and_two_editors_collide(street, homes):
    notice = draft(street)
    client = street.client("community")
    assert client.post(f"/notices/sent/{notice.pk}/change/", typed(title="后天停水")).status_code == 302
    notice.refresh_from_db()
    assert notice.title == "后天停水"
    send(street, notice)
    assert client.get(f"/notices/sent/{notice.pk}/change/").status_code == 404
    assert client.post(f"/notices/sent/{notice.pk}/drop/", {"key": new_id()}).status_code == 409


def test_a_draft_is_dropped(street):
    notice = draft(street)
    street.client("community").post(f"/notices/sent/{notice.pk}/drop/", {"key": new_id()})
    assert not Notice.objects.exists()


def test_a_draft_is_dropped_once_and_pressed_twice_the_answer_is_the_same(street):
    notice, other = draft(street), draft(street)
    client, key = street.client("community"), new_id()
    answers = [client.post(f"/notices/sent/{notice.pk}/drop/", {"key": key}) for _ in range(2)]
    assert [(a.status_code, a["Location"]) for a in answers] == [(302, reverse("notices:sent_list"))] * 2
    assert Fact.objects.filter(kind="notices.draft_dropped").count() == 1
    assert client.post(f"/notices/sent/{notice.pk}/drop/", {"key": new_id()}).status_code == 404
    assert Notice.objects.get() == other


def test_progress_is_a_fragment_that_asks_again_until_done(street, homes):
    notice = draft(street)
    send(street, notice)
    address = reverse("notices:sent", args=[notice.pk])
    running = street.client("community").get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in running
    assert "every 1s" in running
    run_jobs()
    assert "every 1s" not in street.client("community").get(address, headers={"HX-Request": "true"}).content.decode()


def where(street, key="grid", **asked):
    """The page that asks where to, sent with `asked`."""
    asked = {name.replace("_", "-"): said for name, said in asked.items()}
    return street.client(key).get("/notices/sent/new/", {"at-asked": "", **asked})


def test_the_place_is_found_by_name_within_reach(street):
    page = street.client("grid").get("/notices/sent/new/").content.decode()
    assert f'value="{street.id("grid3")}"' in page
    assert str(street.id("grid9")) not in page
    found = where(street, at_q="7号楼")
    assert refusals(found) == {"at": "choose"}
    assert f'value="{street.id("building7")}"' in found.content.decode()
    assert str(street.id("building1")) not in where(street, at_q="1号楼").content.decode()


def test_the_place_chosen_leads_to_the_notice(street):
    answer = where(street, at=street.id("building7"), at_q="7号楼", at_asked="7号楼")
    assert answer["Location"] == f"/notices/sent/new/?at={street.id('building7')}"
    assert refusals(where(street)) == {"at": "required"}


def test_a_notice_goes_to_no_door_and_to_nothing_out_of_reach(street):
    assert refusals(where(street, at=street.id("door101"))) == {"at": "not_offered"}
    assert where(street, at=street.id("grid9")).status_code == 404
    type(street.places["alley"]).objects.filter(pk=street.id("alley")).update(closed_on=SINCE)
    assert refusals(where(street, at=street.id("alley"))) == {"at": "closed"}


def test_markdown_is_a_small_safe_part(street, homes):
    body = "<script>alert(1)</script> ![x](http://evil/x.png) [a](javascript:alert(1)) [b](https://ok.example/) <b onclick=x>"
    page = street.client("community").get(f"/notices/sent/{draft(street, body=body).pk}/").content.decode()
    text = page.split('class="card prose"')[1].split("</article>")[0]
    assert "<script" not in text
    assert "<img" not in text
    assert 'href="javascript' not in text
    assert "<b " not in text
    assert 'href="https://ok.example/"' in text


def test_what_was_published_is_no_draft_any_more(street, homes):
    notice = publish(street)
    for deed in ("change", "drop"):
        say = {"notice": notice, "actor": actor_of(street.people["community"].account, clock.today())}
        with pytest.raises(Conflict):
            if deed == "change":
                wording = Wording(title="另一个", body="另一个", audience="residents")
                change_draft(wording=wording, key=new_id(), now=clock.now(), **say)
            else:
                drop_draft(key=new_id(), now=clock.now(), **say)
    assert Notice.objects.get().title == notice.title
