"""Opening a call: by a resident, for somebody else, from a notice card, by another system."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from linli.access.actor import Actor
from linli.access.permissions import BUNDLES
from linli.access.permissions import Permission as P
from linli.access.rules import SEGMENT, covers
from linli.calls.actions import clocks, strangers
from linli.calls.actions.moving import By, add_event, move, put
from linli.calls.actions.photos import take_in
from linli.calls.models import (
    ADDRESS_COLUMN,
    DETAIL_COLUMN,
    NAME_COLUMN,
    PHONE_COLUMN,
    Call,
    CallKind,
    Item,
    NumberDay,
    OfferedAt,
    Slot,
)
from linli.calls.money import check_amount
from linli.calls.queries.circles import circle_at, ground_of
from linli.calls.queries.photos import digests_of
from linli.calls.queries.receiving import first_receiver
from linli.calls.queries.roles import holds_token
from linli.calls.rules import Deed, Role
from linli.corps.models import PartnerUnit
from linli.kernel.errors import Conflict, Invalid, NotAllowed
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.sealing import crypto, tokens
from linli.kernel.text import clean_text
from linli.kernel.writes import once, sent_actions
from linli.people.queries.search import one_with_phone
from linli.people.rules import check_phone
from linli.places.actions.tree import hold_here
from linli.places.models import Place

# Calls a day by people without an account, from one number and at one place; more are taken, and verified by somebody.
# Matters of life, and what a worker opens at the desk or on the doorstep, are never doubted.
MOST_BY_PHONE = 10
MOST_AT_PLACE = 30
MOST_ITEMS = 40
MOST_DETAIL = 7_000  # what another system may tell: a description of 4,000, an e-mail address, a picture's address
TOKEN_BYTES = 16  # bytes of the token made from a key: 128 bits
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Opened:
    """`follow_token` opens the caller's own page, `code` is what they hand over for an order: shown once, kept by the
    caller.

    The same key gives the same ones again. `code` is "" when the kind asks for none.
    """

    call: Call
    follow_token: str
    code: str


@transaction.atomic
def open_call(  # noqa: PLR0913 (what a caller tells, each part named)
    *,
    place: Place,
    kind: CallKind,
    title: str,
    detail: str = "",
    caller_name: str = "",
    caller_phone: str = "",
    address: str = "",
    caller: UUID | None = None,
    channel: str,
    on_behalf: bool = False,
    text_only: bool = False,
    items: Sequence[tuple[str, str]] = (),
    estimate: Decimal | None = None,
    units: Sequence[PartnerUnit] = (),
    photos: Sequence[str] = (),
    actor: Actor | None,
    key: UUID | None,
    now: datetime,
    network: str = "",
) -> Opened:
    """`items` are (name, quantity); `units` the partner units that a whistle names; `photos` references of pictures put
    aside (`actions.photos.put_aside`); `actor` None for a resident without an account; `network`: their address.

    Raises Invalid at the field that is wrong, NotAllowed for a kind that this actor may not open, Conflict for a kind
    or place that is closed, and for too many from one network; Invalid("calls.sent_before") for a key that opened
    another call. Where too many came in a day the call is `doubtful`: taken, and offered to nobody yet.
    """
    words = [title, detail, caller_name, caller_phone, address, text_only, estimate]
    said = _said(place, kind, words, items, units, photos)
    sent, key = key, key or new_id()  # the caller's link is made from it, and again for each letter
    by = By(actor, key, now)
    if about := once.done(key, "calls.opened", actor=actor):
        return _again(Call.objects.select_related("kind", "place").get(pk=about), key, said)
    if network and kind.classification != "life":
        strangers.count("opened", network, strangers.CALLS, Conflict("calls.ask_by_phone"))
    check_may_open(actor, kind, place.path, channel=channel)
    phone = _phone(caller_phone, required=actor is None and not text_only)
    call = Call(
        id=new_id(), path=place.path, root=place.path[:SEGMENT], place=place, kind=kind, channel=channel, caller=caller,
        title=clean_text(title, field="title", most=80, missing="calls.title_empty"),
        classification=kind.classification, text_only=text_only, on_behalf=on_behalf, opened_by=by.person,
        opened_at=now, state_at=now, estimate=check_amount(estimate, field="estimate"),
    )  # fmt: skip
    if on_behalf and caller is None and phone:
        call.caller = one_with_phone(call.root, phone, at=call.path)
    _seal(call, detail, caller_name, phone, address)
    lines = _lines(items)
    _check_units(kind, units, call.path)
    hold_here(place)
    call.doubtful = _is_doubtful(call, actor)
    call.day = timezone.localdate(now)
    call.number = _number(call.root, call.day)
    opened = _write(call, kind, key, by)
    _write_parts(call, lines, units, photos, by)
    _hand_on(call, kind, by)
    sent_actions.remember(sent, said, at=now)
    call.refresh_from_db()
    return opened


def check_may_open(actor: Actor | None, kind: CallKind, path: str, *, channel: str) -> None:
    """Raises NotAllowed, or Conflict for a kind that is not in use here."""
    if kind.retired or not covers(kind.path, path):
        raise Conflict("calls.kind_closed", field="kind", name=kind.said)
    if kind.family == "whistle":
        if actor is None or actor.person is None or not actor.may(P.CALLS_WHISTLE, path):
            raise NotAllowed("calls.may_not_whistle")
        return
    if _openers(actor, path, channel).isdisjoint(kind.may_open):
        raise NotAllowed("calls.may_not_open", name=kind.said)


def _openers(actor: Actor | None, path: str, channel: str) -> frozenset[str]:
    """Which sort of opener the actor is, by their posts with calls.open there. Everybody is a resident too."""
    if channel == "api":
        return frozenset({"api"}) if actor and actor.may(P.CALLS_OPEN, path) else frozenset()
    found = {"resident"}
    for held in actor.held if actor else ():
        if P.CALLS_OPEN in BUNDLES.get(held.bundle, ()) and covers(held.path, path):
            found.add({"leader": "leader", "guard": "guard"}.get(held.bundle, "staff"))
    return frozenset(found)


def _phone(text: str, *, required: bool) -> str:
    try:
        phone = check_phone(text)
    except Invalid as wrong:
        raise Invalid(wrong.code, field="caller_phone", **wrong.data) from None
    if required and not phone:
        raise Invalid("calls.phone_missing", field="caller_phone")
    return phone


def _seal(call: Call, detail: str, name: str, phone: str, address: str) -> None:
    clean, told = clean_text, clean_text(detail, field="detail", most=MOST_DETAIL, lines=True)
    call.detail_sealed = crypto.seal(told, row=call.pk, column=DETAIL_COLUMN)
    call.caller_name_sealed = crypto.seal(clean(name, field="caller_name", most=60), row=call.pk, column=NAME_COLUMN)
    call.caller_phone_sealed = crypto.seal(phone, row=call.pk, column=PHONE_COLUMN)
    call.caller_phone_blind = crypto.blind(phone, column=PHONE_COLUMN) if phone else None
    call.address_sealed = crypto.seal(clean(address, field="address", most=120), row=call.pk, column=ADDRESS_COLUMN)


def _lines(items: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    if len(items) > MOST_ITEMS:
        raise Invalid("calls.too_many_items", field="items", most=MOST_ITEMS)
    lines = [(clean_text(n, field="items", most=60), clean_text(q, field="items", most=30)) for n, q in items]
    if any(quantity and not name for name, quantity in lines):
        raise Invalid("calls.item_unnamed", field="items")
    return [line for line in lines if line[0]]


def _check_units(kind: CallKind, units: Sequence[PartnerUnit], path: str) -> None:
    if kind.family == "whistle" and not units:
        raise Invalid("calls.units_missing", field="units")
    if kind.family != "whistle" and units:
        raise Invalid("calls.units_only_whistles", field="units")
    for unit in units:
        if unit.left_on is not None or unit.path[:SEGMENT] != path[:SEGMENT]:
            raise Invalid("calls.unit_gone", field="units", name=unit.name)


def _is_doubtful(call: Call, actor: Actor | None) -> bool:
    worker = bool(actor and actor.may(P.CALLS_OPEN, call.path))
    return not worker and call.kind.classification != "life" and _comes_too_often(call)


def _comes_too_often(call: Call) -> bool:
    recent = Call.objects.filter(opened_at__gt=call.opened_at - _DAY)
    phone = call.caller_phone_blind
    if phone and recent.filter(caller_phone_blind=phone)[:MOST_BY_PHONE].count() >= MOST_BY_PHONE:
        return True
    here = recent.filter(path=call.path, opened_by=None)
    return call.opened_by is None and here[:MOST_AT_PLACE].count() >= MOST_AT_PLACE


def _number(root: str, day: date) -> str:
    """The street's next number of the day. Its row is locked until the transaction ends."""
    row, _new = NumberDay.objects.get_or_create(root=root, day=day)
    NumberDay.objects.filter(pk=row.pk).update(last=F("last") + 1)
    return f"{day:%m%d}-{NumberDay.objects.values_list('last', flat=True).get(pk=row.pk):04d}"


