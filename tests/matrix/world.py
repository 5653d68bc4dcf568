"""One request as somebody, with everything that it wrote rolled back: the askers, and the answers."""

import io
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http.cookie import SimpleCookie
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from linli.access.models import Grant
from linli.access.permissions import BUNDLES, Permission
from linli.kernel.pictures.tests.drawn import jpeg
from tests.addresses import Address, every_address
from tests.matrix.canaries import HOLDER, OPENERS, Canaries

REFUSED = {403, 404}
# What is typed into a field for a file -> its name, content and media type.
FILES = {
    "FILE": ("登记.csv", "姓名,楼栋,门牌\n张三,7号楼,101\n".encode(), "text/csv"),
    "PICTURE": ("现场.jpg", jpeg().read(), "image/jpeg"),
}
# A link opens where nobody is signed in. The resident of this cell has opened their own record with it, and may see it
# whole: nothing else.
SELF, SELF_CELL = "resident", "b"
OPENED_BY = {"people:self": "anonymous", "people:self_record": SELF, "people:self_correct": SELF}


@dataclass(frozen=True)
class Probe:
    """One request. `at` is the path of the row that the address names, None when it names none.

    `twice`: asked again with everything out of reach removed; the answers must not differ.
    """

    person: str
    method: str
    address: str
    url: str
    at: str | None = None
    model: str = ""
    body: tuple[tuple[str, str], ...] = ()
    twice: bool = False

    def __str__(self) -> str:
        body = f" {dict(self.body)}" if self.body else ""
        return f"{self.person} {self.method} {self.url}{body}{' twice' if self.twice else ''}"


@dataclass
class Answer:
    status: int
    text: str
    location: str = ""
    crash: str = ""
    cookies: str = ""

    @property
    def to_sign_in(self) -> bool:
        return self.status == 302 and self.location.startswith("/sign-in/")

    @property
    def refused(self) -> bool:
        return self.status in REFUSED or self.to_sign_in


@dataclass
class World:
    """The canaries' territory and everybody who may ask."""

    canaries: Canaries
    held: dict[str, dict[Permission, list[str]]] = field(default_factory=dict)
    posts: dict[str, list[str]] = field(default_factory=dict)
    plain: bool = True  # the last request asked for an address and nothing else

    def __post_init__(self) -> None:
        self.street = self.canaries.street
        self.cookies = {
            name: person.client.cookies.output(header="", sep=";") for name, person in self.street.people.items()
        }
        for name, person in self.street.people.items():
            self.held[name] = held_by(person.account.person)
            self.posts[name] = posts_of(person.account.person)
        self.held["anonymous"] = self.held[SELF] = {}
        opened = Client()
        opened.post(reverse("people:self", args=[f"token-{SELF_CELL}"]))
        self.cookies[SELF] = opened.cookies.output(header="", sep=";")
        # kept, unlike everything that follows, because the time a session was last seen is written now and then
        for name in self.cookies:
            self.send(Probe(name, "GET", "access:profile", reverse("access:profile")))

    def browser(self, cookies: str) -> Client:
        """The one browser of all askers, with these cookies: a new one loads the middleware again."""
        self._browser.cookies = SimpleCookie(cookies)
        return self._browser

    @cached_property
    def _browser(self) -> Client:
        return Client(raise_request_exception=False)

    @cached_property
    def addresses(self) -> dict[str, Address]:
        return {a.name: a for a in every_address() if not a.foreign}

    @property
    def persons(self) -> list[str]:
        return [*(n for n in self.street.people if n not in OPENERS and not n.startswith(HOLDER)), "anonymous", SELF]

    def opener(self, name: str) -> str:
        """The asker who is admitted here: the resident by their link, or one of the two who together may do
        everything."""
        kind, marked = self.addresses[name].mark or ("", ())
        if name in OPENED_BY:
            return OPENED_BY[name]
        alone = kind == "requires" and not any(self.held["everywhere"].get(p) for p in marked)
        return "checker" if alone else "everywhere"

    def may_open(self, person: str, address: Address) -> bool:
        kind, marked = address.mark or ("", ())
        return (kind == "signed_in" and person != "anonymous") or (
            kind == "requires" and any(self.held[person].get(p) for p in marked)
        )

    def ask(self, probe: Probe) -> Answer:
        """The answer, with everything the request wrote rolled back."""
        with transaction.atomic():
            answer = self.send(probe)
            transaction.set_rollback(True)
        return answer

    def send(self, probe: Probe, *, cookies: str | None = None) -> Answer:
        """`cookies`: those that the browser holds by now, else those of the person's sign-in."""
        client = self.browser(self.cookies.get(probe.person, "") if cookies is None else cookies)
        self.plain = probe.method == "GET" and not query_of(probe.url)
        if probe.method == "GET":
            response = client.get(probe.url)
        else:
            response = (
                client.generic("POST", probe.url, **_encoded(probe.body))
                if not _has_file(probe.body)
                else client.post(probe.url, _with_files(probe.body))
            )
        headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
        crash = repr(response.exc_info[1])[:200] if getattr(response, "exc_info", None) else ""
        text = headers + "\n" + _text_of(response)
        held = client.cookies.output(header="", sep=";")
        return Answer(response.status_code, text, response.headers.get("Location", ""), crash, held)


def posts_of(person: UUID) -> list[str]:
    """Where a person has a post or had one: everybody sees their own, and what the place is called."""
    return list(Grant.objects.filter(person=person).values_list("path", flat=True))


def held_by(person: UUID) -> dict[Permission, list[str]]:
    """permission -> paths, from the grants themselves: not through the code that is under test."""
    held: dict[Permission, list[str]] = {}
    for grant in Grant.objects.filter(person=person, ends_on=None):
        for permission in BUNDLES[grant.bundle]:
            held.setdefault(permission, []).append(grant.path)
    return held


def name_of(url: str) -> str | None:
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return None


def _has_file(body: tuple[tuple[str, str], ...]) -> bool:
    return any(value in FILES for _, value in body)


def _with_files(body: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    return {name: SimpleUploadedFile(*FILES[value]) if value in FILES else value for name, value in body}


def _encoded(body: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    return {"data": urlencode(list(body)), "content_type": "application/x-www-form-urlencoded"}


def query_of(url: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(url).query)


def _text_of(response: Any) -> str:
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    if raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            return "\n".join(book.read(name).decode(errors="replace") for name in book.namelist())
    return raw.decode(errors="replace")
