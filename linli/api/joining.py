"""The interfaces of all rooms, joined: a room's `api` brings a `router` for /api/v1, and `STANDARDS` beside it."""

from ninja import NinjaAPI

from linli.access.api_keys.entry import Bearer
from linli.kernel.api.problems import speak_of_problems
from linli.kernel.api.standards import Standard
from linli.kernel.apps import of_every_room

V1 = "every operation asks for a key of its own, never for a session"


def interfaces() -> list[Standard]:
    """The common interface first, then those that rooms bring besides."""
    own = Standard("v1/", "v1", V1, _common())
    return [own, *(standard for room in of_every_room("api") for standard in getattr(room, "STANDARDS", ()))]


def _common() -> NinjaAPI:
    api = NinjaAPI(title="邻里 Linli", version="1", openapi_url=None, docs_url=None, urls_namespace="v1", auth=Bearer())
    speak_of_problems(api)
    for room in of_every_room("api"):
        if hasattr(room, "router"):
            api.add_router("", room.router)
    return api


INTERFACES = interfaces()
