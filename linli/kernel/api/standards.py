"""An interface defined by others (such as Open311), with its own refusals and formats, served beside the common one."""

from dataclasses import dataclass

from ninja import NinjaAPI


@dataclass(frozen=True)
class Standard:
    """`prefix`: the path below /api/, ending with a slash. `name`: the URL namespace.

    `reason`: why its views are marked public (the middleware would otherwise ask for a session).
    """

    prefix: str
    name: str
    reason: str
    api: NinjaAPI
