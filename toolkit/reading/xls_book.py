"""In: the bytes of an .xls. Out: its grids, error values and formulas without a result included.

xlrd reads these files, not calamine: it keeps error values, code pages and long texts, and no
file makes it end the process. What it does not show (formulas that were never computed) is taken
from the records themselves.
"""

from __future__ import annotations

import io
import math
import re
import struct
from collections.abc import Callable, Iterator
from typing import Any

import xlrd
from xlrd.compdoc import CompDoc
from xlrd.formula import decompile_formula

from toolkit.errors import Refused
from toolkit.model import ErrorCell, Grid, Limits, Merge, Raw, UncachedFormula
from toolkit.model.number_format import fixed_decimals
from toolkit.reading.budget import damaged, refuse_too_many_cells
from toolkit.reading.impostors import APART, not_a_workbook
from toolkit.reading.layout import merges_within, width_of
from toolkit.reading.serials import from_serial, is_elapsed_format
from toolkit.reading.xls_records import records, without_asides

_ONLY_CELLS = "文件中的批注、名称等附带内容不合常规，已略去它们，只读取了单元格。"
_ENCRYPTED = "文件设有打开密码，无法读取；请取消密码后重新报送。"
_FOREIGN_STREAMS = (
    ("WordDocument", "Word 文档"),
    ("PowerPoint Document", "演示文稿"),
    ("__properties_version1.0", "邮件"),
    ("VisioDocument", "Visio 绘图"),
)
_FORMULA, _RECALCULATION_ID = 0x0006, 0x01C1
# A formula record whose result is "empty text": what writers without a calculator leave.
_EMPTY_RESULT = re.compile(rb"\x03.{5}\xff\xff", re.DOTALL)
_CALCULATE_ON_LOAD = 2


def read_xls(data: bytes, limits: Limits) -> tuple[tuple[Grid, ...], tuple[str, ...]]:
    """Read every worksheet of an .xls, wrapped in OLE or bare; Chinese sentences say how, where
    it is news.
    """
    stream = _workbook_stream(data)
    try:
        return tuple(_grids(stream, limits)), ()
    except Refused:
        raise
    except Exception as error:  # xlrd meets torn records with whatever error comes first
        if "encrypted" in str(error).lower():
            raise Refused("F102", _ENCRYPTED) from error
    try:
        return tuple(_grids(without_asides(stream), limits)), (_ONLY_CELLS,)
    except Refused:
        raise
    except Exception as error:
        raise damaged() from error


def _workbook_stream(data: bytes) -> bytes:
    if not data.startswith(b"\xd0\xcf\x11\xe0"):
        return data
    try:
        document = CompDoc(data, logfile=io.StringIO(), ignore_workbook_corruption=True)
        names = {node.name for node in document.dirlist if node.parent == 0}
        _refuse_foreign(names)
        stream = document.get_named_stream("Workbook") or document.get_named_stream("Book")
    except Refused:
        raise
    except Exception as error:
        raise damaged() from error
    if not stream:
        raise damaged()
    return bytes(stream)


def _refuse_foreign(names: set[str]) -> None:
    if "EncryptedPackage" in names:
        raise Refused("F102", _ENCRYPTED)
    for stream, words in _FOREIGN_STREAMS:
        if stream in names:
            raise not_a_workbook(words, APART)


def _grids(stream: bytes, limits: Limits) -> Iterator[Grid]:
    book = xlrd.open_workbook(
        file_contents=stream,
        formatting_info=True,
        ragged_rows=True,
        logfile=io.StringIO(),
        ignore_workbook_corruption=True,
    )
    cells = 0
    for index in range(book.nsheets):
        grid = _grid(book, index, stream)
        cells += sum(len(row) - row.count("") for row in grid.rows)
        refuse_too_many_cells(cells, limits)
        yield grid


