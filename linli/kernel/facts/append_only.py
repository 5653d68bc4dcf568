"""Triggers that make the trail append-only, on SQLite and PostgreSQL alike.

The only change that they allow is setting a fact's seal. Migrations hold the SQL of their day and never call this:
whoever changes it here writes a migration too (`cli/tests/test_enforced.py` compares them).
"""

from django.db.backends.base.base import BaseDatabaseWrapper

# The names by which `linli doctor` looks for them.
NAMES = {
    "sqlite": ("fact_no_delete", "fact_no_update", "seal_no_delete", "seal_no_update"),
    "postgresql": ("fact_append_only", "seal_append_only"),
}
_SQLITE = [
    """CREATE TRIGGER fact_no_delete BEFORE DELETE ON kernel_fact
       BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
    """CREATE TRIGGER fact_no_update BEFORE UPDATE ON kernel_fact
       WHEN OLD.seal_id IS NOT NULL OR NEW.mac IS NOT OLD.mac OR NEW.kind IS NOT OLD.kind OR NEW.at IS NOT OLD.at
         OR NEW.actor IS NOT OLD.actor OR NEW.actor_name IS NOT OLD.actor_name OR NEW.path IS NOT OLD.path
         OR NEW.about IS NOT OLD.about OR NEW.key IS NOT OLD.key OR NEW.data IS NOT OLD.data OR NEW.seq IS NOT OLD.seq
         OR NEW.touches IS NOT OLD.touches
       BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
    """CREATE TRIGGER seal_no_delete BEFORE DELETE ON kernel_seal
       BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
    """CREATE TRIGGER seal_no_update BEFORE UPDATE ON kernel_seal
       BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
]
_POSTGRES = [
    """CREATE FUNCTION linli_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'kernel_fact' THEN
           IF OLD.seal_id IS NULL AND (to_jsonb(NEW) - 'seal_id') = (to_jsonb(OLD) - 'seal_id') THEN
             RETURN NEW;
           END IF;
         END IF;
         RAISE EXCEPTION 'the trail is append-only';
       END $$""",
    """CREATE TRIGGER fact_append_only BEFORE UPDATE OR DELETE ON kernel_fact
       FOR EACH ROW EXECUTE FUNCTION linli_append_only()""",
    """CREATE TRIGGER seal_append_only BEFORE UPDATE OR DELETE ON kernel_seal
       FOR EACH ROW EXECUTE FUNCTION linli_append_only()""",
]
_SQLITE_UNDO = [f"DROP TRIGGER IF EXISTS {name}" for name in NAMES["sqlite"]]
_POSTGRES_UNDO = [
    "DROP TRIGGER IF EXISTS fact_append_only ON kernel_fact",
    "DROP TRIGGER IF EXISTS seal_append_only ON kernel_seal",
    "DROP FUNCTION IF EXISTS linli_append_only()",
]


def install(connection: BaseDatabaseWrapper) -> None:
    _run(connection, _SQLITE if connection.vendor == "sqlite" else _POSTGRES)


def remove(connection: BaseDatabaseWrapper) -> None:
    _run(connection, _SQLITE_UNDO if connection.vendor == "sqlite" else _POSTGRES_UNDO)


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
