"""Text files of any origin as whole lines of valid UTF-8, piece by piece, so that size never matters.

Shops' exports mix encodings even within one file: a line that is not UTF-8 is read as Windows-1252, which gives every
byte a letter.  UTF-16 is known by its mark.  Line ends of all systems become "\\n".
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from models.errors import SegmentDataError

CHUNK_BYTES = 16 * 1024 * 1024
MAX_LINE_BYTES = 4 * 1024 * 1024
PACKED = {b"PK\x03\x04": "a zip archive or an Excel file", b"\x1f\x8b": "a gzip archive", b"%PDF": "a PDF"}


def read_text(path: Path, chunk_bytes: int | None = None) -> Iterator[tuple[bytes, int]]:
    """Whole lines, each ending in "\\n", as UTF-8 without a mark, and how many bytes of the file are read by then.

    Raises SegmentDataError when the file is not text, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4096)
            encoding = _encoding(path, head)
            file.seek(0)
            decoder = codecs.getincrementaldecoder(encoding)(errors="replace") if encoding != "utf-8" else None
            rest, separator = b"", _line_end(head, encoding)
            while piece := file.read(chunk_bytes or CHUNK_BYTES):
                done = file.tell()
                if decoder is not None:
                    piece = decoder.decode(piece).encode()
                lines, rest = _cut(rest + piece, separator, path)
                if lines:
                    yield _clean(lines, separator), done
            if rest:
                yield _clean(rest + b"\n", separator), file.tell()
    except OSError as error:
        raise unreadable(path) from error


def unreadable(path: Path) -> SegmentDataError:
    """The error for a file that the system does not let us read."""
    return SegmentDataError(f"{path.name} could not be read.", "Check that it is there and that it may be read.")


def _encoding(path: Path, head: bytes) -> str:
    for magic, what in PACKED.items():
        if head.startswith(magic):
            raise SegmentDataError(f"{path.name} is {what}, not a table.", "Unpack it, or save it as CSV or Parquet.")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.count(0) > len(head) // 5:
        raise SegmentDataError(f"{path.name} is not text.", "Save it as CSV in UTF-8, or as Parquet.")
    return "utf-8"


def _line_end(head: bytes, encoding: str) -> bytes:
    """What ends a line; "\\r" alone is from old Macs, and Excel for Mac still."""
    if encoding == "utf-8" and b"\r" in head and b"\n" not in head:
        return b"\r"
    return b"\n"


def _cut(data: bytes, separator: bytes, path: Path) -> tuple[bytes, bytes]:
    """Everything up to the last line end, and the rest of an unfinished line."""
    end = data.rfind(separator) + 1
    if len(data) - end > MAX_LINE_BYTES:
        raise SegmentDataError(
            f"{path.name} has a line of more than {MAX_LINE_BYTES // 1024**2} MB, so it is not a table.",
            "Save it as CSV in UTF-8, or as Parquet.",
        )
    return data[:end], data[end:]


def _clean(lines: bytes, separator: bytes) -> bytes:
    """Valid UTF-8 with "\\n" only, no NUL and no byte-order mark."""
    if b"\r" in lines:
        lines = (
            lines.replace(b"\r", b"\n") if separator == b"\r" else lines.replace(b"\r\n", b"\n").replace(b"\r", b" ")
        )
    for mark in (b"\0", codecs.BOM_UTF8):
        lines = lines.replace(mark, b"") if mark in lines else lines
    try:
        lines.decode()
        return lines
    except UnicodeDecodeError:
        return b"\n".join(_to_utf8(line) for line in lines.split(b"\n"))


def _to_utf8(line: bytes) -> bytes:
    try:
        line.decode()
        return line
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace").encode()
