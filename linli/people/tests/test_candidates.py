"""No pages of a post, taken together, tell one identity number from another of the same birth and sex.

Every page is read with one number on record and again with another one: when both readings are the same, whoever reads
them is left with all numbers of that birth and sex, five hundred for each of about three thousand regions.
"""

import re
from io import BytesIO
from itertools import zip_longest

from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.sealing import crypto
from linli.kernel.time import clock
from linli.people import rules
from linli.people.imports.tests.conftest import Desk
from linli.people.imports.tests.files import person, xlsx
from linli.people.models import PROPOSED_IDENTITY_COLUMN, Move, Proposal, Resident
from linli.people.particulars import identity_columns
from linli.people.tests.conftest import identity
from linli.people.tests.deeds import send
from linli.people.tests.taking import take_whole
from linli.people.urls import urlpatterns
from linli.testing import refused

BORN, SEX = "19800101", 1  # of 李小明
POSTS = ("community", "grid", "floor")  # who may reveal all, a phone, nothing
SEARCHES = ("", "0001")
_ASKED = {"household": "household", "resident": "resident", "proposals": "proposal", "deed": "deed", "export": "export"}
FEW = {  # a failure is not made smaller: reading all pages takes seconds
    "max_examples": 2, "deadline": None, "phases": [Phase.generate],
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
}  # fmt: skip
_CHANGING = re.compile(
    r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}|(?<=\")[\w-]{64}(?=\")|(nonce|data-live-[a-z]+)=\"[^\"]*\"|\d\d:\d\d"
    r"|\b[0-9A-F]{8}\b"  # of a request for an export
)


def numbers():
    """Numbers of the same birth and sex."""
    regions = st.sampled_from(sorted(rules._REGIONS)).flatmap(
        lambda province: st.integers(100, 9999).map(lambda county: f"{province}{county:04d}")
    )
    serials = st.integers(0, 499).map(lambda half: 2 * half + SEX)
    return st.builds(lambda region, serial: identity(serial, BORN, region), regions, serials)


def steady(answer):
    """The text of a page without what is new in every answer; the cells of a workbook."""
    if "spreadsheet" in answer.get("Content-Type", ""):
        sheets = load_workbook(BytesIO(answer.content)).worksheets
        rows = [[cell.value for cell in row] for sheet in sheets for row in sheet.iter_rows()]
        return _CHANGING.sub("#", str(rows))
    return _CHANGING.sub("#", answer.content.decode())


def told_apart(before, after):
    """(page, line, line) where two readings differ."""
    return [
        (page, one, other)
        for page in before
        for one, other in zip_longest(before[page].split("\n"), after[page].split("\n"))
        if one != other
    ]


