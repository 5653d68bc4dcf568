import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse


@pytest.mark.parametrize("signed_in", [True, False])
def test_too_much_at_once_is_refused_before_it_is_read(street, signed_in):
    client = street.client("community") if signed_in else Client()
    length = str(settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1)
    answer = client.post(reverse("people:imports:start"), {"file": "x"}, CONTENT_LENGTH=length)
    assert answer.status_code == 413
    assert "上限 64 MB" in answer.content.decode()
