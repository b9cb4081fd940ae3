"""汇总表: one row an entry, with key figures, trends, and the columns to score in.

In comes an `Assignment`; out comes the sheet. Its columns are woven first (`weave`), because a
page in landscape has room for a few metrics only, and 评审说明 says which.

What a newcomer would get wrong: the averages stand above the heading. Below the table, sorting
and filtering would take them along.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from toolkit.model import column_letters
from toolkit.writers.book import (
    STYLES,
    Book,
    StyleNumbers,
    cell_in_row,
    link_xml,
    quoted,
    row_layout,
    row_xml,
    trend_xml,
)
from toolkit.writers.cells import Formula, cell_xml, column_xml
from toolkit.writers.columns import Column
from toolkit.writers.lines import most_lines, row_pixels
from toolkit.writers.review_figures import Metric, as_line, facts, highlights, industries
from toolkit.writers.review_guide import SUMMARY, Assignment
from toolkit.writers.review_scoring import (
    SIGN_OFF,
    Scoring,
    limit_scoring,
    progress,
    scoring_columns,
    scoring_layout,
    write_averages,
)
from toolkit.writers.review_strips import (
    Strip,
    growths,
    highest_drawn,
    strip_cells,
    strip_of,
    strip_widths,
)
from toolkit.writers.tables import write_headings

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
_WRITTEN = {"short": ",.1f", "integer": ",.0f", "growth": "+.1%", "points": "+.1f"}


@dataclass(frozen=True, slots=True)
class Strand:
    """A column with its cell of each entry, as XML, and the texts that may take several lines."""

    column: Column
    cells: Sequence[str]
    texts: Sequence[object] = ()


@dataclass(frozen=True, slots=True)
class Woven:
    """Every column but those to score in: those about the entry, and for each metric its own with
    the figures it is drawn from.
    """

    subject: Sequence[Strand]
    metrics: Sequence[tuple[Metric, Strip, Sequence[Strand]]]
    highlights: Sequence[Strand]

    @property
    def strands(self) -> list[Strand]:
        """All of them, from left to right."""
        figures = (strand for _, _, strands in self.metrics for strand in strands)
        return [*self.subject, *figures, *self.highlights]


def weave(book: Book, assignment: Assignment) -> tuple[Assignment, Woven]:
    """The columns of 汇总表, and the assignment with the metrics, in the plan's order, that leave a
    page legible; at least one.
    """
    every = assignment.metrics
    numbers = StyleNumbers(book, "tight")
    subject = [*_subject(assignment, numbers), *_facts(assignment, numbers)]
    last = list(_highlights(assignment, numbers))
    left, found = len(subject), []
    for metric in every[:MOST_METRICS]:
        strip = strip_of(assignment.entries, metric.years, narrow=True)
        strands = list(_figures(metric, strip, left, numbers))
        left += len(strands)
        found.append((metric, strip, strands))
    woven = Woven(subject, found, last)
    while len(woven.metrics) > 1 and _page_width(assignment, woven) > _PAGE_WIDTH:
        woven = replace(woven, metrics=woven.metrics[:-1])
    count = len(woven.metrics)
    return replace(assignment, metrics=every[:count], left_out=every[count:]), woven


def _page_width(assignment: Assignment, woven: Woven) -> float:
    columns = (*(strand.column for strand in woven.strands), *scoring_columns(assignment))
    return sum(column.width for column in columns)


def name_cell(position: int) -> str:
    """The cell with the name of the entry at a position (0-based) of the table."""
    return f"{column_letters(_NAME + 1)}{_FIRST + position + 1}"


def write_summary(
    book: Book, assignment: Assignment, woven: Woven, blocks: Sequence[tuple[str, str]]
) -> None:
    """Add 汇总表; `blocks` are the sheet and the cell at which each entry's details begin."""
    sheet = book.sheet(SUMMARY, f"{assignment.campaign.title} · {assignment.board.title}")
    strands = woven.strands
    columns = [*(strand.column for strand in strands), *scoring_columns(assignment)]
    last = _FIRST + len(assignment.entries) - 1
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
    scoring = Scoring(assignment, len(strands), _FIRST, last)
    _write_head(book, sheet, scoring, columns)
    sheet.add_body(_FIRST, last, len(columns), _rows(book, strands, scoring))
    sheet.add_links(_links(assignment, blocks))
    sheet.add_trends(_trends(woven))
    limit_scoring(book, sheet, scoring)
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


def _texts(column: Column, texts: Sequence[object], numbers: StyleNumbers) -> Strand:
    return Strand(column, column_xml(texts, numbers["text"]), texts)


def _titled(heading: str, width: float) -> Column:
    return Column(heading, group=_BAND, width=width)


def _subject(assignment: Assignment, numbers: StyleNumbers) -> Iterator[Strand]:
    board, entries = assignment.board, assignment.entries
    names = [as_line(name) or "（未填名称）" for name in entries.shown(board.name_key)]
    places = range(1, len(entries) + 1)
    yield Strand(_titled("序号", 4.0), column_xml(places, numbers["plain center"]))
    yield Strand(_titled("编号", 4.5), column_xml(entries.numbers, numbers["plain link center"]))
    yield _texts(_titled(board.field(board.name_key).header, 14.0), names, numbers)
    if board.owner_key:
        owners = [as_line(owner) for owner in entries.shown(board.owner_key)]
        yield _texts(_titled(board.field(board.owner_key).header, 14.0), owners, numbers)
    if board.region_key:
        regions = [as_line(region) for region in entries.shown(board.region_key)]
        yield _texts(_titled("地区", 7.5), regions, numbers)
    if board.industry_key:
        yield _texts(_titled("产业", 8.5), industries(entries), numbers)


