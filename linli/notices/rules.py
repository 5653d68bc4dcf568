"""What may be sent, and when. Values in, values out."""

import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid

MOST_LINK = 120


def is_own_address(link: str) -> bool:
    """Whether a letter's link is empty or leads to a page of ours. Tabs and line breaks are refused, because browsers
    drop them."""
    if not link:
        return True
    inside = link.startswith("/") and not link.startswith("//") and "\\" not in link
    return inside and link.isprintable() and len(link) <= MOST_LINK


def after_quiet(at: datetime, quiet_from: time | None, quiet_until: time | None) -> datetime:
    """`at`, or the end of the quiet hours that it falls into. `at` is aware, in local time.

    Quiet hours may span midnight (22:00 to 07:00); equal ends mean no quiet hours.
    """
    if quiet_from is None or quiet_until is None or quiet_from == quiet_until:
        return at
    moment = at.time()
    over_midnight = quiet_from > quiet_until
    inside = (moment >= quiet_from or moment < quiet_until) if over_midnight else quiet_from <= moment < quiet_until
    if not inside:
        return at
    end = at.replace(hour=quiet_until.hour, minute=quiet_until.minute, second=0, microsecond=0)
    return end + timedelta(days=1) if over_midnight and moment >= quiet_from else end


# --- outside --------------------------------------------------------------------------------------------------------

# The only texts that are sent outside. No title, name or address: others may see a telephone's screen, and a group has
# many readers.
SENTENCES: dict[str, str | Promise] = {
    "notice": _("【邻里】有一条新通知，请点开查看：{link}"),
    "letter": _("【邻里】您有一条新消息，请点开查看：{link}"),
    "life": _("【邻里】紧急：事关生命财产，请马上点开查看：{link}"),
    "digest": _("【邻里】您有 {n} 条新消息，请登录查看：{link}"),
    "test": _("【邻里】这是一条测试消息，收到说明通道已接通。"),
    "code": _("【邻里】验证码 {code}，5 分钟内有效。请不要告诉别人。"),
}
DEFAULT_QUIET = (time(22), time(7))
DIGEST_AT = time(18)
MOST_ATTEMPTS = 8
MOST_PAUSE = timedelta(hours=4)


def said(sentence: str, *, link: str = "", n: int = 0, code: str = "") -> str:
    """One of SENTENCES in the active language, filled only with a link of ours, a number, or a code."""
    return str(SENTENCES[sentence]).format(link=link, n=n, code=code)


def sentence_for(urgency: str, *, of_notice: bool) -> str:
    if urgency == "life":
        return "life"
    return "notice" if of_notice else "letter"


def pause(attempts: int, luck: float) -> timedelta:
    """How long to wait after the `attempts`-th failure: 30 s, 1, 2, 4 … minutes, and up to half as much again.

    `luck` in [0, 1) spreads those that failed together, so that they are not all tried again at the same moment.
    """
    whole: timedelta = min(timedelta(seconds=30) * 2 ** (attempts - 1), MOST_PAUSE)
    return whole * (1 + luck / 2)


def digest_time(at: datetime) -> datetime:
    """When messages that may wait are sent together: at six in the evening."""
    today = at.replace(hour=DIGEST_AT.hour, minute=0, second=0, microsecond=0)
    return today if at <= today else today + timedelta(days=1)


MOBILE = re.compile(
    r"1[3-9][0-9]{9}"
)  # not \d: the digits of other scripts would make another number of the same phone


def mobile(text: str) -> str:
    """The mobile number in `text` in the form that mainland SMS gateways expect; "" when there is none."""
    digits = re.sub(r"[\s\-()]", "", text).removeprefix("+86").removeprefix("0086")
    return digits if MOBILE.fullmatch(digits) else ""


# --- addresses of channels ------------------------------------------------------------------------------------------

# A robot's address as its group shows it, and the same in apprise's notation. Only the token is taken from it, so that
# no other host can be entered.
_ROBOTS = {
    "wecom": (r"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=([A-Za-z0-9_-]{8,80})", "wecombot://{0}"),
    "dingtalk": (r"https://oapi\.dingtalk\.com/robot/send\?access_token=([A-Za-z0-9]{8,80})", "dingtalk://{0}"),
    "feishu": (r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([A-Za-z0-9_-]{8,80})/?", "feishu://{0}"),
}
_MAIL = re.compile(r"mailtos://[^\s/@]+:[^\s/@]+@[A-Za-z0-9.-]+(:\d{1,5})?/?\?[^\s#]+")


def group_address(kind: str, text: str) -> str:
    """The address of a group's robot or a mailbox in apprise's notation. Raises Invalid when it is neither."""
    wanted = text.strip()
    if kind == "mail":
        if not _MAIL.fullmatch(wanted):
            raise Invalid("notices.bad_mail_address", field="address")
        return wanted
    shape, apprise = _ROBOTS[kind]
    found = re.fullmatch(shape, wanted)
    if not found:
        raise Invalid("notices.bad_robot_address", field="address")
    return apprise.format(*found.groups())


@dataclass(frozen=True)
class SmsTemplate:
    """How an SMS gateway is called: `body` and `url` contain {phone} and {text}. A body that begins with { is JSON.

    `success`: what its answer holds when it took the text; "" leaves it to the shapes that are known (`refusal_in`)."""

    url: str
    method: str
    body: str
    success: str = ""

    def filled(self, phone: str, text: str) -> tuple[str, bytes, str]:
        """(url, body, content type); values are escaped as the place where they are put requires."""
        url = _put(self.url, quote(phone, safe=""), quote(text, safe=""))
        if self.body.lstrip().startswith("{"):
            body = _put(self.body, json.dumps(phone)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1])
            return url, body.encode(), "application/json; charset=utf-8"
        body = _put(self.body, quote_plus(phone), quote_plus(text))
        return url, body.encode(), "application/x-www-form-urlencoded; charset=utf-8"


