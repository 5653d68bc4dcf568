"""A deployment for a race: `python -m linli.corps.tests.raced make` lays it out, `… look` tells of its end."""

import json
import sys


def make() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def look() -> None:
    from linli.corps.models import DiaryEntry
    from linli.kernel.facts import trail
    from linli.kernel.models import Fact

    rows = DiaryEntry.objects.filter(cancelled_at=None).order_by("person", "starts_at")
    told = Fact.objects.filter(kind="corps.diary_entered").values_list("data", flat=True)
    state = {
        "standing": [[str(row.person), row.starts_at.timestamp(), row.ends_at.timestamp()] for row in rows],
        "made": DiaryEntry.objects.count(),
        "told": sum(data.get("count", 1) for data in told),
        "breaks": len(list(trail.verify())),
    }
    print(json.dumps(state))


if __name__ == "__main__":
    import django

    django.setup()
    make() if sys.argv[1] == "make" else look()
