"""Tokens: random, made from the secret, or signed."""

import hashlib
import re
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.sealing import tokens


def test_what_is_kept_of_a_token_is_its_plain_digest():
    assert tokens.digest_of("abc") == hashlib.sha256(b"abc").digest()
    assert tokens.same(memoryview(tokens.digest_of("abc")), tokens.digest_of("abc"))
    assert not tokens.same(None, tokens.digest_of("")) and not tokens.same(b"", b"")


def test_chance_makes_what_an_address_can_hold():
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", tokens.new_token()) and tokens.new_token() != tokens.new_token()
    assert re.fullmatch(r"[0-9]{6}", tokens.new_digits())


@given(st.binary(max_size=40))
def test_bytes_come_back_from_their_text(raw):
    assert tokens.as_bytes(tokens.as_text(raw)) == raw


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text):
    tokens.digest_of(text)
    assert tokens.as_bytes(text) is None or text.isascii()
    assert tokens.signed_values("x", text, good_for=timedelta(hours=1)) is None


def test_what_is_signed_opens_for_its_purpose_and_its_time_alone(monkeypatch):
    text = tokens.signed("x", ["a", 1])
    assert tokens.signed_values("x", text, good_for=timedelta(hours=1)) == ["a", 1]
    assert tokens.signed_values("y", text, good_for=timedelta(hours=1)) is None
    assert tokens.signed_values("x", text, good_for=timedelta(seconds=-1)) is None
