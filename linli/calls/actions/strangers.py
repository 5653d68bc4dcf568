"""How much people without an account may send from one network in an hour."""

from django.core.cache import cache

from linli.access.rules import network_of
from linli.kernel.errors import Conflict
from linli.kernel.time import clock

PICTURES = 60  # put aside beside a form
CALLS = 60  # a whole block may share one address
_HOUR = 3600  # seconds


def count(what: str, address: str, most: int, refusal: Conflict) -> None:
    """Counted for each hour of the clock, roughly: two at the same moment may count as one. Raises `refusal` for one
    that is over `most`."""
    mark = f"calls.{what}.{network_of(address)}.{clock.now():%d%H}"
    before = cache.get(mark, 0)
    if before >= most:
        raise refusal
    cache.set(mark, before + 1, _HOUR)
