"""A backup goes back over whatever is there: a newer database, one that an administrator prepared, or not at all."""

import os
import secrets
import uuid
from urllib.parse import urlsplit

import psycopg
import pytest

from linli.testing_machine import Machine
from linli.testing_migrated import empty_database


@pytest.fixture
def owned(tmp_path):
    """(a deployment whose role owns its database and is no superuser; the database's address for an administrator, who
    made the extension there)."""
    with empty_database(os.environ["LINLI_DATABASE"], f"owned_{uuid.uuid4().hex}") as database:
        parts, role, password = urlsplit(database), f"owner_{os.getpid()}", secrets.token_hex(8)
        with psycopg.connect(database, autocommit=True) as administrator:
            administrator.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{password}'")
            administrator.execute(f"ALTER DATABASE {parts.path[1:]} OWNER TO {role}")
            administrator.execute("CREATE EXTENSION btree_gist")
        address = parts._replace(netloc=f"{role}:{password}@{parts.hostname}:{parts.port}").geturl()
        yield Machine(tmp_path / "data", address), database
        with psycopg.connect(database, autocommit=True) as administrator:
            administrator.execute(f"REASSIGN OWNED BY {role} TO CURRENT_USER")
            administrator.execute(f"DROP OWNED BY {role}")
            administrator.execute(f"DROP ROLE {role}")


def has(machine, name):
    return "已存在" in machine.run("user", name, ok=False)


@pytest.mark.slow
def test_a_backup_of_an_older_version_goes_over_an_upgraded_database(machine, tmp_path):
    machine.run("migrate", "places", "0001_start")
    machine.run("user", "guanli")
    machine.run("backup", str(tmp_path / "old"))
    machine.run("migrate")
    machine.run("user", "later")
    assert "都与清单一致" in machine.run("restore", str(tmp_path / "old"), "--yes")
    assert has(machine, "guanli")
    machine.run("user", "later")  # gone with what was replaced
    assert "✔ 留痕" in machine.run("doctor")


@pytest.mark.slow
@pytest.mark.postgres_only
def test_the_owner_restores_where_an_administrator_made_the_extension(owned, tmp_path):
    machine, _address = owned
    machine.run("migrate")
    machine.run("user", "guanli")
    machine.run("backup", str(tmp_path / "backup"))
    assert "都与清单一致" in machine.run("restore", str(tmp_path / "backup"), "--yes")
    assert has(machine, "guanli")
    assert "✔ 留痕" in machine.run("doctor")


@pytest.mark.slow
@pytest.mark.postgres_only
def test_a_restore_that_the_database_refuses_says_why_and_changes_nothing(owned, tmp_path):
    machine, address = owned
    machine.run("migrate")
    machine.run("backup", str(tmp_path / "backup"))
    machine.run("user", "later")
    with psycopg.connect(address, autocommit=True) as administrator:
        administrator.execute("ALTER TABLE places_place OWNER TO CURRENT_USER")
        administrator.execute(f"GRANT ALL ON places_place TO owner_{os.getpid()}")
    said = machine.run("restore", str(tmp_path / "backup"), "--yes", ok=False)
    assert "psql 没有成功" in said and '"places_place" already exists' in said
    assert has(machine, "later")


@pytest.mark.slow
@pytest.mark.postgres_only
def test_a_dump_that_ends_half_way_changes_nothing(machine):
    machine.run("user", "guanli")
    said = machine.python("""
        from django.db import connection, transaction
        from linli.cli import postgres
        from linli.cli.problems import BackupProblem
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            with postgres.dump(cursor.fetchone()[0]) as stream:
                whole = stream.read()
        connection.close()
        for length in (len(whole) - 5, len(whole) * 9 // 10, 100):
            try:
                postgres.replace([whole[:length]])
            except BackupProblem as problem:
                print(problem)
        """)
    assert said.count("pg_restore 没有成功") == 3
    assert has(machine, "guanli")
