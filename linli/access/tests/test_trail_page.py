from datetime import UTC, datetime, timedelta

import pytest

from linli.access import queries
from linli.access.actor import Actor
from linli.access.models import actor_of
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.time import clock

pytestmark = pytest.mark.django_db
NOON = datetime(2022, 3, 14, 4, 0, tzinfo=UTC)


@pytest.fixture
def facts(street):
    for number in range(130):
        trail.record(
            "people.viewed" if number % 2 else "places.changed",
            actor=Actor(account=new_id(), name="马网格" if number % 2 else "高社区"),
            path=street.places["grid3" if number % 2 else "jucai"].path,
            at=NOON + timedelta(hours=number),
            data={"count": number},
        )
    street.place("elsewhere", "subdistrict", "凤凰台街道")
    trail.record("people.viewed", actor=None, path=street.places["elsewhere"].path, at=NOON)
    trail.record("kernel.started", actor=None, path="", at=NOON)
    return street


def rows(street, query="", key="auditor"):
    return [row["fact"] for row in street.client(key).get(f"/account/trail/{query}").context["rows"]]


@pytest.mark.parametrize("key", ["street", "registrar", "community", "grid", "administrator", "outsider", "nobody"])
def test_only_auditors_read_the_trail(street, key):
    assert street.client(key).get("/account/trail/").status_code == 403


def test_all_of_the_street_and_nothing_of_the_next_one_page_after_page(facts):
    seen, query = [], ""
    while True:
        page = facts.client("auditor").get(f"/account/trail/{query}").context["page"]
        seen += page.rows
        if not page.following:
            break
        query = f"?after={page.following}"
    assert len(seen) == 130 == len({fact.pk for fact in seen})
    assert all(fact.path.startswith(facts.places["street"].path) for fact in seen)


def test_filters_by_deed_person_place_and_day(facts):
    assert {f.kind for f in rows(facts, "?kind=people.viewed")} == {"people.viewed"}
    assert {f.kind for f in rows(facts, "?kind=places")} == {"places.changed"}
    assert {f.actor_name for f in rows(facts, "?actor=马")} == {"马网格"}
    assert {f.path for f in rows(facts, f"?at={facts.places['jucai'].path}")} == {facts.places["jucai"].path}
    day = rows(facts, "?day=2022-03-15")
    assert len(day) == 24
    assert min(f.at for f in day) == datetime(2022, 3, 14, 16, 0, tzinfo=UTC)  # midnight in Shanghai
    assert rows(facts, "?kind=people.viewed&actor=高社区") == []


def test_a_filter_for_the_next_street_shows_nothing(facts):
    assert rows(facts, f"?at={facts.places['elsewhere'].path}") == []


def test_counts_by_deed(facts):
    context = facts.client("auditor").get("/account/trail/?day=2022-03-15").context
    assert [(c["kind"], c["count"]) for c in context["counts"]] == [("people.viewed", 12), ("places.changed", 12)]
    assert context["total"] == 24


def test_what_cannot_be_read_is_named_and_nothing_breaks(facts):
    for day in ("0001-01-01", "9999-12-31"):
        assert facts.client("auditor").get(f"/account/trail/?day={day}").status_code == 422
    answer = facts.client("auditor").get("/account/trail/?day=昨天")
    assert answer.status_code == 422
    assert "2022-03-01" in answer.content.decode()
    assert facts.client("auditor").get("/account/trail/?after=nonsense").status_code == 422
    assert facts.client("auditor").get("/account/trail/?at=%27;DROP").status_code == 422


def test_the_page_says_the_deed_in_words(facts):
    page = facts.client("auditor").get("/account/trail/").content.decode()
    assert "查看居民" in page and "places.changed" in page


def test_the_first_page_counts_the_newest_alone(facts, monkeypatch):
    monkeypatch.setattr(queries, "COUNTED", 100)
    page = facts.client("auditor").get("/account/trail/")
    assert page.context["total"] == 100 and page.context["more"]
    assert "多于 100 条" in page.content.decode()
    monkeypatch.setattr(queries, "COUNTED", 130)
    page = facts.client("auditor").get("/account/trail/")
    assert page.context["total"] == 130 and not page.context["more"]


def test_looks_at_numbers_are_counted_where_one_audits(street):
    auditor = actor_of(street.people["auditor"].account, clock.today())
    for path in (street.places["grid3"].path, "0002"):
        trail.record("people.revealed", actor=auditor, path=path, at=clock.now(), about=new_id())
    assert queries.reveals_since(auditor, clock.now() - timedelta(hours=1)) == 1
