"""What is wrong with an answer: it shows a mark from elsewhere, has the wrong status, or changed rows out of reach."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Q

from linli.access.models import under
from linli.access.permissions import Permission
from linli.access.rules import ancestors
from linli.corps.models import Charge
from linli.people.models import Household
from linli.places.models import Place
from linli.testing import START
from tests.matrix.canaries import CELLS, LEFT_OUT, MARK, OPENS_SEALS
from tests.matrix.world import SELF, SELF_CELL, Answer, Probe, World, query_of

# Whoever may start a street makes rows where nobody had any; existing rows must stay as they were.
STARTS_A_STREET = {"places:setup_own", "places:setup_street"}
# Public on the notice card: the name of the place, its area and its telephones.
ON_THE_WALL = {"corps:at", "calls:ask", "notices:notice", "notices:paper", "notices:articles", "notices:cover"}
SEAL = "INSERT INTO kernel_seal (number, count, digest, at) VALUES (%s, 0, '', CURRENT_TIMESTAMP)"
# Rows that people below them may see too: a street's own modes and posts, a notice to all of it.
SEEN_FROM_BELOW = {"places.mode", "places.level", "access.postkind", "calls.callkind", "notices.notice:street"}


@dataclass
class Rows:
    inside: list[tuple[Any, ...]] = field(default_factory=list)
    outside: list[tuple[Any, ...]] = field(default_factory=list)


@dataclass
class Judge:
    world: World
    _before: dict[tuple[str, str], dict[str, Rows]] = field(default_factory=dict)
    _states: int = 1_000_000

    def problems(self, probe: Probe) -> list[str]:
        """What is wrong with the answer; empty when nothing is."""
        if probe.twice:
            return self._told_apart(probe)
        if probe.method == "GET":
            answer, problems = self.world.ask(probe), []
        else:
            answer, problems = self._written(probe)
        problems = [*self._shown(probe, answer), *self._wrong_status(probe, answer), *problems]
        return [f"{probe}: {problem}" for problem in problems]

    def _written(self, probe: Probe) -> tuple[Answer, list[str]]:
        """Checks the answer to a post, and what it wrote outside its reach."""
        with transaction.atomic():
            self._another_state()
            written = _writes_so_far()
            answer = self.world.send(probe)
            after = self._rows(probe) if _writes_so_far() != written else {}
            transaction.set_rollback(True)
        problems, before = [], self._rows_before(probe) if after else {}
        for label, rows in after.items():
            if rows == before[label]:
                continue
            outside = rows.outside
            if probe.address in STARTS_A_STREET:
                outside = [row for row in outside if row in before[label].outside]
            if outside != before[label].outside:
                problems.append(f"changed {label} out of reach")
            if len(rows.inside) >= len(before[label].inside):
                new = [row for row in rows.inside if row not in before[label].inside]
                problems += [f"ties {label} to {tied}" for row in new for tied in self._tied(probe.person, row)]
        return answer, problems

    def _tied(self, person: str, row: tuple[Any, ...]) -> list[str]:
        """The rows out of reach whose ids stand in `row`."""
        posts = self.world.posts.get(person, [])
        ids = [str(value).replace("-", "") for value in row]
        lying = {pk: self._lying[pk] for pk in ids if pk in self._lying}
        return [
            f"{pk} at {path}"
            for pk, path in lying.items()
            if not any(path.startswith(post) or post.startswith(path) for post in posts)
        ]

    @cached_property
    def _lying(self) -> dict[str, str]:
        """Hexadecimal id -> path, of everything that was there before."""
        paths = self.world.canaries.paths
        return {pk.hex: path for pk, path in paths.items() if isinstance(pk, UUID)}  # a number may mean anything

    def _told_apart(self, probe: Probe) -> list[str]:
        as_it_is = steady(self.world.ask(probe).text)
        with transaction.atomic():
            self._another_state()
            _leave_only(self.world.posts[probe.person])
            without = steady(self.world.send(probe).text)
            transaction.set_rollback(True)
        differing = [(a, b) for a, b in zip(as_it_is.splitlines(), without.splitlines(), strict=False) if a != b]
        return [f"{probe}: tells what lies out of reach: {differing[:2]}"] if as_it_is != without else []

    def _another_state(self) -> None:
        """Every request is rolled back, so two writes would seem to lead to the same state of the street: what is
        cached for one must not be used for the other."""
        self._states += 1
        with connection.cursor() as cursor:  # thousands of times: through the model one in twenty of the time
            cursor.execute(SEAL, [self._states])

    def _marked(self, probe: Probe) -> tuple[str, tuple[Any, ...]]:
        return self.world.addresses[probe.address].mark or ("", ())

    def _shown(self, probe: Probe, answer: Answer) -> list[str]:
        kind, marked = self._marked(probe)
        opens = kind == "requires" and bool(set(marked) & OPENS_SEALS)
        # What the asker typed comes back in the page: that is not a leak.
        typed = {mark for _, value in (*probe.body, *query_of(probe.url)) for mark in MARK.findall(value)}
        held = self.world.held[probe.person]
        foreign = self.world.canaries.foreign_marks(answer.text, typed, held, opens_seals=opens)
        own = self.world.posts.get(probe.person, [])
        foreign = [m for m in foreign if m.model != "places.place" or not any(post.startswith(m.path) for post in own)]
        if probe.address in ON_THE_WALL:
            foreign = [m for m in foreign if m.model not in {"places.place", "calls.callkind", "notices.notice"}]
        if probe.person == SELF:
            own = self.world.canaries.street.places[CELLS[SELF_CELL]].path
            foreign = [
                m for m in foreign if not own.startswith(m.path) or m.model.split(".")[0] not in {"people", "places"}
            ]
        return [f"shows {m.model}.{m.column} of {m.path} ({m.text})" for m in foreign[:3]]

    def _wrong_status(self, probe: Probe, answer: Answer) -> list[str]:
        kind, marked = self._marked(probe)
        if answer.status >= 500:
            return [f"broke with {answer.status} {answer.crash}"]
        if kind == "public":
            return []
        if probe.person in {"anonymous", SELF}:
            return [] if answer.to_sign_in or answer.status in {401, 405} else [f"anonymous got {answer.status}"]
        if kind == "requires":
            return self._wrong_for_post(probe, answer, marked)
        return ["was sent to sign in"] if answer.to_sign_in else []

    def _wrong_for_post(self, probe: Probe, answer: Answer, marked: tuple[Permission, ...]) -> list[str]:
        held = self.world.held[probe.person]
        let_in = not answer.refused and answer.status != 405
        if not any(held.get(p) for p in marked):
            # 403 by the mark, before anything is looked up. A 404 would mean that only the look-up prevented it.
            return [f"without the permission got {answer.status}"] if answer.status not in {403, 405} else []
        bare = not probe.body and not query_of(probe.url)
        if probe.at is None:
            return ["with the permission got 403"] if answer.status == 403 and bare else []
        here = [p for p in marked if any(probe.at.startswith(path) for path in held.get(p, []))]
        if let_in and not here and not self._seen_from_below(probe, marked):
            return [f"out of reach got {answer.status}"]
        if answer.status == 403 and not here and not self._seen_from_below(probe, marked):
            return ["out of reach got 403, an absent row gets 404"]
        # the outermost place of one's reach cannot be moved or merged by oneself
        own = any(probe.at in paths for paths in held.values())
        if (
            not let_in
            and answer.status != 405
            and len(here) == len(marked)
            and bare
            and not own
            and probe.method == "GET"
        ):
            return [f"within reach got {answer.status}"] if self._opener_gets_in(probe) else []
        return []

    def _seen_from_below(self, probe: Probe, marked: tuple[Permission, ...]) -> bool:
        """A street's own modes and posts may be read by everybody below; writes to them are checked separately."""
        held = self.world.held[probe.person]
        paths = [path for p in marked for path in held.get(p, [])]
        return probe.model in SEEN_FROM_BELOW and any(path.startswith(probe.at or "") for path in paths)

    def _opener_gets_in(self, probe: Probe) -> bool:
        return not self.world.ask(
            Probe(self.world.opener(probe.address), probe.method, probe.address, probe.url)
        ).refused

    def _rows(self, probe: Probe) -> dict[str, Rows]:
        """Every row, by whether it lies where the asker holds one of the permissions that the address asks for."""
        _, marked = self._marked(probe)
        held = self.world.held[probe.person]
        mine = tuple({path for p in marked if isinstance(p, Permission) for path in held.get(p, [])})
        found = {}
        with connection.cursor() as cursor:
            for label, (statement, where) in self._placed_rows.items():
                cursor.execute(statement)
                rows = found[label] = Rows()
                for row in cursor.fetchall():
                    if label == "access.account" and self._is_own(probe.person, row):
                        continue
                    (rows.inside if mine and row[where].startswith(mine) else rows.outside).append(row)
        return found

    def _is_own(self, person: str, row: tuple[Any, ...]) -> bool:
        known = self.world.canaries.street.people.get(person)
        return known is not None and known.account.username in row

    @cached_property
    def _placed_rows(self) -> dict[str, tuple[str, int]]:
        """label -> (statement that reads the whole table, which column is the path).

        Without the revision: appointing somebody known elsewhere bumps it, so that two desks do not do so at once.
        """
        found = {}
        for model in self._placed_models:
            columns = [f.column for f in model._meta.concrete_fields if f.column != "revision"]
            names = ", ".join(f'"{column}"' for column in columns)
            statement = f'SELECT {names} FROM "{model._meta.db_table}" ORDER BY 1'
            found[model._meta.label_lower] = (statement, columns.index("path"))
        return found

    def _rows_before(self, probe: Probe) -> dict[str, Rows]:
        """The same, computed once for an asker and address: every request is rolled back, so it does not change."""
        known = (probe.person, probe.address)
        if known not in self._before:
            self._before[known] = self._rows(probe)
        return self._before[known]

    @cached_property
    def _placed_models(self) -> list[type[models.Model]]:
        return [
            m
            for m in apps.get_models()
            if m.__module__.startswith("linli.")
            and "path" in {f.name for f in m._meta.concrete_fields}
            and m._meta.label_lower not in LEFT_OUT - {"access.grant", "access.account", "places.place"}
        ]


def _writes_so_far() -> int:
    """Rows written through this connection, rolled back or not: most refusals write none, and then no table is read."""
    return int(connection.connection.total_changes)


# Differences between two equal answers: keys, tokens, and the compressed size of what contains them.
CHANGES = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|data-etag=\S+|csrfmiddlewaretoken\" value=\"\w+|X-CSRFToken\W+\w+|live-ticket=\"[^\"]*"
    r"|^Set-Cookie.*$|^ETag.*$|^Content-Length.*$",
    re.MULTILINE,
)


def steady(text: str) -> str:
    return CHANGES.sub("", text)


def _leave_only(posts: list[str]) -> None:
    """Close and empty what lies neither in nor above these paths."""
    kept = under(posts) | Q(path__in=[above for post in posts for above in ancestors(post)])
    Charge.objects.exclude(kept).delete()
    Household.objects.exclude(kept).update(until=START)
    Place.objects.exclude(kept).update(closed_on=START)
