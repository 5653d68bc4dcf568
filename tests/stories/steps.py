"""The steps that the stories share: each one is what somebody does on a page, sent through HTTP."""

import re
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from linli.access.models import Account, PostKind
from linli.corps.models import Member
from linli.intake.models import Intake
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.places import divisions
from linli.places.models import Mode, Place
from linli.testing_jobs import run_jobs

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def account(username: str, name: str, person: UUID | None = None) -> Client:
    """A browser in which the owner of a new account has signed in."""
    made = Account.objects.create_user(username, None, name=name, path="", person=person, created_at=clock.now())
    client = Client()
    client.force_login(made)
    return client


def send(client: Client, address: str, **typed: Any) -> str:
    """Send a form with a fresh key; it must be accepted. Returns the address that it redirects to."""
    answer = client.post(address, {"key": str(new_id()), **typed})
    assert answer.status_code in (302, 303), (address, answer.status_code, errors_of(answer))
    where: str = answer["Location"]
    return where


def today() -> str:
    return clock.today().isoformat()


def errors_of(answer: Any) -> object:
    form = answer.context and answer.context.get("form")
    return form.errors if form is not None else answer.content.decode()[:500]


def words_of(answer: Any) -> str:
    """What a page says, without its tags, in one line."""
    assert answer.status_code == 200, answer.status_code
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def start_street(client: Client, search: str, code: str, mode: str = "", only: set[str] | None = None) -> Place:
    """The wizard: search, preview with every community chosen (or those called as in `only`), create."""
    if not divisions.ready():
        send(client, reverse("places:setup_prepare"))
    hits = client.get(reverse("places:setup_search"), {"q": search})
    assert reverse("places:setup_street", args=[code]) in hits.content.decode()
    page = client.get(reverse("places:setup_street", args=[code]))
    rows = [row for row in page.context["rows"] if only is None or row["name"] in only]
    names = {f"name-{row['code']}": row["name"] for row in rows}
    chosen = [row["code"] for row in rows]
    address = reverse("places:setup_street", args=[code])
    led_to = send(client, address, name=page.context["name"], mode=mode, on=chosen, **names)
    assert page.context["name"] in words_of(client.get(led_to))
    return Place.objects.get(code=code)


def add_place(client: Client, parent: Place, kind: str, name: str) -> Place:
    send(client, reverse("places:add", args=[parent.pk]), kind=kind, name=name)
    return Place.objects.get(parent=parent, kind=kind, name=name, closed_on=None)


def add_line(client: Client, parent: Place, line: str) -> None:
    send(client, reverse("places:pattern", args=[parent.pk]), text=line, deed="make")


def use_mode(client: Client, place: Place, code: str) -> None:
    address = reverse("places:mode", args=[place.pk])
    revision = client.get(address).context["form"]["revision"].value()
    send(client, address, mode=str(Mode.objects.get(path="", code=code).pk), revision=revision)


def appoint(client: Client, place: Place, post: str, name: str, phone: str) -> Member:
    """Somebody new into a post at a place, on the page of appointments."""
    kind = PostKind.objects.get(path="", code=post)
    led_to = send(
        client, f"{reverse('corps:appoint')}?at={place.pk}", name=name, phone=phone, post=str(kind.pk),
        places=[str(place.pk)], starts_on="2022-03-01",
    )  # fmt: skip
    assert name in words_of(client.get(led_to))
    return Member.objects.get(name=name, path__startswith=place.path[:4])


def add_unit(client: Client, place: Place, name: str, kind: str) -> None:
    send(client, f"{reverse('corps:new_unit')}?at={place.pk}", name=name, kind=kind)


def upload(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes(), content_type=XLSX)


def bring_register(client: Client, place: Place, path: Path) -> Intake:
    return _bring(client, "people:imports", place, path)


def bring_leaders(client: Client, place: Place, path: Path) -> Intake:
    return _bring(client, "corps:imports", place, path)


def _bring(client: Client, pages: str, place: Place, path: Path) -> Intake:
    """Upload, accept the recognised columns, preview, confirm. Returns the finished import."""
    send(client, reverse(f"{pages}:start"), place=str(place.pk), file=upload(path))
    work = Intake.objects.latest("started_at")
    show = reverse(f"{pages}:show", args=[work.pk])
    run_jobs()
    columns = client.get(show, follow=True)
    if "form" in columns.context and hasattr(columns.context["form"], "cards"):
        form = columns.context["form"]
        chosen = {name: form[name].value() for name in form.fields if name != "key" and form[name].value()}
        send(client, reverse(f"{pages}:columns", args=[work.pk]), **chosen)
        run_jobs()
    preview = client.get(show)
    work.refresh_from_db()
    assert work.state == "preview", (work.state, work.problem)
    assert f"{work.counts['total']:,}" in words_of(preview)
    send(client, reverse(f"{pages}:confirm", args=[work.pk]))
    run_jobs()
    work.refresh_from_db()
    assert work.state == "done", (work.state, work.problem)
    return work


def holders(client: Client, place: Place, post: str) -> int:
    """How many people the page of members lists in a post."""
    kind = PostKind.objects.get(path="", code=post)
    page = client.get(reverse("corps:members"), {"at": str(place.pk), "post": str(kind.pk)})
    found: int = page.context["page"].paginator.count
    assert found == 0 or kind.title in words_of(page)
    return found


def gaps(client: Client, place: Place) -> list[Any]:
    """The gaps that the page of gaps lists for a place (its first page)."""
    page = client.get(reverse("corps:gaps"), {"at": str(place.pk)})
    return list(page.context["page"].object_list)


def doors_in_gap(client: Client, place: Place) -> dict[str, tuple[str, ...]]:
    """Path of each door or shop that the drill-down lists -> the titles of who is missing."""
    page = client.get(reverse("corps:gap_doors", args=[place.pk]))
    return {door.path: door.missing for door, _words, _place in page.context["lines"]}
