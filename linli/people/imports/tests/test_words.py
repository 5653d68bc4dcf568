"""The file of words: whoever corrects it hears of a word that stands twice, is misplaced, or is read otherwise."""

import re
from collections import Counter

import pytest

from linli.people.imports import words
from linli.people.imports.persons import no_person
from linli.people.imports.words import Gone, Needs, Reach, Words, pattern_of

TABLES = words._TABLES
CODES = ["sex", "relation", "residence", "lives", "identity_kind", "status"]
PLACES = ["anywhere", "whole", "starts", "ends"]
NOBODY = [
    (code, word) for code, table in TABLES["nobody"].items() for at in PLACES for word in table.get(at, "").split()
]


@pytest.mark.parametrize("table", CODES)
def test_a_word_means_one_thing(table):
    counted = Counter(word for code in TABLES[table] for word in words.words_in(table, code))
    assert [word for word, n in counted.items() if n > 1] == []


@pytest.mark.parametrize("table", ["nobody", "needs", "gone", "reach"])
def test_every_table_says_where_its_words_stand(table):
    for code, found in TABLES[table].items():
        assert found and found.keys() <= {*PLACES, "patterns"}, code
        re.compile(pattern_of(table, code))


def test_every_word_of_nobody_is_nobody():
    assert [word for _code, word in NOBODY if not no_person(word)] == []


def test_no_word_that_may_stand_anywhere_is_a_single_character():
    assert [
        word for table in TABLES["nobody"].values() for word in table.get("anywhere", "").split() if len(word) < 2
    ] == []


def test_the_words_of_the_columns_are_read():
    read = {code: Words(words.RELATIONS)[code] for code in words.RELATIONS}
    assert "?" not in read.values()
    for code in TABLES["needs"]:
        for word in TABLES["needs"][code].get("anywhere", "").split():
            assert code in [kind for kind, _how in Needs()[word]], word
    for code in TABLES["reach"]:
        assert all(Reach({})[word] == code for word in TABLES["reach"][code]["anywhere"].split()), code
    for code in TABLES["gone"]:
        assert all(Gone()[word] for word in TABLES["gone"][code].get("anywhere", "").split()), code
