from django.db import migrations, models

# A password of the account was known to whoever did this, or the account was tied to a person by them.
OPENED = ("access.account_made", "access.account_linked", "access.password_reset")


def who_opened(apps, _schema):
    """Of accounts opened before this was kept: the trail knows. Whoever never used theirs waits when they do, and a
    post given from now on is asked about. What the console opened has nobody, as before."""
    account, fact = apps.get_model("access", "Account"), apps.get_model("kernel", "Fact")
    waiting = list(account.objects.filter(opened_by=None).exclude(person=None).values_list("pk", flat=True))
    for start in range(0, len(waiting), 500):
        part = waiting[start : start + 500]
        known = fact.objects.filter(about__in=part, kind__in=OPENED).order_by("seq").values_list("about", "actor")
        for about, actor in dict(known).items():
            account.objects.filter(pk=about, opened_by=None).update(opened_by=actor)


class Migration(migrations.Migration):
    dependencies = [("access", "0008_who_has_an_account"), ("kernel", "0004_what_came_with_a_key")]

    operations = [
        migrations.AddField("grant", "receipt_due", models.BooleanField(default=False)),
        migrations.AddIndex(
            "grant",
            models.Index(
                condition=models.Q(("receipt_due", True)), fields=["person"], name="grant_receipt_due"
            ),
        ),
        migrations.RunPython(who_opened, migrations.RunPython.noop),
    ]
