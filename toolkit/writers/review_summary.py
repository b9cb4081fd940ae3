"""汇总表: one row an entry, with key figures, trends, and the columns to score in.

In comes an `Assignment`; out comes the sheet. Its columns are measured first (`fit_metrics`),
because a page in landscape has room for a few metrics only.

What a newcomer would get wrong: the averages stand above the heading. Below the table, sorting
and filtering would take them along.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from toolkit.model import Entry, column_letters
from toolkit.writers.book import BAR, INK, STYLES, Book, Formula, Link, is_number
from toolkit.writers.review_figures import (
    Metric,
    as_line,
    facts,
    growth,
    highlights,
    industry,
    narrow_styles,
)
from toolkit.writers.review_guide import DETAILS, SUMMARY, Assignment
from toolkit.writers.review_scoring import (
    SIGN_OFF,
    Scoring,
    progress,
    scoring_columns,
    write_averages,
    write_scoring,
)
from toolkit.writers.tables import Column, row_pixels, shown_width, wrapped_lines, write_headings
from toolkit.writers.wording import shown_value

# Styles that only figures in narrow columns need.
STYLES |= {
    "short": {"border": 1, "num_format": "#,##0.0_ ", "align": "right"},
    "growth": {"border": 1, "num_format": "+0.0%_ ;-0.0%_ ;0.0%_ ", "align": "right"},
    "points": {"border": 1, "num_format": "+0.0_ ;-0.0_ ;0.0_ ", "align": "right"},
    "tight": {"indent": 0},
}

MOST_METRICS = 5
# Half-width characters across a page whose print is still legible.
_PAGE_WIDTH = 222.0
# More columns of the plan than these share one cell, a line each: a page is only so wide.
_MOST_FACTS = 2
# 0-based rows: who scores, averages, two rows of headings, the first entry.
_PROGRESS, _AVERAGES, _HEADINGS, _FIRST = 1, 2, 3, 5
_NUMBER, _NAME = 1, 2
_BAND = "申报条目"
_HEADROOM = 1.25
# Figures beyond it are no figures of a company, and no bound of a drawing either.
_HIGHEST_DRAWN = 1e300


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and the style that shows it."""

    value: object
    style: str = "text"


def fit_metrics(assignment: Assignment) -> Assignment:
    """Keep the metrics, in the plan's order, that leave a page legible; at least one."""
    every = assignment.metrics
    for count in range(min(MOST_METRICS, len(every)), 1, -1):
        fewer = replace(assignment, metrics=every[:count], left_out=every[count:])
        if sum(column.width for column in _columns(fewer)) <= _PAGE_WIDTH:
            return fewer
    return replace(assignment, metrics=every[:1], left_out=every[1:])


def name_cell(position: int) -> str:
    """The cell with the name of the entry at a position (0-based) of the table."""
    return f"{column_letters(_NAME + 1)}{_FIRST + position + 1}"


def write_summary(book: Book, assignment: Assignment, blocks: Sequence[str]) -> None:
    """Add 汇总表; `blocks` are the cells of 详情 at which each entry's block begins."""
    sheet = book.sheet(SUMMARY, f"{assignment.campaign.title} · {assignment.board.title}")
    columns = _columns(assignment)
    widths = [column.width for column in columns]
    last = _FIRST + len(assignment.entries) - 1
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    for position, (entry, block) in enumerate(zip(assignment.entries, blocks, strict=True)):
        _write_entry(book, sheet, assignment, position, entry, block, widths)
    recusal = len(columns) - len(tuple(scoring_columns(assignment)))
    scoring = Scoring(assignment, recusal, _FIRST, last)
    _write_head(book, sheet, scoring, columns)
    write_scoring(book, sheet, scoring)
    sheet.set_row_pixels(last + 2, 40)
    book.put(sheet, last + 2, len(columns) - 1, SIGN_OFF, "bold right")
    sheet.freeze_panes(_FIRST, _NAME + 1)
    sheet.autofilter(_FIRST - 1, 0, last, len(columns) - 1)
    sheet.repeat_rows(_HEADINGS, _FIRST - 1)


