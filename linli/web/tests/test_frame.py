from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from linli.testing import refused


@pytest.mark.parametrize("signed_in", [True, False])
def test_too_much_at_once_is_refused_before_it_is_read(street, signed_in):
    client = street.client("community") if signed_in else Client()
    length = str(settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1)
    answer = client.post(reverse("people:imports:start"), {"file": "x"}, CONTENT_LENGTH=length)
    assert answer.status_code == 413
    assert "上限 64 MB" in answer.content.decode()


TOO_MUCH = [{f"f{n}": "x" for n in range(2_000)}, {"note": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}]


@pytest.mark.parametrize("typed", TOO_MUCH, ids=["fields", "bytes"])
@pytest.mark.parametrize("headers", [{}, {"Accept": "application/json"}])
def test_what_is_too_much_to_read_is_said_on_a_page_of_ours(street, typed, headers):
    sent = urlencode(typed)
    form = "application/x-www-form-urlencoded"
    for client in (street.client("community"), Client()):
        answer = client.post("/sign-in/", sent, content_type=form, headers=headers)
        assert (answer.status_code, refused(answer)) == (413, "web.too_much")


def test_a_body_against_the_rules_is_said_on_a_page_of_ours(client):
    answer = client.post("/sign-in/", b"--x--", content_type="multipart/form-data; boundary=" + "x" * 5_000)
    assert (answer.status_code, refused(answer)) == (400, "web.unreadable")


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/healthz", "/nowhere/", "/open311/v2/services.json"])
def test_cookies_that_are_too_long_are_taken_away_before_they_are_read(path, monkeypatch):
    """120 KB of backslashes took an old interpreter 26 seconds, on every address."""
    read = []
    monkeypatch.setattr("django.core.handlers.wsgi.parse_cookie", lambda header: read.append(header) or {})
    answer = Client().get(path, HTTP_COOKIE='sessionid="' + "\\" * 5_000)
    assert (answer.status_code, answer["Clear-Site-Data"]) == (400, '"cookies"')
    assert not any(read)


def test_a_cookie_of_ordinary_length_is_read(street):
    client = street.client("community")
    client.cookies["beside"] = "x" * 3_000
    assert client.get("/").status_code == 200


@pytest.mark.django_db
def test_another_host_is_refused_as_often_as_it_is_named():
    client = Client()
    for host, status in [("evil.example", 400), ("evil.example", 400), ("127.0.0.1", 200), ("evil.example", 400)]:
        assert client.get("/sign-in/", HTTP_HOST=host).status_code == status
