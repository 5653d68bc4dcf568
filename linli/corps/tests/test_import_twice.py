"""Two workers on one step of a leaders' file, a person who is faster than a worker, and files that expire."""

from dataclasses import replace
from datetime import timedelta

import pytest

from linli.corps.models import Member
from linli.corps.tests.test_import import GOOD, _uploads, book, counted, lines, press, previewed, upload
from linli.intake.actions import states, worker
from linli.intake.models import Intake
from linli.intake.rules import MOVES, Deed
from linli.intake.vault import Vault
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.testing_meanwhile import meanwhile

__all__ = ["_uploads"]  # the fixture: uploads in a folder of the test


def checking(corps):
    upload(corps, book(*GOOD))
    run = previewed(corps)
    Intake.objects.filter(pk=run.pk).update(state="checking")
    return run


def confirmed(corps):
    upload(corps, book(*GOOD))
    run = previewed(corps)
    assert press(corps, run, "confirm").status_code == 303
    return run


def before(monkeypatch, name, deed):
    """Let `deed` happen once, just before the worker gets to `name`."""
    step, waiting = getattr(worker, name), [deed]

    def later(*args, **named):
        if waiting:
            waiting.pop()()
        return step(*args, **named)

    monkeypatch.setattr(worker, name, later)


@pytest.mark.django_db
def test_a_second_worker_that_checks_the_same_file_finds_it_checked(corps, monkeypatch):
    run, now = checking(corps), clock.now()
    before(monkeypatch, "_moved", lambda: worker.check(run.pk, now))
    worker.check(run.pk, now)
    run.refresh_from_db()
    assert (run.state, [line.kind for line in lines(run)]) == ("preview", ["new"] * len(GOOD))


@pytest.mark.django_db
def test_a_file_that_expired_while_it_was_checked_stays_dropped(corps, monkeypatch):
    run, now = checking(corps), clock.now()
    before(monkeypatch, "_moved", lambda: worker.clean(now + timedelta(days=8)))
    worker.check(run.pk, now)
    assert Intake.objects.get().state == "cancelled"
    assert not Vault(run.pk).has("lines")
    assert Fact.objects.filter(kind="corps.leaders_expired").count() == 1


@pytest.mark.django_db
def test_a_file_that_expired_while_it_was_written_writes_nothing(corps, monkeypatch):
    run, now = confirmed(corps), clock.now()
    before(monkeypatch, "Vault", lambda: worker.clean(now + timedelta(days=8)))
    worker.write(run.pk, now)
    assert not Member.objects.filter(name=GOOD[0][1]).exists()
    run.refresh_from_db()
    assert (run.state, run.problem) == ("cancelled", {})


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_write_one_file_write_it_once(corps):
    run, now = confirmed(corps), clock.now()
    write = lambda: worker.write(run.pk, now)  # noqa: E731 (said twice below)
    assert meanwhile(write, write) == ""
    run.refresh_from_db()
    assert (run.state, counted(run)["new"]) == ("done", len(GOOD))
    assert Member.objects.filter(name=GOOD[0][1]).count() == 1


@pytest.mark.django_db
def test_a_file_expires_only_as_the_table_of_states_allows(corps, monkeypatch):
    upload(corps, book(*GOOD))
    previewed(corps)
    fixed = {move: to for move, to in MOVES.table.items() if move[1] is not Deed.EXPIRE}
    for module in (states, worker):
        monkeypatch.setattr(module, "MOVES", replace(MOVES, table=fixed))
    worker.clean(clock.now() + timedelta(days=8))
    assert Intake.objects.get().state == "preview"
