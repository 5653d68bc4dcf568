"""The flows that tell of posts given by who lacks their rights: whoever may be the second person, and the auditors."""

from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from linli.access.models import Account, Grant
from linli.access.permissions import BUNDLES
from linli.access.permissions import Permission as P
from linli.access.persons import book
from linli.access.rules import ancestors
from linli.flows.happened import Happened
from linli.notices.actions.letters import NewLetter, write_letters


def tell_second(happened: Happened) -> None:
    """Something waits for a second person."""
    _tell(happened, P.CORPS_CONFIRM, "flows.second_asked", "corps:awaited")


def tell_auditors(happened: Happened) -> None:
    """A post was given by one person alone, while its street has no register."""
    _tell(happened, P.ACCESS_AUDIT, "flows.given_alone", "access:trail")


def tell_receipt(happened: Happened) -> None:
    """Somebody uses an account that another opened: whoever gave its owner a post knows them; failing these, whoever
    may be the second person there."""
    owner = happened.id("person")
    givers = book().givers(owner) - {happened.id("opened_by")} if owner else set()
    near = Account.objects.filter(pk__in=givers, is_active=True).exclude(person=None)
    _write(
        happened,
        set(near.values_list("person", flat=True)) or _holders(happened, P.CORPS_CONFIRM),
        "flows.receipt_due",
        reverse("corps:received"),
    )


def tell_export_asked(happened: Happened) -> None:
    """Many people, or whole numbers, are to leave the register."""
    _tell(happened, P.CORPS_CONFIRM, "flows.export_asked", "people:exports")


def tell_export_decided(happened: Happened) -> None:
    asker = happened.id("person")
    _write(happened, {asker} if asker else set(), "flows.export_decided", reverse("people:exports"))


def tell_export_fetched(happened: Happened) -> None:
    _tell(happened, P.ACCESS_AUDIT, "flows.export_fetched", "access:trail")


def tell_looks_refused(happened: Happened) -> None:
    _tell(happened, P.ACCESS_AUDIT, "flows.looks_refused", "access:trail")


_INCIDENT = {"incidents.declared": "flows.incident_declared", "incidents.lapsed": "flows.incident_lapsed"}


def tell_incident(happened: Happened) -> None:
    """An incident waits for its second person, or nobody reviewed it in time: whoever may declare there hears of it,
    and the auditors."""
    people = _holders(happened, P.INCIDENTS_DECLARE) | _holders(happened, P.ACCESS_AUDIT)
    link = reverse("incidents:incident", args=[happened.ids["incident"]])
    _write(happened, people, _INCIDENT[happened.topic], link)


def _tell(happened: Happened, permission: P, code: str, page: str) -> None:
    _write(happened, _holders(happened, permission), code, reverse(page))


def _holders(happened: Happened, permission: P) -> set[UUID]:
    path = str(happened.ids["path"])
    bundles = [bundle for bundle, held in BUNDLES.items() if permission in held]
    posts = Grant.objects.valid_on(timezone.localdate(happened.now)).filter(bundle__in=bundles)
    return set(posts.filter(path__in=["", *ancestors(path)]).values_list("person", flat=True))


def _write(happened: Happened, people: set[UUID], code: str, link: str) -> None:
    path = str(happened.ids["path"])
    letters = [
        NewLetter(recipient=person, topic=happened.topic, code=code, path=path, link=link, about=happened.key)
        for person in sorted(people - {happened.id("by")})
    ]
    write_letters(letters, now=happened.now)
