"""The pages, from the draft to the end, as their readers press them."""

from datetime import timedelta

import pytest

from linli.incidents.models import Appeal, Incident, OwnPack
from linli.incidents.shipped import FOLDER
from linli.kernel.ids import new_id
from linli.kernel.time import clock
from linli.testing import refusals, refused

FLOOD = (FOLDER / "template-flood.toml").read_text("utf-8")


def typed(street, at="street", **said):
    return {
        "key": str(new_id()), "title": "7·21 暴雨内涝", "place": str(street.id(at)), "what": "河水漫堤", "basis": "flood",
        "basis_number": "防指〔2026〕7 号", "milder": "先劝导", "contact": "街道办 87654321", "pack": "", "first_day": "1",
        "asks": ["whereabouts"], "askers": ["grid"], "review_on": str(clock.today() + timedelta(days=20)), "ends_on": "",
        **said,
    }  # fmt: skip


def press(street, who, row, deed, **said):
    return street.client(who).post(f"/incidents/{row.pk}/{deed}/", {"key": str(new_id()), **said})


def page(street, who, address):
    return street.client(who).get(f"/incidents/{address}")


@pytest.fixture
def drafted(street):
    answer = street.client("street").post("/incidents/new/", typed(street))
    assert answer.status_code == 302
    return Incident.objects.get()


@pytest.fixture
def in_force(street, drafted):
    assert press(street, "street", drafted, "declare").status_code == 302
    assert press(street, "auditor", drafted, "confirm").status_code == 302
    drafted.refresh_from_db()
    return drafted


def test_an_incident_through_its_pages(street, in_force):
    shown = page(street, "street", "").content.decode()
    assert f'data-incident="{in_force.pk}" data-state="in_force"' in shown
    on = {"code": "gates", "scene": "小区大门", "until": str(clock.today() + timedelta(days=3))}
    assert press(street, "street", in_force, "functions", **on).status_code == 302
    assert 'data-function="gates" data-on="1"' in page(street, "street", "functions/").content.decode()
    said = {"review_on": str(clock.today() + timedelta(days=30)), "reason": "水还没退"}
    assert press(street, "street", in_force, "review", **said).status_code == 302
    assert press(street, "street", in_force, "end", reason="水退了").status_code == 302
    in_force.refresh_from_db()
    assert in_force.state == "closing"
    assert 'data-function="gates" data-on="0"' in page(street, "street", "functions/").content.decode()


def test_a_draft_is_changed_until_it_is_declared(street, drafted):
    said = typed(street, title="7·22 暴雨", revision=str(drafted.revision))
    stale = said | {"key": str(new_id())}
    assert street.client("street").post(f"/incidents/{drafted.pk}/edit/", said).status_code == 302
    drafted.refresh_from_db()
    assert drafted.title == "7·22 暴雨"
    answer = street.client("street").post(f"/incidents/{drafted.pk}/edit/", stale)
    assert (answer.status_code, refusals(answer)) == (422, {"": "incidents.changed_meanwhile"})
    press(street, "street", drafted, "declare")
    assert street.client("street").get(f"/incidents/{drafted.pk}/edit/").status_code == 409


@pytest.mark.parametrize(
    ("said", "field", "code"),
    [
        ({"title": ""}, "title", "required"),
        ({"title": "\u200b"}, "title", "incidents.missing"),
        ({"review_on": "2099-01-01"}, "review_on", "incidents.review_too_late"),
        ({"review_on": "下周"}, "review_on", "invalid"),
        ({"ends_on": "2001-01-01"}, "ends_on", "incidents.end_past"),
        ({"basis": "tax"}, "basis", "invalid_choice"),
        ({"asks": ["religion"]}, "asks", "invalid_choice"),
        ({"place": ""}, "place", "required"),
        ({"pack": "cn-covid-v9"}, "pack", "invalid_choice"),  # archived: nobody declares with it
    ],
)
def test_what_is_wrong_in_a_draft_is_said_at_its_field_and_nothing_is_lost(street, said, field, code):
    answer = street.client("street").post("/incidents/new/", typed(street, **said))
    assert (answer.status_code, refusals(answer)) == (422, {field: code})
    assert "防指〔2026〕7 号" in answer.content.decode()
    assert not Incident.objects.exists()


def test_who_declared_it_is_offered_no_confirming(street, drafted):
    press(street, "street", drafted, "declare")
    assert "/confirm/" not in page(street, "street", f"{drafted.pk}/").content.decode()
    assert "/confirm/" in page(street, "auditor", f"{drafted.pk}/").content.decode()
    answer = press(street, "street", drafted, "confirm")
    assert (answer.status_code, refused(answer)) == (403, "incidents.second_own")


def test_a_deed_without_a_reason_is_refused_on_the_same_page(street, in_force):
    answer = press(street, "street", in_force, "end", reason="")
    assert (answer.status_code, refusals(answer)) == (422, {"reason": "required"})
    in_force.refresh_from_db()
    assert in_force.state == "in_force"


