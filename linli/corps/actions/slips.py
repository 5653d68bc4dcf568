"""Accounts for the leaders of a place, in the background, and the slips that are cut up and handed over.

The passwords stand in one sealed file and nowhere else: it is given out once and is gone after three days. Until the
slips are drawn it holds what was given so far, for the run is done in slices that let other work of the queue pass.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import transaction

from linli.access.actor import Actor, system
from linli.access.models import Account, actor_of
from linli.access.opening_actions import Batch, Opened, Wanted, open_accounts
from linli.access.permissions import Permission as P
from linli.access.persons import Known
from linli.access.queries import check_may
from linli.access.rules import SEGMENT, covers
from linli.corps.models import Member, SlipRun
from linli.corps.printing import write_slips
from linli.corps.queries import accounts
from linli.kernel.errors import Conflict, Invalid, NotAllowed
from linli.kernel.facts import trail
from linli.kernel.files import refused_when_full, write_whole
from linli.kernel.sealing import crypto
from linli.kernel.time import clock
from linli.kernel.work.queue import later
from linli.kernel.writes import once
from linli.kernel.writes.change import change, hold
from linli.kernel.writes.turns import one_at_a_time
from linli.places.actions.tree import hold_here
from linli.places.models import Place

SILENT = timedelta(minutes=10)
KEPT_FOR = timedelta(days=3)
AT_ONCE = 20
PORTIONS = 3  # in one slice: about fifteen seconds
FILE, GIVEN = "corps.sliprun.file", "corps.sliprun.given"
Given = dict[UUID, Opened | None]  # of those whose turn has been; None: left out


def file_of(run: SlipRun) -> Path:
    return Path(settings.LINLI_UPLOADS) / f"slips-{run.pk}.sealed"


@transaction.atomic
def order(*, place: Place, how: str, actor: Actor, key: UUID | None, now: datetime) -> SlipRun:
    """Begin to open accounts for all without one (`accounts.OPEN`), or to give new passwords to all who never used
    theirs (`accounts.RENEW`). Raises Invalid where there is nobody, Conflict while another run there goes on."""
    if done := once.made(SlipRun, key, "corps.slips_ordered", actor=actor):
        return done
    check_may(actor, P.CORPS_ACCOUNTS, place.path)
    one_at_a_time(f"corps.slips {place.path[:SEGMENT]}")
    going = SlipRun.objects.under(place.path[:SEGMENT]).filter(state="writing")
    if any(covers(one.path, place.path) or covers(place.path, one.path) for one in going):
        raise Conflict("corps.slips_going")
    people = [str(pk) for pk in accounts.chosen(how, actor, place).values_list("pk", flat=True)]
    if not people:
        raise Invalid("corps.slips_nobody", name=place.name)
    hold_here(place)
    run = SlipRun.objects.create(
        place=place, path=place.path, how=how, state="writing", people=people, count=len(people), by=actor.account,
        ordered_at=now, alive_at=now,
    )  # fmt: skip
    trail.record(
        "corps.slips_ordered", actor=actor, path=place.path, about=run.pk, key=key, at=now,
        data={"count": len(people), "how": how},
    )  # fmt: skip
    later("corps.print_slips", pk=run.pk)
    return run


def write(pk: UUID) -> None:
    """One slice of the accounts, the next as a job of its own; after the last the slips. Of a slice that stopped, all
    get new passwords, so that every slip of the file is right.

    Before each portion, and before a file is written, the run is claimed anew: whom `resume_stale` took for dead stops
    there, and touches no password that the next one gives.
    """
    run = SlipRun.objects.select_related("place").get(pk=pk)
    if run.state != "writing":
        return
    account = Account.objects.filter(pk=run.by, is_active=True).first()
    if account is None:
        _end(run, "stopped", clock.now())
        return
    actor, given = actor_of(account, clock.today()), _given(run)
    members = list(accounts.named(run.people))
    todo = [member for member in members if member.pk not in given]
    for start in range(0, min(len(todo), PORTIONS * AT_ONCE), AT_ONCE):
        if not _claim(run, progress=90 * len(given) // len(members)):
            return
        part = [_wanted(run, member) for member in todo[start : start + AT_ONCE]]
        given |= dict.fromkeys(one.known.person for one in part)
        given |= open_accounts(part, _batch(run), actor=actor, now=clock.now())
    if len(todo) > PORTIONS * AT_ONCE:
        _go_on(run, given)
    else:
        _finish(run, members, given)


def _finish(run: SlipRun, members: list[Member], given: Given) -> None:
    slips = [(line, opened) for line in accounts.lines(members) if (opened := given.get(line.member.pk))]
    if slips:
        _print(run, slips)
    else:
        _end(run, "nobody", clock.now())


@transaction.atomic
def _go_on(run: SlipRun, given: Given) -> None:
    """Its sign of life covers the wait for its turn in the queue."""
    if _claim(run, progress=run.progress):
        _keep(run, json.dumps({pk.hex: one and [one.username, one.password] for pk, one in given.items()}).encode())
        later("corps.print_slips", pk=run.pk)


def _keep(run: SlipRun, content: bytes, column: str = GIVEN) -> None:
    with refused_when_full("kernel.disk_full"):
        write_whole(file_of(run), crypto.seal_bytes(content, row=run.pk, column=column))


def _given(run: SlipRun) -> Given:
    """Nothing where the file does not open: then everybody gets a new password."""
    try:
        kept = json.loads(crypto.unseal_bytes(file_of(run).read_bytes(), row=run.pk, column=GIVEN))
    except (FileNotFoundError, InvalidTag, crypto.KeyMissing):
        return {}
    return {UUID(pk): Opened(*one) if one else None for pk, one in kept.items()}


def _batch(run: SlipRun) -> Batch:
    return Batch(run=run.pk, ordered_at=run.ordered_at, renews=run.how == accounts.RENEW)


def _claim(run: SlipRun, *, progress: int) -> bool:
    """A sign of life, if nobody else has given one since: `run.alive_at` is ours from then on."""
    mine = SlipRun.objects.filter(pk=run.pk, state="writing", alive_at=run.alive_at)
    now = clock.now()
    claimed = mine.update(progress=progress, alive_at=now) == 1
    run.progress, run.alive_at = progress, now
    return claimed


def _print(run: SlipRun, slips: list[tuple[accounts.Line, Opened]]) -> None:
    book = BytesIO()
    write_slips(book, slips)
    with transaction.atomic():
        if not _claim(run, progress=95):
            return
        _keep(run, book.getvalue(), FILE)
        SlipRun.objects.filter(pk=run.pk).update(
            state="ready", progress=100, count=len(slips), people=[], ended_at=clock.now()
        )


@transaction.atomic
def _end(run: SlipRun, state: str, now: datetime) -> None:
    """A run without a file: another may be ordered there."""
    mine = SlipRun.objects.filter(pk=run.pk, state="writing", alive_at=run.alive_at)
    if mine.update(state=state, count=0, people=[], ended_at=now):
        transaction.on_commit(lambda: file_of(run).unlink(missing_ok=True))
        trail.record("corps.slips_not_printed", actor=system(), path=run.path, about=run.pk, at=now)


def _wanted(run: SlipRun, member: Member) -> Wanted:
    """Kept where the member is known, or at the run's place where that lies outside."""
    path = member.path if covers(run.path, member.path) else run.path
    return Wanted(Known(member.pk, member.name, path), member.initials)


