"""When and how something is said outside, and which addresses are addresses: values in, values out."""

import json
from datetime import datetime, time, timedelta
from urllib.parse import parse_qs, unquote, urljoin, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.errors import Invalid
from linli.notices import rules
from linli.notices.rules import SmsTemplate

ZONE = ZoneInfo("Asia/Shanghai")
MOMENTS = st.datetimes(datetime(2022, 1, 1), datetime(2023, 1, 1), timezones=st.just(ZONE))  # noqa: DTZ001 (the strategy adds the zone)
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
DAY = 24 * 60
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)


def at(hour, minute=0, second=0):
    return datetime(2022, 3, 12, hour, minute, second, tzinfo=ZONE)


def is_quiet(moment, begin, end):
    """Counted round the clock from the beginning."""
    since, whole = (minute_of(other) - minute_of(begin) for other in (moment.time(), end))
    return since % DAY < whole % DAY


def minute_of(clock):
    return clock.hour * 60 + clock.minute


@given(MOMENTS, TIMES, TIMES)
def test_nothing_goes_out_in_quiet_hours_and_nothing_waits_longer_than_they_last(moment, begin, end):
    out = rules.after_quiet(moment, begin, end)
    assert moment <= out < moment + timedelta(days=1)
    assert not is_quiet(out, begin, end)
    assert (out == moment) is not is_quiet(moment, begin, end)
    assert out == moment or out.time() == end


@pytest.mark.parametrize("half", [(time(22), None), (None, time(7)), (None, None)])
def test_half_a_pair_is_no_quiet_hours(half):
    assert rules.after_quiet(at(23), *half) == at(23)


@given(st.integers(1, 40), st.floats(0, 1, exclude_max=True))
def test_pauses_double_up_to_four_hours_and_spread_by_half(attempts, luck):
    whole = min(30 * 2 ** (attempts - 1), 4 * 3600)
    assert whole <= rules.pause(attempts, luck).total_seconds() <= whole * 1.5
    assert rules.pause(attempts, 0) <= rules.pause(attempts + 1, 0)


@pytest.mark.parametrize(
    ("moment", "out"),
    [
        (at(17, 59), at(18)),
        (at(18), at(18)),
        (at(18, 0, 1), at(18) + timedelta(days=1)),
        (at(0), at(18)),
    ],
)
def test_what_may_wait_goes_at_six_in_the_evening(moment, out):
    assert rules.digest_time(moment) == out


@pytest.mark.parametrize(
    ("urgency", "of_notice", "sentence"),
    [
        ("life", True, "life"),
        ("life", False, "life"),
        ("normal", True, "notice"),
        ("digest", True, "notice"),
        ("normal", False, "letter"),
        ("digest", False, "letter"),
    ],
)
def test_the_sentence_says_how_urgent_it_is(urgency, of_notice, sentence):
    assert rules.sentence_for(urgency, of_notice=of_notice) == sentence


# --- numbers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13812340001", "13812340001"),
        ("+86 138-1234-0001", "13812340001"),
        ("0086(138)12340001", "13812340001"),
        ("12812340001", ""),  # no such prefix
        ("1381234000", ""),
        ("138123400011", ""),
        ("0912-3456789", ""),
        ("+1 13812340001", ""),
        ("", ""),
    ],
)
def test_what_a_gateway_takes_for_a_mobile_number(text, number):
    assert rules.mobile(text) == number


@given(
    st.text("1398０１３٣३+-() 86", max_size=16)
    | st.lists(st.sampled_from("0123456789３٣"), min_size=10, max_size=10).map(lambda rest: "1" + "".join(rest))
)
def test_one_number_has_one_spelling(text):
    """Limits are counted by what comes out: the same phone must not be another one in other digits."""
    number = rules.mobile(text)
    assert number == "" or (number.isascii() and len(number) == 11)


# --- links ----------------------------------------------------------------------------------------------------------


def as_a_browser_reads(link):
    """A browser drops tabs and line breaks, and takes a backslash for a slash."""
    plain = "".join(c for c in link.strip() if c not in "\t\r\n").replace("\\", "/")
    return urlsplit(urljoin("https://linli.example/notices/", plain))


