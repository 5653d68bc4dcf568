"""The mark of dashboards and lists. Under a surge they wait behind everything else, and are refused first
(`linli.front`): claims, check-ins, visits and calls for help go on."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def costly(view: View) -> View:
    view.costly = True  # type: ignore[attr-defined] # stubs do not know it
    return view


def is_costly(view: Callable[..., Any]) -> bool:
    return getattr(view, "costly", False)
