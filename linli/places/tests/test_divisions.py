"""The official divisions: found by name, initials and code; the index is complete or absent."""

import lzma
import subprocess
import sys

import pytest

from linli.places import divisions
from linli.places.divisions_build import grams, read_rows, stem, write_index
from linli.testing_counting import instructions_of
from linli.testing_divisions import whole_divisions

CHONGWEN = [
    "聚财社区居委会",
    "春苑社区居委会",
    "崇文路社区居委会",
    "芹涧路社区居委会",
    "迎滨路社区居委会",
    "学院社区居委会",
    "寨城庄社区居委会",
]


@pytest.fixture(autouse=True)
def index():
    """The index of the whole list."""
    with whole_divisions() as index:
        yield index


def test_the_whole_list_is_in_the_index(index):
    import sqlite3

    connection = sqlite3.connect(f"file:{index}?mode=ro", uri=True)
    counts = dict(connection.execute("SELECT level, count(*) FROM division GROUP BY level"))
    assert counts == {1: 31, 2: 342, 3: 2978, 4: 41_352, 5: 620_573}
    assert sum(counts.values()) == 665_276


@pytest.mark.parametrize(
    ("code", "name", "communities"),
    [
        ("610802006", "崇文路街道", 7), ("320508021", "双塔街道", 21), ("330110013", "余杭街道", 27),
        ("350181005", "宏路街道", 15), ("620922100", "渊泉镇", 6),
    ],
)  # fmt: skip
def test_the_streets_of_the_five_cases(code, name, communities):
    street = divisions.find(code)
    assert (street.name, street.level) == (name, 4)
    assert len(divisions.children(code)) >= communities


def test_the_seven_communities_with_their_codes():
    rows = divisions.children("610802006")
    assert [row.name for row in rows] == CHONGWEN
    assert [row.code for row in rows] == [f"61080200600{n}" for n in range(1, 8)]


def test_the_way_down_step_by_step():
    assert [row.name for row in divisions.line("610802006001")] == [
        "陕西省",
        "榆林市",
        "榆阳区",
        "崇文路街道",
        "聚财社区居委会",
    ]
    assert len(divisions.children()) == 31
    assert "榆林市" in [row.name for row in divisions.children("61")]
    assert divisions.children("610802006001") == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("崇文路", "610802006"), ("崇文路街道", "610802006"), ("cwljd", "610802006"), ("CWLJD", "610802006"), ("榆阳 崇文路", "610802006"),
        ("榆阳区崇文路街道", "610802006"), ("yl cwl", "610802006"), ("610802006", "610802006"), ("６１０８０２００６", "610802006"),
        ("聚财社区", "610802006001"), ("聚财社区居委会", "610802006001"), ("宏侨社区", "350181005004"), ("福清 宏路村", "350181005209"),
        ("余杭街道", "330110013"), ("姑苏 双塔", "320508021"), ("瓜州县", "620922"), ("北京", "11"), ("cq", "50"),
    ],
)  # fmt: skip
def test_found_first(words, code):
    assert divisions.search(words)[0].code == code


@pytest.mark.parametrize(
    "words",
    ["", "   ", "没有这个地方的名字", "'\" OR 1=1", "*", "^", "NEAR(", "a" * 500, "\x00", "🏠🏠", "-", "9" * 30, "%"],
)
def test_strange_words_find_nothing_and_break_nothing(words):
    assert divisions.search(words) == []


@pytest.mark.parametrize("code", ["", "x", "99", "999999999", "61080", "6108020060011", "-1", "６１", "١٢"])
def test_codes_that_are_none(code):
    assert divisions.find(code) is None


WORDS = [
    "崇文路", "cwl", "6108", "社区", "学院", "东", "z", "榆阳 崇文路", "新村", "长安", "朝阳区", "jcsq", "街道",
]  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_a_search_reads_a_small_part_of_the_list(word):
    """665,276 rows: to look through all of them takes millions of instructions. The benchmark measures the time."""
    divisions.search(word)
    connection = divisions._connection()
    assert instructions_of(connection, lambda: divisions.search(word)) < 100_000
    assert (
        instructions_of(connection, lambda: connection.execute("SELECT max(name) FROM division").fetchall()) > 1_000_000
    )


def test_every_row_of_a_small_list_is_found_by_its_own_name(tmp_path):
    rows = [
        (11, "北京市"),
        (1101, "市辖区"),
        (110101, "东城区"),
        (110101001, "东华门街道"),
        (110101001001, "多福巷社区居委会"),
    ]
    target = tmp_path / "small.sqlite3"
    assert list(write_index(rows, target))[-1] == 100
    assert target.exists()
    assert list(tmp_path.iterdir()) == [target]


def test_a_broken_list_leaves_nothing_behind(tmp_path, settings):
    settings.LINLI_DATA = tmp_path
    source = tmp_path / "bad.csv.xz"
    source.write_bytes(lzma.compress("code,name\n11,北京市\n12x,坏\n".encode()))
    with pytest.raises(subprocess.CalledProcessError):
        divisions.build(source=source)
    assert list(tmp_path.iterdir()) == [source]
    with pytest.raises(ValueError, match="12x"):
        read_rows(source)


def test_a_new_edition_replaces_the_old_index(tmp_path, settings):
    settings.LINLI_DATA = tmp_path
    source, heard = tmp_path / "list.csv.xz", []
    for text in ("code,name\n11,北京市\n", "code,name\n11,北京市\n12,天津市\n"):
        source.write_bytes(lzma.compress(text.encode()))
        built = divisions.build(heard.append, source=source)
        assert divisions.ready(source)
    assert [path for path in tmp_path.iterdir() if path.suffix == ".sqlite3"] == [built]
    assert heard[-1] == 100


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("聚财社区居委会", "聚财社区"),
        ("溪下村委会", "溪下村"),
        ("张家村村委会", "张家村"),
        ("翠微居民委员会", "翠微"),
        ("良种场生活区", "良种场生活区"),
    ],
)
def test_short_names(name, short):
    assert divisions.short_name(name) == stem(name) == short


def test_grams():
    assert grams("崇文路") == ["崇文", "文路"]
    assert grams("崇") == []


def test_a_build_that_nobody_waits_for_ends_without_a_word(tmp_path):
    """A server that stops while its worker makes the index closes the pipe; the terminal shows no error."""
    source, target = tmp_path / "list.csv.xz", tmp_path / "index.sqlite3"
    source.write_bytes(lzma.compress("".join(f"{code},第{code}街\n" for code in range(110000, 140000)).encode()))
    command = [sys.executable, "-m", "linli.places.divisions_build", str(source), str(target)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        child.stdout.close()
        assert (child.stderr.read(), child.wait()) == (b"", 1)
    assert [path.name for path in tmp_path.iterdir()] == [source.name]
