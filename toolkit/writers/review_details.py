"""详情: one block an entry, a page each in print, with all that the entry says.

In comes an `Assignment`; out comes the sheet. The left half of a block lists the plain columns,
the right half the figures by year; long texts and open queries come last. Blocks are laid out
before anything is written, because 汇总表 links to where each begins.

What a newcomer would get wrong: a block need not fit on one page. A text too long for Excel's
highest row goes on in the next row, and so onto the next page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Any

from toolkit.model import Board, Entry, Field
from toolkit.writers.book import Book, Link, as_text
from toolkit.writers.review_figures import as_line, row_styles, style_of
from toolkit.writers.review_guide import DETAILS, SUMMARY, Assignment
from toolkit.writers.review_summary import draw_trend, name_cell
from toolkit.writers.tables import heading_lines, shown_width
from toolkit.writers.wording import shown_value

_LABEL, _VALUE, _GAP, _METRIC, _TREND = 18.0, 54.0, 2.0, 34.0, 9.0
_WIDE_VALUE = 120.0
_NARROWEST_FIGURE, _WIDEST_FIGURE = 10.0, 18.0
# A text that takes more lines than this goes below the figures.
_SHORT = 2
# Excel's highest row holds this many lines; a longer text goes on in the next row.
_MOST_LINES = 26
_FIGURES_AT = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A label and what stands beside it; `mark` colours an open query."""

    label: str
    value: object
    style: str = "text"
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """A row of a small table: a metric's figures, or the headings above them (no `fields`)."""

    title: str
    fields: tuple[Field, ...] = ()
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One entry's block: its first row (0-based) and its rows, left and right side by side."""

    entry: Entry
    start: int
    rows: tuple[tuple[Line | None, Figures | None], ...]

    @property
    def cell(self) -> str:
        """Where the block begins."""
        return f"A{self.start + 1}"


# ---------------------------------------------------------------- what stands where


def lay_out_blocks(
    assignment: Assignment, queries: Mapping[int, Sequence[str]]
) -> tuple[Block, ...]:
    """The blocks of all entries, in order; `queries` are the open ones by entry number."""
    tables = tuple(_tables(assignment.board))
    blocks: list[Block] = []
    start = 0
    for entry in assignment.entries:
        lines = [*_plain_lines(assignment.board, entry)]
        width = _value_width(assignment.board)
        brief = [line for line in lines if _line_count(line, width) <= _SHORT]
        long = [line for line in lines if _line_count(line, width) > _SHORT]
        side_by_side = tuple(zip_longest(brief, tables))
        below = [piece for line in long for piece in _pieces(line, width)]
        below += [Line("待核实", text, mark="query") for text in queries.get(entry.number, ())]
        rows = (*side_by_side, *((line, None) for line in below))
        blocks.append(Block(entry, start, rows))
        # The title, the rows, and a blank row.
        start += len(rows) + 2
    return tuple(blocks)


def _plain_lines(board: Board, entry: Entry) -> Iterator[Line]:
    for column in board.fields:
        if not column.group:
            value = shown_value(entry, column.key)
            yield Line(column.header, value, style_of(column, value))


def _tables(board: Board) -> Iterator[Figures]:
    """The figures by year; groups with the same headings share one table."""
    groups = [
        tuple(columns)
        for title, columns in groupby(board.fields, key=lambda column: column.group)
        if title
    ]
    for headings, alike in groupby(groups, key=lambda g: tuple(c.header for c in g)):
        yield Figures("指标", headings=headings)
        for columns in alike:
            yield Figures(columns[0].group, columns)


def _value_width(board: Board) -> float:
    return _VALUE if any(column.group for column in board.fields) else _WIDE_VALUE


def _line_count(line: Line, width: float) -> int:
    return heading_lines(line.value, width) if isinstance(line.value, str) else 1


def _pieces(line: Line, width: float) -> Iterator[Line]:
    """A long text over as many rows as it needs to be printed in full."""
    rest, label = as_text(line.value).replace("\r\n", "\n"), line.label
    while rest:
        end = _fitting(rest, width)
        yield Line(label, rest[:end], line.style)
        rest, label = rest[end:].lstrip("\n"), f"{line.label}（续）"


