"""Each consequence runs exactly once, is tried again after pauses, and is kept when it keeps failing; and its page."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from linli.flows import actions, jobs, rules
from linli.flows.models import Consequence
from linli.flows.table import FLOWS
from linli.flows.words import FLOWS as FLOW_WORDS
from linli.flows.words import TOPICS
from linli.kernel.errors import Conflict, Invalid
from linli.kernel.ids import new_id
from linli.kernel.models import Fact, Message
from linli.kernel.time import clock
from linli.kernel.work import outbox

RAN = []


def first(happened):
    RAN.append(("first", happened.ids["n"], happened.key))


def second(happened):
    RAN.append(("second", happened.ids["n"], happened.key))


def broken(happened):
    RAN.append(("broken", happened.ids["n"], happened.key))
    raise ZeroDivisionError("by nought\nDETAIL: Key (name)=(张三)")


@pytest.fixture(autouse=True)
def _table(monkeypatch):
    RAN.clear()
    monkeypatch.setitem(FLOWS, "test.well", [first, second])
    monkeypatch.setitem(FLOWS, "test.bad", [broken, first])


def put(topic, n=1, **ids):
    outbox.put(topic, {"n": n, **ids}, at=clock.now())


@pytest.mark.django_db
def test_every_flow_of_a_topic_runs_once():
    for n in (1, 2):
        put("test.well", n)
    jobs.run(clock.now())
    jobs.run(clock.now() + timedelta(days=2))
    assert sorted((flow, n) for flow, n, _ in RAN) == [("first", 1), ("first", 2), ("second", 1), ("second", 2)]
    assert len({key for *_, key in RAN}) == 4
    assert not Consequence.objects.filter(done_at=None).exists()


@pytest.mark.django_db
def test_a_topic_nobody_listens_to_leaves_nothing():
    put("test.unheard")
    jobs.run(clock.now())
    assert not Consequence.objects.exists()
    assert Message.objects.get().done_at is not None


@pytest.mark.django_db
def test_messages_with_a_handler_of_their_own_are_left_to_it(settings):
    settings.LINLI_OUTBOX = {"test.own": "nowhere.at.all"}
    put("test.own")
    jobs.run(clock.now())
    assert Message.objects.get().done_at is None


def test_no_topic_is_listened_to_twice_over():
    assert set(FLOWS) & set(settings.LINLI_OUTBOX) == set()


@pytest.mark.django_db
def test_one_broken_flow_does_not_hold_up_the_other_and_is_kept_in_the_end():
    put("test.bad")
    now = clock.now()
    for _ in range(rules.MOST_ATTEMPTS + 3):
        jobs.run(now)
        now += rules.LONGEST_WAIT
    assert [flow for flow, *_ in RAN].count("first") == 1
    assert [flow for flow, *_ in RAN].count("broken") == rules.MOST_ATTEMPTS
    kept = Consequence.objects.get(flow="broken")
    assert kept.dead_at is not None and kept.done_at is None
    assert kept.last_error == "ZeroDivisionError: by nought"


@pytest.mark.django_db
def test_what_a_failed_flow_wrote_is_taken_back(monkeypatch):
    def half(happened):
        Message.objects.filter(topic="test.bad").update(last_error="half")
        raise Conflict("flows.not_failed")

    monkeypatch.setitem(FLOWS, "test.bad", [half])
    put("test.bad")
    jobs.run(clock.now())
    assert Message.objects.get().last_error == ""
    row = Consequence.objects.get()
    assert (row.attempts, row.done_at) == (1, None)
    assert row.due_at > clock.now()
    assert "不用再操作" in row.last_error


@pytest.mark.django_db
def test_a_second_worker_finds_it_done():
    put("test.well")
    now = clock.now()
    outbox.hand_over(actions.note, but=(), now=now)
    seen_before = list(Consequence.objects.order_by("id"))
    assert actions.run_due(now=now) == 2
    assert [actions._run(row, now) for row in seen_before] == [False, False]
    assert len(RAN) == 2


@pytest.mark.django_db
def test_what_was_begun_and_never_ended_waits_then_runs_alone():
    put("test.well")
    now = clock.now()
    outbox.hand_over(actions.note, but=(), now=now)
    due = Consequence.objects.filter(done_at=None, dead_at=None, due_at__lte=now).order_by("due_at", "id")
    begun = actions._begin(due, now)  # the process dies here
    assert len(begun) == 2 and {row.starts for row in Consequence.objects.all()} == {1}
    assert actions.run_due(now=now) == 0, "nobody else begins it meanwhile"
    later = now + rules.LEASE
    again = Consequence.objects.filter(done_at=None, dead_at=None, due_at__lte=later).order_by("due_at", "id")
    assert len(actions._begin(again, later)) == 1
    assert actions.run_due(now=later + rules.LEASE) == 2
    assert {row.starts for row in Consequence.objects.all()} == {0}
    assert len(RAN) == 2


@pytest.mark.django_db
def test_after_three_beginnings_it_is_set_aside_shown_and_tried_again(street):
    put("test.well", path=street.places["grid3"].path)
    now = clock.now()
    outbox.hand_over(actions.note, but=(), now=now)
    Consequence.objects.filter(flow="first").update(starts=rules.MOST_STARTS)
    assert actions.run_due(now=now) == 1, "its neighbour"
    kept = Consequence.objects.get(flow="first")
    assert (kept.dead_at, kept.last_error) == (now, rules.NEVER_ENDED)
    assert "开始了 3 次都没有结束" in street.client("street").get(reverse("flows:index")).content.decode()
    key = str(new_id())
    assert street.client("street").post(reverse("flows:try_again", args=[kept.pk]), {"key": key}).status_code == 302
    assert actions.run_due(now=clock.now()) == 1
    assert [flow for flow, *_ in RAN].count("first") == 1


@pytest.mark.django_db
def test_a_flow_of_another_version_is_kept_with_a_sentence():
    Consequence.objects.create(fact=new_id(), topic="test.well", flow="gone", at=clock.now(), due_at=clock.now())
    jobs.run(clock.now())
    assert "gone" in Consequence.objects.get().last_error


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 5), (2, 10), (3, 20), (10, 2560), (11, 3600), (60, 3600)])
def test_pauses_grow(attempts, seconds):
    assert rules.wait_after(attempts) == timedelta(seconds=seconds)


def test_words_of_an_expected_refusal():
    assert rules.words_of(Invalid("kernel.no_key")) and "kernel" not in rules.words_of(Invalid("kernel.no_key"))


def test_every_flow_and_topic_has_a_word():
    shipped = {t: fs for t, fs in FLOWS.items() if not t.startswith("test.")}
    assert set(shipped) - set(TOPICS) == set()
    assert {flow.__name__ for flows in shipped.values() for flow in flows} == set(FLOW_WORDS)


@pytest.mark.django_db
def test_done_consequences_are_forgotten_and_failed_ones_stay():
    put("test.bad")
    now = clock.now()
    for _ in range(rules.MOST_ATTEMPTS):
        jobs.run(now)
        now += rules.LONGEST_WAIT
    assert Consequence.objects.count() == 2
    jobs.prune(now + rules.KEPT + timedelta(days=1))
    assert [row.flow for row in Consequence.objects.all()] == ["broken"]


@pytest.fixture
def failed(street):
    """A failed consequence in the community of 学院, and one of the next community."""
    for key in ("door101", "grid9"):
        put("test.bad", path=street.places[key].path)
    now = clock.now()
    for _ in range(rules.MOST_ATTEMPTS):
        jobs.run(now)
        now += rules.LONGEST_WAIT
    return Consequence.objects.filter(flow="broken")


@pytest.mark.parametrize("who", ["street", "administrator"])
def test_the_page_shows_what_failed_and_tries_again(street, failed, who, monkeypatch):
    page = street.client(who).get(reverse("flows:index")).content.decode()
    assert "ZeroDivisionError: by nought" in page and "张三" not in page
    assert "7号楼" in page and "1单元" not in page, "down to the building, no further"
    monkeypatch.setitem(FLOWS, "test.bad", [first])
    row = failed.first()
    key = str(new_id())
    for _ in range(2):  # pressed twice
        answer = street.client(who).post(reverse("flows:try_again", args=[row.pk]), {"key": key})
        assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.dead_at, row.attempts) == (None, 0)
    fact = Fact.objects.get(kind="flows.tried_again")
    assert (fact.about, fact.path, fact.actor) == (row.pk, row.path, street.people[who].account.pk)
    answer = street.client(who).post(reverse("flows:try_again", args=[row.pk]), {"key": str(new_id())})
    assert answer.status_code == 409


@pytest.mark.parametrize("who", ["outsider", "community", "grid", "auditor", "nobody"])
def test_nobody_else_sees_or_restarts_it(street, failed, who):
    assert street.client(who).get(reverse("flows:index")).status_code == 403
    answer = street.client(who).post(reverse("flows:try_again", args=[failed.first().pk]), {"key": str(new_id())})
    assert answer.status_code == 403
    assert failed.filter(dead_at=None).count() == 0


@pytest.mark.django_db
def test_the_street_next_door_sees_nothing(street, failed):
    street.place("far", "subdistrict", "远街道")
    type(street.places["far"]).objects.filter(pk=street.id("far")).update(path="0002")
    street.places["far"].path = "0002"
    street.person("far_street", "远街道办", "street", "far", "街道办")
    page = street.client("far_street").get(reverse("flows:index")).content.decode()
    assert "by nought" not in page and "没办成，等人处理" not in page
    for row in failed:
        answer = street.client("far_street").post(reverse("flows:try_again", args=[row.pk]), {"key": str(new_id())})
        assert answer.status_code == 404