@given(st.text("/\\.:@\t\r\n ?#aé", max_size=12).map(lambda rest: "/" + rest) | st.text("/\\\t\nhtps:a", max_size=8))
def test_a_link_of_a_letter_stays_in_the_house(link):
    if rules.is_own_address(link) and link:
        read = as_a_browser_reads(link)
        assert (read.scheme, read.netloc) == ("https", "linli.example")


@pytest.mark.parametrize(
    ("link", "own"),
    [
        ("", True),
        ("/calls/1/", True),
        ("/" + "a" * 119, True),
        ("/" + "a" * 120, False),
        ("calls/1/", False),
        ("//evil.example", False),
        ("/\t/evil.example", False),
        ("/\n/evil.example", False),
    ],
)
def test_which_links_are_our_own(link, own):
    assert rules.is_own_address(link) is own


# --- gateways -------------------------------------------------------------------------------------------------------

URL, JSON_BODY, FORM_BODY = "https://sms.example/send", '{"to": "{phone}", "say": "{text}"}', "to={phone}&say={text}"


@given(TEXTS, TEXTS)
def test_whatever_is_said_arrives_whole_and_alone(phone, text):
    """No text becomes another field, a second number, or breaks the body."""
    url, body, kind = SmsTemplate(URL + "?to={phone}&say={text}", "POST", JSON_BODY).filled(phone, text)
    assert json.loads(body) == {"to": phone, "say": text} and kind.startswith("application/json")
    query = urlsplit(url).query
    assert [unquote(part.partition("=")[2]) for part in query.split("&")] == [phone, text]
    body, kind = SmsTemplate(URL, "POST", FORM_BODY).filled(phone, text)[1:]
    assert parse_qs(body.decode(), keep_blank_values=True) == {"to": [phone], "say": [text]}
    assert kind.startswith("application/x-www-form-urlencoded")


def test_a_text_that_looks_like_a_place_is_not_filled_again():
    _url, body, _kind = SmsTemplate(URL, "POST", FORM_BODY).filled("{text}", "{phone}")
    assert parse_qs(body.decode()) == {"to": ["{text}"], "say": ["{phone}"]}


@given(TEXTS, st.sampled_from(["GET", "POST"]), TEXTS)
def test_a_template_comes_back_as_it_was_kept(url, method, body):
    template = SmsTemplate(url, method, body)
    assert rules.read_sms(rules.write_sms(template)) == template


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"url": "https://sms.example/{phone}/{text}", "body": ""}, ""),
        ({"method": "PUT"}, "notices.bad_sms_method"),
        ({"body": "to={phone}"}, "notices.sms_lacks_fields"),
        ({"body": "say={text}"}, "notices.sms_lacks_fields"),
        ({"url": "ftp://sms.example/"}, "notices.bad_sms_url"),
        ({"url": "https:///send"}, "notices.bad_sms_url"),
        ({"url": "https://user@sms.example/"}, "notices.bad_sms_url"),
        ({"url": "https://{phone}.example/"}, "notices.bad_sms_url"),  # the number would choose the host
        ({"url": "https://[::1/send"}, "notices.bad_sms_url"),
        ({"url": "https://sms.example:port/send"}, "notices.bad_sms_url"),
        ({"url": "https://sms.example:70000/send"}, "notices.bad_sms_url"),
    ],
)
def test_a_template_that_cannot_work_is_refused(changes, code):
    template = SmsTemplate(**{"url": URL, "method": "POST", "body": FORM_BODY, **changes})
    if not code:
        assert rules.check_sms(template) is template
        return
    with pytest.raises(Invalid) as refused:
        rules.check_sms(template)
    assert refused.value.code == code


@given(st.text("htps:/[]{}.@%a1:", max_size=14))
def test_no_typed_address_breaks_the_check(url):
    try:
        rules.check_sms(SmsTemplate(url, "POST", FORM_BODY))
    except Invalid as refused:
        assert refused.field == "url"
