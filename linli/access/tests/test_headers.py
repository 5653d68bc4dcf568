import pytest


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/sign-in/", "/healthz", "/no-such-page/", "/static/web/hive.svg"])
def test_every_answer_carries_the_headers(client, address):
    answer = client.get(address)
    answer.close()
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/account/", "/board/", "/account/trail/", "/corps/"])
def test_whatever_the_signed_in_see_is_kept_by_no_browser(street, address):
    assert "no-store" in street.client("grid").get(address)["Cache-Control"]


@pytest.mark.django_db
def test_files_of_the_program_may_be_kept(client):
    answer = client.get("/static/web/hive.svg")
    answer.close()
    assert "no-store" not in answer.get("Cache-Control", "")
