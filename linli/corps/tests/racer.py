"""One of several rooms that plan the same people: `python -m linli.corps.tests.racer NUMBER SEED`.

Prints "won" for each entry made, moved or cancelled, "lost CODE SENTENCE" for each refusal, "done" at the end.
"""

import random
import sys
import uuid
from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)
PEOPLE, TRIES = 4, 60


def person(number: int) -> uuid.UUID:
    return uuid.UUID(int=(7 << 76) | (2 << 62) | number + 1)


def main(number: int, seed: int) -> None:
    import django

    django.setup()
    from linli.access.actor import Actor, Held
    from linli.kernel.errors import Expected
    from linli.kernel.messages import message_of

    actor = Actor(account=uuid.uuid4(), name=f"社区{number}", person=uuid.uuid4(), held=(Held("community", "0001"),))
    room = Room(actor, random.Random(seed), f"room{number}")
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(TRIES):
        try:
            room.act()
        except Expected as refused:
            print(f"lost {refused.code} {message_of(refused)}", flush=True)
        else:
            print("won", flush=True)
    print("done", flush=True)


class Room:
    """Enters, moves, cancels and plans rosters at random."""

    def __init__(self, actor, chance: random.Random, source: str) -> None:
        self.actor, self.chance, self.source = actor, chance, source

    def act(self) -> None:
        self.chance.choices([self.enter, self.roster, self.move, self.cancel], [5, 2, 3, 1])[0]()

    def planned(self, who: int):
        from linli.corps.actions.diary import Planned

        starts = NOON + timedelta(minutes=self.chance.randrange(0, 1200))
        return Planned(
            person=person(who), kind=self.chance.choice(["shift", "visit", "absence"]), starts_at=starts,
            ends_at=starts + timedelta(minutes=self.chance.randrange(10, 120)), source=self.source,
            source_id=uuid.uuid4(), path="0001", title=self.source,
        )  # fmt: skip

    def enter(self) -> None:
        from linli.corps.actions import diary

        diary.enter(planned=self.planned(self.chance.randrange(PEOPLE)), **self.by())

    def roster(self) -> None:
        from linli.corps.actions import diary

        people = self.chance.sample(range(PEOPLE), PEOPLE)
        diary.enter_many(planned=[self.planned(who) for who in people], path="0001", **self.by())

    def move(self) -> None:
        from linli.corps.actions import diary

        if entry := self.mine():
            later = entry.starts_at + timedelta(minutes=self.chance.randrange(-200, 200))
            diary.move(entry=entry, starts_at=later, ends_at=later + timedelta(minutes=60), **self.by())

    def cancel(self) -> None:
        from linli.corps.actions import diary

        if entry := self.mine():
            diary.cancel(entry=entry, **self.by())

    def mine(self):
        from linli.corps.models import DiaryEntry

        rows = list(DiaryEntry.objects.filter(source=self.source, cancelled_at=None))
        return self.chance.choice(rows) if rows else None

    def by(self):
        from linli.kernel.time import clock

        return {"actor": self.actor, "key": uuid.uuid4(), "now": clock.now()}


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
