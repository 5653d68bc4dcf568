"""The table of rooms, and other places that must agree with it."""

import ast
import tomllib
from itertools import groupby

from linli.project import rooms
from linli.project.rooms import ROOMS
from tests.architecture.source import ROOT, called, modules, own_models, said

PACKAGES = {path.parent.name for path in (ROOT / "linli").glob("*/__init__.py")}
BESIDE = {"front", "live", "project"}  # processes of the deployment and its settings: no rooms


def test_every_package_is_in_the_table():
    assert {room.name for room in ROOMS} == PACKAGES - BESIDE
    assert len({room.name for room in ROOMS}) == len(ROOMS)


def test_the_table_stands_from_the_top_floor_down():
    assert [room.floor for room in ROOMS] == sorted((room.floor for room in ROOMS), reverse=True)


def contracts_of_imports():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def test_the_contract_of_imports_says_the_same():
    (layers,) = (contract["layers"] for contract in contracts_of_imports() if "linli.kernel" in contract["layers"])
    floors = [
        " | ".join(room.package for room in together)
        for _floor, together in groupby(ROOMS, key=lambda room: room.floor)
    ]
    assert layers == ["linli.project", *floors]


def test_the_layers_inside_every_room_are_checked():
    """A room that no contract names under `containers` could import upwards inside itself."""
    named = {name for contract in contracts_of_imports() for name in contract.get("containers", ())}
    assert sorted({room.package for room in ROOMS} - named) == []


def test_what_django_knows_is_a_room():
    assert {room.name for room in ROOMS if room.app} == {p.parent.name for p in (ROOT / "linli").glob("*/apps.py")}


def test_every_room_with_pages_has_a_prefix():
    assert {r.name for r in ROOMS if r.prefix is not None} == {
        p.parent.name for p in (ROOT / "linli").glob("*/urls.py")
    } - BESIDE


def test_what_a_room_says_to_the_walk_is_still_there():
    labels = {model._meta.label_lower: {f.name for f in model._meta.concrete_fields} for model in own_models()}
    columns = {f"{label}.{name}" for label, names in labels.items() for name in names}
    assert sorted({*said("LEFT_OUT"), *said("STREET_WIDE"), *said("ENDS")} - set(labels)) == []
    assert sorted({*said("PLAIN"), *said("IDENTITY"), *said("KEPT_IN_SIGHT"), *said("LOOKED_FOR")} - columns) == []


def test_every_shelf_of_pictures_is_offered_to_backups_and_keys():
    made = [
        ".".join([*module.path.relative_to(ROOT).with_suffix("").parts, ast.unparse(node.targets[0])])
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and called(node.value).endswith("Shelf")
    ]
    offered = [path for _room, offers in rooms.modules("offers") for path in getattr(offers, "SHELVES", ())]
    assert sorted(made) == sorted(offered)
