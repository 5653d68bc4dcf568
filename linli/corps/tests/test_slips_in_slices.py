"""A run of slips gives way to other work, keeps to who ordered it, and outlives a change of the key."""

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from linli.access.models import Account, Grant
from linli.corps.actions import slips
from linli.corps.models import SlipRun
from linli.corps.tests.slipping import leader, order, take
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.sealing import crypto
from linli.kernel.time import clock
from linli.testing import refused
from linli.testing_jobs import run_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(street, admin, printed, monkeypatch):
    """A run of three, one to a slice, of which the first slice is done."""
    people = [leader(street, f"赵{number}", "building7") for number in "一二三"]
    monkeypatch.setattr(slips, "AT_ONCE", 1)
    monkeypatch.setattr(slips, "PORTIONS", 1)
    order(admin, street)
    DBTaskResult.objects.all().delete()
    run = SlipRun.objects.get()
    slips.write(run.pk)
    run.refresh_from_db()
    return run, people


@pytest.fixture
def ring_file(tmp_path, settings):
    settings.LINLI_DATA = tmp_path
    settings.LINLI_KEYS = tmp_path / "keys.json"
    crypto.write_keyring(crypto.new_keyring(), settings.LINLI_KEYS)


def right(printed, people):
    assert set(printed[-1]) == set(people)
    for person in people:
        assert Account.objects.get(person=person).check_password(printed[-1][person][1].password)


def test_between_two_slices_other_work_has_its_turn(three, printed, django_capture_on_commit_callbacks):
    run, people = three
    assert (run.state, Account.objects.filter(person__in=people).count(), run.progress) == ("writing", 1, 0)
    with django_capture_on_commit_callbacks(execute=True) as queued:
        slips.write(run.pk)
    assert len(queued) == 1 and DBTaskResult.objects.get().task_path.endswith(".print_slips")
    run.refresh_from_db()
    assert (run.state, Account.objects.filter(person__in=people).count(), run.progress) == ("writing", 2, 30)
    run_jobs()
    right(printed, people)


def test_what_was_given_so_far_lies_sealed_and_is_not_given_out(three, street, admin):
    run, people = three
    (account,) = Account.objects.filter(person__in=people)
    kept = slips.file_of(run).read_bytes()
    assert account.username.encode() not in kept and account.person.hex.encode() not in kept
    assert refused(take(admin, run)) == "corps.slips_going"
    assert not Fact.objects.filter(kind="corps.slips_taken").exists()


def test_no_slice_gives_somebody_a_second_password(three, printed):
    _run, people = three
    run_jobs()
    made = Fact.objects.filter(kind__in=["access.account_made", "access.password_reset"])
    assert made.count() == len(people)
    right(printed, people)


@pytest.mark.parametrize("harm", ["lost", "cut"])
def test_where_what_was_given_does_not_open_everybody_gets_a_new_one(three, printed, harm):
    run, people = three
    file = slips.file_of(run)
    file.unlink() if harm == "lost" else file.write_bytes(file.read_bytes()[:-1])
    run_jobs()
    right(printed, people)
    again = Fact.objects.filter(kind="access.password_reset")
    assert again.count() == 1, "of who had one already"


def test_a_run_that_ends_without_slips_leaves_no_file(three, street, django_capture_on_commit_callbacks):
    run, _people = three
    Account.objects.filter(pk=run.by).update(is_active=False)
    with django_capture_on_commit_callbacks(execute=True):
        slips.write(run.pk)
    assert not slips.file_of(run).exists()


@pytest.mark.parametrize("ready", [False, True])
def test_a_change_of_the_key_strands_no_slips(ring_file, three, printed, admin, ready):
    run, people = three
    if ready:
        run_jobs()
    DBTaskResult.objects.all().delete()
    crypto.write_keyring(crypto.with_new_key(crypto.keyring()), slips.settings.LINLI_KEYS)
    assert slips.left() == 1
    call_command("keys", "rotate", settle=0)
    assert (list(crypto.keyring().sealing), slips.left()) == (["k2"], 0)
    slips.write(run.pk)
    slips.write(run.pk)
    run.refresh_from_db()
    assert take(admin, run).status_code == 200
    right(printed, people)
    assert Fact.objects.filter(kind__in=["access.account_made", "access.password_reset"]).count() == len(people)


def test_slips_that_no_key_opens_are_gone_in_a_sentence(ring_file, three, admin):
    run, _people = three
    run_jobs()
    crypto.write_keyring(crypto.without_old_keys(crypto.with_new_key(crypto.keyring())), slips.settings.LINLI_KEYS)
    assert refused(take(admin, run)) == "corps.slips_gone"
    assert slips.reseal() == 0 and slips.left() == 1


def test_only_who_ordered_them_takes_slips(street, admin, printed):
    """Another administrator would know passwords of accounts that they may then confirm (docs/decisions/029)."""
    leader(street, "赵一", "building7")
    order(admin, street)
    run_jobs()
    run, other = SlipRun.objects.get(), street.people["community"].account
    Grant.objects.create(
        person=other.person, bundle="administrator", path=street.places["street"].path, title="x", source=new_id(),
        starts_on=clock.today(),
    )  # fmt: skip
    client = street.client("community")
    page = client.get(f"/corps/accounts/slips/{run.pk}/").content
    assert b"data-slips-of-another" in page and b"data-slips>" not in page
    assert refused(take(client, run)) == "corps.slips_of_another"
    assert slips.file_of(run).exists()
    assert take(admin, run).status_code == 200
