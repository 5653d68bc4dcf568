"""The OpenAPI 3.1 document, made from the same declarations that answer the requests."""

from functools import cache
from typing import Any

from ninja import NinjaAPI

from linli.api.joining import INTERFACES

FILES = frozenset({"media"})  # fields that only a multipart form holds
DESCRIPTION = "Calls of a neighbourhood. How to begin: docs/api.md. Times carry a time zone; ids are UUIDs."


@cache
def whole_document() -> dict[str, Any]:
    parts = [_part(known.api, f"api/{known.prefix}") for known in INTERFACES]
    schemas: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    security: dict[str, Any] = {}
    for part in parts:
        paths |= part["paths"]
        schemas |= part["components"]["schemas"]
        security |= part["components"].get("securitySchemes", {})
    return {
        "openapi": "3.1.0",
        "info": {"title": "邻里 Linli", "version": "1", "description": DESCRIPTION},
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": security},
    }


def _part(api: NinjaAPI, prefix: str) -> dict[str, Any]:
    part: dict[str, Any] = api.get_openapi_schema(path_prefix=prefix)
    for operation in (operation for path in part["paths"].values() for operation in path.values()):
        content = operation.get("requestBody", {}).get("content", {})
        if form := content.get("multipart/form-data", {}).get("schema"):
            texts = {name: field for name, field in form["properties"].items() if name not in FILES}
            content["application/x-www-form-urlencoded"] = {"schema": form | {"properties": texts}}
    return part
