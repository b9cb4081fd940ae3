"""In: the parts of an .xlsb. Out: its grids, error values included.

Few people send these files, so they are read here record by record, every cell with its state; a
formula always stands beside its last result.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from toolkit.model import ErrorCell, Grid, Limits, Merge, Raw
from toolkit.reading.budget import (
    Parts,
    damaged,
    inspect_markup,
    refuse_shared_parts,
    refuse_too_many_cells,
)
from toolkit.reading.layout import (
    MAX_COLUMN,
    MAX_ROW,
    merges_within,
    rows_of,
    spans_within,
    width_of,
)
from toolkit.reading.number_formats import BUILT_IN, Styles
from toolkit.reading.ooxml_structure import SheetPart, part_of_kind, relations
from toolkit.reading.serials import from_serial
from toolkit.reading.xlsb_records import records, wide_text

_ROW, _MERGE, _COLUMN, _STRING, _SHEET, _WORKBOOK = 0, 176, 60, 19, 156, 153
_FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END = 44, 47, 617, 618
_SMALL, _ERROR, _TRUTH, _REAL, _TEXT, _SHARED = 2, 3, 4, 5, 6, 7
_COMPUTED_TEXT, _COMPUTED_REAL, _COMPUTED_TRUTH, _COMPUTED_ERROR = 8, 9, 10, 11
_RICH_TEXT = 62
# The kinds from blank to shared text once more, short of a column: each stands to the right of the
# cell before.
_LAST_SHORT = 18
_ROW_HIDDEN, _COLUMN_HIDDEN, _STARTS_1904 = 0x10, 0x01, 0x01
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


def read_xlsb(parts: Parts, main: str) -> tuple[Grid, ...]:
    """Read every worksheet; a torn file is F101."""
    inspect_markup(parts)
    try:
        return _read(parts, main)
    except (struct.error, IndexError) as error:
        raise damaged() from error


def _read(parts: Parts, main: str) -> tuple[Grid, ...]:
    related = relations(parts, main)
    sheets = []
    starts_1904 = False
    for kind, body in records(parts.read(main)):
        if kind == _WORKBOOK:
            starts_1904 = bool(body[0] & _STARTS_1904)
        elif kind == _SHEET:
            relation, at = wide_text(body, 8)
            found = related.get(relation)
            if found is not None and found.kind == "worksheet":
                visible = not int.from_bytes(body[:4], "little")
                sheets.append(SheetPart(wide_text(body, at)[0], found.part, visible))
    refuse_shared_parts([sheet.part for sheet in sheets])
    strings = part_of_kind(related, parts, "sharedStrings")
    styles = part_of_kind(related, parts, "styles")
    decoder = _Decoder(
        [wide_text(body, 1)[0] for kind, body in records(parts.read(strings)) if kind == _STRING]
        if strings
        else [],
        _styles(parts.read(styles)) if styles else Styles(),
        starts_1904,
        parts.limits,
    )
    contents = []
    cells = 0
    for sheet in sheets:
        content = _content(parts.read(sheet.part), decoder, before=cells)
        cells += len(content.cells)
        contents.append((sheet, content))
    return tuple(_grid(sheet, content, decoder) for sheet, content in contents)


@dataclass(frozen=True, slots=True)
class _Decoder:
    strings: Sequence[str]
    styles: Styles
    starts_1904: bool
    limits: Limits

    def number(self, number: float, style: int) -> Raw:
        if not math.isfinite(number):
            return ErrorCell("#NUM!")
        if self.styles.is_date(style):
            return from_serial(
                number, starts_1904=self.starts_1904, elapsed=self.styles.is_elapsed(style)
            )
        return number


def _styles(part: bytes) -> Styles:
    custom: dict[int, str] = {}
    codes: list[str] = []
    within = False
    for kind, body in records(part):
        if kind == _FORMAT:
            custom[int.from_bytes(body[:2], "little")] = wide_text(body, 2)[0]
        elif kind in (_STYLES_BEGIN, _STYLES_END):
            within = kind == _STYLES_BEGIN
        elif kind == _STYLE and within:
            number = int.from_bytes(body[2:4], "little")
            code = custom.get(number, BUILT_IN.get(number, ""))
            codes.append("" if code.lower() == "general" else code)
    return Styles(tuple(codes))


@dataclass(slots=True)
class _Content:
    cells: dict[tuple[int, int], Raw] = field(default_factory=dict)
    style_of: dict[tuple[int, int], int] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def _grid(sheet: SheetPart, content: _Content, decoder: _Decoder) -> Grid:
    rows = rows_of(content.cells)
    height, width = len(rows), width_of(rows)
    return Grid(
        sheet=sheet.name,
        rows=rows,
        visible=sheet.visible,
        hidden_rows=spans_within(content.hidden_rows, height),
        hidden_columns=spans_within(content.hidden_columns, width),
        merges=merges_within(content.merges, height, width),
        number_format=_number_formats(content, decoder.styles),
        most_decimals=decoder.styles.most_decimals,
        formats=decoder.styles.formats,
        starts_1904=decoder.starts_1904,
    )


def _number_formats(content: _Content, styles: Styles) -> Callable[[int, int], str]:
    return lambda row, column: styles.code(content.style_of.get((row, column), 0))


def _content(part: bytes, decoder: _Decoder, before: int) -> _Content:
    """What a sheet holds; sheets `before` it held so many cells."""
    content = _Content()
    row = column = 0
    for kind, body in records(part):
        if kind == _ROW:
            row, column = int.from_bytes(body[:4], "little") + 1, 0
            if body[11] & _ROW_HIDDEN:
                content.hidden_rows.append((row, row))
        elif kind == _COLUMN:
            first, last, _, _, flags = struct.unpack_from("<4IH", body)
            if flags & _COLUMN_HIDDEN:
                content.hidden_columns.append((first + 1, last + 1))
        elif kind == _MERGE:
            top, bottom, left, right = struct.unpack_from("<4I", body)
            content.merges.append(Merge(top + 1, left + 1, bottom + 1, right + 1))
        elif kind <= _LAST_SHORT or kind == _RICH_TEXT:
            column = _take_cell(content, (row, column + 1), kind, body, decoder)
            refuse_too_many_cells(before + len(content.cells), decoder.limits)
    return content


def _take_cell(
    content: _Content, next_place: tuple[int, int], kind: int, body: bytes, decoder: _Decoder
) -> int:
    """Take in a cell; the column it stands in, which one without a column takes from its place."""
    row, column = next_place
    if _COMPUTED_ERROR < kind <= _LAST_SHORT:
        kind, body = kind - _LAST_SHORT + _SHARED, struct.pack("<I", column - 1) + body
    column, style = struct.unpack_from("<II", body)
    place, style = (row, column + 1), style & 0xFFFFFF
    if row > MAX_ROW or column >= MAX_COLUMN:
        raise damaged()
    content.style_of[place] = style
    value = _value(kind, body, style, decoder)
    if value != "":
        content.cells[place] = value
    return int(column) + 1


def _value(kind: int, body: bytes, style: int, decoder: _Decoder) -> Raw:
    if kind == _SMALL:
        return decoder.number(_small_number(body), style)
    if kind in (_REAL, _COMPUTED_REAL):
        return decoder.number(struct.unpack_from("<d", body, 8)[0], style)
    if kind in (_TEXT, _COMPUTED_TEXT):
        return wide_text(body, 8)[0]
    if kind == _RICH_TEXT:
        return wide_text(body, 9)[0]
    if kind == _SHARED:
        return decoder.strings[int.from_bytes(body[8:12], "little")]
    if kind in (_TRUTH, _COMPUTED_TRUTH):
        return bool(body[8])
    if kind in (_ERROR, _COMPUTED_ERROR):
        return ErrorCell(_ERRORS.get(body[8], "#N/A"))
    return ""


def _small_number(body: bytes) -> float:
    """A number in four bytes: a whole one or the upper half of a float, perhaps times 100."""
    (packed,) = struct.unpack_from("<i", body, 8)
    if packed & 2:
        number = float(packed >> 2)
    else:
        (number,) = struct.unpack("<d", struct.pack("<iI", 0, (packed & 0xFFFFFFFC) % 2**32))
    return number / 100 if packed & 1 else number
