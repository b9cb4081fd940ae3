"""The kinds that other readers lose, change or die of while they report success."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import xlwt
from ole_files import ole_file
from raw_workbooks import (
    MAIN,
    STRICT,
    STRICT_OFFICE,
    edited,
    ooxml_parts,
    shared_strings,
    write_zip,
)
from xlrd.compdoc import CompDoc
from zoo_formats import csv_text, ods_parts, write_xls
from zoo_parts import (
    DAY,
    FOUNDED,
    HEADINGS,
    PERCENT,
    READ,
    STYLES,
    TRADES,
    ZEROS,
    Cast,
    Kind,
    add_sheet,
    new_book,
    save_raw,
    sheet_xml,
)

ERRORS = "error cells (`#REF!`, `#N/A` …)"
UNCACHED = "formulas without a cached value"
INDEX = "shared-string index with white space"
STRICT_LINE = "strict OOXML"
DIMENSION = "`dimension` too small"
GUESSING = "type guessing"
ODD_PARTS = "UTF-16 sheet part; BIFF8 with code page 1252; .xls text over 8,217 characters"
EMPTY = "hyperlink on an empty cell; values inside a merge"
QUOTE = "an unclosed quote in CSV; UTF-16 without BOM"
FORMATS = "percent and leading-zero formats"
ODD_CELL = "one unknown cell type (`#SPILL!`, an odd `t`)"
PANIC = "a panic inside the Rust reader"

_BOARD = "样本企业榜"
_TWO = ("装备", "医药")
_THREE = ("装备", "医药", "信息")
_SHEET = "xl/worksheets/sheet1.xml"


def _cell(address: str, text: str, kind: str, formula: str = "") -> str:
    said = f"<f>{formula}</f>" if formula else ""
    return f'<c r="{address}" t="{kind}">{said}<v>{text}</v></c>'


def _odd(*trades: str, strings: str = "", **odd: str) -> Callable[[Path, Cast], None]:
    """A maker of a list with some cells written by hand."""
    return lambda folder, cast: save_raw(
        folder / "名单.xlsx", cast.table(*trades), odd, strings=strings
    )


_ERROR_CELLS = {
    "H2": _cell("H2", "#REF!", "e"),
    "G3": _cell("G3", "#DIV/0!", "e", "1/0"),
    "K4": _cell("K4", "#N/A", "e", "VLOOKUP(D4,Z:Z,1,0)"),
    "H4": _cell("H4", "#NAME?", "e"),
    "I5": _cell("I5", "#VALUE!", "e"),
}


def _make_error_xls(folder: Path, cast: Cast) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet(_BOARD)
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for row, cells in enumerate(cast.table(*_TWO)):
        for column, value in enumerate(cells):
            if (row, column) == (1, 7):
                sheet.row(row).set_cell_error(column, "#REF!")
            elif (row, column) == (2, 14):
                sheet.write(row, column, xlwt.Formula('A9&"x"'))
            else:
                sheet.write(row, column, value, *([day] if isinstance(value, date) else []))
    book.save(str(folder / "名单.xls"))


def _make_uncached_ods(folder: Path, cast: Cast) -> None:
    parts = ods_parts(cast.table(*_TWO))
    content = str(parts["content.xml"])
    bare = '<table:table-cell table:formula="of:=[.A1]*2"/>'
    value = '<table:table-cell office:value-type="float" office:value="2000.5"><text:p>2000.5'
    written = content.replace(f"{value}</text:p></table:table-cell>", bare, 1)
    write_zip(folder / "名单.ods", {**parts, "content.xml": written})


def _make_strict(folder: Path, cast: Cast) -> None:
    sheet = sheet_xml(cast.table(*_TWO)).replace(MAIN, STRICT)
    styles = STYLES.replace(MAIN, STRICT)
    parts = ooxml_parts(sheet, styles=styles, main=STRICT, office=STRICT_OFFICE)
    write_zip(folder / "名单.xlsx", parts)


def _late_name(at: int) -> str:
    """Names no two of which look alike."""
    one, two = "春夏秋冬东南西北梅兰竹菊琴棋书画山水花鸟风雨雷电松柏桃李"[at // 40], (
        "金木土火石玉珠宝铜铁银锡铅锌镍钛虎豹狮象鹰雁鹤鹿牛羊马犬龟龙蛇鱼茶酒米麦稻豆瓜果"[at % 40]
    )  # fmt: skip
    return f"{one * 2}{two * 2}有限公司"


_MANY = 1060


def _make_late_text(folder: Path, cast: Cast) -> None:
    lines = []
    for at in range(_MANY):
        line = cast.line("装备", 企业名称=_late_name(at), 统一社会信用代码=None, 主要产品=None)
        lines.append(line)
    lines[-1] = cast.line("医药", 员工人数="约300", 主要产品="最后一行才有的文字")
    save_raw(folder / "名单.xlsx", [HEADINGS, *lines])


# ---------------------------------------------------------------- odd parts, odd streams


def _make_utf_16(folder: Path, cast: Cast) -> None:
    sheet = f'<?xml version="1.0" encoding="UTF-16"?>{sheet_xml(cast.table(*_TWO))}'
    write_zip(folder / "名单.xlsx", ooxml_parts(sheet.encode("utf-16"), styles=STYLES))


def _make_code_page(folder: Path, cast: Cast) -> None:
    path = folder / "名单.xls"
    write_xls(path, cast.table(*_TWO))
    stated = b"\x42\x00\x02\x00"
    content = path.read_bytes()
    assert stated + b"\xb0\x04" in content
    path.write_bytes(content.replace(stated + b"\xb0\x04", stated + b"\xe4\x04"))


def _make_long_xls(folder: Path, cast: Cast) -> None:
    lines = [HEADINGS, cast.line("装备", 主要产品="长文" * 6_000), cast.line("医药")]
    write_xls(folder / "名单.xls", lines)


def _make_book_stream(folder: Path, cast: Cast) -> None:
    """A list in the stream of Excel 95, with an embedded workbook of today beside it."""
    streams = []
    for trades in (_TWO, ("信息",)):
        write_xls(folder / "流.xls", cast.table(*trades))
        compound = CompDoc((folder / "流.xls").read_bytes())
        streams.append(bytes(compound.get_named_stream("Workbook")))
    (folder / "流.xls").unlink()
    own, embedded = streams
    tree = {"Book": own, "MBD00A1B2C3": {"Workbook": embedded}}
    (folder / "名单.xls").write_bytes(ole_file(tree))


def _make_chart_sheet(folder: Path, cast: Cast) -> None:
    with new_book(folder / "名单.xlsx") as book:
        add_sheet(book, _BOARD, cast.table(*_TWO))
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": f"={_BOARD}!$H$2:$H$3", "values_data": [2000.5, 2000.5]})
        book.add_chartsheet("图表").set_chart(chart)


# ---------------------------------------------------------------- merges, links, texts


def _make_links_on_nothing(folder: Path, cast: Cast) -> None:
    after = "".join(
        f'<hyperlink ref="{ref}" location="A1" display="点我"/>' for ref in ("D5", "D4", "O2")
    )
    odd = {"O2": '<c r="O2"/>'}
    save_raw(
        folder / "名单.xlsx", cast.table(*_TWO), odd, after=f"<hyperlinks>{after}</hyperlinks>"
    )


def _make_values_in_merges(folder: Path, cast: Cast) -> None:
    merges = '<mergeCell ref="D2:E2"/><mergeCell ref="M3:O3"/>'
    save_raw(folder / "名单.xlsx", cast.table(*_TWO), after=f"<mergeCells>{merges}</mergeCells>")


def _make_unclosed_quote(folder: Path, cast: Cast) -> None:
    lines = [HEADINGS, cast.line("装备", 主要产品='"传感器'), *cast.lines("医药", "信息")]
    (folder / "名单.csv").write_bytes(csv_text(lines).encode("gbk"))


def _make_bare_utf_16(folder: Path, cast: Cast) -> None:
    (folder / "小端.csv").write_bytes(csv_text(cast.table("装备")).encode("utf-16-le"))
    (folder / "大端.csv").write_bytes(csv_text(cast.table("医药")).encode("utf-16-be"))


_FORMATTED = {
    "I2": f'<c r="I2" s="{PERCENT}"><v>0.125</v></c>',
    "O2": f'<c r="O2" s="{ZEROS}"><v>42</v></c>',
    "P2": f'<c r="P2" s="{ZEROS}"><v>20230007</v></c>',
    "I3": f'<c r="I3" s="{PERCENT}"><v>12</v></c>',
    "P3": f'<c r="P3" s="{ZEROS}"><v>42</v></c>',
}
_ODD_CELLS = {
    "O2": '<c r="O2" t="q"><v>传感器</v></c>',
    "H3": '<c r="H3" t="spill"><v>#SPILL!</v></c>',
    "O4": '<c r="O4" t="s"><v>-1</v></c>',
    "F5": f'<c r="F5" s="{DAY}"><v>NaN</v></c>',
}


def _make_padded(folder: Path, cast: Cast) -> None:
    """Pretty-printed XML: white space around every index and number."""
    odd = {
        "O2": '<c r="O2" t="s">\n  <v>1 </v>\n</c>',
        "O3": '<c r="O3" t="s"><v>\n2\n</v></c>',
        "G3": '<c r="G3"><v> 300 </v></c>',
    }
    strings = shared_strings("第零条", "第一条", "第二条")
    save_raw(folder / "名单.xlsx", cast.table(*_TWO), odd, strings=strings)


def _make_small_dimension(folder: Path, cast: Cast) -> None:
    save_raw(folder / "名单.xlsx", cast.table(*_THREE), before='<dimension ref="A1:D2"/>')


def _make_wrong_order(folder: Path, cast: Cast) -> None:
    """Rows and cells without addresses, as some programs write them."""
    save_raw(folder / "满.xlsx", cast.table(*_TWO))
    edited(
        folder / "满.xlsx",
        folder / "名单.xlsx",
        _SHEET,
        _without_addresses,
    )
    (folder / "满.xlsx").unlink()


def _without_addresses(part: bytes) -> bytes:
    return re.sub(rb' r="[A-Z]*[0-9]+"', b"", part)


def _told(*cells: str, sheet: str = "名单", file: str = "名单.xlsx") -> tuple[str, ...]:
    return tuple(f"{file} {sheet}!{cell}" for cell in cells)


def _kind(name: str, line: str, says: str, make: Callable[..., None], **more: Any) -> Kind:
    return Kind(name, line, says, make, **{"files": READ, "entries": _TWO, **more})


_XLS = {"files": {"名单.xls": "read"}}

KINDS = (
    _kind("error-cells", ERRORS, "错误值从来不是空白。", _odd(*TRADES[:5], **_ERROR_CELLS),
          findings=_told("H2 V901", "G3 V901", "H4 V901", "K4 V901", "I5 V901"),
          entries=("装备 returned", "医药 returned", "信息 returned", "材料 returned", "能源")),
    _kind("error-cells-xls", ERRORS, ".xls 里的错误值和没有结果的公式。", _make_error_xls, **_XLS,
          findings=_told("H2 V901", "O3 V902", sheet=_BOARD, file="名单.xls"),
          entries=("装备 returned", "医药 returned")),
    _kind("uncached-formulas", UNCACHED, "公式没有结果，写法有好几种。",
          _odd(*_THREE, "材料", H2='<c r="H2"><f>G2*2</f></c>', I2='<c r="I2"><f>1/8</f><v/></c>',
               O3='<c r="O3" t="str"><f>D3</f><v></v></c>',
               G4='<c r="G4"><f t="shared" ref="G4:G5" si="0">1+1</f></c>',
               G5='<c r="G5"><f t="shared" si="0"/></c>'),
          findings=_told("H2 V902", "I2 V902", "G4 V902", "G5 V902"),
          entries=("装备 returned", "医药", "信息 returned", "材料 returned"),
          values={"product": ("传感器", None, "传感器", "传感器")}),
    _kind("uncached-formulas-ods", UNCACHED, "ODS 里没有结果的公式。", _make_uncached_ods,
          files={"名单.ods": "read"}, findings=_told("H2 V902", sheet=_BOARD, file="名单.ods"),
          entries=("装备 returned", "医药")),
    _kind("padded-index", INDEX, "排版过的 XML，文字的编号前后有空格。", _make_padded,
          values={"product": ("第一条", "第二条"), "staff": (120, 300)}),
    _kind("strict-ooxml", STRICT_LINE, "Strict Open XML 格式的工作簿。", _make_strict),
    _kind("dimension-too-small", DIMENSION, "自称的范围比实际的小。", _make_small_dimension,
          entries=_THREE),
    _kind("late-text", GUESSING, "前一千行全是数字，最后一行才有文字。", _make_late_text,
          findings=_told(f"G{_MANY + 1} V202"),
          entries=(*map(_late_name, range(_MANY - 1)), "医药"),
          values={"product": (*[None] * (_MANY - 1), "最后一行才有的文字"),
                  "staff": (*[120.0] * (_MANY - 1), 300.0)}),
    _kind("utf-16-part", ODD_PARTS, "工作表部件是 UTF-16。", _make_utf_16),
    _kind("xls-code-page-1252", ODD_PARTS, ".xls 自称是西欧代码页。", _make_code_page, **_XLS),
    _kind("xls-long-text", ODD_PARTS, ".xls 里一万多字的一格。", _make_long_xls, **_XLS,
          findings=_told("O2 V304", sheet=_BOARD, file="名单.xls"),
          entries=("装备 returned", "医药"), values={"product": ("长文" * 6_000, "传感器")}),
    _kind("book-beside-workbook", "embedded `Workbook` stream beside a top-level `Book`",
          "Excel 95 的数据流旁边嵌着另一份工作簿。", _make_book_stream, **_XLS),
    _kind("chart-sheet", "cached series of chart sheets", "图表工作表里存着数列。",
          _make_chart_sheet),
    _kind("links-on-empty-cells", EMPTY, "空单元格上有超链接，不是内容。", _make_links_on_nothing,
          values={"product": (None, "传感器")}),
    _kind("values-inside-merges", EMPTY, "合并单元格盖住的几格里也有内容。", _make_values_in_merges,
          values={"email": ("lianxi@example.com",) * 2, "product": ("传感器", "传感器")}),
    _kind("unclosed-quote", QUOTE, ".csv 里一个引号没有配对；后面的行照常读取。",
          _make_unclosed_quote, files={"名单.csv": "read"}, entries=_THREE,
          values={"product": ('"传感器', "传感器", "传感器")}),
    _kind("utf-16-without-bom", QUOTE, "不带 BOM 的 UTF-16 .csv。", _make_bare_utf_16,
          files={"大端.csv": "read", "小端.csv": "read"}, entries=("医药", "装备")),
    _kind("meaning-in-formats", FORMATS, "百分数和开头的零只靠单元格格式显示。",
          _odd(*_TWO, **_FORMATTED), findings=_told("O2 V207", "P3 V207"),
          values={"margin": (0.125, 12.0), "product": ("00000042", "传感器"),
                  "certificate": ("20230007", "00000042")}),
    _kind("odd-cell-types", ODD_CELL, "不认识的单元格类型、#SPILL!、负的编号、不是数的数。",
          _odd(*_THREE, "材料", "能源", strings=shared_strings("不该读到"), **_ODD_CELLS),
          findings=_told("H3 V901", "O4 V901", "F5 V201"),
          entries=("装备", "医药 returned", "信息 returned", "材料 returned", "能源")),
    _kind("cells-without-addresses", ODD_CELL, "行和单元格都没有写地址。", _make_wrong_order),
    _kind("reader-panics", PANIC, "日期格式的单元格里有极小的负数，读取程序会崩溃。",
          _odd(*_THREE, F3=f'<c r="F3" s="{DAY}"><v>-1e15</v></c>'), findings=_told("F3 V201"),
          entries=("装备", "医药 returned", "信息"), values={"founded": (FOUNDED, None, FOUNDED)}),
)  # fmt: skip
