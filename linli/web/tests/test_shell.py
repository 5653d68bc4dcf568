import re
from pathlib import Path

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core import validators
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.urls import reverse

from linli.access.models import Account, Grant
from linli.calls.tests.town import Town
from linli.command.tests.governed import Governed
from linli.kernel.facts import trail
from linli.kernel.models import Fact
from linli.kernel.time import clock
from linli.web.templatetags.linli import percent, undo_address

COMPILED = Path(__file__).resolve().parent.parent.parent / "locale/en/LC_MESSAGES/django.mo"


def links(page):
    return [entry.url for entry in page.context["nav"]()]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (
            "street",
            [
                "/",
                "/board/",
                "/notices/",
                "/corps/diary/",
                "/calls/",
                "/notices/sent/",
                "/incidents/",
                "/corps/",
                "/places/",
                "/corps/members/",
                "/corps/units/",
                "/corps/awaited/",
                "/flows/",
                "/api/keys/",
                "/account/",
            ],
        ),
        (
            "auditor",
            [
                "/",
                "/board/",
                "/notices/",
                "/corps/diary/",
                "/incidents/",
                "/corps/awaited/",
                "/account/trail/",
                "/account/",
            ],
        ),
        ("administrator", ["/", "/notices/", "/corps/diary/", "/places/", "/account/admin/", "/flows/", "/account/"]),
        (
            "floor",
            [
                "/",
                "/notices/",
                "/corps/diary/",
                "/calls/",
                "/calls/near/",
                "/notices/doors/",
                "/people/",
                "/corps/",
                "/places/",
                "/corps/members/",
                "/account/",
            ],
        ),
        ("nobody", ["/", "/notices/", "/corps/diary/", "/account/"]),
    ],
)
def test_the_navigation_offers_only_what_the_post_may_use(street, key, expected):
    assert links(street.client(key).get("/")) == expected


@pytest.mark.alike
@pytest.mark.parametrize(
    "key",
    [
        "street",
        "registrar",
        "community",
        "grid",
        "building",
        "partner",
        "auditor",
        "administrator",
        "outsider",
        "nobody",
    ],
)
def test_no_entry_of_the_navigation_leads_to_a_refusal(street, key):
    client = street.client(key)
    for url in links(client.get("/")):
        assert client.get(url).status_code in {200, 302}, url


def parts(page):
    return [(part.title, part.open, [entry.url for entry in part.entries]) for part in page.context["nav_parts"]()]


def test_of_many_rooms_only_the_group_of_this_page_is_open(street):
    client = street.client("community")
    shown = parts(client.get("/people/"))
    assert [title for title, is_open, _urls in shown if is_open] == ["底数"]
    assert [title for title, _open, _urls in shown] == ["今天", "办事", "底数", "队伍"]
    assert [title for title, is_open, _urls in parts(client.get("/account/")) if is_open] == ["今天"]
    assert "/account/" not in [url for _title, _open, urls in shown for url in urls]


def test_of_few_rooms_every_group_is_open(street):
    assert all(is_open for _title, is_open, _urls in parts(street.client("administrator").get("/account/")))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("grid", ["/", "/calls/near/", "/people/", "/notices/"]),
        ("community", ["/", "/calls/", "/people/", "/notices/"]),
        ("street", ["/", "/calls/", "/corps/", "/notices/"]),
        ("auditor", ["/", "/account/trail/", "/notices/"]),
        ("administrator", ["/", "/account/admin/", "/notices/"]),
        ("nobody", ["/", "/notices/"]),
    ],
)
def test_the_bar_of_a_phone_holds_what_the_post_does_most(street, key, expected):
    assert [entry.url for entry in street.client(key).get("/").context["nav_bar"]()] == expected


def test_a_late_call_is_a_badge_of_whoever_can_pass_it_on(street):
    town = Town(street)
    town.open("order.errand", title="取快递")  # opened long before `now`

    def badge(key):
        return [entry.badge for entry in street.client(key).get("/").context["nav"]() if entry.url == "/calls/"]

    assert (badge("community"), badge("floor")) == ([1], [0])


def test_a_commander_starts_at_the_board(street):
    client = street.client("commander")
    assert client.get("/")["Location"] == "/board/"
    assert links(client.get("/board/"))[0] == "/board/"


def test_the_place_where_we_are_is_marked_once(street):
    page = street.client("street").get("/board/")
    assert [entry.url for entry in page.context["nav"]() if entry.here] == ["/board/"]


