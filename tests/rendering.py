"""A workbook in; out: a text that shows what a person sees in it, for golden tests.

For each sheet its frame (frozen rows, filter, print set-up, widths) and then a line for every
cell that holds something: address, fill, kind and value. What a newcomer would get wrong: the
text is for reading in a diff, so it leaves out fonts and borders.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

_KINDS = {"s": "text", "n": "number", "d": "date", "f": "formula", "b": "truth", "e": "error"}
_NO_FILL = "00000000"


def read_book(path: Path | BytesIO, *, values: bool = False) -> Workbook:
    """The workbook by openpyxl: formulas, or their values as saved."""
    with warnings.catch_warnings():
        # It cannot read sparklines and solid data bars, and says so.
        warnings.filterwarnings("ignore", ".*extension is not supported")
        return load_workbook(path, data_only=values)


def render(path: Path, *sheets: str) -> str:
    """The workbook as text: all sheets, or the named ones."""
    book = read_book(path)
    chosen = [sheet for sheet in book.worksheets if not sheets or sheet.title in sheets]
    return "\n".join(line for sheet in chosen for line in _sheet_lines(sheet)) + "\n"


def _sheet_lines(sheet: Worksheet) -> list[str]:
    setup = sheet.page_setup
    lines = [
        f"# {sheet.title}",
        f"frozen {sheet.freeze_panes or '-'} · filter {sheet.auto_filter.ref or '-'}",
        f"print {setup.orientation} paper {setup.paperSize} wide {setup.fitToWidth or 1}",
        f"repeated {sheet.print_title_rows or '-'} · footer {sheet.oddFooter.center.text or '-'}",
        "widths " + " ".join(_widths(sheet)),
    ]
    merged = sorted(str(area) for area in sheet.merged_cells.ranges)
    if merged:
        lines.append("merged " + " ".join(merged))
    lines += [_cell_line(cell) for row in sheet.iter_rows() for cell in row if _shows(cell)]
    lines += [
        f"validation {rule.sqref} {rule.type} {rule.formula1}"
        for rule in sheet.data_validations.dataValidation
    ]
    return lines


def _widths(sheet: Worksheet) -> list[str]:
    dimensions = sorted(sheet.column_dimensions.values(), key=lambda each: each.min)
    return [
        f"{get_column_letter(each.min)}:{get_column_letter(each.max)}={each.width:.0f}"
        for each in dimensions
    ]


def _shows(cell: Cell) -> bool:
    return cell.value is not None or cell.comment is not None


def _cell_line(cell: Cell) -> str:
    fill = cell.fill.fgColor.rgb if cell.fill.fill_type else _NO_FILL
    shown = "" if fill == _NO_FILL else f" {str(fill)[2:]}"
    kind = "date" if cell.is_date else _KINDS[cell.data_type]
    link = f" → {cell.hyperlink.location or cell.hyperlink.target}" if cell.hyperlink else ""
    comment = f" 〔{cell.comment.text}〕" if cell.comment else ""
    value = str(cell.value).replace("\n", "⏎")
    return f"{cell.coordinate}{shown} {kind} {value}{link}{comment}"