_VERDICTS = frozenset({
    "code", "errcode", "error_code", "errorcode", "resultcode", "result_code", "retcode", "ret_code", "ret", "status",
    "statuscode", "status_code", "result", "returnstatus", "return_code", "returncode", "respcode", "resp_code",
    "success", "error",
})  # fmt: skip
_TAKEN = frozenset({
    "ok", "success", "successful", "succeed", "true", "sent", "queued", "accepted", "delivered", "submitted",
    "200", "201", "202",
})  # fmt: skip
_NOTHING = frozenset({"", "0", "false", "null", "none"})
_XML = re.compile(r"<([A-Za-z_]{2,20})>\s*([^<>]{0,60}?)\s*</")
_TAG = re.compile(r"<[^<>]*>")
_NEGATIVE = re.compile(r"-[0-9]{1,12}")
_REFUSING = re.compile(r"error|fail|faild|失败|错误|余额|无效|非法", re.IGNORECASE)
UNSAID = "not_accepted"


def refusal_in(answer: bytes, success: str) -> str:
    """Why an SMS gateway that answered with 2xx did not take the text, "" when it did.

    Gateways refuse inside the answer: {"code": "4"}, <returnstatus>Faild</returnstatus>, -1. Where no verdict is
    recognised the status alone counts.
    """
    text = answer.decode(errors="replace").strip()
    if success:
        return "" if _holds(text, success) else UNSAID
    try:
        found = json.loads(text)
        verdicts, bad = _verdicts(found, 4), _refuses(found, 8)
    except (ValueError, RecursionError):
        fields = _XML.findall(text)
        verdicts = [_verdict(name, value) for name, value in fields if name.lower() in _VERDICTS]
        bad = _refuses([_TAG.sub(" ", text), *({name: value} for name, value in fields)], 2)
    if verdicts:
        return next((f"answer_{value}" for value in verdicts if not _took(value, bad=bad)), "")
    negative = _NEGATIVE.match(text)
    return f"answer_{negative[0]}" if negative else UNSAID if bad else ""


def _holds(text: str, success: str) -> bool:
    """Blanks do not count, and a number is not the beginning of a longer one."""
    text, wanted = ("".join(one.split()) for one in (text, success))
    after = r"(?![0-9A-Za-z])" if wanted[-1:].isalnum() else ""
    return bool(re.search(re.escape(wanted) + after, text, re.IGNORECASE))


def _verdicts(found: Any, depth: int) -> list[str]:
    """What the answer says of itself: its own fields, or where it has none those inside of it."""
    if isinstance(found, dict):
        named = [(name, v) for name, v in found.items() if name.lower() in _VERDICTS]
        if plain := [_verdict(name, v) for name, v in named if isinstance(v, str | int | float)]:
            return plain
    inside = list(found.values()) if isinstance(found, dict) else found if isinstance(found, list) else []
    return [verdict for one in inside for verdict in _verdicts(one, depth - 1)] if depth else []


def _verdict(name: str, value: str | float) -> str:
    """Of `error` the other way round: empty, false and 0 are good, true and 1 are not."""
    said = "true" if value is True else "false" if value is False else str(value)[:20]
    if name.lower() != "error":
        return said
    plain = said.strip().lower()
    return "0" if plain in _NOTHING else "error" if plain in {"true", "1"} else said


def _refuses(found: Any, depth: int) -> bool:
    """Whether some text in it, or a field that is named after a refusal and not empty, says so."""
    if isinstance(found, dict):
        named = any(_REFUSING.search(name) and not _is_good(value) for name, value in found.items())
        return named or _refuses(list(found.values()), depth)
    if isinstance(found, list):
        return depth > 0 and any(_refuses(one, depth - 1) for one in found)
    return isinstance(found, str) and bool(_REFUSING.search(found))


def _is_good(value: Any) -> bool:
    plain = str(value).strip().lower()
    return not value or not plain.strip("0") or plain in _NOTHING | _TAKEN - {"true"}


def _took(value: str, *, bad: bool) -> bool:
    """1 means both, so that the words beside it decide (`bad`)."""
    said = value.strip().lower()
    return said in _TAKEN or not said.strip("0") or (said == "1" and not bad)


def _put(template: str, phone: str, text: str) -> str:
    return re.sub(r"\{(phone|text)\}", lambda found: phone if found[1] == "phone" else text, template)


def check_sms(template: SmsTemplate) -> SmsTemplate:
    """Raises Invalid for a template that cannot work: no {phone}, no {text}, or no method."""
    if not _is_gateway(template.url):
        raise Invalid("notices.bad_sms_url", field="url")
    if template.method not in {"GET", "POST"}:
        raise Invalid("notices.bad_sms_method", field="method")
    whole = template.url + template.body
    if "{phone}" not in whole or "{text}" not in whole:
        raise Invalid("notices.sms_lacks_fields", field="body")
    return template


def _is_gateway(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for what is no port
    except ValueError:
        return False
    return parts.scheme in {"https", "http"} and bool(parts.hostname) and not parts.username and "{" not in parts.netloc


def read_sms(text: str) -> SmsTemplate:
    """What `write_sms` wrote."""
    return SmsTemplate(**json.loads(text))


def write_sms(template: SmsTemplate) -> str:
    return json.dumps(asdict(template), ensure_ascii=False)
