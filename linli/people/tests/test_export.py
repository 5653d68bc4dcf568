"""The register as a workbook: one's own part, filtered, marked, inert, and on the record before it leaves."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from linli.access.models import Grant
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.people.tests.conftest import identity
from linli.people.tests.taking import take_whole


def take(homes, who="community", query="", **changes):
    data = {"key": new_id(), "purpose": "health", "reason": "疫苗接种摸底"} | changes
    return homes.street.client(who).post(f"/people/export/{query}", data)


def book(answer):
    assert answer.status_code == 200, answer.content.decode()
    return load_workbook(BytesIO(answer.content))


def text_of(workbook):
    return [[cell.value for cell in row] for sheet in workbook for row in sheet.iter_rows()]


def test_own_subtree_with_mask_and_mark(homes):
    found = book(take(homes))
    everything = str(text_of(found))
    for words in ("李小明", "王秀英", "买买提·艾力", "单小明", "高社区", "疫苗接种摸底", "138****0001"):
        assert words in everything
    for words in ("李外邻", "13812340001", identity(123)):
        assert words not in everything
    fact = Fact.objects.get(kind="people.exported")
    assert fact.data == {"reason": "疫苗接种摸底", "rows": 5, "columns": []}
    assert fact.path == homes.street.places["xueyuan"].path


def test_the_search_rides_along(homes):
    everything = str(text_of(book(take(homes, query="?q=%E6%9D%8E&residence=owner"))))
    assert "李小明" in everything
    assert "王秀英" not in everything


def test_a_text_that_finds_nobody_exports_nobody(homes):
    assert Fact.objects.count() == 0
    page = homes.street.client("community").get("/people/export/?q=zzzz").content.decode()
    assert "没有可导出的人" in page


def test_whole_numbers_only_when_asked_for(homes):
    by = homes.street.client("registrar")
    everything = str(text_of(book(take_whole(homes.street.client("community"), by, whole_identity="on"))))
    assert "13812340001" in everything
    assert identity(123) in everything
    assert Fact.objects.get(kind="people.exported").data["columns"] == ["phone", "identity"]


def test_formulas_are_inert(homes):
    homes.add("door202", "李=cmd|A1", relation="kin")
    from linli.people.models import Need, Resident

    Need.objects.create(resident=Resident.objects.get(name="李=cmd|A1"), path="0001", kind="other", note="=1+1")
    found = book(take(homes))
    assert all(cell.data_type != "f" for sheet in found for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("reason", ["", " ", "x"])
def test_without_a_reason_nothing_leaves(homes, reason):
    assert take(homes, reason=reason).status_code == 422
    assert not Fact.objects.filter(kind="people.exported").exists()


def test_each_file_has_a_reason_of_its_own(homes):
    key = new_id()
    book(take(homes, key=key))
    assert take(homes, key=key).status_code == 422


def test_a_post_held_everywhere_exports_every_street_once_a_key(homes):
    """Its place is the deployment itself, which is no row of the tree: the fact is about who took the file."""
    Grant.objects.filter(bundle="registrar").update(path="")
    key = new_id()
    everything = str(text_of(book(take(homes, "registrar", key=key))))
    assert "李小明" in everything and "李外邻" in everything
    fact = Fact.objects.get(kind="people.exported")
    registrar = homes.street.people["registrar"].account.pk
    assert (fact.path, fact.about, fact.data["rows"]) == ("", registrar, 6)
    assert take(homes, "registrar", key=key).status_code == 422


@pytest.mark.parametrize(
    ("who", "status"),
    [("grid", 403), ("floor", 403), ("outsider", 403), ("street", 403), ("auditor", 403), ("anonymous", 302)],
)
def test_who_may_not(homes, who, status):
    assert take(homes, who).status_code == status


def test_the_next_community_gets_its_own_people_only(homes):
    everything = str(text_of(book(take(homes, "outside_community"))))
    assert "李外邻" in everything
    assert "李小明" not in everything
    answer = take(homes, "outside_community", query=f"?place={homes.street.id('grid3')}")
    assert answer.status_code == 404
