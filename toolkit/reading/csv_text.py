"""In: the bytes of a text file. Out: one grid whose cells are all text, each record standing at
the line it begins on.

Nothing is guessed about types: 00042 and an 18-digit code stay as they are. A quote that never
closes costs nobody else's row: its line is then split as plain text, quote mark and all.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from toolkit.errors import Refused
from toolkit.model import Grid, Limits
from toolkit.reading.budget import refuse_too_many_cells
from toolkit.reading.text_encodings import plain_text

_SEPARATORS = (",", ";", "\t")
_RARE_SEPARATORS = ("|", "，")
_SAMPLE_LINES = 200
# More lines than any honest cell has: beyond, the quote is taken for one that was never closed.
_MAX_CELL_LINES = 200
# More characters than any honest line has.
_MAX_LINE = 64 * 1024 * 1024
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_STATED_SEPARATOR = re.compile(r"sep=(.)\s*\Z", re.IGNORECASE)


def read_csv(data: bytes, limits: Limits) -> Grid:
    """Read comma, semicolon or tab separated text in UTF-8, UTF-16 or GB18030."""
    lines = _lines(plain_text(data), limits)
    if not lines:  # nothing but a byte-order mark
        raise Refused("F101", "文件是空的，没有任何内容；请核对后重新报送。")
    stated = _STATED_SEPARATOR.match(lines[0])
    separator = stated.group(1) if stated else sniff_separator(lines)
    rows: list[list[str]] = [[] for _ in lines]
    continued = set(range(1, len(lines) + 1))
    cells = 0
    for at, record in _records(lines, separator, start=1 if stated else 0):
        rows[at] = record if any(record) else []
        continued.discard(at + 1)
        cells += len(record) - record.count("")
        refuse_too_many_cells(cells, limits)
    return Grid(sheet="", rows=rows, continued=frozenset(continued), is_untyped=True)


def _lines(text: str, limits: Limits) -> list[str]:
    """The lines of a text with their ends, refused before blank cells without number are made."""
    lines = _LINE.findall(text)
    refuse_too_many_cells(
        max(text.count(sign) for sign in (*_SEPARATORS, *_RARE_SEPARATORS)), limits
    )
    if max(map(len, lines), default=0) > _MAX_LINE:
        raise Refused("F105", "有一行长得不像正常的表格，没有读取；请另存为 .xlsx 再报送。")
    return lines


def sniff_separator(lines: Sequence[str]) -> str:
    """The separator under which most of the first records have the same, largest width; one that
    few use only where most records have several cells by it, and the others divide none.
    """
    sample = lines[:_SAMPLE_LINES]
    best = max(_SEPARATORS, key=lambda separator: _evenness(sample, separator))
    if _evenness(sample, best) > (0, 0):
        return best
    filled = sum(1 for line in sample if line.strip())
    for separator in _RARE_SEPARATORS:
        count, width = _evenness(sample, separator)
        if count * 2 > filled and width > 2:
            return separator
    return best


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
    line = lines[at]
    if '"' in line and (line.startswith('"') or f'{separator}"' in line):
        reader = csv.reader(lines[at : at + _MAX_CELL_LINES], delimiter=separator, strict=True)
        try:
            return next(reader), reader.line_num
        except csv.Error:
            pass  # a quote without its partner: the line stands for itself
    return line.rstrip("\r\n").split(separator), 1
