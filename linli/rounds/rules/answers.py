"""What a visit says, held against the form that it was written on; what is known already and is not asked again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from linli.kernel.errors import Invalid
from linli.rounds.rules.kinds import Asked, Kind, Outcome, Question

COLDEST, HOTTEST = 340, 430  # tenths of a degree that a living person can have
LONGEST_TEXT = 500


class Way(StrEnum):
    """How the answers came. Only the first two are seen; the others are told."""

    DOOR = "door"
    SITE = "site"
    PHONE = "phone"
    VIDEO = "video"
    LINK = "link"
    SLIP = "slip"


SEEN = frozenset({Way.DOOR, Way.SITE})


@dataclass(frozen=True)
class Said:
    """One visit as it comes in. `kind`, `version`: of the form on the phone. `group`: the class of person that the form
    is for, "" for any."""

    kind: str
    version: int
    outcome: Outcome
    way: Way
    answers: Mapping[str, Any]
    group: str = ""
    plan: datetime | None = None


@dataclass(frozen=True)
class Known:
    """An answer of an earlier visit, with its day."""

    question: str
    value: Any
    on: date


def is_told(way: Way) -> bool:
    return way not in SEEN


def form_of(said: Said, forms: Mapping[tuple[str, int], Kind], *, kind: str, group: str) -> Kind:
    """The form that the visit was written on. `kind`, `group`: what the check is. Raises Invalid for the form of
    another kind or class, and for a version that was never handed out. Versions do not mix: an old one is held against
    itself."""
    if said.kind != kind:
        raise Invalid("rounds.answer_other_kind", field="kind")
    if said.group != group:
        raise Invalid("rounds.answer_other_class", field="group", group=said.group, expected=group)
    if (said.kind, said.version) not in forms:
        raise Invalid("rounds.answer_no_version", field="version", version=said.version)
    return forms[said.kind, said.version]


def check_answers(kind: Kind, said: Said) -> dict[str, Any]:
    """The answers as they are stored, with those that one tap for "fine" gives. Raises Invalid at the question."""
    if said.outcome not in kind.outcomes:
        raise Invalid("rounds.answer_outcome", field="outcome")
    if said.outcome is Outcome.NOT_SEEN and is_told(said.way):
        raise Invalid("rounds.answer_told_not_seen", field="outcome")
    if unknown := [code for code in said.answers if kind.question(code) is None]:
        raise Invalid("rounds.answer_no_question", field=unknown[0], name=unknown[0])
    answered = said.outcome in {Outcome.FINE, Outcome.SOMETHING}
    if not answered and said.answers:
        raise Invalid("rounds.answer_without_answer", field=next(iter(said.answers)))
    found = {}
    for question in kind.questions if answered else ():
        value = said.answers.get(question.code)
        if value is None and said.outcome is Outcome.FINE:
            value = _by_one_tap(question)
        if value is not None:
            found[question.code] = _CHECKS[question.type](question, value)
        elif question.required:
            raise Invalid("rounds.answer_missing", field=question.code, question=question.title)
    return found


def alarms(kind: Kind, answers: Mapping[str, Any]) -> list[str]:
    """The questions whose answer brings somebody at once."""
    return [question.code for question in kind.questions if _alarms(question, answers.get(question.code))]


def to_ask(kind: Kind, known: Iterable[Known], today: date) -> tuple[list[Question], list[Known]]:
    """(What is asked, what is shown with its date instead). Of one question the latest answer stands."""
    latest = {one.question: one for one in sorted(known, key=lambda one: one.on)}
    ask, show = [], []
    for question in kind.questions:
        one = latest.get(question.code)
        if one and question.known_days and today < one.on + timedelta(days=question.known_days):
            show.append(one)
        else:
            ask.append(question)
    return ask, show


def _by_one_tap(question: Question) -> Any:
    if question.type is Asked.YES_NO and question.fine is not None:
        return question.fine == "yes"
    if question.type is Asked.SOME_OF and question.fine is not None:
        return [] if question.fine == "none" else [question.fine]
    return question.fine


def _alarms(question: Question, value: Any) -> bool:
    if value is None:
        return False
    if question.alarm_from is not None:
        return bool(value >= question.alarm_from)
    given = value if isinstance(value, list) else [value]
    return any(option.alarm and option.code in given for option in question.options)


def _whole(question: Question, value: Any, code: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Invalid(code, field=question.code, question=question.title, typed=str(value)[:20])
    return value


def _temperature(question: Question, value: Any) -> int:
    """Tenths of a degree, so that 36.5 is 365 on every phone."""
    tenths = _whole(question, value, "rounds.answer_temperature_whole")
    if not COLDEST <= tenths <= HOTTEST:
        typed = f"{tenths // 10}.{tenths % 10}"
        raise Invalid("rounds.answer_temperature", field=question.code, question=question.title, typed=typed)
    return tenths


def _number(question: Question, value: Any) -> int:
    number = _whole(question, value, "rounds.answer_whole")
    least, most = question.least or 0, question.most or 0
    if not least <= number <= most:
        limits = {"least": least, "most": most, "typed": number}
        raise Invalid("rounds.answer_limits", field=question.code, question=question.title, **limits)
    return number


def _yes_no(question: Question, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Invalid("rounds.answer_yes_no", field=question.code, question=question.title)
    return value


def _one_of(question: Question, value: Any) -> str:
    if not isinstance(value, str) or value not in {option.code for option in question.options}:
        raise Invalid("rounds.answer_option", field=question.code, question=question.title, typed=str(value)[:20])
    return value


def _some_of(question: Question, value: Any) -> list[str]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise Invalid("rounds.answer_option", field=question.code, question=question.title, typed=str(value)[:20])
    return sorted({_one_of(question, one) for one in value})


def _day(question: Question, value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        typed = str(value)[:20]
        raise Invalid("rounds.answer_day", field=question.code, question=question.title, typed=typed) from None


def _text(question: Question, value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise Invalid("rounds.answer_text", field=question.code, question=question.title, most=LONGEST_TEXT)
    return value


_CHECKS: dict[Asked, Callable[[Question, Any], Any]] = {
    Asked.YES_NO: _yes_no, Asked.ONE_OF: _one_of, Asked.SOME_OF: _some_of, Asked.NUMBER: _number,
    Asked.TEMPERATURE: _temperature, Asked.DAY: _day, Asked.TEXT: _text,
    Asked.PHOTO: _text, Asked.SIGNATURE: _text, Asked.POSITION: _text,
}  # fmt: skip
