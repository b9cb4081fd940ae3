"""Plain table sheets: they sort, filter, fit their text and print well.

In come columns and rows of values; out comes a sheet in a `Book`: frozen heading (one row, or
two where columns stand under a merged heading), filters, widths that fit Chinese text.

What a newcomer would get wrong: merged cells stand in the heading only. A merged cell in the
body would stop Excel from sorting.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from toolkit.model import column_letters
from toolkit.writers.book import Book, as_text, is_dated, text_width

NARROWEST, WIDEST_TEXT = 6.0, 30.0
# Long texts are given width in steps, so that a row stays below Excel's 409 points.
_LONG_TEXT_STEPS = ((36, 36.0), (150, 40.0), (500, 54.0), (1500, 66.0))
_WIDEST_LONG_TEXT = 100.0
# Characters that fit on an A4 page in landscape when it is printed at some 60 %; a table a
# little wider is still better printed on one page than on two.
PAGE_WIDTH = 215.0
_STILL_ONE_PAGE = 1.2
# What an indent takes of a cell's width, and how much wider Latin characters may turn out.
_INDENT, _LATIN = 1.5, 1.25
_PIECES = re.compile(r"[!-~]+|.", re.DOTALL)
# Excel's rows, less those of title and heading.
MOST_ROWS = 1_048_576 - 20
# Beyond so many rows, counting every line costs more than writing the table.
_MOST_FITTED = 5000
_TEXT_STYLES = frozenset({"text", "wrapped"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, its cells' style, and the merged heading above it, if any.

    `width` is in half-width characters; 0 fits it to the heading and the values.
    """

    heading: str
    style: str = "text"
    group: str = ""
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A value dressed otherwise than its column; `style` is added to the column's."""

    value: object
    style: str


@dataclass(frozen=True, slots=True)
class TableArea:
    """Where a table came to stand (0-based, inclusive; `last` < `first` when it has no rows)."""

    sheet: Any
    name: str
    first: int
    last: int
    widths: tuple[float, ...]


def add_table_sheet(
    book: Book,
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    *,
    title: str = "",
    notes: Sequence[str] = (),
    header: str = "",
    frozen: int = 0,
    most: int = MOST_ROWS,
) -> TableArea:
    """Add a sheet that holds one table, and further ones where it has more than `most` rows.

    `title` and `notes` stand above the heading, `header` at the top of every printed page;
    the first `frozen` columns stay in view, and are repeated where a table is printed over
    several widths of paper. What is given back is the first sheet's area.
    """
    body = [tuple(row) for row in rows]
    areas = [
        _add_sheet(book, name, columns, body[start : start + most], title, notes, header, frozen)
        for start in range(0, max(len(body), 1), most)
    ]
    return areas[0]


def _add_sheet(
    book: Book,
    name: str,
    columns: Sequence[Column],
    body: Sequence[Sequence[object]],
    title: str,
    notes: Sequence[str],
    header: str,
    frozen: int,
) -> TableArea:
    columns = [_settled(column, _values(body, at)) for at, column in enumerate(columns)]
    legal = book.name_sheet(name)
    sheet = book.sheet(name, header)
    widths = tuple(fitted_width(column, _values(body, at)) for at, column in enumerate(columns))
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    top = _write_title(book, sheet, title, notes)
    first = write_headings(book, sheet, top, columns, widths)
    last = write_rows(book, sheet, first, columns, body)
    _fit_heights(sheet, first, body, widths)
    sheet.freeze_panes(first, frozen)
    sheet.autofilter(first - 1, 0, max(last, first - 1), len(columns) - 1)
    sheet.repeat_rows(top, first - 1)
    bands = page_bands(columns, widths, frozen)
    _lay_out_pages(book, sheet, legal, bands, frozen, (top, max(last, first)))
    return TableArea(sheet, legal, first, last, widths)


def _values(body: Sequence[Sequence[object]], at: int) -> list[object]:
    return [cell.value if isinstance(cell := row[at], Cell) else cell for row in body]


