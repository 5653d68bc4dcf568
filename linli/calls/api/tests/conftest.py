"""A street with a division code and the shipped kinds, and keys made on the page."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from linli.calls import actions
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.testing_kept import laid

CODE = "610802006"
ALL = ["calls.open", "calls.read", "calls.receive", "calls.assign", "calls.claim", "calls.adjudicate"]


def load_shipped():
    actions.load_shipped(clock.now())


@pytest.fixture
def town(street):
    laid(load_shipped)
    type(street.places["street"]).objects.filter(pk=street.id("street")).update(code=CODE)
    return street


@pytest.fixture
def make_key(town):
    """Make a key on the page and read it off the answer."""

    def make(place="street", permissions=ALL, who="street", rate=600):
        typed = {
            "key": str(new_id()),
            "name": "12345 平台",
            "place": str(town.id(place)),
            "permissions": permissions,
            "per_minute": rate,
            "expires_on": (clock.today() + timedelta(days=30)).isoformat(),
        }
        page = town.client(who).post(reverse("api:new_key"), typed)
        assert page.status_code == 200, page.content.decode()
        return re.search(r"linli_[0-9a-f]{64}", page.content.decode())[0]

    return make


class System:
    """Another system: no cookie, one key."""

    def __init__(self, secret=""):
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def get(self, address, **query):
        return self.client.get(address, query, headers=self.headers)

    def post(self, address, body=None, **headers):
        return self.client.post(
            address, json.dumps(body or {}), content_type="application/json",
            headers={**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}},
        )  # fmt: skip

    def form(self, address, **typed):
        return self.client.post(address, typed, headers=self.headers)


@pytest.fixture
def system(make_key):
    return System(make_key())
