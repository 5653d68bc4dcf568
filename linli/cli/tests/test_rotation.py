from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command

from linli.access.rotation import authenticators_left, reseal_authenticators
from linli.calls.actions.photos import put_aside
from linli.calls.queries.photos import PHOTOS
from linli.cli import checks, lock
from linli.corps.models import Member
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.pictures.tests.drawn import jpeg
from linli.kernel.sealing import crypto, rotation
from linli.kernel.time import clock
from linli.people.models import Household, Resident
from linli.people.particulars import identity_columns, phone_columns

COLUMN = "corps.member.phone"


@pytest.fixture
def ring_file(tmp_path, settings):
    settings.LINLI_DATA = tmp_path
    settings.LINLI_KEYS = tmp_path / "keys.json"
    crypto.write_keyring(crypto.new_keyring(), settings.LINLI_KEYS)
    return settings.LINLI_KEYS


def members(count):
    made = []
    for number in range(count):
        pk = new_id()
        phone = f"1380000{number:04d}" if number % 4 else ""
        made.append(
            Member(
                pk=pk,
                name="罗楼栋",
                path="0001",
                since=date(2022, 3, 1),
                phone_sealed=crypto.seal(phone, row=pk, column=COLUMN),
                phone_blind=crypto.blind(phone, column=COLUMN) if phone else None,
            )
        )
    Member.objects.bulk_create(made)
    return {member.pk: crypto.unseal(member.phone_sealed, row=member.pk, column=COLUMN) for member in made}


def phones():
    return {
        pk: crypto.unseal(sealed, row=pk, column=COLUMN)
        for pk, sealed in Member.objects.values_list("pk", "phone_sealed")
    }


@pytest.mark.django_db
def test_every_sealed_column_of_every_room_is_known_by_its_own_name():
    names = {field.bound_to for _model, field in rotation.sealed_columns()}
    assert COLUMN in names and "people.resident.identity" in names
    assert all(name.count(".") == 2 for name in names)


@pytest.mark.django_db
def test_rotation_reseals_every_value_and_drops_the_old_key(ring_file, street, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 7)
    before = members(30)
    account = street.people["auditor"].account
    TOTP.activate(account, "A" * 32)
    codes = RecoveryCodes.activate(account).get_unused_codes()
    picture = put_aside(jpeg())
    call_command("keys", "rotate", settle=0)
    assert list(crypto.keyring().sealing) == ["k2"]
    assert phones() == before
    assert PHOTOS.read(picture.pk)
    assert rotation.left_behind() == {} and authenticators_left() == 0
    assert Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes() == codes
    assert Fact.objects.get(kind="kernel.keys_rotated").data["values"] >= 22


@pytest.mark.django_db
def test_an_interrupted_rotation_goes_on_with_the_key_it_had(ring_file):
    before = members(8)
    crypto.write_keyring(crypto.with_new_key(crypto.keyring()), ring_file)
    assert rotation.left_behind() == {COLUMN: 6}
    call_command("keys", "rotate", settle=0)
    assert list(crypto.keyring().sealing) == ["k2"]
    assert phones() == before


@pytest.mark.django_db
def test_the_old_key_stays_while_a_task_may_need_it(ring_file):
    from django_tasks_db.models import DBTaskResult

    members(4)
    DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}}, task_path="x", backend_name="default", status="RUNNING",
        run_after="9999-01-01T00:00Z", exception_class_path="", traceback="",
    )  # fmt: skip
    with pytest.raises(CommandError, match="没有弃掉"):
        call_command("keys", "rotate", settle=0)
    assert set(crypto.keyring().sealing) == {"k1", "k2"}


@pytest.mark.django_db
def test_a_value_changed_meanwhile_is_not_overwritten(ring_file, monkeypatch):
    before = members(5)
    crypto.write_keyring(crypto.with_new_key(crypto.keyring()), ring_file)
    changed = next(pk for pk, phone in before.items() if phone)
    batch = rotation._batch

    def and_somebody_writes(*args):
        found = batch(*args)
        Member.objects.filter(pk=changed).update(phone_sealed=crypto.seal("13911111111", row=changed, column=COLUMN))
        return found

    monkeypatch.setattr(rotation, "_batch", and_somebody_writes)
    rotation.reseal_everything(lambda *_: None)
    assert phones()[changed] == "13911111111"


