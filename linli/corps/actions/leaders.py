"""Leaders as a list that is uploaded: each row judged, and what was accepted written all or nothing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from linli.access.permissions import Permission as P
from linli.access.rules import common_path
from linli.corps.awaited_writing import Wanted, ask_many, fact_of, needs_second
from linli.corps.leaders import PLACE_FIELDS, parse_rows
from linli.corps.leaders_writing import gives, write_judged
from linli.corps.models import Member
from linli.corps.queries.judged import PHONE, Judged
from linli.corps.queries.leaders import Judge
from linli.corps.queries.second import At, is_set_up
from linli.corps.remedies import WAITS
from linli.intake.lists import CHANGED, NEW, REJECTED, SAME, Choice, Job, Question
from linli.intake.plain import Plain, Record, Verdict
from linli.kernel.errors import NotAllowed
from linli.kernel.facts import trail
from linli.kernel.sealing import crypto
from linli.people.rules import mask_phone
from linli.places.actions.growing import ensure_places
from linli.places.chains import Chain, resolve
from linli.places.models import Place
from linli.places.rules import PlaceKind

# Which cell can be corrected for a refusal or a question; PLACE: the innermost cell that says the place.
_PLACE = "place"
_FIXABLE = {
    "people.name_empty": "name", "people.name_wrong": "name", "corps.row_nobody": "name", "corps.row_name_odd": "name",
    "corps.row_no_post": "post", "corps.row_post_unknown": "post", "corps.row_may_not_give": "post",
    "corps.row_unit_unknown": "unit", "corps.row_term": "ends", "corps.row_term_over": "ends",
    "corps.row_phone_words": "phone", "corps.row_elsewhere": "community", "corps.row_no_place": _PLACE,
    "corps.row_place_unknown": _PLACE, "corps.row_which_place": _PLACE, "corps.row_which_stairwell": _PLACE,
    "corps.row_note": "note",
    "corps.row_place_unlike": _PLACE, "corps.row_scope_unread": _PLACE, "corps.row_scope_two": _PLACE,
    "corps.row_too_wide": _PLACE, "corps.row_wide": _PLACE, "corps.row_spread": _PLACE,
}  # fmt: skip

_SURE = _("%(n)s 行都这样写入？写入前都可以改。")
_BACK = Choice(_("退回"), _("全部退回"), _("%(n)s 行都退回，什么都不写入？写入前都可以改。"))
QUESTIONS = {
    "odd": Question(
        _("是不是姓名"),
        _("%(n)s 行的姓名不像一个人的姓名，逐行没有另选的，一起决定："),
        {"person": Choice(_("是姓名，写入"), _("全部是姓名，写入"), _SURE, writes=True), "return": _BACK},
    ),
    "twin": Question(
        _("是不是同一人"),
        _("%(n)s 行与已有的人同名，逐行没有另选的，一起决定："),
        {
            "same": Choice(_("是同一人"), _("全部是同一人"), _SURE, writes=True),
            "other": Choice(_("是另一人"), _("全部是另外的人"), _SURE, writes=True),
            "return": _BACK,
        },
    ),
    "held": Question(
        _("是否在任"),
        _("%(n)s 行的备注像是离任、代理或轮流，逐行没有另选的，一起决定："),
        {"holds": Choice(_("在任，照写"), _("全部在任，照写"), _SURE, writes=True), "return": _BACK},
    ),
    "wide": Question(
        _("范围是否太大"),
        _("%(n)s 行的范围比这个职务一般负责的大，逐行没有另选的，一起决定："),
        {"whole": Choice(_("由一人负责"), _("全部由一人负责"), _SURE, writes=True), "return": _BACK},
    ),
    "unlike": Question(
        _("要新建的地点"),
        _("%(n)s 行要新建地点，而同级的地点已经有了，请核对是不是写错；逐行没有另选的，一起决定："),
        {"make": Choice(_("新建"), _("全部新建"), _SURE, writes=True), "return": _BACK},
    ),
    "spread": Question(
        _("没写单元的楼层"),
        _("%(n)s 行写了楼层，没写单元，而那栋楼分单元；逐行没有另选的，一起决定："),
        {"every": Choice(_("每个单元都算"), _("全部按每个单元"), _SURE, writes=True), "return": _BACK},
    ),
}


def match(job: Job, records: Sequence[Record]) -> list[Verdict]:
    judge = Judge(job.place, job.actor, timezone.localdate(job.now), make_places=_makes_places(job))
    judged = judge.judge(list(parse_rows(records)))
    held = _held_by(judged)
    return [_verdict(job, item, held) for item in judged]


def _makes_places(job: Job) -> bool:
    return job.option("make_places")


def _verdict(job: Job, item: Judged, held: "_Held") -> Verdict:
    row = item.row
    title = item.post.title if item.post else row.title
    where = item.where or ("" if item.state == "rejected" else job.place.name)
    code, waits = item.code, _waits(item)
    if waits:
        where += str(_("（待第二人确认）"))
        code = code or WAITS
    return Verdict(
        row.sheet, row.number, item.state, row.name, f"{title} {where}".strip(), code, item.told,
        correctable=_fixable(job, item),
        changes=[_change(name, item, held) for name in item.changes],
        left_out=[
            *([("phone", row.warning)] if row.warning else []),
            *([("scope", "corps.row_place_inside")] if row.inside else []),
        ],
        own=item,
    )  # fmt: skip


def _waits(item: Judged) -> bool:
    """Whether the row's post would wait for a second person; of a namesake's row it may."""
    return item.second and item.state not in {SAME, REJECTED} and (item.state == "twin" or gives(item))


def _fixable(job: Job, item: Judged) -> str:
    """The field whose cell can be corrected. Without a cell that says the place: the first column that could."""
    known, row = _FIXABLE.get(item.code, ""), item.row
    if item.code in {"corps.row_date", "corps.row_vacant"}:
        return row.told.get("known", "")
    if known != _PLACE:
        return known
    columns = job.tables[row.sheet]["columns"].values()
    return row.place_cell or next((field for field in PLACE_FIELDS if field in columns), "")


class _Held(NamedTuple):
    """What is changed, as it stands: names of places, (phone masked, name of the unit) of members."""

    places: Mapping[UUID, str]
    members: Mapping[UUID, tuple[str, str]]


def _held_by(judged: Sequence[Judged]) -> _Held:
    changed = [item for item in judged if item.changes]
    places = {place for item in changed if "places" in item.changes for place in _places_before(item)}
    people = {item.person.id for item in changed if item.person and {"phone", "unit"} & set(item.changes)}
    members = Member.objects.filter(pk__in=people).select_related("unit") if people else ()
    return _Held(
        dict(Place.objects.filter(pk__in=places).values_list("pk", "name")) if places else {},
        {one.pk: (_masked(one), one.unit.name if one.unit else "") for one in members},
    )


def _places_before(item: Judged) -> set[UUID]:
    return {place for term in (item.term, *item.also) if term for place in term.places}


def _masked(member: Member) -> str:
    return mask_phone(crypto.unseal(member.phone_sealed, row=member.pk, column=PHONE)) if member.phone_blind else ""


def _change(name: str, item: Judged, held: _Held) -> tuple[str, str, str]:
    row, term = item.row, item.term
    phone, unit = held.members.get(item.person.id, ("", "")) if item.person else ("", "")
    if name == "phone":
        return name, phone, mask_phone(row.phone)
    if name == "unit":
        return name, unit, row.unit
    if name == "places":
        return name, "、".join(sorted(held.places.get(pk, "") for pk in _places_before(item))), item.where
    old, new = (term.starts if term else None, row.starts) if name == "starts" else (term and term.ends, row.ends)
    return name, str(old or now_("长期")), str(new or "")


def save(job: Job, accepted: Sequence[Verdict]) -> None:
    judged = [settled(item.own, item.decision) for item in accepted]
    if _makes_places(job):
        _make_places(job, judged)
    today = timezone.localdate(job.now)
    waits = write_judged(judged, actor=job.actor, today=today, now=job.now)
    made = ask_many([_wanted(item, member, today) for item, member in waits], actor=job.actor, now=job.now)
    trail.record_many("corps.asked", map(fact_of, made), actor=job.actor, at=job.now)
    _tell_of_setting_up(job, judged)


def _wanted(item: Judged, member: UUID, today: date) -> Wanted:
    """The dates are those that `write_judged` writes of a row that does not wait."""
    assert item.post
    term, row = item.term, item.row
    how, starts = "appoint", row.starts or today
    if term and "places" in item.changes:
        how, starts = "change", max(today, term.starts)
    elif term:
        how, starts = "extend", row.starts or term.starts
    return Wanted(
        how, member, item.post, frozenset(place.id for place in item.places),
        common_path(place.path for place in item.places), starts, row.ends or (term.ends if term else None),
        term.id if term else None, tuple(one.id for one in item.also),
    )  # fmt: skip


def _tell_of_setting_up(job: Job, judged: Sequence[Judged]) -> None:
    """While the street has no register nobody waits; the auditors hear of it (`awaited_writing.needs_second`)."""
    bundles = {item.post.bundle for item in judged if item.post and item.state in {"new", "changed"}}
    for bundle in sorted(bundles) if not is_set_up(job.place.path) else ():
        needs_second(job.actor, bundle, [At(job.place.path, PlaceKind.DOOR)], job.now)


def settled(item: Judged, decision: str) -> Judged:
    """As the user says: "person" of a name that may be none; "same" or "other" of whom the row may mean."""
    if decision == "other":
        item.person, item.term, item.first, item.changes, item.also = None, None, None, (), ()
    if decision:
        item.state = "changed" if item.term else "new"
    return item


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


def places(job: Job, found: Sequence[Verdict]) -> Collection[Chain]:
    """The places that would be made."""
    if not _makes_places(job):
        return ()
    chains = {chain for item in found if item.verdict in {NEW, CHANGED, *QUESTIONS} for chain in item.own.row.chains}
    steps = {chain[:length] for chain in chains for length in range(1, len(chain) + 1)}
    return steps - resolve(job.place, steps).keys()


PLAIN = Plain(match, save, places)
