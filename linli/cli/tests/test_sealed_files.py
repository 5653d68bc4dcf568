"""A sealed file opens whole or not at all: a piece that is changed, lost, repeated, moved or cut off is noticed."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.cli import sealed_files
from linli.kernel.sealing import crypto

RING = crypto.new_keyring()
SMALL = 16  # bytes in a piece, small so that a few dozen bytes make several pieces


@pytest.fixture(autouse=True, scope="module")
def _small_pieces():
    usual, sealed_files.PIECE = sealed_files.PIECE, SMALL
    yield
    sealed_files.PIECE = usual


def sealed(content, ring=RING, cut=7):
    target = BytesIO()
    pieces = [content[at : at + cut] for at in range(0, len(content), cut)]
    assert sealed_files.seal(pieces, target, ring) == ring.current
    return target.getvalue()


def opened(raw, ring=RING):
    return b"".join(sealed_files.opened(BytesIO(raw), ring))


def parts(raw):
    """The header and the pieces."""
    start = len(sealed_files.MAGIC) + 1 + len(RING.current) + sealed_files.SALT + sealed_files.PREFIX
    size = SMALL + sealed_files.TAG
    return raw[:start], [raw[at : at + size] for at in range(start, len(raw), size)]


@given(st.binary(max_size=SMALL * 5), st.integers(1, 60))
def test_what_was_sealed_comes_back(content, cut):
    assert opened(sealed(content, cut=cut)) == content


@pytest.mark.parametrize("size", [0, 1, SMALL - 1, SMALL, SMALL + 1, SMALL * 3])
def test_no_piece_stands_in_the_clear_and_no_two_files_are_alike(size):
    content = b"Z" * size
    raw = sealed(content)
    assert b"ZZZZ" not in raw
    assert sealed(content) != raw
    assert len(parts(raw)[1]) == max(1, -(-size // SMALL))


CONTENT = bytes(range(SMALL * 4 + 3))
CHANGES = {
    "a piece is gone": lambda pieces: pieces[:1] + pieces[2:],
    "two are swapped": lambda pieces: [pieces[1], pieces[0], *pieces[2:]],
    "one is doubled": lambda pieces: [pieces[0], pieces[0], *pieces[1:]],
    "the end is cut off": lambda pieces: pieces[:-1],
    "all are gone": lambda _pieces: [],
    "half a piece is gone": lambda pieces: [*pieces[:-1], pieces[-1][:5]],
    "something follows": lambda pieces: [*pieces, b"more"],
    "the last comes first": lambda pieces: [pieces[-1]],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_a_changed_order_is_noticed(change):
    header, pieces = parts(sealed(CONTENT))
    with pytest.raises(sealed_files.Broken):
        opened(header + b"".join(change(pieces)))


def test_pieces_of_another_file_do_not_fit():
    header, pieces = parts(sealed(CONTENT))
    _other, foreign = parts(sealed(CONTENT))
    with pytest.raises(sealed_files.Broken):
        opened(header + b"".join([pieces[0], foreign[1], *pieces[2:]]))


@given(st.integers(0, len(sealed(CONTENT)) - 1), st.integers(0, 7))
def test_any_flipped_bit_is_noticed(at, bit):
    raw = bytearray(sealed(CONTENT))
    raw[at] ^= 1 << bit
    with pytest.raises((sealed_files.Broken, crypto.KeyMissing)):
        opened(bytes(raw))


def test_another_key_file_does_not_open_it():
    with pytest.raises(sealed_files.Broken):
        opened(sealed(CONTENT), crypto.new_keyring())  # also named k1, but another key
    with pytest.raises(crypto.KeyMissing):
        opened(sealed(CONTENT, crypto.with_new_key(RING)))


@pytest.mark.parametrize("raw", [b"", b"SQLite format 3\0", b"linli-sealed-1\n", b"linli-sealed-1\n\x02k1"])
def test_what_is_not_ours_is_refused(raw):
    with pytest.raises(sealed_files.Broken):
        opened(raw)
