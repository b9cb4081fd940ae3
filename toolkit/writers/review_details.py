"""详情: one block an entry, a page each in print, with all that the entry says.

In comes an `Assignment`; out come the sheets. The left half of a block lists the plain columns,
the right half the figures by year; long texts and open queries come last. Blocks are laid out
before anything is written, because 汇总表 links to where each begins.

What a newcomer would get wrong: a block need not fit on one page. A long text goes on in further
rows, because no page can end inside a row. And Excel ends a page by hand some thousand times a
sheet at most, so many blocks stand on several sheets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from toolkit.model import Board, Field, column_letters
from toolkit.writers.book import (
    STYLES,
    Book,
    StyleNumbers,
    link_xml,
    quoted,
    row_layout,
    row_xml,
    trend_xml,
)
from toolkit.writers.cells import as_text, cell_xml
from toolkit.writers.lines import INDENT, row_pixels, wrapped_lines
from toolkit.writers.review_figures import as_line, is_year, style_of
from toolkit.writers.review_guide import DETAILS, SUMMARY, Assignment
from toolkit.writers.review_strips import (
    highest_drawn,
    numbers_of,
    strip_cells,
    strip_of,
    strip_widths,
)
from toolkit.writers.review_summary import name_cell
from toolkit.writers.selection import Selection
from toolkit.writers.wording import with_owner

# A style that only label and value need.
STYLES |= {"inset": {"align": "left", "indent": 1}}

_LABEL, _VALUE, _GAP, _METRIC, _TREND = 20.0, 54.0, 2.0, 38.0, 9.0
_WIDE_VALUE = 120.0
_NARROWEST_FIGURE, _WIDEST_FIGURE = 10.0, 18.0
# A text that takes more lines than this goes below the figures.
_SHORT = 2
# A longer text goes on in the next row, so that a page can end inside it.
_MOST_LINES = 12
_TITLES_AT, _FIGURES_AT = 3, 4
_TWO_CELLS = row_layout(("%s", "%s"))
_BACK = f"返回{SUMMARY}"
# Excel takes 1023 ends of pages a sheet.
BLOCKS_ON_A_SHEET = 1000


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
    """One entry's block on a sheet: its first row (0-based), which of the plain columns stand
    beside the small tables, the lines below them, and the row after the last.
    """

    sheet: str
    start: int
    beside: Sequence[int]
    below: Sequence[Line]
    end: int

    @property
    def place(self) -> tuple[str, str]:
        """Where the block begins."""
        return self.sheet, f"A{self.start + 1}"


# ---------------------------------------------------------------- what stands where


def lay_out_blocks(
    assignment: Assignment, queries: Mapping[int, Sequence[str]]
) -> tuple[Block, ...]:
    """The blocks of all entries, in order; `queries` are the open ones by entry number."""
    entries, tables = assignment.entries, len(tuple(_tables(assignment.board)))
    width = _value_width(assignment.board)
    plain = _plain_columns(assignment.board)
    long = _long_texts(plain, entries, width)
    everything = range(len(plain))
    blocks: list[Block] = []
    start = 0
    for at, number in enumerate(entries.numbers):
        start = start if at % BLOCKS_ON_A_SHEET else 0
        own = long.get(at, ())
        lines = (Line(plain[nth].header, entries.shown(plain[nth].key)[at]) for nth in own)
        below = [piece for line in lines for piece in _pieces(line, width)]
        below += [Line("待核实", text, mark="query") for text in queries.get(number, ())]
        beside = [nth for nth in everything if nth not in own] if own else everything
        end = start + 1 + max(len(beside), tables) + len(below)
        blocks.append(Block(_sheet_of(at), start, beside, below, end))
        # The row after the last one stays blank.
        start = end + 1
    return tuple(blocks)


def _sheet_of(at: int) -> str:
    """The sheet of the entry at a position (0-based)."""
    number = at // BLOCKS_ON_A_SHEET + 1
    return DETAILS if number == 1 else f"{DETAILS}({number})"


def _plain_columns(board: Board) -> list[Field]:
    # Reviewers judge the entry: how to reach people, and how its unit ranked it, is not theirs.
    return [
        column
        for column in board.fields
        if not (column.group or column.meta.get("private") or column.key == board.rank_key)
    ]


def _long_texts(
    columns: Sequence[Field], entries: Selection, width: float
) -> Mapping[int, Sequence[int]]:
    """By an entry's place, which of its columns hold a text too long to stand beside figures."""
    found: dict[int, list[int]] = {}
    for nth, column in enumerate(columns):
        for at, value in enumerate(entries.shown(column.key)):
            if _line_count(value, width) > _SHORT:
                found.setdefault(at, []).append(nth)
    return found


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


