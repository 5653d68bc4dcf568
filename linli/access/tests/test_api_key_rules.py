"""What a key of another system may carry, how long it lives, and the pace of who reads without one."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from linli.access.actor import system
from linli.access.api_keys import pace
from linli.access.api_keys import rules as keys
from linli.access.api_keys.entry import deed_key
from linli.access.api_keys.keyed import KeyActor
from linli.access.permissions import Permission
from linli.access.rules import network_of
from linli.kernel.ids import new_id

TODAY = date(2022, 3, 12)


@pytest.mark.parametrize(("days", "good"), [(-1, False), (0, False), (1, True), (366, True), (367, False)])
def test_a_key_ends_tomorrow_at_the_earliest_and_within_a_year(days, good):
    assert keys.is_good_end(TODAY + timedelta(days=days), TODAY) is good


def test_a_key_carries_what_its_maker_holds_and_claims_by_whoever_assigns():
    assert {code for code, _word in keys.permission_choices()} == set(keys.OFFERED)
    assert {keys.held_by_maker(offered) for offered in keys.OFFERED} == set(keys.OFFERED) - {Permission.CALLS_CLAIM}
    key = KeyActor(new_id(), "钥匙", path="00010001", permissions=frozenset({"calls.read"}))
    assert key.may(Permission.CALLS_READ, "000100010001") and not key.may(Permission.CALLS_READ, "0001")
    assert not any(key.may(permission) for permission in Permission if permission is not Permission.CALLS_READ)


@given(st.binary(min_size=32, max_size=32))
def test_a_secret_can_be_told_from_any_other_text_and_holds_all_of_its_noise(noise):
    secret = keys.new_secret(noise)
    assert secret.startswith(keys.PREFIX)
    assert bytes.fromhex(secret.removeprefix(keys.PREFIX)) == noise


@given(st.text(max_size=300), st.text(max_size=300))
def test_two_systems_cannot_meet_in_one_idempotency_key(one, other):
    first, second = KeyActor(new_id(), "甲"), KeyActor(new_id(), "乙")
    assert deed_key(first, None) is deed_key(first, "") is deed_key(system(), one) is None
    if one:
        assert deed_key(first, one) == deed_key(first, one) != deed_key(second, one)
    if one and other and one[:200] != other[:200]:
        assert deed_key(first, one) != deed_key(first, other)


@given(st.integers(0, 4_000_000_000))
def test_a_minute_and_what_is_left_of_it(second):
    now = datetime.fromtimestamp(second, UTC)
    left = keys.seconds_left(now)
    assert 1 <= left <= 60
    assert keys.minute_of(now + timedelta(seconds=left)) == keys.minute_of(now) + 1


def test_the_public_reads_at_a_pace_and_a_network_counts_as_one(rf, monkeypatch):
    monkeypatch.setattr(pace, "MOST_A_MINUTE", 3)
    monkeypatch.setattr(pace, "MOST_NETWORKS", 2)
    gate = pace.PerNetwork()

    def asks(address, method="get"):
        return gate.allow_request(getattr(rf, method)("/", REMOTE_ADDR=address))

    with time_machine.travel(datetime(2022, 3, 14, 8, 0, 30, tzinfo=UTC), tick=False) as clock:
        assert [asks(f"192.0.2.{desk}") for desk in range(4)] == [True, True, True, False]
        assert all(asks("192.0.2.1", "post") for _ in range(5))  # a writer has a key, and the key is counted
        assert asks("198.51.100.1")
        assert [asks(f"203.0.{net}.1") for net in range(4)] == [True, True, True, False]  # too many networks: one count
        assert gate.wait() == 30
        clock.shift(timedelta(seconds=30))
        assert asks("192.0.2.1")


@given(st.ip_addresses(v=4).map(str))
def test_a_network_hides_the_desk(address):
    assert network_of(address).split(".")[:3] == address.split(".")[:3]
    assert network_of(network_of(address)) == network_of(address)
