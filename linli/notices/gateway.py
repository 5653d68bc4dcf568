"""Out of the house: one text to one phone or one group. Nothing here knows a person or a database.

An SMS gateway's address is typed by a street, so it must not become a way to reach what only this server can reach:
the name is looked up once, every address it has must be public, and the connection goes to the very address that was
checked; redirects are not followed. `LINLI_GATEWAYS` names the hosts the operator allows besides, "127.0.0.1:9000" for
a relay on the same machine; only those may be asked without TLS.

The robots of the three chat programs are asked the same way, and their answer is read: they refuse with HTTP 200 and a
code inside, which apprise's plugins for them take for a success (version 2.2). Mail goes through apprise.
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

from linli.notices.rules import SmsTemplate

SECONDS = 5
LONGEST_ANSWER = 20  # seconds for a whole answer: one that trickles in must not hold up everybody else's messages
LONGEST_WHY = 30
MOST_ANSWER = 10_000  # bytes of an answer that are read
ROBOTS = {  # as rules.group_address writes them -> where they listen
    "wecombot": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={token}",
    "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token={token}",
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/{token}",
}


class Failed(Exception):
    """It was not accepted. `why` is a code for `words.why`; `forever` when trying again cannot help."""

    def __init__(self, why: str, *, forever: bool = False) -> None:
        super().__init__(why)
        self.why, self.forever = why, forever


def send_sms(template: SmsTemplate, phone: str, text: str) -> None:
    """Raises Failed unless the gateway answers with 2xx."""
    url, body, content_type = template.filled(phone, text)
    status, _answer = _ask(url, template.method, body if template.method == "POST" else None, content_type)
    _check_status(status)


def _check_status(status: int) -> None:
    if not 200 <= status < 300:
        raise Failed(f"status_{status}", forever=400 <= status < 500 and status not in {408, 429})


def send_group(address: str, text: str) -> None:
    """`address` as `rules.group_address` makes it: of a robot, or of a mailbox as apprise reads it. Raises Failed."""
    schema, _, token = address.partition("://")
    if schema in ROBOTS:
        _tell_robot(schema, token, text)
    elif schema == "mailtos":
        _mail(address, text)
    else:
        raise Failed("bad_address", forever=True)


def _tell_robot(schema: str, token: str, text: str) -> None:
    """Raises Failed unless the robot says that it took the text."""
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
    """Only under TLS with a good certificate, whatever the address asks for. Raises Failed."""
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
    """The one plugin that is wanted: apprise by itself loads all of its hundred and more."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # its mail plugin imports a module that Python gives up
        return import_string("apprise.plugins.email.base.NotifyEmail")


def allowed_besides() -> frozenset[str]:
    """host:port that the operator allows although it is not public."""
    return frozenset(entry.strip() for entry in settings.LINLI_GATEWAYS.split(",") if entry.strip())


def check_reachable(url: str) -> None:
    """Raises Failed("blocked") for an address that may not be asked, as sending would."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    allowed = f"{parts.hostname}:{port}" in allowed_besides()
    if parts.scheme != "https" and not allowed:
        raise Failed("blocked", forever=True)


def _ask(url: str, method: str, body: bytes | None, content_type: str) -> tuple[int, bytes]:
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
            return answer.status, answer.read(MOST_ANSWER)
    except TimeoutError:
        raise Failed("timeout") from None
    except ConnectionRefusedError:
        raise Failed("refused") from None
    except (OSError, http.client.HTTPException):
        raise Failed("broken") from None


@contextmanager
def _cut_off(connection: http.client.HTTPConnection) -> Iterator[None]:
    """Closed afterwards, and cut off after LONGEST_ANSWER: SECONDS holds for each piece of an answer, not for all."""
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
    """Below TLS: whoever reads meets the end of the line."""
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def _connect(host: str, port: int, *, secure: bool) -> http.client.HTTPConnection:
    """A connection to an address that was checked, under the host's own name."""
    address = _public_addresses(host, port)[0]
    plain = socket.create_connection((address, port), timeout=SECONDS)
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
    return connection


def _public_addresses(host: str, port: int) -> list[str]:
    """Every address of `host`. Raises Failed when there is none, or one that is not public and not allowed."""
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
