"""What happened to a person's record and who looked at it: moves from their rows, edits and looks from the trail."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.access.actor import Actor
from linli.access.permissions import Permission as P
from linli.kernel.models import Fact
from linli.people.models import Household, Move, Resident
from linli.people.rules import mask_name, may_take_back, move_choices

LOOKS = ("people.viewed", "people.revealed", "people.printed", "people.link_made")
EDITS = (
    "people.corrected",
    "people.relations_set",
    "people.self_corrected",
    "people.proposed",
    "people.proposal_accepted",
    "people.proposal_declined",
)
MOST = 60  # lines of a history on a page


Reads = Callable[[str], bool]  # whether the reader of a history may read people at a path


def read_by(actor: Actor) -> Reads:
    return lambda path: actor.may(P.PEOPLE_READ, path)


@dataclass(frozen=True)
class Event:
    """One line. `fields`: names of what changed, in words. `deed` is set while the move can be undone today."""

    at: datetime
    text: str
    by: str
    who: str = ""
    on: date | None = None
    fields: tuple[str, ...] = ()
    reason: str = ""
    origin: str = ""
    goal: str = ""
    deed: UUID | None = None
    taken_back: str = ""


@dataclass(frozen=True)
class Look:
    """Somebody opened the record: `what` in words, `field` which sealed value, `reason` as given."""

    at: datetime
    by: str
    what: str
    field: str = ""
    reason: str = ""


def field_words() -> dict[str, str]:
    return {
        "name": _("姓名"), "sex": _("性别"), "born_on": _("出生日期"), "relation": _("与户主关系"),
        "residence": _("居住性质"), "reach": _("联系方式"), "identity_kind": _("证件种类"), "identity": _("证件号码"),
        "asked_identity": _("申请的证件号码"), "phone": _("电话"), "note": _("备注"), "needs": _("特殊需要"),
        "since": _("入住日期"),
    }  # fmt: skip


def of_resident(resident: Resident, *, today: date, reads: Reads) -> list[Event]:
    """Newest first, with the history of every row that was merged into this one, directly or indirectly."""
    rows, newest = [resident.pk], [resident.pk]
    while newest:
        newest = list(Resident.objects.filter(merged_into__in=newest).values_list("pk", flat=True))
        rows += newest
    came = Resident.objects.filter(pk__in=rows).exclude(source=None).select_related("source")
    story = _story(Q(resident__in=rows), rows, today, reads) + [_imported(row) for row in came]
    return sorted(story, key=lambda event: event.at, reverse=True)[:MOST]


def _imported(row: Resident) -> Event:
    """A person who came with an import has no `Move`: the import says when, and who did it."""
    assert row.source is not None
    return Event(at=row.recorded_at, text=_("随台账导入"), by=row.source.by_name, on=row.since)


def without_reasons(story: list[Event]) -> list[Event]:
    """For leaders without details, because why somebody moved or died may reveal an illness."""
    return [replace(event, reason="") for event in story]


def of_household(household: Household, *, today: date, reads: Reads) -> list[Event]:
    """Newest first: who came, who went, what was changed for the household."""
    return _story(Q(came_from=household) | Q(went_to=household), [household.pk], today, reads)


def _story(which: Q, about: list[UUID], today: date, reads: Reads) -> list[Event]:
    moves = (
        Move.objects.filter(which).select_related("resident", "came_from", "went_to").order_by("-recorded_at")[:MOST]
    )
    edits = Fact.objects.filter(about__in=about, kind__in=EDITS).order_by("-seq")[:MOST]
    story = [_moved(move, today, reads) for move in moves] + [_edited(fact) for fact in edits]
    return sorted(story, key=lambda event: event.at, reverse=True)[:MOST]


def _moved(move: Move, today: date, reads: Reads) -> Event:
    """Where somebody moved is told only to who reads that end, and why only to who reads both: it may be from whom they
    moved away. Who no longer reads the person sees the name masked."""
    fresh = move.taken_back_at is None and may_take_back(move.what, timezone.localtime(move.recorded_at).date(), today)
    came, went = (home is None or reads(home.path) for home in (move.came_from, move.went_to))
    return Event(
        at=move.recorded_at,
        text=dict(move_choices())[move.what],
        by=move.recorded_by_name,
        who=move.resident.name if reads(move.resident.path) else mask_name(move.resident.name),
        on=move.on,
        reason=move.reason if came and went else "",
        origin=move.came_from.door if came and move.came_from else "",
        goal=move.went_to.door if went and move.went_to else "",
        deed=move.deed if fresh and came and went else None,
        taken_back=move.taken_back_by_name if move.taken_back_at else "",
    )


def _edited(fact: Fact) -> Event:
    words = field_words()
    texts = {
        "people.corrected": _("更正"),
        "people.relations_set": _("调整户内关系"),
        "people.self_corrected": _("本人更正"),
        "people.proposed": _("本人申请更正"),
        "people.proposal_accepted": _("采纳本人申请"),
        "people.proposal_declined": _("未采纳本人申请"),
    }
    return Event(
        at=fact.at,
        text=texts[fact.kind],
        by=fact.actor_name,
        fields=tuple(words[name] for name in fact.data.get("fields", ()) if name in words),
        reason=fact.data.get("reason", ""),
    )


def looks_at(resident: Resident, household: UUID | None = None) -> list[Look]:
    """Who opened this person's record or their household's page, newest first."""
    about = [resident.pk, household or resident.household_id]
    facts = Fact.objects.filter(about__in=about, kind__in=LOOKS).order_by("-seq")[:MOST]
    return [_look(fact) for fact in facts]


def _look(fact: Fact) -> Look:
    texts = {
        "people.viewed": _("查看了记录"),
        "people.revealed": _("查看了完整号码"),
        "people.printed": _("打印了记录"),
        "people.link_made": _("生成了本人链接"),
    }
    return Look(
        at=fact.at,
        by=fact.actor_name,
        what=_("用完整号码查到了记录") if fact.data.get("by") == "search" else texts[fact.kind],
        field=field_words().get(fact.data.get("field", ""), ""),
        reason=fact.data.get("reason", ""),
    )
