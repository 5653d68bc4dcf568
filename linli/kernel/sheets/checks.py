"""What type a file really is, and whether it is safe to open: decided from its bytes, before it is parsed.

Runs in the child process, so a hostile file can crash only the child.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Literal

from linli.kernel.errors import Invalid
from linli.kernel.sheets.limits import MB, Limits

Kind = Literal["xlsx", "xls", "text"]

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    (b"%PDF", "PDF 文档"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"SQLite format 3", "数据库"),
    (b"MZ", "程序"),
    (b"\x7fELF", "程序"),
    (b"{\\rtf", "文档"),
)
_WEB = re.compile(
    # Nothing is tried twice (*+): where it does not fit, the time must not double with each comment.
    rb"\s*+(?:<!--(?:(?!-->).)*+-->\s*+)*+<(!doctype\s+html|html|table|meta|head|style|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_DIRECTORY = b"PK\x01\x02"


def recognise(content: bytes, limits: Limits) -> Kind:
    """Raises Invalid, with what to do, for a file that is none of the three types, or is one but not safe."""
    if not content.strip(b"\0 \t\r\n"):
        raise Invalid("sheets.empty_file")
    if content.startswith(_ZIP):
        _check_zip(content, limits)
        return "xlsx"
    if content.startswith(_OLE):
        _check_ole(content, limits)
        return "xls"
    _check_not_other(content)
    _check_size(len(content), limits.text_bytes)
    return "text"


def _check_not_other(content: bytes) -> None:
    for start, name in _OTHERS:
        if content.startswith(start):
            raise Invalid("sheets.wrong_type", found=name)
    start = content[:4096].removeprefix(b"\xef\xbb\xbf")
    if _WEB.match(start):
        raise Invalid("sheets.web_page")
    if start.lstrip().startswith(b"<?xml"):
        raise Invalid("sheets.old_or_other_table", found="XML 表格")


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise Invalid("sheets.too_large", size=-(-size // MB), limit=limit // MB)


def _check_ole(content: bytes, limits: Limits) -> None:
    """An OLE container is an .xls, an encrypted .xlsx, or another old Office document."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Invalid("sheets.password")
    _check_size(len(content), limits.xls_bytes)
    if "WordDocument".encode("utf-16-le") in content:
        raise Invalid("sheets.wrong_type", found="Word 文档")
    if "PowerPoint Document".encode("utf-16-le") in content:
        raise Invalid("sheets.wrong_type", found="演示文稿")
    if "Workbook".encode("utf-16-le") in content:
        return
    if "Book".encode("utf-16-le") in content:  # before 1997: without Unicode, in a code page that the parser ignores
        raise Invalid("sheets.old_or_other_table", found="Excel 95")
    raise Invalid("sheets.broken")


def _check_zip(content: bytes, limits: Limits) -> None:
    # Counted from the raw bytes first: a zip directory with a million entries would itself exhaust the parser.
    if content.count(_DIRECTORY) > 4 * limits.parts:
        raise Invalid("sheets.too_many_parts", count=content.count(_DIRECTORY), limit=limits.parts)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise Invalid("sheets.broken") from error
    parts = archive.infolist()
    if len(parts) > limits.parts:
        raise Invalid("sheets.too_many_parts", count=len(parts), limit=limits.parts)
    _check_family({part.filename for part in parts})
    if any(part.flag_bits & 1 for part in parts):
        raise Invalid("sheets.password")
    _check_declared(parts, limits)
    _check_unpacked(content, parts, limits)


def _check_family(names: set[str]) -> None:
    if any(name.endswith("xl/workbook.xml") for name in names):
        return
    if any(name.endswith("xl/workbook.bin") for name in names):
        raise Invalid("sheets.old_or_other_table", found="xlsb")
    if any(name.startswith("word/") for name in names):
        raise Invalid("sheets.wrong_type", found="Word 文档")
    if any(name.startswith("ppt/") for name in names):
        raise Invalid("sheets.wrong_type", found="演示文稿")
    if "content.xml" in names:
        raise Invalid("sheets.old_or_other_table", found="OpenDocument")
    raise Invalid("sheets.wrong_type", found="压缩包")


def _check_declared(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    total = sum(part.file_size for part in parts)
    if total > limits.parts_bytes:
        raise Invalid("sheets.unpacks_too_large", size=-(-total // MB), limit=limits.parts_bytes // MB)
    for part in parts:
        if part.file_size > MB and part.file_size > limits.ratio * max(part.compress_size, 1):
            raise Invalid("sheets.bomb", limit=limits.ratio)


def _check_unpacked(content: bytes, parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    """The sizes in a zip's directory cannot be trusted: decompress every part once, keep nothing, and look for a
    DTD."""
    total = 0
    for part in parts:
        seen, tail, markup = 0, b"", part.filename.lower().endswith((".xml", ".rels", ".vml"))
        for piece in _unpack(content, part):
            seen += len(piece)
            if total + seen > limits.parts_bytes:
                raise Invalid("sheets.unpacks_too_large", size=(total + seen) // MB, limit=limits.parts_bytes // MB)
            # Cells hardly ever hold a "!": looking for one letter first costs a tenth of looking for the words.
            if (
                markup
                and (b"!" in piece or b"!" in tail)
                and (b"<!DOCTYPE" in piece or b"<!ENTITY" in piece or b"<!DOCTYPE" in tail + piece[:16])
            ):
                raise Invalid("sheets.dtd")
            tail = piece[-16:]
        if seen > MB and seen > limits.ratio * max(part.compress_size, 1):
            raise Invalid("sheets.bomb", limit=limits.ratio)
        total += seen


def _unpack(content: bytes, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part's bytes in pieces, from the raw deflate stream; the length in the directory is not used."""
    start = part.header_offset
    if content[start : start + 4] != _ZIP:
        raise Invalid("sheets.broken")
    start += 30 + int.from_bytes(content[start + 26 : start + 28], "little")
    start += int.from_bytes(content[part.header_offset + 28 : part.header_offset + 30], "little")
    packed = memoryview(content)[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield bytes(packed)
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise Invalid("sheets.broken")
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        pending: bytes | memoryview = packed
        while pending and not engine.eof:
            yield engine.decompress(pending, MB)
            pending = engine.unconsumed_tail
    except zlib.error as error:
        raise Invalid("sheets.broken") from error
