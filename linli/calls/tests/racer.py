"""One of several people who claim everything: `python -m linli.calls.tests.racer NUMBER SEED`.

Prints "won CALL KEY" when a claim succeeded, "lost CODE" for each refusal, "done" at the end. It may be killed.
"""

import random
import sys


def main(number: int, seed: int) -> None:
    import django

    django.setup()
    from linli.access.actor import Actor, Held
    from linli.calls import actions
    from linli.calls.models import Call, OfferedAt
    from linli.calls.tests.raced import racer_id
    from linli.kernel.errors import Expected
    from linli.kernel.ids import new_id
    from linli.kernel.time import clock

    path = OfferedAt.objects.values_list("path", flat=True)[0]
    me = racer_id(number)
    actor = Actor(account=me, name=f"志愿者{number}", person=me, held=(Held("volunteer", path),))
    calls = list(Call.objects.select_related("kind", "place").filter(state="offered").order_by("pk"))
    random.Random(seed).shuffle(calls)
    print("ready", flush=True)
    sys.stdin.readline()
    for call in calls:
        key = new_id()
        try:
            actions.claim_call(call=call, actor=actor, key=key, now=clock.now())
        except Expected as refused:
            print(f"lost {refused.code}", flush=True)
        else:
            print(f"won {call.pk} {key}", flush=True)
    print("done", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
