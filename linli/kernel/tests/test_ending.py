"""Keys with an end, and signatures that everybody can check."""

from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.ids import new_id
from linli.kernel.sealing import crypto, ending, signing

COLUMN = "incidents.appeal.what"
AT = datetime(2026, 8, 1, tzinfo=UTC)


@pytest.fixture
def key_id(settings, tmp_path):
    kept = tmp_path / "keys.json"
    crypto.write_keyring(crypto.keyring(), kept)
    settings.LINLI_KEYS = kept
    made = new_id()
    ending.make(made)
    return made


def sealed(key_id, text="林阿姨", row=None):
    row = row or new_id()
    return ending.seal(text, key_id=key_id, row=row, column=COLUMN), row


def opened(value, key_id, row, column=COLUMN):
    return ending.unseal(value, key_id=key_id, row=row, column=column)


@pytest.mark.parametrize("text", ["", "林阿姨", "x" * 5_000, "𠮷\u0000"])
def test_what_was_sealed_opens_again(key_id, text):
    value, row = sealed(key_id, text)
    assert opened(value, key_id, row) == text
    assert text.encode() not in value or not text


def test_it_opens_for_its_row_its_column_and_its_key_alone(key_id):
    value, row = sealed(key_id)
    other = new_id()
    ending.make(other)
    for said in [(key_id, new_id(), COLUMN), (key_id, row, "incidents.appeal.who"), (other, row, COLUMN)]:
        with pytest.raises(InvalidTag):
            opened(value, *said)


def test_a_key_is_made_once_and_not_drawn_anew(key_id):
    value, row = sealed(key_id)
    ending.make(key_id)
    assert opened(value, key_id, row) == "林阿姨"


def test_after_its_end_nothing_opens_and_there_is_no_other_one(key_id):
    value, row = sealed(key_id)
    path = ending.folder() / f"{key_id}.key"
    kept_open = path.open("rb")  # whoever holds the file sees what is written over it
    ending.destroy(key_id, AT)
    with kept_open:
        assert kept_open.read() == bytes(ending.KEY_BYTES)
    assert not ending.is_there(key_id)
    with pytest.raises(crypto.KeyMissing):
        opened(value, key_id, row)
    with pytest.raises(ending.KeyEnded):
        ending.make(key_id)


def test_the_list_of_what_ended_keeps_the_first_day_and_the_others(key_id):
    other = new_id()
    ending.make(other)
    ending.destroy(key_id, AT)
    ending.destroy(other, AT)
    ending.destroy(key_id, datetime(2027, 1, 1, tzinfo=UTC))
    assert ending.ended() == {key_id: AT, other: AT}


def test_a_key_put_back_from_a_copy_is_removed_by_destroying_again(key_id):
    path = ending.folder() / f"{key_id}.key"
    copy = path.read_bytes()
    ending.destroy(key_id, AT)
    path.write_bytes(copy)
    ending.destroy(key_id, AT)
    assert not path.exists()


def test_only_its_owner_reads_the_folder(key_id):
    assert ending.folder().stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in ending.folder().iterdir())


@given(st.binary(max_size=200), st.integers(0, 199), st.integers(1, 255))
def test_a_signature_fits_what_was_signed_and_nothing_else(content, at, change):
    signature = signing.sign(content)
    assert signing.is_signed(content, signature)
    load_pem_public_key(signing.public_key().encode()).verify(signature, content)
    altered = bytearray(content or b"\0")
    altered[at % len(altered)] ^= change
    assert not signing.is_signed(bytes(altered), signature)
    assert not signing.is_signed(content, bytes([signature[0] ^ 1]) + signature[1:])
