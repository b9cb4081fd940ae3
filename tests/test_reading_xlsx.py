"""What an .xlsx holds arrives whole: addresses, states, layout, formats."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from raw_workbooks import (
    MAIN,
    STRICT,
    STRICT_OFFICE,
    edited,
    ooxml_parts,
    rows_xml,
    shared_strings,
    write_zip,
)

from toolkit.model import ErrorCell, Grid, Merge, Raw, UncachedFormula
from toolkit.reading import read_workbook
from toolkit.reading.number_formats import Styles
from toolkit.reading.ooxml_cells import Decoder
from toolkit.reading.ooxml_survey import survey

DATE_STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="0.0&quot;亿元&quot;"/>'
    '</numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>'
    '<xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="46"/><xf numFmtId="31"/></cellXfs>'
    "</styleSheet>"
)


def only_grid(path: Path) -> Grid:
    (grid,) = read_workbook(path).grids
    return grid


def raw_grid(tmp_path: Path, sheet: str | bytes, strings: str = "", styles: str = "") -> Grid:
    return only_grid(write_zip(tmp_path / "raw.xlsx", ooxml_parts(sheet, strings, styles)))


def values(grid: Grid) -> dict[str, Raw]:
    """The cells that carry something, by address."""
    return {
        f"{openpyxl.utils.get_column_letter(column)}{row}": value
        for row, line in enumerate(grid.rows, 1)
        for column, value in enumerate(line, 1)
        if value != ""
    }


def is_plain(sheet: str) -> bool:
    """Whether the fast reader may have a sheet part."""
    decoder = Decoder(strings=tuple, styles=Styles(), starts_1904=False)
    return survey(lambda: [sheet.encode()], decoder).plain


def test_every_kind_of_value_at_its_address(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("名单")
        percent = book.add_format({"num_format": "0.00%"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        elapsed = book.add_format({"num_format": "[h]:mm"})
        sheet.write("C3", "某公司")
        sheet.write("D3", 5)
        sheet.write("E3", 0.125, percent)
        sheet.write_datetime("C5", datetime(2018, 5, 31), day)
        sheet.write_datetime("D5", datetime(2018, 5, 31, 9, 30), moment)
        sheet.write("E5", 1.25, elapsed)
        sheet.write_boolean("F5", True)  # noqa: FBT003  xlsxwriter names it so
        sheet.write("G5", 0.5, moment)
    workbook = read_workbook(path)
    assert (workbook.kind, workbook.disguise) == ("xlsx", "")
    (grid,) = workbook.grids
    assert grid.sheet == "名单"
    assert values(grid) == {
        "C3": "某公司",
        "D3": 5.0,
        "E3": 0.125,
        "C5": date(2018, 5, 31),
        "D5": datetime(2018, 5, 31, 9, 30),
        "E5": timedelta(hours=30),
        "F5": True,
        "G5": time(12),
    }
    assert [
        grid.number_format(row, column) for row, column in ((3, 5), (3, 4), (5, 3), (9, 9))
    ] == [
        "0.00%",
        "",
        "yyyy-mm-dd",
        "",
    ]


def test_dates_of_the_1904_system(tmp_path: Path) -> None:
    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_datetime("A1", datetime(2018, 5, 31), book.add_format({"num_format": 14}))
    assert values(only_grid(path)) == {"A1": date(2018, 5, 31)}
    padded = edited(
        path,
        tmp_path / "padded.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda part: part.replace(b"<v>", b"<v> "),
    )
    assert values(only_grid(padded)) == {"A1": date(2018, 5, 31)}


def test_errors_and_formulas_without_a_value_are_never_blank(tmp_path: Path) -> None:
    rows = (
        '<row r="2"><c r="A2" t="s"><v>0</v></c>'
        '<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="C2" t="e"><v>#REF!</v></c>'
        '<c r="D2"><f>A1&amp;"x"</f></c>'
        '<c r="E2"><f>SUM(A1)</f><v></v></c>'
        '<c r="F2"><f t="shared" si="0"/><v/></c>'
        '<c r="G2" t="str"><f>IF(1,"","x")</f><v></v></c>'
        '<c r="H2"><f>1+1</f><v>2</v></c>'
        '<c r="I2" t="str"><f>A1</f><v>文</v></c></row>'
        '<row r="4"><c r="L4" t="e"><v>#N/A</v></c></row>'
    )
    sheet = rows_xml(rows)
    assert is_plain(sheet)
    assert values(raw_grid(tmp_path, sheet, shared_strings("某公司"))) == {
        "A2": "某公司",
        "B2": ErrorCell("#DIV/0!"),
        "C2": ErrorCell("#REF!"),
        "D2": UncachedFormula('=A1&"x"'),
        "E2": UncachedFormula("=SUM(A1)"),
        "F2": UncachedFormula("="),
        "H2": 2.0,
        "I2": "文",
        "L4": ErrorCell("#N/A"),
    }


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="B1" t="s"><v>1 </v></c>', "乙"),
        ('<c r="B1" t="s"><v>\n  1\n</v></c>', "乙"),
        ('<c r="B1" t="s"><v> 1</v></c>', "乙"),
        ('<c r="B1" t="s"><v>99</v></c>', ErrorCell("#N/A")),
        ('<c r="B1"><v> 5 </v></c>', 5.0),
        ('<c r="B1"><v> 5</v></c>', 5.0),
        ('<c r="B1"><v>5 </v></c>', 5.0),
        ('<c r="B1" t="q"><v>#SPILL!</v></c>', ErrorCell("#SPILL!")),
        ('<c r="B1" t="q"><v>7</v></c>', "7"),
        ('<c r="B1"><v>五</v></c>', "五"),
        ('<c r="B1" t="n"><v>1E999 </v></c>', "1E999"),
        ('<c r="B1" t="d"><v>2018-05-31</v></c>', date(2018, 5, 31)),
        ('<c r="B1" t="d"><v>2018-05-31T09:30:00</v></c>', datetime(2018, 5, 31, 9, 30)),
        ('<c r="B1" t="b"><v>1</v></c>', True),
        ('<c t="inlineStr" r="B1"><is><t>甲</t></is></c>', "甲"),
        ('<c r="B1" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c>', "甲乙"),
        ("<c r='B1' t='e'><v>#REF!</v></c>", ErrorCell("#REF!")),
        ('<c r="B1"><!-- <c r="Z9"><v>1</v></c> --><v>5</v></c>', 5.0),
        ('<c r="B1" t="str"><v><![CDATA[<f>]]></v></c>', "<f>"),
        ('<c r="B1" s="4"><v>43251</v></c>', date(2018, 5, 31)),
        ("<c><v>5</v></c><c><f>A1</f></c>", 5.0),
    ],
)
def test_an_odd_cell_costs_nobody_else(tmp_path: Path, cell: str, expected: Raw) -> None:
    first = f'<row r="1"><c r="A1" t="s"><v>0</v></c>{cell}</row>'
    rows = first + '<row r="2"><c r="A2"><v>3</v></c></row>'
    grid = raw_grid(tmp_path, rows_xml(rows), shared_strings("甲", "乙"), DATE_STYLES)
    found = values(grid)
    assert found.pop("C1", UncachedFormula("=A1")) == UncachedFormula("=A1")
    assert found == {"A1": "甲", "B1": expected, "A2": 3.0}
    assert type(found["B1"]) is type(expected)


def test_the_careful_reader_types_numbers_by_their_style(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><v> 1 </v></c><c r="B1" s="1"><v>43251.5</v></c>'
        '<c r="C1" s="2"><v>43251</v></c><c r="D1" s="3"><v>1.25</v></c>'
        '<c r="E1" s="1"><v>0.5</v></c><c r="F1" s="1"><v>59</v></c><c r="G1" s="1"><v>61</v></c>'
        '<c r="H1" s="1"><v>-3</v></c><c r="I1" s="1"><v>9999999</v></c></row>'
    )
    grid = raw_grid(tmp_path, rows_xml(rows), styles=DATE_STYLES)
    assert list(grid.rows[0]) == [
        1.0,
        datetime(2018, 5, 31, 12),
        43251.0,
        timedelta(hours=30),
        time(12),
        date(1900, 2, 28),
        date(1900, 3, 1),
        -3.0,
        9999999.0,
    ]
    assert [grid.number_format(1, column) for column in (1, 2, 3, 4)] == [
        "",
        "yyyy/m/d",
        '0.0"亿元"',
        "[h]:mm:ss",
    ]


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize(("main", "office"), [(MAIN, None), (STRICT, STRICT_OFFICE)])
def test_strict_and_prefixed_files(
    tmp_path: Path, prefix: str, main: str, office: str | None
) -> None:
    name = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    sheet = (
        f'<{prefix}worksheet {name}="{main}"><{prefix}sheetData><{prefix}row r="2">'
        f'<{prefix}c r="B2"><{prefix}v>5</{prefix}v></{prefix}c>'
        f'<{prefix}c r="C2" t="e"><{prefix}v>#REF!</{prefix}v></{prefix}c></{prefix}row>'
        f'</{prefix}sheetData><{prefix}mergeCells><{prefix}mergeCell ref="B2:C2"/>'
        f"</{prefix}mergeCells></{prefix}worksheet>"
    )
    extra = {} if office is None else {"office": office}
    grid = only_grid(write_zip(tmp_path / "s.xlsx", ooxml_parts(sheet, main=main, **extra)))
    assert values(grid) == {"B2": 5.0, "C2": ErrorCell("#REF!")}
    assert grid.merges == (Merge(2, 2, 2, 3),)


def test_a_sheet_part_in_utf_16(tmp_path: Path) -> None:
    sheet = '<?xml version="1.0" encoding="UTF-16"?>' + rows_xml(
        '<row r="1"><c r="B1" t="str"><v>甲</v></c></row>'
    )
    assert values(raw_grid(tmp_path, sheet.encode("utf-16"))) == {"B1": "甲"}


def test_hidden_merged_and_invisible(tmp_path: Path) -> None:
    path = tmp_path / "h.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("名单")
        sheet.merge_range("A1:E1", "标题")
        for row in range(1, 6):
            sheet.write_row(row, 0, ["甲", row, 2.5, "乙"])
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(90, None, None, {"hidden": True})
        sheet.set_column("C:C", None, None, {"hidden": True})
        sheet.set_column("H:XFD", None, None, {"hidden": True})
        book.add_worksheet("藏").hide()
    grid, hidden = read_workbook(path).grids
    assert (grid.visible, hidden.visible) == (True, False)
    assert grid.hidden_rows == {3}
    assert grid.hidden_columns == {3}
    assert grid.merges == (Merge(1, 1, 1, 4),)  # column E holds nothing
    assert hidden.rows == []


def test_the_claimed_size_is_ignored(tmp_path: Path) -> None:
    for claim in ("A1", "A1:XFD1048576", "XFD1048576:A1", "A1:ZZZZZ99999999999"):
        sheet = rows_xml('<row r="3"><c r="B3"><v>5</v></c></row>').replace(
            "<sheetData>", f'<dimension ref="{claim}"/><sheetData>'
        )
        assert values(raw_grid(tmp_path, sheet)) == {"B3": 5.0}


def test_a_stray_cell_far_away_costs_little(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576" s="1"><v>2</v></c></row>'
    )
    grid = raw_grid(tmp_path, rows_xml(rows), styles=DATE_STYLES)
    assert len(grid.rows) == 1_048_576
    assert sum(map(len, grid.rows)) == 1 + 16_384
    assert (grid.rows[0][0], grid.rows[-1][-1]) == (1.0, date(1900, 1, 2))
    assert grid.number_format(1_048_576, 16_384) == "yyyy/m/d"


def test_a_stray_cell_hidden_in_the_first_row(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="XFD1048576"><v>2</v></c><c r="A1"><v>1</v></c></row>'
    grid = raw_grid(tmp_path, rows_xml(rows))
    assert (grid.rows[0][0], grid.rows[-1][-1]) == (1.0, 2.0)
    assert sum(map(len, grid.rows)) == 1 + 16_384


def test_a_claimed_count_of_strings_is_ignored(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    grid = raw_grid(tmp_path, rows_xml(rows), shared_strings("甲", claim=2**32 - 1))
    assert values(grid) == {"A1": "甲"}


def test_readings_above_words_are_no_text(tmp_path: Path) -> None:
    strings = shared_strings("X").replace(
        "<t>X</t>", "<r><t>東京</t></r><rPh><t>トウキョウ</t></rPh><r><t>_x0041_</t></r>"
    )
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v> 1</v></c></row>'
    assert values(raw_grid(tmp_path, rows_xml(rows), strings)) == {"A1": "東京A", "B1": 1.0}


def test_absolute_targets_and_back_slashes(tmp_path: Path) -> None:
    parts = ooxml_parts(rows_xml('<row r="1"><c r="A1"><v>1</v></c></row>'))
    parts["xl\\worksheets\\Sheet1.xml"] = parts.pop("xl/worksheets/sheet1.xml")
    rels = str(parts["xl/_rels/workbook.xml.rels"])
    parts["xl/_rels/workbook.xml.rels"] = rels.replace("worksheets/", "/xl/worksheets/")
    assert values(only_grid(write_zip(tmp_path / "b.xlsx", parts))) == {"A1": 1.0}


def test_chart_sheets_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("名单")
        sheet.write_column("A1", [1, 2, 3])
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=名单!$A$1:$A$3"})
        book.add_chartsheet("图").set_chart(chart)
    assert [grid.sheet for grid in read_workbook(path).grids] == ["名单"]


def test_formats_of_a_row_are_found_whatever_the_order_of_attributes(tmp_path: Path) -> None:
    rows = (
        '<row spans="1:3" r="7"><c r="A7" s="2"/><c r="B7" s="1" t="n"><v>1</v></c>'
        '<c r="AA7"><v>2</v></c></row>'
    )
    grid = raw_grid(tmp_path, rows_xml(rows), styles=DATE_STYLES)
    found = [grid.number_format(7, column) for column in (1, 2, 27)]
    assert found == ['0.0"亿元"', "yyyy/m/d", ""]
    assert grid.number_format(6, 1) == ""