def _facts(assignment: Assignment, numbers: StyleNumbers) -> Iterator[Strand]:
    """The plan's columns but those that have their own place."""
    board, entries = assignment.board, assignment.entries
    placed = (board.name_key, board.owner_key, board.region_key, board.industry_key)
    keys = tuple(key for key in assignment.plan.columns if key not in placed)
    if len(keys) > _MOST_FACTS:
        yield _texts(_titled("基本情况", 15.0), facts(entries, keys), numbers)
        return
    for key in keys:
        strip = strip_of(entries, [board.field(key)], narrow=True)
        (strand,) = _of_strip(strip, 12, numbers)
        yield replace(strand, column=replace(strand.column, group=_BAND))


def _highlights(assignment: Assignment, numbers: StyleNumbers) -> Iterator[Strand]:
    keys = assignment.plan.highlights
    if keys:
        yield _texts(Column("亮点", width=19.0), highlights(assignment.entries, keys), numbers)


def _figures(metric: Metric, strip: Strip, left: int, numbers: StyleNumbers) -> Iterator[Strand]:
    """The years of a metric, the cells its trends are drawn in, and its growth."""
    for strand in _of_strip(strip, 14, numbers):
        yield replace(strand, column=replace(strand.column, group=metric.title))
    blank = cell_xml(None, numbers["text"])
    yield Strand(Column("走势", group=metric.title, width=5.5), [blank] * strip.numbers.height)
    if metric.base != metric.last:
        yield _growth(metric, strip, left, numbers)


def _of_strip(strip: Strip, most: float, numbers: StyleNumbers) -> Iterator[Strand]:
    widths = strip_widths(strip, _WRITTEN)
    for field, longest, cells in zip(
        strip.fields, widths, strip_cells(strip, numbers), strict=True
    ):
        others = strip.others.get(field.key, {})
        texts = [others.get(at) for at in range(len(cells))] if others else ()
        yield Strand(Column(field.header, width=_bounded(longest, most)), cells, texts)


def _growth(metric: Metric, strip: Strip, left: int, numbers: StyleNumbers) -> Strand:
    before, after = metric.span
    style = "points" if metric.percent else "growth"
    grown = growths(metric, strip)
    heading = f"{after}比\n{before}年\n{'百分点' if metric.percent else '增长'}"
    told = [value for value in grown if value is not None]
    ends = (max(told), min(told)) if told else ()
    width = _bounded(max((len(format(end, _WRITTEN[style])) for end in ends), default=0), 14)
    base, last = (cell_in_row(left + at) for at in (metric.base, metric.last))
    formula = _growth_formula(metric, base, last)
    cells = [
        cell_xml(Formula(formula, "" if value is None else value), numbers[style])
        for value in grown
    ]
    return Strand(Column(heading, group=metric.title, width=width), cells)


def _growth_formula(metric: Metric, base: str, last: str) -> str:
    if metric.percent:
        return f'=IF(AND(ISNUMBER({base}),ISNUMBER({last})),({last}-{base})*100,"")'
    # N() of a text is 0: what is no number is no base.
    return f'=IF(AND(ISNUMBER({last}),N({base})>0),{last}/{base}-1,"")'


def _bounded(longest: int, most: float) -> float:
    """A width for such cells, at least that of a year's heading."""
    return min(max(longest + 1.0, 6.5), most)


# ---------------------------------------------------------------- entries


def _rows(book: Book, strands: Sequence[Strand], scoring: Scoring) -> Iterator[str]:
    """The XML of all entries' rows."""
    layout = row_layout(["%s"] * len(strands)) + scoring_layout(book, scoring)
    wrapped = [strand for strand in strands if strand.texts]
    lines = most_lines(
        [strand.texts for strand in wrapped],
        [strand.column.width for strand in wrapped],
        indent=0.0,
    )
    cells = zip(*(strand.cells for strand in strands), strict=True)
    for row, (made, high) in enumerate(zip(cells, lines, strict=True), _FIRST):
        yield row_xml(row, layout, made, row_pixels(max(high, 2)))


def _links(assignment: Assignment, blocks: Sequence[tuple[str, str]]) -> Iterator[str]:
    """A linked text does not wrap in LibreOffice, so the links stand on the numbers."""
    letters = column_letters(_NUMBER + 1)
    numbers = assignment.entries.numbers
    for row, (number, (sheet, cell)) in enumerate(zip(numbers, blocks, strict=True), _FIRST + 1):
        yield link_xml(f"{letters}{row}", sheet, cell, str(number))


def _trends(woven: Woven) -> Iterator[str]:
    """A trend for each metric and entry, in the cell after its years."""
    left, own = len(woven.subject), quoted(SUMMARY)
    for metric, strip, strands in woven.metrics:
        years = len(metric.years)
        first, last, at = (column_letters(left + n) for n in (1, years, years + 1))
        for row, highest in enumerate(highest_drawn(strip.numbers), _FIRST + 1):
            yield trend_xml(f"{at}{row}", f"{own}!{first}{row}:{last}{row}", highest)
        left += len(strands)
