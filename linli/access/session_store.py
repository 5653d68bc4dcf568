"""The session store: Django's own table, read on every signed-in request by a statement compiled once."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from linli.kernel.reads.compiled import Select, given
from linli.kernel.time import clock

_SESSION = Select(lambda: Session.objects.filter(session_key=given("key"), expire_date__gt=given("now")))


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = _SESSION.first(key=self.session_key, now=clock.now())
        if found is None:
            self._session_key = None
        return found
