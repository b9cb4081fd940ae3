"""Any board's form, drawn by openpyxl from its plan and filled with given values.

In: a board with a form, values by field key, and the labels that differ from the board's headings
(as the notice prints them); out: a sheet, and the address of every value. Three ways of drawing
it, as in form_workbooks: `printed` (values beside labels, merged cells), `below` (values under
their labels, nothing merged) and `colons` (label and value in one cell).

The one thing a newcomer would get wrong: a matrix and a text that takes a box are drawn alike
everywhere but with colons, where the text stands behind its label.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.model import Board, Field, FormPlan, FormSection

WIDTH = 6
NUMERALS = "一二三四五六七八九十"
Labels = Mapping[str, str]


def typed(column: Field, value: object) -> object:
    """What a form shows for a value: ticks where there is a choice."""
    if column.type == "boolean":
        return "☑是 □否" if value == "是" else "□是 ☑否"
    if "allowed" not in column.rules:
        return value
    chosen = str(value).split("；")
    options = [str(option) for option in column.rules["allowed"]]
    return " ".join(f"{'☑' if option in chosen else '□'}{option}" for option in options)


@dataclass
class Drawing:
    """A form in the making: its sheet, the next row, and where values went."""

    sheet: Worksheet
    board: Board
    plan: FormPlan
    values: Mapping[str, object]
    labels: Labels
    variant: str
    row: int = 1
    at: dict[str, str] = field(default_factory=dict)
    boxes: int = 0
    titles: int = 0

    def text(self, left: int, right: int, text: object, rows: int = 1) -> None:
        cell = self.sheet.cell(self.row, left, text)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        if self.variant == "printed" and (right > left or rows > 1):
            bottom = self.row + rows - 1
            self.sheet.merge_cells(
                start_row=self.row, end_row=bottom, start_column=left, end_column=right
            )

    def value(self, key: str, left: int, right: int, rows: int = 1) -> None:
        self.at[key] = self.sheet.cell(self.row, left).coordinate
        given = self.values.get(key)
        shown = None if given is None else typed(self.board.field(key), given)
        self.text(left, right, shown, rows)

    def label(self, key: str) -> str:
        """A field's label, or a group's."""
        return self.labels.get(key) or next(
            column.header if column.key == key else column.group
            for column in self.board.fields
            if column.key == key or column.key.startswith(f"{key}.")
        )

    def in_one_cell(self, key: str, left: int, right: int, label: str) -> None:
        self.at[key] = self.sheet.cell(self.row, left).coordinate
        given = self.values.get(key)
        shown = "" if given is None else typed(self.board.field(key), given)
        self.text(left, right, f"{label}：{shown}")


def draw(
    sheet: Worksheet, board: Board, values: Mapping[str, Any], labels: Labels, variant: str
) -> dict[str, str]:
    """Draw the board's form with the columns that have a value; gives each value's address."""
    assert board.form is not None
    pen = Drawing(sheet, board, board.form, values, labels, variant)
    for title in (*board.form.title.partition(board.title)[:2], "申报表"):
        pen.text(1, WIDTH, title)
        pen.row += 1
    for section in board.form.sections:
        _draw_section(pen, section)
    for text in board.form.signatures:
        pen.text(1, WIDTH, f"{text}：\n年 月 日", 2)
        pen.row += 2
    return pen.at


def _draw_section(pen: Drawing, section: FormSection) -> None:
    lines = [tuple(key for key in line if key in pen.values) for line in section.lines]
    if section.title and not section.matrix:
        _title(pen, section.title)
    lying = {"printed": _lines_beside, "below": _lines_below, "colons": _lines_with_colons}
    lying[pen.variant](pen, [line for line in lines if line])
    if section.matrix:
        pen.text(1, 1, section.title)
        _matrix(pen, section.matrix)
    for key in section.boxes:
        _box(pen, key)


def _title(pen: Drawing, title: str) -> None:
    """The title of a block; numbered where no merged cell shows that it is one."""
    pen.titles += 1
    number = "" if pen.variant == "printed" else f"（{NUMERALS[pen.titles - 1]}）"
    pen.text(1, WIDTH, f"{number}{title}")
    pen.row += 1


def _lines_beside(pen: Drawing, lines: Sequence[Sequence[str]]) -> None:
    for line in lines:
        spans = (((1, 2), (3, 3)), ((4, 4), (5, 6))) if len(line) == 2 else (((1, 2), (3, 6)),)
        for key, (label, value) in zip(line, spans, strict=True):
            pen.text(*label, pen.label(key))
            pen.value(key, *value)
        pen.row += 1


def _lines_below(pen: Drawing, lines: Sequence[Sequence[str]]) -> None:
    keys = [key for line in lines for key in line]
    for start in range(0, len(keys), 4):
        own = keys[start : start + 4]
        for column, key in enumerate(own, 1):
            pen.text(column, column, pen.label(key))
        pen.row += 1
        for column, key in enumerate(own, 1):
            pen.value(key, column, column)
        pen.row += 1


def _lines_with_colons(pen: Drawing, lines: Sequence[Sequence[str]]) -> None:
    for line in lines:
        for column, key in zip((1, 4), line, strict=False):
            pen.in_one_cell(key, column, column, pen.label(key))
        pen.row += 1


def _matrix(pen: Drawing, groups: Sequence[str]) -> None:
    """The parts across, a line for each group."""
    parts = [column for column in pen.board.fields if column.key.startswith(f"{groups[0]}.")]
    for at, part in enumerate(parts, 2):
        pen.text(at, at, part.header)
    pen.row += 1
    for group in groups:
        pen.text(1, 1, pen.label(group))
        known = {column.key for column in pen.board.fields}
        for at, part in enumerate(parts, 2):
            key = f"{group}.{part.key.rpartition('.')[2]}"
            if key in known:
                pen.value(key, at, at)
        pen.row += 1


def _box(pen: Drawing, key: str) -> None:
    if key not in pen.values:
        return
    label = f"{NUMERALS[pen.boxes % 10]}、{pen.label(key)}"
    pen.boxes += 1
    if pen.variant == "colons":
        pen.in_one_cell(key, 1, WIDTH, label)
        pen.row += 1
        return
    pen.text(1, WIDTH, label)
    pen.row += 1
    pen.value(key, 1, WIDTH, rows=3)
    pen.row += 3
