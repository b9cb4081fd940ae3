"""One place for what every workbook of ours has in common.

In come plain Python values; out comes an .xlsx with our fonts, formats and print set-up, the same
bytes every time. `tables.py` builds whole table sheets on top of this.

What a newcomer would get wrong: never call `sheet.write(...)`. `Book.put` decides by the value's
type. XlsxWriter takes some microseconds a cell, so what may be long is given to a `Sheet` as rows
of XML, which it asks for only when the file is saved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from toolkit.model import column_letters
from toolkit.writers.cells import Formula, as_text, is_dated, is_number, safe_text
from toolkit.writers.file_links import link_target, quotable

FONT = "宋体"
# Any fixed moment will do; without one the file's bytes change with the clock.
CREATED = datetime(2000, 1, 1)
LONGEST_SHEET_NAME = 31
# Half of what Excel takes, because it counts characters beyond the first plane twice.
LONGEST_PROPERTY = 127
NO_PROPERTIES: Mapping[str, str] = MappingProxyType({})

RED, AMBER, GREEN, GREY = "#F8CBAD", "#FFE699", "#E2EFDA", "#EDEDED"
INK, LINE, HEADING = "#1F3864", "#BFBFBF", "#DCE6F1"
BAR = "#8EA9DB"

# A style is words joined by spaces (``"integer error"``); each adds its properties in turn. A
# number keeps off the border by the blank at the end of its format, which all programs honour.
STYLES: dict[str, dict[str, Any]] = {
    "text": {"border": 1, "text_wrap": True, "num_format": "@", "align": "left", "indent": 1},
    "code": {"border": 1, "num_format": "@", "align": "left", "indent": 1},
    "wrapped": {"border": 1, "text_wrap": True, "num_format": "@", "align": "left", "indent": 1},
    "integer": {"border": 1, "num_format": "#,##0_ ", "align": "right"},
    "number": {"border": 1, "num_format": "#,##0.00_ ", "align": "right"},
    "plain": {"border": 1, "num_format": "0", "align": "center"},
    "percent": {"border": 1, "num_format": "0.00%_ ", "align": "right"},
    "date": {"border": 1, "num_format": "yyyy-mm-dd", "align": "center"},
    "moment": {"border": 1, "num_format": "yyyy-mm-dd hh:mm", "align": "center"},
    "link": {"border": 1, "font_color": "#1F4E9E", "underline": 1},
    "title": {"bold": True, "font_size": 16, "font_color": INK},
    "subtitle": {"bold": True, "font_size": 12, "font_color": INK},
    "note": {"font_color": "#595959", "font_size": 10},
    "body": {"text_wrap": True, "valign": "top"},
    "heading": {
        "bold": True, "border": 1, "text_wrap": True, "align": "center", "bg_color": HEADING,
    },
    "input": {"border": 1, "bg_color": "#FFFBE6", "locked": False},
    "free": {"locked": False},
    "faint": {"font_color": "#7F7F7F"},
    "shrunk": {"shrink": True},
    "general": {"border": 1, "text_wrap": True, "num_format": "General", "align": "left"},
    "figure": {"border": 1, "num_format": "General", "align": "right"},
    "share": {"border": 1, "num_format": "0.00%", "align": "right"},
    "sample": {"italic": True, "font_color": "#7F7F7F", "bg_color": "#F2F2F2"},
    "must": {"bg_color": "#BDD7EE"},
    "fair": {"bg_color": HEADING},
    "may": {"bg_color": "#F2F2F2", "bold": False},
    "verdict": {"bold": True, "font_size": 20, "border": 1, "align": "center"},
    "entries": {"num_format": '0" 条"'},
    "places": {"num_format": '0" 处"'},
    "bold": {"bold": True},
    "top": {"valign": "top"},
    "left": {"align": "left"},
    "right": {"align": "right"},
    "center": {"align": "center", "indent": 0},
    "plainly": {"border": 0},
    "error": {"bg_color": RED},
    "query": {"bg_color": AMBER},
    "good": {"bg_color": GREEN},
    "quiet": {"bg_color": GREY},
    "total": {"bold": True, "top": 2, "bg_color": "#F2F2F2"},
}  # fmt: skip


def sheet_name(wanted: str, taken: Iterable[str] = ()) -> str:
    """A name that Excel takes for a sheet, unlike all that are taken.

    >>> sheet_name("2021/2022"), sheet_name("概览", ["概览"])
    ('2021／2022', '概览(2)')
    """
    wide = str.maketrans("[]:*?/\\", "［］：＊？／＼")
    clean = safe_text(wanted).translate(wide)
    clean = re.sub(r"[\n\t]", " ", clean).strip(" '") or "表"
    used = {name.casefold() for name in taken} | {"history"}
    name, number = _cut_name(clean, ""), 1
    while name.casefold() in used:
        number += 1
        name = _cut_name(clean, f"({number})")
    return name


def _cut_name(name: str, ending: str) -> str:
    room = 2 * (LONGEST_SHEET_NAME - len(ending))
    kept = name.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore")
    return kept.rstrip(" '") + ending


def in_header(text: str) -> str:
    """A text as a page header or footer takes it: ``&`` is its command character."""
    return safe_text(text)[:80].replace("&", "&&").replace("\n", " ")


# ---------------------------------------------------------------- sheets with rows of XML

# Stands in a layout where the row's number comes.
ROW = "\x00"


def cell_in_row(column: int) -> str:
    """The address of a cell (0-based column) in the row that a layout is filled in for."""
    return f"{column_letters(column + 1)}{ROW}"


def row_layout(cells: Iterable[str], first: int = 0) -> str:
    """A row's cells from column `first` on, each the XML behind its address, to be filled in by
    ``%``: where a row has its own, it is ``%s``; any other ``%`` stands for itself.
    """
    return "".join(
        f'<c r="{cell_in_row(at)}"{cell if cell == "%s" else cell.replace("%", "%%")}'
        for at, cell in enumerate(cells, first)
    )


def row_xml(
    row: int, layout: str, cells: tuple[str, ...] = (), pixels: int = 0, *, grows: bool = False
) -> str:
    """A row (0-based) in that layout; of the usual height where none is given. One that `grows`
    is fitted to what is typed into it.
    """
    number, height = str(row + 1), _height(pixels, grows=grows)
    return f'<row r="{number}"{height}>{(layout % cells).replace(ROW, number)}</row>'


@cache
def _height(pixels: int, *, grows: bool) -> str:
    fixed = "" if grows else ' customHeight="1"'
    return f' ht="{pixels * 0.75:g}"{fixed}' if pixels else ""


class Sheet(Worksheet):  # type: ignore[misc] # XlsxWriter says nothing of its types
    """A worksheet that also takes rows, links and trends as XML."""

    # XlsxWriter's: the first and the last row that it knows of.
    dim_rowmin: int
    dim_rowmax: int

    def __init__(self) -> None:
        super().__init__()
        self._body: tuple[int, int, Iterable[str]] | None = None
        self._links: Iterable[str] | None = None
        self._linked_files: list[str] = []

    def add_body(self, first: int, last: int, columns: int, rows: Iterable[str]) -> None:
        """Rows of XML from `first` to `last` (0-based), below and above which cells may be put."""
        self._check_dimensions(first, 0)
        self._check_dimensions(last, columns - 1)
        self._body = (first, last, rows)

    def add_links(self, links: Iterable[str], files: Iterable[str] = ()) -> None:
        """Links by `link_xml`, to places in the same workbook, or by `file_link_xml` into `files`,
        which lie in the same folder.
        """
        self._links = links
        self._linked_files = list(files)

    def add_trends(self, trends: Iterable[str]) -> None:
        """Small charts in cells, by `trend_xml`."""
        self.sparklines = [trends]

    # What XlsxWriter calls when it writes the sheet.

    def _write_rows(self) -> None:
        if self._body is None:
            super()._write_rows()
            return
        first, last, rows = self._body
        top, bottom = self.dim_rowmin, self.dim_rowmax
        self.dim_rowmax = min(bottom, first - 1)
        super()._write_rows()
        self.fh.writelines(rows)
        self.dim_rowmin, self.dim_rowmax = max(top, last + 1), bottom
        super()._write_rows()

    def _write_hyperlinks(self) -> None:
        if self._links is None:
            return
        self.fh.write("<hyperlinks>")
        self.fh.writelines(self._links)
        self.fh.write("</hyperlinks>")
        for name in self._linked_files:
            self.external_hyper_links.append(["/hyperlink", link_target(name), "External"])
            self.rel_count += 1

    def _write_ext_list_sparklines(self) -> None:
        self._write_ext("{05C60535-1F16-4fd2-B633-F4F36F0B64E0}")
        self._write_sparkline_groups()
        for trends in self.sparklines:
            self.fh.writelines(trends)
        self.fh.write("</x14:sparklineGroups></ext>")


def link_xml(cell: str, sheet: str, place: str, text: str) -> str:
    """A link on a cell to a place on a sheet of the same workbook."""
    where = quotable(f"{quoted(sheet)}!{place}")
    return f'<hyperlink ref="{cell}" location="{where}" display="{quotable(text)}"/>'


def trend_xml(cell: str, cells: str, highest: float | None = None) -> str:
    """Small columns in a cell that draw the figures of others (``'详情'!E3:G3``), from 0 up to
    `highest` if given.
    """
    bounds, kinds = "", ""
    if highest is not None:
        bounds = f'manualMax="{highest!r}" manualMin="0" '
        kinds = ' minAxisType="custom" maxAxisType="custom"'
    return (
        f'<x14:sparklineGroup {bounds}type="column" displayEmptyCellsAs="gap" negative="1"{kinds}>'
        f'<x14:colorSeries rgb="FF{BAR[1:]}"/><x14:colorNegative rgb="FF{INK[1:]}"/>'
        f"<x14:sparklines><x14:sparkline><xm:f>{cells}</xm:f>"
        f"<xm:sqref>{cell}</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup>"
    )


class StyleNumbers(dict[str, int]):
    """The number of each style asked for, with the same words added to it."""

    def __init__(self, book: Book, added: str = "") -> None:
        super().__init__()
        self._book, self._added = book, added

    def __missing__(self, style: str) -> int:
        self[style] = self._book.style(f"{style} {self._added}".strip())
        return self[style]


def quoted(sheet: str) -> str:
    """A sheet's name as formulas and links take it."""
    return "'" + sheet.replace("'", "''") + "'"


