import random
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel.ids import new_id
from linli.kernel.sealing import crypto
from linli.testing_counting import calls_of

COLUMN = "people.resident.phone"


@given(st.text(max_size=300), st.uuids(), st.sampled_from([COLUMN, "corps.member.phone", "a"]))
@settings(max_examples=300, deadline=None)
def test_what_was_sealed_opens_again(text, row, column):
    assert crypto.unseal(crypto.seal(text, row=row, column=column), row=row, column=column) == text


@given(st.text(min_size=1, max_size=40), st.integers(0, 10_000), st.integers(1, 255))
@settings(max_examples=500, deadline=None)
def test_any_altered_byte_is_noticed(text, at, change):
    row = new_id()
    sealed = bytearray(crypto.seal(text, row=row, column=COLUMN))
    sealed[at % len(sealed)] ^= change
    with pytest.raises((InvalidTag, crypto.KeyMissing, UnicodeDecodeError, ValueError)):
        crypto.unseal(bytes(sealed), row=row, column=COLUMN)


def test_a_value_copied_to_another_row_or_column_does_not_open():
    row, other = new_id(), new_id()
    sealed = crypto.seal("13800000000", row=row, column=COLUMN)
    with pytest.raises(InvalidTag):
        crypto.unseal(sealed, row=other, column=COLUMN)
    with pytest.raises(InvalidTag):
        crypto.unseal(sealed, row=row, column="people.resident.identity")


def test_the_same_text_never_seals_alike_and_no_text_seals_to_nothing():
    row = new_id()
    assert crypto.seal("甲", row=row, column=COLUMN) != crypto.seal("甲", row=row, column=COLUMN)
    assert crypto.seal("", row=row, column=COLUMN) == b""
    assert crypto.unseal(None, row=row, column=COLUMN) == ""
    assert crypto.unseal(memoryview(crypto.seal("甲", row=row, column=COLUMN)), row=row, column=COLUMN) == "甲"


def test_blind_indexes_meet_in_one_column_only_and_many_are_as_one():
    assert crypto.blind("13800000000", column=COLUMN) == crypto.blind("13800000000", column=COLUMN)
    assert crypto.blind("13800000000", column=COLUMN) != crypto.blind("13800000001", column=COLUMN)
    assert crypto.blind("13800000000", column=COLUMN) != crypto.blind("13800000000", column="corps.member.phone")
    texts = [f"1380000{n:04d}" for n in range(50)] + [""]
    assert crypto.blind_many(texts, column=COLUMN) == [*(crypto.blind(t, column=COLUMN) for t in texts[:-1]), None]
    assert all(len(index) == 16 for index in crypto.blind_many(texts[:-1], column=COLUMN))


@pytest.fixture
def ring_file(tmp_path, settings):
    settings.LINLI_KEYS = tmp_path / "keys.json"
    crypto.write_keyring(crypto.new_keyring(), settings.LINLI_KEYS)
    return settings.LINLI_KEYS


def test_without_the_key_nobody_finds_a_number_by_trying(ring_file):
    """P20: 10,000 identity numbers against a dump, with every guess right and the key gone: none is found."""
    pick = random.Random(7)
    numbers = [f"41010{pick.randrange(10**12):012d}X" for _ in range(10_000)]
    dump = set(crypto.blind_many(numbers, column="people.resident.identity"))
    crypto.write_keyring(crypto.new_keyring(), ring_file)
    assert dump.isdisjoint(crypto.blind_many(numbers, column="people.resident.identity"))


def test_the_key_file_is_its_owners_alone(ring_file):
    assert ring_file.stat().st_mode & 0o777 == 0o600


def test_a_new_key_seals_and_old_values_open_until_the_old_key_is_dropped(ring_file):
    row = new_id()
    old = crypto.seal("甲", row=row, column=COLUMN)
    crypto.write_keyring(crypto.with_new_key(crypto.keyring()), ring_file)
    new = crypto.seal("甲", row=row, column=COLUMN)
    assert (crypto.key_of(old), crypto.key_of(new)) == ("k1", "k2")
    assert crypto.unseal(old, row=row, column=COLUMN) == "甲"
    crypto.write_keyring(crypto.without_old_keys(crypto.keyring()), ring_file)
    assert crypto.unseal(new, row=row, column=COLUMN) == "甲"
    with pytest.raises(crypto.KeyMissing):
        crypto.unseal(old, row=row, column=COLUMN)


def test_a_key_id_is_never_used_twice():
    """Dropping k1 and adding a key must not make a second k2: values sealed with the first would be lost."""
    ring = crypto.new_keyring()
    seen = {ring.current: ring.sealing[ring.current]}
    for _ in range(5):
        ring = crypto.with_new_key(ring)
        assert ring.current not in seen
        seen[ring.current] = ring.sealing[ring.current]
        ring = crypto.without_old_keys(ring)


@pytest.mark.parametrize(
    "bad",
    [
        {"sealing": {"k1": b"\0" * 32}},
        {"blind": b"0123456789abcdef" * 2},
        {"trail": bytes(range(32))},
        {"sealing": {"k1": b"short"}},
        {"secret_key": "django-insecure"},
        {"secret_key": "a" * 36},
    ],
)
def test_worthless_keys_are_recognised(bad):
    import dataclasses

    good = crypto.new_keyring()
    assert not crypto.is_worthless(good)
    assert crypto.is_worthless(dataclasses.replace(good, **bad))
    assert crypto.is_worthless(dataclasses.replace(good, blind=good.trail))


def test_sealing_a_register_derives_no_key_for_each_value():
    """The import of a street seals about 200,000 values: for each only what that value needs."""
    values = [(UUID(int=n), "410105198001011234") for n in range(2_000)]
    few, many = (
        calls_of(lambda count=count: crypto.seal_many(values[:count], column="people.resident.identity"))
        for count in (1_000, 2_000)
    )
    assert many - few < 10 * 1_000
