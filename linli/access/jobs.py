"""Timed work on sessions: nothing here decides who is in, it only clears away what is over already."""

from datetime import datetime

from linli.access import session_actions


def clear_ended_sessions(now: datetime) -> None:
    session_actions.clear_ended(now)