@transaction.atomic
def take(*, run: SlipRun, actor: Actor, key: UUID | None, now: datetime) -> bytes:
    """The PDF, once, to who ordered it: it is they of whom nobody's account is confirmed by themselves.

    Raises NotAllowed for anybody else, Conflict while it is printed, when it has been taken, and when it is gone.
    """
    if run.by != actor.account:
        raise NotAllowed("corps.slips_of_another")
    if once.done(key, "corps.slips_taken", actor=actor, about=run.pk):
        raise Conflict("corps.slips_gone")
    if run.state == "writing":
        raise Conflict("corps.slips_going")
    content = _content(run, now)
    change(run, code="corps.slips_gone", where={"state": "ready"}, state="taken", ended_at=now)
    counted = {"count": run.count}
    trail.record("corps.slips_taken", actor=actor, path=run.path, about=run.pk, key=key, at=now, data=counted)
    transaction.on_commit(lambda: file_of(run).unlink(missing_ok=True))
    return content


def _content(run: SlipRun, now: datetime) -> bytes:
    if run.state != "ready" or run.ordered_at <= now - KEPT_FOR:
        raise Conflict("corps.slips_gone")
    try:
        return crypto.unseal_bytes(file_of(run).read_bytes(), row=run.pk, column=FILE)
    except (FileNotFoundError, InvalidTag, crypto.KeyMissing):
        raise Conflict("corps.slips_gone") from None


def resume_stale(now: datetime) -> None:
    """Begin again what a stopped server left unfinished."""
    for run in SlipRun.objects.filter(state="writing", alive_at__lt=now - SILENT):
        if SlipRun.objects.filter(pk=run.pk, alive_at=run.alive_at).update(alive_at=now):
            later("corps.print_slips", pk=run.pk)


def remove_old(now: datetime) -> None:
    """Slips that nobody fetched: their passwords can be made anew at any time."""
    for run in SlipRun.objects.filter(ordered_at__lt=now - KEPT_FOR):
        file_of(run).unlink(missing_ok=True)
        with transaction.atomic():
            if run.state == "ready":
                counted = {"count": run.count}
                trail.record("corps.slips_lapsed", actor=system(), path=run.path, about=run.pk, at=now, data=counted)
            run.delete()


def left() -> int:
    """How many files an older key sealed."""
    return sum(1 for _run in _stale())


def reseal() -> int:
    """Seal the files that were not given out yet with the current key; returns how many. One that does not open stays,
    and is still counted, until its three days are over."""
    return sum(_reseal(run) for run in list(_stale()))


def _stale() -> Iterator[SlipRun]:
    current = crypto.keyring().current
    for run in SlipRun.objects.filter(state__in=("writing", "ready")).order_by("pk"):
        with suppress(FileNotFoundError):
            if crypto.key_of(file_of(run).read_bytes()) != current:
                yield run


@transaction.atomic
def _reseal(run: SlipRun) -> int:
    """The row is held: meanwhile nobody takes the file, and no slice writes it."""
    hold(SlipRun.objects.filter(pk=run.pk))
    run.refresh_from_db()
    column = {"writing": GIVEN, "ready": FILE}.get(run.state, "")
    if not column:
        return 0
    try:
        content = crypto.unseal_bytes(file_of(run).read_bytes(), row=run.pk, column=column)
    except (FileNotFoundError, InvalidTag, crypto.KeyMissing):
        return 0
    _keep(run, content, column)
    return 1
