"""Leaders as a list that is uploaded: each row judged, and what was accepted written all or nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.access.permissions import Permission as P
from linli.corps.leaders import parse_rows
from linli.corps.leaders_writing import write_judged
from linli.corps.queries.leaders import Judge, Judged
from linli.intake.lists import CHANGED, NEW, Job
from linli.intake.plain import Plain, Record, Verdict
from linli.kernel.errors import NotAllowed
from linli.people.rules import mask_phone
from linli.places.actions.growing import ensure_places
from linli.places.chains import resolve
from linli.places.models import Place

# Which cell can be corrected for a refusal.
_FIXABLE = {
    "people.name_empty": "name", "people.name_wrong": "name", "corps.row_no_post": "post",
    "corps.row_post_unknown": "post", "corps.row_unit_unknown": "unit", "corps.row_term": "ends",
    "corps.row_elsewhere": "community", "corps.row_no_place": "community",
}  # fmt: skip


def match(job: Job, records: Sequence[Record]) -> list[Verdict]:
    judge = Judge(job.place, job.actor, timezone.localdate(job.now), make_places=_makes_places(job))
    judged = judge.judge(list(parse_rows(records)))
    names = _names_of([item for item in judged if "places" in item.changes])
    return [_verdict(job, item, names) for item in judged]


def _makes_places(job: Job) -> bool:
    return job.options.get("make_places", False)


def _verdict(job: Job, item: Judged, names: Mapping[UUID, str]) -> Verdict:
    row = item.row
    title = item.post.title if item.post else row.title
    where = item.where or ("" if item.state == "rejected" else job.place.name)
    return Verdict(
        row.sheet, row.number, item.state, row.name, f"{title} {where}".strip(), item.code, item.told,
        correctable=_FIXABLE.get(item.code, ""),
        changes=[_change(name, item, names) for name in item.changes],
        left_out=[("phone", row.warning)] if row.warning else [],
        own=item,
    )  # fmt: skip


def _names_of(judged: Sequence[Judged]) -> dict[UUID, str]:
    """The names of the places that running terms have and that the file changes."""
    wanted = {place for item in judged if item.term for place in item.term.places}
    return dict(Place.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def _change(name: str, item: Judged, names: Mapping[UUID, str]) -> tuple[str, str, str]:
    row, term = item.row, item.term
    if name == "phone":
        return name, "", mask_phone(row.phone)
    if name == "unit":
        return name, "", row.unit
    if name == "places":
        return name, "、".join(sorted(names.get(pk, "") for pk in term.places)) if term else "", item.where
    old, new = (term.starts if term else None, row.starts) if name == "starts" else (term and term.ends, row.ends)
    return name, str(old or _("长期")), str(new or "")


def save(job: Job, accepted: Sequence[Verdict]) -> None:
    judged = [item.own for item in accepted]
    if _makes_places(job):
        _make_places(job, judged)
    write_judged(judged, actor=job.actor, today=timezone.localdate(job.now), now=job.now)


def _make_places(job: Job, judged: Sequence[Judged]) -> None:
    wanted = [item for item in judged if len(item.places) < len(item.row.chains)]
    chains = {chain for item in wanted for chain in item.row.chains if chain}
    if not chains:
        return
    if job.actor.account is not None and not job.actor.may(P.PLACES_EDIT, job.place.path):
        raise NotAllowed("access.not_allowed", permission=str(P.PLACES_EDIT))
    found = ensure_places(root=job.place, chains=chains, actor=job.actor, now=job.now)
    for item in wanted:
        item.places = tuple(found[chain] for chain in item.row.chains if chain)


def places(job: Job, found: Sequence[Verdict]) -> Counter[str]:
    """Kind -> how many places would be made."""
    if not _makes_places(job):
        return Counter()
    chains = {chain for item in found if item.verdict in {NEW, CHANGED} for chain in item.own.row.chains}
    steps = {chain[:length] for chain in chains for length in range(1, len(chain) + 1)}
    return Counter(str(step[-1][0]) for step in steps - resolve(job.place, steps).keys())


PLAIN = Plain(match, save, places)
