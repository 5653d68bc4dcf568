"""Hostile text in every field: never a crash, never executed markup, and what was typed is kept."""

from urllib.parse import quote_from_bytes

import pytest
from django.db import connection, transaction
from django.urls import reverse

from tests.matrix.pages import Form, read
from tests.matrix.probes import by_turns, filled_in
from tests.matrix.test_permissions import ROOMS, walk  # noqa: F401 (the fixture)
from tests.matrix.world import name_of
from tests.trouble.naughty import ALL, CLASSES, MARKUP, REFUSED_BY_DATABASES, STORED_DIFFERENTLY, WORST

TYPED = {"text", "textarea", "search", "tel", "email", "number", "date", "url", "hidden"}
KEPT = {"text", "textarea", "search", "tel", "email", "number", "date"}
# Fields whose content is never shown again, on purpose.
NOT_KEPT = {"key", "csrfmiddlewaretoken", "next", "password", "code"}


def test_the_list_is_worth_its_name():
    assert len(ALL) >= 150
    assert len(set(ALL)) == len(ALL)


def coded(pairs):
    """Form encoding that can send what no browser would: lone surrogates are sent as the bytes they would be."""
    return "&".join(
        f"{quote_from_bytes(name.encode())}={quote_from_bytes(value.encode('utf-8', 'surrogatepass'))}"
        for name, value in pairs.items()
    )


def arrived(text):
    """What a form makes of `text`: undecodable bytes replaced, ends trimmed, line ends as HTML sends them."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace").replace("\r\n", "\n").strip()


class Typist:
    """Sends forms as the one who may do everything; each request is taken back."""

    def __init__(self, walk):  # noqa: F811 (the fixture)
        self.walk = walk

    def send(self, form, body):
        world = self.walk.world
        client, world.plain = world.browser(world.cookies[world.opener(name_of(form.action))]), False
        with transaction.atomic():
            if form.method == "post":
                response = client.generic("POST", form.action, coded(body), "application/x-www-form-urlencoded")
            else:
                response = client.get(f"{form.action.split('?')[0]}?{coded(body)}")
            content = b"".join(response.streaming_content) if response.streaming else response.content
            transaction.set_rollback(True)
        crash = repr(response.exc_info[1])[:160] if getattr(response, "exc_info", None) else ""
        return response, content.decode(errors="replace"), crash

    def problems(self, form, typed):
        """What goes wrong with the form filled in, with `typed` (field -> text) in place of fitting values."""
        response, page, crash = self.send(form, {**base(form), **typed})
        at = f"{form.method} {form.action} { {name: text[:20] for name, text in typed.items()} }"
        if response.status_code >= 500:
            return [f"{at}: {response.status_code} {crash}"]
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return []
        alive = [text for text in typed.values() if text in MARKUP and text[0] in "<\"']" and text in page]
        lost = self.lost(form, page, typed) if response.status_code == 422 else []
        return [*(f"{at}: {text} comes back alive" for text in alive), *(f"{at}: {name} is lost" for name in lost)]

    def lost(self, form, page, typed):
        """Fields of the same form, shown again, that do not hold what was typed into them."""
        needed = typed.keys() | (form.controls.keys() & {"key"})  # the search of the frame has none
        again = [f for f in read(form.action, page).forms if f.method == "post" and f.controls.keys() >= needed]
        if not again:
            return []
        same = min(again, key=lambda f: f.action != form.action)  # another form of the page may have such fields too
        return [
            name
            for name, text in typed.items()
            if form.controls[name].kind in KEPT
            and name not in NOT_KEPT
            and same.controls[name].value.replace("\r\n", "\n").strip() != arrived(text)
        ]


def base(form):
    return {name: value for name, value in filled_in(form) if value != "FILE"}


def typable(form):
    return sorted(n for n, c in form.controls.items() if c.kind in TYPED and n not in {"csrfmiddlewaretoken", "key"})


def fillings(names, turn):
    """What is typed: of each class another text into every field, then the worst into one field alone.

    `turn` differs from form to form, so that all texts of a class are used. What only the database refuses is tried in
    every field there; where the database takes everything, each field gets two of the worst, and all have their turn.
    """
    sqlite = connection.vendor == "sqlite"
    classes = CLASSES if sqlite else STORED_DIFFERENTLY
    for texts in classes:
        for start in (turn, turn + len(texts) // 2):
            yield {name: texts[(start + at) % len(texts)] for at, name in enumerate(names)}
    for number, name in enumerate(names if len(names) > 1 else []):
        for text in by_turns(WORST, turn + number * 2, 2) if sqlite else REFUSED_BY_DATABASES:
            yield {name: text}


def tried(walk, forms):  # noqa: F811 (the fixture)
    """(what went wrong, how many requests) over `forms`: each with its fields to fill in."""
    typist, problems, count = Typist(walk), [], 0
    for turn, (form, names) in enumerate(forms):
        for typed in fillings(names, turn * 3) if names else ():
            count += 1
            problems += typist.problems(form, typed)
    return problems, count


@pytest.mark.slow
@pytest.mark.parametrize("room", ROOMS)
def test_every_field_and_query_word_takes_anything(walk, room):  # noqa: F811 (the fixture)
    walk.prepare(room)
    mine = [form for forms in walk.forms.values() for form in forms if form.controls and room_of(form) == room]
    asked = {name: words for name, words in walk.queries.items() if name.split(":")[0] == room and walk.samples[name]}
    urls = [(reverse(name, kwargs=walk.samples[name][0].arguments), sorted(words)) for name, words in asked.items()]
    in_fields, sent = tried(walk, [(form, typable(form)) for form in mine])
    in_words, count = tried(walk, [(Form(url, "get"), words) for url, words in urls])
    print(f"\n{room}: {len(mine)} forms, sent {sent} times; {len(urls)} addresses, asked {count} times")
    assert in_fields + in_words == []


def room_of(form):
    return (name_of(form.action) or "").split(":")[0]
