"""Frozen counts: what a reader can work out of a table whose small cells are hidden.

The reader here knows nothing of how the cells were chosen: for small tables they try every table there is, for larger
ones they narrow each hidden cell by sums until nothing moves.
"""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from linli.incidents.rules.counts import ALL, freeze, with_totals

COUNTS = st.integers(0, 40)
LEAST, SPREAD = 5, 4  # what is promised: counts under five are hidden, each may be one of five values
ROWS, COLUMNS = ("甲", "乙", "丙", "丁", "戊"), ("一", "二", "三", "四")


@st.composite
def tables(draw, most_rows=5, most_columns=4, count=COUNTS):
    rows = ROWS[: draw(st.integers(1, most_rows))]
    columns = COLUMNS[: draw(st.integers(1, most_columns))]
    return rows, columns, {cell: draw(count) for cell in product(rows, columns)}


def lines(frozen):
    """Each sum of the table as (its parts, the total)."""
    rows, columns = (*frozen.rows, ALL), (*frozen.columns, ALL)
    yield from (([(row, column) for column in frozen.columns], (row, ALL)) for row in rows)
    yield from (([(row, column) for row in frozen.rows], (ALL, column)) for column in columns)


def narrowed(frozen):
    """cell -> (lowest, highest): what sums and "no count is negative" leave, each line used until nothing moves.
    Ranges that rise without end are cut at `far`."""
    far = sum(count or 0 for count in frozen.shown.values()) + 100
    span = {cell: (0, far) if count is None else (count, count) for cell, count in frozen.shown.items()}
    moved = True
    while moved:
        moved = False
        for parts, total in lines(frozen):
            low, high = sum(span[p][0] for p in parts), sum(span[p][1] for p in parts)
            bounds = {total: (low, high)}
            for part in parts:
                bounds[part] = (
                    span[total][0] - (high - span[part][1]),
                    span[total][1] - (low - span[part][0]),
                )
            for cell, (least, most) in bounds.items():
                tighter = (max(span[cell][0], least), min(span[cell][1], most))
                if tighter != span[cell]:
                    span[cell], moved = tighter, True
    return span


def everything_possible(frozen, most):
    """cell -> the values it has in any table, counts up to `most`, that would be printed the same."""
    found = {cell: set() for cell in frozen.shown}
    choices = [
        range(most + 1) if frozen.shown[cell] is None else [frozen.shown[cell]]
        for cell in product(frozen.rows, frozen.columns)
    ]
    for values in product(*choices):
        guess = with_totals(
            frozen.rows, frozen.columns, dict(zip(product(frozen.rows, frozen.columns), values, strict=True))
        )
        if all(count is None or guess[cell] == count for cell, count in frozen.shown.items()):
            for cell, value in guess.items():
                found[cell].add(value)
    return found


@given(tables())
@settings(deadline=None)  # a busy machine is slow
def test_what_is_shown_is_true_and_no_small_count_is(table):
    rows, columns, counts = table
    frozen, whole = freeze(*table), with_totals(*table)
    assert set(frozen.shown) == set(whole)
    assert all(shown in {None, whole[cell]} for cell, shown in frozen.shown.items())
    assert all(shown is None or shown >= LEAST for shown in frozen.shown.values())
    assert freeze(rows, columns, dict(reversed(counts.items()))) == frozen


@given(tables())
@settings(deadline=None)
def test_no_hidden_count_is_narrowed_by_sums(table):
    frozen = freeze(*table)
    for cell, (low, high) in narrowed(frozen).items():
        assert frozen.shown[cell] is not None or high - low >= SPREAD


@given(tables(most_rows=2, most_columns=2, count=st.integers(0, 12)))
@settings(deadline=None, max_examples=60)
def test_every_hidden_count_may_be_one_of_five(table):
    """By every table that there is, not by a rule."""
    frozen = freeze(*table)
    for cell, values in everything_possible(frozen, most=max([0, *table[2].values()]) + SPREAD).items():
        assert len(values) >= SPREAD + 1 if frozen.shown[cell] is None else values == {frozen.shown[cell]}


@given(tables(most_rows=3, most_columns=2, count=st.sampled_from([0, 1, 4, 5, 9])))
@settings(deadline=None, max_examples=30)
def test_larger_tables_with_few_hidden_cells_keep_five_values_too(table):
    frozen = freeze(*table)
    inner = [cell for cell in product(frozen.rows, frozen.columns) if frozen.shown[cell] is None]
    if len(inner) <= 4:
        found = everything_possible(frozen, most=9 + SPREAD)
        assert all(len(found[cell]) >= SPREAD + 1 for cell, shown in frozen.shown.items() if shown is None)


def test_one_small_cell_takes_others_with_it():
    counts = {("甲", "一"): 3, ("甲", "二"): 20, ("甲", "三"): 90, ("乙", "一"): 30, ("乙", "二"): 12, ("乙", "三"): 80}
    frozen = freeze(("甲", "乙"), ("一", "二", "三"), counts)
    hidden = {cell for cell, shown in frozen.shown.items() if shown is None}
    assert hidden == {("甲", "一"), ("甲", "二"), ("乙", "一"), ("乙", "二")}


def test_nothing_is_hidden_without_need():
    counts = dict.fromkeys(product(ROWS, COLUMNS), LEAST)
    assert None not in freeze(ROWS, COLUMNS, counts).shown.values()


def test_two_zeros_beside_each_other_are_not_given_away_by_their_sum():
    """Hiding two cells of a row is not enough: where they add up to nothing, both are known."""
    counts = {("甲", "一"): 0, ("甲", "二"): 0, ("甲", "三"): 50, ("乙", "一"): 0, ("乙", "二"): 0, ("乙", "三"): 50}
    frozen = freeze(("甲", "乙"), ("一", "二", "三"), counts)
    assert all(high - low >= SPREAD for cell, (low, high) in narrowed(frozen).items() if frozen.shown[cell] is None)
    assert frozen.shown["甲", "一"] is None


def test_the_reader_of_these_tests_finds_what_is_badly_hidden():
    """One cell hidden alone is worked out at once; so the tests above can fail."""
    whole = with_totals(("甲", "乙"), ("一", "二"), dict.fromkeys(product("甲乙", "一二"), 7))
    frozen = freeze(("甲", "乙"), ("一", "二"), dict.fromkeys(product("甲乙", "一二"), 7))
    badly = type(frozen)(frozen.rows, frozen.columns, {**whole, ("甲", "一"): None})
    assert narrowed(badly)["甲", "一"] == (7, 7)
    assert everything_possible(badly, 12)["甲", "一"] == {7}


def test_an_empty_table_is_hidden_whole():
    assert set(freeze(("甲",), ("一",), {}).shown.values()) == {None}
