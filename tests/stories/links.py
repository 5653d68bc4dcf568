"""Follows the links that somebody is shown, and says which of them answer that they may not be opened."""

import re
from collections import Counter
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

LINK = re.compile(r'<a\b[^>]*\bhref="([^"#][^"]*)"')
EACH = 1  # of the links from one kind of page to another


def pattern(url: str) -> str:
    try:
        return str(resolve(urlsplit(url).path).view_name)
    except Resolver404:
        return "nowhere"


def refusing(client: Client) -> list[tuple[str, str, int]]:
    """(page, link, status) of every link that refuses, from the first page on, through every kind of page."""
    waiting, shown_on, followed = ["/"], {"/": ""}, Counter[tuple[str, str]]()
    found = []
    while waiting:
        url = waiting.pop()
        answer = client.get(url)
        if answer.status_code in {403, 404}:
            found.append((shown_on[url], url, answer.status_code))
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        for link in LINK.findall(answer.content.decode()):
            to = urljoin(url, unescape(link))
            way = (pattern(url), pattern(to))
            if to in shown_on or followed[way] >= EACH or not to.startswith("/") or to.startswith("/static/"):
                continue
            followed[way] += 1
            shown_on[to] = url
            waiting.append(to)
    return found
