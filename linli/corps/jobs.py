"""Background work: each task takes an id and calls one action."""

from datetime import datetime, timedelta
from uuid import UUID

from django_tasks import task

from linli.corps.actions import cards, diary_expiry, expiry, second, slips
from linli.corps.models import CardRun, SlipRun
from linli.kernel.ids import first_id
from linli.kernel.time import clock
from linli.kernel.work.undone import Undone


@task()
def print_cards(pk: str) -> None:
    cards.print_run(UUID(pk), clock.now())


@task()
def print_slips(pk: str) -> None:
    slips.write(UUID(pk))


def resume_stale(now: datetime) -> None:
    """For the schedule, every two minutes."""
    cards.resume_stale(now)
    slips.resume_stale(now)


def clean_files(now: datetime) -> None:
    """For the schedule, every night."""
    cards.remove_old(now)
    slips.remove_old(now)


def forget_diaries(now: datetime) -> None:
    """For the schedule, every night."""
    diary_expiry.forget(now)


def erase_expired(now: datetime) -> None:
    """For the schedule, every night."""
    expiry.erase_expired(now)


def lapse_awaited(now: datetime) -> None:
    """For the schedule, after midnight."""
    second.lapse(now)


def undone(now: datetime) -> tuple[Undone, ...]:
    """`started_at` of a print says when it was last begun again; its id says when it was ordered."""
    printing = CardRun.objects.filter(state="writing", pk__lt=first_id(now - timedelta(hours=1)))
    slips_left = SlipRun.objects.filter(state="writing", ordered_at__lt=now - timedelta(hours=1))
    return (
        Undone(printing.count(), "公示牌：{} 份一小时了还没印好，原因在日志里"),
        Undone(slips_left.count(), "登录条：{} 批一小时了还没印好，原因在日志里"),
    )
