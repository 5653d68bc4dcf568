"""Calls for other systems: `router` under /api/v1, and Open311 beside it."""

from linli.calls.api.open311.operations import api as georeport
from linli.calls.api.operations import router
from linli.kernel.api.standards import Standard

__all__ = ["STANDARDS", "router"]

STANDARDS = [Standard("open311/v2/", "open311", "public data of public kinds; creating asks for a key", georeport)]
