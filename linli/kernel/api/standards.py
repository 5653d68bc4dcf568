"""An interface that others have defined, with refusals and formats of its own, served beside the common one."""

from dataclasses import dataclass

from ninja import NinjaAPI


@dataclass(frozen=True)
class Standard:
    """`prefix`: below /api/, with the slash at its end. `name`: the namespace of its addresses.

    `reason`: why its views are public to the middleware, which asks for a session.
    """

    prefix: str
    name: str
    reason: str
    api: NinjaAPI
