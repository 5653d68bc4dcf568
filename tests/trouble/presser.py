"""One of several processes that send the same request at once: `python -m tests.trouble.presser`.

Prints "ready"; for each key that it reads it makes an alliance and prints the alliance's id, or what went wrong.
"""

import os
import sys
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")


def main() -> None:
    import django

    django.setup()
    from linli.access.actor import system
    from linli.corps.actions.units import found_alliance
    from linli.kernel.time import clock
    from linli.places.models import Place

    place, actor = Place.objects.get(parent=None), system()
    print("ready", flush=True)
    for line in sys.stdin:
        key = UUID(line.strip())
        try:
            made = found_alliance(place=place, name=f"联盟 {key}", kind="lane", actor=actor, key=key, now=clock.now())
        except Exception as error:  # noqa: BLE001 (told to the test, whatever it is)
            print(f"{type(error).__name__} {error}".splitlines()[0], flush=True)
        else:
            print(made.pk, flush=True)


if __name__ == "__main__":
    main()
