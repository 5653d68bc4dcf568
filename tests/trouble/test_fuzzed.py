"""Random requests to every address, as every post: whatever comes in, nothing is answered with an error of ours.

A few thousand here; LINLI_FUZZED says how many (`make fuzz`: 100,000). The same seed gives the same requests; after a
failure LINLI_FUZZED_FROM tries the one that is named alone.
"""

import json
import os
import random
import re
from pathlib import Path
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
from django import forms
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.test import Client

from linli.access.api_keys import pace
from linli.calls.tests.town import Town
from linli.kernel.pictures.tests.drawn import jpeg
from tests.addresses import every_address

HOW_MANY = int(os.environ.get("LINLI_FUZZED", "2000"))
FIRST = int(os.environ.get("LINLI_FUZZED_FROM", "0"))
ASKERS = (
    "", "grid", "community", "street", "registrar", "administrator", "auditor", "partner", "building", "volunteer",
)  # fmt: skip
ROOT = Path(__file__).resolve().parents[2]
ODD = (
    "", "0", "1", "-1", "2147483648", "9" * 400, "1e400", "NaN", "Infinity", "0x10", "1.5", "٣", "²", "1" * 5_000, "true", "on",
    "9999-12-31", "0001-01-01", "2026-02-30", "2026-03-03", "2026-13", "24:00", "2026-03-03T00:00:00+99:99", "\0", "a\0b",
    "\ud800", "\u202e\u200d", "\ufffe", "😀" * 50, "长" * 3_000, "<script>", "'\"--", "%", "%00", "../../etc/passwd", "[]", "{}",
    "null", "00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-00000000000g", "0001", "0001" * 30, "王", "7号楼",
    "13800138000", "+852 5123 4567", "11010519491231002X", "send", "check", "usual", "yes", "life", "sms", "order.errand", "open,closed",
)  # fmt: skip
HEADERS = (
    "HX-Request", "Accept", "If-None-Match", "If-Match", "Idempotency-Key", "Authorization", "Range", "Referer",
    "HX-Current-URL",
)  # fmt: skip


def field_names():
    """What pages read from a query or a form."""
    read = re.compile(r"(?:GET|POST|FILES)(?:\.get(?:list)?\(|\[)\"(\w+)\"")
    found = {name for file in (ROOT / "linli").rglob("*.py") for name in read.findall(file.read_text())}
    kinds, seen = [forms.Form], set()
    while kinds:
        kind = kinds.pop()
        kinds += [one for one in kind.__subclasses__() if one not in seen]
        seen.add(kind)
        found |= set(kind.base_fields)
    return sorted(found)


def known_ids():
    """Some rows of every table that an address may name."""
    found = []
    for model in apps.get_models():
        if isinstance(model._meta.pk, models.UUIDField):
            found += [str(pk) for pk in model._default_manager.values_list("pk", flat=True)[:4]]
    return found


class Fuzz:
    def __init__(self, street):
        self.clients = {who: street.client(who) if who else Client() for who in ASKERS}
        for client in self.clients.values():
            client.raise_request_exception = False
        self.addresses = [one for one in every_address() if "(?P" not in one.route and "^" not in one.route]
        self.names, self.ids = field_names(), known_ids()

    def value(self, dice):
        return dice.choice(self.ids) if dice.random() < 0.4 else dice.choice(ODD)

    def url(self, dice, address):
        def put(found):
            kind = found[1] or "str"
            if kind == "uuid":
                return dice.choice(self.ids) if dice.random() < 0.9 else str(uuid4())
            return quote(self.value(dice).encode(errors="replace")[:200], safe="") or "x"

        path = re.sub(r"<(?:(\w+):)?\w+>", put, address.route)
        asked = self.words(dice, 4)
        return f"/{path}" + ("?" + urlencode(asked, doseq=True, errors="replace") if asked else "")

    def words(self, dice, most):
        names = [dice.choice(self.names) for _ in range(dice.randint(0, most))]
        return {name: [self.value(dice) for _ in range(dice.choice((1, 1, 1, 2)))] for name in names}

    def body(self, dice):
        """(what is sent, its media type)"""
        typed = self.words(dice, 12) | {"key": [str(uuid4())]}
        match dice.randint(0, 9):
            case 0:
                return json.dumps({name: one[0] for name, one in typed.items()}).encode(), "application/json"
            case 1:
                return dice.randbytes(200), dice.choice(
                    ("application/json", "multipart/form-data; boundary=x", "text/xml")
                )
            case 2 | 3:
                content = dice.choice((b"", b"PK\x03\x04", dice.randbytes(300), jpeg().read(), b"a,b\n1,2\n"))
                file = SimpleUploadedFile(dice.choice(("a.jpg", "a.csv", "../a", "名.xlsx")), content)
                return {name: one[0].replace("\ud800", "?") for name, one in typed.items()} | {
                    "photos": file,
                    "file": file,
                }, ""
        return urlencode(typed, doseq=True, errors="replace").encode(), "application/x-www-form-urlencoded"

    def ask(self, number):
        """The answer to the request of this number, with everything that it wrote rolled back, and what it was."""
        dice = random.Random(number)
        who, address = dice.choice(ASKERS), self.addresses[number % len(self.addresses)]
        method = dice.choice(("GET",) * 5 + ("POST",) * 6 + ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"))
        url, client = self.url(dice, address), self.clients[who]
        headers = {name: dice.choice(("true", "application/json", '"1"', "*", "x" * 300, "Bearer x", "http://[")) for name in
                   dice.sample(HEADERS, dice.randint(0, 2))}  # fmt: skip
        sent, kind = self.body(dice) if method in {"POST", "PUT", "PATCH"} else (b"", "")
        with transaction.atomic():
            if method == "POST" and not kind:
                answer = client.post(url, sent, headers=headers)
            else:
                raw = sent if isinstance(sent, bytes) else b""
                answer = client.generic(method, url, raw, kind or "text/plain", headers=headers)
            transaction.set_rollback(True)
        return answer.status_code, f"{number}: {who or 'nobody'} {method} {url[:300]} {kind} {sent!r:.600}"


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.django_db
def test_no_request_is_answered_with_an_error_of_ours(street, settings, tmp_path, monkeypatch):
    settings.LINLI_DATA = tmp_path
    monkeypatch.setattr(pace, "MOST_A_MINUTE", HOW_MANY)
    town = Town(street)
    town.claimed()
    town.open("repair", by=None, caller_phone="13800138000")
    town.whistle("派出所")
    fuzz = Fuzz(street)
    answers = (fuzz.ask(number) for number in range(FIRST, FIRST + HOW_MANY))
    assert [what for status, what in answers if status >= 500] == []
