"""Triggers that make the trail append-only, as they were made that day; what they are now says `facts.append_only`."""

from django.db import migrations

INSTALL = {
    "sqlite": [
        """CREATE TRIGGER fact_no_delete BEFORE DELETE ON kernel_fact
       BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
        """CREATE TRIGGER fact_no_update BEFORE UPDATE ON kernel_fact
       WHEN OLD.seal_id IS NOT NULL OR NEW.mac IS NOT OLD.mac OR NEW.kind IS NOT OLD.kind OR NEW.at IS NOT OLD.at
         OR NEW.actor IS NOT OLD.actor OR NEW.actor_name IS NOT OLD.actor_name OR NEW.path IS NOT OLD.path
         OR NEW.about IS NOT OLD.about OR NEW.key IS NOT OLD.key OR NEW.data IS NOT OLD.data OR NEW.seq IS NOT OLD.seq
       BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
        """CREATE TRIGGER seal_no_delete BEFORE DELETE ON kernel_seal
       BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
        """CREATE TRIGGER seal_no_update BEFORE UPDATE ON kernel_seal
       BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
    ],
    "postgresql": [
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
    ],
}
REMOVE = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS fact_no_delete",
        "DROP TRIGGER IF EXISTS fact_no_update",
        "DROP TRIGGER IF EXISTS seal_no_delete",
        "DROP TRIGGER IF EXISTS seal_no_update",
    ],
    "postgresql": [
        "DROP TRIGGER IF EXISTS fact_append_only ON kernel_fact",
        "DROP TRIGGER IF EXISTS seal_append_only ON kernel_seal",
        "DROP FUNCTION IF EXISTS linli_append_only()",
    ],
}


def install(apps, schema_editor):
    for statement in INSTALL[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    for statement in REMOVE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_start")]
    operations = [migrations.RunPython(install, remove)]
