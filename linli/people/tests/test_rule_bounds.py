"""The limits of each rule of the register, and properties that hold for any input."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel.errors import Invalid
from linli.people import names, rules
from linli.people.particulars import Particulars, checked

TODAY = date(2022, 3, 12)


def number(born, *, region="610802", serial="123"):
    body = f"{region}{born}{serial}"
    return body + rules.check_digit(body)


def refusal(check, *args, **kwargs):
    with pytest.raises(Invalid) as told:
        check(*args, **kwargs)
    return told.value.code, told.value.field


@pytest.mark.parametrize(
    ("born", "good"),
    [("20220312", True), ("20220313", False), ("19000101", True), ("18991231", False), ("20000229", True),
     ("20010229", False), ("20220400", False)],
)  # fmt: skip
def test_a_birth_lies_between_1900_and_today(born, good):
    if good:
        assert rules.check_identity(number(born), today=TODAY) == number(born)
    else:
        assert refusal(rules.check_identity, number(born), today=TODAY) == ("people.identity_birth", "identity")


def test_without_a_day_to_compare_with_a_birth_may_lie_ahead():
    """A proposal is checked again when it is accepted; no date is passed then."""
    assert rules.check_identity(number("20220313")) == number("20220313")


@pytest.mark.parametrize("region", ["11", "15", "23", "37", "46", "54", "65", "71", "81", "82", "83", "91"])
def test_every_province_and_permit_is_a_region(region):
    assert rules.check_identity(number("19800101", region=f"{region}0105"), today=TODAY)[:2] == region


@pytest.mark.parametrize("region", ["00", "10", "16", "24", "38", "47", "55", "66", "72", "80", "84", "90", "92"])
def test_beside_them_is_none(region):
    wrong = number("19800101", region=f"{region}0105")
    assert refusal(rules.check_identity, wrong, today=TODAY) == ("people.identity_region", "identity")


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("passport", "e1234", "E1234"),
        ("passport", "E" * 20, "E" * 20),
        ("other", " ab-12 34 ", "AB1234"),
        ("foreign", "ＵＳＡ１２３４５", "USA12345"),
        ("other", "(2022)/12345", "(2022)/12345"),
        ("none", "", ""),
        ("passport", " \u200b", ""),
        ("permit", "810000199001011234", None),
    ],
)
def test_documents_of_every_kind(kind, typed, stored):
    if stored is None:
        assert refusal(rules.check_document, kind, typed, today=TODAY)[0] == "people.identity_check_digit"
    else:
        assert rules.check_document(kind, typed, today=TODAY) == stored


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        ("passport", "E123", "people.document_shape"),
        ("passport", "E" * 21, "people.document_shape"),
        ("other", "证件12345", "people.document_shape"),
        ("other", "AB_1234", "people.document_shape"),
        ("none", "E12345", "people.document_kind"),
        ("id_card", "E12345", "people.identity_shape"),
    ],
)
def test_what_is_no_document_of_its_kind(kind, typed, code):
    assert refusal(rules.check_document, kind, typed, today=TODAY) == (code, "identity")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1.38E+10", "people.phone_scientific"),
        ("3456789", "people.phone_area"),
        ("81234567", "people.phone_area"),
        ("9123456", "people.phone_shape"),  # no local number begins with nine
        ("123456", "people.phone_shape"),
        ("12012345678", "people.phone_shape"),  # 120 is no mobile prefix
        ("1380000000", "people.phone_shape"),
        ("138000000011", "people.phone_shape"),
        ("00000000000", "people.phone_shape"),
        ("13800000001转2", "people.phone_shape"),
    ],
)
def test_why_a_phone_is_refused(typed, code):
    assert refusal(rules.check_phone, typed) == (code, "phone")


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("86 010 6234 5678", "01062345678"),  # the country code before an area code
        ("8613800000001", "13800000001"),
        ("'13800000001", "13800000001"),
        ("138·0000", "138·0000"),  # other characters are not separators: they stay and are refused later
        ("138.0000/0001", "13800000001"),
        ("（0912）3456789", "09123456789"),
    ],
)
def test_a_phone_without_what_is_written_around_it(typed, digits):
    assert rules.normal_phone(typed) == digits


@pytest.mark.parametrize(("length", "good"), [(1, True), (60, True), (61, False)])
def test_a_name_fits_its_column(length, good):
    name = "名" * length
    if good:
        assert rules.check_name(name) == name
    else:
        assert refusal(rules.check_name, name) == ("people.name_wrong", "name")


def test_an_empty_name_and_a_wrong_one_are_told_apart():
    assert refusal(rules.check_name, " \u3000") == ("people.name_empty", "name")
    assert refusal(rules.check_name, "13800000001") == ("people.name_wrong", "name")


@given(st.text(max_size=40))
def test_normal_forms_stand_still(text):
    """Stored and looked-up values have the same form: normalising twice changes nothing."""
    for normal in (rules.normal_text, rules.normal_name, rules.normal_identity):
        assert normal(normal(text)) == normal(text)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_a_masked_phone_shows_seven_digits_and_keeps_its_length(phone):
    shown = rules.mask_phone(phone)
    assert (len(shown), shown.count("*")) == (len(phone), 4)
    assert (shown[:3], shown[-4:]) == (phone[:3], phone[-4:])


@given(st.text(min_size=1, max_size=30))
def test_a_masked_name_tells_the_first_character_and_not_the_length(name):
    shown = rules.mask_name(name)
    assert shown[0] == name[0]
    assert set(shown[1:]) == {"*"} and len(shown) in {2, 3}


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("3号楼", "3"), ("03栋", "3"), ("三幢", "3"), ("2单元", "2"), ("东屋", "东屋"), ("0501", "501"), ("A座", "A"),
        ("a座", "A"), ("十二号院", "12"), ("1201室", "1201"), ("３０１户", "301"), ("#", "#"), ("000", "000"),
        ("门", "门"), ("一百零三号", "103"), ("B01", "B01"),
    ],
)  # fmt: skip
def test_one_places_part_of_a_label(name, part):
    assert rules.door_part(name) == part


def test_a_label_leaves_out_what_nobody_says_and_fits_its_column():
    chain = [(kind, "某") for kind in ("subdistrict", "community", "sector", "grid", "compound", "market", "floor")]
    assert rules.door_label([*chain, ("building", "3号楼"), ("door", "501")]) == "3-501"
    assert rules.door_label([]) == ""
    assert len(rules.door_label([("building", "长" * 60), ("door", "名" * 60)])) == 80


@given(st.integers(1, 99), st.integers(1, 9), st.integers(101, 3999))
def test_what_people_write_for_a_door_finds_its_label(building, stair, door):
    label = rules.door_label([("building", f"{building}号楼"), ("stairwell", f"{stair}单元"), ("door", str(door))])
    floor = door // 100
    for typed in (
        label, f"{building}号楼{stair}单元{door}室", f"{building:02d}栋 {stair}单元 {door}", f"{building}#{stair}/{door}",
        f"{building}幢{stair}单元{floor}层{door}", f"{building}-{stair}-{door}号",
    ):  # fmt: skip
        assert rules.normal_door(typed) == label, typed


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("0501", "0501"),
        ("槐树巷1号", "槐树巷-1"),
        ("三号院 东屋", "3-东屋"),
        ("", ""),
        ("单元", ""),
        ("a座1201", "A-1201"),
    ],
)
def test_doors_that_are_not_three_numbers(typed, label):
    assert rules.normal_door(typed) == label


@pytest.mark.parametrize(
    ("what", "days", "may"),
    [("out", 0, True), ("out", 1, False), ("in", 0, True), ("death", 1, False), ("within", 1, False),
     ("merge", 1, True), ("merge", 30, True), ("merge", 31, False)],
)  # fmt: skip
def test_how_long_something_can_be_taken_back(what, days, may):
    assert rules.may_take_back(what, TODAY - timedelta(days=days), TODAY) is may


@pytest.mark.parametrize(
    ("typed", "born", "sex"),
    [
        ({}, date(1980, 1, 1), "1"),
        ({"sex": "9"}, date(1980, 1, 1), "1"),
        ({"born_on": date(1980, 1, 1)}, date(1980, 1, 1), "1"),
    ],
)
def test_birth_and_sex_come_from_the_number_where_they_were_left_open(typed, born, sex):
    person = Particulars(name="李小明", identity_kind="id_card", identity=number("19800101"), **typed)
    found = checked(person, today=TODAY)
    assert (found.born_on, found.sex) == (born, sex)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"born_on": TODAY + timedelta(days=1)}, ("people.born_later", "born_on")),
        ({"born_on": date(1980, 1, 2), "identity_kind": "id_card", "identity": number("19800101")},
         ("people.identity_birth_differs", "born_on")),
        ({"sex": "2", "identity_kind": "id_card", "identity": number("19800101")}, ("people.identity_sex_differs", "sex")),
        ({"born_on": date(1899, 12, 31)}, ("people.born_too_early", "born_on")),
        ({"identity_kind": "none", "identity": "E12345"}, ("people.document_kind", "identity")),
        ({"phone": "3456789"}, ("people.phone_area", "phone")),
        ({"name": ""}, ("people.name_empty", "name")),
    ],
)  # fmt: skip
def test_a_person_is_refused_at_the_field_that_is_wrong(typed, told):
    assert refusal(checked, Particulars(**{"name": "李小明"} | typed), today=TODAY) == told


def test_what_was_not_typed_stays_and_what_was_emptied_goes():
    kept = checked(Particulars(name="李小明", identity_kind="id_card", identity=None, phone=None), today=TODAY)
    assert (kept.identity, kept.phone, kept.identity_kind) == (None, None, "id_card")
    gone = checked(Particulars(name="李小明", identity_kind="id_card", identity="", phone=""), today=TODAY)
    assert (gone.identity, gone.phone, gone.identity_kind) == ("", "", "none")


def test_a_passport_says_nothing_of_birth_and_sex():
    one = checked(Particulars(name="安娜", identity_kind="passport", identity="e1234567"), today=TODAY)
    assert (one.identity, one.born_on, one.sex) == ("E1234567", None, "0")


@settings(deadline=None)  # the first name in a process builds the table
@given(st.text(max_size=70))
def test_initials_are_short_plain_and_in_small_letters(name):
    short = names.initials(name)
    assert len(short) <= names.LONGEST
    assert short == short.lower()
    assert all(c.isascii() and c.isalnum() for c in short)


@pytest.mark.parametrize("surname", sorted(names.SURNAMES))
def test_a_surname_reads_as_one_only_before_a_given_name(surname):
    assert names.initials(f"{surname}小明") == f"{names.SURNAMES[surname]}xm"
    assert names.initials(f"王{surname}")[0] == "w"


def test_a_double_surname_needs_a_given_name_behind_it():
    assert names.initials("单于明") == "cym"
    assert names.initials("单于") == "sy"  # 单 with the given name 于
