"""A room's addresses for other systems are in the room: `linli.api` joins them and names no room."""

import ast
import sys

import pytest
from django.apps import apps

from linli.api import joining
from linli.api.document import whole_document
from linli.project.rooms import modules as rooms_with
from tests.architecture.source import modules

FACE = "linli/api/"
BELOW = {"access", "api", "kernel", "places"}  # the pages of keys show names of places
MADE_UP = {
    "__init__.py": "",
    "apps.py": """
from linli.kernel.apps import Room

class HydrantsConfig(Room):
    name = "linli_hydrants"
""",
    "api.py": """
from ninja import Router

router = Router()

@router.get("/hydrants", operation_id="listHydrants", url_name="hydrants")
def hydrants(request):
    return []
""",
}


def test_the_face_knows_no_room():
    found = {}
    for module in modules():
        if module.name.startswith(FACE):
            named = [n.module for n in ast.walk(module.tree) if isinstance(n, ast.ImportFrom) and n.module]
            rooms = {name.split(".")[1] for name in named if name.startswith("linli.")}
            found[module.name] = sorted(rooms - BELOW)
    assert len(found) >= 5
    assert {name: rooms for name, rooms in found.items() if rooms} == {}


def test_every_operation_of_every_room_is_told():
    told = {item[way]["operationId"] for item in whole_document()["paths"].values() for way in item}
    routers = {room.name: api.router for room, api in rooms_with("api") if hasattr(api, "router")}
    assert "calls" in routers
    for name, router in routers.items():
        own = {operation.operation_id for view in router.path_operations.values() for operation in view.operations}
        assert own and own <= told, name


@pytest.fixture
def made_up(tmp_path, monkeypatch):
    """An installed room with nothing but an `api.py`."""
    package = tmp_path / "linli_hydrants"
    package.mkdir()
    for name, text in MADE_UP.items():
        (package / name).write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    from linli_hydrants.apps import HydrantsConfig

    config = HydrantsConfig("linli_hydrants", sys.modules["linli_hydrants"])
    monkeypatch.setattr(apps, "get_app_configs", lambda: [config])
    yield
    for name in [name for name in sys.modules if name.startswith("linli_hydrants")]:
        del sys.modules[name]


def test_a_room_needs_its_own_file_alone(made_up):
    (common,) = joining.interfaces()
    paths = common.api.get_openapi_schema(path_prefix="api/v1/")["paths"]
    assert paths["/api/v1/hydrants"]["get"]["security"] == [{"Bearer": []}]
