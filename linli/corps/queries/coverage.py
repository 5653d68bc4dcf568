"""The coverage proof over a place, and the doors without a leader. Nothing here writes; the proof is `rules.fold`.

`path` is always the path of an open place that the caller has fetched. A `day` is a calendar day where the street is.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Sum

from linli.access.models import under
from linli.access.rules import upper_end
from linli.corps import rules
from linli.corps.queries.ground import (
    Rows,
    Term,
    charged_units,
    is_unit,
    read_modes,
    read_posts,
    read_rows,
)
from linli.kernel.time import clock
from linli.people.models import Household
from linli.people.queries import households_at
from linli.places.rules import PlaceKind


@dataclass(frozen=True)
class Coverage:
    """The proof over the subtree of `path`: `nodes` by path (no doors), `gaps` in order of path.

    `titles`: post id -> title; `fold` answers for single doors; `terms`: every charge in office in the subtree, in
    order of path. Counts are of households and shops, see `rules.Node`.
    """

    path: str
    day: date
    nodes: rules.Nodes
    gaps: list[rules.Gap]
    titles: Mapping[str, str]
    fold: rules.Fold = field(repr=False)
    terms: list[Term] = field(repr=False)

    @property
    def ground(self) -> rules.ProofInput:
        return self.fold.ground

    @property
    def total(self) -> rules.Node:
        return self.nodes[self.path]

    def gaps_under(self, path: str) -> list[rules.Gap]:
        """The gaps whose missing link belongs at `path` or below."""
        return [gap for gap in self.gaps if gap.path.startswith(path)]

    def terms_under(self, path: str) -> list[Term]:
        """The charges at `path` or below, in order of path."""
        first, end = (bisect_left(self.terms, (at,)) for at in (path, upper_end(path)))
        return self.terms[first:end]

    def title(self, post: rules.Post | None) -> str:
        return self.titles.get(str(post), "")


def coverage(path: str, day: date | None = None) -> Coverage:
    """Five index scans and one fold; figures in benchmarks/bench_coverage.py."""
    on = day or clock.today()
    return prove(path, on, read_rows(path, on))


def prove(path: str, day: date, rows: Rows) -> Coverage:
    """The proof over rows that were read; kinds of posts and modes are few and are read here."""
    titles, deputies = read_posts()
    fold = rules.Fold(
        rules.ProofInput(
            root=path,
            places=rows.places,
            modes=read_modes({mode for _, _, mode in rows.places if mode}),
            charges=[(at, post) for at, post, _ in [*rows.outer, *rows.terms]],
            deputy_of=deputies,
            leaves=rows.leaves,
            doors=households_at({path} if is_unit(path, rows.places) else charged_units(rows)),
        )
    )
    folded = fold.fold()
    return Coverage(path, day, folded.nodes, folded.gaps, titles, fold, rows.terms)


@dataclass(frozen=True)
class Door:
    """A household's door or a shop that lacks a link. `missing`: titles of the posts; `no_mode`: none is in force."""

    path: str
    households: int
    residents: int
    missing: tuple[str, ...]
    no_mode: bool


def uncovered_doors(found: Coverage, at: str, *, post: str | None = None, limit: int = 200) -> list[Door]:
    """The doors and shops under `at` that lack `post` (any link, when None), in order of path, at most `limit`."""
    units: list[tuple[str, int, int]] = list(
        Household.objects.filter(under([at]), until=None)
        .values("path")
        .annotate(n=Count("pk"), people=Sum("size"))
        .values_list("path", "n", "people")
        .order_by("path")
    )
    units += [
        (node.path, 0, 0) for node in found.nodes.values() if node.kind == PlaceKind.SHOP and node.path.startswith(at)
    ]
    doors = []
    for path, households, residents in sorted(units):
        missing, _ = found.fold.missing(path)
        if missing is not None and not any(post in {None, link.post} for link in missing):
            continue
        titles = tuple(found.title(link.post) for link in missing or ())
        doors.append(Door(path, households, residents, titles, missing is None))
        if len(doors) == limit:
            break
    return doors
