"""What an import remembers is its list's and its place's; what is over is cleared; of two who take one up, one does."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from linli.access.actor import system
from linli.access.models import actor_of
from linli.intake.actions import worker
from linli.intake.actions.deciding import change_place
from linli.intake.actions.memory import recall, remember
from linli.intake.actions.states import take
from linli.intake.lists import Written
from linli.intake.models import Intake
from linli.intake.rules import KEPT_FOR, Deed, State
from linli.intake.staging import digest
from linli.intake.vault import Vault
from linli.kernel.errors import Conflict, NotAllowed
from linli.kernel.models import Fact
from linli.kernel.time import clock

pytestmark = pytest.mark.django_db
NAMES = ["姓名", "地址"]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.LINLI_UPLOADS = tmp_path


def table(**more):
    plain = {
        "name": "表一", "names": NAMES, "digest": digest(NAMES), "columns": {}, "use": True, "hidden": False, "rows": 3,
        "example": False,
    }  # fmt: skip
    return plain | more


def recalled(street, place, of="register"):
    asked = table()
    return recall(of, street.places[place].path, [asked]), asked["columns"]


def test_columns_are_remembered_for_a_list_at_a_place_and_below_it(street):
    for place, columns in (("street", {"0": "name"}), ("xueyuan", {"0": "name", "1": "address"})):
        remember("register", street.places[place].path, [table(columns=columns)], clock.now())
    assert recalled(street, "grid3") == (True, {"0": "name", "1": "address"})  # the nearest above
    assert recalled(street, "jucai") == (True, {"0": "name"})
    assert recalled(street, "xueyuan", "leaders") == (False, {})


def test_what_was_chosen_next_door_is_not_remembered_here(street):
    remember("register", street.places["xueyuan"].path, [table(columns={"0": "name"})], clock.now())
    assert recalled(street, "jucai") == recalled(street, "street") == (False, {})


def an_import(street, state, **more):
    now = clock.now()
    made = Intake.objects.create(
        path=street.places["street"].path,
        state=state,
        file_name="台账.xlsx",
        file_size=1,
        started_at=now,
        beat_at=now,
        **more,
    )
    Vault(made.pk).write("rows", [1])
    return made


@pytest.mark.parametrize(("days", "there"), [(0, True), (1, False)])
def test_what_comes_back_lies_ready_for_its_days_after_the_end(street, days, there):
    ended = clock.now() - KEPT_FOR - timedelta(days=days) + timedelta(minutes=1)
    done = an_import(street, State.DONE, ended_at=ended)
    Intake.objects.filter(pk=done.pk).update(started_at=ended - timedelta(days=1))
    worker.clean(clock.now())
    assert Vault(done.pk).has("rows") is there
    assert Intake.objects.get(pk=done.pk).state == State.DONE


def test_of_two_who_find_a_silent_import_one_takes_it_up(street, monkeypatch):
    work = an_import(street, State.CHECKING)
    monkeypatch.setattr(worker, "silent", lambda *_: bool(Intake.objects.filter(pk=work.pk).update(beat_at=later)))
    later = clock.now() + timedelta(seconds=1)  # the other was faster
    assert worker.take_stale(clock.now()) == []


def test_what_ended_while_it_was_written_is_not_written(street, monkeypatch):
    work = an_import(street, State.WRITING, counts={})

    def ends_meanwhile(_job):
        take(work.pk, {State.WRITING}, Deed.EXPIRE, clock.now(), ended_at=clock.now())
        return Written(0, {}, 0)

    of = SimpleNamespace(write=ends_meanwhile, facts=SimpleNamespace(written="people.imported"))
    job = SimpleNamespace(of=of, actor=system(), vault=Vault(work.pk), tables=())
    monkeypatch.setattr(worker, "job_of", lambda *_: job)
    monkeypatch.setattr(worker, "outcome", lambda *_: {})
    with pytest.raises(Conflict):
        worker._write(work, clock.now())
    assert not Fact.objects.filter(kind="people.imported").exists()


def test_a_list_is_moved_only_to_where_one_may_import(street):
    account = street.people["community"].account
    work = an_import(street, State.PREVIEW, by=account.pk)
    typed = {"work": work, "actor": actor_of(account, clock.today()), "key": None, "now": clock.now()}
    with pytest.raises(NotAllowed):
        change_place(place=street.places["jucai"], **typed)
    change_place(place=street.places["grid3"], **typed)
    assert Intake.objects.get(pk=work.pk).path == street.places["grid3"].path
