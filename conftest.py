"""Fixtures of the whole suite."""

import os

os.environ.setdefault("LINLI_ENV", "development")
os.environ.setdefault("LINLI_DATA", "var/test")

import pytest


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):  # noqa: ARG001 (the hook's own signature)
    """Where everything must be present (CI=true), a skipped test is a failed one."""
    report = (yield).get_result()
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI=true does not allow: {report.longrepr}"


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
