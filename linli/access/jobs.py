"""Timed work on sessions and accounts. Whether a session is valid is decided on each request; one that ended is only
deleted here."""

from datetime import datetime

from linli.access import expiry_actions, session_actions


def clear_ended_sessions(now: datetime) -> None:
    session_actions.clear_ended(now)


def erase_expired(now: datetime) -> None:
    """For the schedule, every night."""
    expiry_actions.erase_expired(now)