def _write(call: Call, kind: CallKind, key: UUID, by: By) -> Opened:
    token = _token(key)
    code = hand_over_code(token) if "code" in kind.steps else ""
    call.follow_digest = tokens.digest_of(token)
    call.code_digest = code_digest(call.pk, code) if code else None
    call.receiver = by.person if kind.family == "whistle" else first_receiver(kind, call.path, call.day)
    call.circle = "leader"
    call.save(force_insert=True)
    add_event(call, "open", by, before="", after="opened", to=call.receiver)
    trail.record(
        "calls.opened", actor=by.actor, path=call.path, about=call.pk, key=key, at=by.now,
        data={"number": call.number, "kind": kind.code, "channel": call.channel},
    )  # fmt: skip
    if not (call.doubtful and _others_wait(call)):
        put("calls.open", call, by, to=call.receiver)
    return Opened(call, token, code)


def _write_parts(
    call: Call, lines: list[tuple[str, str]], units: Sequence[PartnerUnit], photos: Sequence[str], by: By
) -> None:
    Item.objects.bulk_create(
        Item(call=call, name=name, quantity=quantity, order=n) for n, (name, quantity) in enumerate(lines, 1)
    )
    take_in(call, photos, by)
    slots = Slot.objects.bulk_create(Slot(call=call, unit=unit) for unit in units)
    clocks.start(call, by.now, slots)


