"""In: the parts of an .xlsx or .xlsm. Out: its grids, reconciled with what the file holds, and what
the register should tell about the reading.

calamine reads the values, fast; a survey of the bytes says what it passed over. Where the number
of values it gives is not the number the file carries, the careful reader has the last word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

from toolkit.model import ErrorCell, Grid, Raw, column_letters
from toolkit.reading.ahead import reading_ahead
from toolkit.reading.budget import Parts, inspect_markup, refuse_too_many_cells
from toolkit.reading.calamine import read_sheets
from toolkit.reading.layout import merges_within, put_cells, rows_of, spans_within, width_of
from toolkit.reading.number_formats import Styles, read_styles
from toolkit.reading.ooxml_cells import Decoder, SheetContent, read_content
from toolkit.reading.ooxml_formats import CellFormats
from toolkit.reading.ooxml_strings import (
    claims_too_much,
    copies_too_much,
    pointers_to_nothing,
    read_strings,
    refuse_fan_out,
)
from toolkit.reading.ooxml_structure import SheetPart, Structure, read_structure
from toolkit.reading.ooxml_survey import Survey, survey
from toolkit.reading.row_blocks import row_blocks

# The grids, and Chinese sentences about how they were read.
Sheets = tuple[tuple[Grid, ...], tuple[str, ...]]
_MOST_PLACES_TOLD = 3


def read_ooxml(parts: Parts, main: str, *, careful: bool) -> Sheets:
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
        refuse_too_many_cells(sum(map(_cells, surveys.values())), parts.limits)
        plain = _names_of_their_own(sheet for sheet, found in surveys.items() if found.plain)
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
    grids, remarks, reread = [], _missing(structure.missing), []
    for sheet, found in surveys.items():
        rows = fast[sheet.name].rows if sheet.name in plain and sheet.name in fast else None
        settled = _settled(partial(parts.pieces, sheet.part), found, rows, decoder)
        if sheet.name in plain and settled.was_lost:
            reread.append(sheet.name)
        remarks += _doubled(sheet.name, settled.content.doubled)
        grids.append(_grid(sheet, settled, formats[sheet], decoder))
    return tuple(grids), (*_reread(reread), *remarks)


def _names_of_their_own(sheets: Iterable[SheetPart]) -> set[str]:
    """The names by which calamine can be asked: of two sheets of one name it knows one."""
    names = Counter(sheet.name for sheet in sheets)
    return {name for name, count in names.items() if count == 1}


def _strings_are_safe(parts: Parts, structure: Structure, surveys: Iterable[Survey]) -> bool:
    strings = parts.read(structure.strings)
    cells = sum(map(_cells, surveys))
    rows = partial(_all_rows, parts, structure)
    refuse_fan_out(strings, cells, rows)
    return not (claims_too_much(strings) or copies_too_much(strings, cells, rows))


def _cells(found: Survey) -> int:
    """How many cells of a sheet carry something."""
    return found.valued or len(found.content.cells)


def _all_rows(parts: Parts, structure: Structure) -> Iterator[bytes]:
    for sheet in structure.sheets:
        for block, _ in row_blocks(parts.pieces(sheet.part)):
            yield block


def _decoder(parts: Parts, structure: Structure) -> Decoder:
    @cache
    def strings() -> Sequence[str]:
        return read_strings(parts.read(structure.strings)) if structure.strings else ()

    styles = read_styles(parts.read(structure.styles)) if structure.styles else Styles()
    return Decoder(strings, styles, structure.starts_1904, parts.limits)


@dataclass(frozen=True, slots=True)
class _Settled:
    """What a sheet holds, laid out; `was_lost`: the fast reader had lost some of it."""

    content: SheetContent
    rows: Sequence[Sequence[Raw]]
    was_lost: bool = False


def _settled(
    pieces: Callable[[], Iterable[bytes]],
    found: Survey,
    fast: list[list[Raw]] | None,
    decoder: Decoder,
) -> _Settled:
    """Believe the fast reader where its cells are as many as the file carries, else read again."""
    if not found.plain:
        return _Settled(found.content, rows_of(found.content.cells))
    given = 0
    if fast is not None:
        are_all_there = _put_errors(fast, found, partial(_empty_texts, pieces, decoder))
        _put_others(fast, found.content)
        if are_all_there:
            return _Settled(found.content, fast)
        given = _carrying(fast)
    content = read_content(pieces(), decoder)
    return _Settled(content, rows_of(content.cells), was_lost=given != len(content.cells))


def _put_errors(rows: list[list[Raw]], found: Survey, empty_texts: Callable[[], int]) -> bool:
    """Put the errors into the rows; whether there are as many values then as the file carries,
    but for texts without a character.
    """
    cells = found.content.cells.items()
    put_cells(rows, (cell for cell in cells if isinstance(cell[1], ErrorCell)))
    missing = found.valued - _carrying(rows)
    return missing == 0 or missing == empty_texts()


def _put_others(rows: list[list[Raw]], content: SheetContent) -> None:
    put_cells(rows, (cell for cell in content.cells.items() if not isinstance(cell[1], ErrorCell)))


def _carrying(rows: Sequence[Sequence[Raw]]) -> int:
    return sum(len(row) - row.count("") for row in rows)


def _empty_texts(pieces: Callable[[], Iterable[bytes]], decoder: Decoder) -> int:
    blocks = (block for block, _ in row_blocks(pieces()))
    return pointers_to_nothing(decoder.strings(), blocks)


def _grid(sheet: SheetPart, settled: _Settled, formats: CellFormats, decoder: Decoder) -> Grid:
    content, rows = settled.content, settled.rows
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
        formats=decoder.styles.formats,
        starts_1904=decoder.starts_1904,
    )


# ---------------------------------------------------------------- what the register tells


def _missing(names: Iterable[str]) -> list[str]:
    return [f"工作表“{name}”在文件里只有名字，没有内容，未能读取。" for name in names]


def _reread(names: Collection[str]) -> list[str]:
    told = "、".join(f"“{name}”" for name in names)
    return [f"工作表{told}的写法不合常规，已改用第二种方法逐格读取。"] if names else []


def _doubled(name: str, places: Collection[tuple[int, int]]) -> list[str]:
    if not places:
        return []
    told = "、".join(
        f"{column_letters(column)}{row}" for row, column in sorted(places)[:_MOST_PLACES_TOLD]
    )
    more = f"等 {len(places)} 格" if len(places) > _MOST_PLACES_TOLD else ""
    return [f"工作表“{name}”的 {told}{more} 在文件里写了两遍，内容不同，取后一遍，请核对。"]