def _fitting(text: str, width: float) -> int:
    """How many characters fit into the highest row."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if heading_lines(text[:middle], width) <= _MOST_LINES:
            low = middle
        else:
            high = middle - 1
    return low


# ---------------------------------------------------------------- writing


def write_details(book: Book, assignment: Assignment, blocks: Sequence[Block]) -> None:
    """Add 详情."""
    sheet = book.sheet(DETAILS, f"{assignment.campaign.title} · {assignment.board.title}")
    widths = _widths(assignment)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    for position, block in enumerate(blocks):
        _write_title(book, sheet, assignment, position, block, len(widths))
        for row, (line, figures) in enumerate(block.rows, block.start + 1):
            _write_row(book, sheet, row, block.entry, line, figures, widths)
    sheet.set_h_pagebreaks([block.start for block in blocks[1:]])


def _widths(assignment: Assignment) -> list[float]:
    board = assignment.board
    tables = [figures for figures in _tables(board) if figures.fields]
    left = [_LABEL, _value_width(board)]
    if not tables:
        return left
    count = max(len(figures.fields) for figures in tables)
    longest = max(
        shown_width(value, style_of(column, value))
        for figures in tables
        for column in figures.fields
        for value in (shown_value(entry, column.key) for entry in assignment.entries)
    )
    figure = min(max(longest + 2.0, _NARROWEST_FIGURE), _WIDEST_FIGURE)
    return [*left, _GAP, _METRIC, *[figure] * count, _TREND]


def _write_title(
    book: Book, sheet: Any, assignment: Assignment, position: int, block: Block, columns: int
) -> None:
    row, entry = block.start, block.entry
    name = as_line(shown_value(entry, assignment.board.name_key)) or "（未填名称）"
    sheet.set_row_pixels(row, 40)
    book.put_row(sheet, row, [None] * columns, "subtitle quiet")
    book.put(sheet, row, 0, f"编号 {entry.number}", "subtitle quiet")
    book.put(sheet, row, 1, name, "subtitle quiet")
    back = Link(SUMMARY, name_cell(position), f"返回{SUMMARY}")
    book.put(sheet, row, min(3, columns), back, "link plainly quiet")


def _write_row(
    book: Book,
    sheet: Any,
    row: int,
    entry: Entry,
    line: Line | None,
    figures: Figures | None,
    widths: Sequence[float],
) -> None:
    lines = 1
    if line is not None:
        book.put(sheet, row, 0, line.label, f"heading left {line.mark}".strip())
        book.put(sheet, row, 1, line.value, f"{line.style} left {line.mark}".strip())
        lines = max(heading_lines(line.label, widths[0]), _line_count(line, widths[1]))
    if figures is not None:
        lines = max(lines, heading_lines(figures.title, _METRIC))
        _write_figures(book, sheet, row, entry, figures, len(widths) - 1)
    sheet.set_row_pixels(row, 6 + 19 * lines)


def _write_figures(
    book: Book, sheet: Any, row: int, entry: Entry, figures: Figures, trend: int
) -> None:
    """The headings of a small table, or one metric with its trend."""
    book.put(sheet, row, _FIGURES_AT - 1, figures.title, "heading left")
    if figures.headings:
        book.put_row(sheet, row, figures.headings, "heading", _FIGURES_AT)
        return
    values = [shown_value(entry, column.key) for column in figures.fields]
    styles = row_styles(figures.fields, values)
    for at, (value, style) in enumerate(zip(values, styles, strict=True), _FIGURES_AT):
        book.put(sheet, row, at, value, "text center" if style == "text" else style)
    years = [column for column in figures.fields if column.key.rpartition(".")[2].isdecimal()]
    if len(years) > 1 and years[0].type in ("integer", "number"):
        draw_trend(sheet, row, _FIGURES_AT, values[: len(years)], trend)
