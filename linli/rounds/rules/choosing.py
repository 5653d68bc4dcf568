"""Who is in a round: the rule of its kind asked for each candidate, at the start and whenever the register changes."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from linli.rounds.rules.kinds import Choice, Rule


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the register knows of a person, a household (of all its people together) or a place. `age`: of the oldest
    in years, None unknown. `measured`: under a measure of the round's incident. `listed`: added by hand, or a point of
    the route."""

    id: UUID
    path: str
    needs: frozenset[str] = frozenset()
    age: int | None = None
    residence: frozenset[str] = frozenset()
    place_kind: str = ""
    measured: bool = False
    returnee: bool = False
    listed: bool = False


def is_chosen(choice: Choice, one: Candidate) -> bool:
    """Whoever was added by hand stays in; nobody is in by a rule that says nothing of them."""
    by_rule: dict[Rule, Callable[[], bool]] = {
        Rule.ALL: lambda: True,
        Rule.NEEDS: lambda: _has_needs(choice, one),
        Rule.RESIDENCE: lambda: not one.residence.isdisjoint(choice.residence),
        Rule.INCIDENT: lambda: one.measured,
        Rule.RETURNEE: lambda: one.returnee,
        Rule.KINDS_OF_PLACE: lambda: one.place_kind in choice.place_kinds,
        Rule.POINTS: lambda: False,
        Rule.BY_HAND: lambda: False,
    }
    return one.listed or by_rule[choice.rule]()


def _has_needs(choice: Choice, one: Candidate) -> bool:
    """With needs and an age both are wanted: the old people who live alone, not every old person."""
    needed = not choice.needs or not one.needs.isdisjoint(choice.needs)
    return needed and (not choice.from_age or (one.age is not None and one.age >= choice.from_age))


@dataclass(frozen=True, slots=True)
class Changes:
    """What must change in a round so that it is up to date."""

    joins: tuple[UUID, ...]
    leaves: tuple[UUID, ...]
    moves: tuple[tuple[UUID, str], ...]  # (subject, where it is now)


def changes(choice: Choice, members: Iterable[tuple[UUID, str]], candidates: Iterable[Candidate]) -> Changes:
    """`members`: (subject, path) as they are in the round. Both in any order; a candidate who is not there any more has
    left the places of the round."""
    now = {one.id: one.path for one in candidates if is_chosen(choice, one)}
    before = dict(members)
    return Changes(
        tuple(sorted(now.keys() - before.keys())),
        tuple(sorted(before.keys() - now.keys())),
        tuple((one, now[one]) for one in sorted(now.keys() & before.keys()) if now[one] != before[one]),
    )


def within(paths: Collection[str], candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Those at the places of the round."""
    wanted = tuple(paths)
    return (one for one in candidates if one.path.startswith(wanted))
