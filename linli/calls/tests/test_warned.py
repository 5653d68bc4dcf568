"""Whoever claims while holding many calls, or shortly before a shift, gets the call and a warning."""

from datetime import timedelta

from linli.corps.actions.absences import record_absence
from linli.kernel.ids import new_id
from linli.kernel.time import clock


def test_a_claim_before_a_shift_is_warned_of(town):
    town.now = clock.now()
    me = town.actor("volunteer")
    record_absence(
        starts_at=town.now + timedelta(hours=1), ends_at=town.now + timedelta(hours=5), why="shift",
        actor=me, key=new_id(), now=town.now,
    )  # fmt: skip
    call = town.open().call
    answer = town.street.client("volunteer").post(f"/calls/{call.pk}/claim/", {"key": str(new_id())}, follow=True)
    assert "提醒：您登记了" in answer.content.decode()
    assert town.fresh(call).holder == me.person