def test_a_pack_is_written_from_a_template_and_its_calendar_shown(street, drafted):
    shown = page(street, "street", "packs/new/?from=template-dengue").content.decode()
    assert "template-dengue" in shown
    answer = street.client("street").post("/incidents/packs/new/", {"key": str(new_id()), "text": FLOOD})
    own = OwnPack.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/incidents/packs/preview/{own.code}/")
    shown = page(street, "street", f"packs/preview/{own.code}/?person=moved_out&event=2026-07-01&first_day=0")
    assert 'data-day="2026-07-02"' in shown.content.decode()
    assert 'data-release="2026-07-09"' in shown.content.decode()
    said = typed(street, pack=own.code, revision=str(drafted.revision))
    street.client("street").post(f"/incidents/{drafted.pk}/edit/", said)
    changed = FLOOD.replace("days = 7", "days = 9")
    edit = {"key": str(new_id()), "text": changed, "revision": str(own.revision)}
    assert street.client("street").post(f"/incidents/packs/own/{own.pk}/", edit).status_code == 302
    drafted.refresh_from_db()
    assert drafted.pack["person_classes"][0]["phases"][0]["days"] == 7  # versions do not mix


def test_a_pack_with_faults_is_not_kept_and_each_fault_is_said(street):
    wrong = FLOOD.replace("days = 7", 'days = "七"').replace('title = "洪涝（模板）"', 'title = ""')
    for text, code in [(wrong, "incidents.pack_faults"), ("code = ", "incidents.pack_unreadable")]:
        answer = street.client("street").post("/incidents/packs/new/", {"key": str(new_id()), "text": text})
        assert (answer.status_code, refusals(answer)) == (422, {"text": code})
    answer = street.client("street").post("/incidents/packs/new/", {"key": str(new_id()), "text": wrong})
    assert "person_classes[moved_out].phases[1]" in answer.content.decode()
    assert not OwnPack.objects.exists()


def test_a_pack_is_retired_and_restored(street):
    street.client("street").post("/incidents/packs/new/", {"key": str(new_id()), "text": FLOOD})
    own = OwnPack.objects.get()
    for deed, retired in [("retire", True), ("restore", False)]:
        street.client("street").post(f"/incidents/packs/own/{own.pk}/{deed}/", {"key": str(new_id())})
        own.refresh_from_db()
        assert own.retired is retired


@pytest.mark.parametrize("query", ["", "?person=nobody&event=gestern&first_day=7", "?event=2026-02-30"])
def test_a_preview_with_odd_values_shows_the_first_class(street, query):
    assert 'data-tests="1"' in page(street, "street", f"packs/preview/cn-covid-v9/{query}").content.decode()


def test_a_pack_that_is_not_there(street):
    answer = page(street, "street", "packs/preview/cn-covid-v99/")
    assert (answer.status_code, refused(answer)) == (404, "access.not_found")


def test_an_objection_is_taken_down_and_answered_on_its_pages(street, in_force):
    said = {"key": str(new_id()), "place": str(street.id("xueyuan")), "who": "林阿姨 139", "what": "我没有去过"}
    answer = street.client("community").post(f"/incidents/{in_force.pk}/appeals/", said)
    made = Appeal.objects.get()
    assert answer.url == f"/incidents/appeals/{made.pk}/"
    assert "林阿姨" in page(street, "community", f"appeals/{made.pk}/").content.decode()
    decided = {"key": str(new_id()), "verdict": "upheld", "answer": "已更正"}
    street.client("community").post(f"/incidents/appeals/{made.pk}/", decided)
    assert 'data-verdict="upheld"' in page(street, "community", f"appeals/{made.pk}/").content.decode()
    assert f'data-appeal="{made.pk}"' in page(street, "community", f"{in_force.pk}/appeals/").content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("street", 200), ("auditor", 200), ("community", 404), ("grid", 403), ("nobody", 403)]
)
def test_who_reads_an_incident_of_the_street(street, drafted, who, status):
    assert page(street, who, f"{drafted.pk}/").status_code == status


def test_the_home_page_says_what_waits_for_its_reader(street, drafted):
    press(street, "street", drafted, "declare")
    link = f'href="/incidents/{drafted.pk}/"'
    assert link in street.client("auditor").get("/").content.decode()
    assert link not in street.client("street").get("/").content.decode()  # who declared it confirms nothing
    press(street, "auditor", drafted, "confirm")
    assert link not in street.client("street").get("/").content.decode()
    Incident.objects.filter(pk=drafted.pk).update(review_on=clock.today() + timedelta(days=3))
    assert link in street.client("street").get("/").content.decode()
    assert link not in street.client("commander").get("/").content.decode()


def test_an_auditor_elsewhere_is_not_asked(street):
    """Whoever audits may be a second person, but where they audit alone."""
    street.person("far_auditor", "远审计", "auditor", "jucai", "审计员")
    street.client("community").post("/incidents/new/", typed(street, at="xueyuan"))
    row = Incident.objects.get()
    press(street, "community", row, "declare")
    assert f'href="/incidents/{row.pk}/"' in street.client("auditor").get("/").content.decode()
    assert f'href="/incidents/{row.pk}/"' not in street.client("far_auditor").get("/").content.decode()
    assert press(street, "far_auditor", row, "confirm").status_code == 404
