"""Whole numbers leave the register as a street takes them out: asked for, granted by somebody else, fetched."""

from linli.kernel.ids import new_id
from linli.people.models import ExportRequest


def ask(client, query="", **typed):
    data = {"key": new_id(), "purpose": "health", "reason": "接种摸底", "whole_phone": "on", **typed}
    return client.post(f"/people/export/{query}", data)


def newest():
    return ExportRequest.objects.order_by("-made_at", "-pk")[0]


def decide(client, deed="grant", row=None, **typed):
    return client.post(f"/people/export/requests/{(row or newest()).pk}/{deed}/", {"key": new_id(), **typed})


def fetch(client, row=None, **typed):
    return client.post(f"/people/export/requests/{(row or newest()).pk}/file/", {"key": new_id(), **typed})


def take_whole(client, by, query="", **typed):
    """The file, of which somebody signed in as `by` granted the request."""
    assert ask(client, query, **typed).status_code == 302
    assert decide(by).status_code == 302
    return fetch(client)
