"""How the JSON interface refuses: the kernel's four errors, and what the framework finds wrong, in one shape."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from linli.kernel.errors import Expected, Invalid, NotAllowed
from linli.kernel.messages import message_of
from linli.kernel.writes.refused import refusal_of


class NoKey(NotAllowed):
    """The request has no valid key."""

    status = HTTPStatus.UNAUTHORIZED


class TooMany(Expected):
    """`seconds`: how long to wait before the next request is allowed."""

    status = HTTPStatus.TOO_MANY_REQUESTS


class Changed(Expected):
    """`If-Match` named a revision that is not the current one."""

    status = HTTPStatus.PRECONDITION_FAILED


class TooBig(Expected):
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class Malformed(Expected):
    status = HTTPStatus.BAD_REQUEST


class Problem(Schema):
    """`code` stays the same over versions; `message` is for people; `field` names the field to correct, if there is
    one."""

    code: str
    message: str
    field: str


ANY_ANSWER = dict.fromkeys((400, 401, 403, 413, 422, 429), Problem)


KEY_USED = "kernel.key_used"


def answer(error: Expected) -> HttpResponse:
    """A key that was used for something else is 422, as the draft of the IETF about `Idempotency-Key` wants."""
    if error.code == KEY_USED:
        error = Invalid(KEY_USED)
    body = {"code": error.code, "message": message_of(error), "field": error.field}
    response = JsonResponse(body, status=error.status, json_dumps_params={"ensure_ascii": False})
    if error.status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return wait_told(response, error)


def wait_told(response: HttpResponse, error: Expected) -> HttpResponse:
    if isinstance(error, TooMany):
        response["Retry-After"] = str(error.data["seconds"])
    return response


def what_is_wrong(errors: list[dict[str, Any]]) -> Expected:
    """The first error that schema validation found, with its field."""
    first = errors[0]
    where = [str(part) for part in first.get("loc", ())]
    field = where[-1] if where else ""
    return Invalid("api.field_wrong", field=field, where=".".join(where[1:]) or field, what=_in_words(first))


# What the library calls an error -> what is wrong, with the bounds that it names.
_WORDS: dict[str, Promise] = {
    "missing": _("没有给"),
    "string_too_long": _("最多 %(max_length)s 个字"),
    "string_too_short": _("至少 %(min_length)s 个字"),
    "too_long": _("最多 %(max_length)s 个"),
    "too_short": _("至少 %(min_length)s 个"),
    "greater_than_equal": _("不能小于 %(ge)s"),
    "less_than_equal": _("不能大于 %(le)s"),
    "enum": _("不是可用的值"),
    "string_type": _("要写成文字"),
    "model_attributes_type": _("要写成对象"),
    "dict_type": _("要写成对象"),
    "list_type": _("要写成列表"),
    "timezone_aware": _("时间要带时区"),
    "value_error": _("写法不合要求"),
}
_STARTS: dict[str, Promise] = {
    "uuid": _("不是编号"),
    "int": _("不是整数"),
    "decimal": _("不是所要的数"),
    "float": _("不是数"),
    "bool": _("要写 true 或 false"),
    "date": _("不是带时区的时间"),
}


def _in_words(error: dict[str, Any]) -> str:
    """The library's own sentences are English."""
    kind, bounds = str(error.get("type", "")), error.get("ctx", {})
    if kind in {"too_long", "too_short"} and bounds.get("field_type") == "Value":
        kind = f"string_{kind}"  # of a text that we check ourselves it says "items"
    words = _WORDS.get(kind) or _STARTS.get(kind.split("_")[0]) or _WORDS["value_error"]
    return str(words) % bounds if "%(" in str(words) else str(words)


def speak_of_problems(api: NinjaAPI) -> None:
    """Register handlers on `api` that answer every refusal as a Problem."""

    @api.exception_handler(Expected)
    def expected(_request: HttpRequest, error: Expected) -> HttpResponse:
        return answer(error)

    @api.exception_handler(OperationalError)
    def deadlock(_request: HttpRequest, error: OperationalError) -> HttpResponse:
        refusal = refusal_of(error)
        if refusal is None:
            raise error
        return answer(refusal)

    @api.exception_handler(ValidationError)
    def invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
        return answer(what_is_wrong(error.errors))

    @api.exception_handler(HttpError)
    def malformed(_request: HttpRequest, error: HttpError) -> HttpResponse:
        if error.status_code == HTTPStatus.UNAUTHORIZED:
            return answer(NoKey("api.no_key"))
        return answer(Malformed("api.bad_request"))

    @api.exception_handler(SuspiciousOperation)
    def too_big(_request: HttpRequest, _error: SuspiciousOperation) -> HttpResponse:
        return answer(TooBig("api.too_big"))
