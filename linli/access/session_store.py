"""The session store: Django's own table, read on every signed-in request by a statement compiled once."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import OperationalError

from linli.kernel.reads.compiled import Select, given
from linli.kernel.time import clock

_SESSION = Select(lambda: Session.objects.filter(session_key=given("key"), expire_date__gt=given("now")))


class SessionStore(db.SessionStore):
    noted = False  # something was written that may be left out

    def note(self, name: str, value: Any) -> None:
        """Write what is left out when the database does not take it (`web.middleware`): it is found out again."""
        before = self.modified
        self[name] = value
        self.modified, self.noted = before, True

    def save(self, must_create: bool = False) -> None:
        """Raises what the database said: Django calls a full disk a session that was ended meanwhile."""
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError):
                raise error.__context__ from None
            raise

    def _get_session_from_db(self) -> Session | None:
        found = _SESSION.first(key=self.session_key, now=clock.now())
        if found is None:
            self._session_key = None
        return found
