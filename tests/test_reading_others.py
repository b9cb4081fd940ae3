"""The other formats: .xls, .ods, .xlsb, and endings that lie."""

from __future__ import annotations

import shutil
import struct
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlwt
from odf import opendocument, style, table, text
from raw_workbooks import (
    edited,
    ooxml_parts,
    record,
    rows_xml,
    wide,
    write_zip,
    xlsb_cell,
    xlsb_parts,
    xlsb_row,
)

from toolkit.errors import Refused
from toolkit.model import ErrorCell, Grid, Limits, Merge, UncachedFormula
from toolkit.reading import read_workbook
from toolkit.reading.calamine import read_sheets

ERROR_CODES = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#N/A": 42}


def only_grid(path: Path) -> Grid:
    (grid,) = read_workbook(path).grids
    return grid


# ---------------------------------------------------------------- xls


def write_xls(path: Path) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    sheet.write_merge(0, 0, 0, 2, "标题")
    sheet.write(2, 1, "某公司")
    sheet.write(2, 2, 0.125, xlwt.easyxf(num_format_str="0.00%"))
    sheet.write(3, 1, date(2018, 5, 31), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write(3, 2, 1.25, xlwt.easyxf(num_format_str="[h]:mm"))
    sheet.row(4).set_cell_boolean(0, value=True)
    sheet.write(4, 1, xlwt.Formula("A9+1"))
    sheet.row(4).set_cell_error(2, "#REF!")
    sheet.row(3).hidden = True
    sheet.col(1).hidden = True
    sheet.col(40).hidden = True
    book.add_sheet("藏").visibility = 1
    book.save(str(path))
    return path


def test_an_xls(tmp_path: Path) -> None:
    workbook = read_workbook(write_xls(tmp_path / "名单.xls"))
    grid, hidden = workbook.grids
    assert (workbook.kind, workbook.disguise, grid.sheet) == ("xls", "", "名单")
    assert [list(row) for row in grid.rows[1:]] == [
        [],
        ["", "某公司", 0.125],
        ["", date(2018, 5, 31), timedelta(hours=30)],
        [True, UncachedFormula("=A9+1.0"), ErrorCell("#REF!")],
    ]
    assert grid.rows[0][0] == "标题"
    assert grid.merges == (Merge(1, 1, 1, 3),)
    assert (grid.hidden_rows, grid.hidden_columns) == ({4}, {2})
    assert (grid.visible, hidden.visible) == (True, False)
    assert [grid.number_format(row, column) for row, column in ((3, 3), (3, 2), (99, 99))] == [
        "0.00%",
        "",
        "",
    ]


def test_dates_of_the_1904_system_in_an_xls(tmp_path: Path) -> None:
    path = tmp_path / "mac.xls"
    book = xlwt.Workbook()
    book.dates_1904 = True
    book.add_sheet("名单").write(0, 0, date(2018, 5, 31), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    book.save(str(path))
    assert only_grid(path).rows == [[date(2018, 5, 31)]]


def test_a_torn_xls(tmp_path: Path) -> None:
    whole = write_xls(tmp_path / "名单.xls").read_bytes()
    torn = tmp_path / "torn.xls"
    for length in (9, 100, 513, 1500):
        torn.write_bytes(whole[:length])
        with pytest.raises(Refused) as refused:
            read_workbook(torn)
        assert refused.value.code == "F101"


def test_a_long_text_in_an_xls(tmp_path: Path) -> None:
    path = tmp_path / "长.xls"
    book = xlwt.Workbook()
    book.add_sheet("名单").write(0, 0, "长文" * 10_000)
    book.save(str(path))
    assert only_grid(path).rows == [["长文" * 10_000]]


# ---------------------------------------------------------------- ods


def write_ods(path: Path) -> Path:
    document = opendocument.OpenDocumentSpreadsheet()
    hidden = style.Style(name="ta9", family="table")
    hidden.addElement(style.TableProperties(display="false"))
    document.automaticstyles.addElement(hidden)
    sheet = table.Table(name="名单")
    sheet.addElement(table.TableColumn(numbercolumnsrepeated=2))
    sheet.addElement(table.TableColumn(visibility="collapse"))
    title = table.TableCell(valuetype="string", numbercolumnsspanned=3, numberrowsspanned=1)
    title.addElement(text.P(text="标题"))
    add_row(sheet, title, table.CoveredTableCell(numbercolumnsrepeated=2))
    sheet.addElement(table.TableRow(numberrowsrepeated=2))
    add_row(
        sheet,
        table.TableCell(numbercolumnsrepeated=2),
        table.TableCell(valuetype="float", value="5", numbercolumnsrepeated=2),
        table.TableCell(valuetype="percentage", value="0.125"),
        table.TableCell(valuetype="date", datevalue="2018-05-31"),
        table.TableCell(valuetype="date", datevalue="2018-05-31T09:30:00"),
        table.TableCell(valuetype="time", timevalue="PT09H30M00S"),
        table.TableCell(valuetype="time", timevalue="PT30H00M00S"),
        table.TableCell(valuetype="boolean", booleanvalue="true"),
        table.TableCell(formula="of:=[.A1]"),
    )
    lines = table.TableCell(valuetype="string")
    for line in ("行一", "行二"):
        lines.addElement(text.P(text=line))
    broken = table.TableCell(formula="of:=1/0", valuetype="string", stringvalue="")
    broken.addElement(text.P(text="#DIV/0!"))
    add_row(sheet, lines, broken, visibility="filter", numberrowsrepeated=2)
    sheet.addElement(table.TableRow(numberrowsrepeated=1_048_500))
    document.spreadsheet.addElement(sheet)
    document.spreadsheet.addElement(table.Table(name="藏", stylename=hidden))
    document.save(str(path))
    return path


def add_row(sheet: table.Table, *cells: object, **attributes: object) -> None:
    row = table.TableRow(**attributes)
    for cell in cells:
        row.addElement(cell)
    sheet.addElement(row)


def test_an_ods(tmp_path: Path) -> None:
    workbook = read_workbook(write_ods(tmp_path / "名单.ods"))
    grid, hidden = workbook.grids
    assert (workbook.kind, workbook.disguise, grid.sheet) == ("ods", "", "名单")
    assert [list(row) for row in grid.rows] == [
        ["标题"],
        [],
        [],
        [
            "",
            "",
            5.0,
            5.0,
            0.125,
            date(2018, 5, 31),
            datetime(2018, 5, 31, 9, 30),
            time(9, 30),
            timedelta(hours=30),
            True,
            UncachedFormula("=[.A1]"),
        ],
        ["行一\n行二", ErrorCell("#DIV/0!")],
        ["行一\n行二", ErrorCell("#DIV/0!")],
    ]
    assert grid.merges == (Merge(1, 1, 1, 3),)
    assert (grid.hidden_rows, grid.hidden_columns) == ({5, 6}, {3})
    assert (grid.visible, hidden.visible) == (True, False)


CONTENT = """<office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
<office:automatic-styles>
<number:percentage-style style:name="N11"><number:number number:decimal-places="2"/>
</number:percentage-style>
<number:number-style style:name="N2"><number:number number:decimal-places="1"
 number:grouping="true"/></number:number-style>
<style:style style:name="ce1" style:data-style-name="N11"/>
<style:style style:name="ce2" style:parent-style-name="ce1"/>
<style:style style:name="ce3" style:data-style-name="N2"/>
</office:automatic-styles>
<office:body><office:spreadsheet>
<table:tracked-changes><table:table-cell><text:p>旧</text:p></table:table-cell>
</table:tracked-changes>
<table:table table:name="名单"><table:table-column table:default-cell-style-name="ce3"/>
{rows}</table:table></office:spreadsheet></office:body></office:document-content>"""


def raw_ods(path: Path, rows: str) -> Path:
    media = "application/vnd.oasis.opendocument.spreadsheet"
    return write_zip(path, {"mimetype": media, "content.xml": CONTENT.replace("{rows}", rows)})


def test_formats_spaces_notes_and_drawings_in_an_ods(tmp_path: Path) -> None:
    rows = (
        '<table:table-row><table:table-cell office:value-type="float" office:value="1234.5"/>'
        '<table:table-cell table:style-name="ce2" office:value-type="percentage"'
        ' office:value="0.125"/>'
        '<table:table-cell office:value-type="string"><office:annotation><text:p>批注</text:p>'
        '</office:annotation><text:p>甲<text:s text:c="2"/>乙<text:line-break/>丙</text:p>'
        "<draw:frame><text:p>图</text:p></draw:frame></table:table-cell>"
        '<table:table-cell office:value-type="string" calcext:value-type="error">'
        "<text:p>Err:502</text:p></table:table-cell>"
        '<table:table-cell table:formula="of:=A1"><text:p/></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="不明"><text:p>昨天</text:p>'
        "</table:table-cell></table:table-row>"
    )
    grid = only_grid(raw_ods(tmp_path / "a.ods", rows))
    assert grid.rows == [[1234.5, 0.125, "甲  乙\n丙", ErrorCell("Err:502"), "", "昨天"]]
    assert [grid.number_format(1, column) for column in (1, 2, 3)] == ["#,##0.0", "0.00%", ""]


def test_repeats_that_unroll_without_end(tmp_path: Path) -> None:
    few = Limits(cells=1_000)
    cell = (
        '<table:table-cell table:number-columns-repeated="100" office:value-type="float"'
        ' office:value="1"/>'
    )
    rows = f'<table:table-row table:number-rows-repeated="{{count}}">{cell}</table:table-row>'
    with pytest.raises(Refused) as refused:
        read_workbook(raw_ods(tmp_path / "bomb.ods", rows.format(count=11)), limits=few)
    assert refused.value.code == "F105"
    fair = raw_ods(tmp_path / "fair.ods", rows.format(count=10))
    assert len(read_workbook(fair, limits=few).grids[0].rows) == 10
    with pytest.raises(Refused) as refused:
        read_workbook(raw_ods(tmp_path / "far.ods", rows.format(count=9_999_999_999)))
    assert refused.value.code == "F101"


def test_a_locked_ods(tmp_path: Path) -> None:
    path = write_ods(tmp_path / "名单.ods")
    locked = edited(
        path,
        tmp_path / "locked.ods",
        "META-INF/manifest.xml",
        lambda part: part.replace(
            b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>"
        ),
    )
    with pytest.raises(Refused) as refused:
        read_workbook(locked)
    assert refused.value.code == "F102"


# ---------------------------------------------------------------- xlsb


def small(number: int, *, hundredth: bool = False) -> bytes:
    return struct.pack("<i", number << 2 | 2 | hundredth)


def write_xlsb(path: Path) -> Path:
    sheet = record(390) + record(60, struct.pack("<4IH", 1, 1, 2560, 0, 1)) + record(391)
    sheet += xlsb_row(1) + xlsb_cell(7, 1, struct.pack("<I", 1))
    sheet += xlsb_cell(2, 2, small(-5)) + xlsb_cell(2, 3, small(1250, hundredth=True), style=1)
    sheet += xlsb_cell(5, 4, struct.pack("<d", 43251.0), style=2)
    sheet += xlsb_row(3, hidden=True) + xlsb_cell(6, 0, wide("直写")) + xlsb_cell(4, 1, b"\1")
    sheet += xlsb_cell(3, 2, bytes([ERROR_CODES["#REF!"]])) + xlsb_cell(1, 3)
    formula = struct.pack("<HII", 0, 0, 0)
    sheet += xlsb_cell(8, 4, wide("结果") + formula)
    sheet += xlsb_cell(11, 5, bytes([ERROR_CODES["#N/A"]]) + formula)
    sheet += xlsb_cell(2, 6, struct.pack("<i", struct.unpack("<i", struct.pack("<f", 0.0))[0]))
    sheet += record(177, struct.pack("<I", 1)) + record(176, struct.pack("<4I", 1, 1, 1, 3))
    sheet += record(178)
    return write_zip(path, xlsb_parts(sheet, ("甲", "某公司")))


def test_an_xlsb(tmp_path: Path) -> None:
    workbook = read_workbook(write_xlsb(tmp_path / "名单.xlsb"))
    (grid,) = workbook.grids
    assert (workbook.kind, workbook.disguise, grid.sheet) == ("xlsb", "", "名单")
    assert [list(row) for row in grid.rows] == [
        [],
        ["", "某公司", -5.0, 12.5, date(2018, 5, 31)],
        [],
        ["直写", True, ErrorCell("#REF!"), "", "结果", ErrorCell("#N/A"), 0.0],
    ]
    assert grid.merges == (Merge(2, 2, 2, 4),)
    assert (grid.hidden_rows, grid.hidden_columns) == ({4}, {2})
    assert [grid.number_format(2, column) for column in (3, 4, 5)] == ["", "0.00%", "yyyy/m/d"]


def test_calamine_reads_the_same_from_an_xlsb(tmp_path: Path) -> None:
    path = write_xlsb(tmp_path / "名单.xlsb")
    ours = {
        (row, column): value
        for row, line in enumerate(only_grid(path).rows)
        for column, value in enumerate(line)
        if value != "" and not isinstance(value, ErrorCell)
    }
    theirs = {
        (row, column): value
        for row, line in enumerate(read_sheets(path.read_bytes())["名单"].rows or [])
        for column, value in enumerate(line)
        if value != ""
    }
    assert ours == theirs


def test_a_torn_xlsb(tmp_path: Path) -> None:
    path = write_xlsb(tmp_path / "名单.xlsb")
    for cut in (1, 7, 30, 60, 100):
        torn = edited(
            path, tmp_path / "torn.xlsb", "xl/worksheets/sheet1.bin", lambda part, n=cut: part[:-n]
        )
        with pytest.raises(Refused) as refused:
            read_workbook(torn)
        assert refused.value.code == "F101"


# ---------------------------------------------------------------- endings that lie


@pytest.mark.parametrize(
    ("kind", "name", "told"),
    [
        (
            "xls",
            "a.xlsx",
            "扩展名是 .xlsx，内容实际是旧版 Excel 工作簿（.xls），已按实际内容读取。",
        ),
        ("xlsx", "a.xls", "扩展名是 .xls，内容实际是Excel 工作簿（.xlsx），已按实际内容读取。"),
        ("xlsx", "a.csv", "扩展名是 .csv，内容实际是Excel 工作簿（.xlsx），已按实际内容读取。"),
        ("ods", "a.xlsx", "扩展名是 .xlsx，内容实际是ODS 表格（.ods），已按实际内容读取。"),
        ("xlsx", "a.XLSM", ""),
        ("xlsx", "a.et", ""),
        ("xls", "a.et", ""),
    ],
)
def test_the_true_kind_is_read_and_told(tmp_path: Path, kind: str, name: str, told: str) -> None:
    parts = ooxml_parts(rows_xml('<row r="1"><c r="A1"><v>1</v></c></row>'))
    source = tmp_path / "source"
    match kind:
        case "xlsx":
            write_zip(source, parts)
        case "xls":
            write_xls(source)
        case _:
            write_ods(tmp_path / "source.ods")
            source = tmp_path / "source.ods"
    shutil.copy(source, tmp_path / name)
    workbook = read_workbook(tmp_path / name)
    assert (workbook.kind, workbook.disguise) == (kind, told)
