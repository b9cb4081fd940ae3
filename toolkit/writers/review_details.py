"""详情: one block an entry, a page each in print, with all that the entry says.

In comes an `Assignment`; out comes the sheet. The left half of a block lists the plain columns,
the right half the figures by year; long texts and open queries come last. Blocks are laid out
before anything is written, because 汇总表 links to where each begins.

What a newcomer would get wrong: a block need not fit on one page. A long text goes on
in further rows, because no page can end inside a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Any

from toolkit.model import Board, Entry, Field
from toolkit.writers.book import STYLES, Book, Link, as_text
from toolkit.writers.review_figures import as_line, is_year, row_styles, style_of
from toolkit.writers.review_guide import DETAILS, SUMMARY, Assignment
from toolkit.writers.review_summary import draw_trend, name_cell
from toolkit.writers.tables import row_pixels, shown_width, wrapped_lines
from toolkit.writers.wording import shown_value

# A style that only label and value need.
STYLES |= {"inset": {"align": "left", "indent": 1}}

_LABEL, _VALUE, _GAP, _METRIC, _TREND = 20.0, 54.0, 2.0, 38.0, 9.0
_WIDE_VALUE = 120.0
# What an indent takes of a column.
_INDENT = 1.5
_NARROWEST_FIGURE, _WIDEST_FIGURE = 10.0, 18.0
# A text that takes more lines than this goes below the figures.
_SHORT = 2
# A longer text goes on in the next row, so that a page can end inside it.
_MOST_LINES = 12
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
    has_trend: bool
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
        # Reviewers judge the entry: how to reach people, and how its unit ranked it, is not theirs.
        hidden = column.meta.get("private") or column.key == board.rank_key
        if not column.group and not hidden:
            value = shown_value(entry, column.key)
            yield Line(column.header, value, style_of(column, value))


def _tables(board: Board) -> Iterator[Figures]:
    """The figures by year; groups with the same headings share one table."""
    groups = [
        tuple(columns)
        for title, columns in groupby(board.fields, key=lambda column: column.group)
        if title
    ]
    for (headings, has_trend), alike in groupby(groups, key=_table_of):
        yield Figures("指标", has_trend, headings=headings)
        for columns in alike:
            yield Figures(columns[0].group, has_trend, columns)


def _table_of(columns: tuple[Field, ...]) -> tuple[tuple[str, ...], bool]:
    """What groups in one table have in common: their headings, and whether they have a trend."""
    figures = [is_year(column) and column.type in ("integer", "number") for column in columns]
    # The years come first; a trend is drawn over neighbours.
    return tuple(column.header for column in columns), len(figures) > 1 and all(figures[:2])


def _value_width(board: Board) -> float:
    return _VALUE if any(column.group for column in board.fields) else _WIDE_VALUE


def _line_count(line: Line, width: float) -> int:
    return wrapped_lines(line.value, width - _INDENT) if isinstance(line.value, str) else 1


def _pieces(line: Line, width: float) -> Iterator[Line]:
    """A long text over as many rows as it needs to be printed in full."""
    rest, label = as_text(line.value).replace("\r\n", "\n"), line.label
    while rest:
        end = _fitting(rest, width)
        yield Line(label, rest[:end], line.style)
        rest, label = rest[end:].lstrip("\n"), f"{line.label}（续）"


def _fitting(text: str, width: float) -> int:
    """How many characters fit into one row."""
    # A character is at least half as wide as a column's unit is.
    low, high = 1, min(len(text), 2 * int(_MOST_LINES * width))
    while low < high:
        middle = (low + high + 1) // 2
        if wrapped_lines(text[:middle], width - _INDENT) <= _MOST_LINES:
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
    book.put(sheet, row, 0, f"编号 {entry.number}", "subtitle quiet inset")
    book.put(sheet, row, 1, name, "subtitle quiet inset")
    back = Link(SUMMARY, name_cell(position), f"返回{SUMMARY}")
    book.put(sheet, row, min(3, columns), back, "link plainly quiet inset")


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
        book.put(sheet, row, 0, line.label, f"heading inset {line.mark}".strip())
        book.put(sheet, row, 1, line.value, f"{line.style} inset {line.mark}".strip())
        lines = max(wrapped_lines(line.label, _LABEL - _INDENT), _line_count(line, widths[1]))
    if figures is not None:
        lines = max(lines, wrapped_lines(figures.title, _METRIC - _INDENT))
        _write_figures(book, sheet, row, entry, figures, len(widths) - 1)
    sheet.set_row_pixels(row, row_pixels(lines))


def _write_figures(
    book: Book, sheet: Any, row: int, entry: Entry, figures: Figures, trend: int
) -> None:
    """The headings of a small table, or one metric with its trend."""
    book.put(sheet, row, _FIGURES_AT - 1, figures.title, "heading inset")
    if figures.headings:
        book.put_row(sheet, row, figures.headings, "heading", _FIGURES_AT)
        if figures.has_trend:
            book.put(sheet, row, trend, "走势", "heading")
        return
    values = [shown_value(entry, column.key) for column in figures.fields]
    styles = row_styles(figures.fields, values)
    for at, (value, style) in enumerate(zip(values, styles, strict=True), _FIGURES_AT):
        book.put(sheet, row, at, value, "text center" if style == "text" else style)
    if figures.has_trend:
        book.put(sheet, row, trend, None)
        years = sum(is_year(column) for column in figures.fields)
        draw_trend(sheet, row, _FIGURES_AT, values[:years], trend)