def test_gaps_are_a_badge_and_a_change_is_seen(street):
    governed = Governed(street)
    client = street.client("grid")
    trail.record("corps.appointed", actor=None, path="0001", at=clock.now())
    assert [e.badge for e in client.get("/").context["nav"]() if e.url == "/corps/"] == [3]
    governed.whole_chain()
    assert [e.badge for e in client.get("/").context["nav"]() if e.url == "/corps/"] == [3]
    trail.record("corps.appointed", actor=None, path="0001", at=clock.now())
    assert [e.badge for e in client.get("/").context["nav"]() if e.url == "/corps/"] == [0]


def test_the_home_page_says_what_is_mine_and_what_comes_next(street):
    Governed(street)
    page = street.client("grid").get("/")
    text = page.content.decode()
    assert [(post.title, post.address) for post in page.context["home"].posts] == [("网格员", "学院社区 03网格")]
    assert "03网格有 3 处责任人缺口" in text
    assert "聚财社区" not in text


def test_a_post_held_everywhere_begins_at_the_streets(street):
    Governed(street)
    Grant.objects.filter(bundle="street").update(path="")
    text = street.client("street").get("/").content.decode()
    assert "崇文路街道有 " in text
    assert "您的岗位不用在系统里办事" not in text


def test_without_a_post_the_home_page_says_whom_to_ask(street):
    assert "您的岗位不用在系统里办事" in street.client("nobody").get("/").content.decode()
    Grant.objects.all().delete()
    assert "您还没有岗位" in street.client("nobody").get("/").content.decode()


def test_language_follows_the_account(street):
    client = street.client("street")
    answer = client.post("/settings/language/", {"language": "en", "next": "/board/"})
    assert (answer.status_code, answer["Location"]) == (303, "/board/")
    assert Account.objects.get(username="street").language == "en"
    assert '<html lang="en"' in client.get("/").content.decode()
    client.cookies.pop("linli_language")
    assert '<html lang="en"' in client.get("/").content.decode()
    assert Fact.objects.filter(kind="web.reading_changed").count() == 1
    client.post("/settings/language/", {"language": "en"})
    assert Fact.objects.filter(kind="web.reading_changed").count() == 1


def test_what_was_chosen_before_signing_in_stays_until_the_account_chooses(street):
    client = street.client("street")
    client.cookies["linli_language"], client.cookies["linli_large"] = "en", "1"
    page = client.get("/").content.decode()
    assert '<html lang="en" class="large"' in page
    Account.objects.filter(username="street").update(language="zh-hans")
    assert '<html lang="zh-hans"' in client.get("/").content.decode()


def test_the_browser_s_wish_does_not_change_the_language(street):
    assert (
        '<html lang="zh-hans"' in street.client("street").get("/", headers={"Accept-Language": "en"}).content.decode()
    )


def test_large_print_is_kept_for_the_anonymous_too(street):
    client = street.client("anonymous")
    client.post("/settings/print-size/", {"large": "1"})
    assert 'class="large"' in client.get("/sign-in/").content.decode()
    client.post("/settings/print-size/", {"large": ""})
    assert 'class="large"' not in client.get("/sign-in/").content.decode()


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "javascript:alert(1)", ""])
def test_a_switch_never_leads_to_another_host(street, target):
    assert street.client("street").post("/settings/language/", {"language": "en", "next": target})["Location"] == "/"


def test_an_unknown_language_means_chinese(street):
    client = street.client("street")
    client.post("/settings/language/", {"language": "../../etc"})
    assert Account.objects.get(username="street").language == "zh-hans"


def test_a_missing_page_says_so_in_the_frame(street):
    page = street.client("street").get("/no-such-page/")
    assert page.status_code == 404
    assert "没有这一页" in page.content.decode()


def test_who_is_refused_is_told_whom_to_ring(street, client):
    for at, phone in (("street", "0912-3520000"), ("xueyuan", "0912-3523456")):
        street.places[at].duty_phone = phone
        street.places[at].save()
    old_card = client.get("/calls/at/00000000-0000-4000-8000-000000000000/")
    assert old_card.status_code == 404
    assert 'href="tel:0912-3520000"' in old_card.content.decode()
    for who, phone in (("grid", "0912-3523456"), ("street", "0912-3520000")):
        assert f'href="tel:{phone}"' in street.client(who).get("/account/trail/").content.decode()
    street.place("elsewhere", "subdistrict", "凤凰台街道")
    assert "tel:" not in client.get("/calls/at/00000000-0000-4000-8000-000000000000/").content.decode()


def test_a_refusal_is_a_page_a_fragment_or_json(street):
    client = street.client("nobody")
    assert "<html" in client.get("/board/").content.decode()
    fragment = client.get("/board/", headers={"HX-Request": "true"})
    assert (fragment.status_code, "<html" in fragment.content.decode()) == (403, False)
    assert client.get("/board/", headers={"Accept": "application/json"}).json()["code"] == "access.not_allowed"


