"""In: the bytes of a text file. Out: one grid whose cells are all text, each record standing at
the line it begins on.

Nothing is guessed about types: 00042 and an 18-digit code stay as they are. A quote that never
closes costs nobody else's row: its line is then split as plain text, quote mark and all.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from toolkit.errors import Refused
from toolkit.model import Grid
from toolkit.reading.sniffing import not_a_workbook

_SEPARATORS = (",", ";", "\t")
_SAMPLE_LINES = 200
# More lines than any honest cell has: beyond, the quote is taken for one that was never closed.
_MAX_CELL_LINES = 200
_STATED_SEPARATOR = re.compile(r"sep=(.)\s*\Z", re.IGNORECASE)


def read_csv(data: bytes) -> Grid:
    """Read comma, semicolon or tab separated text in UTF-8, UTF-16 or GB18030."""
    lines = list(io.StringIO(decode(data), newline=""))
    if not lines:  # nothing but a byte-order mark
        raise Refused("F101", "文件是空的，没有任何内容；请核对后重新报送。")
    stated = _STATED_SEPARATOR.match(lines[0])
    separator = stated.group(1) if stated else sniff_separator(lines)
    rows: list[list[str]] = [[] for _ in lines]
    continued = set(range(1, len(lines) + 1))
    for at, record in _records(lines, separator, start=1 if stated else 0):
        rows[at] = record if any(record) else []
        continued.discard(at + 1)
    return Grid(sheet="", rows=rows, continued=frozenset(continued))


def decode(data: bytes) -> str:
    """Decode text; refuse bytes that are no text in any encoding people here use."""
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    if b"\0" in data[:4096]:
        raise not_a_workbook("无法识别的文件")
    raise Refused("F101", "无法识别文字编码，文件可能已损坏；请另存为 .xlsx 再报送。")


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if b"\0" not in data:
        return ("utf-8-sig", "gb18030")
    # UTF-16 without a mark: line ends and separators show on which side the zero byte stands.
    little = sum(data.count(sign + b"\0") for sign in (b",", b"\t", b"\n", b";"))
    big = sum(data.count(b"\0" + sign) for sign in (b",", b"\t", b"\n", b";"))
    if len(data) % 2 or not little + big:
        return ()
    return ("utf-16-le",) if little >= big else ("utf-16-be",)


def sniff_separator(lines: Sequence[str]) -> str:
    """The separator under which most of the first records have the same, largest width."""
    return max(_SEPARATORS, key=lambda separator: _evenness(lines[:_SAMPLE_LINES], separator))


def _evenness(lines: Sequence[str], separator: str) -> tuple[int, int]:
    widths = Counter(len(record) for _, record in _records(lines, separator) if any(record))
    shared = [(count, width) for width, count in widths.items() if width > 1]
    return max(shared, default=(0, 0))


def _records(
    lines: Sequence[str], separator: str, start: int = 0
) -> Iterator[tuple[int, list[str]]]:
    at = start
    while at < len(lines):
        record, used = _record(lines, at, separator)
        yield at, record
        at += used


def _record(lines: Sequence[str], at: int, separator: str) -> tuple[list[str], int]:
    if '"' in lines[at]:
        reader = csv.reader(lines[at : at + _MAX_CELL_LINES], delimiter=separator, strict=True)
        try:
            return next(reader), reader.line_num
        except csv.Error:
            pass  # a quote without its partner: the line stands for itself
    return lines[at].rstrip("\r\n").split(separator), 1
