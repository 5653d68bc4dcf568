"""How many files outside itself a new room changes: a room with a page, an action, a fact and a permission, made in a
copy."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import polib
import pytest

from tests.architecture.source import ROOT, tracked

MOST_OUTSIDE = 6
CATALOGUE = "linli/locale/en/LC_MESSAGES/django.po"
ROOM = {
    "__init__.py": "",
    "README.md": "# example: notes of a place\n\nMade by a test.\n",
    "apps.py": """
        from linli.kernel.apps import Room


        class ExampleConfig(Room):
            name = "linli.example"
            verbose_name = "例子"
        """,
    "facts.py": """
        from linli.kernel.facts.declared import FactKind
        from linli.kernel.facts.declared import word as _

        ROOM = _("例子")
        FACTS = (FactKind("example.noted", _("写下一句话")),)
        """,
    "messages.py": """
        from django.utils.translation import gettext_lazy as _

        MESSAGES = {"example.empty": _("请写一句话。")}
        """,
    "navigation.py": """
        from django.utils.translation import gettext_lazy as _

        from linli.access.entries import Entry, Group
        from linli.access.permissions import Permission as P

        ENTRIES = (Entry(Group.WORK, 590, _("一句话"), _("一句"), "example:index", "horn", P.EXAMPLE_EDIT, "q"),)
        """,
    "retention.py": """
        WHOLE_MODELS = {"Note": "a sentence about a place"}
        """,
    "rules.py": """
        LONGEST = 80
        """,
    "models.py": """
        from django.db import models

        from linli.access.models import PlaceScoped
        from linli.example import rules
        from linli.kernel.ids import new_id


        class Note(PlaceScoped):
            id = models.UUIDField(primary_key=True, default=new_id)
            text = models.CharField(max_length=rules.LONGEST)
        """,
    "migrations/__init__.py": "",
    "queries.py": """
        from django.db.models import QuerySet

        from linli.access.actor import Actor
        from linli.access.permissions import Permission as P
        from linli.example.models import Note


        def notes(actor: Actor) -> QuerySet[Note]:
            return Note.objects.reachable(actor, P.EXAMPLE_EDIT).order_by("-id")
        """,
    "actions.py": '''
        from datetime import datetime
        from uuid import UUID

        from django.db import transaction

        from linli.access.actor import Actor
        from linli.access.permissions import Permission as P
        from linli.access.queries import check_may
        from linli.example import rules
        from linli.example.models import Note
        from linli.kernel.facts import trail
        from linli.kernel.text import clean_text
        from linli.kernel.writes import once
        from linli.places.models import Place


        @transaction.atomic
        def note(*, place: Place, text: str, actor: Actor, key: UUID | None, now: datetime) -> Note:
            """Raises Invalid at "text" when it is empty or too long."""
            check_may(actor, P.EXAMPLE_EDIT, place.path)
            if found := once.made(Note, key, "example.noted", actor=actor):
                return found
            text = clean_text(text, field="text", most=rules.LONGEST, missing="example.empty")
            made = Note.objects.create(path=place.path, text=text)
            trail.record("example.noted", actor=actor, path=made.path, about=made.pk, key=key, at=now)
            return made
        ''',
    "forms.py": """
        from django import forms
        from django.utils.translation import gettext_lazy as _

        from linli.example import rules
        from linli.kernel.pages.forms import KeyedForm


        class NoteForm(KeyedForm):
            text = forms.CharField(label=_("一句话"), max_length=rules.LONGEST)
        """,
    "views.py": """
        from uuid import UUID

        from django.http import HttpResponse
        from django.shortcuts import redirect, render
        from django.views.decorators.http import require_POST, require_safe

        from linli.access.marks import ActorRequest, requires
        from linli.access.permissions import Permission as P
        from linli.access.queries import fetch
        from linli.example import actions, queries
        from linli.example.forms import NoteForm
        from linli.kernel.pages.forms import refusals_into
        from linli.kernel.time import clock
        from linli.places.asked import place_asked
        from linli.places.models import Place


        @require_safe
        @requires(P.EXAMPLE_EDIT)
        def index(request: ActorRequest) -> HttpResponse:
            return _page(request, place_asked(request, P.EXAMPLE_EDIT), NoteForm())


        @require_POST
        @requires(P.EXAMPLE_EDIT)
        def add(request: ActorRequest, pk: UUID) -> HttpResponse:
            place = fetch(request.actor, P.EXAMPLE_EDIT, Place, pk)
            form = NoteForm(request.POST)
            if form.is_valid():
                typed = form.cleaned_data
                with refusals_into(form):
                    actions.note(place=place, text=typed["text"], actor=request.actor, key=typed["key"], now=clock.now())
                    return redirect("example:index")
            return _page(request, place, form)


        def _page(request: ActorRequest, place: Place, form: NoteForm) -> HttpResponse:
            told = {"place": place, "form": form, "notes": queries.notes(request.actor)}
            return render(request, "example/index.html", told, status=422 if form.errors else 200)
        """,
    "urls.py": """
        from django.urls import path

        from linli.example import views

        app_name = "example"
        urlpatterns = [
            path("", views.index, name="index"),
            path("<uuid:pk>/add/", views.add, name="add"),
        ]
        """,
    "templates/example/index.html": """
        {% extends "web/base.html" %}
        {% block title %}{% translate "一句话" %}{% endblock %}
        {% block heading %}{% translate "一句话" %} <span class="muted">{{ place.name }}</span>{% endblock %}
        {% block content %}
        <div class="card readable">
          {% form_errors form %}
          <form method="post" action="{% url 'example:add' place.pk %}" class="form">
            {% csrf_token %}
            {{ form.key }}
            {% field form.text %}
            <div class="toolbar"><button class="btn primary">{% translate "保存" %}</button></div>
          </form>
        </div>
        <ul class="list">
          {% for note in notes %}<li>{{ note.text }}</li>{% endfor %}
        </ul>
        {% endblock %}
        """,
    "tests/__init__.py": "",
    "tests/test_pages.py": """
        import pytest

        from linli.example.models import Note
        from linli.kernel.ids import new_id
        from linli.kernel.models import Fact
        from linli.testing import refusals


        def typed(text="桂花开了"):
            return {"key": str(new_id()), "text": text}


        def add(street, who="community", at="xueyuan", **said):
            return street.client(who).post(f"/example/{street.id(at)}/add/", {**typed(), **said})


        def page(street, who):
            return street.client(who).get("/example/")


        def test_a_note_is_written_once_and_shown(street):
            key = str(new_id())
            assert [add(street, key=key).status_code for _ in range(2)] == [302, 302]
            assert page(street, "community").content.decode().count("<li>桂花开了</li>") == 1
            assert 'data-go="q"' in page(street, "community").content.decode()
            assert Fact.objects.filter(kind="example.noted").count() == 1


        @pytest.mark.parametrize(
            ("said", "field", "code"),
            [
                ({"text": ""}, "text", "required"),
                ({"text": "\\u200b"}, "text", "example.empty"),
                ({"key": ""}, "key", "required"),
            ],
        )
        def test_a_wrong_note_is_refused_at_its_field(street, said, field, code):
            answer = add(street, **said)
            assert (answer.status_code, refusals(answer)) == (422, {field: code})
            assert not Note.objects.exists()


        @pytest.mark.parametrize(
            ("who", "status", "seen"),
            [("community", 302, True), ("outside_community", 404, False), ("outsider", 403, None), ("street", 403, None)],
        )
        def test_who_may_write_and_read(street, who, status, seen):
            assert add(street, who).status_code == status
            assert Note.objects.exists() == (status == 302)
            Note.objects.create(path=street.places["xueyuan"].path, text="桂花谢了")
            answer = page(street, who)
            assert answer.status_code == (403 if seen is None else 200)
            assert ("桂花谢了" in answer.content.decode()) == bool(seen)
        """,
}
# file -> (existing text, its replacement)
OUTSIDE = {
    "linli/project/rooms.py": [
        (
            '    Room("command", 9, "board/"),\n',
            '    Room("command", 9, "board/"),\n    Room("example", 9, "example/"),\n',
        )
    ],
    "pyproject.toml": [
        ('  "linli.command",\n', '  "linli.command | linli.example",\n'),
        ('"linli.command", "linli.web"]', '"linli.command", "linli.example", "linli.web"]'),
    ],
    "linli/access/permissions.py": [
        ("    FLOWS_READ =", '    EXAMPLE_EDIT = "example.edit"  # a sentence about a place\n    FLOWS_READ ='),
        (
            "            P.CORPS_UNITS,\n            P.INCIDENTS_APPEALS,",
            "            P.CORPS_UNITS,\n            P.EXAMPLE_EDIT,\n            P.INCIDENTS_APPEALS,",
        ),
    ],
    # the view fetches the place with the permission that the action asks for once more
    "tests/matrix/redundant.py": [
        (
            "    # flows\n",
            (
                '    "linli.example.actions:note check_may EXAMPLE_EDIT": '
                '("the view fetches the place with the same permission"),\n    # flows\n'
            ),
        )
    ],
}
MADE_AGAIN = {"docs/permissions.md", CATALOGUE}  # generated by `make permissions` and by tools/collect_words.py
WALKING = [
    *(f"tests/architecture/test_{name}.py" for name in ("rooms", "facts", "navigation", "personal_columns", "routes")),
    *("tests/architecture/test_words.py", "tests/architecture/test_writes.py", "tests/matrix/test_permissions.py"),
    "linli/example",
    # everybody asks everything of the new room, and each of its guards is left out in turn
    "tests/matrix/test_mutants.py::test_nothing_leaks_and_every_guard_is_missed[example]",
]


@pytest.fixture
def copy(tmp_path):
    """The tracked files, plus the room and its changes outside."""
    folder = tmp_path / "copy"
    for file in tracked():
        for one in (file, *compiled(file)):
            target = folder / one.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(one, target)  # with its time, by which Python knows what is compiled already
    for name, text in ROOM.items():
        target = folder / "linli/example" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dedent(text).lstrip("\n"))
    for name, changes in OUTSIDE.items():
        text = (folder / name).read_text()
        for old, new in changes:
            assert text.count(old) >= 1, f"{name} does not say {old}"
            text = text.replace(old, new, 1)
        (folder / name).write_text(text)
    return folder


def compiled(file: Path) -> list[Path]:
    made = Path(importlib.util.cache_from_source(str(file)))
    return [made] if file.suffix == ".py" and made.exists() else []


def run(folder: Path, *command: str, **around: str) -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    plain |= {"LINLI_ENV": "development", "LINLI_DATA": str(folder.parent / "data"), "LINLI_DATABASE": ""}
    plain |= {"PYTHONPATH": str(folder), "DJANGO_SETTINGS_MODULE": "linli.project.settings"}
    done = subprocess.run(command, cwd=folder, env=plain | around, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5_000:] + done.stderr[-5_000:]


def changed_outside(folder: Path) -> set[str]:
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    ours = {name for name in files if not name.startswith("linli/example/") and "__pycache__" not in name}
    return {
        name
        for name in ours
        if not (ROOT / name).exists() or (ROOT / name).read_bytes() != (folder / name).read_bytes()
        if not name.endswith(".mo") and not name.startswith(".")
    }


@pytest.mark.slow
@pytest.mark.one_database
def test_a_new_room_needs_few_edits_outside_itself(copy):
    python = sys.executable
    django = (python, "-m", "django")
    run(copy, *django, "makemigrations", "example", "--name", "start")
    run(copy, *django, "makemigrations", "--check", "--dry-run")
    run(copy, python, "tools/collect_words.py")
    words = polib.pofile(str(copy / CATALOGUE))
    for entry in words.untranslated_entries():
        entry.msgstr = "One sentence"
    words.save()
    run(copy, python, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")
    run(copy, python, "-m", "pytest", *WALKING, "-p", "no:xdist", LINLI_WRITE_PERMISSIONS="1")
    outside = changed_outside(copy)
    assert outside == set(OUTSIDE) | MADE_AGAIN
    assert len(outside) <= MOST_OUTSIDE
