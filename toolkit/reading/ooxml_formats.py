"""In: a sheet part of an OOXML workbook. Out: a function that gives the number format of a cell.

Few columns ever ask, so nothing is read before the first question; then the rows are indexed once
and only the rows asked about are looked into.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from toolkit.reading.budget import Parts
from toolkit.reading.ooxml_cells import Decoder, column_number, read_content
from toolkit.reading.ooxml_survey import has_bare_cells, is_plain

_ROW = re.compile(rb'<row\b[^>]*?\br="([0-9]{1,7})"[^>]*>')
_STYLED = re.compile(rb'<c r="([A-Z]{1,3})[0-9]+"[^>]*?\bs="([0-9]{1,6})"')


def number_formats(parts: Parts, part: str, decoder: Decoder) -> Callable[[int, int], str]:
    """The number format of the cell at a row and column, "" for General."""

    @cache
    def styles_by_row() -> Callable[[int], Mapping[int, int]]:
        content = parts.read(part)
        if is_plain(content) and not has_bare_cells(content):
            return _indexed(content)
        return _carefully(content, decoder)

    def number_format(row: int, column: int) -> str:
        return decoder.styles.code(styles_by_row()(row).get(column, 0))

    return number_format


def _indexed(content: bytes) -> Callable[[int], Mapping[int, int]]:
    starts = {int(row[1]): row.end() for row in _ROW.finditer(content)}

    @cache
    def styles_in(row: int) -> Mapping[int, int]:
        if row not in starts:
            return {}
        end = content.find(b"<row", starts[row])
        line = content[starts[row] : end if end >= 0 else len(content)]
        return {column_number(cell[1].decode()): int(cell[2]) for cell in _STYLED.finditer(line)}

    return styles_in


def _carefully(content: bytes, decoder: Decoder) -> Callable[[int], Mapping[int, int]]:
    rows: dict[int, dict[int, int]] = {}
    for (row, column), style in read_content(content, decoder).style_of.items():
        rows.setdefault(row, {})[column] = style
    return lambda row: rows.get(row, {})
