"""The same town and the same keys as the interface of calls is tried with."""

from linli.calls.api.tests.conftest import make_key, system, town

__all__ = ["make_key", "system", "town"]
