"""Accounts for all leaders of a place at once: who gets one, the slips, the passwords on them and nowhere else."""

from datetime import date, timedelta

import pytest
from django.test import Client

from linli.access.models import Account, Grant, actor_of
from linli.access.queries import name_to_sign_in
from linli.corps.actions import slips
from linli.corps.models import Member, SlipRun
from linli.corps.printing import write_slips as draw_slips
from linli.corps.queries import accounts
from linli.corps.tests.slipping import PHONE, START, leader, order, take
from linli.kernel.ids import new_id
from linli.kernel.models import Fact
from linli.kernel.sealing import crypto
from linli.kernel.time import clock
from linli.testing import refused
from linli.testing_jobs import run_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("printed")]


@pytest.mark.parametrize("key", ["street", "community", "grid", "building", "auditor", "nobody", "outsider"])
def test_only_administrators_open_accounts(street, key):
    leader(street, "赵一", "building7")
    assert street.client(key).get("/corps/accounts/").status_code == 403
    assert order(street.client(key), street).status_code == 403
    assert not SlipRun.objects.exists()


def test_everybody_in_office_without_an_account_gets_one_and_a_slip(street, admin, printed):
    here = leader(street, "赵一", "building7", phone="15400000001")
    other = leader(street, "钱二", "building1", known="jucai")
    page = admin.get("/corps/accounts/").content.decode()
    assert "赵一" in page and "钱二" in page and "15400000001" not in page
    answer = order(admin, street)
    run = SlipRun.objects.get()
    assert (answer.url, run.state, run.count) == (f"/corps/accounts/slips/{run.pk}/", "writing", 2)
    assert not Account.objects.filter(person=here).exists()
    run_jobs()
    run.refresh_from_db()
    assert (run.state, run.people) == ("ready", [])
    (sheet,) = printed
    assert set(sheet) == {here, other}
    made = Account.objects.get(person=here)
    assert (made.name, made.path, made.must_change_password) == ("赵一", street.places["xueyuan"].path, True)
    assert sheet[here][0].phone == "154****0001" and sheet[other][0].phone == ""
    assert Fact.objects.filter(kind="access.account_made", about=made.pk).count() == 1
    assert "赵一" not in admin.get("/corps/accounts/").content.decode().split("还没用过")[0]


def test_a_slip_signs_in_by_phone_once_and_asks_for_a_password(street, admin, printed):
    here = leader(street, "赵一", "building7", phone="15400000001")
    order(admin, street)
    run_jobs()
    opened, client = printed[0][here][1], Client()
    signed = client.post("/sign-in/", {"login": "154 0000 0001", "password": opened.password})
    assert signed.status_code == 302
    assert client.get("/").headers["Location"] == "/account/password/"
    assert Client().post("/sign-in/", {"login": opened.username, "password": opened.password}).status_code == 302


def test_a_user_name_that_many_have_as_their_phone_still_signs_in(street):
    for name in ("赵一", "赵二", "赵三", "赵四"):
        street.person(name, name, "none", "xueyuan", "居民")
        person = street.people[name].account.person
        Member.objects.filter(pk=person).delete()
        Member.objects.create(
            pk=person, path=street.places["xueyuan"].path, name=name, since=START,
            phone_blind=crypto.blind("15400000001", column=PHONE),
        )  # fmt: skip
    street.person("own", "邻居", "none", "xueyuan", "居民")
    Account.objects.filter(pk=street.people["own"].account.pk).update(username="154-0000-0001")
    assert name_to_sign_in("154-0000-0001") == "154-0000-0001"
    assert name_to_sign_in("154 0000 0001") == "15400000001"  # of several, nobody's


def test_passwords_are_on_the_slips_and_nowhere_else(street, admin, printed, caplog):
    here = leader(street, "赵一", "building7", phone="15400000001")
    order(admin, street)
    run_jobs()
    password, run = printed[0][here][1].password, SlipRun.objects.get()
    assert password.encode() not in slips.file_of(run).read_bytes()
    answer = take(admin, run)
    assert password in answer.content.decode() and "no-store" in answer["Cache-Control"]
    assert password not in str(list(Fact.objects.values())) + caplog.text
    assert password not in str(list(SlipRun.objects.values())) + str(list(Account.objects.values()))


@pytest.mark.django_db(transaction=True)
def test_slips_are_given_out_once(street, admin):
    leader(street, "赵一", "building7")
    order(admin, street)
    run_jobs()
    run = SlipRun.objects.get()
    assert take(admin, run).status_code == 200
    assert refused(take(admin, run)) == "corps.slips_gone"
    assert not slips.file_of(run).exists()
    assert "data-slips" not in admin.get(f"/corps/accounts/slips/{run.pk}/").content.decode()