def test_every_answer_carries_the_content_policy(street):
    for path in ("/", "/sign-in/", "/no-such-page/", "/healthz"):
        policy = street.client("anonymous").get(path)["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("value", "text"), [(1, "100.00%"), (0.99999, "99.99%"), (0, "0.00%"), (None, "–"), (0.5, "50.00%")]
)
def test_per_cent_never_rounds_up_to_whole(value, text):
    assert percent(value, 2) == text


def test_undo_leads_only_to_our_own_host():
    assert undo_address(Message(constants.SUCCESS, "x", extra_tags="undo:/corps/1/undo/")) == "/corps/1/undo/"
    assert undo_address(Message(constants.SUCCESS, "x", extra_tags="undo://example.com/")) == ""
    assert undo_address(Message(constants.SUCCESS, "x", extra_tags="undo:https://example.com/")) == ""


def test_a_field_ties_its_help_and_error_together():
    from django import forms

    class Named(forms.Form):
        name = forms.CharField(label="名称", help_text="写全称")

    text = Template("{% form_errors form %}{% field form.name %}").render(Context({"form": Named({"name": ""})}))
    assert 'aria-describedby="id_name-help id_name-error"' in text
    assert 'id="id_name-error"' in text
    assert 'href="#id_name"' in text


def test_what_a_browser_empties_is_not_said_to_be_kept():
    from django import forms

    class Secret(forms.Form):
        name = forms.CharField(label="账号")
        old = forms.CharField(label="现在的密码", widget=forms.PasswordInput)

    class Plain(forms.Form):
        name = forms.CharField(label="账号")

    def told(form):
        return Template("{% form_errors form %}").render(Context({"form": form}))

    assert "data-emptied" in told(Secret({"name": "", "old": "x"}))
    assert "data-emptied" not in told(Plain({"name": ""}))


@pytest.mark.parametrize("limit", [validators.MaxLengthValidator(3), validators.MaxValueValidator(3)])
def test_fields_and_limits_speak_as_people_do(limit):
    from django import forms

    assert str(forms.CharField().error_messages["required"]) == "这一项要填。"
    with pytest.raises(ValidationError) as refused:
        limit("3333" if isinstance(limit, validators.MaxLengthValidator) else 5)
    assert "确保" not in refused.value.messages[0]


def test_a_file_field_has_words_of_ours_around_a_real_input():
    from django import forms

    class Sent(forms.Form):
        file = forms.FileField(label="台账文件")
        name = forms.CharField()

    text = Template("{% field form.file %}").render(Context({"form": Sent()}))
    assert text.index("data-file>") < text.index('<input type="file"') < text.index("选择文件")
    assert re.search(r'<label for="id_file">\s*台账文件', text)
    assert "data-file" not in Template("{% field form.name %}").render(Context({"form": Sent()}))


def test_words_of_choices_speak_the_reader_s_language():
    from django import forms
    from django.utils import translation

    class Placed(forms.Form):
        kind = forms.ChoiceField(choices=[("grid", "网格"), ("own", "槐树巷")])

    with translation.override("en"):
        text = Template("{% field form.kind %}{{ word|word }}").render(Context({"form": Placed(), "word": "楼栋"}))
    with translation.override("zh-hans"):
        chinese = Template("{% field form.kind %}").render(Context({"form": Placed()}))
    assert "网格</option>" in chinese
    if not COMPILED.exists():
        pytest.skip("the catalogue is not compiled here: python tools/words.py")
    assert ("Grid</option>" in text, "槐树巷</option>" in text, text.endswith("Building")) == (True, True, True)


def test_only_a_form_that_asks_for_something_says_what_may_be_left_out():
    from django import forms

    class Search(forms.Form):
        q = forms.CharField(label="查找", required=False)

    class Written(Search):
        name = forms.CharField(label="名称")

    shown = [Template("{% field form.q %}").render(Context({"form": form()})) for form in (Search, Written)]
    assert ["可不填" in text for text in shown] == [False, True]


def test_a_nul_in_an_address_is_left_out(street):
    answer = street.client("grid").get("/corps/search/", {"q": "马\x00网"})
    assert answer.status_code == 200
    assert answer.wsgi_request.GET["q"] == "马网"


@pytest.mark.parametrize("route", ["calls:near", "calls:mine"])
def test_pages_beside_an_entry_are_shown_as_its_own(street, route):
    page = street.client("community").get(reverse(route))
    assert [entry.url for entry in page.context["nav"]() if entry.here] == [reverse("calls:near")]
