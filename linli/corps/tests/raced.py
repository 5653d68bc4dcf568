"""Tells how a race ended: `python -m linli.corps.tests.raced`."""

import json


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
    look()
