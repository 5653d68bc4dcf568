import dataclasses
import sqlite3
from types import SimpleNamespace

import pytest

from linli.cli import checks
from linli.kernel.sealing import crypto


@pytest.fixture
def ring_file(tmp_path, settings):
    settings.LINLI_KEYS = tmp_path / "keys.json"
    crypto.write_keyring(crypto.new_keyring(), settings.LINLI_KEYS)
    return settings.LINLI_KEYS


def ids():
    return [message.id for message in checks.all_checks(None)]


def test_a_sound_deployment_passes(ring_file):
    assert ids() == []


@pytest.mark.parametrize(
    ("version", "found"), [((3, 40, 1), True), ((3, 51, 2), True), ((3, 51, 3), False), ((3, 53, 4), False)]
)
def test_an_unsafe_sqlite_is_refused(ring_file, monkeypatch, version, found):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    monkeypatch.setattr(checks, "connection", SimpleNamespace(vendor="sqlite"))
    assert ids() == (["linli.E001"] if found else [])


def test_the_engine_in_use_is_the_safe_one():
    assert sqlite3.sqlite_version_info >= checks.SAFE_SQLITE


@pytest.mark.parametrize(
    ("env", "debug", "expected"),
    [
        ("production", True, ["linli.E002"]),
        ("demo", True, ["linli.E002"]),
        ("development", True, []),
        ("staging", False, ["linli.E003"]),
    ],
)
def test_debug_is_for_developers(ring_file, settings, env, debug, expected):
    settings.LINLI_ENV, settings.DEBUG = env, debug
    assert ids() == expected


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o622])
def test_keys_that_others_can_read_are_refused(ring_file, mode):
    ring_file.chmod(mode)
    assert ids() == ["linli.E005"]


def test_missing_and_default_keys_are_refused(ring_file):
    crypto.write_keyring(dataclasses.replace(crypto.new_keyring(), blind=b"\1" * 32), ring_file)
    assert ids() == ["linli.E006"]
    ring_file.unlink()
    assert ids() == ["linli.E004"]


def test_an_unwritable_data_folder_is_refused(ring_file, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(checks.os, "access", lambda *_: False)  # root may write anywhere
    assert ids() == ["linli.E007"]


@pytest.mark.parametrize(
    ("https", "proxies", "expected"), [(True, 0, ["linli.E009"]), (True, 1, []), (False, 0, []), (False, 1, [])]
)
def test_behind_a_proxy_visitors_must_be_told_apart(ring_file, settings, https, proxies, expected):
    settings.SESSION_COOKIE_SECURE, settings.ALLAUTH_TRUSTED_PROXY_COUNT = https, proxies
    assert ids() == expected


def test_every_refusal_says_what_to_do(ring_file, settings, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    monkeypatch.setattr(checks, "connection", SimpleNamespace(vendor="sqlite"))
    settings.DEBUG, settings.LINLI_ENV = True, "production"
    ring_file.chmod(0o644)
    assert all(message.hint for message in checks.all_checks(None))
