"""Timed work on sessions: deletes those that have already ended. Whether a session is valid is decided on each
request."""

from datetime import datetime

from linli.access import session_actions


def clear_ended_sessions(now: datetime) -> None:
    session_actions.clear_ended(now)
