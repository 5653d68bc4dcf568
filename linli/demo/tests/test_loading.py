"""What the loader refuses, and that it goes on where it stopped."""

import pytest

from linli import demo
from linli.access.models import Account
from linli.corps.models import Appointment
from linli.demo import accounts, loading, start
from linli.people.models import Resident
from linli.places.models import Place
from linli.testing_divisions import make_divisions


@pytest.fixture(autouse=True)
def _divisions():
    make_divisions()


@pytest.fixture
def said():
    return []


def test_an_unknown_case_is_named_with_those_that_exist(capsys):
    assert demo.run("nowhere") == 2
    told = capsys.readouterr().out
    assert "nowhere" in told
    assert "chongwen" in told


def test_a_real_deployment_gets_no_account_with_a_public_password(settings, capsys):
    settings.LINLI_ENV = "production"
    assert demo.run("yuhang") == 2
    assert "正式环境" in capsys.readouterr().out


def test_it_never_mixes_with_another_street(street, said, capsys, monkeypatch):
    monkeypatch.setattr(start, "call_command", lambda *_: None)
    with pytest.raises(loading.NotAloneError, match="崇文路街道"):
        demo.load("yuhang", said.append)
    assert demo.run("yuhang") == 1
    assert "另一个空目录" in capsys.readouterr().out
    assert Place.objects.filter(parent=None).count() == 1
    assert not Account.objects.filter(username=accounts.OFFICE).exists()


@pytest.mark.slow
@pytest.mark.django_db
def test_an_interrupted_load_goes_on_where_it_stopped(monkeypatch, said):
    whole = loading.bring_leaders

    def broken(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(loading, "bring_leaders", broken)
    with pytest.raises(KeyboardInterrupt):
        demo.load("yuhang", said.append)
    people = Resident.objects.count()
    assert people == 6_912
    assert not loading.is_loaded(loading.CASES["yuhang"])
    monkeypatch.setattr(loading, "bring_leaders", whole)
    demo.load("yuhang", said.append)
    assert Resident.objects.count() == people
    assert Appointment.objects.filter(post__code="stairwell_leader").count() == 240
    [chief] = Appointment.objects.filter(post__code="subdistrict_leader")
    assert chief.path == Place.objects.get(parent=None).path
    assert loading.is_loaded(loading.CASES["yuhang"])
    assert said.count("演示数据装好了。") == 1


@pytest.mark.slow
@pytest.mark.one_database  # the stories load this case on both
@pytest.mark.django_db
def test_the_printed_accounts_can_sign_in(said, client):
    demo.load("yuhang", said.append)
    case = loading.CASES["yuhang"]
    names = [accounts.OFFICE, *(seat.username for seat in accounts.STAFF), *(username for username, *_ in case.eyes)]
    printed = "\n".join(loading.sign_ins(case))
    for username in names:
        assert username in printed
        assert client.login(username=username, password=accounts.PASSWORD), username
        assert client.get("/account/").status_code == 200
