"""A deployment for a race: `python -m linli.calls.tests.raced make CALLS MOST_HELD` fills it, `… look` tells of its end."""

import json
import sys
import uuid


def racer_id(number: int) -> uuid.UUID:
    return uuid.UUID(int=(7 << 76) | (2 << 62) | number + 1)


def make(calls: int, most_held: int) -> None:
    from datetime import date

    from linli.access.actor import Actor, Held
    from linli.access.rules import segment
    from linli.calls import actions
    from linli.calls.models import CallKind
    from linli.kernel.ids import new_id
    from linli.kernel.time import clock
    from linli.places.models import Place

    path, parent = "", None
    for kind, name in [
        ("subdistrict", "崇文路街道"),
        ("community", "学院社区"),
        ("grid", "03网格"),
        ("building", "7号楼"),
    ]:
        path += segment(1)
        parent = Place.objects.create(path=path, parent=parent, kind=kind, name=name, opened_on=date(2022, 3, 1))
    actions.load_shipped(clock.now())
    CallKind.objects.filter(code="order.errand").update(most_held=most_held)
    kind, desk = CallKind.objects.get(code="order.errand"), new_id()
    actor = Actor(account=desk, name="社区", person=desk, held=(Held("community", path[:8]),))
    for number in range(calls):
        actions.open_call(
            place=parent,
            kind=kind,
            title=f"取快递 {number}",
            channel="desk",
            actor=actor,
            key=new_id(),
            now=clock.now(),
        )


def look() -> None:
    from linli.calls.models import Call, CallEvent
    from linli.kernel.facts import trail
    from linli.kernel.models import Fact, Message

    claims = CallEvent.objects.filter(deed="claim")
    print(
        json.dumps(
            {
                "held": {
                    str(pk): str(holder) for pk, holder in Call.objects.exclude(holder=None).values_list("pk", "holder")
                },
                "open": Call.objects.filter(state="offered").count(),
                "claims": [str(pk) for pk in claims.values_list("call", flat=True)],
                "keys": [str(key) for key in Fact.objects.filter(kind="calls.claimed").values_list("key", flat=True)],
                "messages": Message.objects.filter(topic="calls.claim").count(),
                "breaks": len(list(trail.verify())),
            }
        )
    )


if __name__ == "__main__":
    import django

    django.setup()
    make(*map(int, sys.argv[2:])) if sys.argv[1] == "make" else look()