def _line_count(value: object, width: float) -> int:
    if not isinstance(value, str) or (2 * len(value) + 3 <= width and "\n" not in value):
        return 1
    return wrapped_lines(value, width - INDENT)


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
    if wrapped_lines(text[:high], width - INDENT) <= _MOST_LINES:
        return high
    while low < high:
        middle = (low + high + 1) // 2
        if wrapped_lines(text[:middle], width - INDENT) <= _MOST_LINES:
            low = middle
        else:
            high = middle - 1
    return low


# ---------------------------------------------------------------- writing


@dataclass(frozen=True, slots=True)
class _Page:
    """A sheet being written: some of the entries, with their blocks; `position` is that of the
    first among all, and `columns` how many columns the sheet has.
    """

    board: Board
    entries: Selection
    blocks: Sequence[Block]
    position: int
    columns: int
    numbers: StyleNumbers

    @property
    def back_at(self) -> int:
        """The column of the link back to 汇总表."""
        return min(_TITLES_AT, self.columns)


def write_details(book: Book, assignment: Assignment, blocks: Sequence[Block]) -> None:
    """Add 详情, on as many sheets as it takes."""
    board, entries = assignment.board, assignment.entries
    widths = _widths(assignment)
    numbers = StyleNumbers(book)
    for position in range(0, len(blocks), BLOCKS_ON_A_SHEET):
        own = blocks[position : position + BLOCKS_ON_A_SHEET]
        chosen = entries.picked(range(position, position + len(own)))
        page = _Page(board, chosen, own, position, len(widths), numbers)
        sheet = book.sheet(own[0].sheet, f"{assignment.campaign.title} · {board.title}")
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        sheet.add_body(0, own[-1].end - 1, max(len(widths), page.back_at + 1), _rows(page))
        sheet.add_links(_links(page))
        sheet.add_trends(_trends(page))
        sheet.set_h_pagebreaks([block.start for block in own[1:]])


def _widths(assignment: Assignment) -> list[float]:
    board, entries = assignment.board, assignment.entries
    tables = [figures for figures in _tables(board) if figures.fields]
    left = [_LABEL, _value_width(board)]
    if not tables:
        return left
    count = max(len(figures.fields) for figures in tables)
    longest = max(
        width for each in tables for width in strip_widths(strip_of(entries, each.fields), {})
    )
    figure = min(max(longest + 2.0, _NARROWEST_FIGURE), _WIDEST_FIGURE)
    return [*left, _GAP, _METRIC, *[figure] * count, _TREND]


def _links(page: _Page) -> Iterator[str]:
    letters = column_letters(page.back_at + 1)
    for at, block in enumerate(page.blocks, page.position):
        yield link_xml(f"{letters}{block.start + 1}", SUMMARY, name_cell(at), _BACK)


def _rows(page: _Page) -> Iterator[str]:
    """The XML of all blocks' rows."""
    names = page.entries.shown(page.board.name_key)
    owners = page.entries.shown(page.board.owner_key)
    title = _title_layout(page)
    style = page.numbers["subtitle quiet inset"]
    left = [_Left.of(column, page) for column in _plain_columns(page.board)]
    right = [_Right.of(figures, page) for figures in _tables(page.board)]
    for at, block in enumerate(page.blocks):
        number = cell_xml(f"编号 {page.entries.numbers[at]}", style)
        named = with_owner(as_line(names[at]) or "（未填名称）", as_line(owners[at]))
        name = cell_xml(named, style)
        yield row_xml(block.start, title, (number, name), 40)
        halves = (left[nth] for nth in block.beside)
        for row, pair in enumerate(zip_longest(halves, right), block.start + 1):
            yield _side_by_side(row, *pair, at)
        for row, line in enumerate(block.below, block.end - len(block.below)):
            yield _line_below(page, row, line)


