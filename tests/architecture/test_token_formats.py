"""Sent links and printed codes must keep working: their formats are fixed here, computed by hand."""

import base64
import hashlib
import hmac
from uuid import UUID

import pytest

from linli.calls.actions.opening import code_digest, hand_over_code
from linli.notices.tokens import letter_of, token_of

LETTER = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


@pytest.fixture(autouse=True)
def secret(settings):
    settings.SECRET_KEY = "of-this-test"


def by_hand(purpose, text):
    return hmac.digest(hashlib.sha256(f"{purpose}of-this-test".encode()).digest(), text.encode(), "sha256")


def test_the_link_of_a_letter_is_the_id_and_nine_bytes_of_its_mark():
    mark = by_hand("linli.notices.letter", LETTER.bytes.hex())[:9]
    assert token_of(LETTER) == base64.urlsafe_b64encode(LETTER.bytes + mark).decode().rstrip("=")
    assert letter_of(token_of(LETTER)) == LETTER
    assert letter_of(token_of(LETTER)[:-1] + "A") in {None, LETTER}
    assert letter_of(base64.urlsafe_b64encode(LETTER.bytes + bytes(9)).decode()) is None


def test_the_digits_of_a_call_are_made_as_they_were():
    number = int.from_bytes(by_hand("linli.calls.code", "abc")[:8]) % 1_000_000
    assert hand_over_code("abc") == f"{number:06d}"
    assert code_digest(LETTER, "123456") == by_hand("linli.calls.code_digest", f"{LETTER}:123456")
