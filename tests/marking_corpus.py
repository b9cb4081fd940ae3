"""Workbooks of many kinds, made from nothing: what marks must leave alone.

Each `Case` makes the bytes of one. In all of them the sheet to mark is 名单, its headings stand in
row 1 and its values in A2:D6; the same calls give the same bytes. `marking_oddities.py` has those
that no library writes.
"""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

SHEET = "名单"
HEADINGS = ("企业名称", "统一社会信用代码", "人数", "成立日期")
ROWS = (
    ("晨光智能装备有限公司", "91320100MA1XXXXX0A", 120, datetime(2015, 3, 2)),
    ("远山生物医药有限公司", "000123456789012345", 33.5, datetime(2016, 4, 3)),
    ("“引号”<尖括号>&公司", "=1+1", -7, datetime(2017, 5, 4)),
    ("  前后空格  ", "两\n行", 0, datetime(2018, 6, 5)),
    ("末行公司", "9132", 1e10, datetime(2019, 7, 6)),
)
CREATED = datetime(2000, 1, 1)
Draw = Callable[[Any, Any], None]


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of workbook; `ending` is the name's, `unread` says that openpyxl cannot open it."""

    name: str
    make: Callable[[], bytes]
    ending: str = ".xlsx"
    unread: bool = False


# ---------------------------------------------------------------- zips


def parts_of(data: bytes) -> dict[str, bytes]:
    """The members of a zip, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def zipped(parts: Mapping[str, bytes | str], stored: tuple[str, ...] = ()) -> bytes:
    """A zip of these members; those named in `stored` are not compressed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return file.getvalue()


def png(width: int = 24, height: int = 16, colour: bytes = b"\x30\x80\xd0") -> bytes:
    """A small picture of one colour."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + colour * width) * height)
    sign = b"\x89PNG\r\n\x1a\n"
    return sign + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


# ---------------------------------------------------------------- by XlsxWriter


def by_xlsxwriter(*draw: Draw, first: str = SHEET) -> bytes:
    """A workbook with 名单 and 附表, and whatever `draw` puts on 名单."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": CREATED, "title": "报送表"})
    names = (SHEET, "附表") if first == SHEET else (first, SHEET, "附表")
    sheets = {name: book.add_worksheet(name) for name in names}
    fill_table(book, sheets[SHEET])
    sheets["附表"].write_row(0, 0, ["附表", 1, 2])
    sheets["附表"].write_formula(1, 0, f"=SUM('{SHEET}'!C2:C6)", None, 10000000146.5)
    for each in draw:
        each(book, sheets[SHEET])
    book.close()
    return file.getvalue()


def fill_table(book: Any, sheet: Any) -> None:
    bold = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
    dated = book.add_format({"num_format": "yyyy-mm-dd"})
    for column, heading in enumerate(HEADINGS):
        sheet.write_string(0, column, heading, bold)
    for row, (name, code, people, day) in enumerate(ROWS, 1):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, code)
        sheet.write_number(row, 2, people)
        sheet.write_datetime(row, 3, day, dated)


def draw_pictures(_book: Any, sheet: Any) -> None:
    sheet.insert_image("F2", "a.png", {"image_data": io.BytesIO(png()), "description": "章"})
    sheet.insert_image("F6", "b.png", {"image_data": io.BytesIO(png(colour=b"\xd0\x30\x30"))})
    with warnings.catch_warnings():
        # What XlsxWriter 3.2 wants to be told, later ones would rather not hear.
        warnings.simplefilter("ignore")
        sheet.set_background(io.BytesIO(png(colour=b"\xf0\xf0\xff")), is_byte_stream=True)


def draw_charts(book: Any, sheet: Any) -> None:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"='{SHEET}'!$C$2:$C$6", "categories": f"='{SHEET}'!$A$2:$A$6"})
    sheet.insert_chart("H2", chart)
    page = book.add_chartsheet("图表")
    line = book.add_chart({"type": "line"})
    line.add_series({"values": f"='{SHEET}'!$C$2:$C$6"})
    page.set_chart(line)


