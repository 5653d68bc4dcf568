"""The cards of a whole community as one PDF, in the background."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from linli.access.actor import Actor
from linli.corps.models import CardRun
from linli.corps.printing import PAPERS, write_cards
from linli.corps.queries.cards import cards_of, printed_under
from linli.kernel.errors import Invalid
from linli.kernel.facts import trail
from linli.kernel.files import written_whole
from linli.kernel.work.queue import later
from linli.kernel.writes import once
from linli.places.actions.tree import hold_here
from linli.places.models import Place

SILENT = timedelta(minutes=10)
KEPT_FOR = timedelta(days=30)


def file_of(run: CardRun) -> Path:
    """The path of the PDF. It is not sealed, because it contains only what is posted on walls."""
    return Path(settings.LINLI_UPLOADS) / f"cards-{run.pk}.pdf"


@transaction.atomic
def start_run(
    *, place: Place, paper: str, chosen: Iterable[UUID] = (), actor: Actor, key: UUID | None, now: datetime
) -> CardRun:
    """`chosen`: the places of which a card is printed; all where none is named. Raises Invalid where the place has
    neither grids nor buildings."""
    if done := once.made(CardRun, key, "corps.cards_printed", actor=actor):
        return done
    ids = sorted(str(pk) for pk in chosen)
    count = _printed(place, ids).count()
    if not count:
        raise Invalid("corps.cards_nothing", name=place.name)
    hold_here(place)
    run = CardRun(place=place, path=place.path, paper=paper if paper in PAPERS else "A4", state="writing", count=count)
    run.chosen = ids
    run.by, run.started_at = actor.account, now
    run.save(force_insert=True)
    trail.record(
        "corps.cards_printed", actor=actor, path=place.path, about=run.pk, key=key, at=now, data={"count": count}
    )
    later("corps.print_cards", pk=run.pk)
    return run


def _printed(place: Place, chosen: Collection[str]) -> QuerySet[Place]:
    every = printed_under(place)
    return every.filter(pk__in=chosen) if chosen else every


def print_run(pk: UUID, now: datetime) -> None:
    """Render every card; the file is renamed to its name when complete. May run twice without harm."""
    run = CardRun.objects.select_related("place").get(pk=pk)
    if run.state != "writing":
        return

    def tell(percent: int) -> None:
        CardRun.objects.filter(pk=pk).update(progress=percent)

    with written_whole(file_of(run)) as file:
        cards = cards_of(list(_printed(run.place, run.chosen)), timezone.localdate(now))
        write_cards(file, cards, paper=run.paper, tell=tell)
    CardRun.objects.filter(pk=pk, state="writing").update(state="done", progress=100, ended_at=now)


def resume_stale(now: datetime) -> None:
    """Print again what a stopped server left unfinished; printing twice does no harm."""
    for run in CardRun.objects.filter(state="writing", started_at__lt=now - SILENT):
        if CardRun.objects.filter(pk=run.pk, started_at=run.started_at).update(started_at=now):
            later("corps.print_cards", pk=run.pk)


def remove_old(now: datetime) -> None:
    """Delete old files: a card shows who is in office, and after a month the names may be wrong."""
    for run in CardRun.objects.filter(started_at__lt=now - KEPT_FOR):
        file_of(run).unlink(missing_ok=True)
        run.delete()
