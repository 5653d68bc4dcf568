"""What the database itself refuses: the migrations make what the modules say, and going back makes what was there."""

import pytest

LOOK = """
    from django.db import connection
    from linli.project.rooms import every

    modules = every("ENFORCED")

    def enforced():
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            else:
                cursor.execute('''
                    SELECT tgname, pg_get_triggerdef(oid) || pg_get_functiondef(tgfoid) FROM pg_trigger
                    WHERE NOT tgisinternal UNION ALL
                    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'x'
                ''')
            return sorted(cursor.fetchall())

    def refused(statement):
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
        except Exception as error:
            return str(error)
"""


@pytest.mark.slow
def test_fresh_migrations_make_what_the_modules_would(machine):
    told = machine.python(f"""{LOOK}
    print(sorted(name for name, _made in enforced()))
    print(sorted(name for module in modules for name in module.NAMES[connection.vendor]))
    print(enforced())
    for module in modules:
        module.remove(connection)
    print(enforced())
    for module in modules:
        module.install(connection)
    print(enforced())
    """)
    names, known, migrated, removed, installed = told.splitlines()
    assert names == known and installed == migrated
    assert removed == "[]"


@pytest.mark.slow
def test_taken_back_and_done_again_the_trail_and_the_diary_are_guarded(machine):
    machine.run("user", "guanli")
    kept = machine.python(f"{LOOK}\n    print(enforced())")
    machine.run("migrate", "corps", "0001_start")
    machine.run("migrate", "kernel", "0002_append_only")
    machine.python(f"""{LOOK}
    assert "append-only" in refused("UPDATE kernel_fact SET kind = 'x'")
    assert "append-only" in refused("DELETE FROM kernel_fact")
    assert refused("UPDATE kernel_fact SET seal_id = NULL WHERE seal_id IS NULL") is None
    """)
    machine.run("migrate")
    assert machine.python(f"{LOOK}\n    print(enforced())") == kept
