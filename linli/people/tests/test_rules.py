"""Identity numbers, phones, names, masks, door labels: tables, and properties over anything somebody might type."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.errors import Invalid
from linli.kernel.messages import message_of
from linli.people import rules

TODAY = date(2022, 3, 12)


@pytest.mark.parametrize(
    "typed, stored",
    [
        ("11010519491231002X", "11010519491231002X"),
        ("34052419800101001x", "34052419800101001X"),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        (" 110105 19491231 002X ", "11010519491231002X"),
        ("'11010519491231002X", "11010519491231002X"),
        ("110105491231002", "11010519491231002X"),
        ("110105-19491231-002x", "11010519491231002X"),
    ],
)
def test_one_number_however_it_is_written(typed, stored):
    assert rules.check_identity(typed, today=TODAY) == stored


@pytest.mark.parametrize(
    "typed, code",
    [
        ("1.10105E+17", "people.identity_scientific"),
        ("1.10105194912310E17", "people.identity_scientific"),
        ("11010519491231002", "people.identity_shape"),
        ("1101051949123100２ＸX", "people.identity_shape"),
        ("１1010519491231OO2X", "people.identity_shape"),
        ("", "people.identity_shape"),
        ("99010519491231002X", "people.identity_region"),
        ("110105194913310029", "people.identity_birth"),
        ("110105190002290022", "people.identity_birth"),
        ("11010520491231002X", "people.identity_birth"),
        ("110105194912310021", "people.identity_check_digit"),
    ],
)
def test_a_wrong_number_is_refused_and_says_why(typed, code):
    with pytest.raises(Invalid) as refusal:
        rules.check_identity(typed, today=TODAY)
    assert (refusal.value.code, refusal.value.field) == (code, "identity")
    assert "「证件号码」" in message_of(refusal.value)


def identities():
    """Valid numbers, built from their parts: region, date, serial, then the check digit."""
    return st.builds(
        lambda region, born, serial: (body := f"{region}{born:%Y%m%d}{serial:03d}") + rules.check_digit(body),
        st.sampled_from(["110105", "610802", "320106", "810000"]),
        st.dates(date(1900, 1, 1), TODAY),
        st.integers(0, 999),
    )


@given(identities())
def test_valid_numbers_pass_and_keep_their_birth_and_sex(number):
    assert rules.check_identity(number, today=TODAY) == number
    assert rules.birth_of(number) == date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    assert rules.sex_of(number) == ("1" if int(number[16]) % 2 else "2")


@given(identities(), st.integers(0, 17), st.sampled_from("0123456789"))
def test_any_single_wrong_digit_is_found(number, at, digit):
    """ISO 7064 MOD 11-2 detects every single substitution."""
    wrong = number[:at] + digit + number[at + 1 :]
    if wrong != number:
        with pytest.raises(Invalid):
            rules.check_identity(wrong, today=TODAY)


@given(identities(), st.integers(0, 16))
def test_any_two_neighbours_swapped_are_found(number, at):
    wrong = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    if wrong != number:
        with pytest.raises(Invalid):
            rules.check_identity(wrong, today=TODAY)


@given(identities().filter(lambda n: n[6:8] == "19"))
def test_the_old_form_becomes_the_new_one(number):
    old = number[:6] + number[8:17]
    assert rules.check_identity(old) == number


@given(st.text(max_size=40))
def test_whatever_is_typed_is_accepted_in_normal_form_or_refused(text):
    for check in (rules.check_identity, rules.check_phone, rules.check_name):
        try:
            normal = check(text)
        except Invalid as refusal:
            assert message_of(refusal)
        else:
            assert check(normal) == normal


@pytest.mark.parametrize(
    "typed, stored",
    [
        ("13486012345", "13486012345"),  # 86 inside a number is no country code
        ("13800000001", "13800000001"),
        ("138 0000 0001", "13800000001"),
        ("138-0000-0001", "13800000001"),
        ("+86 13800000001", "13800000001"),
        ("008613800000001", "13800000001"),
        ("１３８００００００００１", None),
        ("１３８００００００１２", "13800000012"),
        ("0912-3456789", "09123456789"),
        ("(010) 62345678", "01062345678"),
        ("", ""),
        ("+852 9123 4567", "+85291234567"),  # 香港
        ("00853 6612 3456", "+85366123456"),  # 澳门
        ("＋886-912-345-678", "+886912345678"),  # 台湾
        ("+82 10-2345-6789", "+821023456789"),
        ("+852 123", None),
        ("91234567", None),  # eight digits without where they are of
        ("3456789", None),
        ("12345678901", None),
        ("1.38E+10", None),
        ("0999", None),
        ("无", None),
    ],
)
def test_phones(typed, stored):
    if stored is None:
        with pytest.raises(Invalid) as refusal:
            rules.check_phone(typed)
        assert refusal.value.field == "phone"
    else:
        assert rules.check_phone(typed) == stored


@pytest.mark.parametrize(
    "typed, stored",
    [
        ("  李　小明 ", "李小明"),
        ("李\u200b小明", "李小明"),
        ("买买提•艾力", "买买提·艾力"),
        ("John  Smith", "John Smith"),
        ("O'Brien", "O'Brien"),
        ("Null", "Null"),
        ("𠮷田", "𠮷田"),
    ],
)
def test_names(typed, stored):
    assert rules.check_name(typed) == stored


@pytest.mark.parametrize("typed", ["", "   ", "123", "——", "\u200b", "😀", "名" * 61])
def test_what_is_no_name(typed):
    with pytest.raises(Invalid):
        rules.check_name(typed)


@pytest.mark.parametrize(
    "mask, text, shown",
    [
        (rules.mask_name, "李小明", "李**"),
        (rules.mask_name, "李明", "李*"),
        (rules.mask_name, "欧阳娜娜子", "欧**"),
        (rules.mask_name, "", ""),
        (rules.mask_phone, "13812340001", "138****0001"),
        (rules.mask_phone, "09123456789", "091****6789"),
        (rules.mask_phone, "123", "***"),
    ],
)
def test_masks(mask, text, shown):
    assert mask(text) == shown


@pytest.mark.parametrize(
    "chain, label",
    [
        (
            [
                ("community", "学院社区"),
                ("grid", "03网格"),
                ("building", "3号楼"),
                ("stairwell", "2单元"),
                ("floor", "5层"),
                ("door", "501"),
            ],
            "3-2-501",
        ),
        ([("grid", "03网格"), ("alley", "槐树巷"), ("courtyard", "1号院"), ("door", "东屋")], "槐树巷-1-东屋"),
        ([("building", "A座"), ("door", "1201室")], "A-1201"),
    ],
)
def test_door_labels(chain, label):
    assert rules.door_label(chain) == label


@pytest.mark.parametrize(
    "typed",
    ["3-2-501", "3号楼2单元501室", "3栋2单元501", "3 2 501", "３－２－５０１", "3#2单元501", "3幢/2/501", "3—2—501"],
)
def test_what_is_typed_for_a_door(typed):
    assert rules.normal_door(typed) == "3-2-501"
