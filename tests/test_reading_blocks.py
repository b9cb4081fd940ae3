"""A part read in pieces holds what it holds whole: wherever the pieces are torn."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import odf.number
import odf.opendocument
import odf.style
import odf.table
import odf.text
import pytest
import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from raw_workbooks import (
    MAIN,
    ooxml_parts,
    rows_xml,
    shared_strings,
    write_zip,
    xlsb_cell,
    xlsb_parts,
    xlsb_row,
)

from toolkit.errors import Refused
from toolkit.model import ErrorCell, Grid, Merge, Raw, UncachedFormula
from toolkit.model.number_format import fixed_decimals
from toolkit.reading import inflating, read_workbook
from toolkit.reading.number_formats import Styles
from toolkit.reading.ooxml_cells import Decoder, read_content
from toolkit.reading.ooxml_survey import Survey, survey
from toolkit.reading.row_blocks import row_blocks

STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="0.0%"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="2"/><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs>'
    "</styleSheet>"
)
CODES = ("", "0.00", "0.0%", "yyyy/m/d")
DECODER = Decoder(lambda: ("甲", "乙"), Styles(CODES), starts_1904=False)

# A cell by its column letter and row: how it may be written, by people's programs and by nobody's.
WRITTEN = (
    '<c r="{at}"><v>5</v></c>',
    '<c r="{at}" s="1"><v>0.25</v></c>',
    '<c r="{at}" s="2" t="n"><v>0.125</v></c>',
    '<c r="{at}" s="3"><v>43251</v></c>',
    '<c r="{at}" t="s"><v>1</v></c>',
    '<c r="{at}" t="s"><v></v></c>',
    '<c r="{at}" t="s"><v> 1</v></c>',
    '<c r="{at}" t="s">\n<v>1</v>\n</c>',
    '<c r="{at}" t="s"><v>\t1</v></c>',
    '<c r="{at}"><v/></c>',
    '<c r="{at}" s="1"/>',
    '<c r="{at}" t="e"><v>#REF!</v></c>',
    '<c r="{at}" t="str"><f>A1</f><v>文 # !</v></c>',
    '<c r="{at}" t="str"><f>A1</f><v></v></c>',
    '<c r="{at}" t="s"><f>A1</f><v> 1</v></c>',
    '<c r="{at}"><f>A1&gt;1</f></c>',
    '<c r="{at}"><f t="shared" si="0"/><v>7</v></c>',
    '<c r="{at}"><f t="shared" si="0"/></c>',
    '<c r="{at}" t="inlineStr"><is><t>v i f h #</t></is></c>',
    '<c s="1" r="{at}"><v>3</v></c>',
    "<c><v>4</v></c>",
    "<c/>",
    '<c r="{at}"><!-- <c r="Z9"><v>1</v></c> --><v>6</v></c>',
)
ROWS = ('<row r="{row}">', '<row r="{row}" hidden="1">', '<row spans="1:9" r="{row}">', "<row>")

lines = st.tuples(
    st.integers(0, 3), st.sampled_from(ROWS), st.lists(st.sampled_from(WRITTEN), max_size=4)
)


@st.composite
def sheets(draw: st.DrawFn) -> str:
    """The rows of a sheet, numbered upwards, each with a few cells side by side."""
    written, row = [], 0
    for gap, opening, cells in draw(st.lists(lines, max_size=8)):
        row += 1 + (0 if opening == "<row>" else gap)
        content = "".join(cell.format(at=f"{'ABCD'[at]}{row}") for at, cell in enumerate(cells))
        written.append(f"{opening.format(row=row)}{content}</row>")
    return rows_xml("".join(written)).replace(
        "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    )


def pieces_of(content: bytes, size: int) -> Iterator[bytes]:
    return (content[at : at + size] for at in range(0, len(content), size))


def surveyed(sheet: str) -> Survey:
    return survey(lambda: [sheet.encode()], DECODER)


@settings(max_examples=100, deadline=None)
@given(sheets(), st.integers(1, 400))
def test_blocks_are_the_part(sheet: str, size: int) -> None:
    blocks = [block for block, _ in row_blocks(pieces_of(sheet.encode(), size))]
    assert b"".join(blocks) == sheet.encode()
    assert all(block.startswith(b"<row ") for block in blocks[1:])


@settings(max_examples=300, deadline=None)
@given(sheets(), st.integers(1, 400))
def test_what_the_fast_reader_gives_is_what_the_careful_one_gives(sheet: str, size: int) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(inflating, "_PACKED_PIECE", size)
        parts = ooxml_parts(sheet, shared_strings("甲", "乙"), STYLES)
        (grid,) = read_workbook(write_zip(Path(folder) / "名单.xlsx", parts)).grids
    careful = read_content([sheet.encode()], DECODER)
    assert values(grid) == careful.cells
    assert {row for row in careful.hidden_rows if row <= len(grid.rows)} == grid.hidden_rows
    found = {place: grid.number_format(*place) for place in [*careful.cells, (99, 1)]}
    assert found == {place: CODES[careful.style_of.get(place, 0)] for place in found}


def values(grid: Grid) -> dict[tuple[int, int], Raw]:
    return {
        (row, column): value
        for row, line in enumerate(grid.rows, 1)
        for column, value in enumerate(line, 1)
        if value != ""
    }


@pytest.mark.parametrize(
    "cell",
    [
        "<c r='B1'><v>5</v></c>",
        '<c r="b1"><v>5</v></c>',
        '<c r="B1" t="s"><v> 1</v></c>',
        '<c r="B1" t="s"> <v> 1</v></c>',
        '<c r="B1" t="s"><v xml:space="preserve"> 1</v></c>',
        '<c r="B1" t="s"><v>1\n</v></c>',
        '<c r="XFE1"><v>5</v></c>',
    ],
)
def test_unusual_cells_are_kept_from_the_fast_reader(cell: str) -> None:
    sheet = rows_xml(f'<row r="1"><c r="A1"><v>1</v></c>{cell}</row>')
    if "XFE" in cell:
        with pytest.raises(Refused):
            surveyed(sheet)
    else:
        assert not surveyed(sheet).plain


def test_usual_parts_are_left_to_the_fast_reader() -> None:
    rows = (
        '<row r="1" hidden="false" ht="15"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1"/></row>\n'
        '<row r="2" hidden=\'true\'><c r="A2"><f>B1</f><v>5</v></c><c r="ZZ2"><v></v></c></row>'
        '<row r="1048576" ht="15"/>'
    )
    found = surveyed(rows_xml(rows))
    assert (found.plain, found.addressed, found.valued) == (True, True, 2)
    assert found.content.hidden_rows == {2}
    assert found.content.cells == {}


@pytest.mark.parametrize(
    ("rows", "dense"),
    [
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', True),
        ('<row r="9999"><c r="XFD9999"><v>1</v></c></row>', False),
        ('<row r="1"><c r="XFD1"/></row><row r="1048576"><c r="A1048576"/></row>', False),
        ('<row r="1"><c/><c><v>1</v></c></row><row><c><v>1</v></c></row>', True),
        (f'<row r="1">{"<c/>" * 16_000}</row><row r="9999"><c><v>1</v></c></row>', False),
    ],
)
def test_room_for_far_cells_is_counted_before_it_is_reserved(rows: str, dense: bool) -> None:  # noqa: FBT001
    assert surveyed(rows_xml(rows)).plain == dense


def test_bare_cells_far_apart_cost_little(tmp_path: Path) -> None:
    rows = (
        f'<row r="1">{"<c/>" * 16_383}<c><v>1</v></c></row><row r="1048576"><c><v>2</v></c></row>'
    )
    (grid,) = read_workbook(write_zip(tmp_path / "b.xlsx", ooxml_parts(rows_xml(rows)))).grids
    assert (grid.rows[0][16_383], grid.rows[1_048_575][0]) == (1.0, 2.0)
    assert sum(map(len, grid.rows)) == 16_385


# ---------------------------------------------------------------- whole files


@pytest.fixture(params=[1 << 17, 700])
def torn(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts come in one piece, then in many."""
    monkeypatch.setattr(inflating, "_PACKED_PIECE", request.param)