def _write_title(book: Book, sheet: Any, title: str, notes: Sequence[str]) -> int:
    """Title and notes, and the row that comes after them."""
    row = 0
    if title:
        sheet.set_row_pixels(row, 36)
        book.put(sheet, row, 0, title, "title")
        row += 1
    for note in notes:
        sheet.set_row_pixels(row, 20)
        book.put(sheet, row, 0, note, "note")
        row += 1
    return row


def write_headings(
    book: Book, sheet: Any, top: int, columns: Sequence[Column], widths: Sequence[float]
) -> int:
    """One heading row, or two with merged upper headings; gives the first row of the body."""
    made = book.format("heading")
    if not any(column.group for column in columns):
        book.put_row(sheet, top, (column.heading for column in columns), "heading")
        lines = max(wrapped_lines(c.heading, w) for c, w in zip(columns, widths, strict=True))
        sheet.set_row_pixels(top, 10 + 19 * lines)
        return top + 1
    start, upper_lines, lower_lines = 0, 1, 1
    for group, members in groupby(columns, key=lambda column: column.group):
        together = list(members)
        end = start + len(together) - 1
        if not group:
            for at, column in enumerate(together, start):
                sheet.merge_range(top, at, top + 1, at, "", made)
                book.put(sheet, top, at, column.heading, "heading")
                both = wrapped_lines(column.heading, widths[at])
                lower_lines = max(lower_lines, both - upper_lines)
        else:
            if end > start:
                sheet.merge_range(top, start, top, end, "", made)
            book.put(sheet, top, start, group, "heading")
            room = sum(widths[start : end + 1])
            upper_lines = max(upper_lines, wrapped_lines(group, room))
            for at, column in enumerate(together, start):
                book.put(sheet, top + 1, at, column.heading, "heading")
                lower_lines = max(lower_lines, wrapped_lines(column.heading, widths[at]))
        start = end + 1
    sheet.set_row_pixels(top, 10 + 19 * upper_lines)
    sheet.set_row_pixels(top + 1, 10 + 19 * lower_lines)
    return top + 2


def write_rows(
    book: Book, sheet: Any, first: int, columns: Sequence[Column], body: Sequence[Sequence[object]]
) -> int:
    """The rows of a table from row `first`; gives the last row (before `first` when none)."""
    for row, cells in enumerate(body, first):
        for at, (column, cell) in enumerate(zip(columns, cells, strict=True)):
            if isinstance(cell, Cell):
                book.put(sheet, row, at, cell.value, f"{column.style} {cell.style}")
            else:
                book.put(sheet, row, at, cell, column.style)
    if not body:
        book.put(sheet, first, 0, "（没有记录）", "note")
    return first + len(body) - 1


def _fit_heights(
    sheet: Any, first: int, body: Sequence[Sequence[object]], widths: Sequence[float]
) -> None:
    """Set every row's height: not every program fits rows to wrapped texts when it opens a file.

    A table that nobody will print is left to those that do.
    """
    if len(body) > _MOST_FITTED:
        return
    for row, cells in enumerate(body, first):
        lines = max(
            (_cell_lines(cell, width) for cell, width in zip(cells, widths, strict=True)), default=1
        )
        sheet.set_row_pixels(row, row_pixels(lines))


def row_pixels(lines: int) -> int:
    """The height of a row of so many lines, as far as Excel goes."""
    return min(max(24, 8 + 19 * lines), 545)


def _cell_lines(cell: object, width: float) -> int:
    value = cell.value if isinstance(cell, Cell) else cell
    if not isinstance(value, str) or (2 * len(value) + 3 <= width and "\n" not in value):
        return 1
    return wrapped_lines(value, width - _INDENT)


def wrapped_lines(text: str, width: float) -> int:
    """How many lines a wrapped text takes in a cell that wide, rather one too many than too few.

    A run of Latin letters and digits keeps together; where 宋体 is replaced by another font, such
    characters are wider than half a Chinese one.
    """
    room = max(width - 1.0, 4.0)
    return sum(_line_count(line, room) for line in text.split("\n"))


def _line_count(line: str, room: float) -> int:
    if text_width(line) * _LATIN <= room:
        return 1
    lines, used = 1, 0.0
    for piece in _PIECES.findall(line):
        wide = text_width(piece) * (_LATIN if piece.isascii() else 1.0)
        if used + wide > room:
            lines += 1 if wide <= room else math.ceil((used + wide) / room) - 1
            used = wide if wide <= room else wide % room
        else:
            used += wide
    return lines


