"""A statement compiled once returns the same as the ORM."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import Count, F

from linli.access.models import Account, Grant, PostKind
from linli.kernel.ids import new_id
from linli.kernel.models import Fact, Message
from linli.kernel.reads.compiled import Select, given
from linli.kernel.writes.prepared import Update, insert

NOW = datetime(2022, 4, 2, 8, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_rows_come_back_as_the_orm_makes_them(street):
    account = Account.objects.order_by("username").first()
    select = Select(lambda: Account.objects.filter(pk=given("pk")))
    for _ in range(2):
        found = select.first(pk=account.pk)
        assert {f.attname: getattr(found, f.attname) for f in Account._meta.concrete_fields} == {
            f.attname: getattr(account, f.attname) for f in Account._meta.concrete_fields
        }
    assert select.first(pk=new_id()) is None


@pytest.mark.django_db
def test_related_rows_come_along(django_assert_num_queries):
    leader = PostKind.objects.create(code="leader_x", title="楼栋长", bundle="leader")
    deputy = PostKind.objects.create(code="deputy_x", title="副楼栋长", bundle="leader", deputy_of=leader)
    select = Select(lambda: PostKind.objects.select_related("deputy_of").filter(pk=given("pk")))
    with django_assert_num_queries(2):
        assert select.first(pk=deputy.pk).deputy_of.title == "楼栋长"
        assert select.first(pk=leader.pk).deputy_of is None


@pytest.mark.django_db
def test_tuples_days_and_order(street):
    person = Grant.objects.values_list("person", flat=True).first()
    select = Select(
        lambda: (
            Grant.objects.filter(person=given("person"))
            .valid_on(given("day"))
            .order_by("title")
            .values_list("path", "id", "starts_on")
        )
    )
    for day in (date(2000, 1, 1), date.today() + timedelta(days=1)):
        plain = Grant.objects.filter(person=person).valid_on(day).order_by("title")
        assert select.rows(person=person, day=day) == list(plain.values_list("path", "id", "starts_on"))


@pytest.mark.django_db
def test_a_count_by_group():
    for number in range(3):
        insert(Message(topic="a" if number else "b", created_at=NOW, due_at=NOW))
    select = Select(lambda: Message.objects.filter(topic=given("topic")).values("topic").annotate(n=Count("pk")))
    counts = Select(lambda: select._make().values_list("n"))
    assert [counts.first(topic=topic) for topic in "abc"] == [(2,), (1,), None]


@pytest.mark.django_db
def test_an_update_changes_what_it_names_once():
    message = Message.objects.create(topic="a", created_at=NOW, due_at=NOW)
    update = Update(
        lambda: Message.objects.filter(pk=given("pk"), attempts=given("seen"), done_at=None),
        attempts=F("attempts") + 1, done_at=given("now"), last_error=given("why"),
    )  # fmt: skip
    assert update.run(pk=message.pk, seen=0, now=None, why="楼道灯不亮") == 1
    assert update.run(pk=message.pk, seen=0, now=NOW, why="") == 0
    assert update.run(pk=message.pk, seen=1, now=NOW, why="") == 1
    message.refresh_from_db()
    assert (message.attempts, message.done_at, message.last_error) == (2, NOW, "")


@pytest.mark.django_db
def test_a_row_is_written_whole():
    row = Fact(
        kind="a.b", at=NOW, actor=new_id(), path="0001", about=None, key=new_id(), data={"名": [1, None]}, mac=b"\0"
    )
    insert(row)
    found = Fact.objects.get()
    assert (found.kind, found.at, found.actor, found.about, found.key, found.data, bytes(found.mac), found.seal_id) == (
        "a.b", NOW, row.actor, None, row.key, {"名": [1, None]}, b"\0", None,
    )  # fmt: skip


@pytest.mark.django_db
def test_a_value_that_was_not_given_is_a_mistake():
    with pytest.raises(KeyError):
        Select(lambda: Message.objects.filter(topic=given("topic"))).rows()