def _write_head(book: Book, sheet: Any, scoring: Scoring, columns: Sequence[Column]) -> None:
    sheet.set_row_pixels(0, 40)
    book.put(sheet, 0, 0, f"{scoring.assignment.board.title}　评审汇总表", "title")
    book.put(sheet, _PROGRESS, 0, progress(scoring), "note")
    write_averages(book, sheet, _AVERAGES, scoring)
    write_headings(book, sheet, _HEADINGS, columns, [column.width for column in columns])


# ---------------------------------------------------------------- columns


def _columns(assignment: Assignment) -> tuple[Column, ...]:
    """Every column with its width."""
    figures = (_metric_columns(assignment, metric) for metric in assignment.metrics)
    return (
        *_subject_columns(assignment),
        *(column for columns in figures for column in columns),
        *_highlight_columns(assignment),
        *scoring_columns(assignment),
    )


def _subject_columns(assignment: Assignment) -> Iterator[Column]:
    board = assignment.board
    yield Column("序号", group=_BAND, width=4.0)
    yield Column("编号", group=_BAND, width=4.5)
    yield Column(board.field(board.name_key).header, group=_BAND, width=14.0)
    if board.region_key:
        yield Column("地区", group=_BAND, width=7.5)
    if board.industry_key:
        yield Column("产业", group=_BAND, width=8.5)
    keys = _fact_keys(assignment)
    if len(keys) > _MOST_FACTS:
        yield Column("基本情况", group=_BAND, width=15.0)
        return
    for key in keys:
        column = board.field(key)
        cells = (_fact(assignment, entry, key) for entry in assignment.entries)
        yield Column(column.header, group=_BAND, width=_bounded(cells, 12))


def _fact_keys(assignment: Assignment) -> tuple[str, ...]:
    """The plan's columns but those that have their own place."""
    board = assignment.board
    placed = (board.name_key, board.region_key, board.industry_key)
    return tuple(key for key in assignment.plan.columns if key not in placed)


def _metric_columns(assignment: Assignment, metric: Metric) -> Iterator[Column]:
    entries = assignment.entries
    rows = [_years(entry, metric) for entry in entries]
    for at, year in enumerate(metric.years):
        cells = (row[at] for row in rows)
        yield Column(year.header, group=metric.title, width=_bounded(cells, 14))
    yield Column("走势", group=metric.title, width=5.5)
    if metric.base != metric.last:
        before, after = metric.span
        grown = (_computed_growth(metric, entry) for entry in entries)
        cells = (Cell(value, _growth_style(metric)) for value in grown)
        heading = f"{after}比\n{before}年\n{'百分点' if metric.percent else '增长'}"
        yield Column(heading, group=metric.title, width=_bounded(cells, 14))


def _highlight_columns(assignment: Assignment) -> Iterator[Column]:
    if assignment.plan.highlights:
        yield Column("亮点", width=19.0)


def _bounded(cells: Iterable[Cell], most: float) -> float:
    """A width for these cells, at least that of a year's heading."""
    longest = max((_width(cell) for cell in cells), default=0)
    return min(max(longest + 1.0, 6.5), most)


def _width(cell: Cell) -> int:
    """How wide a cell shows."""
    written = {"short": ",.1f", "integer": ",.0f", "growth": "+.1%", "points": "+.1f"}
    if isinstance(cell.value, int | float) and cell.style in written:
        return len(format(cell.value, written[cell.style]))
    return shown_width(cell.value, cell.style)


# ---------------------------------------------------------------- an entry


