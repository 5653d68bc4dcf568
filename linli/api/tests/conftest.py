"""The same town and keys as in the tests of the interface of calls."""

from linli.calls.api.tests.conftest import make_key, system, town

__all__ = ["make_key", "system", "town"]
