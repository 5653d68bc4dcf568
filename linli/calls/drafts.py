"""A kind of calls before it is a row: used by what ships (`shipped.py`) and by the street's own page."""

from dataclasses import dataclass
from typing import Any

from linli.calls import words
from linli.kernel.errors import Invalid
from linli.kernel.text import clean_text

LONGEST_MINUTES = 90 * 24 * 60
ALL = ("resident", "leader", "guard", "staff", "api")


@dataclass(frozen=True)
class KindDraft:
    """The editable fields of `models.CallKind`; the code is given separately."""

    name: str
    family: str
    classification: str
    answer_minutes: int
    done_minutes: int
    may_open: tuple[str, ...] = ALL
    icon: str = "help"
    on_site_minutes: int = 0
    working_days: bool = False
    circle: tuple[tuple[int, str], ...] = ()
    steps: tuple[str, ...] = ()
    settlement: str = "confirm"
    privacy: str = "contact"
    is_public: bool = False
    post: str = ""
    most_held: int = 0
    example: str = ""

    def values(self) -> dict[str, Any]:
        """The columns of the row. Raises Invalid at the field that is wrong."""
        name = clean_text(self.name, field="name", most=40, missing="calls.name_empty")
        for field, choices in _CHOICES.items():
            if getattr(self, field) not in dict(choices()):
                raise Invalid("calls.kind_choice", field=field)
        for field, choices in _SETS.items():
            if not set(getattr(self, field)) <= set(dict(choices())):
                raise Invalid("calls.kind_choice", field=field)
        if not self.may_open:
            raise Invalid("calls.kind_nobody_opens", field="may_open")
        self._check_times()
        return {
            **{field: getattr(self, field) for field in (*_CHOICES, "icon", "working_days", "is_public", "post")},
            **{field: getattr(self, field) for field in ("answer_minutes", "on_site_minutes", "done_minutes")},
            **{field: list(getattr(self, field)) for field in _SETS},
            "name": name, "circle": [list(step) for step in self.circle], "most_held": self.most_held,
            "example": clean_text(self.example, field="example", most=120),
        }  # fmt: skip

    def _check_times(self) -> None:
        for field in ("answer_minutes", "done_minutes"):
            if not 0 < getattr(self, field) <= LONGEST_MINUTES:
                raise Invalid("calls.kind_minutes", field=field, most=LONGEST_MINUTES)
        if not 0 <= self.on_site_minutes <= LONGEST_MINUTES or self.answer_minutes > self.done_minutes:
            raise Invalid("calls.kind_minutes_order", field="done_minutes")
        order = [name for name, _ in words.circle_choices()]
        minutes = [at for at, _ in self.circle]
        places = [order.index(name) if name in order else -1 for _, name in self.circle]
        if (
            -1 in places
            or minutes != sorted(set(minutes))
            or places != sorted(set(places))
            or minutes[:1] not in ([], [0])
        ):
            raise Invalid("calls.kind_circle", field="circle")


_CHOICES = {
    "family": words.family_choices,
    "classification": words.class_choices,
    "settlement": words.settlement_choices,
    "privacy": words.privacy_choices,
}
_SETS = {"may_open": words.opener_choices, "steps": words.step_choices}
