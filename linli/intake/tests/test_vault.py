"""Sealed pieces in the folder of an import open in their own order, in their own file, of their own import, or not."""

import itertools

import pytest
from cryptography.exceptions import InvalidTag

from linli.intake.vault import Vault
from linli.kernel.ids import new_id
from linli.kernel.sealing import crypto

PIECES = [b"first", b"second", b"third"]


@pytest.fixture
def vault(settings, tmp_path):
    settings.LINLI_UPLOADS = tmp_path
    made = Vault(new_id())
    with made.writing("rows") as sealer:
        for piece in PIECES:
            sealer.add(piece)
    return made


def parts_of(raw):
    """What stands before the pieces, and the pieces as they lie, the last one being the mark of the end."""
    at = 1 + raw[0]
    head, parts = raw[:at], []
    while at < len(raw):
        end = at + 4 + crypto.NONCE_BYTES + int.from_bytes(raw[at : at + 4], "big")
        parts.append(raw[at:end])
        at = end
    return head, parts


def test_pieces_in_another_order_dropped_or_doubled_do_not_open(vault):
    path = vault.folder / "rows"
    head, parts = parts_of(path.read_bytes())
    assert len(parts) == len(PIECES) + 1
    orders = {order for n in range(len(parts) + 1) for order in itertools.product(range(len(parts)), repeat=n)}
    for order in orders - {tuple(range(len(parts)))}:
        path.write_bytes(head + b"".join(parts[number] for number in order))
        with pytest.raises((InvalidTag, ValueError)):  # ValueError: the file ends before its end
            list(vault.pieces("rows"))


def test_a_file_of_another_import_does_not_open(vault):
    other = Vault(new_id())
    other.folder.mkdir()
    (vault.folder / "rows").rename(other.folder / "rows")
    with pytest.raises(InvalidTag):
        list(other.pieces("rows"))
