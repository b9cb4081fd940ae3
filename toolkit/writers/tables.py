"""Plain table sheets: they sort, filter, fit their text and print well.

In come columns and rows of values; out comes a sheet in a `Book`: frozen heading (one row, or
two where columns stand under a merged heading), filters, widths that fit Chinese text.

What a newcomer would get wrong: merged cells stand in the heading only. A merged cell in the
body would stop Excel from sorting.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from toolkit.model import column_letters
from toolkit.writers.book import Book, as_text, is_dated, text_width

NARROWEST, WIDEST_TEXT = 6.0, 36.0
# Long texts are given width in steps, so that a row stays below Excel's 409 points.
_LONG_TEXT_STEPS = ((36, 36.0), (150, 42.0), (500, 54.0))
_WIDEST_LONG_TEXT = 66.0
# Characters that fit on an A4 page in landscape when it is printed at some 60 %.
PAGE_WIDTH = 215.0
ROW_PIXELS = 24
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
) -> TableArea:
    """Add one sheet that holds one table.

    `title` and `notes` stand above the heading, `header` at the top of every printed page;
    the first `frozen` columns stay in view, and are repeated where a table is printed over
    several widths of paper.
    """
    body = [tuple(row) for row in rows]
    legal = book.name_sheet(name)
    sheet = book.sheet(name, header)
    widths = tuple(fitted_width(column, _values(body, at)) for at, column in enumerate(columns))
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    top = _write_title(book, sheet, title, notes)
    first = write_headings(book, sheet, top, columns, widths)
    last = write_rows(book, sheet, first, columns, body)
    _raise_short_rows(sheet, first, body, widths)
    sheet.freeze_panes(first, frozen)
    sheet.autofilter(first - 1, 0, max(last, first - 1), len(columns) - 1)
    sheet.repeat_rows(top, first - 1)
    _lay_out_pages(book, sheet, legal, columns, widths, frozen, max(last, first))
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
        lines = max(heading_lines(c.heading, w) for c, w in zip(columns, widths, strict=True))
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
                both = heading_lines(column.heading, widths[at])
                lower_lines = max(lower_lines, both - upper_lines)
        else:
            if end > start:
                sheet.merge_range(top, start, top, end, "", made)
            book.put(sheet, top, start, group, "heading")
            room = sum(widths[start : end + 1])
            upper_lines = max(upper_lines, heading_lines(group, room))
            for at, column in enumerate(together, start):
                book.put(sheet, top + 1, at, column.heading, "heading")
                lower_lines = max(lower_lines, heading_lines(column.heading, widths[at]))
        start = end + 1
    sheet.set_row_pixels(top, 10 + 19 * upper_lines)
    sheet.set_row_pixels(top + 1, 10 + 19 * lower_lines)
    return top + 2


def heading_lines(text: str, width: float) -> int:
    """How many lines a wrapped text takes in a cell that wide."""
    room = max(width - 1, 2)
    return sum(max(1, math.ceil(text_width(line) / room)) for line in text.split("\n"))


def write_rows(
    book: Book, sheet: Any, first: int, columns: Sequence[Column], body: Sequence[Sequence[object]]
) -> int:
    """The rows of a table from row `first`; gives the last row (before `first` when none)."""
    for row, cells in enumerate(body, first):
        for at, (column, cell) in enumerate(zip(columns, cells, strict=True)):
            if isinstance(cell, Cell):
                book.put(sheet, row, at, cell.value, f"{style_of(column, cell.value)} {cell.style}")
            else:
                book.put(sheet, row, at, cell, style_of(column, cell))
    if not body:
        book.put(sheet, first, 0, "（没有记录）", "note")
    return first + len(body) - 1


def _raise_short_rows(
    sheet: Any, first: int, body: Sequence[Sequence[object]], widths: Sequence[float]
) -> None:
    """Give rows of single lines some air; a row with a wrapped text keeps the height that the
    program opening the file fits to it."""
    for row, cells in enumerate(body, first):
        if all(_is_short(cell, width) for cell, width in zip(cells, widths, strict=True)):
            sheet.set_row_pixels(row, ROW_PIXELS)


def _is_short(cell: object, width: float) -> bool:
    value = cell.value if isinstance(cell, Cell) else cell
    return not isinstance(value, str) or ("\n" not in value and text_width(value) + 2 <= width)


def style_of(column: Column, value: object) -> str:
    """A whole number in a column of decimals shows no decimals."""
    if column.style == "number" and isinstance(value, int | float) and value == int(value):
        return "integer"
    return column.style


def fitted_width(column: Column, values: Iterable[object]) -> float:
    """A width that fits the values and lets the heading wrap into few lines."""
    if column.width:
        return column.width
    longest = max((shown_width(value, column.style) for value in values), default=0)
    heading = math.ceil(text_width(column.heading) / 2) if text_width(column.heading) > 8 else 0
    least = max(NARROWEST, heading, min(text_width(column.heading), 8)) + 2.0
    if column.style == "wrapped":
        return max(least, _long_text_width(longest))
    most = WIDEST_TEXT if column.style in _TEXT_STYLES else 60.0
    return max(least, min(longest + 3.0, most))


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
    if style == "percent":
        return len(f"{value * 100:,.2f}%")
    return len(f"{value:,.4f}".rstrip("0").rstrip(".")) + (0 if value == int(value) else 1)


# ---------------------------------------------------------------- print


def _lay_out_pages(
    book: Book,
    sheet: Any,
    name: str,
    columns: Sequence[Column],
    widths: Sequence[float],
    frozen: int,
    last: int,
) -> None:
    """Give a table that is too wide to be read on one page several print areas.

    Each area is one page wide and repeats the frozen columns; otherwise eighty columns would be
    shrunk to a tenth of their size.
    """
    bands = page_bands(columns, widths, frozen)
    if len(bands) == 1:
        return
    if frozen:
        sheet.repeat_columns(0, frozen - 1)
    quoted = "'" + name.replace("'", "''") + "'"
    areas = (
        f"{quoted}!${column_letters(left + 1)}$1:${column_letters(right + 1)}${last + 1}"
        for left, right in bands
    )
    book.file.define_name(f"{quoted}!_xlnm.Print_Area", "=" + ",".join(areas))


def page_bands(
    columns: Sequence[Column], widths: Sequence[float], frozen: int
) -> tuple[tuple[int, int], ...]:
    """The first and last column of each print area; a merged heading is never cut in two."""
    if sum(widths) <= PAGE_WIDTH:
        return ((0, len(columns) - 1),)
    repeated = sum(widths[:frozen])
    bands: list[tuple[int, int]] = []
    left, used, at = 0, 0.0, 0
    for _, members in groupby(enumerate(columns), key=lambda pair: pair[1].group or pair[0]):
        count = len(list(members))
        wanted = sum(widths[at : at + count])
        if at > max(left, frozen - 1) and used + wanted > PAGE_WIDTH:
            bands.append((left, at - 1))
            left, used = at, repeated
        used += wanted
        at += count
    return (*bands, (left, len(columns) - 1))
