"""The flows that tell of posts given by who lacks their rights: whoever may be the second person, and the auditors."""

from django.urls import reverse
from django.utils import timezone

from linli.access.models import Grant
from linli.access.permissions import BUNDLES
from linli.access.permissions import Permission as P
from linli.access.rules import ancestors
from linli.flows.happened import Happened
from linli.notices.actions.letters import NewLetter, write_letters


def tell_second(happened: Happened) -> None:
    """Something waits for a second person."""
    _tell(happened, P.CORPS_CONFIRM, "flows.second_asked", "corps:awaited")


def tell_auditors(happened: Happened) -> None:
    """A post was given by one person alone, while its street has no register."""
    _tell(happened, P.ACCESS_AUDIT, "flows.given_alone", "access:trail")


def _tell(happened: Happened, permission: P, code: str, page: str) -> None:
    path = str(happened.ids["path"])
    bundles = [bundle for bundle, held in BUNDLES.items() if permission in held]
    posts = Grant.objects.valid_on(timezone.localdate(happened.now)).filter(bundle__in=bundles)
    people = set(posts.filter(path__in=["", *ancestors(path)]).values_list("person", flat=True))
    link = reverse(page)
    letters = [
        NewLetter(recipient=person, topic=happened.topic, code=code, path=path, link=link, about=happened.key)
        for person in sorted(people - {happened.id("by")})
    ]
    write_letters(letters, now=happened.now)
