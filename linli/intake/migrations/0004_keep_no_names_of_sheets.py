"""Of an import that has ended its sheets and headers go; of sheets that were left out a digest is kept: the first row of
a file without a header, and a sheet called like its grid worker, are about people."""

import hashlib
import re
import unicodedata

from django.db import migrations

ENDED = ("done", "failed", "cancelled")
NOISE = re.compile(r"[\s:：*＊#\-_/\\()（）\[\]【】<>《》,，。.、;；?？!！'\"“”]+")


def digest(name):
    return hashlib.sha256(NOISE.sub("", unicodedata.normalize("NFKC", name)).lower().encode()).hexdigest()


def forwards(apps, _schema_editor):
    for work in apps.get_model("intake", "Intake").objects.filter(state__in=ENDED).iterator():
        work.mapping = {name: work.mapping[name] for name in ("options", "places") if name in work.mapping}
        work.save(update_fields=["mapping"])
    for memory in apps.get_model("intake", "ColumnMemory").objects.exclude(left_out=[]).iterator():
        memory.left_out = [digest(name) for name in memory.left_out]
        memory.save(update_fields=["left_out"])


class Migration(migrations.Migration):

    dependencies = [("intake", "0003_leaders_too")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop, elidable=False)]
