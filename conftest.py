"""Fixtures of the whole suite."""

import gc
import os
import uuid

import pytest
from hypothesis import HealthCheck, settings

from linli.kernel.pictures import reading

# The same examples in every run, however loaded the machine: a change is refused for what it did, not by chance.
# EXPLORE=1 tries new examples each time.
settings.register_profile(
    "suite",
    derandomize=os.environ.get("EXPLORE") != "1",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("suite")

reading.PATIENCE = 60  # the processes of a run share the data folder, and with it the turn to decode a picture

# Whoever asks for none of these meets no database.
WITH_DATABASE = {"db", "transactional_db", "django_db_setup", "own_database", "bare_machine"}
# Rooms that know nothing of leaders, and those whose pages have other subjects.
SAY_NOTHING_OF_GAPS = tuple(f"linli/{room}/" for room in ("access", "places", "intake", "people", "notices", "calls"))


def left_out(items):
    """What this database leaves out: SQLite what speaks of PostgreSQL; PostgreSQL, where cases ask the database nothing
    else than the first of them, all but that one."""
    if not os.environ.get("LINLI_DATABASE"):
        return {item for item in items if item.get_closest_marker("postgres_only")}
    first = {}
    alike = [item for item in items if item.get_closest_marker("alike")]
    return {item for item in alike if first.setdefault(item.nodeid.split("[")[0], item) is not item}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """What meets no database says nothing new on the second one, and what speaks of PostgreSQL runs there alone. The
    slow ones go first: two processes then share out the short ones, and both end together."""
    out = left_out(items)
    config.hook.pytest_deselected(items=list(out))
    items[:] = [item for item in items if item not in out]
    for item in items:
        if not WITH_DATABASE & set(item.fixturenames) and item.get_closest_marker("django_db") is None:
            item.add_marker("one_database")
    yield
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish():
    """What was imported stays to the end: looking through it for garbage took one part in fifteen of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Where everything must be present (CI=true), a skipped test is a failed one."""
    report = (yield).get_result()
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI=true does not allow: {report.longrepr}"


@pytest.fixture(scope="session")
def django_db_setup(migrated, django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """In place of pytest-django's, which migrates a database in every process: a copy of one that was migrated once."""
    from django.conf import settings
    from django.db import connection

    told, before = connection.settings_dict, connection.settings_dict["NAME"]
    name = str(told["TEST"]["NAME"] or f"test_{before}")
    with migrated.under_test(name):
        told["NAME"] = settings.DATABASES["default"]["NAME"] = name
        yield
        with django_db_blocker.unblock():
            connection.close()
        told["NAME"] = settings.DATABASES["default"]["NAME"] = before


@pytest.fixture(scope="session", autouse=True)
def _plain_settings(django_test_environment):
    """Tests render pages without a manifest of built assets, and hash passwords fast."""
    from django.conf import settings
    from django.test import override_settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}, PASSWORD_HASHERS=hashers):
        yield


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """What this process remembers of the street was true in the database of the test before: worlds share their ids."""
    from linli.corps.queries import now

    for memory in (now._rows, now._kept, now._counted, now._small):
        memory.clear()


@pytest.fixture(autouse=True)
def _no_gaps_beside_the_navigation(request, monkeypatch):
    """On every page the navigation tells how many gaps there are. In a test the street has just changed, so the whole
    proof was made again for each page: a tenth of the time of rooms whose tests ask nothing of it."""
    from linli.corps import navigation

    if request.node.nodeid.startswith(SAY_NOTHING_OF_GAPS):
        monkeypatch.setattr(navigation, "gap_count", lambda _actor, _day: 0)


@pytest.fixture(autouse=True)
def _in_the_language_of_the_deployment():
    """A request leaves the reader's language active in this thread; the next test would answer in it."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _emptied_after_commits():
    """A test with transaction=True ends by emptying every table."""
    from django.test import TransactionTestCase

    from linli.testing_emptying import empty_all_tables

    flush, TransactionTestCase._fixture_teardown = TransactionTestCase._fixture_teardown, empty_all_tables
    yield
    TransactionTestCase._fixture_teardown = flush


@pytest.fixture
def street(db):
    from linli.testing import Street
    from linli.testing_kept import laid

    return laid(Street)


@pytest.fixture(scope="session")
def migrated(request, tmp_path_factory):
    """A migrated deployment to copy, one for all processes of this run. A test may start a run of its own, which
    inherits the environment of a worker but is none."""
    from linli.testing_migrated import Migrated

    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if hasattr(request.config, "workerinput") else shared
    return Migrated(shared / "migrated", os.environ.get("LINLI_DATABASE", ""))


@pytest.fixture
def own_database(migrated):
    """The address of a migrated PostgreSQL database beside the one under test; "" for SQLite in the data folder."""
    with migrated.database(f"own_{uuid.uuid4().hex}") as address:
        yield address


@pytest.fixture
def deployment(tmp_path, migrated, own_database):
    """The environment of processes that share a migrated deployment of their own."""
    from linli.testing_migrated import environment

    data = tmp_path / "data"
    migrated.lay(data)
    return environment(data, own_database)


@pytest.fixture
def machine(tmp_path, migrated, own_database):
    """A migrated deployment for the real commands."""
    from linli.testing_machine import Machine

    migrated.lay(tmp_path / "data")
    return Machine(tmp_path / "data", own_database)


@pytest.fixture
def bare_machine(tmp_path):
    """A deployment before its first command."""
    from linli.testing_machine import Machine
    from linli.testing_migrated import empty_database

    with empty_database(os.environ.get("LINLI_DATABASE", ""), f"bare_{uuid.uuid4().hex}") as address:
        yield Machine(tmp_path / "data", address)
