"""What is wrong with a kind of round: one fault for each field, whose sentence names the field in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from linli.rounds.rules.kinds import Kind

FIELD_WORDS: dict[str, str | Promise] = {
    "alarm": _("提醒"), "alarm_from": _("从多少起提醒"), "basis": _("依据"), "cadence": _("多久一次"),
    "care_call": _("转关爱的类别"), "choice": _("查谁"), "code": _("代码"), "each_person": _("每人都问"),
    "event_hours": _("有事后几小时内"), "every": _("多久一次"), "fine": _("一切正常时的回答"),
    "from_age": _("多少岁以上"), "from_hour": _("从几点"), "incident": _("只在应急期间"), "kept": _("内容类别"),
    "known_days": _("多少天内不再问"), "least": _("最小"), "misses": _("几次没见到转关爱"), "most": _("最大"),
    "needs": _("特殊需要"), "note": _("说明"), "options": _("选项"), "outcomes": _("结果"),
    "place_kinds": _("地点种类"), "pool_sizes": _("几人一管"), "questions": _("问题"), "required": _("必填"),
    "residence": _("居住性质"), "rule": _("查谁"), "subject": _("对象"), "tiers": _("分级"),
    "times_a_day": _("一天几次"), "title": _("名称"), "to_hour": _("到几点"), "told_counts": _("告知也算"),
    "type": _("题型"), "version": _("版本"), "why": _("用途"), "working_days": _("只在工作日"),
}  # fmt: skip
_SENTENCES = {
    "missing": "rounds.kind_missing",
    "extra_forbidden": "rounds.kind_no_such_field",
    "string_too_short": "rounds.kind_missing",
    "string_too_long": "rounds.kind_too_long",
    "int_type": "rounds.kind_not_whole",
    "bool_type": "rounds.kind_not_yes_no",
    "enum": "rounds.kind_not_of",
    "string_pattern_mismatch": "rounds.kind_not_code",
    "greater_than_equal": "rounds.kind_too_small",
    "less_than_equal": "rounds.kind_too_big",
}


@dataclass(frozen=True)
class Fault:
    """`at`: where the field is, as `questions[temperature].least`; `code` names its sentence, which `data` fills."""

    at: str
    field: str
    code: str
    data: Mapping[str, Any]


def read_kind(raw: Mapping[str, Any]) -> tuple[Kind | None, list[Fault]]:
    """A kind and no faults, or no kind and each of its faults. `raw` as TOML or a form gives it."""
    try:
        return Kind.model_validate(raw), []
    except ValidationError as found:
        return None, [_fault(raw, error) for error in found.errors()]


def _fault(raw: Mapping[str, Any], error: ErrorDetails) -> Fault:
    said = dict(error.get("ctx", {}))
    at = [*error["loc"], said["field"]] if "field" in said else list(error["loc"])
    # the last name is the field; numbers behind it say which of its values
    last = max((index for index, part in enumerate(at) if isinstance(part, str)), default=0)
    field = str(at[last]) if at else ""
    code = said.get("code") or _SENTENCES.get(error["type"], "rounds.kind_wrong_shape")
    data = {**said, "field": FIELD_WORDS.get(field, field), "typed": str(error["input"])[:40]}
    data.setdefault("name", field)
    if isinstance(expected := data.get("expected"), str):
        data["expected"] = expected.replace(" or ", "、").replace(", ", "、").replace("'", "")
    return Fault(_where(raw, at[: last + 1]), field, code, {"where": _where(raw, at[:last]), **data})


def _where(raw: Any, at: list[int | str]) -> str:
    """`questions[temperature].least`: entries by their code, those without one by their number from 1."""
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
    return words or str(raw.get("code") or "?")
