"""One of several people who do the same to the same residents: `python -m linli.people.tests.racer TOLD`, as JSON.

Prints "ready", reads its number, then prints "done" for each deed or the code of its refusal.
"""

import json
import sys
from pathlib import Path
from uuid import UUID


def main(told):
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = told["database"]
    settings.LINLI_KEYS = Path(told["keys"])
    django.setup()
    from linli.access.actor import Actor, Held
    from linli.kernel.errors import Expected
    from linli.kernel.ids import new_id
    from linli.kernel.time import clock
    from linli.people.actions import moves
    from linli.people.models import Resident

    actor = Actor(UUID(told["account"]), "马网格", held=(Held("community", "0001"),))
    by = {"actor": actor, "now": clock.now()}
    people = list(Resident.objects.filter(pk__in=told["people"]).select_related("household").order_by("pk"))
    print("ready", flush=True)
    number = int(sys.stdin.readline())
    for one in people:
        if told["work"] == "head" and str(number) not in one.name:
            continue
        try:
            do(told["work"], one, number, by)
            print("done")
        except Expected as refused:
            print(refused.code)
            if told["work"] == "head":
                moves.move_out(residents=[one], on=clock.today(), reason="", key=new_id(), **by)


def do(work, one, number, by):
    from linli.kernel.ids import new_id
    from linli.kernel.time import clock
    from linli.people.actions import moves, sight
    from linli.people.tests.heads import become_head

    if work == "leave":
        moves.move_out(residents=[one], on=clock.today(), reason="", key=new_id(), **by)
    elif work == "reveal":
        sight.reveal(resident=one, field="phone", reason="压力测试", key=new_id(), **by)
    else:
        become_head(one, by_list=number % 2, **by)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