@pytest.mark.django_db
def test_authenticators_are_left_alone_when_nothing_is_stale(ring_file, street):
    TOTP.activate(street.people["auditor"].account, "A" * 32)
    assert reseal_authenticators() == 0


def resident(door, phone, identity):
    pk = new_id()
    home = Household.objects.create(
        path=door.path, root=door.path[:4], place=door, door=door.name, size=1, since=date(2022, 3, 1)
    )
    return Resident.objects.create(
        pk=pk, path=door.path, root=door.path[:4], household=home, name="马网", since=date(2022, 3, 1),
        recorded_at=clock.now(), **phone_columns(pk, phone), **identity_columns(pk, "resident", identity),
    )  # fmt: skip


def indexes(row):
    return [bytes(getattr(row, name)) for name in ("phone_blind", "phone_tail_blind", "identity_blind")]


def test_every_blind_index_says_what_it_is_made_from():
    for model, fields in rotation.blind_columns().items():
        sealed = {field.name for owner, field in rotation.sealed_columns() if owner is model}
        assert {field.of for field in fields} <= sealed, model


@pytest.mark.django_db
def test_a_new_blind_key_finds_everybody_again_and_the_old_one_nobody(ring_file, street, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 3)
    members(8)
    one = resident(street.places["door101"], "13800001234", "110105199003070012")
    empty = resident(street.places["door102"], "", "")
    before, old_key = indexes(one), crypto.keyring().blind
    call_command("keys", "rotate", blind=True)
    ring = crypto.keyring()
    assert ring.blind != old_key and ring.next_blind is None
    one.refresh_from_db()
    assert not set(indexes(one)) & set(before)
    assert indexes(one) == [
        phone_columns(one.pk, "13800001234")["phone_blind"],
        phone_columns(one.pk, "13800001234")["phone_tail_blind"],
        identity_columns(one.pk, "resident", "110105199003070012")["identity_blind"],
    ]
    empty.refresh_from_db()
    assert empty.phone_blind is None and empty.identity_blind is None
    found = {pk for pk, phone in phones().items() if phone}
    for pk in found:
        assert Member.objects.get(phone_blind=crypto.blind(phones()[pk], column=COLUMN)).pk == pk
    assert Fact.objects.get(kind="kernel.blind_rotated").data["rows"] == len(found) + 1


@pytest.mark.django_db
def test_stopped_between_database_and_key_file_it_is_finished_by_running_it_again(ring_file, street, monkeypatch):
    one = resident(street.places["door101"], "13800001234", "110105199003070012")
    changed = crypto.with_blind_changed

    def pulled(_ring):
        raise KeyboardInterrupt

    monkeypatch.setattr(crypto, "with_blind_changed", pulled)
    with pytest.raises(KeyboardInterrupt):
        call_command("keys", "rotate", blind=True)
    waiting = crypto.keyring().next_blind
    assert waiting
    assert [found.id for found in checks.all_checks(None)] == ["linli.E008"], "nothing is served half-way"
    monkeypatch.setattr(crypto, "with_blind_changed", changed)
    call_command("keys", "rotate", blind=True)
    assert crypto.keyring().blind == waiting
    assert checks.all_checks(None) == []
    assert Resident.objects.get(phone_blind=phone_columns(one.pk, "13800001234")["phone_blind"]).pk == one.pk


@pytest.mark.django_db
def test_the_blind_key_stays_while_the_server_runs(ring_file):
    before = crypto.keyring()
    with lock.data_folder(alone=False), pytest.raises(CommandError, match="正在运行"):
        call_command("keys", "rotate", blind=True)
    assert crypto.keyring() == before


@pytest.mark.django_db
def test_a_sealing_rotation_keeps_a_waiting_blind_key(ring_file):
    ring = crypto.with_next_blind(crypto.keyring())
    assert crypto.without_old_keys(crypto.with_new_key(ring)).next_blind == ring.next_blind
