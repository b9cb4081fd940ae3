"""In: the grids of a workbook of any kind, and a name for each. Out: the bytes of an .xlsx with the
same values at the same addresses.

Rows are written straight into the zip, one by one, so that a long sheet never stands in memory as
XML. What a newcomer would get wrong: a cell's number format comes from a stranger's file, and a
text keeps the format for texts, so that a code typed anew does not lose its digits.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import IO

from toolkit.model import Grid, Merge, Raw, column_letters
from toolkit.model import as_text as shown
from toolkit.reading.serials import is_date_format
from toolkit.writers.book import FONT
from toolkit.writers.cells import FIRST_DATE, cell_xml, escaped, text_width, text_xml

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# Any fixed moment will do; without one the file's bytes change with the clock.
_CREATED = (2000, 1, 1, 0, 0, 0)
_TEXT, _DATE, _MOMENT = "@", "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
_TIME, _SPAN = "hh:mm:ss", "[h]:mm:ss"
# What Excel holds for a number format, and what one must have to show anything of a number.
_LONGEST_FORMAT = 200
_SHOWS_A_NUMBER = re.compile(r"[0#?@ymdhsYMDHS]|general", re.IGNORECASE)
_UNSAFE = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Columns are fitted to the first rows only.
_FITTED_ROWS = 300
_NARROWEST, _WIDEST = 8.0, 44.0
_STATES = {True: "", False: ' state="hidden"'}
_HIDDEN = {True: ' hidden="1"', False: ""}


def plain_workbook(grids: Sequence[Grid], names: Sequence[str]) -> bytes:
    """Write each grid under its name; the same grids give the same bytes."""
    formats = _Formats()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, grid in enumerate(grids, 1):
            with archive.open(_member(f"xl/worksheets/sheet{number}.xml"), "w") as part:
                _write_sheet(part, grid, formats)
        for name, content in _other_parts(grids, names, formats).items():
            archive.writestr(_member(name), _HEAD + content)
    return file.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _CREATED)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


# ---------------------------------------------------------------- cells


class _Formats(dict[str, int]):
    """The number of the cell style of each number format asked for; 0 is General."""

    def __missing__(self, code: str) -> int:
        if len(code) > _LONGEST_FORMAT or _UNSAFE.search(code) or not _SHOWS_A_NUMBER.search(code):
            self[code] = 0
        else:
            self[code] = 1 + sum(map(bool, self.values()))
        return self[code]


def _cell(value: Raw, code: str, formats: _Formats) -> str:
    """A cell behind its address; `code` is its number format in the file, "" for General."""
    if isinstance(value, bool):
        return f' s="{formats[code]}" t="b"><v>{value:d}</v></c>'
    if isinstance(value, (int, float)) and math.isfinite(value):
        return f' s="{formats[code]}"><v>{value!r}</v></c>'
    if isinstance(value, (time, timedelta)):
        return _span(value, code, formats)
    if isinstance(value, date):
        return _moment(value, code, formats)
    return f' s="{formats[_TEXT]}"{text_xml(shown(value))}'


def _moment(value: date, code: str, formats: _Formats) -> str:
    usual = _MOMENT if isinstance(value, datetime) else _DATE
    return cell_xml(value, formats[code if is_date_format(code) else usual])


def _span(value: time | timedelta, code: str, formats: _Formats) -> str:
    usual, span = _SPAN, value
    if isinstance(span, time):
        usual = _TIME
        span = datetime.combine(FIRST_DATE, span) - datetime.combine(FIRST_DATE, time())
    if span < timedelta():
        return f' s="{formats[_TEXT]}"{text_xml(shown(value))}'
    style = formats[code if is_date_format(code) else usual]
    return f' s="{style}"><v>{span / timedelta(days=1)!r}</v></c>'


# ---------------------------------------------------------------- sheets


def _write_sheet(part: IO[bytes], grid: Grid, formats: _Formats) -> None:
    width = max(map(len, grid.rows), default=0)
    part.write(f'{_HEAD}<worksheet xmlns="{_MAIN}">'.encode())
    part.write(f"{_columns(grid, width)}<sheetData>".encode())
    grid.expect_formats(range(1, width + 1))
    letters = [column_letters(column) for column in range(1, width + 1)]
    for number, row in enumerate(grid.rows, 1):
        hidden = _HIDDEN[number in grid.hidden_rows]
        if row or hidden:
            cells = "".join(_row_cells(grid, number, row, letters, formats))
            part.write(f'<row r="{number}"{hidden}>{cells}</row>'.encode())
    part.write(f"</sheetData>{_merges(grid)}</worksheet>".encode())


def _row_cells(
    grid: Grid, number: int, row: Sequence[Raw], letters: Sequence[str], formats: _Formats
) -> Iterator[str]:
    text = formats[_TEXT]
    for column, value in enumerate(row):
        if isinstance(value, str):
            if value:
                yield f'<c r="{letters[column]}{number}" s="{text}"{text_xml(value)}'
        else:
            code = grid.number_format(number, column + 1)
            yield f'<c r="{letters[column]}{number}"{_cell(value, code, formats)}'


def _columns(grid: Grid, width: int) -> str:
    widest = [_NARROWEST] * width
    for row in islice(grid.rows, _FITTED_ROWS):
        for column, value in enumerate(row):
            if value != "":
                widest[column] = max(widest[column], min(text_width(shown(value)) + 2.0, _WIDEST))
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{wide:g}" customWidth="1"'
        f"{_HIDDEN[number in grid.hidden_columns]}/>"
        for number, wide in enumerate(widest, 1)
    )
    return f"<cols>{columns}</cols>" if columns else ""


def _merges(grid: Grid) -> str:
    kept = list(_apart(grid.merges))
    cells = "".join(
        f'<mergeCell ref="{column_letters(merge.left)}{merge.top}:'
        f'{column_letters(merge.right)}{merge.bottom}"/>'
        for merge in kept
    )
    return f'<mergeCells count="{len(kept)}">{cells}</mergeCells>' if kept else ""


def _apart(merges: Sequence[Merge]) -> Iterator[Merge]:
    """Merged ranges of more than a cell that do not overlap: Excel takes no others."""
    reaching: list[Merge] = []
    for merge in sorted(merges, key=lambda each: (each.top, each.left)):
        reaching = [each for each in reaching if each.bottom >= merge.top]
        alone = all(each.right < merge.left or merge.right < each.left for each in reaching)
        if alone and (merge.top, merge.left) != (merge.bottom, merge.right):
            reaching.append(merge)
            yield merge


# ---------------------------------------------------------------- the parts around them


def _other_parts(
    grids: Sequence[Grid], names: Sequence[str], formats: Mapping[str, int]
) -> dict[str, str]:
    numbers = range(1, len(grids) + 1)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml"'
        f' ContentType="{_TYPE}.worksheet+xml"/>'
        for number in numbers
    )
    related = [(f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    related.append((f"rId{len(grids) + 1}", "styles", "styles.xml"))
    return {
        "xl/styles.xml": _styles(formats),
        "xl/workbook.xml": _workbook(grids, names),
        "xl/_rels/workbook.xml.rels": _relations(related),
        "_rels/.rels": _relations([("rId1", "officeDocument", "xl/workbook.xml")]),
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{types}</Types>',
    }


def _relations(related: Sequence[tuple[str, str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for name, kind, target in related
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _workbook(grids: Sequence[Grid], names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name="{_attribute(name)}" sheetId="{number}"'
        f'{_STATES[grid.visible]} r:id="rId{number}"/>'
        for number, (grid, name) in enumerate(zip(grids, names, strict=True), 1)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'


def _attribute(text: str) -> str:
    return escaped(text).replace('"', "&quot;")


def _styles(formats: Mapping[str, int]) -> str:
    codes = [code for code, style in formats.items() if style]
    made = "".join(
        f'<numFmt numFmtId="{number}" formatCode="{_attribute(code)}"/>'
        for number, code in enumerate(codes, 164)
    )
    cells = "".join(
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0"'
        ' applyNumberFormat="1" applyAlignment="1">'
        '<alignment vertical="center" wrapText="1"/></xf>'
        for number in range(164, 164 + len(codes))
    )
    listed = f'<numFmts count="{len(codes)}">{made}</numFmts>' if codes else ""
    return (
        f'<styleSheet xmlns="{_MAIN}">{listed}'
        '<fonts count="1"><font><sz val="11"/>'
        f'<name val="{FONT}"/><charset val="134"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        "</cellStyleXfs>"
        f'<cellXfs count="{len(codes) + 1}">'
        f'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>{cells}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    )
