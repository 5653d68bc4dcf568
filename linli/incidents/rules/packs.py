"""A protocol pack: who must be managed how long, tested when and released how, and how zones are lowered.

A pack is data: a file under `packs/`, or what a street writes. Reading one checks it whole; `faults_of` says each fault
with the entry and the field. Values in, values out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, Strict, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from linli.places.rules import PlaceKind

LONGEST_PHASE = 60  # days
MOST_TESTS_A_PHASE = 60


class Status(StrEnum):
    ARCHIVED = "archived"  # was in force once: kept to be read, never switched on as it is
    TEMPLATE = "template"  # a street copies it, writes its own numbers, and answers for them


class PhaseKind(StrEnum):
    CENTRAL = "central"  # 集中隔离
    HOME_ISOLATION = "home_isolation"  # 居家隔离: nobody leaves
    HOME_MONITORING = "home_monitoring"  # 居家健康监测: no outings but for what cannot wait
    SELF_MONITORING = "self_monitoring"  # 自我健康监测: works as usual
    TESTING = "testing"  # tests only, nothing else is asked


class Start(StrEnum):
    """The event from which days are counted."""

    LAST_CONTACT = "last_contact"
    ARRIVAL = "arrival"
    LEFT_AREA = "left_area"
    LEFT_WORK = "left_work"  # left a closed loop of work
    DIAGNOSIS = "diagnosis"
    WORK = "work"  # while somebody does a work that exposes them
    EVENT = "event"  # the flood, the heat


class Need(StrEnum):
    """What must be there before somebody is released."""

    PERIOD = "period"
    NEGATIVE = "negative"
    VERIFIED = "verified"  # the community saw that the rules were kept
    NOTICE = "notice"  # a written notice of release
    WELL = "well"  # no symptom in the last report


Text = Annotated[str, Strict(), Field(min_length=1, max_length=400)]
Day = Annotated[date, Strict()]
Whole = Annotated[int, Strict()]
Code = Annotated[str, Strict(), Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]


class Entry(BaseModel):
    """`unconfirmed`: fields whose value comes from general knowledge and was not seen in a source."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    unconfirmed: tuple[str, ...] = ()
    note: Annotated[str, Strict(), Field(max_length=400)] = ""

    @model_validator(mode="after")
    def _unconfirmed_are_fields(self) -> Self:
        for name in self.unconfirmed:
            if name not in type(self).model_fields:
                raise _wrong("unconfirmed", "incidents.pack_no_such_field", name=name)
        return self


class Phase(Entry):
    """`test_days` count from 1, the first day of this phase. `tests_within`: so many tests on days of the person's own
    choice. `samples_at_end`: samples taken by the last test of the phase. `days` 0: as long as its reason lasts."""

    kind: PhaseKind
    days: Annotated[Whole, Field(ge=0, le=LONGEST_PHASE)]
    test_days: tuple[Annotated[Whole, Field(ge=1, le=LONGEST_PHASE)], ...] = ()
    tests_within: Annotated[Whole, Field(ge=0, le=MOST_TESTS_A_PHASE)] = 0
    test_every: Annotated[Whole, Field(ge=0, le=LONGEST_PHASE)] = 0
    samples_at_end: Annotated[Whole, Field(ge=1, le=3)] = 1
    sample: Literal["", "oropharyngeal", "nasopharyngeal"] = ""
    vitals_a_day: Annotated[Whole, Field(ge=0, le=6)]

    @model_validator(mode="after")
    def _days_fit(self) -> Self:
        if list(self.test_days) != sorted(set(self.test_days)):
            raise _wrong("test_days", "incidents.pack_not_rising")
        if self.days and self.test_days and self.test_days[-1] > self.days:
            raise _wrong("test_days", "incidents.pack_past_phase", day=self.test_days[-1], days=self.days)
        if self.tests_within > self.days:
            raise _wrong("tests_within", "incidents.pack_past_phase", day=self.tests_within, days=self.days)
        if not self.days and not self.test_every and not self.vitals_a_day:
            raise _wrong("days", "incidents.pack_no_end")
        return self


class Regime(Entry):
    """What a kind of phase means for the household, in words: for the notice and for who looks after it."""

    kind: PhaseKind
    leaving: Text
    co_residents: Annotated[str, Strict(), Field(max_length=400)] = ""
    sampled_at: Literal["", "door", "site"] = ""
    rules: tuple[Text, ...] = ()
    on_symptoms: Annotated[str, Strict(), Field(max_length=400)] = ""


class Release(Entry):
    """`ct_from`: a positive test with this Ct value or a higher one counts as negative."""

    needs: tuple[Need, ...] = ()
    ct_from: Annotated[Whole, Field(ge=1, le=50)] | None = None


class PersonClass(Entry):
    """One kind of person. Without phases, `no_measures` says why nothing is asked of them. `lookback_days`: how many
    days before onset or sampling a contact counts, or before today a stay in an area."""

    code: Code
    title: Text
    starts: tuple[Start, ...] = ()
    phases: tuple[Phase, ...] = ()
    no_measures: Annotated[str, Strict(), Field(max_length=400)] = ""
    lookback_days: Annotated[Whole, Field(ge=0, le=LONGEST_PHASE)] | None = None
    release: Release = Release()

    @model_validator(mode="after")
    def _phases_or_none(self) -> Self:
        if bool(self.phases) is bool(self.no_measures):
            raise _wrong("phases", "incidents.pack_phases_or_none")
        if self.phases and not self.starts:
            raise _wrong("starts", "incidents.pack_missing")
        if any(not phase.days for phase in self.phases[:-1]):
            raise _wrong("phases", "incidents.pack_open_phase_not_last")
        tested = any(one.test_days or one.tests_within or one.test_every for one in self.phases)
        if Need.NEGATIVE in self.release.needs and not tested:
            raise _wrong("release", "incidents.pack_negative_without_test")
        return self


