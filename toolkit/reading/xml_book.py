"""In: an XML Spreadsheet 2003 (one XML file, often named .xls). Out: its grids.

Cells stand one after another and say their place only where they skip some. The one thing a
newcomer would get wrong: a comment holds `Data` as a cell does, and is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from toolkit.errors import Refused
from toolkit.model import ErrorCell, Grid, Limits, Merge, Raw, UncachedFormula
from toolkit.model.number_format import fixed_decimals
from toolkit.reading.budget import damaged
from toolkit.reading.html_cells import number_value
from toolkit.reading.html_tables import Budget
from toolkit.reading.layout import MAX_COLUMN, MAX_ROW, merges_within, spans_within, width_of
from toolkit.reading.markup import follow, local
from toolkit.reading.page_styles import format_code
from toolkit.reading.serials import is_elapsed_format
from toolkit.reading.text_encodings import page_text

_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_NUMBER = re.compile(r"[-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]{1,3})?")
_HTML_BREAK = "br"
# The day that stands for none: such a moment is a time of day.
_NO_DAY = ("1899-12-31", "1899-12-30")
_FIRST_MOMENT = datetime(1899, 12, 31)


def read_xml(data: bytes, limits: Limits) -> tuple[Grid, ...]:
    """Read every sheet; raise `Refused` where the file is torn or unsafe."""
    reader = _Reader(Budget(limits))
    follow([plain_xml(data)], reader)
    if not reader.grids:
        raise damaged()
    return tuple(reader.grids)


def plain_xml(data: bytes) -> bytes:
    """An XML file in the one encoding that its parser surely knows; refuse document types."""
    text = page_text(data)
    if "<!DOCTYPE" in text:
        raise Refused(
            "F105", "内部含有文档类型声明，不像正常的工作簿，为安全起见没有读取；请核实来源。"
        )
    return _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1).encode()


@dataclass(slots=True)
class _Sheet:
    name: str
    visible: bool = True
    rows: list[list[Raw] | tuple[()]] = field(default_factory=list)
    line: list[Raw] = field(default_factory=list)
    row: int = 0
    next_row: int = 1
    next_column: int = 1
    row_style: str = ""
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    column_styles: list[tuple[int, int, str]] = field(default_factory=list)
    styles: dict[tuple[int, int], str] = field(default_factory=dict)


@dataclass(slots=True)
class _Cell:
    attributes: Mapping[str, str]
    kind: str = ""
    pieces: list[str] = field(default_factory=list)


class _Reader:
    """The handlers of one pass over the file; `grids` grows as sheets end."""

    def __init__(self, budget: Budget) -> None:
        self.grids: list[Grid] = []
        self._budget = budget
        self._formats: dict[str, str] = {}
        self._style = ""
        self._sheet: _Sheet | None = None
        self._cell: _Cell | None = None
        self._in_data = False
        self._apart = 0
        self._said: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        element = local(name)
        if self._apart or element == "Comment":
            self._apart += 1
            return
        plain = {local(key): value for key, value in attributes.items()}
        match element:
            case "Style":
                self._style = plain.get("ID", "")
                self._formats.setdefault(
                    self._style, self._formats.get(plain.get("Parent", ""), "")
                )
            case "NumberFormat":
                self._formats[self._style] = format_code(plain.get("Format", ""))
            case "Worksheet":
                self._sheet = _Sheet(plain.get("Name", ""))
            case "Visible" if self._sheet is not None:
                self._said = []
            case _ if self._sheet is not None:
                self._start_inside(self._sheet, element, plain)

    def end(self, name: str) -> None:
        if self._apart:
            self._apart -= 1
            return
        sheet = self._sheet
        if sheet is None:
            return
        match local(name):
            case "Data":
                self._in_data = False
            case "Cell":
                self._end_cell(sheet)
            case "Row":
                self._end_row(sheet)
            case "Visible":
                sheet.visible = "".join(self._said or ()).strip() in ("", "SheetVisible")
                self._said = None
            case "Worksheet":
                self.grids.append(_grid(sheet, self._formats))
                self._sheet = None

    def text(self, text: str) -> None:
        if self._apart:
            return
        if self._said is not None:
            self._said.append(text)
        elif self._cell is not None and self._in_data:
            self._cell.pieces.append(text)

    def _start_inside(self, sheet: _Sheet, element: str, plain: dict[str, str]) -> None:
        match element:
            case "Column":
                _add_column(sheet, plain)
            case "Row":
                _start_row(sheet, plain)
            case "Cell":
                self._cell = _Cell(plain)
            case "Data" if self._cell is not None:
                self._cell.kind, self._in_data = plain.get("Type", ""), True
            case _ if self._in_data and element.lower() == _HTML_BREAK:
                self.text("\n")

    def _end_cell(self, sheet: _Sheet) -> None:
        cell, self._cell = self._cell, None
        if cell is None:
            return
        first = _number(cell.attributes, "Index", sheet.next_column)
        right = first + _number(cell.attributes, "MergeAcross", 0)
        bottom = sheet.row + _number(cell.attributes, "MergeDown", 0)
        sheet.next_column = right + 1
        if not (sheet.row and 1 <= first <= MAX_COLUMN):
            raise damaged()
        if right > first or bottom > sheet.row:
            sheet.merges.append(Merge(sheet.row, first, bottom, right))
        style = cell.attributes.get("StyleID", "") or sheet.row_style
        if style:
            sheet.styles[sheet.row, first] = style
        value = _value(cell, self._formats.get(_style_at(sheet, sheet.row, first), ""))
        if value != "":
            self._put(sheet, first, value)

    def _put(self, sheet: _Sheet, column: int, value: Raw) -> None:
        if column <= len(sheet.line):  # two cells at one place: one of them would be lost
            raise damaged()
        sheet.line.extend([""] * (column - 1 - len(sheet.line)))
        sheet.line.append(value)

    def _end_row(self, sheet: _Sheet) -> None:
        if sheet.line:
            self._budget.take(sheet.line)
            sheet.rows.extend([()] * (sheet.row - 1 - len(sheet.rows)))
            sheet.rows.append(sheet.line)
        sheet.row, sheet.line = 0, []


def _add_column(sheet: _Sheet, plain: dict[str, str]) -> None:
    first = _number(plain, "Index", sheet.next_column)
    last = first + _number(plain, "Span", 0)
    sheet.next_column = last + 1
    if plain.get("Hidden") == "1":
        sheet.hidden_columns.append((first, last))
    if style := plain.get("StyleID", ""):
        sheet.column_styles.append((first, last, style))


def _start_row(sheet: _Sheet, plain: dict[str, str]) -> None:
    sheet.row = _number(plain, "Index", sheet.next_row)
    last = sheet.row + _number(plain, "Span", 0)
    # Addresses only grow: a row that stood further up would lie over another.
    if sheet.row < sheet.next_row or sheet.row > MAX_ROW:
        raise damaged()
    sheet.next_row, sheet.next_column, sheet.line = last + 1, 1, []
    sheet.row_style = plain.get("StyleID", "")
    if plain.get("Hidden") == "1":
        sheet.hidden_rows.append((sheet.row, last))


def _number(attributes: Mapping[str, str], name: str, usual: int) -> int:
    text = attributes.get(name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise damaged()
    return int(text)


def _value(cell: _Cell, number_format: str) -> Raw:
    """The value of a cell; text as it stands where it is not what it says it is."""
    text = "".join(cell.pieces)
    formula = cell.attributes.get("Formula", "")
    if formula and not text:
        return UncachedFormula(formula)
    match cell.kind:
        case "Number" if _NUMBER.fullmatch(text.strip()):
            return number_value(float(text), number_format)
        case "DateTime":
            return _moment(text.strip(), number_format) or text
        case "Boolean" if text.strip() in ("0", "1"):
            return text.strip() == "1"
        case "Error":
            return ErrorCell(text)
    return text


def _moment(text: str, number_format: str) -> Raw | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is not None:
        return None
    if is_elapsed_format(number_format):
        return moment - _FIRST_MOMENT
    if text.startswith(_NO_DAY):
        return moment.time()
    return moment.date() if moment.time() == time() else moment


def _grid(sheet: _Sheet, formats: Mapping[str, str]) -> Grid:
    height, width = len(sheet.rows), width_of(sheet.rows)
    return Grid(
        sheet=sheet.name,
        rows=sheet.rows,
        visible=sheet.visible,
        hidden_rows=spans_within(sheet.hidden_rows, height),
        hidden_columns=spans_within(sheet.hidden_columns, width),
        merges=merges_within(sheet.merges, height, width),
        number_format=_number_format(sheet, formats),
        most_decimals=max((fixed_decimals(code) or 0 for code in formats.values()), default=0),
        formats=frozenset(formats.values()),
    )


def _number_format(sheet: _Sheet, formats: Mapping[str, str]) -> Callable[[int, int], str]:
    def number_format(row: int, column: int) -> str:
        return formats.get(_style_at(sheet, row, column), "")

    return number_format


def _style_at(sheet: _Sheet, row: int, column: int) -> str:
    """The style of a cell: its own or its row's, else its column's."""
    style = sheet.styles.get((row, column))
    if style is not None:
        return style
    spans = sheet.column_styles
    return next((each for first, last, each in spans if first <= column <= last), "")
