"""What still misses for release, and looking back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.incidents.rules.calendars import calendar_of
from linli.incidents.rules.exposure import Window, exposure_window, last_contact, left_lately
from linli.incidents.rules.release import Done, Lack, Missing, Outcome, Sample, counts_as_negative, missing_for_release
from linli.incidents.shipped import shipped_packs

EVENT = date(2022, 7, 1)
NEG, POS, WAIT = Outcome.NEGATIVE, Outcome.POSITIVE, Outcome.WAITING


def day(number):
    """The n-th of the calendar: the event is on day 1."""
    return EVENT + timedelta(days=number - 1)


def samples(*numbers, outcome=NEG):
    return [Sample(day(number), outcome) for number in numbers]


def missing(pack, person, today, **done):
    one = shipped_packs()[pack].person_class(person)
    return missing_for_release(one.release, calendar_of(one, EVENT, first_day=1), Done(**done), day(today))


def lacks(*found):
    return [Lack(Missing(what), day(number) if number else None) for what, number in found]


V9 = ("cn-covid-v9", "contact_of_contact")  # seven days at home, tests on 1, 4, 7


@pytest.mark.parametrize(
    ("today", "done", "wanted"),
    [
        (1, {}, [("period", 7), ("test", 1), ("test", 4), ("test", 7), ("verified", 0), ("notice", 0)]),
        (7, {"samples": samples(1, 4, 7), "verified": True, "notice": True}, [("period", 7)]),
        (8, {"samples": samples(1, 4, 7), "verified": True, "notice": True}, []),
        (8, {"samples": samples(1, 4, 7), "verified": True}, [("notice", 0)]),
        (8, {"samples": samples(1, 4), "verified": True, "notice": True}, [("test", 7)]),
        # a sample taken late makes up for the test before it, and for that one only
        (8, {"samples": samples(1, 5, 7), "verified": True, "notice": True}, []),
        (8, {"samples": samples(1, 7), "verified": True, "notice": True}, [("test", 7)]),
        (8, {"samples": samples(0, 1, 4), "verified": True, "notice": True}, [("test", 7)]),
        (8, {"samples": [*samples(1, 4), Sample(day(7), WAIT)], "verified": True, "notice": True}, [("result", 7)]),
        (8, {"samples": [*samples(1, 4), Sample(day(7), POS)], "verified": True, "notice": True}, [("positive", 7)]),
        # a negative one on a later day ends it, one of the same day does not
        (9, {"samples": [*samples(1, 4, 8), Sample(day(7), POS)], "verified": True, "notice": True}, []),
        (9, {"samples": [*samples(1, 4, 7), Sample(day(7), POS)], "verified": True, "notice": True}, [("positive", 7)]),
    ],
)
def test_what_misses_in_home_isolation(today, done, wanted):
    assert missing(*V9, today, **done) == lacks(*wanted)


def test_the_double_sample_wants_two():
    one = samples(1, 4, 7, 14)
    assert missing("cn-covid-v8", "close_contact", 22, samples=one) == lacks(("test", 14))
    assert missing("cn-covid-v8", "close_contact", 22, samples=[*one, *samples(14)]) == []


@pytest.mark.parametrize(("ct", "wanted"), [(35, []), (40, []), (34, [("positive", 7)]), (None, [("positive", 7)])])
def test_a_weak_positive_counts_as_negative_where_the_pack_says_so(ct, wanted):
    taken = [Sample(day(number), POS, ct) for number in (6, 7)]
    assert missing("cn-covid-10", "mild_case", 8, samples=taken) == lacks(*wanted)


def test_without_such_a_rule_no_value_makes_a_positive_negative():
    v9 = shipped_packs()["cn-covid-v9"].person_class("close_contact").release
    assert not counts_as_negative(v9, Sample(EVENT, POS, 50))
    assert not counts_as_negative(
        shipped_packs()["cn-covid-10"].person_class("mild_case").release, Sample(EVENT, WAIT, 40)
    )


def test_who_is_not_held_misses_nothing():
    assert missing("cn-covid-20", "contact_of_contact", 1) == []


def test_a_stay_without_an_end_is_not_over():
    one = shipped_packs()["template-dengue"].person_class("case_home")
    held = calendar_of(one, EVENT, first_day=1)
    assert missing_for_release(one.release, held, Done(), day(9)) == [Lack(Missing.WELL)]
    heat = shipped_packs()["template-heat"].person_class("at_risk")
    wants_period = one.release
    assert missing_for_release(wants_period, calendar_of(heat, EVENT, first_day=1), Done(well=True), day(900)) == [
        Lack(Missing.PERIOD)
    ]


TAKEN = st.lists(st.builds(Sample, st.integers(-2, 30).map(day), st.sampled_from(Outcome)), max_size=12)


@given(TAKEN, st.integers(-2, 40))
def test_nobody_is_free_early_or_without_all_tests(taken, today):
    found = missing("cn-covid-v9", "close_contact", today, samples=taken)
    if not found:
        assert today >= 11
        assert len([one for one in taken if one.taken >= EVENT]) >= 6
        last = max(one.taken for one in taken if one.outcome is not WAIT)
        assert all(one.outcome is not POS for one in taken if one.taken == last)
    assert missing("cn-covid-v9", "close_contact", today, samples=list(reversed(taken))) == found


@given(TAKEN, st.integers(1, 30))
def test_another_negative_sample_never_adds_a_lack(taken, number):
    before = missing("cn-covid-v9", "close_contact", 11, samples=taken)
    after = missing("cn-covid-v9", "close_contact", 11, samples=[*taken, *samples(number)])
    assert len([one for one in after if one.what is Missing.TEST]) <= len([o for o in before if o.what is Missing.TEST])


@pytest.mark.parametrize(
    ("onset", "sampled", "isolated", "lookback", "first", "last"),
    [
        (10, 12, 13, 4, 6, 13),  # the eighth edition: four days before onset
        (10, 12, 13, 2, 8, 13),
        (None, 12, 13, 2, 10, 13),  # nobody fell ill: before sampling
        (14, 12, 13, 2, 10, 13),  # fell ill after the sample
        (10, 12, 9, 2, 8, 10),  # isolated before: the window still holds the day itself
        (10, 12, 13, 0, 10, 13),
    ],
)
def test_the_window_of_a_case(onset, sampled, isolated, lookback, first, last):
    found = exposure_window(
        onset=onset and day(onset), sampled=day(sampled), isolated=day(isolated), lookback_days=lookback
    )
    assert found == Window(day(first), day(last))


@pytest.mark.parametrize(
    ("meetings", "wanted"),
    [
        ([], None),
        ([(1, 7)], None),
        ([(1, 8)], 8),
        ([(12, 12), (9, 9)], 12),
        ([(12, 20)], 13),  # lived together: counted until the case was isolated
        ([(14, 20)], None),
        ([(1, 30)], 13),
    ],
)
def test_the_last_contact_inside_the_window(meetings, wanted):
    found = last_contact(Window(day(8), day(13)), [(day(a), day(b)) for a, b in meetings])
    assert found == (wanted and day(wanted))


@pytest.mark.parametrize(("left", "asked"), [(10, True), (3, True), (2, False), (11, False)])
def test_who_left_an_area_in_the_last_seven_days_is_asked(left, asked):
    assert left_lately(day(left), today=day(10), lookback_days=7) is asked