class Register:
    """The rows whose pages are read: a resident with a number, their request for another one, a move of their wife."""

    def __init__(self, homes):
        self.homes, self.one = homes, homes.people["李小明"]
        self.link = re.search(r"/people/self/([\w-]{32})/", send(homes, "link").content.decode()).group(1)
        send(homes, "move")
        homes.street.client("grid").get("/people/")  # the page that says so
        row = new_id()
        self.proposal = Proposal.objects.create(
            id=row, path=self.one.path, resident=self.one, identity_kind="id_card", made_at=clock.now()
        )
        self.ids = {
            "household": self.one.household_id, "resident": self.one.pk, "proposal": row,
            "deed": Move.objects.latest("recorded_at").deed, "export": row,
        }  # fmt: skip

    def register(self, number, asked):
        Resident.objects.filter(pk=self.one.pk).update(**identity_columns(self.one.pk, "id_card", number))
        sealed = crypto.seal(asked, row=self.proposal.pk, column=PROPOSED_IDENTITY_COLUMN)
        Proposal.objects.filter(pk=self.proposal.pk).update(identity_sealed=sealed)

    def addresses(self):
        """Every page of the room that is named in `urls.py`, and what its links and forms add to the address."""
        for pattern in urlpatterns:
            name = getattr(pattern, "name", None)
            if name in {None, "self", "self_record", "self_correct"}:
                continue
            kind = str(pattern.pattern).split("/")[0]
            keyed = {key: self.ids[_ASKED[kind]] for key in ("pk", "deed") if f"uuid:{key}" in str(pattern.pattern)}
            yield reverse(f"people:{name}", kwargs=keyed)
        home = reverse("people:household", args=[self.ids["household"]])
        yield f"{home}move/?door={self.homes.street.id('door202')}"
        yield f"{reverse('people:merge', args=[self.one.pk])}?with={self.homes.people['王秀英'].pk}"
        yield from (f"/people/?q={text}" for text in SEARCHES)

    def read(self):
        """Address -> what it shows, of every post, of the exported workbook and of the resident's own link."""
        found = {}
        with transaction.atomic():
            for who in POSTS:
                client = self.homes.street.client(who)
                found |= {(who, address): steady(client.get(address)) for address in self.addresses()}
                if who == "community":
                    by = self.homes.street.client("registrar")
                    found[who, "workbook"] = steady(take_whole(client, by))
                    for one in (client, by):  # what they were told is read here, and on no page of the walk
                        one.get("/people/export/requests/")
            own = Client()
            own.post(f"/people/self/{self.link}/")
            found |= {
                ("self", address): steady(own.get(address)) for address in ("/people/self/", "/people/self/correct/")
            }
            transaction.set_rollback(True)
        return found


@settings(**FEW)
@given(numbers(), numbers())
def test_no_page_tells_which_number_of_the_same_birth_and_sex_it_is(homes, other, asked):
    with transaction.atomic():
        register = Register(homes)
        register.register(identity(123), identity(125))
        before = register.read()
        register.register(other, asked)
        after = register.read()
        transaction.set_rollback(True)
    assert told_apart(before, after) == []
    assert "1980-01-01" in before["community", f"/people/resident/{register.one.pk}/"]
    assert len(before) > 60


@settings(**FEW)
@given(numbers())
def test_no_preview_of_a_file_tells_it_either(homes, settings, tmp_path, other):
    """The columns of the file, and the number that it would change."""
    settings.LINLI_UPLOADS = tmp_path / "uploads"
    seen = []
    for number in (identity(123), other):
        with transaction.atomic():
            desk = Desk(homes.street)
            Resident.objects.filter(name="李小明").update(**identity_columns(homes.people["李小明"].pk, "none", ""))
            desk.send(xlsx([person("李小明", 身份证号=number, 出生日期="1980-01-01", 联系电话="13812340001")]))
            columns = desk.page("columns/")
            desk.accept_columns()
            assert desk.state == "preview"
            seen.append([_CHANGING.sub("#", page) for page in (columns, desk.page())])
            transaction.set_rollback(True)
    assert told_apart(*(dict(enumerate(pages)) for pages in seen)) == []
    assert "文件里的号码" in seen[0][1]


def test_a_birth_date_is_not_told_by_trying_another(homes):
    """A grid worker sees the year: the refusal names no date."""
    answer = send(homes, "correct", born_on="1980-01-02")
    assert (answer.status_code, refused(answer)) == (422, "people.born_differs_from_registered")
    assert "1980-01-01" not in answer.content.decode()


def test_who_decides_reads_the_number_asked_for_with_a_reason(homes):
    register = Register(homes)
    register.register(identity(123), identity(125))
    address = f"/people/resident/{register.one.pk}/reveal/asked/"
    typed = {"reason": "核对证件", "key": new_id()}
    assert refused(homes.street.client("grid").post(address, typed)) == "people.identity_for_keepers"
    answer = homes.street.client("community").post(address, typed)
    assert identity(125) in answer.content.decode()
    assert Fact.objects.get(kind="people.revealed").data == {"field": "asked_identity", "reason": "核对证件"}