def _grid(book: Any, index: int, stream: bytes) -> Grid:
    sheet = book.sheet_by_index(index)
    rows = [_row(book, sheet, at) for at in range(sheet.nrows)]
    for row, column, formula in _uncomputed(book, index, stream):
        rows[row][column] = UncachedFormula(formula)
    height, width = len(rows), width_of(rows)
    return Grid(
        sheet=sheet.name,
        rows=rows,
        visible=sheet.visibility == 0,
        hidden_rows=frozenset(
            row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden and row < height
        ),
        hidden_columns=frozenset(
            column + 1
            for column, info in sheet.colinfo_map.items()
            if info.hidden and column < width
        ),
        merges=merges_within(
            (
                Merge(top + 1, left + 1, bottom, right)
                for top, bottom, left, right in sheet.merged_cells
            ),
            height,
            width,
        ),
        number_format=_number_format(book, sheet),
        most_decimals=_most_decimals(book),
        starts_1904=book.datemode == 1,
    )


def _row(book: Any, sheet: Any, at: int) -> list[Raw]:
    cells = zip(sheet.row_types(at), sheet.row_values(at), strict=True)
    return [
        value if kind == xlrd.XL_CELL_TEXT else _typed(book, sheet, at, column, kind, value)
        for column, (kind, value) in enumerate(cells)
    ]


def _typed(book: Any, sheet: Any, row: int, column: int, kind: int, value: Any) -> Raw:
    if kind == xlrd.XL_CELL_NUMBER:
        return float(value) if math.isfinite(value) else ErrorCell("#NUM!")
    if kind == xlrd.XL_CELL_DATE:
        elapsed = is_elapsed_format(_format_code(book, sheet, row, column))
        return from_serial(value, starts_1904=book.datemode == 1, elapsed=elapsed)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return ErrorCell(xlrd.error_text_from_code.get(value, "#N/A"))
    return ""


def _format_code(book: Any, sheet: Any, row: int, column: int) -> str:
    try:
        style = book.xf_list[sheet.cell_xf_index(row, column)]
        return str(book.format_map[style.format_key].format_str)
    except (IndexError, KeyError):  # a style the file does not have
        return ""


def _most_decimals(book: Any) -> int:
    used = {style.format_key for style in book.xf_list}
    codes = (form.format_str for key, form in book.format_map.items() if key in used)
    return max((fixed_decimals(str(code)) or 0 for code in codes), default=0)


def _number_format(book: Any, sheet: Any) -> Callable[[int, int], str]:
    def number_format(row: int, column: int) -> str:
        if not (0 < row <= sheet.nrows and 0 < column <= sheet.row_len(row - 1)):
            return ""
        code = _format_code(book, sheet, row - 1, column - 1)
        return "" if code.lower() == "general" else code

    return number_format


# ---------------------------------------------------------------- formulas never computed


def _uncomputed(book: Any, index: int, stream: bytes) -> Iterator[tuple[int, int, str]]:
    """Find formulas saved without a result. A program that calculates leaves its mark (the
    recalculation id); there, an empty text is a result like any other.
    """
    if book.biff_version < 50 or not _EMPTY_RESULT.search(stream):
        return
    calculated = any(code == _RECALCULATION_ID for code, _ in records(stream, 0))
    start = book._sh_abs_posn[index]  # noqa: SLF001  xlrd names this place nowhere else
    for code, body in records(stream, start):
        if code != _FORMULA or not _EMPTY_RESULT.match(body, 6):
            continue
        row, column, flags = struct.unpack_from("<HH10xH", body)
        if flags & _CALCULATE_ON_LOAD or not calculated:
            yield row, column, _formula_text(book, body)


def _formula_text(book: Any, body: bytes) -> str:
    (length,) = struct.unpack_from("<H", body, 20)
    try:
        return f"={decompile_formula(book, body[22:], length, 0, 0, 0)}"
    except Exception:  # a function xlrd cannot spell: that it is a formula is what matters
        return "="
