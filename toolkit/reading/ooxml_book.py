"""In: the parts of an .xlsx or .xlsm. Out: its grids, reconciled with what the file holds.

calamine reads the values, fast; a survey of the bytes says what it passed over. Where the number
of values it gives is not the number the file carries, the careful reader has the last word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial

from toolkit.model import ErrorCell, Grid, Raw
from toolkit.reading.ahead import reading_ahead
from toolkit.reading.budget import Parts, inspect_markup
from toolkit.reading.calamine import read_sheets
from toolkit.reading.layout import merges_within, put_cells, rows_of, spans_within, width_of
from toolkit.reading.number_formats import Styles, read_styles
from toolkit.reading.ooxml_cells import Decoder, read_content
from toolkit.reading.ooxml_formats import CellFormats
from toolkit.reading.ooxml_strings import claims_too_much, read_strings, refuse_fan_out
from toolkit.reading.ooxml_structure import SheetPart, Structure, read_structure
from toolkit.reading.ooxml_survey import Survey, survey
from toolkit.reading.row_blocks import row_blocks


def read_ooxml(parts: Parts, main: str, *, careful: bool) -> tuple[Grid, ...]:
    """Read every worksheet; raise `Refused` where the file is torn or unsafe. `careful`: nothing
    is read before it is known to be safe.
    """
    structure = read_structure(parts, main)
    decoder = _decoder(parts, structure)
    size = 0 if careful else sum(info.file_size for info in parts.members.values())
    with reading_ahead(partial(read_sheets, parts.data), size) as ahead:
        surveys = {
            sheet: survey(partial(parts.pieces, sheet.part), decoder) for sheet in structure.sheets
        }
        plain = {sheet.name for sheet, found in surveys.items() if found.plain}
        if structure.strings and not _strings_are_safe(parts, structure, surveys.values()):
            plain.clear()
        inspect_markup(parts)
        formats = {
            sheet: CellFormats(parts, sheet.part, decoder, addressed=found.addressed)
            for sheet, found in surveys.items()
        }
        if ahead:
            for of_sheet in formats.values():
                of_sheet.look_up_while(lambda: not ahead.done())
            fast = ahead.result()
        else:
            fast = read_sheets(parts.data, plain) if plain else {}
    rows = {name: sheet.rows for name, sheet in fast.items() if name in plain}
    return tuple(
        _grid(parts, sheet, found, rows.get(sheet.name), decoder, formats[sheet])
        for sheet, found in surveys.items()
    )


def _strings_are_safe(parts: Parts, structure: Structure, surveys: Iterable[Survey]) -> bool:
    strings = parts.read(structure.strings)
    cells = sum(found.valued or len(found.content.cells) for found in surveys)
    refuse_fan_out(strings, cells, partial(_all_rows, parts, structure))
    return not claims_too_much(strings)


def _all_rows(parts: Parts, structure: Structure) -> Iterator[bytes]:
    for sheet in structure.sheets:
        for block, _ in row_blocks(parts.pieces(sheet.part)):
            yield block


def _decoder(parts: Parts, structure: Structure) -> Decoder:
    @cache
    def strings() -> Sequence[str]:
        return read_strings(parts.read(structure.strings)) if structure.strings else ()

    styles = read_styles(parts.read(structure.styles)) if structure.styles else Styles()
    return Decoder(strings, styles, structure.starts_1904)


def _grid(
    parts: Parts,
    sheet: SheetPart,
    found: Survey,
    fast: list[list[Raw]] | None,
    decoder: Decoder,
    formats: CellFormats,
) -> Grid:
    content = found.content
    rows: Sequence[Sequence[Raw]] | None = None
    if found.plain and fast is not None:
        rows = _reconciled(fast, found)
    if rows is None:
        if found.plain:
            content = read_content(parts.pieces(sheet.part), decoder)
        rows = rows_of(content.cells)
    height, width = len(rows), width_of(rows)
    return Grid(
        sheet=sheet.name,
        rows=rows,
        visible=sheet.visible,
        hidden_rows=frozenset(row for row in content.hidden_rows if row <= height),
        hidden_columns=spans_within(content.hidden_columns, width),
        merges=merges_within(content.merges, height, width),
        number_format=formats.code,
        expect_formats=formats.expect,
        most_decimals=decoder.styles.most_decimals,
    )


def _reconciled(rows: list[list[Raw]], found: Survey) -> list[list[Raw]] | None:
    """Calamine's rows with the trapped cells put in, or None where values are still missing."""
    trapped = found.content.cells.items()
    put_cells(rows, (cell for cell in trapped if isinstance(cell[1], ErrorCell)))
    if sum(len(row) - row.count("") for row in rows) != found.valued:
        return None
    put_cells(rows, (cell for cell in trapped if not isinstance(cell[1], ErrorCell)))
    return rows
