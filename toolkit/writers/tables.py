"""Plain table sheets: they sort, filter, fit their text and print well.

In come columns and rows of values; out comes a sheet in a `Book`: frozen heading (one row, or
two where columns stand under a merged heading), filters, widths that fit Chinese text.

What a newcomer would get wrong: the rows may be an iterator, and all but the first of a long table
are asked for only when the workbook is saved. Merged cells stand in the heading only; a merged
cell in the body would stop Excel from sorting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, groupby, islice, repeat
from typing import Any

from toolkit.model import column_letters
from toolkit.writers.book import Book, quoted, row_layout, row_xml
from toolkit.writers.cells import Contrast, cell_xml, column_xml
from toolkit.writers.columns import Cell, Column, fitted_width, page_bands, settled
from toolkit.writers.lines import most_lines, row_pixels, wrapped_lines

# Excel's rows, less those of title and heading.
MOST_ROWS = 1_048_576 - 20
# A longer table is fitted to its first rows only; nobody prints it.
MOST_FITTED = 20_000
# What a column of numbers is given where not all of them were looked at.
_ROOM_FOR_NUMBERS = 18.0
# Rows of XML that are made together.
_AT_A_TIME = 1000
_NUMBERS = frozenset({"integer", "number", "percent"})


@dataclass(frozen=True, slots=True)
class TableArea:
    """Where a table came to stand (0-based, inclusive; `last` < `first` when it has no rows)."""

    sheet: Any
    name: str
    first: int
    last: int
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    """What stands around a table."""

    title: str
    notes: tuple[str, ...]
    header: str
    frozen: int
    grows: bool
    printed: int


@dataclass(frozen=True, slots=True)
class _Table:
    """A table's columns as they turned out, their widths, and each row's height in pixels."""

    columns: tuple[Column, ...]
    widths: tuple[float, ...]
    heights: Iterable[int]


def add_table_sheet(
    book: Book,
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    *,
    count: int | None = None,
    title: str = "",
    notes: Sequence[str] = (),
    header: str = "",
    frozen: int = 0,
    most: int = MOST_ROWS,
    grows: bool = False,
    printed: int = 0,
) -> TableArea:
    """Add a sheet that holds one table, and further ones where it has more than `most` rows.

    `count` says how many rows there are, where they are not to be kept in memory. `title` and
    `notes` stand above the heading, `header` at the top of every printed page; the first `frozen`
    columns stay in view, and are repeated where a table is printed over several widths of paper.
    Where it `grows`, rows are fitted to what is typed into them; of the columns only the first
    `printed` are printed, on one page wide, if that is given. What comes back is the first sheet's
    area.
    """
    coming = iter(rows)
    known = list(coming if count is None else islice(coming, MOST_FITTED))
    total = len(known) if count is None else count
    table = _fitted(columns, known, total)
    starts = range(0, max(total, 1), most)
    if len(starts) > 1:
        notes = (*notes, _continued(name, total, len(starts)))
    page = _Page(title, tuple(notes), header, frozen, grows, printed)
    body, heights = chain(known, coming), iter(table.heights)
    areas = []
    for start in starts:
        size = min(most, total - start)
        part = replace(table, heights=islice(heights, size))
        areas.append(_add_sheet(book, name, part, islice(body, size), size, page))
    return areas[0]


def _continued(name: str, total: int, sheets: int) -> str:
    further = "、".join(f"“{name}({number})”" for number in range(2, sheets + 1))
    return f"共{total}行，一张工作表放不下，续在{further}。"


def _fitted(columns: Sequence[Column], known: Sequence[Sequence[object]], total: int) -> _Table:
    """Columns fitted to the rows that are known: to all of them unless the table is long."""
    values = [_plain(cells) for cells in zip(*known, strict=True)] or [()] * len(columns)
    if total > MOST_FITTED:
        given = tuple(map(_with_room, columns, map(fitted_width, columns, values)))
        return _Table(given, tuple(column.width for column in given), repeat(0))
    dressed = tuple(map(settled, columns, values))
    widths = tuple(map(fitted_width, dressed, values))
    return _Table(dressed, widths, map(row_pixels, most_lines(values, widths)))


def _plain(cells: Sequence[object]) -> Sequence[object]:
    if not {Cell, Contrast} & set(map(type, cells)):
        return cells
    values = (cell.value if isinstance(cell, Cell) else cell for cell in cells)
    return [value.text if isinstance(value, Contrast) else value for value in values]


def _with_room(column: Column, width: float) -> Column:
    room = _ROOM_FOR_NUMBERS if column.style in _NUMBERS else 0.0
    return replace(column, width=max(width, room))


def _add_sheet(
    book: Book, name: str, table: _Table, body: Iterable[Sequence[object]], size: int, page: _Page
) -> TableArea:
    legal = book.name_sheet(name)
    sheet = book.sheet(name, page.header)
    for at, width in enumerate(table.widths):
        sheet.set_column(at, at, width)
    top = _write_title(book, sheet, page.title, page.notes)
    first = write_headings(book, sheet, top, table.columns, table.widths)
    last = first + size - 1
    if size:
        rows = _body_rows(book, first, table, body, grows=page.grows)
        sheet.add_body(first, last, len(table.columns), rows)
    else:
        book.put(sheet, first, 0, "（没有记录）", "note")
    sheet.freeze_panes(first, page.frozen)
    sheet.autofilter(first - 1, 0, max(last, first - 1), len(table.columns) - 1)
    sheet.repeat_rows(top, first - 1)
    if page.printed:
        sheet.print_area(0, 0, max(last, first), page.printed - 1)
    else:
        bands = page_bands(table.columns, table.widths, page.frozen)
        lay_out_pages(book, sheet, legal, bands, page.frozen, (top, max(last, first)))
    return TableArea(sheet, legal, first, last, table.widths)


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


def _body_rows(
    book: Book, first: int, table: _Table, body: Iterable[Sequence[object]], *, grows: bool
) -> Iterator[str]:
    """The XML of a table's rows, one after the other as they are asked for."""
    layout = row_layout(["%s"] * len(table.columns))
    heights = iter(table.heights)
    coming = iter(body)
    row = first
    while piece := list(islice(coming, _AT_A_TIME)):
        made = map(partial(_column_xml, book), table.columns, zip(*piece, strict=True))
        for cells, pixels in zip(zip(*made, strict=True), heights, strict=False):
            yield row_xml(row, layout, cells, pixels, grows=grows)
            row += 1


def _column_xml(book: Book, column: Column, values: Sequence[object]) -> list[str]:
    if Cell not in set(map(type, values)):
        return column_xml(values, book.style(column.style))
    return [
        cell_xml(value.value, book.style(f"{column.style} {value.style}"))
        if isinstance(value, Cell)
        else cell_xml(value, book.style(column.style))
        for value in values
    ]


# ---------------------------------------------------------------- print


def lay_out_pages(
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
    areas = (
        f"{quoted(name)}!${column_letters(left + 1)}${1 if left == 0 else rows[0] + 1}"
        f":${column_letters(right + 1)}${rows[1] + 1}"
        for left, right in bands
    )
    book.file.define_name(f"{quoted(name)}!_xlnm.Print_Area", "=" + ",".join(areas))
