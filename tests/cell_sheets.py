"""One column of cells a row each in; out: files of every kind that hold them, as people make them.

A cell is what is typed (text, number, day, tick), or one of the makings below. The one thing a
newcomer would get wrong: what a format cannot hold is left out of its file (`NOT_HELD`), so that
the same table of cases serves all of them.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
import xlwt
from odf import opendocument, table, text
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont


@dataclass(frozen=True)
class Shown:
    """A number or a day in a cell with a number format."""

    value: float | date
    number_format: str


@dataclass(frozen=True)
class Formula:
    """A formula with its cached value; None where it was never reckoned."""

    formula: str
    cached: object = None


@dataclass(frozen=True)
class Runs:
    """A text in runs of different letters."""

    parts: tuple[str, ...]


Cell = Any
Rows = Sequence[tuple[str, str, Cell]]
HEADING_ROW = 1


def write_xlsxwriter(
    path: Path, headings: Sequence[str], rows: Rows, *, from_1904: bool = False
) -> None:
    """As xlsxwriter makes a workbook."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    with xlsxwriter.Workbook(path, options | {"date_1904": from_1904}) as book:
        sheet = book.add_worksheet("名单")
        sheet.write_row(0, 0, headings)
        for at, (name, heading, cell) in enumerate(rows, start=1):
            sheet.write_string(at, 0, name)
            column = headings.index(heading)
            match cell:
                case Shown():
                    style = book.add_format({"num_format": cell.number_format})
                    write = (
                        sheet.write_datetime if isinstance(cell.value, date) else sheet.write_number
                    )
                    write(at, column, cell.value, style)
                case Formula():
                    sheet.write_formula(at, column, cell.formula, None, cell.cached)
                case Runs():
                    bold = book.add_format({"bold": True})
                    sheet.write_rich_string(at, column, cell.parts[0], bold, *cell.parts[1:])
                case date() | time():
                    form = "h:mm" if isinstance(cell, time) else "yyyy/m/d"
                    sheet.write_datetime(at, column, cell, book.add_format({"num_format": form}))
                case _:
                    sheet.write(at, column, cell)


def write_openpyxl(path: Path, headings: Sequence[str], rows: Rows) -> None:
    """As openpyxl makes a workbook: formulas without values."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "名单"
    sheet.append(list(headings))
    for at, (name, heading, cell) in enumerate(rows, start=2):
        sheet.cell(at, 1, name)
        target: Any = sheet.cell(at, headings.index(heading) + 1)
        match cell:
            case Shown():
                target.value, target.number_format = cell.value, cell.number_format
            case Formula():
                target.value = cell.formula
            case Runs():
                bold = TextBlock(InlineFont(b=True), "".join(cell.parts[1:]))
                target.value = CellRichText(cell.parts[0], bold)
            case str():
                target.value, target.data_type = cell, "s"
            case _:
                target.value = cell
    book.save(path)


def write_xlwt(path: Path, headings: Sequence[str], rows: Rows) -> None:
    """As xlwt makes an .xls."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    styles: dict[str, xlwt.XFStyle] = {}
    for column, heading in enumerate(headings):
        sheet.write(0, column, heading)
    for at, (name, heading, cell) in enumerate(rows, start=1):
        sheet.write(at, 0, name)
        form = {date: "yyyy/m/d", datetime: "yyyy/m/d h:mm", time: "h:mm"}.get(type(cell), "")
        value, form = (cell.value, cell.number_format) if isinstance(cell, Shown) else (cell, form)
        if form and form not in styles:
            styles[form] = xlwt.XFStyle()
            styles[form].num_format_str = form
        written = "".join(value.parts) if isinstance(value, Runs) else value
        sheet.write(at, headings.index(heading), written, *([styles[form]] if form else []))
    book.save(str(path))


def write_odfpy(path: Path, headings: Sequence[str], rows: Rows) -> None:
    """As odfpy makes an .ods."""
    document = opendocument.OpenDocumentSpreadsheet()
    sheet = table.Table(name="名单")
    document.spreadsheet.addElement(sheet)
    _add_ods_row(sheet, [_ods_cell(heading) for heading in headings])
    for name, heading, cell in rows:
        blanks = [table.TableCell() for _ in range(headings.index(heading) - 1)]
        _add_ods_row(sheet, [_ods_cell(name), *blanks, _ods_cell(cell)])
    document.save(str(path))


def _add_ods_row(sheet: Any, cells: Sequence[Any]) -> None:
    row = table.TableRow()
    for cell in cells:
        row.addElement(cell)
    sheet.addElement(row)


def _ods_cell(cell: Cell) -> Any:
    match cell:
        case bool():
            return table.TableCell(valuetype="boolean", booleanvalue=str(cell).lower())
        case float() | int():
            return table.TableCell(valuetype="float", value=repr(cell))
        case date():
            return table.TableCell(valuetype="date", datevalue=cell.isoformat())
        case time():
            return table.TableCell(valuetype="time", timevalue=f"PT{cell:%HH%MM%SS}")
    written = table.TableCell(valuetype="string")
    for line in ("".join(cell.parts) if isinstance(cell, Runs) else cell).split("\n"):
        written.addElement(text.P(text=line))
    return written


def write_csv(path: Path, headings: Sequence[str], rows: Rows) -> None:
    """As a program saves a CSV."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(headings)
        for name, heading, cell in rows:
            blanks = [""] * (headings.index(heading) - 1)
            out.writerow([name, *blanks, "".join(cell.parts) if isinstance(cell, Runs) else cell])


WRITERS: Mapping[str, Callable[[Path, Sequence[str], Rows], None]] = {
    "by xlsxwriter.xlsx": write_xlsxwriter, "by openpyxl.xlsx": write_openpyxl,
    "by xlwt.xls": write_xlwt, "by odfpy.ods": write_odfpy, "by hand.csv": write_csv,
}  # fmt: skip


def is_held(kind: str, cell: Cell) -> bool:
    """Whether a file of the kind can hold the cell at all."""
    ending = kind.rpartition(".")[2]
    if ending == "csv":
        return isinstance(cell, (str, Runs)) and cell != ""
    if isinstance(cell, str):
        return not (ending == "ods" and cell != _writable(cell)) and _fits(kind, cell)
    if isinstance(cell, Formula):
        reckoned = cell.cached is not None
        return kind == ("by xlsxwriter.xlsx" if reckoned else "by openpyxl.xlsx")
    return not (isinstance(cell, Shown) and ending == "ods")


def _writable(text: str) -> str:
    """The text as XML can hold it, and as a reader of XML gives it back."""
    kept = (c for c in text if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff"))
    return " ".join("".join(kept).split(" "))


def _fits(kind: str, text: str) -> bool:
    """Whether the program takes such a text, and gives it back as it is."""
    if kind == "by openpyxl.xlsx":
        return len(text) <= 32_767 and "\ud800" not in text and not any(c < "\t" for c in text)
    if "\ud800" in text:
        return False
    return len(text) <= 32_767
