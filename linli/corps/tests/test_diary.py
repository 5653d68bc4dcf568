"""A person is in one place at a time: enforced by the database, explained in a message, shown to who may see it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from linli.access.actor import Actor, Held
from linli.access.models import actor_of
from linli.corps import spans
from linli.corps.actions import absences, diary
from linli.corps.actions.diary_expiry import forget
from linli.corps.models import DiaryEntry
from linli.corps.queries.diary import diary_of, entry_of, free, in_the_way, next_within, standing
from linli.kernel.errors import Conflict, Invalid, NotAllowed
from linli.kernel.ids import new_id
from linli.kernel.models import Fact

NOON = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Diaries:
    def __init__(self, street):
        self.street = street
        self.path = street.places["grid3"].path
        self.actor = Actor(new_id(), "网格", new_id(), (Held("grid", self.path),))

    def planned(self, person, begin, end, kind="shift", **more):
        """Hours after noon."""
        return diary.Planned(
            person=person, kind=kind, starts_at=NOON + begin * HOUR, ends_at=NOON + end * HOUR,
            **{"source": "duties", "source_id": new_id(), "path": self.path, "title": "东门卡口", **more},
        )  # fmt: skip

    def enter(self, *args, key=None, actor=None, **more):
        planned = self.planned(*args, **more)
        return diary.enter(planned=planned, actor=actor or self.actor, key=key or new_id(), now=NOON)


@pytest.fixture
def diaries(street):
    return Diaries(street)


def test_half_open_times_touch_and_do_not_overlap(diaries):
    person = new_id()
    diaries.enter(person, 0, 4)
    diaries.enter(person, 4, 8)
    diaries.enter(person, -4, 0, "visit")
    assert DiaryEntry.objects.filter(person=person).count() == 3


@pytest.mark.parametrize(("begin", "end"), [(0, 4), (-1, 1), (3, 5), (1, 2), (-1, 9)])
@pytest.mark.parametrize("kind", ["shift", "visit", "absence"])
def test_what_overlaps_is_refused_with_what_stands_there(diaries, begin, end, kind):
    person = new_id()
    diaries.enter(person, 0, 4)
    with pytest.raises(Conflict) as refused:
        diaries.enter(person, begin, end, kind)
    assert refused.value.code == "corps.diary_taken"
    assert refused.value.data["standing"].endswith("3月3日 12:00–16:00 已在岗：东门卡口")
    assert DiaryEntry.objects.count() == 1
    assert Fact.objects.filter(kind="corps.diary_entered").count() == 1
    diaries.enter(new_id(), begin, end, kind)


def test_whoever_does_not_reach_the_place_learns_only_that_the_time_is_taken(diaries):
    person = new_id()
    diaries.enter(person, 0, 4)
    stranger = Actor(new_id(), "外", new_id(), (Held("community", diaries.street.places["jucai"].path),))
    with pytest.raises(Conflict) as refused:
        diaries.enter(person, 1, 2, actor=stranger, path=diaries.street.places["jucai"].path)
    assert refused.value.data["standing"].endswith("12:00–16:00 已有安排")
    assert diary_of(stranger, person, NOON).today[0].word == ""
    assert diary_of(diaries.actor, person, NOON).today[0].title == "东门卡口"
    assert diary_of(Actor(new_id(), "本人", person), person, NOON).today[0].title == "东门卡口"


def test_a_place_without_a_path_is_read_by_nobody_with_a_narrower_post(diaries):
    person = new_id()
    diaries.enter(person, 0, 4, path="")
    assert diary_of(diaries.actor, person, NOON).today[0].word == ""


def test_several_claims_are_held_at_once_and_take_nobody_away(diaries):
    person = new_id()
    for _ in range(3):
        diaries.enter(person, 0, 4, "claim")
    diaries.enter(person, 1, 2, "shift")
    diaries.enter(person, 1, 2, "claim")
    assert standing(person, NOON) is None
    assert standing(person, NOON + HOUR).kind == "shift"


def raw(person, begin, end, **more):
    """A writer that bypasses the actions."""
    row = {"kind": "shift", "source": "raw", "source_id": new_id(), "path": "", "recorded_at": NOON, **more}
    return DiaryEntry.objects.create(person=person, starts_at=NOON + begin * HOUR, ends_at=NOON + end * HOUR, **row)


def refused_by_the_database(write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def test_the_database_itself_refuses_whoever_writes(diaries):
    person = new_id()
    first, late = raw(person, 0, 4), raw(person, 4, 8)
    refused_by_the_database(lambda: raw(person, 3, 5))
    refused_by_the_database(lambda: DiaryEntry.objects.filter(pk=late.pk).update(starts_at=NOON + HOUR))
    refused_by_the_database(lambda: raw(new_id(), 2, 2))
    noted = raw(person, 1, 2, exclusive=False)
    refused_by_the_database(lambda: DiaryEntry.objects.filter(pk=noted.pk).update(exclusive=True))
    cancelled = raw(person, 1, 2, cancelled_at=NOON)
    refused_by_the_database(lambda: DiaryEntry.objects.filter(pk=cancelled.pk).update(cancelled_at=None))
    other = raw(new_id(), 1, 2)
    refused_by_the_database(lambda: DiaryEntry.objects.filter(pk=other.pk).update(person=person))
    refused_by_the_database(lambda: raw(new_id(), 0, 1, source="raw", source_id=first.source_id))
    refused_by_the_database(
        lambda: DiaryEntry.objects.bulk_create(
            DiaryEntry(
                person=one, kind="visit", source="raw", source_id=new_id(), recorded_at=NOON,
                starts_at=NOON + begin * HOUR, ends_at=NOON + 9 * HOUR,
            )
            for one in [new_id()]
            for begin in (1, 2)
        )
    )  # fmt: skip
    assert DiaryEntry.objects.filter(pk=first.pk).update(title="改名", ends_at=NOON + 3 * HOUR) == 1


def test_one_entry_stands_for_a_row_of_its_room(diaries):
    person, planned = new_id(), None
    planned = diaries.planned(person, 0, 4)
    made = diary.enter(planned=planned, actor=diaries.actor, key=new_id(), now=NOON)
    again = diary.enter(planned=planned, actor=diaries.actor, key=new_id(), now=NOON)
    assert again.pk == made.pk == entry_of("duties", planned.source_id).pk
    with pytest.raises(Conflict, match=r"corps\.diary_known"):
        diaries.enter(person, 5, 6, source_id=planned.source_id)
    diary.cancel(entry=made, actor=diaries.actor, key=new_id(), now=NOON)
    assert entry_of("duties", planned.source_id) is None
    assert diaries.enter(person, 0, 4, source_id=planned.source_id).pk != made.pk


def test_sent_twice_is_entered_once(diaries):
    person, key = new_id(), new_id()
    assert diaries.enter(person, 0, 4, key=key).pk == diaries.enter(person, 0, 4, key=key).pk
    assert Fact.objects.filter(kind="corps.diary_entered").count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "nap"}, "corps.diary_kind"), ({"end": 0}, "corps.diary_times"),
        ({"title": "长" * 81}, "kernel.text_too_long"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(diaries, change, code):
    with pytest.raises(Invalid) as refused:
        diaries.enter(new_id(), **{"begin": 0, "end": 4, "kind": "shift", **change})
    assert refused.value.code == code


def test_a_title_is_cleaned_and_never_cut(diaries):
    entry = diaries.enter(new_id(), 0, 4, title=" 东门\u200b  卡口\n")
    assert entry.title == "东门 卡口"
    moved = {"entry": entry, "starts_at": NOON, "ends_at": NOON + HOUR, "actor": diaries.actor, "now": NOON}
    with pytest.raises(Invalid, match=r"kernel\.text_too_long"):
        diary.move(**moved, title="长" * 81, key=new_id())
    diary.move(**moved, title="西\u200b门", key=new_id())
    assert DiaryEntry.objects.get().title == "西门"


def test_moved_to_where_nothing_stands(diaries):
    person = new_id()
    first, second = diaries.enter(person, 0, 4), diaries.enter(person, 4, 8, title="西门卡口")
    with pytest.raises(Conflict) as refused:
        diary.move(entry=first, starts_at=NOON, ends_at=NOON + 5 * HOUR, actor=diaries.actor, key=new_id(), now=NOON)
    assert refused.value.code == "corps.diary_taken"
    assert "西门卡口" in refused.value.data["standing"]
    diary.move(
        entry=second, starts_at=NOON + 5 * HOUR, ends_at=NOON + 9 * HOUR, title="北门", actor=diaries.actor,
        key=new_id(), now=NOON,
    )  # fmt: skip
    diary.move(entry=first, starts_at=NOON, ends_at=NOON + 5 * HOUR, actor=diaries.actor, key=new_id(), now=NOON)
    with pytest.raises(Conflict, match=r"kernel\.changed_meanwhile"):
        diary.move(
            entry=second, starts_at=NOON + 6 * HOUR, ends_at=NOON + 9 * HOUR, actor=diaries.actor, key=new_id(),
            now=NOON,
        )  # fmt: skip
    assert [row.title for row in DiaryEntry.objects.order_by("starts_at")] == ["东门卡口", "北门"]
    fact = Fact.objects.filter(kind="corps.diary_moved").first()
    assert fact.about == second.pk
    assert fact.path == diaries.path
    diary.cancel(entry=DiaryEntry.objects.get(pk=second.pk), actor=diaries.actor, key=new_id(), now=NOON)
    with pytest.raises(Conflict, match=r"kernel\.changed_meanwhile"):  # read after it was cancelled
        diary.move(
            entry=DiaryEntry.objects.get(pk=second.pk), starts_at=NOON + 6 * HOUR, ends_at=NOON + 9 * HOUR,
            actor=diaries.actor, key=new_id(), now=NOON,
        )  # fmt: skip


def test_ended_early_frees_the_rest_of_the_time(diaries):
    person = new_id()
    running, coming = diaries.enter(person, 0, 4), diaries.enter(person, 4, 8)
    diary.end_early(entry=running, actor=diaries.actor, key=new_id(), now=NOON + 2 * HOUR)
    diary.end_early(entry=coming, actor=diaries.actor, key=new_id(), now=NOON + 2 * HOUR)
    diaries.enter(person, 2, 8)
    with pytest.raises(Conflict, match=r"kernel\.changed_meanwhile"):
        diary.cancel(entry=coming, actor=diaries.actor, key=new_id(), now=NOON)
    with pytest.raises(Conflict, match=r"corps\.diary_over"):
        diary.end_early(entry=running, actor=diaries.actor, key=new_id(), now=NOON + 9 * HOUR)
    kinds = Fact.objects.filter(kind__startswith="corps.diary").order_by("seq").values_list("kind", flat=True)
    assert [kind.split("_")[1] for kind in kinds] == ["entered", "entered", "ended", "cancelled", "entered"]


def test_who_is_free_is_one_query(diaries):
    people = [new_id() for _ in range(50)]
    for person in people[:20]:
        diaries.enter(person, 0, 4)
    with CaptureQueriesContext(connection) as seen:
        found = free(people, NOON + 3 * HOUR, NOON + 5 * HOUR)
    assert len(seen) == 1
    assert found == set(people[20:])
    assert free(people, NOON + 4 * HOUR, NOON + 5 * HOUR) == set(people)


def test_what_comes_next(diaries):
    person = new_id()
    diaries.enter(person, 2, 4)
    assert next_within(person, NOON, HOUR) is None
    assert next_within(person, NOON, 2 * HOUR).title == "东门卡口"
    assert standing(person, NOON + 4 * HOUR) is None


def many(diaries, planned, key=None):
    return diary.enter_many(planned=planned, path=diaries.path, actor=diaries.actor, key=key or new_id(), now=NOON)


def test_a_roster_is_a_statement_a_thousand(diaries):
    planned, key = [diaries.planned(new_id(), 0, 4) for _ in range(2_500)], new_id()
    with CaptureQueriesContext(connection) as seen:
        rows = many(diaries, planned, key)
    assert sum("INSERT INTO corps_diaryentry" in query["sql"] for query in seen) == 3
    assert len(seen) <= 8
    assert [row.source_id for row in rows] == [one.source_id for one in planned]
    assert [row.pk for row in many(diaries, planned, key)] == [row.pk for row in rows]
    assert {row.pk for row in many(diaries, planned)} == {row.pk for row in rows}, "another key: it stands already"
    assert DiaryEntry.objects.count() == 2_500


def test_a_roster_is_entered_whole_or_not_and_says_which_rows(diaries):
    busy = [new_id(), new_id()]
    for person in busy:
        diaries.enter(person, 0, 4)
    planned = [diaries.planned(person, 3, 5) for person in (new_id(), busy[0], new_id(), busy[1])]
    with pytest.raises(Conflict) as refused:
        many(diaries, planned)
    assert refused.value.code == "corps.diary_rows"
    assert [(row.number, row.code) for row in refused.value.data["rows"]] == [
        (1, "corps.diary_taken"), (3, "corps.diary_taken"),
    ]  # fmt: skip
    assert all("东门卡口" in row.sentence for row in refused.value.data["rows"])
    assert DiaryEntry.objects.count() == 2


def test_a_row_whose_obstacle_has_just_gone_is_not_the_one_named(diaries, monkeypatch):
    """On PostgreSQL another process may cancel what stood in the way before this one reads it."""
    person, busy = new_id(), new_id()
    gone = diaries.enter(person, 0, 4)
    diaries.enter(busy, 0, 4)

    def meanwhile(rows, actor):
        DiaryEntry.objects.filter(pk=gone.pk).update(cancelled_at=NOON)
        return in_the_way(rows, actor)

    monkeypatch.setattr(diary, "in_the_way", meanwhile)
    with pytest.raises(Conflict) as refused:
        many(diaries, [diaries.planned(person, 3, 5), diaries.planned(busy, 3, 5)])
    assert [row.code for row in refused.value.data["rows"]] == ["kernel.changed_meanwhile", "corps.diary_taken"]
    assert refused.value.data["first"] == refused.value.data["rows"][1].sentence
    DiaryEntry.objects.filter(pk=gone.pk).update(cancelled_at=None)
    with pytest.raises(Conflict, match=r"kernel\.changed_meanwhile"):
        many(diaries, [diaries.planned(person, 3, 5)])


def test_a_roster_that_contradicts_itself_says_where(diaries):
    person = new_id()
    planned = [diaries.planned(*row) for row in [(new_id(), 0, 9), (person, 0, 4), (person, 1, 2), (person, 4, 5)]]
    with pytest.raises(Conflict) as refused:
        many(diaries, planned)
    assert [(row.number, row.code) for row in refused.value.data["rows"]] == [(2, "corps.diary_twice")]
    assert DiaryEntry.objects.count() == 0


times = st.integers(0, 12)
rows = st.lists(st.tuples(st.integers(0, 2), times, st.integers(1, 6)), max_size=12)


@given(rows)
def test_rows_that_overlap_are_found(found):
    spans_of = [(str(who), begin, begin + length) for who, begin, length in found]
    pairs = spans.overlaps(spans_of)

    def meet(a, b):
        return spans_of[a][0] == spans_of[b][0] and spans_of[a][1] < spans_of[b][2] and spans_of[b][1] < spans_of[a][2]

    assert all(meet(late, first) and first < late for late, first in pairs.items())
    overlapping = any(meet(a, b) for a in range(len(found)) for b in range(a))
    assert bool(pairs) == overlapping


def test_entries_are_forgotten_a_month_after_their_end(diaries):
    person = new_id()
    diaries.enter(person, 0, 4)
    diaries.enter(person, 30 * 24, 30 * 24 + 1)
    assert forget(NOON + timedelta(days=30)) == 0
    assert forget(NOON + timedelta(days=31)) == 1
    assert DiaryEntry.objects.get().starts_at == NOON + timedelta(days=30)


def test_only_oneself_is_away_and_back(diaries):
    me, other = (actor_of(diaries.street.people[key].account, NOON.date()) for key in ("grid", "community"))
    when = {"starts_at": NOON + HOUR, "ends_at": NOON + 2 * HOUR, "now": NOON, "actor": me}
    entry = absences.record_absence(why="leave", key=new_id(), **when)
    assert (entry.kind, entry.title, entry.person) == ("absence", "请假", me.person)
    with pytest.raises(Conflict, match=r"corps\.diary_taken"):
        absences.record_absence(why="trip", key=new_id(), **when)
    with pytest.raises(NotAllowed):
        absences.end_absence(entry=entry, actor=other, key=new_id(), now=NOON)
    shift = diaries.enter(me.person, 5, 6)
    with pytest.raises(NotAllowed):
        absences.end_absence(entry=shift, actor=me, key=new_id(), now=NOON)
    with pytest.raises(NotAllowed):
        absences.record_absence(**when | {"actor": Actor(new_id(), "无", None)}, why="leave", key=new_id())
    for wrong in ({"why": "nap"}, {"why": "leave", "ends_at": NOON}):
        with pytest.raises(Invalid):
            absences.record_absence(**when | {"key": new_id()} | wrong)
    absences.end_absence(entry=entry, actor=me, key=new_id(), now=NOON)
    assert entry_of("corps", entry.source_id) is None


def test_a_year_beyond_every_calendar_is_refused(diaries):
    for begin, end in ((datetime(1, 1, 1, tzinfo=UTC), NOON), (NOON, datetime(9999, 12, 31, tzinfo=UTC))):
        planned = replace(diaries.planned(new_id(), 0, 1), starts_at=begin, ends_at=end)
        with pytest.raises(Invalid, match=r"corps\.diary_years"):
            diary.enter(planned=planned, actor=diaries.actor, key=new_id(), now=NOON)


def test_the_key_of_a_roster_belongs_to_that_roster(diaries):
    key, roster = new_id(), [diaries.planned(new_id(), 0, 1) for _ in range(3)]
    entered = many(diaries, roster, key)
    diary.cancel(entry=entered[1], actor=diaries.actor, key=new_id(), now=NOON)
    assert [row.pk for row in many(diaries, roster, key)] == [row.pk for row in entered]
    for other in ([], [diaries.planned(new_id(), 0, 1)], [*roster, diaries.planned(new_id(), 0, 1)]):
        with pytest.raises(Conflict, match=r"kernel\.key_used"):
            many(diaries, other, key)
    assert DiaryEntry.objects.count() == 3
