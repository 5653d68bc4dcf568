"""The pages of the register in the browser: fragments, addresses, what may be exported, printed and revealed, to whom."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.people.actions import sight
from linli.people.models import Need, Resident, RevealDay
from linli.people.queries.search import is_digits, is_identity, is_number
from linli.people.tests.conftest import identity
from linli.people.tests.deeds import send
from linli.people.tests.taking import take_whole
from linli.testing import refused

HTMX = {"HX-Request": "true"}


# ---- searching ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "secret", "digits", "number"),
    [
        ("0001", False, False, False), ("001", False, True, False), ("40002", True, True, False),
        ("1234567", True, True, False), ("13812340001", True, True, False), ("+86 138-1234-0001", True, False, False),
        (identity(123), True, False, True), ("110105491231002", True, False, True), ("11010519491231002", False, False, False),
        ("李小明", False, False, False), ("", False, False, False), ("7-1-101", False, False, False),
        ("12 1 101", True, True, False), ("12-1-1001", False, False, False), ("1381234", True, True, False),
    ],
)  # fmt: skip
def test_what_counts_as_a_number_that_stands_in_no_address(text, secret, digits, number):
    assert (is_number(text), is_digits(text), is_identity(text)) == (secret, digits, number)


@pytest.mark.parametrize(
    ("typed", "address"), [("lxm", "/people/?q=lxm"), (identity(123), "/people/"), ("12340001", "/people/")]
)
def test_within_the_page_the_results_alone_are_sent_and_the_address_told(homes, typed, address):
    answer = homes.street.client("community").post("/people/", {"q": typed, "reason": "核对"}, headers=HTMX)
    text = answer.content.decode()
    assert (answer.status_code, answer["HX-Push-Url"], answer["Cache-Control"]) == (200, address, "no-store")
    assert "李小明" in text
    assert "<html" not in text


def test_going_back_in_the_browser_gets_the_whole_page(homes):
    headers = HTMX | {"HX-History-Restore-Request": "true"}
    answer = homes.street.client("community").get("/people/", {"q": "lxm"}, headers=headers)
    assert "<html" in answer.content.decode()
    assert "HX-Push-Url" not in answer


@pytest.mark.parametrize(
    ("who", "offered"),
    [("community", (True, True, True)), ("grid", (True, False, False)), ("floor", (False, False, False))],
)
def test_the_page_offers_what_the_post_may(homes, who, offered):
    told = homes.street.client(who).get("/people/").context
    assert (told["may_edit"], told["may_export"], told["may_import"]) == offered


def test_people_found_by_a_secret_number_are_not_exported_by_an_address(homes):
    client = homes.street.client("community")
    assert "/people/export/?q=lxm" in client.get("/people/", {"q": "lxm"}).content.decode()
    assert "/people/export/" not in client.post("/people/", {"q": identity(123)}).content.decode()


@pytest.mark.parametrize("place", ["outdoor", "nothing"])
def test_a_place_out_of_reach_is_no_filter(homes, place):
    pk = new_id() if place == "nothing" else homes.street.id(place)
    answer = homes.street.client("grid").get("/people/", {"place": pk})
    assert (answer.status_code, refused(answer)) == (404, "access.not_found")


def test_a_place_within_reach_narrows_and_is_on_the_record(homes):
    answer = homes.street.client("grid").get("/people/", {"place": homes.street.id("alley")})
    assert [line.row.name for line in answer.context["rows"]] == ["单小明"]
    fact = Fact.objects.get(kind="people.searched")
    assert (fact.path, fact.data["filters"]) == (homes.street.places["alley"].path, ["place"])


@pytest.mark.parametrize("query", ["residence=castle", "need=nothing", "place=x", "q=" + "长" * 81])
def test_an_old_address_with_filters_that_are_gone_still_opens(homes, query):
    assert homes.street.client("grid").get(f"/people/?{query}").status_code == 200


def test_a_leader_is_offered_no_need_that_tells_an_illness(homes):
    def offered(who):
        return {kind for kind, _word in homes.street.client(who).get("/people/").context["form"].fields["need"].choices}

    assert offered("grid") - offered("floor") == {"chronic", "dialysis", "pregnant", "other"}
    answer = homes.street.client("floor").get("/people/", {"need": "chronic"})
    assert "王秀英" in [line.row.name for line in answer.context["rows"]]  # asked in vain: no filter at all


# ---- exporting ---------------------------------------------------------------------------------------------------


def workbook(homes, **changes):
    client = homes.street.client("community")
    if changes:
        answer = take_whole(client, homes.street.client("registrar"), **{"whole_phone": "", **changes})
    else:
        answer = client.post("/people/export/", {"key": new_id(), "purpose": "health", "reason": "接种摸底"})
    assert answer.status_code == 200
    sheets = load_workbook(BytesIO(answer.content)).worksheets
    return [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in sheets]


def test_the_cells_of_one_person(homes):
    Need.objects.filter(resident=homes.people["王秀英"], kind="hearing").update(note="写字")
    cover, rows = workbook(homes)
    (line,) = [row for row in rows if "王秀英" in row]
    assert line[:2] == ["学院社区", "03网格"]
    assert line[6:10] == ["7号楼", "1单元", "1层", "101"]
    assert line[10:14] == ["王秀英", "配偶", "自住", "未知"]
    assert (line[15], line[16]) == ("138****0002", "打电话")
    assert "听力(写字)" in line[17] and "长期用药" in line[17]
    assert identity(123) not in str(rows)
    assert [row[1] for row in cover if row[0] == "人数"] == [5]


def test_whole_numbers_are_cells_of_text(homes):
    """Excel makes a number of 18 digits one that ends in noughts."""
    _cover, rows = workbook(homes, whole_phone="on", whole_identity="on")
    (line,) = [row for row in rows if "李小明" in row]
    assert (line[15], line[21]) == ("13812340001", identity(123))
    (landline,) = [row for row in rows if "买买提·艾力" in row]
    assert landline[15] == "09123456789"


def test_only_the_year_of_birth_leaves(homes):
    _cover, rows = workbook(homes)
    (child,) = [row for row in rows if "李一诺" in row]
    assert child[14] == 2015
    assert "2015-06-01" not in str(rows)


@pytest.mark.parametrize(("purpose", "status"), [({}, 422), ({"purpose": ""}, 422), ({"purpose": "care"}, 200)])
def test_what_an_export_is_for_is_chosen_by_who_takes_it(homes, purpose, status):
    """Nothing is chosen beforehand, and nothing leaves without."""
    client, sent = homes.street.client("community"), {"key": new_id(), "reason": "接种摸底", **purpose}
    assert client.get("/people/export/").context["form"]["purpose"].value() is None
    answer = client.post("/people/export/", sent)
    assert answer.status_code == status
    assert Fact.objects.filter(kind="people.exported").exists() is (status == 200)
    assert status == 200 or list(answer.context["form"].errors) == ["purpose"]


@pytest.mark.parametrize(
    ("reason", "told"), [("", "required"), ("查", "kernel.reason_missing"), ("长" * 121, "max_length")]
)
def test_why_an_export_is_refused(homes, reason, told):
    typed = {"key": new_id(), "purpose": "health", "reason": reason, "whole_phone": "on"}
    answer = homes.street.client("community").post("/people/export/", typed)
    assert (answer.status_code, refused(answer)) == (422, told)
    assert answer.context["form"]["whole_phone"].value() is True or "checked" in answer.content.decode()


def test_the_page_counts_before_anything_leaves(homes):
    client = homes.street.client("community")
    assert client.get("/people/export/").context["count"] == 5
    assert client.get("/people/export/", {"need": "any"}).context["count"] == 1
    assert not Fact.objects.filter(kind="people.exported").exists()


# ---- revealing and printing --------------------------------------------------------------------------------------


def test_within_the_page_a_number_is_a_fragment_and_kept_nowhere(homes):
    address = f"/people/resident/{homes.people['李小明'].pk}/reveal/phone/"
    answer = homes.street.client("grid").post(address, {"reason": "通知停水", "key": new_id()}, headers=HTMX)
    assert "13812340001" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("reason", "told"), [("", "required"), ("查", "kernel.reason_missing"), ("长" * 121, "max_length")]
)
def test_a_reason_to_look_has_words(homes, reason, told):
    answer = send(homes, "reveal", reason=reason)
    assert (answer.status_code, refused(answer)) == (422, told)
    assert not RevealDay.objects.exists()


def test_the_ceiling_is_of_one_day(homes, monkeypatch):
    monkeypatch.setattr(sight, "REVEALS_A_DAY", 1)
    assert send(homes, "reveal").status_code == 200
    homes.people["李小明"] = homes.people["王秀英"]
    assert refused(send(homes, "reveal")) == "people.reveal_ceiling"
    assert Fact.objects.filter(kind="people.revealed").count() == 1
    RevealDay.objects.update(day=clock.today() - timedelta(days=1))
    assert send(homes, "reveal").status_code == 200


def test_the_same_press_long_after_is_another_look(homes):
    key = new_id()
    send(homes, "reveal", key=key)
    fact = Fact.objects.get(kind="people.revealed")
    grid = homes.street.people["grid"].account
    from linli.access.models import actor_of

    sight.reveal(
        resident=homes.people["李小明"], field="phone", reason="再看一次", actor=actor_of(grid, clock.today()), key=key,
        now=fact.at + timedelta(minutes=2),
    )  # fmt: skip
    assert Fact.objects.filter(kind="people.revealed").count() == 2
    assert RevealDay.objects.get().persons == 1, "the same person on the same day"


@pytest.mark.parametrize(("who", "status"), [("grid", 200), ("floor", 403), ("outsider", 404)])
def test_who_prints_a_record_is_on_the_record(homes, who, status):
    one = homes.people["李小明"]
    assert homes.street.client(who).get(f"/people/resident/{one.pk}/paper/").status_code == status
    assert Fact.objects.filter(kind="people.printed", about=one.pk).count() == (status == 200)


def test_who_looked_is_told_to_who_may_edit_and_to_the_resident_not_to_a_leader(homes):
    address = f"/people/resident/{homes.people['李小明'].pk}/"
    send(homes, "reveal")
    shown = {who: homes.street.client(who).get(address).context for who in ("grid", "floor")}
    assert [(look.by, look.reason) for look in shown["grid"]["looks"]] == [("马网格", "通知停水")]
    assert (shown["floor"]["looks"], shown["floor"]["sees_looks"]) == ([], False)


@pytest.mark.parametrize(
    ("who", "sees"),
    [("community", ("1980-01-01", True, True)), ("grid", (None, True, False)), ("floor", (None, True, False))],
)
def test_what_each_post_sees_of_one_person(homes, who, sees):
    told = homes.street.client(who).get(f"/people/resident/{homes.people['李小明'].pk}/").context["sight"]
    whole_birth, reveals_phone, reveals_identity = sees
    assert (told.may_reveal_phone, told.may_reveal_identity) == (reveals_phone, reveals_identity)
    assert (told.born == whole_birth) if whole_birth else ("01-01" not in told.born)
    assert told.phone == "138****0001"


def test_nothing_registered_is_nothing_to_reveal(homes):
    told = homes.street.client("community").get(f"/people/resident/{homes.people['李一诺'].pk}/").context["sight"]
    assert (told.phone, told.identity, told.may_reveal_phone, told.may_reveal_identity) == ("", "", False, False)


def test_a_note_is_for_who_may_edit(homes):
    send(homes, "correct")
    address = f"/people/resident/{homes.people['李小明'].pk}/"
    assert "腿脚不便" in homes.street.client("grid").get(address).content.decode()
    assert "腿脚不便" not in homes.street.client("floor").get(address).content.decode()
    assert Resident.objects.get(pk=homes.people["李小明"].pk).revision == 2
