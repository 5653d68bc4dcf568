import pytest


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/sign-in/", "/healthz", "/no-such-page/", "/static/web/hive.svg"])
def test_every_answer_carries_the_headers(client, address):
    answer = client.get(address)
    answer.close()
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == answer["Cross-Origin-Opener-Policy"] == "same-origin"
