from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command

from linli.access.rotation import authenticators_left, reseal_authenticators
from linli.corps.models import Member
from linli.kernel import crypto, rotation
from linli.kernel.ids import new_id
from linli.kernel.models import Fact

COLUMN = "corps.member.phone"


@pytest.fixture
def ring_file(tmp_path, settings):
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
    call_command("keys", "rotate", settle=0)
    assert list(crypto.keyring().sealing) == ["k2"]
    assert phones() == before
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
