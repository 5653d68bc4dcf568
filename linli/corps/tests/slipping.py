"""Leaders without an account, orders of slips, and what each file of slips said."""

from datetime import date

import pytest
from django.core.cache import cache

from linli.access.models import Grant
from linli.corps.actions import slips
from linli.corps.models import Member
from linli.kernel.ids import new_id
from linli.kernel.sealing import crypto

PHONE = "corps.member.phone"
START = date(2022, 3, 1)


@pytest.fixture
def printed(settings, tmp_path, monkeypatch):
    """What each file of slips said, by person: the print itself is looked at in one test."""
    settings.LINLI_UPLOADS = tmp_path
    cache.clear()
    sheets = []

    def write(target, rows):
        sheets.append({line.member.pk: (line, opened) for line, opened in rows})
        target.write(b"%PDF- " + "".join(opened.password for _line, opened in rows).encode())

    monkeypatch.setattr(slips, "write_slips", write)
    return sheets


@pytest.fixture
def admin(street):
    return street.client("administrator")


def leader(street, name, place, *, phone="", bundle="leader", known="xueyuan"):
    """A member in office without an account."""
    pk = new_id()
    Member.objects.create(
        pk=pk, path=street.places[known].path, name=name, initials="zs", since=START,
        phone_sealed=crypto.seal(phone, row=pk, column=PHONE) if phone else b"",
        phone_blind=crypto.blind(phone, column=PHONE) if phone else None,
    )  # fmt: skip
    Grant.objects.create(
        person=pk, bundle=bundle, path=street.places[place].path, title="楼栋长", source=new_id(), starts_on=START
    )
    return pk


def order(client, street, at="street", how="open", key=None):
    return client.post(f"/corps/accounts/?at={street.id(at)}", {"key": str(key or new_id()), "how": how})


def take(client, run, key=None):
    return client.post(f"/corps/accounts/slips/{run.pk}/take/", {"key": str(key or new_id())})
