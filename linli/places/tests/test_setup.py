"""The wizard: from an empty deployment to a street with its communities."""

import pytest
from django.test import Client
from django.urls import reverse

from linli.access.models import Account, Grant
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.places import divisions, jobs
from linli.places.models import Mode, Place
from linli.testing import refused
from linli.testing_divisions import make_divisions
from linli.testing_jobs import run_jobs


def at(name, *args):
    return reverse(f"places:{name}", args=args)


@pytest.fixture(scope="session", autouse=True)
def _index():
    make_divisions()


@pytest.fixture
def newcomer(db):
    """The very first account, without any post."""
    account = Account.objects.create(username="first", name="陈新人", created_at=clock.now(), password="!")
    client = Client()
    client.force_login(account)
    client.account = account
    return client


def chosen(code="610802006", **more):
    on = [row.code for row in divisions.children(code)]
    names = {f"name-{row.code}": divisions.short_name(row.name) for row in divisions.children(code)}
    return {"name": "崇文路街道", "mode": "chongwen.apartment", "on": on, **names, **more}


def test_the_newcomer_is_shown_the_way(newcomer):
    page = newcomer.get(at("index")).content.decode()
    assert "还没有街道" in page
    assert at("setup") in page
    assert "陕西省" in newcomer.get(at("setup")).content.decode()
    assert "崇文路街道" in newcomer.get(at("setup"), {"at": "610802"}).content.decode()
    hits = newcomer.get(at("setup_search"), {"q": "cwljd"}, headers={"HX-Request": "true"}).content.decode()
    assert at("setup_street", "610802006") in hits


def test_the_street_comes_with_its_seven_communities(newcomer, post):
    preview = newcomer.get(at("setup_street", "610802006")).content.decode()
    assert "610802006007" in preview
    assert "寨城庄社区" in preview
    answer = post(newcomer, at("setup_street", "610802006"), **chosen())
    street = Place.objects.get(parent=None)
    assert answer["Location"] == at("checklist", street.pk)
    assert (street.name, street.code, street.mode.code) == ("崇文路街道", "610802006", "chongwen.apartment")
    rows = Place.objects.filter(parent=street).order_by("number")
    assert [row.code for row in rows] == [f"61080200600{n}" for n in range(1, 8)]
    assert [row.name for row in rows][:2] == ["聚财社区", "春苑社区"]
    assert Mode.objects.filter(path="").count() == 8
    assert Fact.objects.filter(kind="places.street_started", about=street.pk).count() == 1


def test_the_starter_holds_the_office_and_goes_on(newcomer, post):
    post(newcomer, at("setup_street", "610802006"), **chosen())
    street = Place.objects.get(parent=None)
    newcomer.account.refresh_from_db()
    grant = Grant.objects.get(person=newcomer.account.person)
    assert (grant.bundle, grant.path) == ("street", street.path)
    page = newcomer.get(at("checklist", street.pk)).content.decode()
    assert "7 个社区里，0 个已经划了网格" in page
    community = Place.objects.get(code="610802006006")
    assert post(newcomer, at("pattern", community.pk), text="1-9网格", deed="make").status_code == 303
    assert "7 个社区里，1 个已经划了网格" in newcomer.get(at("checklist", street.pk)).content.decode()


def test_communities_can_be_left_out_and_renamed(newcomer, post):
    form = chosen()
    form["on"] = form["on"][:2]
    form["name-610802006001"] = "聚财"
    post(newcomer, at("setup_street", "610802006"), **form)
    assert list(Place.objects.filter(kind="community").order_by("number").values_list("name", flat=True)) == [
        "聚财",
        "春苑社区",
    ]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "名称"),
        ("name-610802006001", "", "第 1 个社区"),
        ("name-610802006002", "聚财社区居委会", "重名"),
        ("name", "街" * 61, "60"),
    ],
)
def test_refusals_keep_what_was_typed(newcomer, post, field, value, said):
    answer = post(
        newcomer, at("setup_street", "610802006"), **chosen(**{"name-610802006003": "我改的名", field: value})
    )
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "我改的名" in answer.content.decode()
    assert not Place.objects.exists()
    assert not Grant.objects.exists()


def test_the_same_form_twice_starts_one_street(newcomer, post):
    key = str(new_id())
    answers = [post(newcomer, at("setup_street", "610802006"), key=key, **chosen()) for _ in range(2)]
    street = Place.objects.get(parent=None)
    assert [answer["Location"] for answer in answers] == [at("checklist", street.pk)] * 2


def test_the_same_street_is_not_started_again(newcomer, post):
    post(newcomer, at("setup_street", "610802006"), **chosen())
    answer = post(newcomer, at("setup_street", "610802006"), **chosen(name="别名街道"))
    assert answer.status_code == 422
    assert refused(answer) == "places.street_there"


