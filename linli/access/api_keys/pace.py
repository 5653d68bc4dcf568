"""Rate limit for public reading without a key: so many requests a minute from one network.

Counted in the memory of each web process, because reading must not write; nothing is kept of an address after a minute.
With several processes the total limit is that many times higher.
"""

from collections import Counter
from threading import Lock

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from linli.access.api_keys.rules import minute_of, seconds_left
from linli.access.rules import network_of
from linli.kernel.time import clock

MOST_A_MINUTE = 300
# networks beyond this number share one count, so that a flood of addresses cannot fill the memory
MOST_NETWORKS = 10_000


class PerNetwork(BaseThrottle):
    """Reads only: whoever writes has a key, and the key is counted."""

    def __init__(self) -> None:
        self._lock, self._minute, self._asked = Lock(), -1, Counter[str]()

    def allow_request(self, request: HttpRequest) -> bool:
        if request.method != "GET":
            return True
        network, minute = _network(request), minute_of(clock.now())
        with self._lock:
            if minute != self._minute:
                self._minute, self._asked = minute, Counter()
            if network not in self._asked and len(self._asked) >= MOST_NETWORKS:
                network = ""
            self._asked[network] += 1
            return self._asked[network] <= MOST_A_MINUTE

    def wait(self) -> float:
        return seconds_left(clock.now())


def _network(request: HttpRequest) -> str:
    """Requests whose address is unknown (a socket file without a proxy's header) are counted as one."""
    try:
        return network_of(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        return ""
