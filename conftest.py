"""Fixtures of the whole suite."""

import os

os.environ.setdefault("LINLI_ENV", "development")
os.environ.setdefault("LINLI_DATA", "var/test")

import pytest


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """One database a worker process; nothing else to change."""


@pytest.fixture(autouse=True)
def _plain_settings(settings):
    """Tests render pages without a manifest of built assets, and hash passwords fast."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def street(db):
    from linli.testing import Street

    return Street()
