"""Another library reads the same values at the same addresses."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.model import Raw
from toolkit.reading import read_workbook
from toolkit.reading.calamine import read_sheets

texts = st.text(
    st.characters(min_codepoint=32, max_codepoint=0xFFFD, exclude_categories=["Cs", "Cc", "Co"]),
    min_size=1,
    max_size=12,
)
cells = st.one_of(
    texts,
    st.sampled_from(["=1+1", " 前后空格 ", "行一\n行二", "91110108551385082Q", "00042", "_x000D_"]),
    st.integers(-(10**12), 10**15),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.datetimes(datetime(1900, 3, 1), datetime(2100, 1, 1)).map(
        lambda at: at.replace(microsecond=0)
    ),
)
sheets = st.dictionaries(
    st.tuples(st.integers(1, 12), st.integers(1, 30)), cells, min_size=1, max_size=25
)


def write(path: Path, sheet_cells: dict[tuple[int, int], object]) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet()
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for (row, column), value in sheet_cells.items():
            if isinstance(value, datetime):
                sheet.write_datetime(row - 1, column - 1, value, moment)
            elif isinstance(value, str):
                sheet.write_string(row - 1, column - 1, value)
            else:
                sheet.write(row - 1, column - 1, value)


def comparable(value: object) -> object:
    """A whole day stands for its midnight; whole numbers are floats to one reader only."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return value


def filled(rows: object) -> dict[tuple[int, int], object]:
    return {
        (row, column): comparable(value)
        for row, line in enumerate(rows, 1)  # type: ignore[arg-type, var-annotated]
        for column, value in enumerate(line, 1)
        if value not in ("", None)
    }


@settings(max_examples=60, deadline=None)
@given(sheets)
def test_values_agree_with_openpyxl(sheet_cells: dict[tuple[int, int], object]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "名单.xlsx"
        write(path, sheet_cells)
        (grid,) = read_workbook(path).grids
        content = path.read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    assert filled(grid.rows) == filled(book.worksheets[0].values)


@settings(max_examples=60, deadline=None)
@given(sheets)
def test_the_careful_reader_agrees_with_the_fast_one(
    sheet_cells: dict[tuple[int, int], object],
) -> None:
    from toolkit.reading.budget import open_parts
    from toolkit.reading.number_formats import read_styles
    from toolkit.reading.ooxml_cells import Decoder, read_content
    from toolkit.reading.ooxml_strings import read_strings
    from toolkit.reading.ooxml_structure import read_structure

    with TemporaryDirectory() as folder:
        path = Path(folder) / "名单.xlsx"
        write(path, sheet_cells)
        content = path.read_bytes()
    parts = open_parts(content)
    structure = read_structure(parts, "xl/workbook.xml")

    def strings() -> list[str]:
        return read_strings(parts.read(structure.strings)) if structure.strings else []

    decoder = Decoder(strings, read_styles(parts.read(structure.styles)), starts_1904=False)
    careful: dict[tuple[int, int], Raw] = read_content(
        parts.pieces(structure.sheets[0].part), decoder
    ).cells
    fast = read_sheets(content)["Sheet1"].rows
    assert {place: comparable(value) for place, value in careful.items()} == filled(fast)