def _settled(column: Column, values: Sequence[object]) -> Column:
    """A column of decimals shows none where all its numbers are whole."""
    fractions = (isinstance(value, float) and not value.is_integer() for value in values)
    return (
        column if column.style != "number" or any(fractions) else replace(column, style="integer")
    )


def fitted_width(column: Column, values: Iterable[object]) -> float:
    """A width that fits the values and lets the heading wrap into few lines."""
    if column.width:
        return column.width
    longest = max((shown_width(value, column.style) for value in values), default=0)
    least = max(NARROWEST, _heading_width(column.heading)) + 2.0
    if column.style == "wrapped":
        return max(least, _long_text_width(longest))
    most = WIDEST_TEXT if column.style in _TEXT_STYLES else 60.0
    return max(least, min(longest + 3.0, most))


def _heading_width(heading: str) -> int:
    """What a heading needs: a short one stands on one line, and so does one with a unit in
    brackets, which would look odd if broken inside them.
    """
    wide = text_width(heading)
    return wide if wide <= (18 if "（" in heading else 8) else math.ceil(wide / 2)


def _long_text_width(longest: int) -> float:
    for limit, width in _LONG_TEXT_STEPS:
        if longest <= limit:
            return min(longest + 3.0, width)
    return _WIDEST_LONG_TEXT


def shown_width(value: object, style: str) -> int:
    """How wide a value shows in that style."""
    if value is None or value == "":
        return 0
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number_width(value, style)
    if is_dated(value):
        return 17 if style == "moment" else 11
    return text_width(getattr(value, "text", None) or as_text(value))


def _number_width(value: float, style: str) -> int:
    if not math.isfinite(value):
        return 4
    formats = {"percent": ".2%", "number": ",.2f", "plain": ".0f"}
    return len(format(value, formats.get(style, ",.0f"))) + 1


# ---------------------------------------------------------------- print


def _lay_out_pages(
    book: Book,
    sheet: Any,
    name: str,
    bands: Sequence[tuple[int, int]],
    frozen: int,
    rows: tuple[int, int],
) -> None:
    """Give a table that is too wide to be read on one page several print areas.

    Each area is one page wide and repeats the frozen columns; otherwise eighty columns would be
    shrunk to a tenth of their size. The title is printed with the first one only.
    """
    if len(bands) == 1:
        return
    if frozen:
        sheet.repeat_columns(0, frozen - 1)
    quoted = "'" + name.replace("'", "''") + "'"
    areas = (
        f"{quoted}!${column_letters(left + 1)}${1 if left == 0 else rows[0] + 1}"
        f":${column_letters(right + 1)}${rows[1] + 1}"
        for left, right in bands
    )
    book.file.define_name(f"{quoted}!_xlnm.Print_Area", "=" + ",".join(areas))


def page_bands(
    columns: Sequence[Column], widths: Sequence[float], frozen: int
) -> tuple[tuple[int, int], ...]:
    """The first and last column of each print area; a merged heading is never cut in two.

    There are as few areas as can be, about equally wide.
    """
    total = sum(widths)
    if total <= PAGE_WIDTH * _STILL_ONE_PAGE:
        return ((0, len(columns) - 1),)
    bands = _bands(columns, widths, frozen, PAGE_WIDTH)
    for share in range(50, 100, 5):
        narrower = _bands(columns, widths, frozen, PAGE_WIDTH * share / 100)
        if len(narrower) == len(bands):
            return narrower
    return bands


def _bands(
    columns: Sequence[Column], widths: Sequence[float], frozen: int, room: float
) -> tuple[tuple[int, int], ...]:
    repeated = sum(widths[:frozen])
    bands: list[tuple[int, int]] = []
    left, used, at = 0, 0.0, 0
    for _, members in groupby(enumerate(columns), key=lambda pair: pair[1].group or pair[0]):
        count = len(list(members))
        wanted = sum(widths[at : at + count])
        if at > max(left, frozen - 1) and used + wanted > room:
            bands.append((left, at - 1))
            left, used = at, repeated
        used += wanted
        at += count
    return (*bands, (left, len(columns) - 1))
