"""Fixtures of other rooms that the pages of all rooms are asked with."""

from linli.people.tests.conftest import homes

__all__ = ["homes"]