# ---------------------------------------------------------------- the workbook


@dataclass(slots=True)
class Book:
    """A workbook being written. Use it in a ``with`` block; leaving the block saves the file."""

    file: Any
    font: str = FONT
    _formats: dict[str, Any] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)
    _sheets: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Half a workbook is no use to anybody: save it only when it is whole.
        if error is None:
            try:
                self.file.close()
            except FileCreateError as fault:
                raise OSError(str(fault)) from fault

    def format(self, style: str) -> Any:
        """The format of a style such as ``"integer error"``, made once."""
        if style not in self._formats:
            properties: dict[str, Any] = {**_font(self.font), "valign": "vcenter"}
            for word in style.split():
                properties |= STYLES[word]
            if properties.get("border"):
                properties["border_color"] = LINE
            self._formats[style] = self.file.add_format(properties)
        return self._formats[style]

    def style(self, style: str) -> int:
        """The number of a style, for cells that are written as XML."""
        if style not in self._numbers:
            # What XlsxWriter itself asks for when it writes a cell.
            self._numbers[style] = self.format(style)._get_xf_index()  # noqa: SLF001
        return self._numbers[style]

    def name_sheet(self, wanted: str) -> str:
        """The name a sheet would get now: legal, and unlike all in the workbook."""
        return sheet_name(wanted, self._sheets)

    def sheet(self, name: str, header: str = "") -> Any:
        """Add a sheet set up for print: A4 landscape, one page wide, page numbers below.

        Its name is made legal and unique; ask `name_sheet` first if a link needs it.
        """
        legal = self.name_sheet(name)
        self._sheets.append(legal)
        sheet = self.file.add_worksheet(legal, Sheet)
        # Codes of 18 digits are texts on purpose: no green corners.
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        sheet.hide_gridlines(2)
        self._set_up_print(sheet, header)
        return sheet

    def _set_up_print(self, sheet: Any, header: str) -> None:
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.center_horizontally()
        font = f'&"{self.font},常规"&9'
        sheet.set_footer(f"&C{font}第 &P 页 共 &N 页")
        if header:
            # The blank keeps a text that begins with a digit apart from the font size.
            sheet.set_header(f"&R{font} {in_header(header)}")

    def put(self, sheet: Any, row: int, column: int, value: object, style: str = "text") -> None:
        """Write one value at a 0-based row and column, by its type.

        Texts stay texts, 是/否 stand for truth values, lists are joined, and what Excel cannot
        hold as a number or a date is written as text.
        """
        made = self.format(style)
        if value is None or value == "":
            sheet.write_blank(row, column, None, made)
        elif isinstance(value, Formula):
            sheet.write_formula(row, column, value.text, made, value.value)
        elif is_number(value):
            sheet.write_number(row, column, value, made)
        elif is_dated(value):
            sheet.write_datetime(row, column, value, made)
        else:
            sheet.write_string(row, column, safe_text(as_text(value)), made)

    def put_row(
        self, sheet: Any, row: int, values: Iterable[object], style: str = "text", first: int = 0
    ) -> None:
        """Write values side by side, all in one style."""
        for column, value in enumerate(values, first):
            self.put(sheet, row, column, value, style)


def _font(font: str) -> dict[str, Any]:
    # Without "none" the theme's Latin font would take the place of ours.
    return {"font_name": font, "font_size": 11, "font_scheme": "none", "font_charset": 134}


def open_book(
    path: Path,
    font: str = FONT,
    title: str = "",
    *,
    long: bool = False,
    properties: Mapping[str, str] = NO_PROPERTIES,
) -> Book:
    """A new workbook at `path`, saved when its ``with`` block ends; a `long` one never stands in
    memory as a whole. `properties` are custom ones of the document; blank ones are left out.
    """
    options = {
        "in_memory": not long,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_format_properties": _font(font),
        # What Excel itself uses for 宋体 11.
        "default_column_width": 72,
        "default_row_height": 18,
    }
    file = xlsxwriter.Workbook(str(path), options)
    file.set_properties({"title": safe_text(title), "created": CREATED})
    for name, value in properties.items():
        if value:
            file.set_custom_property(name, safe_text(value)[:LONGEST_PROPERTY], "text")
    file.set_calc_mode("auto")
    return Book(file, font)
