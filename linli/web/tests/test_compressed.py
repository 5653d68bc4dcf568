"""Pages are compressed for who asks for it; files are compressed once, when they are collected (whitenoise)."""

import gzip

import pytest
from django.test import Client

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.mark.parametrize("path", ["/", "/people/", "/nowhere/"])
def test_a_page_is_compressed_for_who_asks(street, path):
    client = street.client("community")
    plain, packed = client.get(path), client.get(path, headers=GZIP)
    assert "Content-Encoding" not in plain
    assert packed.status_code == plain.status_code
    assert packed["Content-Encoding"] == "gzip"
    for answer in (plain, packed):  # a cache between keeps the two apart
        assert "Accept-Encoding" in answer["Vary"]
        assert int(answer["Content-Length"]) == len(answer.content)
    assert len(packed.content) < len(plain.content) / 2
    page = gzip.decompress(packed.content).decode()
    assert page.lstrip().startswith("<!doctype html>")
    assert "</html>" in page


def test_the_length_of_the_same_page_varies(db):
    """So that nobody can read a secret off it, byte by byte (BREACH)."""
    client = Client()
    assert len({len(client.get("/sign-in/", headers=GZIP).content) for _asked in range(40)}) > 5


@pytest.mark.django_db
def test_what_is_short_stays_as_it_is():
    answer = Client().get("/healthz", headers=GZIP)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer


def test_what_is_compressed_already_stays_as_it_is(street):
    answer = street.client("community").get("/corps/gaps/export.xlsx", headers=GZIP)
    assert answer["Content-Type"].startswith("application/vnd.openxml"), answer["Content-Type"]
    assert "Content-Encoding" not in answer
