"""What a kind of round is: whom it reaches, how often, with which questions. Data: a file in `kinds/`, or a street's.

Reading one checks it whole; `kind_faults.read_kind` says each fault by a sentence that names the field. Who is asked
may refuse, and a photo, a signature or a position is never required: a kind that says otherwise is not accepted.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, Strict, model_validator
from pydantic_core import PydanticCustomError

from linli.places.rules import PlaceKind

POOL_SIZES = (1, 5, 10, 20)
LONGEST_KNOWN = 366  # days that an answer may stand for a question


class Subject(StrEnum):
    HOUSEHOLD = "household"
    PERSON = "person"
    PLACE = "place"


class Rule(StrEnum):
    """How the subjects of a round are chosen at its start, and kept up to date afterwards."""

    ALL = "all"  # everybody of the register at the places
    NEEDS = "needs"  # who has one of the needs, or reaches the age
    RESIDENCE = "residence"  # who lives here as a lodger, a student …
    INCIDENT = "incident"  # who is under a measure of the incident, by its pack
    RETURNEE = "returnee"
    KINDS_OF_PLACE = "kinds_of_place"
    POINTS = "points"  # the points of a route, drawn by hand
    BY_HAND = "by_hand"


class Every(StrEnum):
    ONCE = "once"
    DAY = "day"
    TWO_DAYS = "two_days"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    PACK = "pack"  # on the days that the pack of the incident names for the person


class Basis(StrEnum):
    """Why a question may be asked."""

    REGISTER = "register"  # the standing register
    CARE = "care"  # looking after people who need it
    AGREEMENT = "agreement"  # with the household, which may end it
    INCIDENT = "incident"  # a declared emergency; ends with it
    SAFETY = "safety"  # of a place; says nothing of a person


class Kept(StrEnum):
    """The class of what an answer tells."""

    PLAIN = "plain"
    CONTACT = "contact"
    HEALTH = "health"
    MOVEMENT = "movement"


class Asked(StrEnum):
    """The type of a question."""

    YES_NO = "yes_no"
    ONE_OF = "one_of"
    SOME_OF = "some_of"
    NUMBER = "number"
    TEMPERATURE = "temperature"
    DAY = "day"
    TEXT = "text"
    PHOTO = "photo"
    SIGNATURE = "signature"
    POSITION = "position"


class Outcome(StrEnum):
    FINE = "fine"
    SOMETHING = "something"
    NOT_SEEN = "not_seen"
    REFUSED = "refused"
    MOVED = "moved"


NEVER_REQUIRED = frozenset({Asked.PHOTO, Asked.SIGNATURE, Asked.POSITION})
WITH_OPTIONS = frozenset({Asked.ONE_OF, Asked.SOME_OF})
MEASURED = frozenset({Asked.NUMBER, Asked.TEMPERATURE})

Text = Annotated[str, Strict(), Field(min_length=1, max_length=120)]
Words = Annotated[str, Strict(), Field(max_length=240)]
Whole = Annotated[int, Strict()]
Yes = Annotated[bool, Strict()]
Code = Annotated[str, Strict(), Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,39}$")]


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Choice(Entry):
    """Which subjects a round has. `needs`: codes of `people`; `from_age`: years, 0 for no age."""

    rule: Rule
    needs: tuple[Code, ...] = ()
    from_age: Annotated[Whole, Field(ge=0, le=120)] = 0
    residence: tuple[Code, ...] = ()
    place_kinds: tuple[PlaceKind, ...] = ()

    @model_validator(mode="after")
    def _rule_has_what_it_needs(self) -> Self:
        if self.rule is Rule.NEEDS and not self.needs and not self.from_age:
            raise wrong("needs", "rounds.kind_missing")
        if self.rule is Rule.RESIDENCE and not self.residence:
            raise wrong("residence", "rounds.kind_missing")
        if self.rule is Rule.KINDS_OF_PLACE and not self.place_kinds:
            raise wrong("place_kinds", "rounds.kind_missing")
        return self


class Option(Entry):
    """`alarm`: whoever gives this answer is brought to a medical worker, or to whoever the kind names, at once."""

    code: Code
    title: Text
    alarm: Yes = False


class Question(Entry):
    """`known_days`: an answer stands for so long and is shown with its date, not asked again; 0: asked each time.
    `fine`: the answer that "everything is fine" gives by one tap. `alarm_from`: tenths of a degree, or a number.
    `least`, `most`: limits of a number. `why`: beside the request for a photo, a signature or a position."""

    code: Code
    title: Text
    basis: Basis
    type: Asked
    kept: Kept = Kept.PLAIN
    required: Yes = False
    each_person: Yes = False
    options: tuple[Option, ...] = ()
    least: Whole | None = None
    most: Whole | None = None
    fine: Code | None = None
    alarm_from: Whole | None = None
    known_days: Annotated[Whole, Field(ge=0, le=LONGEST_KNOWN)] = 0
    why: Words = ""

    @model_validator(mode="after")
    def _type_fits(self) -> Self:
        if self.type in NEVER_REQUIRED and self.required:
            raise wrong("required", "rounds.kind_never_required", question=self.title)
        if self.type in NEVER_REQUIRED and not self.why:
            raise wrong("why", "rounds.kind_why_missing", question=self.title)
        if (self.type in WITH_OPTIONS) is not bool(self.options):
            raise wrong("options", "rounds.kind_options", question=self.title)
        check_once("options", [option.code for option in self.options])
        return self

    @model_validator(mode="after")
    def _limits_fit(self) -> Self:
        if self.type is Asked.NUMBER and (self.least is None or self.most is None or self.least > self.most):
            raise wrong("least", "rounds.kind_limits", question=self.title)
        if self.type is not Asked.NUMBER and (self.least is not None or self.most is not None):
            raise wrong("least", "rounds.kind_limits_of_number", question=self.title)
        if self.alarm_from is not None and self.type not in MEASURED:
            raise wrong("alarm_from", "rounds.kind_alarm_of_number", question=self.title)
        offered = {Asked.YES_NO: {"yes", "no"}, Asked.SOME_OF: {"none"}}.get(self.type, set())
        if self.fine is not None and self.fine not in offered | {option.code for option in self.options}:
            raise wrong("fine", "rounds.kind_fine_unknown", question=self.title)
        return self

    @model_validator(mode="after")
    def _basis_fits(self) -> Self:
        if self.kept is Kept.HEALTH and self.basis not in {Basis.INCIDENT, Basis.AGREEMENT, Basis.CARE}:
            raise wrong("basis", "rounds.kind_basis_of_health", question=self.title)
        if self.kept is Kept.MOVEMENT and self.basis is not Basis.INCIDENT:
            raise wrong("basis", "rounds.kind_basis_of_movement", question=self.title)
        return self


class Cadence(Entry):
    """`times_a_day`: the hours of the day are cut into so many parts, a check in each. `event_hours`: after an event
    (a discharge, a storm) somebody comes within so many hours; 0: no such rule."""

    every: Every
    times_a_day: Annotated[Whole, Field(ge=1, le=6)] = 1
    from_hour: Annotated[Whole, Field(ge=0, le=23)] = 8
    to_hour: Annotated[Whole, Field(ge=1, le=24)] = 20
    working_days: Yes = False
    event_hours: Annotated[Whole, Field(ge=0, le=168)] = 0

    @model_validator(mode="after")
    def _hours_fit(self) -> Self:
        if self.to_hour - self.from_hour < self.times_a_day:
            raise wrong("to_hour", "rounds.kind_hours")
        if self.times_a_day > 1 and self.every not in {Every.DAY, Every.PACK}:
            raise wrong("times_a_day", "rounds.kind_times_a_day")
        return self


class Tier(Entry):
    """A group of subjects with a cadence of its own: who is at high risk is visited more often."""

    code: Code
    title: Text
    every: Every


class Kind(Entry):
    """`version` rises with each change: a visit names the version of the form that the phone had. `misses`: so many
    times in a row nobody was seen, and a call of the kind `care_call` is opened; 0: never. `told_counts`: what a
    household says by link, telephone or slip is enough. `incident`: exists only while a declared emergency holds."""

    code: Code
    version: Annotated[Whole, Field(ge=1, le=9999)]
    title: Text
    basis: Text
    note: Words = ""
    subject: Subject
    choice: Choice
    cadence: Cadence
    tiers: tuple[Tier, ...] = ()
    questions: tuple[Question, ...] = ()
    outcomes: tuple[Outcome, ...]
    told_counts: Yes = False
    misses: Annotated[Whole, Field(ge=0, le=10)] = 0
    care_call: Annotated[str, Strict(), Field(max_length=40)] = ""
    incident: Yes = False
    pool_sizes: tuple[Annotated[Whole, Field(ge=1)], ...] = ()

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        check_once("questions", [question.code for question in self.questions])
        check_once("tiers", [tier.code for tier in self.tiers])
        check_once("outcomes", list(self.outcomes))
        self._check_outcomes()
        if bool(self.misses) is not bool(self.care_call):
            raise wrong("misses", "rounds.kind_misses")
        if self.misses and Outcome.NOT_SEEN not in self.outcomes:
            raise wrong("misses", "rounds.kind_misses")
        if not set(self.pool_sizes) <= set(POOL_SIZES):
            raise wrong("pool_sizes", "rounds.kind_pool_sizes", expected=listed(POOL_SIZES))
        return self

    @model_validator(mode="after")
    def _incident_fits(self) -> Self:
        needed = next((one for one in self.questions if one.basis is Basis.INCIDENT), None)
        if needed and not self.incident:
            raise wrong("incident", "rounds.kind_incident", question=needed.title)
        by_pack = {self.cadence.every, *(tier.every for tier in self.tiers)} & {Every.PACK}
        if (by_pack or self.choice.rule is Rule.INCIDENT) and not self.incident:
            raise wrong("incident", "rounds.kind_incident_rule")
        return self

    @model_validator(mode="after")
    def _subject_fits(self) -> Self:
        of_place = self.choice.rule in {Rule.KINDS_OF_PLACE, Rule.POINTS}
        if self.choice.rule is not Rule.BY_HAND and of_place is not (self.subject is Subject.PLACE):
            raise wrong("choice", "rounds.kind_choice_of_subject")
        of_person = next((one for one in self.questions if one.kept is not Kept.PLAIN), None)
        if self.subject is Subject.PLACE and of_person:
            raise wrong("questions", "rounds.kind_place_asks_person", question=of_person.title)
        return self

    def _check_outcomes(self) -> None:
        least = {Outcome.FINE, Outcome.NOT_SEEN}
        least |= set() if self.subject is Subject.PLACE else {Outcome.REFUSED}  # whoever is asked may refuse
        if missing := least - set(self.outcomes):
            raise wrong("outcomes", "rounds.kind_outcomes", expected=listed(sorted(missing)))

    def question(self, code: str) -> Question | None:
        return next((question for question in self.questions if question.code == code), None)

    def every(self, tier: str) -> Every:
        """The cadence of a tier, "" for subjects without one. Raises KeyError for a tier that is not there."""
        return {"": self.cadence.every, **{one.code: one.every for one in self.tiers}}[tier]


def listed(values: Collection[object]) -> str:
    return "、".join(str(value) for value in values)


def wrong(field: str, code: str, **data: object) -> PydanticCustomError:
    return PydanticCustomError("linli", "{code}", {"field": field, "code": code, **data})


def check_once(field: str, codes: Collection[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise wrong(field, "rounds.kind_twice", name=str(code))
        seen.add(code)
