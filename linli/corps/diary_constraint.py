"""The diary's rule, enforced by the database: no two exclusive entries of one person overlap unless one is cancelled.

On PostgreSQL an exclusion constraint, which needs btree_gist; on SQLite triggers. Migrations hold the SQL of their day
and never call this: one that recreates the table on SQLite loses the triggers and makes them again, and whoever changes
the rule here writes a migration too (`cli/tests/test_enforced.py` compares them).
"""

from django.db.backends.base.base import BaseDatabaseWrapper

NAME = "diary_one_place"
# The names by which `linli doctor` looks for them.
NAMES = {"sqlite": (f"{NAME}_insert", f"{NAME}_update"), "postgresql": (NAME,)}
_SQLITE = """CREATE TRIGGER {name}_{deed} BEFORE {on} ON corps_diaryentry
    WHEN NEW.exclusive AND NEW.cancelled_at IS NULL AND EXISTS (
        SELECT 1 FROM corps_diaryentry AS other WHERE other.person = NEW.person AND other.id <> NEW.id
            AND other.exclusive AND other.cancelled_at IS NULL
            AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at)
    BEGIN SELECT RAISE(ABORT, '{name}'); END"""
_POSTGRES = [
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    f"""ALTER TABLE corps_diaryentry ADD CONSTRAINT {NAME} EXCLUDE USING gist
        (person WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&) WHERE (exclusive AND cancelled_at IS NULL)""",
]


def install(connection: BaseDatabaseWrapper) -> None:
    inserted = _SQLITE.format(name=NAME, deed="insert", on="INSERT")
    updated = _SQLITE.format(
        name=NAME, deed="update", on="UPDATE OF person, exclusive, starts_at, ends_at, cancelled_at"
    )
    _run(connection, [inserted, updated] if connection.vendor == "sqlite" else _POSTGRES)


def remove(connection: BaseDatabaseWrapper) -> None:
    triggers = [f"DROP TRIGGER IF EXISTS {name}" for name in NAMES["sqlite"]]
    constraint = [f"ALTER TABLE corps_diaryentry DROP CONSTRAINT IF EXISTS {NAME}"]
    _run(connection, triggers if connection.vendor == "sqlite" else constraint)


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
