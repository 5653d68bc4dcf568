"""The numbers have the right shape, differ from each other, and can be nobody's."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.demo.numbers import FICTIONAL_PHONES, FICTIONAL_REGION, Numbers, check_digit


@pytest.mark.parametrize(("seventeen", "digit"), [("11010519491231002", "X"), ("34052419800101001", "X")])
def test_the_check_digit_is_that_of_the_standard(seventeen, digit):
    assert check_digit(seventeen) == digit


@given(born=st.dates(date(1920, 1, 1), date(2022, 3, 1)), sex=st.sampled_from("12"))
def test_an_identity_number_says_birthday_and_sex(born, sex):
    number = Numbers().identity(born=born, sex=sex, province="61")
    assert len(number) == 18
    assert number[6:14] == f"{born:%Y%m%d}"
    assert int(number[16]) % 2 == (1 if sex == "1" else 0)
    assert number[17] == check_digit(number[:17])
    assert number[2:6] == FICTIONAL_REGION


def test_no_number_is_given_twice():
    numbers = Numbers()
    phones = {numbers.phone() for _ in range(100_000)}
    assert len(phones) == 100_000
    assert all(len(phone) == 11 and phone.startswith(FICTIONAL_PHONES) for phone in phones)
    day = date(1980, 5, 5)
    people = [numbers.identity(born=day, sex=sex, province="61") for sex in "12" for _ in range(499)]
    assert len(set(people)) == 998
    with pytest.raises(ValueError, match="1980"):
        numbers.identity(born=day, sex="1", province="61")