def long_workbook(path: Path) -> Path:
    """500 rows whose values and styles follow from the address; an odd cell here and there."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("名单")
        styles = [None, *(book.add_format({"num_format": code}) for code in CODES[1:3])]
        for row in range(500):
            sheet.write(row, 0, f"企业{row * 7919 % 500}号")
            for column in (1, 2):
                sheet.write_number(row, column, row + column / 8, styles[(row + column) % 3])
        sheet.write_formula("D100", "=B100*2", value="")
        sheet.write_formula("D400", "=1/0", value="#DIV/0!")
        sheet.set_row(299, None, None, {"hidden": True})
        sheet.merge_range("A501:C501", "合计")
    return path


@pytest.mark.usefixtures("torn")
def test_a_long_sheet_arrives_whole(tmp_path: Path) -> None:
    (grid,) = read_workbook(long_workbook(tmp_path / "长.xlsx")).grids
    assert [list(row[:3]) for row in grid.rows[:500]] == [
        [f"企业{row * 7919 % 500}号", row + 1 / 8, row + 2 / 8] for row in range(500)
    ]
    assert {place: value for place, value in values(grid).items() if place[1] == 4} == {
        (100, 4): UncachedFormula("=B100*2"),
        (400, 4): ErrorCell("#DIV/0!"),
    }
    assert (grid.hidden_rows, grid.merges) == ({300}, (Merge(501, 1, 501, 3),))


@pytest.mark.usefixtures("torn")
@pytest.mark.parametrize("step", [1, -1, 211])
def test_number_formats_in_whatever_order_they_are_asked(tmp_path: Path, step: int) -> None:
    (grid,) = read_workbook(long_workbook(tmp_path / "长.xlsx")).grids
    asked = [row * step % 500 for row in range(500)]
    found = [[grid.number_format(row + 1, column) for column in (2, 3, 9)] for row in asked]
    assert found == [[CODES[(row + 1) % 3], CODES[(row + 2) % 3], ""] for row in asked]
    assert grid.number_format(600, 2) == ""


@pytest.mark.usefixtures("torn")
def test_number_formats_of_rows_out_of_order(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" s="{row % 3}"><v>{row * 7919}</v></c></row>'
        for row in sorted(range(1, 400), key=lambda row: row * 211 % 401)
    )
    path = write_zip(tmp_path / "乱.xlsx", ooxml_parts(rows_xml(rows), styles=STYLES))
    (grid,) = read_workbook(path).grids
    found = [grid.number_format(row, 1) for row in range(1, 400)]
    assert found == [CODES[row % 3] for row in range(1, 400)]


@pytest.mark.parametrize("size", [1, 2, 5, 40])
def test_a_document_type_is_seen_across_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(inflating, "_PACKED_PIECE", size)
    for form in ("utf-8", "utf-16"):
        text = f'<?xml version="1.0" encoding="{form}"?><!DOCTYPE x [<!ENTITY a "哈">]><x/>'
        parts = ooxml_parts(rows_xml("")) | {"docProps/app.xml": text.encode(form)}
        with pytest.raises(Refused) as refused:
            read_workbook(write_zip(tmp_path / "d.xlsx", parts))
        assert refused.value.code == "F105"


# ---------------------------------------------------------------- the most decimals


def assert_bounded(grid: Grid, most: int) -> None:
    """The bound is the one expected, and no cell shows more."""
    assert grid.most_decimals == most
    for row, column in values(grid):
        assert (fixed_decimals(grid.number_format(row, column)) or 0) <= most


def test_the_most_decimals_of_an_xlsx(tmp_path: Path) -> None:
    (grid,) = read_workbook(long_workbook(tmp_path / "长.xlsx")).grids
    assert_bounded(grid, 3)
    plain = write_zip(tmp_path / "p.xlsx", ooxml_parts(rows_xml("")))
    assert_bounded(read_workbook(plain).grids[0], 0)


def test_the_most_decimals_of_an_xls(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    sheet.write(0, 0, 0.5, xlwt.easyxf(num_format_str="0.000"))
    book.save(str(tmp_path / "x.xls"))
    assert_bounded(read_workbook(tmp_path / "x.xls").grids[0], 3)


def test_the_most_decimals_of_an_xlsb(tmp_path: Path) -> None:
    sheet = xlsb_row(0) + xlsb_cell(5, 0, struct.pack("<d", 0.25), style=1)
    (grid,) = read_workbook(write_zip(tmp_path / "b.xlsb", xlsb_parts(sheet))).grids
    assert grid.number_format(1, 1) == "0.00%"
    assert_bounded(grid, 4)


def test_the_most_decimals_of_an_ods(tmp_path: Path) -> None:
    document = odf.opendocument.OpenDocumentSpreadsheet()
    number = odf.number.PercentageStyle(name="N1")
    number.addElement(odf.number.Number(decimalplaces="1", minintegerdigits="1"))
    style = odf.style.Style(name="S1", family="table-cell", datastylename="N1")
    document.automaticstyles.addElement(number)
    document.automaticstyles.addElement(style)
    table, row = odf.table.Table(name="名单"), odf.table.TableRow()
    cell = odf.table.TableCell(valuetype="percentage", value="0.125", stylename="S1")
    cell.addElement(odf.text.P(text="12.5%"))
    row.addElement(cell)
    table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(str(tmp_path / "o.ods"))
    (grid,) = read_workbook(tmp_path / "o.ods").grids
    assert grid.number_format(1, 1) == "0.0%"
    assert_bounded(grid, 3)


@pytest.mark.parametrize(
    ("code", "decimals"),
    [
        ("", None),
        ("General", None),
        ("0", 0),
        ("0.00;-0.000", 2),
        ('#,##0.00"元"', 2),
        ('"0.000"0', 0),
        ("0.0%", 3),
        ("0.00E+00", None),
        ("@", None),
        (r"\00.0", 1),
    ],
)
def test_decimals_of_a_format(code: str, decimals: int | None) -> None:
    assert fixed_decimals(code) == decimals
