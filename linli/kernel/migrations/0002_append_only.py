from django.db import migrations


def install(apps, schema_editor):
    from linli.kernel.facts import append_only

    append_only.install(schema_editor.connection)


def remove(apps, schema_editor):
    from linli.kernel.facts import append_only

    append_only.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_start")]
    operations = [migrations.RunPython(install, remove)]