def draw_text_boxes(_book: Any, sheet: Any) -> None:
    sheet.insert_textbox("F9", "请勿改动此框", {"width": 160, "height": 60})


def draw_controls(_book: Any, sheet: Any) -> None:
    sheet.insert_button("F14", {"caption": "提交", "macro": "Submit"})
    for cell, ticked in (("E2", True), ("E3", False)):
        sheet.insert_checkbox(cell, ticked)


def draw_comments(_book: Any, sheet: Any) -> None:
    sheet.write_comment("B3", "单位自己的批注", {"author": "张三"})
    sheet.write_comment("D5", "<尖>&另一条", {"author": "李四", "visible": True})


def draw_sparklines(_book: Any, sheet: Any) -> None:
    for row in range(2, 7):
        sheet.add_sparkline(f"G{row}", {"range": f"'{SHEET}'!C2:C{row}", "markers": True})


def draw_conditions(book: Any, sheet: Any) -> None:
    green = book.add_format({"bg_color": "#C6EFCE"})
    sheet.conditional_format("C2:C6", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("C2:C6", {"type": "icon_set", "icon_style": "3_traffic_lights"})
    sheet.conditional_format(
        "C2:C6", {"type": "cell", "criteria": ">", "value": 5, "format": green}
    )
    sheet.conditional_format("B2:B6", {"type": "duplicate", "format": green, "stop_if_true": True})
    sheet.conditional_format("D2:D6", {"type": "2_color_scale"})


def draw_drop_downs(_book: Any, sheet: Any) -> None:
    sheet.data_validation("E2:E6", {"validate": "list", "source": ["甲", "乙"]})
    sheet.data_validation("C2:C6", {"validate": "integer", "criteria": ">", "value": 0,
                                    "input_title": "人数", "input_message": "填整数"})  # fmt: skip


def draw_table(_book: Any, sheet: Any) -> None:
    columns = [{"header": heading} for heading in HEADINGS]
    sheet.add_table("A1:D6", {"name": "名册", "columns": columns})


def draw_filter(_book: Any, sheet: Any) -> None:
    sheet.autofilter("A1:D6")
    sheet.filter_column("C", "x > 0")
    for row in (3, 4):
        sheet.set_row(row, None, None, {"hidden": True})


def draw_lay_out(book: Any, sheet: Any) -> None:
    sheet.merge_range("A8:D8", "填表说明", book.add_format({"align": "center"}))
    sheet.set_row(2, 20, None, {"level": 1})
    sheet.set_column("B:B", 24, None, {"level": 1})
    sheet.freeze_panes(1, 1)
    sheet.set_h_pagebreaks([4])
    sheet.write_url("F1", "https://example.org/", string="网站")
    sheet.write_url("A1", "internal:'附表'!A1", string=HEADINGS[0])
    sheet.ignore_errors({"number_stored_as_text": "B2:B6"})
    sheet.set_tab_color("#FF9900")


def draw_page(_book: Any, sheet: Any) -> None:
    left = {"image_left": "a.png", "image_data_left": io.BytesIO(png())}
    sheet.set_header("&L&G&C报送表", left)
    right = {"image_right": "a.png", "image_data_right": io.BytesIO(png())}
    sheet.set_footer("&C第 &P 页&R&G", right)
    sheet.set_paper(9)
    sheet.repeat_rows(0)
    sheet.print_area("A1:D6")
    sheet.fit_to_pages(1, 0)


def draw_protection(_book: Any, sheet: Any) -> None:
    sheet.protect("secret", {"format_cells": True})
    sheet.unprotect_range("C2:C6", "人数")


def draw_names(book: Any, sheet: Any) -> None:
    book.define_name("人数合计", f"='{SHEET}'!$C$2:$C$6")
    book.define_name(f"'{SHEET}'!本表", f"='{SHEET}'!$A$1:$D$6")
    book.define_name("'附表'!外表", "='附表'!$A$1")
    sheet.repeat_rows(0)


def draw_hidden_sheets(book: Any, _sheet: Any) -> None:
    book.add_worksheet("隐藏").hide()
    book.add_worksheet("深藏").very_hidden()


def draw_tabs(book: Any, sheet: Any) -> None:
    third = book.add_worksheet("第三张")
    for each in book.worksheets():
        each.select()
    third.activate()
    sheet.set_first_sheet()


def draw_properties(book: Any, _sheet: Any) -> None:
    book.set_custom_property("征集活动代号", "rising-enterprise")
    book.set_custom_property("份数", 3)


def draw_macros(book: Any, _sheet: Any) -> None:
    # Any bytes will do: nobody but Excel looks inside.
    book.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0" + bytes(range(256)) * 8), is_stream=True)
    book.set_vba_name("ThisWorkbook")


XLSXWRITER: Mapping[str, tuple[Draw, ...]] = {
    "plain": (),
    "pictures": (draw_pictures,),
    "charts": (draw_charts,),
    "text boxes": (draw_text_boxes,),
    "controls": (draw_controls,),
    "comments": (draw_comments,),
    "comments and controls": (draw_controls, draw_comments),
    "sparklines": (draw_sparklines,),
    "conditions": (draw_conditions,),
    "drop-downs": (draw_drop_downs,),
    "table": (draw_table,),
    "filter": (draw_filter,),
    "layout": (draw_lay_out,),
    "page": (draw_page,),
    "page and comments": (draw_page, draw_comments),
    "protection": (draw_protection,),
    "names": (draw_names,),
    "hidden sheets": (draw_hidden_sheets,),
    "tabs": (draw_tabs,),
    "properties": (draw_properties,),
}
EVERYTHING = (
    draw_pictures, draw_charts, draw_text_boxes, draw_controls, draw_comments, draw_sparklines,
    draw_conditions, draw_drop_downs, draw_filter, draw_lay_out, draw_page, draw_protection,
    draw_names, draw_hidden_sheets, draw_properties,
)  # fmt: skip


def everything() -> bytes:
    """One workbook with most of the above on one sheet."""
    return by_xlsxwriter(*EVERYTHING)


def _second_sheet() -> bytes:
    return by_xlsxwriter(draw_comments, draw_names, first="封面")


def _with_macros() -> bytes:
    return by_xlsxwriter(draw_controls, draw_comments, draw_macros)


# ---------------------------------------------------------------- by openpyxl


def by_openpyxl() -> bytes:
    """openpyxl's own spelling: comments, drop-downs, conditions, names."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append(HEADINGS)
    for row in ROWS:
        sheet.append(row)
    for cell in sheet["B"]:
        cell.data_type = "s"
    sheet["B3"].comment = Comment("单位自己的批注", "张三", height=80, width=200)
    choices = DataValidation(type="list", formula1='"甲,乙"', allow_blank=True)
    choices.add("E2:E6")
    sheet.add_data_validation(choices)
    red = PatternFill(bgColor="FFC7CE", fill_type="solid")
    sheet.conditional_formatting.add("C2:C6", CellIsRule("lessThan", formula=["0"], fill=red))
    sheet.merge_cells("A8:D8")
    sheet.auto_filter.ref = "A1:D6"
    sheet.print_title_rows = "1:1"
    book.create_sheet("附表")["A1"] = "附表"
    book.properties.created = book.properties.modified = CREATED
    file = io.BytesIO()
    book.save(file)
    return zipped(parts_of(file.getvalue()))


LIBRARY_CASES = (
    *(Case(name, lambda draw=draw: by_xlsxwriter(*draw)) for name, draw in XLSXWRITER.items()),
    Case("everything", everything),
    Case("second sheet", _second_sheet),
    Case("macros", _with_macros, ending=".xlsm"),
    Case("openpyxl", by_openpyxl),
)
