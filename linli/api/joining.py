"""The interfaces of all rooms, joined: a room's `api` brings a `router` for /api/v1, and `STANDARDS` beside it."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps
from ninja import NinjaAPI

from linli.access.api_keys.entry import Bearer
from linli.kernel.api.problems import speak_of_problems
from linli.kernel.api.standards import Standard
from linli.kernel.apps import Room

V1 = "every operation asks for a key of its own, never for a session"


def interfaces() -> list[Standard]:
    """The common interface first, then those that rooms bring besides."""
    own = Standard("v1/", "v1", V1, _common())
    return [own, *(standard for room in _rooms() for standard in getattr(room, "STANDARDS", ()))]


def _common() -> NinjaAPI:
    api = NinjaAPI(title="邻里 Linli", version="1", openapi_url=None, docs_url=None, urls_namespace="v1", auth=Bearer())
    speak_of_problems(api)
    for room in _rooms():
        if hasattr(room, "router"):
            api.add_router("", room.router)
    return api


def _rooms() -> Iterator[ModuleType]:
    """The `api` of each installed room that has one."""
    for room in apps.get_app_configs():
        if isinstance(room, Room) and find_spec(f"{room.name}.api"):
            yield import_module(f"{room.name}.api")


INTERFACES = interfaces()