def _write_entry(
    book: Book,
    sheet: Any,
    assignment: Assignment,
    position: int,
    entry: Entry,
    block: str,
    widths: Sequence[float],
) -> None:
    row = _FIRST + position
    cells = [*_subject(assignment, position, entry)]
    for metric in assignment.metrics:
        values = [shown_value(entry, year.key) for year in metric.years]
        draw_trend(sheet, row, len(cells), values, len(cells) + len(values))
        cells += _figures(row, len(cells), entry, metric)
    if assignment.plan.highlights:
        cells.append(Cell(highlights(assignment.board, entry, assignment.plan.highlights)))
    # A linked text does not wrap in LibreOffice, so the link stands on the number; the number
    # is put over the link's text.
    book.put(sheet, row, _NUMBER, Link(DETAILS, block, str(entry.number)), "link")
    for at, cell in enumerate(cells):
        book.put(sheet, row, at, cell.value, f"{cell.style} tight")
    lines = max(_lines(cell, width) for cell, width in zip(cells, widths, strict=False))
    sheet.set_row_pixels(row, row_pixels(max(lines, 2)))


def _lines(cell: Cell, width: float) -> int:
    return wrapped_lines(cell.value, width) if isinstance(cell.value, str) else 1


def _subject(assignment: Assignment, position: int, entry: Entry) -> Iterator[Cell]:
    board = assignment.board
    name = as_line(shown_value(entry, board.name_key)) or "（未填名称）"
    yield Cell(position + 1, "plain center")
    yield Cell(entry.number, "plain link center")
    yield Cell(name)
    if board.region_key:
        yield Cell(as_line(shown_value(entry, board.region_key)))
    if board.industry_key:
        yield Cell(industry(board, entry))
    keys = _fact_keys(assignment)
    if len(keys) > _MOST_FACTS:
        yield Cell(facts(board, entry, keys))
        return
    for key in keys:
        yield _fact(assignment, entry, key)


def _fact(assignment: Assignment, entry: Entry, key: str) -> Cell:
    column, value = assignment.board.field(key), shown_value(entry, key)
    return Cell(value, narrow_styles([column], [value])[0])


def _years(entry: Entry, metric: Metric) -> list[Cell]:
    values = [shown_value(entry, year.key) for year in metric.years]
    styles = narrow_styles(metric.years, values)
    return [Cell(value, style) for value, style in zip(values, styles, strict=True)]


def _figures(row: int, left: int, entry: Entry, metric: Metric) -> Iterator[Cell]:
    """The years of a metric, the cell its trend is drawn in, and its growth."""
    yield from _years(entry, metric)
    yield Cell(None)
    if metric.base != metric.last:
        base, last = (_place(row, left + at) for at in (metric.base, metric.last))
        computed = _computed_growth(metric, entry)
        value = Formula(_growth_formula(metric, base, last), "" if computed is None else computed)
        yield Cell(value, _growth_style(metric))


def _place(row: int, column: int) -> str:
    return f"{column_letters(column + 1)}{row + 1}"


def draw_trend(sheet: Any, row: int, left: int, values: Sequence[object], at: int) -> None:
    """Draw small columns in the cell `at`, over the figures that begin in the cell `left`."""
    cells = f"{_place(row, left)}:{_place(row, left + len(values) - 1)}"
    figures = [float(str(value)) for value in values if is_number(value)]
    look: dict[str, Any] = {"type": "column", "series_color": BAR}
    look |= {"negative_points": True, "negative_color": INK}
    if figures and min(figures) >= 0 < max(figures) < _HIGHEST_DRAWN:
        # Else the smallest figure would have no height, and the largest no room above it.
        look |= {"min": 0, "max": max(figures) * _HEADROOM}
    sheet.add_sparkline(row, at, {"range": cells, **look})


def _computed_growth(metric: Metric, entry: Entry) -> float | None:
    return growth(metric, [shown_value(entry, year.key) for year in metric.years])


def _growth_style(metric: Metric) -> str:
    return "points" if metric.percent else "growth"


def _growth_formula(metric: Metric, base: str, last: str) -> str:
    if metric.percent:
        return f'=IF(AND(ISNUMBER({base}),ISNUMBER({last})),({last}-{base})*100,"")'
    # N() of a text is 0: what is no number is no base.
    return f'=IF(AND(ISNUMBER({last}),N({base})>0),{last}/{base}-1,"")'
