"""Absences become entries of the diary, in which nobody is in two places at once.

Absences of one person might overlap: they are cut apart where one begins or ends, and every piece keeps the reasons of
all that covered it. No minute and no reason is lost; how many were cut is printed.
"""

from collections import defaultdict
from datetime import UTC, datetime

from django.db import migrations

from linli.kernel.ids import new_id

WORDS = {"shift": "当班", "leave": "请假", "trip": "外出"}
BATCH = 1_000


def pieces(aways):
    """Of one person's (id, starts, ends, why): (id of an absence as it was or None, starts, ends, reasons), apart."""
    found = []
    edges = sorted({at for _, starts, ends, _ in aways if starts < ends for at in (starts, ends)})
    for starts, ends in zip(edges, edges[1:], strict=False):
        there = {pk: why for pk, first, last, why in aways if first <= starts and ends <= last}
        reasons = [why for why in WORDS if why in there.values()]
        if found and found[-1][1:3] == [starts, reasons] and found[-1][3] & there.keys():
            found[-1] = [found[-1][0], ends, reasons, there.keys()]
        elif there:
            found.append([starts, ends, reasons, there.keys()])
    whole = {(starts, ends): pk for pk, starts, ends, _ in aways}
    return [(whole.get((starts, ends)), starts, ends, reasons) for starts, ends, reasons, _ in found]


def entry(model, person, path, piece):
    whole, starts, ends, reasons = piece
    pk = whole or new_id()
    made = datetime.fromtimestamp((pk.int >> 80) / 1000, UTC) if whole and whole.version == 7 else starts
    title = "" if reasons == ["shift"] else "、".join(WORDS[why] for why in reasons)
    return model(
        id=pk, person=person, path=path, kind="absence" if title else "shift", exclusive=True, title=title,
        starts_at=starts, ends_at=ends, source="corps", source_id=pk, recorded_at=made,
    )  # fmt: skip


def carry_over(apps, schema_editor):
    away, diary = apps.get_model("calls", "Away"), apps.get_model("corps", "DiaryEntry")
    people = defaultdict(list)
    for pk, person, starts, ends, why in away.objects.values_list("pk", "person", "starts_at", "ends_at", "why"):
        people[person].append((pk, starts, ends, why))
    homes = dict(apps.get_model("corps", "Member").objects.values_list("pk", "path")) if people else {}
    entries, cut, empty = [], 0, 0
    for person, aways in people.items():
        apart = pieces(aways)
        kept = {piece[0] for piece in apart}
        empty += sum(starts >= ends for _, starts, ends, _ in aways)
        cut += sum(pk not in kept for pk, starts, ends, _ in aways if starts < ends)
        entries += [entry(diary, person, homes.get(person, ""), piece) for piece in apart]
    diary.objects.bulk_create(entries, batch_size=BATCH)
    if cut or empty:
        total = sum(map(len, people.values()))
        print(f" [{total} absences: {cut} overlapped and were cut apart, {empty} had no length; {len(entries)} entries]")


def back(apps, schema_editor):
    away, diary = apps.get_model("calls", "Away"), apps.get_model("corps", "DiaryEntry")
    reasons = {word: why for why, word in WORDS.items()}
    own = diary.objects.filter(source="corps", cancelled_at=None)
    for row in own.iterator():
        for word in (row.title or WORDS["shift"]).split("、"):
            away.objects.create(
                id=new_id(), person=row.person, starts_at=row.starts_at, ends_at=row.ends_at, why=reasons[word]
            )  # fmt: skip
    own.delete()


class Migration(migrations.Migration):
    dependencies = [("calls", "0005_give_days_to_places"), ("corps", "0002_diary_of_a_person")]
    operations = [migrations.RunPython(carry_over, back), migrations.DeleteModel(name="Away")]