class Step(Entry):
    """A zone may be lowered to `to` after so many days without a new infection, counted from the last one."""

    to: Code
    clean_days: Annotated[Whole, Field(ge=1, le=LONGEST_PHASE)]
    closing_round: Annotated[bool, Strict()] = False


class Zone(Entry):
    """`drawn_at`: the kinds of place that it may be drawn on. `raise_to`: what one new infection proposes."""

    code: Code
    title: Text
    drawn_at: tuple[PlaceKind, ...] = ()
    rules: tuple[Text, ...]
    steps: tuple[Step, ...] = ()
    raise_to: Annotated[str, Strict()] = ""

    @model_validator(mode="after")
    def _steps_rise(self) -> Self:
        days = [step.clean_days for step in self.steps]
        if days != sorted(set(days)):
            raise _wrong("steps", "incidents.pack_not_rising")
        return self


class Pack(Entry):
    """`first_day`: the number of the day of the event itself, 0 or 1. `repealed`: the day from which it did not hold
    any more. `fever`: tenths of a degree from which a temperature counts as fever."""

    NORMAL: ClassVar[str] = "normal"  # a place with no zone

    code: Code
    version: Annotated[Whole, Field(ge=1, le=999)]
    title: Text
    status: Status
    source: Text
    legal_basis: Text
    in_force: Day | None = None
    repealed: Day | None = None
    first_day: Annotated[Whole, Field(ge=0, le=1)]
    symptoms: tuple[Code, ...] = ()
    fever: Annotated[Whole, Field(ge=350, le=420)] | None = None
    contacts: tuple[Code, ...] = ()
    never: tuple[Text, ...] = ()
    person_classes: Annotated[tuple[PersonClass, ...], Field(min_length=1)]
    regimes: tuple[Regime, ...] = ()
    zones: tuple[Zone, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.status is Status.ARCHIVED and self.in_force is None:
            raise _wrong("in_force", "incidents.pack_missing")
        if self.in_force and self.repealed and self.repealed <= self.in_force:
            raise _wrong("repealed", "incidents.pack_repealed_early")
        _check_once("person_classes", [one.code for one in self.person_classes])
        _check_once("regimes", [one.kind for one in self.regimes])
        _check_once("zones", [one.code for one in self.zones])
        self._check_zones_lead_on()
        return self

    def _check_zones_lead_on(self) -> None:
        known = {self.NORMAL, *(zone.code for zone in self.zones)}
        for zone in self.zones:
            for name in (*(step.to for step in zone.steps), *([zone.raise_to] if zone.raise_to else ())):
                if name not in known or name == zone.code:
                    raise _wrong("zones", "incidents.pack_no_such_zone", name=name)

    def person_class(self, code: str) -> PersonClass:
        """Raises KeyError when the pack has no such class."""
        return {one.code: one for one in self.person_classes}[code]

    def zone(self, code: str) -> Zone:
        """Raises KeyError when the pack has no such zone."""
        return {one.code: one for one in self.zones}[code]


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field; `code` names its sentence, which `data` fills with entry and field."""

    entry: str
    field: str
    code: str
    data: Mapping[str, Any]


def read_pack(raw: Mapping[str, Any]) -> tuple[Pack | None, list[Fault]]:
    """A pack and no faults, or no pack and each of its faults. `raw` as TOML gives it."""
    try:
        return Pack.model_validate(raw), []
    except ValidationError as wrong:
        return None, [_fault(raw, error) for error in wrong.errors()]


_SENTENCES = {
    "missing": "incidents.pack_missing",
    "extra_forbidden": "incidents.pack_no_such_field",
    "string_too_short": "incidents.pack_missing",
    "string_too_long": "incidents.pack_too_long",
    "too_short": "incidents.pack_missing",
    "int_type": "incidents.pack_not_whole",
    "date_type": "incidents.pack_not_day",
    "enum": "incidents.pack_not_of",
    "literal_error": "incidents.pack_not_of",
    "string_pattern_mismatch": "incidents.pack_not_code",
    "greater_than_equal": "incidents.pack_too_small",
    "less_than_equal": "incidents.pack_too_big",
}


def _fault(raw: Mapping[str, Any], error: ErrorDetails) -> Fault:
    said = dict(error.get("ctx", {}))
    at = [*error["loc"], said["field"]] if "field" in said else list(error["loc"])
    # the last name is the field; numbers behind it say which of its values
    last = max((index for index, part in enumerate(at) if isinstance(part, str)), default=0)
    entry, field = _entry(raw, at[:last]), str(at[last]) if at else ""
    code = said.get("code") or _SENTENCES.get(error["type"], "incidents.pack_wrong_shape")
    data = {"entry": entry, "field": field, "name": field, "typed": str(error["input"])[:40], **said}
    return Fault(entry, field, code, data)


def _entry(raw: Any, at: list[int | str]) -> str:
    """`person_classes[close_contact].phases[2]`: entries by their code, those without one by their number."""
    words, here = "", raw
    for part in at:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            here = None
        if isinstance(part, str):
            words += f".{part}" if words else part
        else:
            named = here.get("code") if isinstance(here, Mapping) else None
            words += f"[{named or part + 1}]"
    return words or str(raw.get("code") or "pack")


def _wrong(field: str, code: str, **data: object) -> PydanticCustomError:
    return PydanticCustomError("linli", "{code}", {"field": field, "code": code, **data})


def _check_once(field: str, codes: list[str]) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise _wrong(field, "incidents.pack_twice", name=code)
