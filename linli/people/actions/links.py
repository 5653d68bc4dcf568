"""A resident's own changes: a one-time link to their record, what they correct by it, what the registrar decides.

The link's token is shown once and only its digest is stored. Opening the address does not use it up (a messenger's
preview would); pressing the button does, and opens the record in that browser for half an hour. Contact, needs and how
to reach them change at once, with a fact; a new name or identity number becomes a proposal.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from linli.access.actor import Actor, system
from linli.access.models import Account
from linli.kernel.errors import Conflict, NotFound
from linli.kernel.facts import trail
from linli.kernel.ids import new_id
from linli.kernel.sealing import crypto
from linli.kernel.sealing.tokens import digest_of, new_token
from linli.kernel.text import reason_of
from linli.kernel.writes import once
from linli.kernel.writes.change import change, change_all
from linli.people import rules
from linli.people.actions.records import changed_fields, refuse_taken_identity, write_needs
from linli.people.models import IDENTITY_COLUMN, PROPOSED_IDENTITY_COLUMN, Proposal, Resident, SelfLink
from linli.people.names import initials
from linli.people.particulars import Particulars, checked, columns, identity_columns
from linli.people.queries.links import OPEN_MINUTES, usable
from linli.people.queries.records import note_of, proposed_identity_of

LINK_DAYS = 7


@transaction.atomic
def make_link(*, resident: Resident, actor: Actor, key: UUID | None, now: datetime) -> str:
    """The token of a new link, valid for LINK_DAYS; older unused links of the same person are ended.

    Raises Conflict for a key used before, because the token cannot be shown a second time.
    """
    if once.done(key, "people.link_made", actor=actor, about=resident.pk):
        raise Conflict("people.link_shown_once")
    SelfLink.objects.filter(resident=resident, used_at=None, expires_at__gt=now).update(expires_at=now)
    token = new_token()
    SelfLink.objects.create(
        resident=resident,
        digest=digest_of(token),
        made_by=actor.account,
        made_at=now,
        expires_at=now + timedelta(days=LINK_DAYS),
    )
    trail.record("people.link_made", actor=actor, path=resident.path, about=resident.pk, key=key, at=now)
    return token


@transaction.atomic
def open_link(*, token: str, now: datetime) -> SelfLink:
    """Use the link. Raises the same NotFound when it is unknown, has expired or was used."""
    link = usable(token, now)
    if not SelfLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now):
        raise NotFound("people.link_gone")
    resident = link.resident
    trail.record(
        "people.link_opened", actor=system("本人"), path=resident.path, about=resident.pk, at=now,
        data={"link_by": _maker(link)},
    )  # fmt: skip
    return link


def _maker(link: SelfLink) -> str:
    """Who made the link: what was done with it may have been done by them."""
    return Account.objects.filter(pk=link.made_by).values_list("name", flat=True).first() or ""


@transaction.atomic
def correct_self(*, link: SelfLink, revision: int, person: Particulars, key: UUID | None, now: datetime) -> bool:
    """Save what the resident typed. Returns whether part of it waits for the registrar.

    Raises Conflict when the record changed meanwhile, NotFound when the half hour is over.
    """
    me = system("本人")
    if once.done(key, "people.self_corrected", actor=me, about=link.resident_id):
        return False
    if link.used_at is None or now - link.used_at > timedelta(minutes=OPEN_MINUTES):
        raise NotFound("people.link_gone")
    resident = link.resident
    typed = checked(person, today=timezone.localtime(now).date())
    kept = Particulars(
        name=resident.name, sex=resident.sex, born_on=resident.born_on, relation=resident.relation,
        residence=resident.residence, identity=None, reach=typed.reach, phone=typed.phone, note=note_of(resident),
        needs=typed.needs,
    )  # fmt: skip
    new = columns(resident.pk, kept)
    changed = changed_fields(resident, kept, new)
    change(resident, revision, code="people.changed_meanwhile", where={"until": None}, **new)
    write_needs(resident.pk, resident.path, kept.needs)
    trail.record(
        "people.self_corrected", actor=me, path=resident.path, about=resident.pk, key=key, at=now,
        data={"fields": changed, "link_by": _maker(link)},
    )  # fmt: skip
    return _propose(resident, typed, me, now)


def _propose(resident: Resident, typed: Particulars, me: Actor, now: datetime) -> bool:
    """Make a proposal when name or number differ; it replaces one that still waits."""
    asked: dict[str, object] = {} if typed.name == resident.name else {"name": typed.name}
    row = new_id()
    if typed.identity and _differs(resident, typed.identity):
        asked |= {
            "identity_kind": typed.identity_kind,
            "identity_sealed": crypto.seal(typed.identity, row=row, column=PROPOSED_IDENTITY_COLUMN),
        }
    if not asked:
        return False
    Proposal.objects.filter(resident=resident, state="open").update(state="withdrawn", decided_at=now)
    Proposal.objects.create(id=row, path=resident.path, resident=resident, made_at=now, **asked)
    fields = [name for name in ("name", "identity_kind") if name in asked]
    trail.record("people.proposed", actor=me, path=resident.path, about=resident.pk, at=now, data={"fields": fields})
    return True


def _differs(resident: Resident, number: str) -> bool:
    held = bytes(resident.identity_blind) if resident.identity_blind else None
    return held != crypto.blind(number, column=IDENTITY_COLUMN)


@transaction.atomic
def decide_proposal(
    *, proposal: Proposal, accept: bool, reason: str, actor: Actor, key: UUID | None, now: datetime
) -> None:
    """Accept or decline. Raises Conflict when it was decided meanwhile, Invalid when it is declined without a
    reason."""
    kind = "people.proposal_accepted" if accept else "people.proposal_declined"
    if once.done(key, kind, actor=actor, about=proposal.resident_id):
        return
    why = reason_of(reason, least=0 if accept else 2, most=120)
    decided = {"state": "accepted" if accept else "declined", "decided_at": now, "reason": why}
    rows = Proposal.objects.filter(pk=proposal.pk, state="open")
    if not rows.update(**decided, decided_by=actor.account, decided_by_name=actor.name):
        raise Conflict("people.changed_meanwhile")
    changed = _accepted(proposal) if accept else {}
    if changed:
        with refuse_taken_identity():
            living = Resident.objects.filter(Q(pk=proposal.resident_id) & Q(until=None))
            if not change_all(living, **changed):
                raise Conflict("people.already_left")
    fields = [name for name in ("name", "identity_kind") if getattr(proposal, name)]
    trail.record(
        kind, actor=actor, path=proposal.path, about=proposal.resident_id, key=key, at=now,
        data={"fields": fields, "reason": why},
    )  # fmt: skip


def _accepted(proposal: Proposal) -> dict[str, object]:
    changed: dict[str, object] = {}
    if proposal.name:
        changed |= {"name": proposal.name, "initials": initials(proposal.name)[:30]}
    if typed := proposed_identity_of(proposal):
        # checked again, because the rules may have become stricter since
        number = rules.check_document(proposal.identity_kind, typed)
        changed |= identity_columns(proposal.resident_id, proposal.identity_kind, number)
        if proposal.identity_kind in {"id_card", "permit"}:
            changed |= {"born_on": rules.birth_of(number), "sex": rules.sex_of(number)}
    return changed
