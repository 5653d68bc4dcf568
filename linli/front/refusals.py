"""What the front answers by itself, when Django is not asked: a small page without styles or scripts, or JSON."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

AGAIN_AFTER = 10  # seconds
CODES = {
    HTTPStatus.REQUEST_TIMEOUT: "front.too_slow",
    HTTPStatus.LENGTH_REQUIRED: "front.no_length",
    HTTPStatus.SERVICE_UNAVAILABLE: "front.too_many",
}
WORDS = {
    "front.too_slow": gettext_lazy("网络太慢，没有收完，什么都没有保存。请返回上一页再提交一次；照片可以先缩小。"),
    "front.no_length": gettext_lazy("请求没有写明长度，没有处理。"),
    "front.too_many": gettext_lazy(
        "现在打开页面的人太多，看板和列表先停一停。接单、报到、走访、登门和求助照常。这一页十秒后自动再试。"
    ),
    "front.not_taken": gettext_lazy(
        "现在提交的人太多，这一次没有处理，什么都没有保存。请返回上一页，过十秒再提交一次；急事请直接打电话。"
    ),
}
PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">{again}
<title>{title}</title></head><body data-refusal="{code}"><h1>{title}</h1><p>{words}</p><p><a href="/">{home}</a></p>
</body></html>
"""


def refusal(
    status: HTTPStatus, path: str, headers: Mapping[str, str], *, sends: bool = False
) -> tuple[int, list[tuple[str, str]], bytes]:
    """(status, headers, body), in the language of the reader's cookie. `sends`: by a method that changes something,
    which a page never does again by itself."""
    code = "front.not_taken" if sends and status == HTTPStatus.SERVICE_UNAVAILABLE else CODES[status]
    english = "linli_language=en" in headers.get("cookie", "")
    wants_json = path.startswith("/api/") or headers.get("accept", "").startswith("application/json")
    with translation.override("en" if english else "zh-hans"):
        body = _json(code) if wants_json else _page(code, "en" if english else "zh-hans")
    told = [
        ("content-type", "application/json" if wants_json else "text/html; charset=utf-8"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),  # the page opened from here must not take a kept draft for one that arrived
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        told.append(("retry-after", str(AGAIN_AFTER)))
    else:  # what is still coming is not read
        told.append(("connection", "close"))
    return int(status), told, body


def _json(code: str) -> bytes:
    return json.dumps({"code": code, "message": str(WORDS[code]), "field": ""}, ensure_ascii=False).encode()


def _page(code: str, language: str) -> bytes:
    again = format_html('<meta http-equiv="refresh" content="{}">', AGAIN_AFTER) if code == "front.too_many" else ""
    words = {"title": _("请稍等"), "words": WORDS[code], "home": _("回到首页")}
    return format_html(PAGE, language=language, again=again, code=code, **words).encode()