def test_the_same_press_orders_once_and_a_second_order_waits(street, admin):
    leader(street, "赵一", "building7")
    key = new_id()
    assert order(admin, street, key=key).url == order(admin, street, key=key).url
    assert refused(order(admin, street, at="xueyuan")) == "corps.slips_going"
    run_jobs()
    assert SlipRun.objects.count() == 1
    assert refused(order(admin, street)) == "corps.slips_nobody"


def test_office_posts_and_posts_elsewhere_are_left_to_be_opened_one_by_one(street, admin, printed):
    street.place("elsewhere", "subdistrict", "凤凰台街道")
    near = leader(street, "赵一", "building7")
    leader(street, "孙三", "street", bundle="street")
    leader(street, "李四", "building7", bundle="none")
    both = leader(street, "周五", "building7")
    Grant.objects.create(
        person=both, bundle="leader", path=street.places["elsewhere"].path, title="楼栋长", source=new_id(),
        starts_on=START,
    )  # fmt: skip
    ended = leader(street, "吴六", "building7")
    Grant.objects.filter(person=ended).update(ends_on=date(2022, 4, 1))
    order(admin, street)
    run_jobs()
    assert set(printed[0]) == {near}


def test_one_place_alone_can_be_opened(street, admin, printed):
    here, _there = leader(street, "赵一", "building7"), leader(street, "钱二", "building1", known="jucai")
    order(admin, street, at="xueyuan")
    run_jobs()
    assert set(printed[0]) == {here}


def test_new_slips_go_to_those_who_never_used_theirs(street, admin, printed):
    used, unused = leader(street, "赵一", "building7"), leader(street, "钱二", "floor1")
    order(admin, street)
    run_jobs()
    mine = Account.objects.get(person=used)
    mine.set_password("linli-own-word-1")
    mine.must_change_password = False
    mine.save()
    order(admin, street, how="renew")
    run_jobs()
    assert set(printed[1]) == {unused}
    old, new = printed[0][unused][1], printed[1][unused][1]
    assert (old.username, old.password == new.password) == (new.username, False)
    account = Account.objects.get(person=unused)
    assert account.check_password(new.password) and not account.check_password(old.password)
    assert Account.objects.get(person=used).check_password("linli-own-word-1")


def test_slips_that_nobody_took_are_gone_after_three_days(street, admin):
    leader(street, "赵一", "building7")
    order(admin, street)
    run_jobs()
    run = SlipRun.objects.get()
    slips.remove_old(clock.now() + timedelta(days=2))
    assert slips.file_of(run).exists()
    slips.remove_old(clock.now() + timedelta(days=3, minutes=1))
    assert not slips.file_of(run).exists() and not SlipRun.objects.exists()
    assert Fact.objects.get(kind="corps.slips_lapsed").data == {"count": 1}


def test_a_phone_that_two_have_is_on_no_slip(street, admin, printed):
    one, two = (leader(street, name, "building7", phone="15400000001") for name in ("赵一", "钱二"))
    order(admin, street)
    run_jobs()
    assert printed[0][one][0].phone == printed[0][two][0].phone == ""


def test_the_sheet_says_what_a_leader_needs(street, settings):
    from linli.access.opening_actions import Opened

    settings.LINLI_PUBLIC_URL = "https://linli.example.gov.cn"
    seen = []
    pk = leader(street, "赵一", "building7", phone="15400000001")
    lines = accounts.lines([Member.objects.get(pk=pk)])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("linli.corps.printing.write_pdf", lambda _target, parts: seen.extend(parts))
        draw_slips(None, [(lines[0], Opened("zs12345", "abcd-efgh-jkmn"))] * 9)
    (html,) = seen
    assert html.count("<table>") == 2 and html.count("abcd-efgh-jkmn") == 9
    for said in ("赵一", "7号楼", "https://linli.example.gov.cn/sign-in/", "154****0001", "zs12345"):
        assert said in html, said


def test_the_list_of_leaders_says_who_cannot_sign_in(street):
    admin = actor_of(street.people["administrator"].account, clock.today())
    leader(street, "赵一", "building7")
    assert [member.name for member in accounts.without_account(admin, street.places["street"])] == ["赵一"]
    assert accounts.by_community(admin, street.places["street"]) == [(street.places["xueyuan"], 1)]