def _title_layout(page: _Page) -> str:
    blank = cell_xml(None, page.numbers["subtitle quiet"])
    cells = ["%s", "%s", *[blank] * (page.columns - 2)]
    back = cell_xml(_BACK, page.numbers["link plainly quiet inset"])
    return row_layout([*cells[: page.back_at], back, *cells[page.back_at + 1 :]])


def _side_by_side(row: int, left: _Left | None, right: _Right | None, at: int) -> str:
    """A row of the block of the entry at that place."""
    layout, lines = "", 1
    cells: tuple[str, ...] = ()
    if left is not None:
        layout, cells, lines = left.layout, (left.cells[at],), left.lines[at]
    if right is not None:
        layout, cells = layout + right.layout, cells + right.cells[at]
        lines = max(lines, right.lines)
    return row_xml(row, layout, cells, row_pixels(lines))


@dataclass(frozen=True, slots=True)
class _Left:
    """A plain column in all blocks: the layout of label and value, and each entry's value."""

    layout: str
    cells: Sequence[str]
    lines: Sequence[int]

    @classmethod
    def of(cls, column: Field, page: _Page) -> _Left:
        label = cell_xml(column.header, page.numbers["heading inset"])
        values = page.entries.shown(column.key)
        styles = (page.numbers[f"{style_of(column, value)} inset"] for value in values)
        least = wrapped_lines(column.header, _LABEL - INDENT)
        width = _value_width(page.board)
        return cls(
            row_layout((label, "%s")),
            list(map(cell_xml, values, styles)),
            [max(least, _line_count(value, width)) for value in values],
        )


@dataclass(frozen=True, slots=True)
class _Right:
    """A row of a small table in all blocks: its layout, and each entry's figures."""

    layout: str
    cells: Sequence[tuple[str, ...]]
    lines: int

    @classmethod
    def of(cls, figures: Figures, page: _Page) -> _Right:
        """The headings of a small table, or one metric with the place of its trend."""
        numbers, cells = page.numbers, [()] * len(page.entries)
        title = [cell_xml(figures.title, numbers["heading inset"])]
        if figures.headings:
            made = [cell_xml(text, numbers["heading"]) for text in figures.headings]
            trend = cell_xml("走势", numbers["heading"])
        else:
            made = ["%s"] * len(figures.fields)
            strip = strip_of(page.entries, figures.fields)
            cells = list(zip(*strip_cells(strip, numbers, "text center"), strict=True))
            trend = cell_xml(None, numbers["text"])
        layout = row_layout([*title, *made], _TITLES_AT)
        if figures.has_trend:
            layout += row_layout([trend], page.columns - 1)
        return cls(layout, cells, wrapped_lines(figures.title, _METRIC - INDENT))


def _line_below(page: _Page, row: int, line: Line) -> str:
    mark = f" {line.mark}" if line.mark else ""
    cells = (
        cell_xml(line.label, page.numbers[f"heading inset{mark}"]),
        cell_xml(line.value, page.numbers[f"{line.style} inset{mark}"]),
    )
    label = wrapped_lines(line.label, _LABEL - INDENT)
    lines = max(label, _line_count(line.value, _value_width(page.board)))
    return row_xml(row, _TWO_CELLS, cells, row_pixels(lines))


def _trends(page: _Page) -> Iterator[str]:
    """A trend at the end of each row of figures by year."""
    last, first = column_letters(page.columns), column_letters(_FIGURES_AT + 1)
    own = quoted(page.blocks[0].sheet)
    for nth, figures in enumerate(_tables(page.board), 2):
        if figures.headings or not figures.has_trend:
            continue
        years = sum(is_year(column) for column in figures.fields)
        end = column_letters(_FIGURES_AT + years)
        drawn = highest_drawn(numbers_of(page.entries, figures.fields[:years]))
        for block, highest in zip(page.blocks, drawn, strict=True):
            row = block.start + nth
            yield trend_xml(f"{last}{row}", f"{own}!{first}{row}:{end}{row}", highest)
