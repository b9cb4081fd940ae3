"""One place for what every workbook of ours has in common.

In come plain Python values; out comes an .xlsx with our fonts, formats and print set-up, the same
bytes every time. `tables.py` builds whole table sheets on top of this.

What a newcomer would get wrong: never call `sheet.write(...)`. `Book.put` decides by the value's
type, and a text from a stranger stays a text (``=cmd|'x'`` is no formula, ``http://…`` no link).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import xlsxwriter

FONT = "宋体"
# Any fixed moment will do; without one the file's bytes change with the clock.
CREATED = datetime(2000, 1, 1)
LONGEST_TEXT = 32_767
LONGEST_SHEET_NAME = 31
# Excel keeps 15 digits of a number, so a longer one is written as text.
LARGEST_NUMBER = 10**15
FIRST_DATE = date(1900, 3, 1)

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

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a place in the same workbook; only our own writers make one."""

    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of ours with its computed value, so that it shows without recalculation."""

    text: str
    value: str | int | float = ""


def safe_text(text: str) -> str:
    """A text that Excel, WPS and LibreOffice open without a repair prompt.

    Control characters go, lone surrogates become �, and what is longer than a cell holds is cut
    with a note that says so.
    """
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _SURROGATE.sub("�", text)
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter would write such a text as XML of its own.
        text = f" {text}"
    return _cut(text)


def _cut(text: str) -> str:
    """Cut at the length of a cell, which counts characters beyond the first plane twice."""
    if len(text) <= LONGEST_TEXT // 2 or _units(text) <= LONGEST_TEXT:
        return text
    note = f"……（原文共{len(text)}个字符，一个单元格放不下，以下从略）"
    room = LONGEST_TEXT - len(note)
    kept = text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", errors="ignore")
    return kept + note


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def text_width(value: object) -> int:
    r"""The width of the widest line, a Chinese character counting as two.

    >>> text_width("新锐A榜"), text_width("一\n二三")
    (7, 4)
    """
    return max(_line_width(line) for line in str(value).split("\n"))


def _line_width(line: str) -> int:
    if line.isascii():
        return len(line)
    return sum(_character_width(character) for character in line)


@cache
def _character_width(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


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


@dataclass(slots=True)
class Book:
    """A workbook being written. Use it in a ``with`` block; leaving the block saves the file."""

    file: Any
    font: str = FONT
    _formats: dict[str, Any] = field(default_factory=dict)
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
            self.file.close()

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

    def name_sheet(self, wanted: str) -> str:
        """The name a sheet would get now: legal, and unlike all in the workbook."""
        return sheet_name(wanted, self._sheets)

    def sheet(self, name: str, header: str = "") -> Any:
        """Add a sheet set up for print: A4 landscape, one page wide, page numbers below.

        Its name is made legal and unique; ask `name_sheet` first if a link needs it.
        """
        legal = self.name_sheet(name)
        self._sheets.append(legal)
        sheet = self.file.add_worksheet(legal)
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
        elif isinstance(value, Link):
            place = f"internal:'{value.sheet.replace(chr(39), chr(39) * 2)}'!{value.cell}"
            sheet.write_url(row, column, place, made, safe_text(value.text))
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


def is_number(value: object) -> bool:
    """Whether the value can stand in a cell as a number, without losing a digit."""
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and (isinstance(value, float) or abs(value) < LARGEST_NUMBER)
    )


def is_dated(value: object) -> bool:
    """Whether the value can stand in a cell as a date (Excel counts from 1900)."""
    if isinstance(value, datetime):
        return value.tzinfo is None and value.date() >= FIRST_DATE
    return isinstance(value, date) and value >= FIRST_DATE


def as_text(value: object) -> str:
    """A value as people write it in a text cell.

    >>> as_text(True), as_text(["甲", "乙"]), as_text(date(1899, 5, 1))
    ('是', '甲；乙', '1899-05-01')
    """
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "；".join(as_text(part) for part in value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)


def _font(font: str) -> dict[str, Any]:
    # Without "none" the theme's Latin font would take the place of ours.
    return {"font_name": font, "font_size": 11, "font_scheme": "none", "font_charset": 134}


def open_book(path: Path, font: str = FONT, title: str = "") -> Book:
    """A new workbook at `path`, saved when its ``with`` block ends."""
    options = {
        "in_memory": True,
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
    file.set_calc_mode("auto")
    return Book(file, font)
