"""The catalogue of messages behind error codes: Chinese source text, translated like any other string.

Each room has a `messages.py` with `MESSAGES: dict[code, lazy text]`; its AppConfig registers it at start. A test walks
the code and fails on a code without a message.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise

from linli.kernel.errors import Expected

_catalogue: dict[str, str | Promise] = {}


def add_messages(messages: Mapping[str, str | Promise]) -> None:
    _catalogue.update(messages)


def known_codes() -> frozenset[str]:
    return frozenset(_catalogue)


def message_of(error: Expected) -> str:
    """The sentence for `error` in the active language. A code without a message is a bug: KeyError."""
    return sentence(error.code, error.data)


def sentence(code: str, data: Mapping[str, Any]) -> str:
    """The sentence of `code` filled with `data`, in the active language: for texts that are stored and read later."""
    return str(_catalogue[code]) % data
