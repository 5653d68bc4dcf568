"""Whatever is typed into whatever field: never a crash, never markup that comes alive, and what was typed is kept."""

from urllib.parse import quote_from_bytes

import pytest
from django.db import transaction
from django.http.cookie import SimpleCookie
from django.test import Client

from tests.matrix.pages import read
from tests.matrix.probes import name_of
from tests.matrix.test_permissions import ROOMS, walk  # noqa: F401 (the fixture)
from tests.trouble.naughty import ALL, MARKUP, WORST

TYPED = {"text", "textarea", "search", "tel", "email", "number", "date", "url", "hidden"}
KEPT = {"text", "textarea", "search", "tel", "email", "number", "date"}
# Fields that never come back, on purpose.
NOT_KEPT = {"key", "csrfmiddlewaretoken", "next", "password", "code"}


def test_the_list_is_worth_its_name():
    assert len(ALL) >= 150
    assert len(set(ALL)) == len(ALL)


def coded(pairs):
    """Form encoding that can say what no browser would: lone surrogates go out as the bytes they would be."""
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
        client = Client(raise_request_exception=False)
        client.cookies = SimpleCookie(self.walk._cookies[self.walk._opener(name_of(form.action))])
        with transaction.atomic():
            if form.method == "post":
                response = client.generic("POST", form.action, coded(body), "application/x-www-form-urlencoded")
            else:
                response = client.get(f"{form.action.split('?')[0]}?{coded(body)}")
            content = b"".join(response.streaming_content) if response.streaming else response.content
            transaction.set_rollback(True)
        crash = repr(response.exc_info[1])[:160] if getattr(response, "exc_info", None) else ""
        return response, content.decode(errors="replace"), crash

    def problems(self, form, body, text, typed):
        response, page, crash = self.send(form, body)
        at = f"{form.method} {form.action} {sorted(typed)} {text[:40]!r}"
        if response.status_code >= 500:
            return [f"{at}: {response.status_code} {crash}"]
        html = response.headers.get("Content-Type", "").startswith("text/html")
        found = []
        if html and text in MARKUP and text.startswith(("<", '"', "'", "]")) and text in page:
            found.append(f"{at}: comes back alive")
        if response.status_code == 422 and html:
            found += [f"{at}: {name} lost what was typed" for name in self.lost(form, page, text, typed)]
        return found

    def lost(self, form, page, text, typed):
        """Fields of the same form, shown again, that do not hold what was typed into them."""
        again = [f for f in read(form.action, page).forms if f.method == "post" and set(f.controls) >= typed]
        if not again:
            return []
        return [
            name
            for name in typed
            if form.controls[name].kind in KEPT
            and name not in NOT_KEPT
            and again[0].controls[name].value.replace("\r\n", "\n").strip() != arrived(text)
        ]


def every_form(walk):  # noqa: F811 (the fixture)
    """Forms that post, from every page; forms that ask are filled through their address and query words."""
    for forms in walk.forms.values():
        for form in forms:
            if form.controls:
                yield form


def base(form):
    from tests.matrix.probes import filled_in

    return {name: value for name, value in filled_in(form) if value != "FILE"}


def typable(form):
    return {n for n, c in form.controls.items() if c.kind in TYPED and n not in {"csrfmiddlewaretoken", "key"}}


@pytest.mark.slow
@pytest.mark.unsettled
@pytest.mark.parametrize("room", ROOMS)
def test_every_field_takes_anything(walk, room):  # noqa: F811 (the fixture)
    walk.prepare(room)
    typist, problems, tried = Typist(walk), [], 0
    for form in [f for f in every_form(walk) if (name_of(f.action) or "").split(":")[0] == room]:
        names = typable(form)
        for text in ALL:
            tried += 1
            problems += typist.problems(form, {**base(form), **dict.fromkeys(names, text)}, text, names)
        for name in names:
            for text in WORST:
                tried += 1
                problems += typist.problems(form, {**base(form), name: text}, text, {name})
    print(f"\n{room}: {tried} forms sent")
    assert problems == []


@pytest.mark.slow
@pytest.mark.unsettled
@pytest.mark.parametrize("room", ROOMS)
def test_every_query_word_takes_anything(walk, room):  # noqa: F811 (the fixture)
    from django.urls import reverse

    from tests.matrix.pages import Form

    walk.prepare(room)
    typist, problems = Typist(walk), []
    for name, words in walk.queries.items():
        if name.split(":")[0] != room or not walk.samples.get(name):
            continue
        url = reverse(name, kwargs=walk.samples[name][0].arguments)
        for word in words:
            for text in ALL if len(words) < 4 else [*WORST, *MARKUP]:
                problems += typist.problems(Form(url, "get"), {word: text}, text, {word})
    assert problems == []
