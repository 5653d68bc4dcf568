import io
from datetime import date, datetime, time, timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from linli.access.models import Grant
from linli.cli.examine import EXAMINATIONS, holidays_are_known
from linli.corps import diary_constraint
from linli.corps.models import Member
from linli.kernel import jobs
from linli.kernel.facts import append_only, trail
from linli.kernel.ids import new_id
from linli.kernel.models import Fact, Message, Seal
from linli.kernel.pictures.tests.drawn import jpeg
from linli.kernel.sealing import crypto
from linli.kernel.time import clock
from linli.kernel.work import outbox
from linli.notices.actions.pictures import store_cover
from linli.notices.models import Notice
from linli.notices.queries.covers import COVERS
from linli.people.models import Household, Resident
from linli.places.models import CalendarDay, Place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, settings):
    settings.LINLI_DATA = tmp_path
    settings.LINLI_KEYS = tmp_path / "keys.json"
    crypto.write_keyring(crypto.new_keyring(), settings.LINLI_KEYS)


def bad():
    now = clock.now()
    return [found.text for examine in EXAMINATIONS for found in examine(now) if found.level == "bad"]


@pytest.mark.parametrize(
    ("day", "entered", "missing"), [("2026-10-31", 0, []), ("2026-11-01", 0, ["2027"]), ("2026-12-31", 4, ["2027"]),
                                    ("2026-12-31", 5, []), ("2027-01-02", 0, ["2027"])]
)  # fmt: skip
def test_the_holidays_of_the_next_year_are_asked_for_from_november(street, day, entered, missing):
    path = street.places["street"].path
    CalendarDay.objects.bulk_create(
        CalendarDay(path=path, day=date(2027, 2, 5 + n), works=False) for n in range(entered)
    )
    now = datetime.combine(date.fromisoformat(day), time(0, 5), clock.zone())
    warned = [found.text for found in holidays_are_known(now) if found.level == "warn"]
    assert [year for text in warned for year in ("2026", "2027") if year in text] == missing


def told():
    out = io.StringIO()
    try:
        call_command("doctor", stdout=out)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


def household(street, size):
    home = Household.objects.create(
        path=street.places["door101"].path,
        place=street.places["door101"],
        door="7-1-101",
        size=size,
        since=clock.today(),
    )
    Resident.objects.create(
        path=home.path, root=home.path[:4], household=home, name="李小明", since=clock.today(), recorded_at=clock.now()
    )
    return home


def test_a_healthy_street(street):
    household(street, 1)
    said, code = told()
    assert code == 0 and "没有发现问题" in said and "▲" not in said


def test_a_wrong_counter_is_counted(street):
    household(street, 3)
    assert [text for text in bad() if "人数与登记的居民对不上" in text] == ["计数：1 户的人数与登记的居民对不上"]
    said, code = told()
    assert code == 1 and "发现 1 处问题" in said


def test_a_row_at_no_place_and_a_place_astray(street):
    Member.objects.create(name="某", path="0009", since=clock.today())
    Place.objects.filter(pk=street.id("yard1door")).update(path=street.places["alley"].path + "0099")
    found = bad()
    assert any("corps.Member 有 1 行" in text for text in found)
    assert any("1 处的路径与上级对不上" in text for text in found)


def test_a_value_that_does_not_open(street):
    pk = new_id()
    sealed = crypto.seal("13800000000", row=new_id(), column="corps.member.phone")
    Member.objects.create(pk=pk, name="某", path=street.places["street"].path, since=clock.today(), phone_sealed=sealed)
    assert any("corps.member.phone 有值解不开" in text for text in bad())


def test_an_altered_fact_and_missing_triggers(street):
    trail.record("kernel.started", actor=None, path="", at=clock.now())
    append_only.remove(connection)
    Fact.objects.update(kind="x.other")
    found = bad()
    assert any("被改过" in text for text in found) and any("触发器不见了" in text for text in found)
    append_only.install(connection)


def test_a_diary_that_no_longer_refuses_overlaps(street):
    diary_constraint.remove(connection)
    assert [text for text in bad() if "diary_one_place" in text]
    diary_constraint.install(connection)
    assert bad() == []


def test_a_cover_that_is_gone_or_cut_off(street):
    Notice.objects.create(
        path=street.places["street"].path, audience="residents", made_at=clock.now(), cover=store_cover(jpeg())
    )
    assert bad() == []
    file = next(COVERS.files())
    file.write_bytes(file.read_bytes()[:-9])
    assert [str(file) in text and text.startswith("封面") for text in bad()] == [True]
    file.unlink()
    assert [str(file) in text for text in bad()] == [True]


def test_a_cut_off_end_is_found_by_the_noted_head(street):
    for _ in range(2):
        trail.record("kernel.started", actor=None, path="", at=clock.now())
        jobs.seal_trail(clock.now())
    jobs.note_head(clock.now())
    assert bad() == []
    append_only.remove(connection)
    last = Seal.objects.order_by("-number")[0]
    Fact.objects.filter(seal=last).delete()
    last.delete()
    append_only.install(connection)
    assert any("被截断" in text for text in bad())


def test_dead_messages_and_excluded_posts(street):
    outbox.put("sms", {}, at=clock.now())
    Message.objects.update(dead_at=clock.now())
    Grant.objects.create(
        person=street.people["auditor"].account.person, bundle="leader", path=street.places["floor1"].path, title="楼层长",
        source=new_id(), starts_on=clock.today(),
    )  # fmt: skip
    found = bad()
    assert any("1 条试了十次" in text for text in found) and any("1 人同时有审计员" in text for text in found)


def test_an_index_made_under_another_key_is_found_and_mended(street):
    pk = new_id()
    sealed = crypto.seal("13800001234", row=pk, column="corps.member.phone")
    index = crypto.blind("13800001234", column="corps.member.phone")
    Member.objects.create(
        pk=pk, name="罗楼栋", path="0001", since=clock.today(), phone_sealed=sealed, phone_blind=index
    )
    assert bad() == []
    Member.objects.filter(pk=pk).update(phone_blind=b"x" * 16)
    [found] = bad()
    assert "按号码查不到" in found
    call_command("keys", "rotate", blind=True)
    assert bad() == []


def cut_everything():
    """The end of the trail and what was noted of it, deleted by whoever may write everything on the machine."""
    append_only.remove(connection)
    Fact.objects.filter(seal__gt=1).delete()
    Seal.objects.filter(number__gt=1).delete()
    append_only.install(connection)
    jobs.heads_file().unlink()


def test_a_head_kept_outside_shows_a_cut_off_end(street):
    for number in range(3):
        trail.record("people.viewed", actor=None, path="0001", at=clock.now(), data={"count": number})
        trail.seal_facts(clock.now())
    jobs.note_head(clock.now())
    number, digest = trail.head()
    call_command("doctor", head=[(number, digest)], stdout=io.StringIO())
    cut_everything()
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("doctor", f"--head={number}:{digest}", stdout=out)
    assert f"第 {number} 号封，现在没有了" in out.getvalue()


def test_a_trail_without_its_file_of_heads_is_a_finding(street):
    trail.record("people.viewed", actor=None, path="0001", at=clock.now())
    trail.seal_facts(clock.now() - timedelta(days=3))
    assert any("--head" in text for text in bad())
    jobs.note_head(clock.now())
    assert not any("--head" in text for text in bad())


def test_a_young_trail_needs_no_file_of_heads_yet(street):
    trail.record("people.viewed", actor=None, path="0001", at=clock.now())
    trail.seal_facts(clock.now())
    assert not any("--head" in text for text in bad())
