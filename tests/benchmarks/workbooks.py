"""Rows by field key in; out: a workbook as a unit would send it, its heading in two rows.

What a newcomer would get wrong: XlsxWriter writes texts into the cells when it must keep little in
memory; Excel and WPS never do, so `_SharedTexts` keeps the one and writes like the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter
from company_list import Cell, Row
from mistakes import ERROR
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from toolkit.model import Board, Field

# Any fixed day: the bytes of a workbook must not tell when it was made.
MADE = datetime(2022, 10, 20)
HEADING_ROWS = (3, 4)


class _SharedTexts(Worksheet):
    """A sheet whose rows leave memory as they are written, with texts in the shared table."""

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if type(cell).__name__ != "String":
            super()._write_cell(row, col, cell)
            return
        shared = cell._replace(string=self.str_table._get_shared_string_index(cell.string))
        self.constant_memory = False
        super()._write_cell(row, col, shared)
        self.constant_memory = True

    def finish(self) -> None:
        """Write the last row now: the shared table is closed before XlsxWriter would."""
        self._write_single_row(self.previous_row + 1)


class _Formats:
    """The formats of a workbook's cells."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self.title = workbook.add_format({"bold": True, "font_size": 16})
        self.heading = workbook.add_format({"bold": True, "align": "center", "border": 1})
        self.text = workbook.add_format({"num_format": "@"})
        self.day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self.percent = workbook.add_format({"num_format": "0.00%"})

    def of(self, column: Field) -> Format | None:
        """The format of a column's cells."""
        if column.type == "date":
            return self.day
        if column.type == "string" and column.meta.get("as") == "text":
            return self.text
        return self.percent if column.meta.get("as") == "percent" else None


def write_workbook(path: Path, board: Board, rows: Iterable[Row], unit: str = "") -> None:
    """Write the rows under the board's heading."""
    workbook = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    workbook.set_properties({"created": MADE})
    formats = _Formats(workbook)
    sheet = workbook.add_worksheet(board.title, worksheet_class=_SharedTexts)
    sheet.write_string(0, 0, f"{board.title}推荐汇总表", formats.title)
    sheet.write_string(1, 0, f"推荐单位（盖章）：{unit}" if unit else "各地汇总")
    _write_heading(sheet, board.fields, formats.heading)
    kinds = [formats.of(column) for column in board.fields]
    keys = [column.key for column in board.fields]
    for at, row in enumerate(rows, start=HEADING_ROWS[1]):
        for column, (key, kind) in enumerate(zip(keys, kinds, strict=True)):
            _write_cell(sheet, at, column, row[key], kind)
    sheet.finish()
    workbook.close()


def _write_heading(sheet: Worksheet, columns: Sequence[Field], kind: Format) -> None:
    """Metrics merged over their years; a plain column's heading stands in the upper row."""
    upper, lower = (row - 1 for row in HEADING_ROWS)
    for group, members in groupby(enumerate(columns), lambda found: found[1].group):
        places = [at for at, _ in members]
        if group:
            sheet.merge_range(upper, places[0], upper, places[-1], group, kind)
        else:
            for at in places:
                sheet.write_string(upper, at, columns[at].header, kind)
    for at, column in enumerate(columns):
        if column.group:
            sheet.write_string(lower, at, column.header, kind)


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Cell, kind: Format | None) -> None:
    match cell:
        case None:
            pass
        case str() if cell == ERROR:
            sheet.write_formula(row, column, "=NA()", kind, ERROR)
        case str():
            sheet.write_string(row, column, cell, kind)
        case date():
            sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), kind)
        case _:
            sheet.write_number(row, column, cell, kind)