def _others_wait(call: Call) -> bool:
    """Of a flood of doubtful calls the first is told, and the next when those before it have been looked through."""
    waiting = Call.objects.filter(root=call.root, receiver=call.receiver, doubtful=True, state="opened", ended_at=None)
    return waiting.exclude(pk=call.pk).exists()


def _hand_on(call: Call, kind: CallKind, by: By) -> None:
    """A whistle is held by whoever blew it; a call with a circle is offered at once, unless it is doubtful; others
    wait."""
    if kind.family == "whistle":
        after = By(by.actor, None, by.now)
        move(call, Deed.CLAIM, after, to=by.person, holder=by.person, claimed_at=by.now)
    elif kind.circle and not call.doubtful:
        offer(call, By(None, None, by.now, role=Role.SYSTEM))


def offer(call: Call, by: By, *, reason: str = "") -> bool:
    """Show the call to the circle that its age has reached."""
    circle, widens = circle_at(call.kind, call, by.now)
    if not move(call, Deed.OFFER, by, reason=reason, circle=circle, widens_at=widens):
        return False
    lay_ground(call, circle)
    return True


def lay_ground(call: Call, circle: str) -> None:
    OfferedAt.objects.filter(call=call).delete()
    OfferedAt.objects.bulk_create(OfferedAt(call=call, path=path) for path in ground_of(circle, call.path))


def _said(
    place: Place, kind: CallKind, words: list[Any], items: Sequence[tuple[str, str]], units: Sequence[PartnerUnit],
    photos: Sequence[str],
) -> dict[str, Any]:  # fmt: skip
    """Everything that was told, to be compared when the key comes again."""
    told = [place.pk, kind.code, *words, *map(list, items), *sorted(str(unit.pk) for unit in units)]
    return {"told": told + digests_of(photos)}


def _again(call: Call, key: UUID, said: dict[str, Any]) -> Opened:
    """The answer of the first request, computed again from the same key: it is not stored."""
    sent_actions.check_same(key, said, code="calls.sent_before", number=call.number)
    token = _token(key)
    return Opened(call, token, hand_over_code(token) if call.code_digest else "")


def _token(key: UUID) -> str:
    """Made from the form's key and the deployment's secret, so that the same form sent twice gets the same answer."""
    return tokens.as_text(tokens.keyed("linli.calls.follow", str(key))[:TOKEN_BYTES])


def follow_token_with(sent: UUID) -> str:
    """The token of the call that was opened with this key; "" when it opened none."""
    return _token(sent) if Fact.objects.filter(key=sent, kind="calls.opened").exists() else ""


def follow_token_of(pk: UUID) -> str:
    """The caller's token computed again from the key of opening; "" when it is no longer valid.

    Only for somebody who has shown that they are the caller.
    """
    call = Call.objects.filter(pk=pk).first()
    key = Fact.objects.filter(about=pk, kind="calls.opened").values_list("key", flat=True).first()
    token = _token(key) if key else ""
    return token if call and holds_token(call, token) else ""


def hand_over_code(token: str) -> str:
    """Six digits that can be shown again to the holder of the token."""
    return tokens.digits_from("linli.calls.code", token)


def code_digest(call: UUID, code: str) -> bytes:
    """Keyed with the deployment's secret: a plain digest of six digits could be searched in a second."""
    return tokens.keyed("linli.calls.code_digest", f"{call}:{code}")
