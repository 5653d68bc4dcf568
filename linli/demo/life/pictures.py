"""The photographs of a demonstration: drawn, because nobody's receipt, door or stairwell may be shown."""

import io
import struct
import zlib

_WIDTH, _HEIGHT = 320, 240
_Colour = tuple[int, int, int]
_PAPER, _INK, _WALL, _LAMP, _SKY = (251, 248, 240), (93, 102, 112), (217, 211, 199), (255, 224, 138), (39, 69, 92)


class _Canvas:
    def __init__(self, ground: _Colour) -> None:
        self._rows = [bytearray(bytes(ground) * _WIDTH) for _ in range(_HEIGHT)]

    def box(self, left: int, top: int, right: int, bottom: int, colour: _Colour) -> None:
        left, right = max(left, 0), min(right, _WIDTH)
        for row in self._rows[max(top, 0) : bottom]:
            row[3 * left : 3 * right] = bytes(colour) * (right - left)

    def png(self) -> bytes:
        head = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
        body = zlib.compress(b"".join(b"\0" + bytes(row) for row in self._rows))
        parts = ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
            for name, data in parts
        )


def drawn(what: str) -> io.BytesIO:
    """A PNG: "receipt", "repaired" or "cover"."""
    return io.BytesIO(_DRAWINGS[what]().png())


def _receipt() -> _Canvas:
    """A till receipt on a table."""
    on = _Canvas(_WALL)
    on.box(100, 20, 220, 220, _PAPER)
    for line in range(12):
        on.box(112, 40 + line * 12, 142 + line * 18 % 45, 43 + line * 12, _INK)
        on.box(188, 40 + line * 12, 208, 43 + line * 12, _INK)
    on.box(112, 192, 208, 197, _INK)
    return on


def _repaired() -> _Canvas:
    """A stairwell with its lamp alight."""
    on = _Canvas(_WALL)
    for step in range(6):
        on.box(30 + step * 40, 200 - step * 22, _WIDTH, _HEIGHT, _PAPER if step % 2 else _INK)
    on.box(140, 20, 180, 50, _LAMP)
    return on


def _cover() -> _Canvas:
    """Houses in a row under the evening sky."""
    on = _Canvas(_SKY)
    for house in range(5):
        left, top = 15 + house * 60, 90 + house % 2 * 25
        on.box(left, top, left + 50, _HEIGHT, _PAPER)
        for window in range(6):
            x, y = left + 9 + window % 2 * 20, top + 17 + window // 2 * 30
            on.box(x, y, x + 12, y + 15, _LAMP if (window + house) % 3 else _WALL)
    return on


_DRAWINGS = {"receipt": _receipt, "repaired": _repaired, "cover": _cover}
