"""One of several rooms that plan the same people: `python -m linli.corps.tests.racer NUMBER SEED`.

Each line that it reads names deeds, which it does at random; then it prints "done". For each deed "won", "lost CODE
SENTENCE" for a refusal, "ended" for a deadlock. A roster has several rows a person and goes in several statements.
"""

import random
import sys
import uuid
from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)
PEOPLE, TRIES = 4, 60
MINUTES, ROWS_A_PERSON, A_STATEMENT = 3_000, 3, 5
OFTEN = {"enter": 5, "roster": 3, "move": 3, "cancel": 2}


def person(number: int) -> uuid.UUID:
    return uuid.UUID(int=(7 << 76) | (2 << 62) | number + 1)


def main(number: int, seed: int) -> None:
    import django

    django.setup()
    from linli.access.actor import Actor, Held
    from linli.corps.actions import diary
    from linli.kernel.messages import message_of
    from linli.kernel.writes.deadlock import is_deadlock
    from linli.kernel.writes.refused import refusal_of

    diary.A_STATEMENT = A_STATEMENT
    actor = Actor(account=uuid.uuid4(), name=f"社区{number}", person=uuid.uuid4(), held=(Held("community", "0001"),))
    room = Room(actor, random.Random(seed), f"room{number}")
    print("ready", flush=True)
    for line in sys.stdin:
        for _ in range(TRIES):
            try:
                room.act(line.split())
            except Exception as error:
                refused = refusal_of(error)
                if refused is None:
                    raise
                print("ended" if is_deadlock(error) else f"lost {refused.code} {message_of(refused)}")
            else:
                print("won")
        print("done", flush=True)


class Room:
    """Enters, moves, cancels and plans rosters at random."""

    def __init__(self, actor, chance: random.Random, source: str) -> None:
        self.actor, self.chance, self.source = actor, chance, source

    def act(self, deeds: list[str]) -> None:
        getattr(self, self.chance.choices(deeds, [OFTEN[deed] for deed in deeds])[0])()

    def planned(self, who: int, first: int, last: int):
        """From some minute after `first` until at most two hours later, before `last`: minutes after noon."""
        from linli.corps.actions.diary import Planned

        begin = self.chance.randrange(first, last - 10)
        end = self.chance.randrange(begin + 5, min(last, begin + 120))
        return Planned(
            person=person(who), kind=self.chance.choice(["shift", "visit", "absence"]), title=self.source,
            starts_at=NOON + timedelta(minutes=begin), ends_at=NOON + timedelta(minutes=end), path="0001",
            source=self.source, source_id=uuid.uuid4(),
        )  # fmt: skip

    def enter(self) -> None:
        from linli.corps.actions import diary

        diary.enter(planned=self.planned(self.chance.randrange(PEOPLE), 0, MINUTES), **self.by())

    def roster(self) -> None:
        from linli.corps.actions import diary

        begin = self.chance.randrange(0, MINUTES)
        rows = [
            self.planned(who, begin + 60 * turn, begin + 60 * turn + 60)
            for who in range(PEOPLE)
            for turn in range(ROWS_A_PERSON)
        ]
        self.chance.shuffle(rows)
        diary.enter_many(planned=rows, path="0001", **self.by())

    def move(self) -> None:
        from linli.corps.actions import diary

        if entry := self.mine():
            starts = entry.starts_at + timedelta(minutes=self.chance.randrange(-200, 200))
            ends = starts + timedelta(minutes=self.chance.choice([30, 200]))  # the longer one meets several entries
            diary.move(entry=entry, starts_at=starts, ends_at=ends, **self.by())

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