def test_a_street_of_ones_own_naming(newcomer, post):
    answer = post(newcomer, at("setup_own"), name="幸福街道", communities="一社区\n\n 二社区 \n", mode="")
    assert answer.status_code == 303
    named = Place.objects.filter(kind="community").order_by("number").values_list("name", flat=True)
    assert list(named) == ["一社区", "二社区"]
    twice = post(newcomer, at("setup_own"), name="平安街道", communities="一社区\n一社区居委会", mode="")
    assert twice.status_code == 422
    assert "第 2 个社区" in twice.content.decode()
    assert "一社区居委会" in twice.content.decode()


@pytest.mark.parametrize("code", ["999999999", "61", "610802006001", "abc", "0"])
def test_a_code_that_is_no_street(newcomer, code):
    answer = newcomer.get(at("setup_street", code))
    assert answer.status_code == 404


@pytest.mark.alike
@pytest.mark.parametrize("who", ["community", "grid", "outsider", "nobody", "auditor", "administrator", "registrar"])
@pytest.mark.parametrize("page", ["setup", "setup_own", "setup_search"])
def test_once_there_is_a_street_only_its_office_starts_another(street, who, page):
    assert street.client(who).get(at(page)).status_code == 403
    assert street.client("street").get(at(page)).status_code == 200


def test_a_stranger_cannot_post_the_wizard_either(street, post):
    for address in (at("setup_own"), at("setup_street", "610802006")):
        assert post(street.client("community"), address, **chosen(communities="x")).status_code == 403
    assert Place.objects.filter(parent=None).count() == 1


def test_the_second_street_gets_a_path_of_its_own_and_the_office_covers_it(street, post):
    assert (
        post(street.client("street"), at("setup_own"), name="二街道", communities="甲社区", mode="").status_code == 303
    )
    second = Place.objects.get(name="二街道")
    assert second.path == "0002"
    assert street.client("street").get(at("place", second.pk)).status_code == 200
    assert street.client("community").get(at("place", second.pk)).status_code == 404


def test_without_the_index_the_wizard_offers_to_make_it(newcomer, tmp_path, settings):
    settings.LINLI_DATA = tmp_path
    page = newcomer.get(at("setup")).content.decode()
    assert at("setup_prepare") in page
    assert newcomer.get(at("setup_street", "610802006"))["Location"] == at("setup")
    assert newcomer.get(at("setup_search"), {"q": "x"}).status_code == 404


def test_a_full_disk_is_said_in_words_and_leaves_the_other_way_open(newcomer, post, tmp_path, settings, monkeypatch):
    settings.LINLI_DATA = tmp_path
    monkeypatch.setattr(divisions.sys, "executable", "/bin/false")
    answer = newcomer.post(at("setup_prepare"), follow=True)
    assert answer.status_code == 200
    assert "磁盘满了" in answer.content.decode()
    assert at("setup_own") in answer.content.decode()
    assert list(tmp_path.iterdir()) == []


def test_an_auditor_starts_no_street(newcomer, post):
    """An auditor holds no other post, and the street office would be one."""
    account = newcomer.account
    Account.objects.filter(pk=account.pk).update(person=new_id())
    account.refresh_from_db()
    Grant.objects.create(
        person=account.person, bundle="auditor", path="", title="审计员", source=new_id(), starts_on=clock.today()
    )
    answer = post(newcomer, at("setup_own"), name="某街道", communities="甲社区", mode="")
    assert answer.status_code == 422
    assert not Place.objects.exists()
    assert not Grant.objects.filter(bundle="street").exists()


@pytest.mark.django_db
def test_the_server_makes_the_index_by_itself_and_only_once(tmp_path, settings, monkeypatch):
    settings.LINLI_DATA = tmp_path
    made = []
    monkeypatch.setattr(divisions, "build", lambda: made.append(divisions.index_file().touch()))
    for _minute in range(3):
        jobs.prepare_divisions(clock.now())
        run_jobs()
    assert len(made) == 1


def test_a_street_started_by_mistake_is_closed_and_the_right_one_started(newcomer, post):
    post(newcomer, at("setup_own"), name="错街道", communities="甲社区", mode="")
    wrong = Place.objects.get(parent=None)
    assert post(newcomer, at("close", wrong.pk), with_children="on", reason="选错了").status_code == 303
    assert not Place.objects.filter(closed_on=None).exists()
    assert post(newcomer, at("setup_own"), name="对街道", communities="甲社区", mode="").status_code == 303
    assert Place.objects.get(parent=None, closed_on=None).name == "对街道"


def test_a_street_where_somebody_else_holds_a_post_is_not_closed(newcomer, post):
    post(newcomer, at("setup_own"), name="某街道", communities="甲社区", mode="")
    street = Place.objects.get(parent=None)
    Grant.objects.create(
        person=new_id(), bundle="grid", path=street.path, title="网格员", source=new_id(), starts_on=clock.today()
    )
    answer = post(newcomer, at("close", street.pk), with_children="on")
    assert answer.status_code == 422
    assert refused(answer) == "places.still_standing"
    assert "1 项系统授权" in answer.content.decode()
