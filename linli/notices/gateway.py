"""Sends one text to one phone or one group outside. Nothing here knows a person or the database.

A street types the address of its SMS gateway, so it could be used to reach services that only this server can reach
(SSRF). Therefore the name is resolved once, every resolved address must be public, and the connection goes to the
address that was checked; redirects are not followed. `LINLI_GATEWAYS` names hosts that the operator allows besides,
such as "127.0.0.1:9000" for a relay on the same machine; only those may be used without TLS.

The robots of the three chat programs are called the same way, and their answer is read: they refuse with HTTP 200 and
an error code in the body, which apprise 2.2's plugins for them take for success. Mail is sent by apprise.
"""

import http.client
import ipaddress
import json
import socket
import ssl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Any
from urllib.parse import quote, urlsplit

import apprise
from apprise.exception import AppriseImproperlyConfigured
from django.conf import settings
from django.utils.module_loading import import_string

from linli.notices.rules import SmsTemplate, refusal_in

SECONDS = 5
LONGEST_ANSWER = 20  # seconds for a whole answer, so that a slow one does not delay everybody else's messages
LONGEST_WHY = 30
MOST_ANSWER = 10_000  # at most so many bytes of an answer are read
ROBOTS = {  # robots in the notation of rules.group_address -> where they listen
    "wecombot": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={token}",
    "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token={token}",
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/{token}",
}


class Failed(Exception):
    """The message was not accepted. `why` is a code for `words.why`; `forever` when trying again cannot help."""

    def __init__(self, why: str, *, forever: bool = False) -> None:
        super().__init__(why)
        self.why, self.forever = why, forever


def send_sms(template: SmsTemplate, phone: str, text: str) -> None:
    """Raises Failed unless the gateway answers with 2xx and its answer says that it took the text."""
    url, body, content_type = template.filled(phone, text)
    status, answer = _ask(url, template.method, body if template.method == "POST" else None, content_type)
    _check_status(status)
    if why := refusal_in(answer, template.success):
        raise Failed(why[:LONGEST_WHY])


def _check_status(status: int) -> None:
    if not 200 <= status < 300:
        raise Failed(f"status_{status}", forever=400 <= status < 500 and status not in {408, 429})


def send_group(address: str, text: str) -> None:
    """`address` is what `rules.group_address` returns, of a robot or a mailbox in apprise's notation. Raises Failed."""
    schema, _, token = address.partition("://")
    if schema in ROBOTS:
        _tell_robot(schema, token, text)
    elif schema == "mailtos":
        _mail(address, text)
    else:
        raise Failed("bad_address", forever=True)


def _tell_robot(schema: str, token: str, text: str) -> None:
    """Raises Failed unless the robot's answer says that it accepted the text."""
    said = {"msg_type": "text", "content": {"text": text}}
    if schema != "feishu":
        said = {"msgtype": "text", "text": {"content": text}}
    url, body = ROBOTS[schema].format(token=quote(token, safe="")), json.dumps(said, ensure_ascii=False).encode()
    status, answer = _ask(url, "POST", body, "application/json; charset=utf-8")
    _check_status(status)
    code = _code_in(answer)
    if code != 0:
        raise Failed("not_accepted" if code is None else f"answer_{code}"[:LONGEST_WHY])


def _code_in(answer: bytes) -> int | None:
    """`errcode` of WeCom and DingTalk, `code` (formerly `StatusCode`) of Feishu; None when the answer has none."""
    try:
        found = json.loads(answer)
    except ValueError:
        return None
    named = [found[name] for name in ("errcode", "code", "StatusCode") if name in found] if type(found) is dict else []
    return named[0] if named and type(named[0]) is int else None


def _mail(address: str, text: str) -> None:
    """Only over TLS with a valid certificate, whatever the address says. Raises Failed."""
    plugin = _plugin()
    asset = apprise.AppriseAsset(storage_mode=apprise.PersistentStoreMode.MEMORY)
    parts = plugin.parse_url(address)
    if parts is None:
        raise Failed("bad_address", forever=True)
    try:
        service = plugin(**parts | {"asset": asset})
    except AppriseImproperlyConfigured:
        raise Failed("bad_address", forever=True) from None
    if service.secure_mode == "insecure":
        raise Failed("bad_address", forever=True)
    service.verify_certificate = True
    _public_addresses(str(service.smtp_host), service.port or 465)
    if not service.notify(body=text):
        raise Failed("not_accepted")


def _plugin() -> Any:
    """Load only the mail plugin: apprise by itself loads more than a hundred."""
    with warnings.catch_warnings():
        # apprise's mail plugin imports a module that Python has deprecated
        warnings.simplefilter("ignore", DeprecationWarning)
        return import_string("apprise.plugins.email.base.NotifyEmail")


def allowed_besides() -> frozenset[str]:
    """The host:port pairs that the operator allows although they are not public."""
    return frozenset(entry.strip() for entry in settings.LINLI_GATEWAYS.split(",") if entry.strip())


def check_reachable(url: str) -> None:
    """Raises Failed("blocked") for an address that sending would refuse."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    allowed = f"{parts.hostname}:{port}" in allowed_besides()
    if parts.scheme != "https" and not allowed:
        raise Failed("blocked", forever=True)


def fetch(url: str, *, most: int) -> bytes:
    """What lies at a public address, `most` bytes of it. Raises Failed."""
    try:
        status, answer = _ask(url, "GET", None, "text/plain", most=most)
    except ValueError:  # an address that is none
        raise Failed("bad_address", forever=True) from None
    _check_status(status)
    return answer


def _ask(url: str, method: str, body: bytes | None, content_type: str, *, most: int = MOST_ANSWER) -> tuple[int, bytes]:
    """(status, the beginning of the answer). Raises Failed."""
    check_reachable(url)
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    try:
        connection = _connect(host, port, secure=parts.scheme == "https")
        with _cut_off(connection):
            connection.request(method, target, body, {"Content-Type": content_type, "User-Agent": "Linli"})
            answer = connection.getresponse()
            return answer.status, answer.read(most)
    except TimeoutError:
        raise Failed("timeout") from None
    except ConnectionRefusedError:
        raise Failed("refused") from None
    except (OSError, http.client.HTTPException):
        raise Failed("broken") from None


@contextmanager
def _cut_off(connection: http.client.HTTPConnection) -> Iterator[None]:
    """Close the connection afterwards, and cut it off after LONGEST_ANSWER: the timeout SECONDS applies to each read
    only."""
    line = connection.sock
    end = Timer(LONGEST_ANSWER, lambda: _hang_up(line))
    end.daemon = True
    end.start()
    try:
        yield
    finally:
        end.cancel()
        connection.close()


def _hang_up(line: socket.socket) -> None:
    """Shut the socket down below TLS, so that a waiting read ends."""
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def _connect(host: str, port: int, *, secure: bool) -> http.client.HTTPConnection:
    """A connection to an address that was already checked, with the host's own name for TLS and headers."""
    address = _public_addresses(host, port)[0]
    plain = socket.create_connection((address, port), timeout=SECONDS)
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
    return connection


def _public_addresses(host: str, port: int) -> list[str]:
    """Every address of `host`. Raises Failed when there is none, or one that is neither public nor allowed."""
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except OSError:
        raise Failed("unknown_host") from None
    if f"{host}:{port}" not in allowed_besides() and not all(map(_is_public, found)):
        raise Failed("blocked", forever=True)
    return found


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return found.is_global and not found.is_multicast
