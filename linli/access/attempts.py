"""How often a password may be tried: whoever loops over names or passwords shuts nobody else out.

A name is locked tightly for one network, and loosely for all of them together; a network that tries many names is
slowed down. A device on which that name has signed in before is counted by itself, so that somebody at their own desk
gets in while another computer guesses at their name, even behind the same address; guessing from such a device is
locked like any other. Raising an account's epoch (a reset of its password) begins all counts of its name anew.

The rates are `settings.ACCOUNT_RATE_LIMITS`; they are counted in the database cache, the same for every worker process.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from linli.access.models import Account
from linli.access.rules import network_of
from linli.kernel.ids import new_id
from linli.kernel.sealing.tokens import signed, signed_values
from linli.kernel.work.reserve import is_used_up
from linli.kernel.writes.refused import NoRoom

COOKIE = f"{settings.LINLI_COOKIES}linli_device"
KNOWN_FOR = timedelta(days=180)
MOST_KNOWN = 8  # accounts that have signed in on one device, the latest first
_PURPOSE = "access.device"
_APP = "allauth.account"


@dataclass
class Attempt:
    """One try at a password. `refused` is "" or the code of the refusal; `forget` takes a right password out again."""

    refused: str = ""
    counted: list[ratelimit.RateLimitUsage] = field(default_factory=list)

    def forget(self) -> None:
        for usage in self.counted:
            usage.rollback()


def begin(request: HttpRequest, name: str, address: str) -> Attempt:
    """Count it. One query, whether an account of that name exists or not.

    Raises NoRoom when the disk is full: what cannot be counted would be refused as one try too many.
    """
    if is_used_up(Path(settings.LINLI_DATA)):
        raise NoRoom("kernel.disk_full")
    account = Account.objects.filter(username__iexact=name).values_list("pk", "epoch").first()
    pk, epoch = account or (None, 0)
    device, known = _device(request)
    attempt, who = Attempt(), f"{name.strip().lower()} {epoch}"
    if pk is not None and pk.hex in known:
        _count(attempt, request, "login_failed", f"{who} {device}", "too_many_login_attempts")
        return attempt
    _count(attempt, request, "login_failed", f"{who} {network_of(address)}", "too_many_login_attempts")
    _count(attempt, request, "login_failed_anywhere", who, "too_many_login_attempts")
    _count(attempt, request, "login_failed_network", None, "rate_limited")
    return attempt


def _count(attempt: Attempt, request: HttpRequest, action: str, key: str | None, refusal: str) -> None:
    if attempt.refused:
        return
    usage = ratelimit.consume(request, app=_APP, action=action, key=key)
    if usage is None:
        attempt.refused = refusal
    else:
        attempt.counted.append(usage)


def remember_device(request: HttpRequest, answer: HttpResponse, account: UUID) -> None:
    """After a whole sign-in, second factor and all."""
    device, known = _device(request)
    known = [account.hex, *(pk for pk in known if pk != account.hex)][:MOST_KNOWN]
    answer.set_cookie(
        COOKIE, signed(_PURPOSE, [device or new_id().hex, *known]), max_age=KNOWN_FOR, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def _device(request: HttpRequest) -> tuple[str, list[str]]:
    """The device's own number and the accounts that have signed in on it; ("", []) for one that is not known."""
    found = signed_values(_PURPOSE, request.COOKIES.get(COOKIE, ""), good_for=KNOWN_FOR)
    return (str(found[0]), [str(pk) for pk in found[1:]]) if found else ("", [])
