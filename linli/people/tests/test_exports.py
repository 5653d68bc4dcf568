"""Many people, or whole numbers, leave the register only when somebody else grants it: for who asked, for three days."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from linli.access.models import Grant
from linli.kernel.ids import new_id
from linli.kernel.models import Fact, Message
from linli.kernel.time import clock
from linli.people import jobs, rules
from linli.people.actions import exports
from linli.people.models import ExportRequest
from linli.people.tests.conftest import identity
from linli.people.tests.taking import ask, decide, fetch, newest, take_whole
from linli.testing import refused
from linli.testing_meanwhile import meanwhile

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(settings):
    """More than four people are many."""
    settings.LINLI_EXPORT_ALONE = 4


def as_(homes, who):
    return homes.street.client(who)


def account(homes, who):
    return homes.street.people[who].account


@pytest.mark.parametrize(
    ("rows", "left", "whole", "asked"),
    [
        (200, 200, False, False),
        (201, 200, False, True),
        (1, 0, False, True),
        (0, 0, False, False),
        (1, 200, True, True),
    ],
)
def test_what_is_asked_for(rows, left, whole, asked):
    assert rules.needs_approver(rows, left, whole=whole) is asked


def test_many_people_are_asked_for_and_nothing_leaves(homes, few):
    page = as_(homes, "community").get("/people/export/").content.decode()
    assert "data-needs-approver" in page
    answer = ask(as_(homes, "community"), whole_phone="")
    assert (answer.status_code, answer.url) == (302, "/people/export/requests/")
    row = newest()
    assert (row.state, row.rows, row.path) == ("waiting", 5, homes.street.places["xueyuan"].path)
    assert not Fact.objects.filter(kind="people.exported").exists()
    fact = Fact.objects.get(kind="people.export_asked")
    assert (fact.about, fact.data["rows"], fact.data["purpose"]) == (row.pk, 5, "health")
    assert refused(fetch(as_(homes, "community"))) == "people.export_over"


def test_small_ones_add_up_over_the_day(homes, few):
    def take(query):
        return ask(as_(homes, "community"), query, whole_phone="")

    assert take(f"?place={homes.street.id('door101')}").status_code == 200
    assert take(f"?place={homes.street.id('door102')}").status_code == 200
    assert take(f"?place={homes.street.id('door102')}").status_code == 302
    assert sum(fact.data["rows"] for fact in Fact.objects.filter(kind="people.exported")) == 4


def test_what_is_granted_is_fetched_with_its_mark_and_told(homes):
    answer = take_whole(as_(homes, "community"), as_(homes, "registrar"), whole_identity="on")
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    book = load_workbook(BytesIO(answer.content))
    told = str([[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()])
    row = newest()
    for words in ("13812340001", identity(123), row.number, "接种摸底", account(homes, "registrar").name):
        assert words in told
    for sheet in book:
        for mark in (sheet.oddHeader.center.text, sheet.oddFooter.center.text):
            assert row.number in mark and account(homes, "community").name in mark
    fact = Fact.objects.get(kind="people.exported")
    assert fact.data == {"request": row.number, "reason": "接种摸底", "rows": 5, "columns": ["phone", "identity"]}
    topics = [message.topic for message in Message.objects.order_by("pk") if message.topic.startswith("people.export")]
    assert sorted(topics) == ["people.export_asked", "people.export_decided", "people.export_fetched"]


@pytest.mark.parametrize(
    ("who", "status"),
    [("registrar", 302), ("auditor", 302), ("street", 403), ("grid", 403), ("administrator", 403),
     ("outside_community", 404), ("anonymous", 302)],
)  # fmt: skip
@pytest.mark.parametrize("deed", ["grant", "refuse"])
def test_who_decides(homes, who, status, deed):
    ask(as_(homes, "community"))
    assert decide(as_(homes, who), deed, reason="太多了").status_code == status
    decided = {"grant": "granted", "refuse": "refused"}[deed]
    assert newest().state == (decided if who in {"registrar", "auditor"} else "waiting")


def test_not_who_asked_nor_whom_they_appointed(homes):
    ask(as_(homes, "community"))
    assert refused(decide(as_(homes, "community"))) == "people.export_own"
    ask(as_(homes, "registrar"))
    assert (
        refused(decide(as_(homes, "community"), row=ExportRequest.objects.get(made_by_name="台账员")))
        == "access.not_found"
    )
    row = ExportRequest.objects.get(made_by_name="台账员")
    ExportRequest.objects.filter(pk=row.pk).update(path=homes.street.places["xueyuan"].path)
    assert decide(as_(homes, "community"), row=row).status_code == 302


def test_not_whose_post_goes_back_to_who_asked(homes, monkeypatch):
    ask(as_(homes, "community"))
    monkeypatch.setattr("linli.corps.queries.persons.line_of", lambda _person: {account(homes, "community").pk})
    assert refused(decide(as_(homes, "registrar"))) == "people.export_same_line"


def test_an_auditor_sees_what_it_is_for_and_nobody_by_name(homes):
    ask(as_(homes, "community"))
    page = as_(homes, "auditor").get("/people/export/requests/").content.decode()
    assert newest().number in page and "接种摸底" in page and "李小明" not in page
    assert as_(homes, "auditor").get("/people/").status_code == 403


def test_the_file_is_for_who_asked_alone(homes):
    ask(as_(homes, "community"))
    decide(as_(homes, "registrar"))
    assert refused(fetch(as_(homes, "registrar"))) == "people.export_not_yours"
    assert fetch(as_(homes, "outside_community")).status_code == 404
    assert fetch(as_(homes, "community")).status_code == 200


def test_three_times_and_each_with_its_own_key(homes):
    ask(as_(homes, "community"))
    decide(as_(homes, "registrar"))
    key = new_id()
    answers = [fetch(as_(homes, "community"), key=one) for one in (key, key, new_id(), new_id(), new_id())]
    assert [answer.status_code for answer in answers] == [200, 409, 200, 200, 409]
    assert refused(answers[-1]) == "people.export_over"
    assert Fact.objects.filter(kind="people.exported").count() == rules.EXPORT_FETCHES


def test_after_three_days_it_is_over(homes):
    ask(as_(homes, "community"))
    decide(as_(homes, "registrar"))
    assert newest().until <= clock.now() + rules.EXPORT_OPEN
    ExportRequest.objects.update(until=clock.now())
    assert refused(fetch(as_(homes, "community"))) == "people.export_over"


def test_who_left_the_post_meanwhile_gets_nothing(homes):
    ask(as_(homes, "community"))
    decide(as_(homes, "registrar"))
    Grant.objects.filter(person=account(homes, "community").person).update(ends_on=clock.today())
    assert fetch(as_(homes, "community")).status_code == 403


def test_who_keeps_less_of_the_register_meanwhile_gets_nothing(homes):
    ask(as_(homes, "community"))
    decide(as_(homes, "registrar"))
    Grant.objects.filter(person=account(homes, "community").person).update(path=homes.street.places["grid3"].path)
    assert fetch(as_(homes, "community")).status_code == 404
    assert newest().fetches == 0


def test_a_refusal_has_a_reason_that_is_told(homes):
    ask(as_(homes, "community"))
    decide(as_(homes, "registrar"), "refuse", reason="")
    assert newest().state == "waiting"
    decide(as_(homes, "registrar"), "refuse", reason="用途不清楚")
    assert "用途不清楚" in as_(homes, "community").get("/people/export/requests/").content.decode()
    assert refused(decide(as_(homes, "auditor"))) == "people.export_decided"


def test_nobody_decides_in_time(homes):
    ask(as_(homes, "community"))
    ExportRequest.objects.update(until=clock.now() - timedelta(seconds=1))
    assert refused(decide(as_(homes, "registrar"))) == "people.export_decided"
    jobs.lapse_exports(clock.now())
    assert newest().state == "lapsed"
    assert Fact.objects.get(kind="people.export_lapsed").about == newest().pk


def test_who_waits_for_others_is_told_who_they_are(homes):
    answer = as_(homes, "community").post(
        "/people/export/",
        {"key": new_id(), "purpose": "health", "reason": "接种摸底", "whole_phone": "on"},
        follow=True,
    )
    told = " ".join(map(str, answer.context["messages"]))
    assert account(homes, "registrar").name in told and account(homes, "auditor").name in told
    Grant.objects.filter(bundle__in=["registrar", "auditor"]).update(ends_on=clock.today())
    answer = as_(homes, "community").post(
        "/people/export/",
        {"key": new_id(), "purpose": "health", "reason": "接种摸底", "whole_phone": "on"},
        follow=True,
    )
    assert "审计员" in " ".join(map(str, answer.context["messages"]))


@pytest.mark.parametrize("again", ["grant", "refuse"])
def test_the_same_press_is_one_verdict(homes, again):
    ask(as_(homes, "community"))
    key = new_id()
    answers = [decide(as_(homes, "registrar"), again, key=key, reason="太多了").status_code for _ in range(2)]
    assert answers == [302, 302]
    assert Fact.objects.filter(kind__in=exports.DECIDED.values()).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does(homes):
    from linli.access.models import actor_of

    ask(as_(homes, "community"))
    row = newest()

    def by(who):
        return {"row": row, "actor": actor_of(account(homes, who), clock.today()), "key": new_id(), "now": clock.now()}

    first, second = by("registrar"), by("auditor")
    refusal = meanwhile(lambda: exports.refuse(reason="太多了", **first), lambda: exports.grant(**second))
    assert (refusal, newest().state) == ("people.export_decided", "refused")


@pytest.mark.django_db(transaction=True)
def test_of_two_fetches_at_once_the_last_is_given_once(homes):
    from linli.access.models import actor_of

    ask(as_(homes, "community"))
    decide(as_(homes, "registrar"))
    ExportRequest.objects.update(fetches=rules.EXPORT_FETCHES - 1)
    row, actor = newest(), actor_of(account(homes, "community"), clock.today())

    def take():
        exports.fetched(row=row, rows=5, actor=actor, key=new_id(), now=clock.now())

    assert (meanwhile(take, take), newest().fetches) == ("people.export_over", rules.EXPORT_FETCHES)
