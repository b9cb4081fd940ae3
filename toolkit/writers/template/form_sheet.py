"""申报表: a `Plan` of a board with a form in; out: a sheet that one applicant fills in and prints.

What a newcomer would get wrong: the sheet is read back by its labels, so whatever stands on it is
a label the board knows, a title, or a cell for a value; a hint goes into the cell's own help.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.describing import MUST, filling_words
from toolkit.model import Field, FormSection
from toolkit.writers.book import Book
from toolkit.writers.lines import row_pixels, wrapped_lines
from toolkit.writers.template.choices import lists_of
from toolkit.writers.template.data_sheet import entry_style, entry_validation
from toolkit.writers.template.plan import Plan

# The sheet is a grid of this many narrow columns; every line is divided among them.
_GRID, _CELL = 24, 3.9
# A label takes so many of them.
_LABEL = 5
_TITLE_PIXELS, _LINE_PIXELS, _SIGNATURE_PIXELS = 40, 30, 90
# A box for a text is as high as what may be written into it, within reason.
_FEWEST_LINES, _MOST_LINES, _USUAL_WORDS = 4, 24, 300
_PORTRAIT_MARGINS = 0.5


def add_form_sheet(book: Book, plan: Plan) -> None:
    """Add the sheet of a board that has a form, and have the workbook open on it."""
    form = plan.board.form
    if form is None:
        raise ValueError(f"{plan.board.id} has no form")
    sheet = book.sheet(plan.data_sheet, plan.campaign.title)
    sheet.set_portrait()
    sheet.set_margins(_PORTRAIT_MARGINS, _PORTRAIT_MARGINS, 0.6, 0.6)
    sheet.set_column(0, _GRID - 1, _CELL)
    fields = {column.key: column for column in plan.board.fields}
    pen = _Pen(book, sheet, plan, fields, lists_of(plan.board, plan.campaign))
    pen.whole_line(form.title, "title center", _TITLE_PIXELS)
    if plan.unit is not None:
        pen.whole_line(f"推荐单位：{plan.unit.name}", "bold", _LINE_PIXELS)
    for section in form.sections:
        _add_section(pen, section)
    if form.signatures:
        pen.side_by_side([f"{signature}：" for signature in form.signatures])
    sheet.print_area(0, 0, pen.row - 1, _GRID - 1)
    sheet.activate()
    sheet.protect("", {"format_rows": True, "format_cells": True})


def _add_section(pen: _Pen, section: FormSection) -> None:
    if section.title and not section.matrix:
        pen.whole_line(section.title, "heading", _LINE_PIXELS)
    for line in section.lines:
        pen.pairs([pen.fields[key] for key in line])
    if section.matrix:
        pen.matrix(section.title, section.matrix)
    for key in section.boxes:
        pen.box(pen.fields[key])


@dataclass
class _Pen:
    """Where the next line is drawn."""

    book: Book
    sheet: Any
    plan: Plan
    fields: Mapping[str, Field]
    lists: Mapping[tuple[str, ...], tuple[int, str]]
    row: int = 0

    def whole_line(self, text: str, style: str, pixels: int) -> None:
        """A line with nothing but a text."""
        self._spread(self.row, 0, _GRID, text, style)
        self._end_line(pixels)

    def side_by_side(self, texts: Sequence[str]) -> None:
        """Texts with room below each, to sign and to stamp."""
        for text, (start, end) in zip(texts, _shares(0, len(texts)), strict=True):
            self._spread(self.row, start, end, text, "text top")
        self._end_line(_SIGNATURE_PIXELS)

    def pairs(self, columns: Sequence[Field]) -> None:
        """Labels with their cells beside them."""
        lines = 1
        for column, (start, end) in zip(columns, _shares(0, len(columns)), strict=True):
            lines = max(lines, self._label(column, column.header, start, start + _LABEL))
            self._cell(column, start + _LABEL, end)
        self._end_line(max(_LINE_PIXELS, row_pixels(lines)))

    def matrix(self, title: str, groups: Sequence[str]) -> None:
        """Merged headings down the side, their parts across."""
        members = [
            [column for key, column in self.fields.items() if key.startswith(f"{group}.")]
            for group in groups
        ]
        widest = max(members, key=len)
        parts = [column.header for column in widest]
        self._spread(self.row, 0, _LABEL, title, "heading")
        for text, (start, end) in zip(parts, _shares(_LABEL, len(parts)), strict=True):
            self._spread(self.row, start, end, text, "heading")
        lines = wrapped_lines(title, _LABEL * _CELL)
        self._end_line(max(_LINE_PIXELS, row_pixels(lines)))
        for columns in members:
            self._matrix_line(columns, parts)

    def _matrix_line(self, columns: Sequence[Field], parts: Sequence[str]) -> None:
        own = {column.header: column for column in columns}
        lines = self._label(columns[0], columns[0].group, 0, _LABEL)
        for text, (start, end) in zip(parts, _shares(_LABEL, len(parts)), strict=True):
            if text in own:
                self._cell(own[text], start, end)
            else:
                self._spread(self.row, start, end, "", "quiet")
        self._end_line(max(_LINE_PIXELS, row_pixels(lines)))

    def box(self, column: Field) -> None:
        """A label over the whole width, and a box for a text below it."""
        lines = self._label(column, column.header, 0, _GRID, "heading left")
        self._end_line(max(_LINE_PIXELS, row_pixels(lines)))
        self._cell(column, 0, _GRID, "top")
        self._end_line(row_pixels(_lines_for(column)))

    def _label(
        self, column: Field, words: str, start: int, end: int, style: str = "heading"
    ) -> int:
        """A label, and how many lines it takes."""
        marked = f"*{words}" if filling_words(column) == MUST else words
        self._spread(self.row, start, end, marked, style)
        return wrapped_lines(marked, (end - start) * _CELL)

    def _cell(self, column: Field, start: int, end: int, more: str = "") -> None:
        """The cell for a value: open, with its help and its choices."""
        style = f"{entry_style(column)} input {more}".strip()
        self._spread(self.row, start, end, "", style)
        rule = entry_validation(self.plan, column, self.lists)
        self.sheet.data_validation(self.row, start, self.row, start, rule)

    def _spread(self, row: int, start: int, end: int, text: str, style: str) -> None:
        self.sheet.merge_range(row, start, row, end - 1, "", self.book.format(style))
        self.book.put(self.sheet, row, start, text, style)

    def _end_line(self, pixels: int) -> None:
        self.sheet.set_row_pixels(self.row, pixels)
        self.row += 1


def _shares(start: int, count: int) -> Iterator[tuple[int, int]]:
    """The columns from `start` on, divided evenly among so many."""
    width = _GRID - start
    for at in range(count):
        yield start + at * width // count, start + (at + 1) * width // count


def _lines_for(column: Field) -> int:
    limit = column.rules.get("word_count", {}).get("max", _USUAL_WORDS)
    lines = wrapped_lines("字" * int(limit), _GRID * _CELL)
    return min(max(lines + 1, _FEWEST_LINES), _MOST_LINES)
