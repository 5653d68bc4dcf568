"""Two workers on one step of a leaders' file, a person who is faster than a worker, and files that expire."""

from dataclasses import replace
from datetime import timedelta

import pytest

from linli.corps.actions import leaders
from linli.corps.leaders_moves import MOVES, Deed
from linli.corps.models import LeaderImport, Member
from linli.corps.tests.test_import import GOOD, _uploads, book, upload
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.people.imports.vault import Vault
from linli.testing_jobs import run_jobs
from linli.testing_meanwhile import meanwhile

__all__ = ["_uploads"]  # the fixture: uploads in a folder of the test


def confirmed(corps):
    run = LeaderImport.objects.get()
    answer = corps.street.client("community").post(f"/corps/imports/{run.pk}/confirm/", {"key": new_id()})
    assert answer.status_code == 302
    return run


def states(run):
    return [line[1] for line in Vault(run.pk).read("preview")]


def before(monkeypatch, name, deed):
    """Let `deed` happen once, just before the worker gets to `name`."""
    step, waiting = getattr(leaders, name), [deed]

    def later(*args, **named):
        if waiting:
            waiting.pop()()
        return step(*args, **named)

    monkeypatch.setattr(leaders, name, later)


@pytest.mark.django_db
def test_a_second_worker_that_reads_the_same_file_finds_it_read(corps, monkeypatch):
    upload(corps, book(*GOOD))
    pk, now = LeaderImport.objects.get().pk, clock.now()
    before(monkeypatch, "_show", lambda: leaders.read_import(pk, now))
    leaders.read_import(pk, now)
    run = LeaderImport.objects.get()
    assert (run.state, states(run)) == ("ready", ["new"] * len(GOOD))


@pytest.mark.django_db
def test_a_file_that_expired_while_it_was_read_stays_dropped(corps, monkeypatch):
    upload(corps, book(*GOOD))
    pk, now = LeaderImport.objects.get().pk, clock.now()
    before(monkeypatch, "_show", lambda: leaders.tidy_imports(now + timedelta(days=8)))
    leaders.read_import(pk, now)
    assert LeaderImport.objects.get().state == "dropped"
    assert not Vault(pk).has("preview")
    assert Fact.objects.filter(kind="corps.leaders_expired").count() == 1


@pytest.mark.django_db
def test_a_file_that_expired_while_it_was_written_writes_nothing(corps, monkeypatch):
    upload(corps, book(*GOOD))
    run_jobs()
    run, now = confirmed(corps), clock.now()
    before(monkeypatch, "Vault", lambda: leaders.tidy_imports(now + timedelta(days=8)))
    leaders.write_import(run.pk, now)
    assert not Member.objects.filter(name=GOOD[0][1]).exists()
    run.refresh_from_db()
    assert (run.state, run.problem) == ("dropped", {})


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_write_one_file_write_it_once(corps):
    upload(corps, book(*GOOD))
    run_jobs()
    run, now = confirmed(corps), clock.now()
    write = lambda: leaders.write_import(run.pk, now)  # noqa: E731 (said twice below)
    assert meanwhile(write, write) == ""
    run.refresh_from_db()
    assert (run.state, run.counts["new"], states(run)) == ("done", len(GOOD), ["new"] * len(GOOD))
    assert Member.objects.filter(name=GOOD[0][1]).count() == 1


@pytest.mark.django_db
def test_a_file_expires_only_as_the_table_of_states_allows(corps, monkeypatch):
    upload(corps, book(*GOOD))
    run_jobs()
    fixed = {move: to for move, to in MOVES.table.items() if move[1] is not Deed.EXPIRE}
    monkeypatch.setattr(leaders, "MOVES", replace(MOVES, table=fixed))
    leaders.tidy_imports(clock.now() + timedelta(days=8))
    assert LeaderImport.objects.get().state == "ready"
