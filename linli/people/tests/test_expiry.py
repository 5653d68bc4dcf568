"""Personal values are erased when their days are over, not a day earlier; people who live here keep everything."""

from datetime import timedelta

import pytest

from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.sealing import crypto
from linli.kernel.sealing.retention import ERASED
from linli.kernel.time import clock
from linli.people import jobs
from linli.people.models import PROPOSED_IDENTITY_COLUMN, Move, Need, Proposal, Resident, SelfLink
from linli.people.queries.records import identity_of, phone_of
from linli.people.tests.conftest import identity


def leave(homes, name, reason="回老家"):
    one = homes.people[name]
    data = {"key": new_id(), "who": [one.pk], "on": "2022-03-05", "reason": reason}
    answer = homes.street.client("grid").post(f"/people/household/{one.household_id}/leave/", data)
    assert answer.status_code == 303
    return one


def after(days):
    jobs.erase_expired(clock.now() + timedelta(days=days))


def fresh(one):
    return Resident.objects.get(pk=one.pk)


def test_numbers_needs_and_names_end_one_after_the_other(homes):
    """The day they left is years ago; the days are counted from when it was recorded."""
    one = leave(homes, "王秀英")
    after(29)
    assert (phone_of(fresh(one)), Need.objects.filter(resident=one).count()) == ("13812340002", 2)
    after(31)
    kept = fresh(one)
    assert (phone_of(kept), kept.phone_blind, kept.phone_tail_blind, kept.name) == ("", None, None, "王秀英")
    assert not Need.objects.filter(resident=one).exists()
    after(366)
    assert (fresh(one).name, fresh(one).initials) == (ERASED, "")
    assert Move.objects.get().reason == ""
    page = homes.street.client("grid").get(f"/people/resident/{one.pk}/")
    assert page.status_code == 200
    assert "王秀英" not in page.content.decode()


def test_who_lives_here_loses_nothing(homes):
    before = list(Resident.objects.order_by("pk").values())
    after(4_000)
    assert list(Resident.objects.order_by("pk").values()) == before
    assert not Fact.objects.filter(kind="people.erased").exists()


def test_the_trail_says_how_many_and_nothing_else(homes):
    leave(homes, "李小明")
    after(31)
    fact = Fact.objects.get(kind="people.erased")
    assert fact.data == {"numbers": 1, "moves": 1}
    assert identity_of(fresh(homes.people["李小明"])) == ""
    after(31)
    assert Fact.objects.filter(kind="people.erased").count() == 1


@pytest.mark.parametrize(("days", "kept"), [(89, True), (91, False)])
def test_what_was_asked_for_ends_after_the_decision(homes, days, kept):
    one, row = homes.people["李小明"], new_id()
    sealed = crypto.seal(identity(5), row=row, column=PROPOSED_IDENTITY_COLUMN)
    Proposal.objects.create(
        id=row, path=one.path, resident=one, state="declined", name="李晓明", identity_kind="id_card",
        identity_sealed=sealed, made_at=clock.now(), decided_at=clock.now(),
    )  # fmt: skip
    after(days)
    asked = Proposal.objects.get()
    assert (asked.name == "李晓明", bool(asked.identity_sealed)) == (kept, kept)


def test_what_waits_for_somebody_who_left_is_withdrawn(homes):
    one = homes.people["李小明"]
    Proposal.objects.create(path=one.path, resident=one, name="李晓明", made_at=clock.now())
    leave(homes, "李小明")
    after(1)
    assert Proposal.objects.get().state == "withdrawn"


def test_links_go(homes):
    now = clock.now()
    SelfLink.objects.create(resident=homes.people["李小明"], digest=b"x", made_at=now, expires_at=now)
    after(29)
    assert SelfLink.objects.exists()
    after(31)
    assert not SelfLink.objects.exists()


def is_kept_for_its_days(one):
    after(29)
    assert (phone_of(fresh(one)), Need.objects.filter(resident=one).count()) == ("13812340002", 2)
    after(31)
    assert (phone_of(fresh(one)), Need.objects.filter(resident=one).count()) == ("", 0)
    return True


def test_a_departure_that_is_recorded_late_can_be_corrected_for_its_days(homes):
    """They left years ago, and it was recorded today, of a row of long ago."""
    one, long_ago = leave(homes, "王秀英"), clock.now() - timedelta(days=2_000)
    Resident.objects.filter(pk=one.pk).update(recorded_at=long_ago, until=long_ago.date())
    assert is_kept_for_its_days(one)


def test_a_row_that_is_recorded_with_its_end_can_be_corrected_for_its_days(homes):
    one, long_ago = homes.people["王秀英"], clock.now() - timedelta(days=2_000)
    Resident.objects.filter(pk=one.pk).update(until=long_ago.date(), left="moved")
    assert is_kept_for_its_days(one)
