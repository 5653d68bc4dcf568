"""The clocks of one call, as a page shows them."""

from linli.calls.models import Call, Clock


def clocks_of(call: Call) -> list[Clock]:
    """The call's own, in the order in which they are due."""
    return list(call.clocks.filter(slot=None).order_by("due_at", "pk"))


def done_by(call: Call) -> Clock | None:
    """The deadline by which the caller may expect it done; None when it is over."""
    return call.clocks.filter(slot=None, what="done", stopped_at=None).first()
