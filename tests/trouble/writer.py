"""A process that writes without end: `python -m tests.trouble.writer [BYTES]`. Prints `made KEY` for each confirmed
write.

With BYTES none of its files may grow beyond that, which simulates a full disk. It then prints the refusal as a user
reads it and whether reading still works, and ends; without BYTES it runs until it is killed.
"""

import os
import resource
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")


def main(limit: int | None) -> None:
    import django

    django.setup()
    from django.db import connection
    from django.db.utils import DatabaseError

    from linli.access.actor import system
    from linli.kernel.ids import new_id
    from linli.kernel.time import clock
    from linli.places.actions.growing import add_place
    from linli.places.models import Place
    from linli.places.rules import PlaceKind

    street = Place.objects.get(parent=None)
    if limit:
        connection.cursor().execute("PRAGMA wal_autocheckpoint=1000000")  # the SQLite log is what fills up
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    number = 0
    while True:
        key, number = new_id(), number + 1
        try:
            add_place(
                parent=street, kind=PlaceKind.COMMUNITY, name=f"{os.getpid()}-{number}社区", actor=system(), key=key,
                now=clock.now(),
            )  # fmt: skip
        except DatabaseError as error:
            print(f"refused {type(error).__name__}", flush=True)
            break
        print(f"made {key}", flush=True)
    print(f"read {Place.objects.count()}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else None)
